"""Grids of cells as files: xlsx, ods, csv and web pages named .xls, by code that shares nothing with the readers."""

from __future__ import annotations

import csv
import html
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from tests.roundtrip.dress import Dress
    from tests.roundtrip.truth import Value


@dataclass(slots=True)
class Grid:
    """One sheet: rows of cells from A1 on, and merged ranges (top, left, bottom, right) from 0."""

    name: str
    rows: list[list[Value]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


def write(grids: list[Grid], dress: Dress, folder: Path, name: str) -> Path:
    """The file, named after its container."""
    ending = {"html": "xls"}.get(dress.container, dress.container)
    path = folder / f"{name}.{ending}"
    {"xlsx": _xlsx, "ods": _ods, "csv": _csv, "html": _html}[dress.container](grids, dress, path)
    return path


def _xlsx(grids: list[Grid], dress: Dress, path: Path) -> None:
    book = xlsxwriter.Workbook(str(path), {"date_1904": dress.date1904})
    day = book.add_format({} if dress.serials else {"num_format": "dd.mm.yyyy"})
    money = book.add_format({"num_format": "#,##0.00"})
    for grid in grids:
        page = book.add_worksheet(grid.name)
        for top, left, bottom, right in grid.merges:
            page.merge_range(top, left, bottom, right, "")
        for at, row in enumerate(grid.rows):
            for column, value in enumerate(row):
                _put(page, (at, column), value, (money, day))
    book.close()


def _put(page: Worksheet, place: tuple[int, int], value: Value, formats: tuple[Format, Format]) -> None:
    if isinstance(value, Decimal):
        page.write_number(*place, float(value), formats[0])
    elif isinstance(value, date):
        page.write_datetime(*place, value, formats[1])
    elif value == "#DIV/0!":
        page.write_formula(*place, "=1/0", None, "#DIV/0!")
    elif value is not None:
        page.write_string(*place, value)


def _texts(grid: Grid) -> list[list[str]]:
    width = max(len(row) for row in grid.rows)
    return [[*("" if value is None else str(value) for value in row), *[""] * (width - len(row))] for row in grid.rows]


def _csv(grids: list[Grid], dress: Dress, path: Path) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=dress.separator, lineterminator="\r\n").writerows(_texts(grids[0]))
    path.write_bytes(out.getvalue().encode(dress.encoding, "replace"))


def _html(grids: list[Grid], _dress: Dress, path: Path) -> None:
    merged = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in grids[0].merges}
    hidden = {(row, column) for top, left, bottom, right in grids[0].merges for row in range(top, bottom + 1)
              for column in range(left, right + 1)} - set(merged)  # fmt: skip
    lines = []
    for at, row in enumerate(_texts(grids[0])):
        cells = []
        for column, text in enumerate(row):
            if (at, column) in hidden:
                continue
            down, across = merged.get((at, column), (1, 1))
            spans = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{across}"' if across > 1 else "")
            cells.append(f"<td{spans}>{html.escape(text)}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    page = f'<html><head><meta charset="utf-8"></head><body><table border=1>{"".join(lines)}</table></body></html>'
    path.write_text(page, encoding="utf-8")


def _ods(grids: list[Grid], _dress: Dress, path: Path) -> None:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    tables = "".join(_ods_table(grid) for grid in grids)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0" office:version="1.2"><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{space}:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", kind, zipfile.ZIP_STORED)
        out.writestr("content.xml", content)
        out.writestr("META-INF/manifest.xml", manifest)


def _ods_table(grid: Grid) -> str:
    merged = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in grid.merges}
    covered = {(row, column) for top, left, bottom, right in grid.merges for row in range(top, bottom + 1)
               for column in range(left, right + 1)} - set(merged)  # fmt: skip
    rows = []
    for at, row in enumerate(grid.rows):
        cells = []
        for column, value in enumerate(row):
            if (at, column) in covered:
                cells.append("<table:covered-table-cell/>")
                continue
            down, across = merged.get((at, column), (1, 1))
            spans = f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"'
            cells.append(_ods_cell(value, spans if down * across > 1 else ""))
        rows.append(f"<table:table-row>{''.join(cells) or '<table:table-cell/>'}</table:table-row>")
    return f"<table:table table:name={quoteattr(grid.name)}>{''.join(rows)}</table:table>"


def _ods_cell(value: Value, spans: str) -> str:
    if value is None:
        return f"<table:table-cell{spans}/>"
    if isinstance(value, Decimal):
        kind, text = f'office:value-type="float" office:value="{value:f}"', f"{value:f}"
        return f"<table:table-cell{spans} {kind}><text:p>{text}</text:p></table:table-cell>"
    if isinstance(value, date):
        kind, text = f'office:value-type="date" office:date-value="{value}"', f"{value:%d.%m.%Y}"
        return f"<table:table-cell{spans} {kind}><text:p>{text}</text:p></table:table-cell>"
    lines = "".join(f"<text:p>{escape(line).replace('  ', ' <text:s/>')}</text:p>" for line in value.split("\n"))
    return f'<table:table-cell{spans} office:value-type="string">{lines}</table:table-cell>'
