"""What changed in closed months since they were closed: the frozen figure stands, the new one and why are beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.formats import date_text, month_year
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.numbers import capital, no_data, value_text
from kpi_desktop.present.prose import metric_name
from kpi_desktop.report.view import Section, Table

if TYPE_CHECKING:
    from decimal import Decimal

    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.report.view import Setting


def section(setting: Setting) -> Section | None:
    """The tables, or nothing where no closed month has changed."""
    tables = tuple(table for table in (_restated(setting), _corrected(setting)) if table is not None)
    if not tables:
        return None
    notes: tuple[str, ...] = ()
    if setting.bundle.restated and setting.bundle.closed is not None:
        reasons = "; ".join(setting.translate(reason) for reason in setting.bundle.restated[0].why)
        notes = (capital(reasons) + ".",)
    return Section("restated", setting.translate(msg("Restated")), (tables, notes))


def _restated(setting: Setting) -> Table | None:
    bundle, translate, lang = setting.bundle, setting.translate, setting.lang
    if not bundle.restated or bundle.closed is None:
        return None
    rows = tuple(
        (metric_name(metric, lang), _text(setting, metric, one.frozen), _text(setting, metric, one.current))
        for one in bundle.restated
        if one.metric in bundle.matrix.metrics and (metric := bundle.catalogue.metrics.get(one.metric)) is not None
    )
    if not rows:
        return None
    title = msg("This month is closed: edition {n} of {day}; the book's rows give other figures by now",
                n=bundle.closed.edition, day=date_text(bundle.closed.day, lang))  # fmt: skip
    heads = (msg("Metric"), msg("In the closed month"), msg("By the rows of today"))
    return Table(translate(title), tuple(translate(head) for head in heads), rows)


def _corrected(setting: Setting) -> Table | None:
    """One line for each metric of each closed month that differs: corrections of closed periods."""
    bundle, translate, lang = setting.bundle, setting.translate, setting.lang
    if not bundle.corrected:
        return None
    rows = tuple(
        (
            f"{month_year(one.month.start, lang)}: {metric_name(metric, lang)}",
            *(_text(setting, metric, value) for value in (one.frozen, one.current, one.difference)),
        )
        for one in bundle.corrected
        if (metric := bundle.catalogue.metrics.get(one.metric)) is not None
    )
    heads = (msg("Month"), msg("In the closed month"), msg("By the rows of today"), msg("Difference"))
    title = translate(msg("Corrections of closed periods: totals to date hold them, the closed months do not"))
    return Table(title, tuple(translate(head) for head in heads), rows)


def _text(setting: Setting, metric: Metric, value: Decimal | None) -> str:
    if value is None:
        return no_data(setting.lang)
    return value_text(value, metric.display, metric.decimals, setting.bundle.currency, setting.lang)
