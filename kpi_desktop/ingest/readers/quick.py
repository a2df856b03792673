"""xlsx, xlsb and ods by calamine: the fast reader; what it does not tell is filled in from the package itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.readers.columns import columns_of
from kpi_desktop.ingest.readers.ooxml import Package
from kpi_desktop.ingest.readers.shown_units import as_meant, unit_styles
from kpi_desktop.ingest.source import Cell, RawColumn, SourceTable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from zipfile import ZipInfo

    from numpy.typing import NDArray
    from python_calamine import CalamineSheet, CalamineWorkbook, SheetMetadata

    from kpi_desktop.ingest.limits import Limits
    from kpi_desktop.ingest.readers.ooxml import Scan


#: Sheets of so many unpacked bytes are worth a try of the dense reader, unless their shared strings are many too.
DENSE_FROM = 8 * 1024 * 1024
_MOST_SHARED = 16 * 1024 * 1024
#: How spreadsheets head the column of a compact pivot, and among how many first texts that stands.
_PIVOT, _HEADINGS = frozenset({"названия строк", "row labels"}), 40


class TooSparse(Exception):
    """A sheet whose used rectangle is far wider than its cells: for the patient reader."""


def read_quickly(
    path: Path, limits: Limits, *, xlsx: bool, watch: Callable[[str, int, int], None]
) -> tuple[list[SourceTable], list[Issue]]:
    """The workbook's sheets; raises TooSparse, CalamineError, or panics (BaseException) on bad files."""
    from python_calamine import CalamineWorkbook

    issues: list[Issue] = []
    tables = []
    package = Package(path, limits) if xlsx else None
    try:
        from1904 = package is not None and package.date1904()
        units = unit_styles(package) if package else {}
        parts = {part.name: part.member for part in package.sheets()} if package else {}
        with CalamineWorkbook.from_path(path) as book:
            for index, about in enumerate(book.sheets_metadata):
                if not _is_table(about, issues):
                    continue
                member = parts.get(about.name)
                plain = None
                if package and member and not units:
                    plain = _plain_table(package, member, about, limits, watch)
                if plain:
                    tables.append(plain)
                    continue
                table = _sheet(book, index, about, limits, watch)
                if package and member and table.rows:
                    table = replace(_completed(package, member, table), date1904=from1904)
                    table = as_meant(package, member, table, units) if units else table
                tables.append(table)
        return tables, issues
    finally:
        if package:
            package.__exit__()


def _plain_table(
    package: Package,
    member: ZipInfo,
    about: SheetMetadata,
    limits: Limits,
    watch: Callable[[str, int, int], None],
) -> SourceTable | None:
    """A big plain sheet by the dense reader; None where it is small or not plain enough."""
    from kpi_desktop.ingest.readers.dense import Irregular, read_dense
    from kpi_desktop.ingest.readers.patient import references

    shared = package.related("sharedstrings")
    if member.file_size < DENSE_FROM or (shared and shared.file_size > _MOST_SHARED):
        return None
    watch(about.name, 0, 0)
    try:
        table = read_dense(package, member, about.name, references(package), limits, watch)
    except (Irregular, ValueError, IndexError, OverflowError):
        return None
    return replace(table, hidden=_is_hidden(about))


def _is_hidden(about: SheetMetadata) -> bool:
    return str(about.visible).rsplit(".", 1)[-1] != "Visible"


def _is_table(about: SheetMetadata, issues: list[Issue]) -> bool:
    kind = about.typ.name if hasattr(about.typ, "name") else str(about.typ).rsplit(".", 1)[-1]
    if kind in {"MacroSheet", "DialogSheet", "Vba"}:
        issues.append(skipped_sheet(about.name))
    return kind == "WorkSheet"


def skipped_sheet(name: str) -> Issue:
    """A macro or dialog sheet holds commands, not figures."""
    return Issue(
        "sheet_skipped",
        Level.INFO,
        msg("The sheet “{sheet}” holds macros or a dialog, not figures, and was left out", sheet=name),
        sheet=name,
    )


def _sheet(
    book: CalamineWorkbook, index: int, about: SheetMetadata, limits: Limits, watch: Callable[[str, int, int], None]
) -> SourceTable:
    hidden = _is_hidden(about)
    watch(about.name, 0, 0)
    sheet = book.get_sheet_by_index(index)
    if sheet.start is None or sheet.end is None:
        return SourceTable(about.name, 0, (), hidden=hidden)
    top, left = sheet.start
    if sheet.height * sheet.width > limits.cells:
        raise TooSparse(about.name)
    rows = islice(sheet.iter_rows(), top, None)
    height = sheet.height
    done, columns = columns_of(rows, sheet.width, lambda count: watch(about.name, count, height))
    merges = _merges(sheet, top, left, done)
    return SourceTable(about.name, done, columns, top + 1, left + 1, merges, hidden=hidden)


