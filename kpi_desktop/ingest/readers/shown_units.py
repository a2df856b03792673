"""Cells that show thousands: a number format may shorten what a cell holds, or write «тыс.» beside it.

`#,##0,` shows 12 for 12,345 roubles: the cell is right, and a heading «тыс. руб.» over it speaks of what is shown.
`0.0" тыс."` shows 12.5 тыс. for a cell of 12.5: the cell is then meant in thousands, and becomes 12,500.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest.archive import inflated
from kpi_desktop.ingest.readers.ooxml import REF, column_number
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from zipfile import ZipInfo

    from kpi_desktop.ingest.readers.ooxml import Package
    from kpi_desktop.ingest.source import RawColumn, SourceTable

#: Commas right of the last digit, or right before the decimal point: each hides three digits.
_SHORTENED = re.compile(r"[0#?](,+)(?=\.|[^0#?,.]*$)")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_COLOURS = re.compile(r"\[[^\]]*\]")
_WORDS = (
    (1000, re.compile(r"\bтыс|\bт\. ?р|^\s*k\b|\bthous")),
    (1_000_000, re.compile(r"\bмлн|\bмиллион|\bmln|\bmillion")),
)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^>/])>")
_STYLE = re.compile(rb"\bs=[\"'](\d{1,6})[\"']")
_TAIL = 512


@dataclass(frozen=True, slots=True)
class Shown:
    """What a number format does: `size` is how many units of the cell one shown unit is, `grows` that the cell is meant
    in units of that size itself."""

    size: int
    grows: bool


def shown_by(code: str) -> Shown | None:
    """What the format does to a number; None where it shows it as it is."""
    first = _COLOURS.sub("", code).partition(";")[0]
    words = "".join(one or other for one, other in _LITERAL.findall(first)).casefold()
    hidden = _SHORTENED.search(_LITERAL.sub("", first))
    if hidden is not None:
        return Shown(1000 ** len(hidden[1]), grows=False)
    size = next((size for size, word in _WORDS if word.search(words)), 1)
    return Shown(size, grows=True) if size > 1 else None


def unit_styles(package: Package) -> dict[int, Shown]:
    """The cell styles of the workbook that show thousands or millions; nearly every workbook has none."""
    codes = package.number_formats()
    return {style: found for style, code in enumerate(codes) if (found := shown_by(code)) is not None}


def as_meant(package: Package, member: ZipInfo, table: SourceTable, styles: Mapping[int, Shown]) -> SourceTable:
    """The table with cells «12,5 тыс.» as 12,500, and with the columns whose cells hold more than they show."""
    grown: dict[int, dict[int, int]] = {}
    sizes: dict[int, int] = {}
    for row, column, style in _styled(package, member, styles):
        at, place = row - table.first_row + 1, column - table.first_column + 1
        if not (0 <= at < table.rows and 0 <= place < len(table.columns)):
            continue
        if table.columns[place].kinds[at] == Cell.NUMBER:
            sizes[column + 1] = styles[style].size
            if styles[style].grows:
                grown.setdefault(place, {})[at] = styles[style].size
    columns = [_grown(column, grown.get(place, {})) for place, column in enumerate(table.columns)]
    told = frozenset(place + table.first_column for place in grown)
    return replace(table, columns=tuple(columns), shown=sizes, grown=told)


def _grown(column: RawColumn, cells: Mapping[int, int]) -> RawColumn:
    if not cells or column.numbers is None:
        return column
    numbers = column.numbers.copy()
    for row, size in cells.items():
        numbers[row] = np.round(numbers[row] * size, 4)
    return replace(column, numbers=numbers)


def _styled(package: Package, member: ZipInfo, styles: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    """Row and column (from 0) of the filled cells of these styles."""
    wanted, tail, seen = frozenset(styles), b"", set[tuple[int, int]]()
    for chunk in inflated(package.path, member, package.limits):
        window = tail + chunk
        for found in _CELL.finditer(window):
            style, ref = _STYLE.search(found[1]), REF.search(found[1])
            if style and ref and int(style[1]) in wanted:
                place = (int(ref[2]) - 1, column_number(ref[1].decode()))
                if place not in seen:
                    seen.add(place)
                    yield (*place, int(style[1]))
        tail = window[-_TAIL:]
