"""The sheets of the month's workbook that the owner fills in: figures kept by hand and plans; `import` reads them back.

A very hidden sheet keeps what they held when they were written, so that only what was typed since counts as new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.marks import PLAN_MARK, WRITTEN_MARK, WRITTEN_SHEET
from kpi_desktop.i18n.message import msg
from kpi_desktop.workbook.cells import as_number, clean
from kpi_desktop.workbook.kept import HEAD, add_kept, entry_looks, finish_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.present.entry import EntrySheets
    from kpi_desktop.workbook.scene import Scene

#: Columns of the sheet of plans before its months.
_KEYS = ("metric", "manager", "team", "channel")

_HEADS = (msg("Metric"), msg("Employee"), msg("Team"), msg("Channel"))

PLAN_HINT = msg(
    "Fill in the plans of the months and import this workbook: a new version of the plan is made. An empty cell "
    "changes nothing, a dash takes an earlier plan away. Rows may be added: the metric is named as on the sheet of "
    "KPIs; a plan without employee, team and channel is the company's. Shares are written with %."
)


def wanted(scene: Scene) -> bool:
    """Whether the workbook is one to type into."""
    return scene.bundle.entry is not None


def write_kept_sheets(scene: Scene) -> None:
    """Write the sheets of figures kept by hand."""
    for grid in _entry(scene).kept:
        add_kept(scene.book, grid)


def write_plans(scene: Scene) -> None:
    """Write the sheet of plans."""
    grid, looks = _entry(scene).plans, entry_looks(scene.book)
    sheet = scene.book.add_worksheet(scene.plan.titles["plans"])
    sheet.write_string(0, 0, PLAN_MARK)
    sheet.write_row(1, 0, (*_KEYS, *(month.month_text for month in grid.months)))
    heads = [*(scene.say(head) for head in _HEADS), *(scene.month_name(month) for month in grid.months)]
    for column, head in enumerate(heads):
        sheet.write_string(2, column, clean(head), looks["head"])
    for row, (metric, whose) in enumerate(grid.lines, HEAD):
        look = looks["share" if metric.display is Display.SHARE else "entry"]
        for column, text in enumerate((scene.metric_name(metric), *whose)):
            sheet.write_string(row, column, clean(text), looks["text"])
        for column, month in enumerate(grid.months, len(_KEYS)):
            amount = grid.amounts.get((metric.id, whose, month.month_text))
            if amount is None:
                sheet.write_blank(row, column, None, look)
            else:
                sheet.write_number(row, column, as_number(amount), look)
    end = len(_KEYS) + len(grid.months)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, len(_KEYS) - 1, 18)
    sheet.set_column(len(_KEYS), end - 1, 14)
    finish_entry(sheet, looks, (len(_KEYS), end), scene.say(PLAN_HINT))


def write_written(scene: Scene) -> None:
    """Keep what these sheets hold now: the importer takes only cells that hold something else."""
    if scene.bundle.entry is None:
        return
    sheet = scene.book.add_worksheet(WRITTEN_SHEET)
    sheet.very_hidden()
    sheet.write_string(0, 0, WRITTEN_MARK)
    for row, texts in enumerate(_written(scene, scene.bundle.entry), 1):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text)


def _written(scene: Scene, entry: EntrySheets) -> Iterator[tuple[str, ...]]:
    for grid in entry.kept:
        for (period, member, measure), value in grid.figures.items():
            yield "kept", measure, period, grid.dimension, clean(member), "", repr(as_number(value))
    names = {metric.id: scene.metric_name(metric) for metric, _ in entry.plans.lines}
    for (metric, whose, month), amount in entry.plans.amounts.items():
        yield "plan", names[metric], month, *(clean(name) for name in whose), repr(as_number(amount))


def _entry(scene: Scene) -> EntrySheets:
    if scene.bundle.entry is None:
        raise AssertionError("only a workbook with sheets for entries writes them")
    return scene.bundle.entry
