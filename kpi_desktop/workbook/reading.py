"""Reads a workbook's cells as they stand in its XML: formula texts, cached values, texts; fast, and nothing is computed."""

from __future__ import annotations

import html
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.marks import MANIFEST_FORMAT, MANIFEST_MARK, MANIFEST_SHEET
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CELL = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_FORMULA = re.compile(r"<f\b([^>]*?)(?:/>|>(.*?)</f>)", re.DOTALL)
_VALUE = re.compile(r"<v\b[^>]*>(.*?)</v>", re.DOTALL)
_TEXT = re.compile(r"<t\b[^>]*?(?:/>|>(.*?)</t>)", re.DOTALL)
_PHONETIC = re.compile(r"<rPh\b.*?</rPh>", re.DOTALL)
_PLACE = re.compile(r'\br="([A-Z]+\d+)"')
_TYPE = re.compile(r'\bt="(\w+)"')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SHEET = re.compile(r"<sheet\b([^>]*?)/?>")
_RELATION = re.compile(r"<Relationship\b([^>]*?)/?>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')

#: More than this in one part is no workbook of ours.
_LARGEST = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `kind` is n, s, b or e; `value` its text, None where a formula has no cached value."""

    kind: str
    value: str | None
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """The cells of a workbook by sheet and address, and the lines of its manifest."""

    sheets: dict[str, dict[str, Cell]]
    manifest: tuple[str, ...]


def read_book(path: Path) -> Book:
    """All cells of one of our workbooks; UsageError where the file is none."""
    sheets = read_sheets(path)
    marked = sheets.pop(MANIFEST_SHEET, {})
    mark, version = marked.get("A1"), marked.get("B1")
    if mark is None or mark.value != MANIFEST_MARK or version is None:
        raise _not_ours(path)
    if int(float(version.value or 0)) > MANIFEST_FORMAT:
        raise UsageError(
            msg("“{file}” was written by a newer version of the program", file=path.name),
            fix=msg("Update the program and check the workbook again"),
        )
    lines = []
    while (line := marked.get(f"A{len(lines) + 2}")) is not None:
        lines.append(line.value or "")
    return Book(sheets, tuple(lines))


def read_sheets(path: Path) -> dict[str, dict[str, Cell]]:
    """The cells of every sheet by name."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                raise _not_ours(path)
            texts = _shared(archive)
            return {name: dict(_cells(_part(archive, part), texts)) for name, part in _parts(archive)}
    except FileNotFoundError:
        raise UsageError(msg("There is no file “{file}”", file=path.name)) from None
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, NotImplementedError) as error:
        raise _not_ours(path) from error


def _not_ours(path: Path) -> UsageError:
    return UsageError(
        msg("“{file}” is not a workbook of KPI Desktop, or its hidden sheet was removed", file=path.name),
        fix=_advice(),
    )


def _advice() -> Message:
    return msg("Check a workbook that the command “workbook” wrote, or write it anew")


def _part(archive: zipfile.ZipFile, name: str) -> str:
    return archive.read(name).decode("utf-8")


def _parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """The sheets' names with their parts."""
    targets = {}
    for found in _RELATION.finditer(_part(archive, "xl/_rels/workbook.xml.rels")):
        attributes = dict(_ATTRIBUTE.findall(found[1]))
        target = attributes["Target"]
        targets[attributes["Id"]] = target[1:] if target.startswith("/") else f"xl/{target}"
    sheets = []
    for found in _SHEET.finditer(_part(archive, "xl/workbook.xml")):
        attributes = dict(_ATTRIBUTE.findall(found[1]))
        sheets.append((html.unescape(attributes["name"]), targets[attributes["r:id"]]))
    return sheets


def _shared(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    items = re.findall(r"<si\b[^>]*?(?:/>|>(.*?)</si>)", _part(archive, "xl/sharedStrings.xml"), re.DOTALL)
    return [_joined(item) for item in items]


def _joined(xml: str) -> str:
    text = "".join(_TEXT.findall(_PHONETIC.sub("", xml)))
    return _plain(text)


def _plain(text: str) -> str:
    """A text of the XML as the cell shows it."""
    if "&" in text:
        text = html.unescape(text)
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text


def _cells(xml: str, texts: list[str]) -> Iterator[tuple[str, Cell]]:
    start = xml.find("<sheetData")
    for found in _CELL.finditer(xml, max(start, 0)):
        body = found[2]
        if not body:
            continue
        attributes = found[1]
        place = _PLACE.search(attributes)
        if place is not None:
            kind = _TYPE.search(attributes)
            yield place[1], _cell(kind[1] if kind else "n", body, texts)


def _cell(kind: str, body: str, texts: list[str]) -> Cell:
    formula = None
    if "<f" in body:
        found = _FORMULA.search(body)
        if found is not None:
            formula = html.unescape(found[2] or "")
    if kind == "inlineStr":
        return Cell("s", _joined(body), formula)
    value = _VALUE.search(body)
    text = value[1] if value else None
    if text is None:
        return Cell("s" if kind in {"s", "str"} else kind, None, formula)
    if kind == "s":
        return Cell("s", texts[int(text)], formula)
    return Cell("s" if kind == "str" else kind, _plain(text) if kind == "str" else text, formula)
