"""Old .xls workbooks by xlrd: right on the number formats of 1C, and it knows merges, levels and indents."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.readers.columns import ZERO_DAY, ErrorText, columns_of
from kpi_desktop.ingest.source import SourceTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray
    from xlrd.book import Book
    from xlrd.sheet import Colinfo, Rowinfo, Sheet

#: Formatting is asked for only where it is cheap and likely to be a report.
_STRUCTURED_BYTES = 8 * 1024 * 1024


def read_legacy(path: Path, watch: Callable[[str, int, int], None]) -> tuple[list[SourceTable], dict[str, str]]:
    """The workbook's sheets; raises Refusal, or anything xlrd raises on bad files."""
    book = _opened(path)
    tables: list[SourceTable] = []
    for index in range(book.nsheets):
        sheet = book.sheet_by_index(index)
        watch(sheet.name, 0, sheet.nrows)
        tables.append(_table(book, sheet, watch))
    book.release_resources()
    return tables, {"biff": str(book.biff_version), "encoding": str(book.encoding or "")}


def _opened(path: Path) -> Book:
    from xlrd.biffh import XLRDError
    from xlrd.compdoc import CompDocError

    structured = path.stat().st_size <= _STRUCTURED_BYTES
    try:
        book = _attempt(path, structured=structured)
    except (XLRDError, CompDocError) as error:
        if "encrypted" in str(error).lower():
            raise refusal.password_needed() from error
        book = _attempt(path, forgiving=True)
    except Exception:  # noqa: BLE001 - damaged formatting must not cost the figures
        book = _attempt(path, forgiving=True)
    if book.biff_version < 80 and book.codepage is None:
        # 1C 7.7 leaves the code page out; it always wrote cp1251.
        return _attempt(path, structured=bool(book.formatting_info), encoding="cp1251")
    return book


def _attempt(path: Path, *, structured: bool = False, forgiving: bool = False, encoding: str | None = None) -> Book:
    import xlrd

    with open(os.devnull, "w", encoding="utf-8") as silence:  # noqa: PTH123 - xlrd prints what it doubts
        return xlrd.open_workbook(
            str(path),
            logfile=silence,
            ragged_rows=True,
            formatting_info=structured,
            ignore_workbook_corruption=forgiving,
            encoding_override=encoding,
        )


def _table(book: Book, sheet: Sheet, watch: Callable[[str, int, int], None]) -> SourceTable:
    hidden = bool(getattr(sheet, "visibility", 0))
    first = next((row for row in range(sheet.nrows) if any(kind not in {0, 6} for kind in sheet.row_types(row))), None)
    if first is None or not sheet.ncols:
        return SourceTable(sheet.name, 0, (), hidden=hidden)
    rows, columns = columns_of(
        _rows(book, sheet, first), sheet.ncols, lambda done: watch(sheet.name, done, sheet.nrows)
    )
    merges = tuple(
        sorted(
            (top - first, left, bottom - 1 - first, right - 1)
            for top, bottom, left, right in sheet.merged_cells
            if top >= first and bottom - 1 < sheet.nrows and right - 1 < sheet.ncols
        )
    )
    levels, indents = _structure(book, sheet, first)
    return SourceTable(
        sheet.name, rows, columns, first + 1, 1, merges, levels, indents, date1904=bool(book.datemode), hidden=hidden,
        hidden_rows=_hidden(sheet.rowinfo_map), hidden_columns=_hidden(sheet.colinfo_map),
    )  # fmt: skip


def _hidden(about: Mapping[int, Rowinfo] | Mapping[int, Colinfo]) -> frozenset[int]:
    """The numbers (from 1) of rows or columns that are hidden, and not folded away with their group."""
    return frozenset(place + 1 for place, one in about.items() if one.hidden and not one.outline_level)


def _rows(book: Book, sheet: Sheet, first: int) -> Iterator[list[object]]:
    width: int = sheet.ncols
    epoch: Literal[0, 1] = 1 if book.datemode else 0
    for row in range(first, sheet.nrows):
        kinds = sheet.row_types(row)
        values = sheet.row_values(row)
        cells = [
            value if kind in {1, 2} else _cell(kind, value, epoch) for kind, value in zip(kinds, values, strict=True)
        ]
        if len(cells) < width:
            cells.extend([""] * (width - len(cells)))
        yield cells


def _cell(kind: int, value: object, epoch: Literal[0, 1]) -> object:
    from xlrd.biffh import error_text_from_code
    from xlrd.xldate import xldate_as_datetime

    match kind:
        case 3 if isinstance(value, float):
            if 0 <= value < 1:
                return ZERO_DAY + timedelta(days=value)
            try:
                moment = xldate_as_datetime(value, epoch)
            except (ValueError, OverflowError):
                return value
            return moment if isinstance(moment, datetime) else value
        case 4:
            return bool(value)
        case 5:
            return ErrorText(error_text_from_code.get(value if isinstance(value, int) else -1, "#ERR!"))
        case _:
            return ""


def _structure(book: Book, sheet: Sheet, first: int) -> tuple[NDArray[np.uint8] | None, NDArray[np.uint8] | None]:
    """Outline levels and indents of the rows, where the workbook has any."""
    rows = sheet.nrows - first
    levels, indents = np.zeros(rows, dtype=np.uint8), np.zeros(rows, dtype=np.uint8)
    for row, about in sheet.rowinfo_map.items():
        if first <= row < sheet.nrows:
            levels[row - first] = about.outline_level or 0
    if getattr(book, "formatting_info", False):
        for row in range(first, sheet.nrows):
            filled = next((at for at, kind in enumerate(sheet.row_types(row)) if kind not in {0, 6}), None)
            if filled is not None:
                style = book.xf_list[sheet.cell_xf_index(row, filled)]
                indents[row - first] = min(style.alignment.indent_level if style.alignment else 0, 255)
    if not (levels.any() or indents.any()):
        return None, None
    return levels, indents
