"""Workbooks that are one XML file: “XML Spreadsheet 2003”, flat OpenDocument, Gnumeric (packed by gzip)."""

from __future__ import annotations

import gzip
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.readers.columns import ErrorText, columns_of
from kpi_desktop.ingest.source import SourceTable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

    from kpi_desktop.ingest.limits import Limits

    Cells = dict[int, dict[int, object]]
    Merges = list[tuple[int, int, int, int]]

_MOST_REPEATED = 1_000_000
#: Kinds of values in a Gnumeric file.
_GNUMERIC = {"20": "yes_no", "30": "number", "40": "number", "50": "error", "60": "text"}


def read_xml_workbook(path: Path, limits: Limits) -> list[SourceTable]:
    """The workbook's sheets; Refusal where the XML is broken."""
    root = _root(path, limits)
    name = _local(root)
    if name == "Workbook" and "office:spreadsheet" in str(root.tag):
        sheets = _sheetml(root)
    elif name == "Workbook":
        sheets = _gnumeric(root)
    else:
        sheets = _flat(root)
    return [_table(title, cells, merges, limits) for title, cells, merges in sheets]


def read_open_document(path: Path, limits: Limits) -> list[SourceTable]:
    """The sheets of an .ods that the quick reader refuses."""
    import zipfile

    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        with zipfile.ZipFile(path) as package, package.open("content.xml") as stream:
            root = etree.parse(stream, parser).getroot()
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, OSError, EOFError) as error:
        raise refusal.damaged("ODS") from error
    return [_table(title, cells, merges, limits) for title, cells, merges in _flat(root)]


def _root(path: Path, limits: Limits) -> etree._Element:
    from lxml import etree

    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        if not packed:
            return etree.parse(str(path), parser).getroot()
        with gzip.open(path) as unpacked:
            data = unpacked.read(limits.ratio * max(path.stat().st_size, limits.grace) + 1)
        if len(data) > limits.ratio * max(path.stat().st_size, limits.grace):
            raise refusal.bomb()
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, OSError, EOFError) as error:
        raise refusal.damaged("XML") from error


def _local(element: etree._Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _attribute(element: etree._Element, name: str) -> str:
    """The attribute of that local name, whatever its namespace."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rsplit("}", 1)[-1] == name), "")


def _whole(text: str, default: int) -> int:
    return int(text) if text.isdigit() and len(text) < 8 else default


def _sheetml(root: etree._Element) -> Iterator[tuple[str, Cells, Merges]]:
    for sheet in root.iter("{*}Worksheet"):
        cells: Cells = {}
        merges: Merges = []
        row_number = -1
        for row in sheet.iter("{*}Row"):
            row_number = _whole(_attribute(row, "Index"), row_number + 2) - 1
            column = -1
            for cell in row.iterchildren("{*}Cell"):
                column = _whole(_attribute(cell, "Index"), column + 2) - 1
                across, down = (_whole(_attribute(cell, side), 0) for side in ("MergeAcross", "MergeDown"))
                if across or down:
                    merges.append((row_number, column, row_number + down, column + across))
                value = _sheetml_value(next(cell.iterchildren("{*}Data"), None))
                if value != "":
                    cells.setdefault(row_number, {})[column] = value
                column += across
        yield _attribute(sheet, "Name"), cells, merges


def _sheetml_value(data: etree._Element | None) -> object:
    if data is None:
        return ""
    text = "".join(str(part) for part in data.itertext())
    kind = _attribute(data, "Type")
    with suppress(ValueError):
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text)
        if kind == "Boolean":
            return text.strip() == "1"
    return ErrorText(text) if kind == "Error" else text


def _gnumeric(root: etree._Element) -> Iterator[tuple[str, Cells, Merges]]:
    for sheet in root.iter("{*}Sheet"):
        title = next((one.text or "" for one in sheet.iterchildren("{*}Name")), "")
        cells: Cells = {}
        for cell in sheet.iter("{*}Cell"):
            row, column = _whole(_attribute(cell, "Row"), -1), _whole(_attribute(cell, "Col"), -1)
            value = _gnumeric_value(cell)
            if row >= 0 and column >= 0 and value != "":
                cells.setdefault(row, {})[column] = value
        yield title, cells, []


def _gnumeric_value(cell: etree._Element) -> object:
    """A typed value; a formula without its value is no figure that could be taken over."""
    text = "".join(str(part) for part in cell.itertext())
    kind = _GNUMERIC.get(_attribute(cell, "ValueType"), "")
    if kind == "number":
        with suppress(ValueError):
            return float(text)
    if kind == "yes_no":
        return text.upper() == "TRUE"
    if kind == "error" or text.startswith("="):
        return ErrorText(text)
    return text


def _flat(root: etree._Element) -> Iterator[tuple[str, Cells, Merges]]:
    for sheet in root.iter("{*}table"):
        cells: Cells = {}
        merges: Merges = []
        row_number = 0
        for row in sheet.iter("{*}table-row"):
            filled = dict(_flat_row(row, row_number, merges))
            times = min(_whole(_attribute(row, "number-rows-repeated"), 1), _MOST_REPEATED)
            for step in range(times if filled else 0):
                cells[row_number + step] = filled
            row_number += times
        yield _attribute(sheet, "name"), cells, merges


def _flat_row(row: etree._Element, row_number: int, merges: Merges) -> Iterator[tuple[int, object]]:
    column = 0
    for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
        times = min(_whole(_attribute(cell, "number-columns-repeated"), 1), _MOST_REPEATED)
        down = _whole(_attribute(cell, "number-rows-spanned"), 1)
        across = _whole(_attribute(cell, "number-columns-spanned"), 1)
        if down > 1 or across > 1:
            merges.append((row_number, column, row_number + down - 1, column + across - 1))
        value = _flat_value(cell)
        if value != "":
            yield from ((column + step, value) for step in range(min(times, 16_384)))
        column += times


def _flat_value(cell: etree._Element) -> object:
    kind = _attribute(cell, "value-type")
    with suppress(ValueError):
        if kind in {"float", "currency", "percentage"}:
            return float(_attribute(cell, "value"))
        if kind == "date":
            return datetime.fromisoformat(_attribute(cell, "date-value"))
        if kind == "boolean":
            return _attribute(cell, "boolean-value") == "true"
    return "\n".join("".join(str(part) for part in line.itertext()) for line in cell.iterchildren("{*}p"))


def _table(title: str, cells: Cells, merges: Merges, limits: Limits) -> SourceTable:
    if not cells:
        return SourceTable(title, 0, ())
    rows = sorted(cells)
    used = {column for row in cells.values() for column in row}
    top, left, height, width = rows[0], min(used), rows[-1] - rows[0] + 1, max(used) - min(used) + 1
    if height * width > limits.cells:
        raise refusal.too_big(msg("The table has more cells than the program takes in at once"))
    nothing: dict[int, object] = {}
    full = ([cells.get(row, nothing).get(left + at, "") for at in range(width)] for row in range(top, top + height))
    done, columns = columns_of(full, width)
    inside = tuple(
        (one - top, two - left, min(three - top, done - 1), min(four - left, width - 1))
        for one, two, three, four in merges
        if one >= top and two >= left and one - top < done and two - left < width
    )
    return SourceTable(title, done, columns, top + 1, left + 1, inside)
