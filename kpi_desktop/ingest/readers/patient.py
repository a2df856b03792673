"""The patient xlsx reader: cell by cell out of the XML, for workbooks that the quick reader refuses or dies of.

It knows strict and transitional names, absolute and `../` targets, parts in any case, cells without addresses, and
sheets with a few cells a million rows away.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.i18n.message import nmsg
from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.readers.columns import ZERO_DAY, ErrorText, columns_of
from kpi_desktop.ingest.readers.ooxml import Package, column_number
from kpi_desktop.ingest.readers.quick import skipped_sheet
from kpi_desktop.ingest.source import SourceTable

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from lxml import etree

    from kpi_desktop.ingest.limits import Limits
    from kpi_desktop.ingest.readers.dense import Book

    Cells = dict[int, dict[int, object]]

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ROW_GAP = 10_000
_COLUMN_GAP = 256
_MOST_CELLS = 12_000_000
_DAY_LAST = 2_958_466


def read_patiently(
    path: Path, limits: Limits, watch: Callable[[str, int, int], None]
) -> tuple[list[SourceTable], list[Issue]]:
    """The workbook's sheets and what was left out of them; raises on damage."""
    tables, issues = [], []
    with Package(path, limits) as package:
        sheets = package.sheets()
        if not sheets:
            raise refusal.damaged("workbook.xml")
        texts = _shared_texts(package)
        dates = _date_styles(package)
        zero = datetime(1904, 1, 1) if package.date1904() else ZERO_DAY  # noqa: DTZ001 - spreadsheets know no zones
        for sheet in sheets:
            if sheet.kind in {"dialogsheet", "xlmacrosheet", "xlintlmacrosheet"}:
                issues.append(skipped_sheet(sheet.name))
            if sheet.member is None or sheet.kind not in {"worksheet", ""}:
                continue
            watch(sheet.name, 0, 0)
            cells = _SheetReader(package, texts, dates, zero).cells(sheet.member)
            table, left_out = _laid_out(sheet.name, cells, limits, sheet.state not in {"", "visible"})
            scan = package.scan(sheet.member)
            tables.append(
                replace(table, date1904=package.date1904(), hidden_rows=frozenset(scan.hidden_rows),
                        hidden_columns=frozenset(scan.hidden_columns))
            )  # fmt: skip
            issues.extend(left_out)
    return tables, issues


class _SheetReader:
    """Reads the cells of one sheet."""

    def __init__(self, package: Package, texts: list[str], dates: dict[int, str], zero: datetime) -> None:
        self._package = package
        self._texts = texts
        self._dates = dates
        self._zero = zero

    def cells(self, member: zipfile.ZipInfo) -> Cells:
        """Every filled cell: row from 0 -> column from 0 -> value."""
        found: Cells = {}
        row_number = count = 0
        for row in _elements(self._package, member, "{*}row"):
            row_number = int(row.get("r") or row_number + 1)
            filled = dict(self._row(row))
            count += len(filled)
            if filled:
                found.setdefault(row_number - 1, {}).update(filled)
            if count > _MOST_CELLS:
                raise refusal.too_big(nmsg("The sheet has {n} cell", "The sheet has over {n} cells", n=_MOST_CELLS))
        return found

    def _row(self, row: etree._Element) -> Iterator[tuple[int, object]]:
        column = -1
        for cell in row.iterchildren("{*}c"):
            letters = "".join(sign for sign in str(cell.get("r") or "") if sign.isalpha())
            column = column_number(letters) if letters else column + 1
            value = self._value(cell)
            if value is not None and value != "":
                yield column, value

    def _value(self, cell: etree._Element) -> object:
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            return _text_of(next(cell.iterchildren("{*}is"), None))
        holder = next(cell.iterchildren("{*}v"), None)
        text = "" if holder is None else (holder.text or "")
        readers: dict[str, Callable[[str], object]] = {
            "s": self._shared,
            "str": _unescaped,
            "b": _yes_no,
            "e": ErrorText,
            "d": _iso,
        }
        read = readers.get(kind)
        if not text:
            return None
        return read(text) if read else self._number(text.strip(), int(cell.get("s") or 0))

    def _shared(self, text: str) -> str:
        number = int(text)
        return self._texts[number] if 0 <= number < len(self._texts) else ErrorText("#REF!")

    def _number(self, text: str, style: int) -> object:
        if not text:
            return None
        number = float(text)
        kind = self._dates.get(style)
        if kind is None or not 0 <= number < _DAY_LAST:
            return number
        if kind == "duration" or number < 1:
            return ZERO_DAY + timedelta(days=number)
        # Day 60 of Excel is a 29 February 1900 that never was.
        early = self._zero == ZERO_DAY and number < 60
        return self._zero + timedelta(days=number + early)


def _yes_no(text: str) -> bool:
    return text.strip() in {"1", "true"}


