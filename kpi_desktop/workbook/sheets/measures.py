"""The measures: one row for each measure in its window, a column per month; what every KPI stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.i18n.message import msg
from kpi_desktop.workbook.layout import FIRST_MONTH
from kpi_desktop.workbook.live import line_kinds
from kpi_desktop.workbook.sheets.months import write_months
from kpi_desktop.workbook.trace import trace_of

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.workbook.cells import Page
    from kpi_desktop.workbook.figures import Entry
    from kpi_desktop.workbook.scene import Scene


def write(scene: Scene) -> None:
    """Write the measures sheet."""
    page = scene.page("measures")
    page.sheet.set_column(0, 0, 60)
    page.sheet.set_column(1, 1, 9)
    page.sheet.set_column(2, 2, 62)
    page.text(0, 0, scene.say(msg("Measures")), scene.styles("title"))
    about = msg(
        "Sums and counts that the KPIs are made of. On a yellow ground: values that do not follow from the rows here"
    )
    page.text(1, 0, scene.say(about), scene.styles("subtitle"))
    write_months(scene, page, (msg("Measure"), msg("Unit"), msg("How it is made")))
    for leaf, row in scene.plan.measures.items():
        measure = scene.bundle.catalogue.measures.get(leaf.measure)
        line = scene.figures.measure_line(leaf)
        values = [entry.value for entry in line]
        number = scene.styles.measure_number(measure.unit, values) if measure else "#,##0.00"
        page.text(row, 0, scene.leaf_name(leaf), scene.styles("label"))
        page.text(row, 1, unit_word(scene, str(measure.unit) if measure else ""), scene.styles("muted"))
        _how(scene, page, row, (measure, line))
        for index, entry in enumerate(line):
            scene.put(page, row, FIRST_MONTH + index, entry, number)
    page.sheet.freeze_panes(6, 1)


def _how(scene: Scene, page: Page, row: int, at: tuple[Measure | None, tuple[Entry, ...]]) -> None:
    """Where the figures come from: a link to the column that is added up, with what to filter there."""
    measure, line = at
    live, fixed = any(entry.live for entry in line), any(entry.fixed for entry in line)
    if not live or measure is None or scene.rows is None:
        page.text(row, 2, scene.say(msg("Value worked out by the program")), scene.styles("muted"))
        return
    if line_kinds(measure) is None or measure.fact != "sale" or measure.aggregation is Aggregation.COMPUTED:
        page.text(row, 2, scene.say(msg("Follows another line of this sheet")), scene.styles("muted"))
        return
    trace = trace_of(scene, measure)
    words = trace.words + ("; " + scene.say(msg("in places a value")) if fixed else "")
    page.link(row, 2, trace.target, words, scene.styles("link_muted"))


def unit_word(scene: Scene, unit: str) -> str:
    """A measure's unit: the currency for money, else nothing that the name does not say."""
    return scene.styles.sign if unit.startswith("money") else ""
