"""The measures: one row for each measure in its window, a column per month; what every KPI stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.workbook.layout import FIRST_MONTH
from kpi_desktop.workbook.sheets.months import write_months

if TYPE_CHECKING:
    from kpi_desktop.workbook.scene import Scene


def write(scene: Scene) -> None:
    """Write the measures sheet."""
    page = scene.page("measures")
    page.sheet.set_column(0, 0, 52)
    page.sheet.set_column(1, 1, 9)
    page.sheet.set_column(2, 2, 26)
    page.text(0, 0, scene.say(msg("Measures")), scene.styles("title"))
    about = msg(
        "Sums and counts that the KPIs are made of. On a yellow ground: values that do not follow from the rows here"
    )
    page.text(1, 0, scene.say(about), scene.styles("subtitle"))
    write_months(scene, page, (msg("Measure"), msg("Unit"), msg("How it is made")))
    for leaf, row in scene.plan.measures.items():
        measure = scene.bundle.catalogue.measures.get(leaf.measure)
        number = scene.styles.measure_number(measure.unit) if measure else "#,##0.00"
        line = scene.figures.measure_line(leaf)
        page.text(row, 0, scene.leaf_name(leaf), scene.styles("label"))
        page.text(row, 1, unit_word(scene, str(measure.unit) if measure else ""), scene.styles("muted"))
        live, fixed = any(entry.live for entry in line), any(entry.fixed for entry in line)
        said = (msg("Formula, some values") if fixed else msg("Formula over the rows")) if live else msg("Value")
        page.text(row, 2, scene.say(said), scene.styles("muted"))
        for index, entry in enumerate(line):
            scene.put(page, row, FIRST_MONTH + index, entry, number)
    page.sheet.freeze_panes(6, 1)


def unit_word(scene: Scene, unit: str) -> str:
    """A measure's unit: the currency for money, else nothing that the name does not say."""
    return scene.styles.sign if unit.startswith("money") else ""
