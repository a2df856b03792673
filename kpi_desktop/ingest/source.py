"""A sheet or text table as columns of raw cells: what readers give and importers take, with nothing interpreted yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from numpy.typing import NDArray


class Cell(IntEnum):
    """What a raw cell holds."""

    EMPTY = 0
    NUMBER = 1
    TEXT = 2
    MOMENT = 3
    YES_NO = 4
    ERROR = 5


@dataclass(frozen=True, slots=True)
class RawColumn:
    """One column, cell by cell: `kinds` (uint8) says which of the others holds the cell.

    `numbers` (float64) holds numbers, yes/no as 1 and 0; NaN elsewhere. `moments` (datetime64[s]) holds dates and
    times, NaT elsewhere; a time of day or a duration counts from 1899-12-30, so `moment - 1899-12-30` gives it back.
    `texts` is a dictionary-encoded string array with nulls elsewhere; an error cell keeps its text (`#REF!`) there.
    `numbers` and `moments` are None where no cell needs them. `moments` need no correction by `date1904`.
    """

    kinds: NDArray[np.uint8]
    texts: pa.DictionaryArray
    numbers: NDArray[np.float64] | None = None
    moments: NDArray[np.datetime64] | None = None


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One sheet (or text file, or block): columns of equal length from the first used row on.

    `first_row` is the spreadsheet number (from 1) of row 0; `first_column` likewise. `merges` are
    (top, left, bottom, right), zero-based in this table, both ends included. `levels` and `indents` (one small int for
    each row) are there for xlsx reports of 1C only. `all_text` says that the source has no types (csv, mxl), so
    numbers and dates are to be found in texts. `places` gives the spreadsheet's row of each row where they do not
    stand one below another as in the sheet: in a table of months across every filled cell became a row.
    `hidden_rows` and `hidden_columns` are the spreadsheet's numbers (from 1) of what a hand or a filter hid, rows
    folded away with their group apart: it is read like all else, and told. `shown` has the columns (from 1) whose cells
    hold so many times what they show («#,##0,» shows thousands); in those of `grown` the reader multiplied them itself.
    """

    sheet: str
    rows: int
    columns: tuple[RawColumn, ...]
    first_row: int = 1
    first_column: int = 1
    merges: tuple[tuple[int, int, int, int], ...] = ()
    levels: NDArray[np.uint8] | None = None
    indents: NDArray[np.uint8] | None = None
    all_text: bool = False
    date1904: bool = False
    hidden: bool = False
    places: NDArray[np.int32] | None = None
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    shown: Mapping[int, int] = field(default_factory=dict)
    grown: frozenset[int] = frozenset()

    def sheet_row(self, row: int) -> int:
        """The spreadsheet's number of a row of this table."""
        return self.first_row + row if self.places is None else int(self.places[row])

    def sheet_rows(self, rows: NDArray[np.int64]) -> NDArray[np.int32]:
        """The spreadsheet's numbers of rows of this table."""
        return (rows + self.first_row).astype(np.int32) if self.places is None else self.places[rows]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file opened and read: what kind of container it is and its tables.

    `container` is xlsx, xls, xlsb, ods, csv, xml, json, text; `details` holds what a reader found out on the way
    (encoding, separator, decimal sign).
    """

    name: str
    container: str
    tables: tuple[SourceTable, ...]
    details: Mapping[str, str] = field(default_factory=dict)
