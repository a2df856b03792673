"""Sheets for figures kept by hand: a row for each month or day (and name), a column for each measure, to be filled in.

The first two rows are hidden and tell the program what each column is, so that columns may be moved and headed anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.marks import KEPT_MARK
from kpi_desktop.core.writing import written_beside
from kpi_desktop.workbook.cells import as_number, clean
from kpi_desktop.workbook.styles import ACCENT, FONT, INK, LINE, MUTED, PALE, TYPED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from kpi_desktop.present.entry import KeptGrid

#: Rows above the figures: the mark, the ids, the headings.
HEAD = 3
_WIDEST = 22


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
    sheet, looks = book.add_worksheet(grid.title), entry_looks(book)
    sheet.write_string(0, 0, KEPT_MARK)
    sheet.write_string(0, 1, grid.dimension or "total")
    sheet.write_string(0, 2, "day" if grid.by_day else "month")
    keys = ("period", "member") if grid.dimension else ("period",)
    for column, (key, heading) in enumerate(zip((*keys, *grid.measures), grid.headings, strict=True)):
        sheet.write_string(1, column, key)
        sheet.write_string(2, column, clean(heading), looks["head"])
    for row, (period, member) in enumerate(grid.lines, HEAD):
        sheet.write_string(row, 0, period, looks["text"])
        if grid.dimension:
            sheet.write_string(row, 1, clean(member), looks["text"])
        for column, measure in enumerate(grid.measures, len(keys)):
            value = grid.figures.get((period, member, measure))
            if value is None:
                sheet.write_blank(row, column, None, looks["entry"])
            else:
                sheet.write_number(row, column, as_number(value), looks["entry"])
    sheet.set_column(0, 0, 14)
    if grid.dimension:
        sheet.set_column(1, 1, 26)
    sheet.set_column(len(keys), len(keys) + len(grid.measures) - 1, _WIDEST)
    finish_entry(sheet, looks, (len(keys), len(keys) + len(grid.measures)), grid.hint)


def entry_looks(book: Workbook) -> dict[str, Format]:
    """The looks of a sheet to be filled in: cells for entries stand out from what is only read."""
    plain = {"font_name": FONT, "font_size": 10, "font_color": INK, "bottom": 1, "bottom_color": LINE}
    entry = {**plain, "bg_color": PALE, "font_color": ACCENT, "align": "right"}
    return {
        "head": book.add_format({**plain, "bold": True, "text_wrap": True, "valign": "bottom", "bottom_color": ACCENT}),
        "text": book.add_format({**plain, "num_format": "@"}),
        "entry": book.add_format({**entry, "num_format": TYPED}),
        "share": book.add_format({**entry, "num_format": "0.00%"}),
        "hint": book.add_format({"font_name": FONT, "font_size": 9, "font_color": MUTED, "text_wrap": True}),
    }


def finish_entry(sheet: Worksheet, looks: dict[str, Format], span: tuple[int, int], hint: str) -> None:
    """Hide what only the program reads, and say right of the table how it is filled in.

    `span`: the first column of entries and the one after the last.
    """
    keys, end = span
    sheet.write_string(2, end + 1, hint, looks["hint"])
    sheet.set_column(end + 1, end + 1, 70)
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.set_row(2, 45)
    sheet.freeze_panes(HEAD, keys)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD - 1)