def _merges(sheet: CalamineSheet, top: int, left: int, rows: int) -> tuple[tuple[int, int, int, int], ...]:
    """Merged ranges of the table, counted from its corner and cut at its edges."""
    width = sheet.width
    found = []
    for (row, column), (last_row, last_column) in sheet.merged_cell_ranges or ():
        box = (
            max(row - top, 0),
            max(column - left, 0),
            min(last_row - top, rows - 1),
            min(last_column - left, width - 1),
        )
        if box[0] <= box[2] and box[1] <= box[3] and (box[0], box[1]) != (box[2], box[3]):
            found.append(box)
    return tuple(sorted(found))


def _completed(package: Package, member: ZipInfo, table: SourceTable) -> SourceTable:
    """The table with its error cells, and with levels and indents where it is laid out as a report."""
    timed = [at for at, column in enumerate(table.columns) if _early(column).any()]
    scan = package.scan(member, negatives=bool(timed))
    table = _with_negatives(_with_errors(table, scan), scan, timed)
    table = replace(table, hidden_rows=frozenset(scan.hidden_rows), hidden_columns=frozenset(scan.hidden_columns))
    if not (scan.outlined or table.merges):
        return _indented(package, member, table)
    levels, indents = package.levels(member, table.first_row, table.rows)
    if not (levels.any() or indents.any()):
        return table
    return replace(table, levels=levels, indents=indents)


def _indented(package: Package, member: ZipInfo, table: SourceTable) -> SourceTable:
    """A compact pivot with the indents of its rows; other plain sheets are not parsed twice."""
    labels = table.columns[0].texts.dictionary.to_pylist()[:_HEADINGS]
    if not any((word or "").strip().casefold() in _PIVOT for word in labels):
        return table
    return replace(table, indents=package.levels(member, table.first_row, table.rows)[1])


def _early(column: RawColumn) -> NDArray[np.bool_]:
    """Cells shown as a time of day or a moment before the spreadsheet's day one: below zero there is no date."""
    if column.moments is None:
        return np.zeros(len(column.kinds), dtype=bool)
    return np.asarray((column.kinds == Cell.MOMENT) & (column.moments < np.datetime64("1899-12-31")))


def _with_negatives(table: SourceTable, scan: Scan, timed: list[int]) -> SourceTable:
    """Numbers below zero that are formatted as dates are numbers: the quick reader makes times of day of them."""
    columns = list(table.columns)
    for at in timed:
        column, early = columns[at], _early(columns[at])
        numbers = np.full(table.rows, np.nan) if column.numbers is None else column.numbers.copy()
        kinds = column.kinds.copy()
        for row in np.flatnonzero(early).tolist():
            value = scan.negatives.get((row + table.first_row - 1, at + table.first_column - 1))
            if value is not None:
                kinds[row], numbers[row] = Cell.NUMBER, value
        if (kinds != column.kinds).any() and column.moments is not None:
            moments = np.where(kinds == Cell.NUMBER, np.datetime64("NaT"), column.moments)
            columns[at] = RawColumn(kinds, column.texts, numbers, moments)
    return replace(table, columns=tuple(columns))


def _with_errors(table: SourceTable, scan: Scan) -> SourceTable:
    found: dict[int, dict[int, str]] = {}
    for row, column, text in scan.errors:
        at, place = row - table.first_row + 1, column - table.first_column + 1
        if 0 <= at < table.rows and 0 <= place < len(table.columns):
            found.setdefault(place, {})[at] = text
    if not found:
        return table
    columns = [_marked(column, found.get(at, {})) for at, column in enumerate(table.columns)]
    return replace(table, columns=tuple(columns))


def _marked(column: RawColumn, errors: dict[int, str]) -> RawColumn:
    errors = {row: text for row, text in errors.items() if column.kinds[row] == Cell.EMPTY}
    if not errors:
        return column
    words = column.texts.dictionary.to_pylist()
    codes = column.texts.indices.fill_null(-1).to_numpy(zero_copy_only=False).copy()
    kinds = column.kinds.copy()
    added = {text: len(words) + at for at, text in enumerate(dict.fromkeys(errors.values()))}
    for row, text in errors.items():
        codes[row], kinds[row] = added[text], Cell.ERROR
    indices = pa.array(codes.astype(np.int32), pa.int32(), mask=codes < 0)
    texts = pa.DictionaryArray.from_arrays(indices, pa.array([*words, *added], pa.string()))
    return RawColumn(kinds, texts, column.numbers, column.moments)
