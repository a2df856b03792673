"""The definitions: what every KPI of the catalogue means, its formula in words, its source."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.forms import forms_of
from kpi_desktop.core.missing import Missing
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.formulas import formula_words
from kpi_desktop.workbook.layout import cell
from kpi_desktop.workbook.sheets.kpis import unit_text
from kpi_desktop.workbook.sheets.months import set_print

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.scene import Scene

_HEAD = 3
_COLUMNS = (
    (msg("KPI"), 40),
    (msg("Formula"), 46),
    (msg("Unit"), 9),
    (msg("Definition"), 62),
    (msg("In this workbook"), 40),
    (msg("Note"), 44),
    (msg("Source"), 18),
    (msg("Id"), 24),
)

#: Columns in small print; the one that leads to the KPI; letters to a unit of width; the height of a line.
_MUTED, _HERE, _LETTERS, _LINE = (2, 4, 5, 6, 7), 4, 0.95, 13


def write(scene: Scene) -> None:
    """Write the sheet of definitions: all metrics of the catalogue in its order."""
    page = scene.page("definitions")
    page.text(0, 0, scene.say(msg("Definitions")), scene.styles("title"))
    page.text(
        1,
        0,
        scene.say(msg("Every KPI of the catalogue: what it means and how it is computed")),
        scene.styles("subtitle"),
    )
    for column, (head, width) in enumerate(_COLUMNS):
        page.sheet.set_column(column, column, width)
        page.text(_HEAD, column, scene.say(head), scene.styles("head"))
    ordered = sorted(scene.bundle.catalogue.metrics.values(), key=lambda metric: (metric.order, metric.id))
    for index, metric in enumerate(ordered):
        _line(scene, page, _HEAD + 1 + index, metric)
    page.sheet.freeze_panes(_HEAD + 1, 1)
    page.sheet.autofilter(_HEAD, 0, _HEAD + max(1, len(ordered)), len(_COLUMNS) - 1)
    set_print(scene, page)
    page.sheet.repeat_rows(_HEAD)


def _line(scene: Scene, page: Page, row: int, metric: Metric) -> None:
    russian, look, muted = scene.lang == "ru", scene.styles("wrapped"), scene.styles("wrapped_muted")
    place = scene.plan.metrics.get(metric.id)
    kpis = scene.plan.titles["kpis"]
    texts = (
        scene.metric_name(metric),
        formula_words(metric, scene.bundle.catalogue, scene.lang),
        unit_text(scene, metric),
        metric.definition_ru if russian else metric.definition_en,
        _why(scene, metric.id) if place is None else scene.say(msg("On the sheet “{sheet}”", sheet=kpis)),
        "\n".join(filter(None, (metric.note_ru if russian else metric.note_en, forms_text(scene, metric)))),
        metric.source,
        metric.id,
    )
    for column, text in enumerate(texts):
        if column == _HERE and place is not None:
            page.link(row, column, f"'{kpis}'!{cell(place, 0)}", text, scene.styles("link_top"))
        else:
            page.text(row, column, text, muted if column in _MUTED else look)
    lines = max(ceil(len(text) / (width * _LETTERS)) for text, (_, width) in zip(texts, _COLUMNS, strict=True))
    page.sheet.set_row(row, _LINE * max(1, lines) + 3)


def forms_text(scene: Scene, metric: Metric) -> str:
    """The other definitions of the same quantity by their names; empty where there is none."""
    names = "; ".join(scene.metric_name(one) for one in forms_of(scene.bundle.catalogue, metric.id))
    return scene.say(msg("Other definitions: {names}", names=names)) if names else ""


def _why(scene: Scene, metric: str) -> str:
    """The reason why the workbook has no value of this metric."""
    figure = scene.bundle.matrix.total.get((metric, scene.bundle.month.month_text))
    if figure is not None and isinstance(figure.value, Missing):
        return scene.say(figure.value.message)
    return scene.say(msg("Not computed for this company"))
