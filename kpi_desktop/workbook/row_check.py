"""Finds changed cells and rows of a big sheet by its checksums."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.workbook.differences import Difference, Kind
from kpi_desktop.workbook.layout import unquoted
from kpi_desktop.workbook.stream import BETWEEN, canonical_number, roll

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kpi_desktop.workbook.manifest import BigSheet
    from kpi_desktop.workbook.reading import Cell

#: Where more rows differ than a hand changes, rows may have moved; and no more cells of one sheet are named.
_MANY, _MOST = 20, 1_000

_OWN_ROW = re.compile(r"(?<=[A-Z])\d+\b")


@dataclass(frozen=True, slots=True)
class _Grid:
    """The canonical texts of a big sheet's cells, column by column, as they stand in the file now.

    `below` are rows under the last one that was written, as far as they are filled.
    """

    sheet: BigSheet
    columns: list[list[str]]
    below: list[tuple[str, ...]]

    @property
    def count(self) -> int:
        return len(self.sheet.row_sums)

    def row(self, index: int) -> tuple[str, ...]:
        if index >= self.count:
            return self.below[index - self.count]
        return tuple(texts[index] for texts in self.columns)

    def bad_columns(self) -> list[int]:
        texts = ("".join(text + BETWEEN for text in column) for column in self.columns)
        return [index for index, text in enumerate(texts) if _sum(text) != self.sheet.column_sums[index]]

    def bad_rows(self) -> list[int]:
        rows = zip(*self.columns, strict=True)
        return [
            index
            for index, (texts, wanted) in enumerate(zip(rows, self.sheet.row_sums, strict=True))
            if _sum(BETWEEN.join(texts)) != wanted
        ]

    def bad_slants(self) -> set[int]:
        turned = []
        for index, texts in enumerate(self.columns):
            kept = self.count - roll(index, self.count)
            turned.append(texts[kept:] + texts[:kept])
        lines = zip(*turned, strict=True)
        wanted = self.sheet.slant_sums
        return {index for index, texts in enumerate(lines) if _sum(BETWEEN.join(texts)) != wanted[index]}


def changed_rows(cells: dict[str, Cell], sheet: BigSheet) -> list[Difference]:
    """Changed cells of a big sheet: where a broken row, a broken column and a broken slanting line meet."""
    count = len(sheet.row_sums)
    numbers = [str(sheet.first_row + row) for row in range(count)]
    columns = [[_canonical(cells.get(name + row)) for row in numbers] for name in sheet.columns]
    grid = _Grid(sheet, columns, _below(cells, sheet))
    added = range(count, count + len(grid.below))
    bad_columns = grid.bad_columns()
    if not bad_columns:
        return [_row(sheet, row) for row in added]
    bad_rows = grid.bad_rows()
    if len(bad_rows) > _MANY:
        moved = _moved(grid, bad_rows[0])
        if moved is not None:
            return moved
    return [*_cells(grid, bad_rows, bad_columns), *(_row(sheet, row) for row in added)]


def _cells(grid: _Grid, bad_rows: Sequence[int], bad_columns: Sequence[int]) -> list[Difference]:
    """The changed cells one by one; a row of which nothing is left is named as a row."""
    empty = [row for row in bad_rows if not any(grid.row(row))]
    rows = [row for row in bad_rows if any(grid.row(row))]
    crossing = len(rows) > 1 and len(bad_columns) > 1 and grid.sheet.slant_sums
    slants = grid.bad_slants() if crossing else None
    found = [_row(grid.sheet, row) for row in empty]
    alone = len(bad_rows) == 1
    for column in bad_columns:
        for row in rows:
            if slants is None or (row + roll(column, grid.count)) % grid.count in slants:
                found.append(_cell(grid, row, column, alone=alone))
            if len(found) == _MOST:
                return found
    return found


def _cell(grid: _Grid, row: int, column: int, *, alone: bool) -> Difference:
    sheet, texts = grid.sheet, grid.columns[column]
    name = sheet.columns[column]
    kind = Kind.FORMULA if sheet.formulas[column] else Kind.DATA
    expected = _restored(texts, row, sheet.totals.get(name)) if alone and kind is Kind.DATA else ""
    mark, text = texts[row][:1], texts[row][1:]
    return Difference(
        sheet.title, f"{name}{sheet.first_row + row}", expected, "=" + text if mark == "f" else text, kind
    )


def _moved(grid: _Grid, first: int) -> list[Difference] | None:
    """Rows deleted or put in in one block, those below having moved: named as rows; None where nothing moved."""
    last = max((row for row in range(grid.count) if any(grid.row(row))), default=-1)
    gone, added = grid.count - 1 - last, len(grid.below)
    if not gone and not added:
        return None
    start, end = (first, last + 1) if gone else (first + added, grid.count + added)
    others = [row for row in range(start, end) if not _stood_at(grid, row, row + gone - added)]
    if len(others) > _MANY:
        return None
    bad = grid.bad_columns()
    within = [row for row in others if row < grid.count]
    beside = [_cell(grid, row, column, alone=False) for row in within for column in bad if grid.sheet.formulas[column]]
    return [*(_row(grid.sheet, first + index) for index in range(gone or added)), *beside]


def _stood_at(grid: _Grid, row: int, was: int) -> bool:
    """Whether the row is the one that was written at `was`, its formulas untouched or moved along with it."""
    wanted, texts, up = grid.sheet.row_sums[was], grid.row(row), was - row
    if _sum(BETWEEN.join(texts)) == wanted:
        return True
    here = grid.sheet.first_row + row

    def back(found: re.Match[str]) -> str:
        number = int(found[0])
        return str(number + up) if number in (here, here - 1) else found[0]

    moved = (_OWN_ROW.sub(back, text) if text.startswith("f") else text for text in texts)
    return _sum(BETWEEN.join(moved)) == wanted


def _row(sheet: BigSheet, row: int) -> Difference:
    return Difference(sheet.title, f"{sheet.columns[0]}{sheet.first_row + row}", "", "", Kind.ROW)


def _below(cells: dict[str, Cell], sheet: BigSheet) -> list[tuple[str, ...]]:
    """The rows under the last one that was written, up to the first empty one."""
    found: list[tuple[str, ...]] = []
    row = sheet.first_row + len(sheet.row_sums)
    while any(texts := tuple(_canonical(cells.get(f"{name}{row}")) for name in sheet.columns)):
        found.append(texts)
        row += 1
    return found


def _sum(text: str) -> int:
    return zlib.crc32(text.encode())


def _canonical(cell: Cell | None) -> str:
    """A cell's text as the checksums take it."""
    if cell is None:
        return ""
    if cell.formula is not None:
        return "f" + unquoted(cell.formula)
    if cell.value is None:
        return ""
    return "n" + canonical_number(cell.value) if cell.kind == "n" else cell.kind + cell.value


def _numbers(texts: Sequence[str], row: int) -> Iterator[tuple[str, int]]:
    yield from Counter(text for index, text in enumerate(texts) if index != row and text.startswith("n")).items()


def _restored(texts: Sequence[str], row: int, total: str | None) -> str:
    """The number that stood in the one changed cell of a column, from the column's total."""
    if total is None:
        return ""
    others = sum((Decimal(text[1:]) * times for text, times in _numbers(texts, row)), Decimal(0))
    return canonical_number(str(Decimal(total) - others))
