"""A table with a known head inside a sheet: its columns by their headings, repeated ones too, and its data rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.normalise import Cells, identifiers, key, read_cells
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from kpi_desktop.ingest.source import SourceTable

#: How far down the row of headings is looked for.
_TOP = 30


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under a head: `head` is its row in the table, `rows` the places of the data rows, both zero-based."""

    table: SourceTable
    head: int
    names: tuple[str, ...]
    rows: NDArray[np.int64]

    def columns(self, *headings: str) -> list[int]:
        """Every column under any of these headings, in the order in which the headings are given."""
        keys = [key(name) for name in self.names]
        return [index for word in headings for index, found in enumerate(keys) if found == key(word)]

    def column(self, *headings: str) -> int | None:
        """The column under the first of these headings that there is."""
        return next(iter(self.columns(*headings)), None)

    def beginning(self, *starts: str) -> int | None:
        """The column whose heading begins so: «Amount spent (UAH)»."""
        named = [key(name) for name in self.names]
        return next(
            (index for start in starts for index, name in enumerate(named) if name.startswith(key(start))), None
        )

    def cells(self, index: int) -> Cells:
        """The cells of one column in the data rows."""
        return taken(read_cells(self.table.columns[index], 0, self.table.rows), self.rows)

    def without(self, out: NDArray[np.bool_]) -> Block:
        """The same table with fewer rows."""
        return replace(self, rows=self.rows[~out])

    @property
    def sheet_rows(self) -> NDArray[np.int32]:
        """The numbers of the rows as a spreadsheet counts them."""
        return (self.rows + self.table.first_row).astype(np.int32)


def find_block(table: SourceTable, *heads: Sequence[str]) -> Block | None:
    """The table under the first row that holds all headings of one of `heads`; None where there is none."""
    wanted = [{key(word) for word in head} for head in heads]
    for row in range(min(table.rows, _TOP)):
        names = tuple(cell_text(table, row, column) for column in range(len(table.columns)))
        keys = {key(name) for name in names if name}
        if any(words <= keys for words in wanted):
            return Block(table, row, names, filled_rows(table, row + 1, table.rows))
    return None


def filled_rows(table: SourceTable, start: int, stop: int) -> NDArray[np.int64]:
    """The rows from start to stop that hold anything but blanks."""
    filled = np.zeros(stop - start, dtype=bool)
    for column in table.columns:
        filled |= read_cells(column, start, stop).filled
    return np.flatnonzero(filled) + start


def taken(cells: Cells, rows: NDArray[np.int64]) -> Cells:
    """The cells of some rows, in their order."""
    return Cells(
        cells.kinds[rows],
        cells.words,
        cells.codes[rows],
        None if cells.numbers is None else cells.numbers[rows],
        None if cells.moments is None else cells.moments[rows],
    )


def blanked(cells: Cells, words: Iterable[str]) -> Cells:
    """The cells with these words, which mean «nothing», as empty ones."""
    nothing = {key(word) or word for word in words}
    out = cells.by_word((key(word) or word) in nothing for word in cells.words)
    return replace(
        cells, kinds=np.where(out, np.uint8(Cell.EMPTY), cells.kinds), codes=np.where(out, np.int32(-1), cells.codes)
    )


def merged(columns: Sequence[Cells]) -> Cells:
    """Several columns as one of texts: in every row the first of them that holds anything."""
    words: dict[str, int] = {}
    codes = np.full(len(columns[0].kinds), -1, dtype=np.int32)
    for cells in columns:
        own, texts = identifiers(cells)
        place = np.array([*(words.setdefault(text, len(words)) for text in texts), -1], dtype=np.int32)
        codes = np.where(codes < 0, place[own], codes).astype(np.int32)
    kinds = np.where(codes < 0, np.uint8(Cell.EMPTY), np.uint8(Cell.TEXT)).astype(np.uint8)
    return Cells(kinds, tuple(words), codes, None, None)
