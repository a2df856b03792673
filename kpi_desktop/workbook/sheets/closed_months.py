"""Closed months on the reconciliation sheet: what the rows of today give otherwise, frozen and current side by side."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.workbook.layout import cell

if TYPE_CHECKING:
    from kpi_desktop.core.missing import Value
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

_ABSENT = Missing(Reason.NO_DATA, msg("There is no data for this period"))


def write_closed(scene: Scene, page: Page, row: int) -> int:
    """The edition that the workbook stands on with what changed since, or corrections of closed periods before."""
    bundle = scene.bundle
    metrics = bundle.catalogue.metrics
    lines: list[tuple[str, str, Value, Value]] = [
        (scene.metric_name(metrics[one.metric]), one.metric, one.frozen if one.frozen is not None else _ABSENT,
         one.current if one.current is not None else _ABSENT)
        for one in bundle.restated
        if one.metric in metrics
    ]  # fmt: skip
    lines += [
        (
            f"{scene.month_name(one.month)}: {scene.metric_name(metrics[one.metric])}",
            one.metric,
            one.frozen,
            one.current,
        )
        for one in bundle.corrected
        if one.metric in metrics
    ]
    if bundle.closed is not None:
        day = date_text(bundle.closed.day, scene.lang)
        told = msg("The month is closed: edition {n} of {day}", n=bundle.closed.edition, day=day)
        page.text(row, 0, scene.say(told), scene.styles("subtitle"))
        row += 1
    if not lines:
        return row
    title = msg("Restated") if bundle.restated else msg("Corrections of closed periods")
    heads = (title, msg("In the closed month"), msg("By the rows of today"), msg("Difference"))
    for column, head in enumerate(heads):
        page.text(row, column, scene.say(head), scene.styles("head_right" if column else "head"))
    for name, metric_id, frozen, current in lines:
        row += 1
        figure = scene.styles("figure", scene.styles.metric_number(metrics[metric_id]))
        page.text(row, 0, name, scene.styles("label"))
        page.figure(row, 1, frozen, figure)
        page.figure(row, 2, current, figure)
        if isinstance(frozen, Decimal) and isinstance(current, Decimal):
            page.formula(row, 3, f"{cell(row, 2)}-{cell(row, 1)}", current - frozen, figure)
    return row + 2
