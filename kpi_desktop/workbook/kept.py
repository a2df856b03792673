"""Sheets for figures kept by hand: a row for each month or day (and name), a column for each measure, to be filled in.

The first two rows are hidden and tell the program what each column is, so that columns may be moved and headed anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.core.marks import KEPT_MARK
from kpi_desktop.core.writing import written_beside
from kpi_desktop.workbook.cells import as_number, clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    from pathlib import Path

    from xlsxwriter.workbook import Workbook

#: Rows above the figures: the mark, the ids, the headings.
HEAD = 3
_WIDEST = 22


@dataclass(frozen=True, slots=True)
class KeptGrid:
    """One sheet: its lines are (period as text, member), its columns measures by id and heading.

    `figures` are by line and measure; an empty cell stays empty. `by_day` sheets hold days, others months.
    """

    title: str
    dimension: str
    by_day: bool
    headings: tuple[str, ...]
    measures: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    figures: Mapping[tuple[str, str, str], Decimal]
    hint: str


def write_kept(out: Path, grids: Sequence[KeptGrid]) -> None:
    """Write a workbook of such sheets; an earlier file stays until it is done."""
    from xlsxwriter import Workbook

    with written_beside(out) as beside:
        book = Workbook(str(beside), {"strings_to_formulas": False, "strings_to_urls": False})
        try:
            for grid in grids:
                add_kept(book, grid)
        finally:
            book.close()


def add_kept(book: Workbook, grid: KeptGrid) -> None:
    """Add one such sheet to a workbook."""
    sheet = book.add_worksheet(grid.title)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    text, number = book.add_format({"num_format": "@"}), book.add_format({"num_format": "#,##0.######"})
    sheet.write_string(0, 0, KEPT_MARK)
    sheet.write_string(0, 1, grid.dimension or "total")
    sheet.write_string(0, 2, "day" if grid.by_day else "month")
    keys = ("period", "member") if grid.dimension else ("period",)
    for column, (key, heading) in enumerate(zip((*keys, *grid.measures), grid.headings, strict=True)):
        sheet.write_string(1, column, key)
        sheet.write_string(2, column, clean(heading), head)
    sheet.write_comment(2, 0, grid.hint, {"x_scale": 2.4, "y_scale": 1.4})
    for row, (period, member) in enumerate(grid.lines, HEAD):
        sheet.write_string(row, 0, period, text)
        if grid.dimension:
            sheet.write_string(row, 1, clean(member), text)
        for column, measure in enumerate(grid.measures, len(keys)):
            value = grid.figures.get((period, member, measure))
            if value is None:
                sheet.write_blank(row, column, None, number)
            else:
                sheet.write_number(row, column, as_number(value), number)
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.set_row(2, 45)
    sheet.set_column(0, len(keys) - 1, 14)
    sheet.set_column(len(keys), len(keys) + len(grid.measures), _WIDEST)
    sheet.freeze_panes(HEAD, len(keys))
