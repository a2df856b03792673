"""The layout of an ods, which calamine does not tell: outline groups, indents and merged cells."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest.archive import inflated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

    from kpi_desktop.ingest.limits import Limits
    from kpi_desktop.ingest.source import SourceTable

_CONTENT = "content.xml"
_MOST_BYTES = 96 * 1024 * 1024
_MOST_ROWS = 1_048_576
_SIGNS = (b"table:table-row-group", b"columns-spanned=", b"rows-spanned=", b"fo:margin-left=", b"table:visibility=")
_TAIL = 64
_UNSEEN = frozenset({"collapse", "filter"})
_MOST_COLUMNS = 16_384
_MILLIMETRES = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 0.3528, "pc": 4.233, "px": 0.2646}
_LENGTH = re.compile(r"([\d.]+)(mm|cm|in|pt|pc|px)")


@dataclass(slots=True)
class _Layout:
    """One sheet: level and indent of rows by their number from 0, and merged cells from the sheet's corner.

    Hidden rows and columns are counted from 1; `columns` are those that were passed.
    """

    levels: dict[int, int] = field(default_factory=dict)
    indents: dict[int, int] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    columns: int = 0


def with_layout(path: Path, limits: Limits, tables: list[SourceTable]) -> list[SourceTable]:
    """The tables with their levels, indents and merged cells, where the workbook has any."""
    with zipfile.ZipFile(path) as package:
        member = next((one for one in package.infolist() if one.filename == _CONTENT), None)
    if member is None or member.file_size > _MOST_BYTES or not _laid_out(path, member, limits):
        return tables
    found = dict(_layouts(path))
    return [_completed(table, found[table.sheet]) if table.sheet in found and table.rows else table for table in tables]


def _laid_out(path: Path, member: zipfile.ZipInfo, limits: Limits) -> bool:
    """A quick look for the signs of a report: plain tables are not parsed twice."""
    tail = b""
    for chunk in inflated(path, member, limits):
        window = tail + chunk
        if any(sign in window for sign in _SIGNS):
            return True
        tail = window[-_TAIL:]
    return False


def _completed(table: SourceTable, layout: _Layout) -> SourceTable:
    from dataclasses import replace

    first, left = table.first_row - 1, table.first_column - 1
    levels, indents = np.zeros(table.rows, dtype=np.uint8), np.zeros(table.rows, dtype=np.uint8)
    for into, values in ((levels, layout.levels), (indents, layout.indents)):
        for row, value in values.items():
            if first <= row < first + table.rows:
                into[row - first] = min(value, 255)
    merges = []
    for top, start, bottom, end in layout.merges:
        box = (max(top - first, 0), max(start - left, 0), min(bottom - first, table.rows - 1),
               min(end - left, len(table.columns) - 1))  # fmt: skip
        if box[0] <= box[2] and box[1] <= box[3] and box[:2] != box[2:]:
            merges.append(box)
    grouped = bool(levels.any() or indents.any())
    return replace(
        table, merges=tuple(sorted(merges)), levels=levels if grouped else None, indents=indents if grouped else None,
        hidden_rows=frozenset(layout.hidden_rows), hidden_columns=frozenset(layout.hidden_columns),
    )  # fmt: skip


def _layouts(path: Path) -> Iterator[tuple[str, _Layout]]:
    from lxml import etree

    styles: dict[str, int] = {}
    layout, depth, row, name = _Layout(), 0, 0, ""
    with zipfile.ZipFile(path) as package, package.open(_CONTENT) as stream:
        for event, element in etree.iterparse(
            stream, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=True
        ):
            kind = _local(element.tag)
            if event == "start":
                if kind == "table":
                    layout, depth, row, name = _Layout(), 0, 0, _get(element, "name")
                depth += kind == "table-row-group"
            elif kind == "table":
                yield name, layout
                element.clear()
            elif kind == "table-row":
                row = _take_row(element, layout, (row, depth), styles)
                element.clear()
            else:
                depth -= kind == "table-row-group"
                _take_other(element, kind, layout, styles)


def _take_other(element: etree._Element, kind: str, layout: _Layout, styles: dict[str, int]) -> None:
    """Note a style or a run of columns."""
    if kind == "style":
        styles[_get(element, "name")] = _indent(element)
    elif kind == "table-column":
        _take_column(element, layout)


def _take_row(element: etree._Element, layout: _Layout, at: tuple[int, int], styles: dict[str, int]) -> int:
    """Note one row (or a run of equal rows); returns the number of the next."""
    row, depth = at
    repeated = min(int(_get(element, "number-rows-repeated") or 1), _MOST_ROWS)
    column, indent = 0, None
    if _get(element, "visibility") in _UNSEEN and not depth:
        layout.hidden_rows.update(range(row + 1, min(row + repeated, _MOST_ROWS) + 1))
    for cell in element:
        across = int(_get(cell, "number-columns-spanned") or 1)
        down = int(_get(cell, "number-rows-spanned") or 1)
        if across > 1 or down > 1:
            layout.merges.append((row, column, row + down - 1, column + across - 1))
        if indent is None and len(cell):
            indent = styles.get(_get(cell, "style-name"), 0)
        column += int(_get(cell, "number-columns-repeated") or 1)
    if repeated <= _MOST_ROWS and (depth or indent) and repeated < 10_000:
        for number in range(row, row + repeated):
            layout.levels[number] = depth
            layout.indents[number] = indent or 0
    return row + repeated


def _take_column(element: etree._Element, layout: _Layout) -> None:
    """Note a run of columns that are hidden."""
    repeated = min(int(_get(element, "number-columns-repeated") or 1), _MOST_COLUMNS)
    if _get(element, "visibility") in _UNSEEN:
        layout.hidden_columns.update(range(layout.columns + 1, layout.columns + repeated + 1))
    layout.columns += repeated


def _indent(style: etree._Element) -> int:
    """The left margin of a cell's text in whole millimetres."""
    for part in style:
        if _local(part.tag) == "paragraph-properties":
            found = _LENGTH.fullmatch(_get(part, "margin-left"))
            return round(float(found[1]) * _MILLIMETRES[found[2]]) if found else 0
    return 0


def _get(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if _local(key) == name), "")


def _local(tag: object) -> str:
    return str(tag).rsplit("}", 1)[-1]