def _iso(text: str) -> object:
    with suppress(ValueError):
        return time.fromisoformat(text)
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None)
    except ValueError:
        return text


def _elements(package: Package, member: zipfile.ZipInfo, tag: str) -> Iterator[etree._Element]:
    """The elements one by one, each forgotten after use."""
    from lxml import etree

    with package.open(member) as stream:
        for _, element in etree.iterparse(stream, tag=tag, resolve_entities=False, no_network=True, huge_tree=True):
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _text_of(element: etree._Element | None) -> str:
    """The text of a rich or plain string, without its phonetic hints."""
    if element is None:
        return ""
    parts = []
    for child in element:
        name = str(child.tag).rsplit("}", 1)[-1]
        if name == "t":
            parts.append(_kept(child))
        elif name == "r":
            parts.extend(_kept(part) for part in child.iterchildren("{*}t"))
    return _unescaped("".join(parts))


def _kept(element: etree._Element) -> str:
    """The text, without the blanks around it unless the file says that they count: as Excel reads it."""
    text = element.text or ""
    return text if element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve" else text.strip(" \t\r\n")


def _unescaped(text: str) -> str:
    """`_x000D_` stands for the sign with that number."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def references(package: Package) -> Book:
    """What the cells of the package refer to, for the dense reader."""
    import numpy as np

    from kpi_desktop.ingest.readers.dense import Book

    styles = _date_styles(package)
    known = range(max(styles, default=0) + 2)
    dates = np.array([styles.get(style) == "date" for style in known])
    durations = np.array([styles.get(style) == "duration" for style in known])
    return Book(_shared_texts(package), dates, durations, package.date1904())


def _shared_texts(package: Package) -> list[str]:
    member = package.related("sharedstrings")
    return [_text_of(element) for element in _elements(package, member, "{*}si")] if member else []


def _date_styles(package: Package) -> dict[int, str]:
    """Which cell styles show a number as a date or as a duration."""
    from lxml import etree
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

    member = package.related("styles")
    if member is None:
        return {}
    with package.open(member) as stream:
        root = etree.parse(stream, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)).getroot()
    formats = dict(BUILTIN_FORMATS)
    for one in root.iterfind("{*}numFmts/{*}numFmt"):
        formats[int(one.get("numFmtId") or 0)] = str(one.get("formatCode") or "")
    found = {}
    for index, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        code = formats.get(int(style.get("numFmtId") or 0), "")
        if is_timedelta_format(code):
            found[index] = "duration"
        elif is_date_format(code):
            found[index] = "date"
    return found


def _laid_out(name: str, cells: Cells, limits: Limits, hidden: bool) -> tuple[SourceTable, list[Issue]]:
    """The cells as a rectangle; where that would be mostly void, far-away cells are left out, and it is said."""
    if not cells:
        return SourceTable(name, 0, (), hidden=hidden), []
    rows, columns = _span(cells)
    issues: list[Issue] = []
    if (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1) > limits.cells // 4:
        total = sum(map(len, cells.values()))
        rows, columns = _main_block(rows, _ROW_GAP), _main_block(columns, _COLUMN_GAP)
        inside = range(columns[0], columns[-1] + 1)
        cells = {row: {at: value for at, value in cells[row].items() if at in inside} for row in rows}
        issues.append(_left_out(name, total - sum(map(len, cells.values()))))
    top, left, width = rows[0], columns[0], columns[-1] - columns[0] + 1
    height = rows[-1] - top + 1
    if height * width > limits.cells:
        raise refusal.too_big(nmsg("The sheet spans {n} cell", "The sheet spans {n} cells", n=height * width))
    done, laid = columns_of(_full_rows(cells, top, height, left, width), width)
    return SourceTable(name, done, laid, top + 1, left + 1, hidden=hidden), issues


def _span(cells: Cells) -> tuple[list[int], list[int]]:
    return sorted(cells), sorted({column for row in cells.values() for column in row})


def _main_block(places: list[int], gap: int) -> list[int]:
    """The longest run of used rows or columns without a wide gap."""
    runs = [[places[0]]]
    for before, place in pairwise(places):
        if place - before > gap:
            runs.append([])
        runs[-1].append(place)
    return max(runs, key=len)


def _full_rows(cells: Cells, top: int, height: int, left: int, width: int) -> Iterator[list[object]]:
    nothing: dict[int, object] = {}
    for row in range(top, top + height):
        filled = cells.get(row, nothing)
        yield [filled.get(column, "") for column in range(left, left + width)]


def _left_out(name: str, count: int) -> Issue:
    return Issue(
        "far_cells",
        Level.WARNING,
        nmsg(
            "{n} cell far away from the table was left out",
            "{n} cells far away from the table were left out",
            n=count,
        ),
        sheet=name,
    )
