"""Reads a workbook's cells as they stand in its XML: formulas, cached values, texts; fast, and nothing is computed."""

from __future__ import annotations

import gc
import html
import re
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.marks import MANIFEST_FORMAT, MANIFEST_MARK, MANIFEST_SHEET
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: A cell: its attributes, the text of its formula, its cached value, its inline text.
_CELL = re.compile(
    r"<c ([^>]*?)(?:/>|>(<f\b[^>]*?(?:/>|>[^<]*</f>))?(?:<v\b[^>]*?(?:/>|>([^<]*)</v>)|<is>(.*?)</is>)?</c>)", re.DOTALL
)
_TEXT = re.compile(r"<t\b[^>]*?(?:/>|>(.*?)</t>)", re.DOTALL)
_PHONETIC = re.compile(r"<rPh\b.*?</rPh>", re.DOTALL)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SHEET = re.compile(r"<sheet\b([^>]*?)/?>")
_RELATION = re.compile(r"<Relationship\b([^>]*?)/?>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')

#: More than this in one part is no workbook of ours.
_LARGEST = 2_000_000_000


class Cell(NamedTuple):
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
        raise not_ours(path)
    if int(float(version.value or 0)) > MANIFEST_FORMAT:
        raise UsageError(
            msg("“{file}” was written by a newer version of the program", file=path.name),
            fix=msg("Update the program and check the workbook again"),
        )
    lines: list[str] = []
    while (line := marked.get(f"A{len(lines) + 2}")) is not None:
        lines.append(line.value or "")
    return Book(sheets, tuple(lines))


def read_sheets(path: Path) -> dict[str, dict[str, Cell]]:
    """The cells of every sheet by name."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                raise not_ours(path)
            texts = _shared(archive)
            with _many_objects():
                return {name: dict(_cells(_part(archive, part), texts)) for name, part in _parts(archive)}
    except FileNotFoundError:
        raise UsageError(msg("There is no file “{file}”", file=path.name)) from None
    except (OSError, LookupError, ValueError, zlib.error, zipfile.BadZipFile, NotImplementedError) as error:
        raise not_ours(path) from error


@contextmanager
def _many_objects() -> Iterator[None]:
    """Millions of cells are made and kept: looking for cycles among them would take half of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def not_ours(path: Path) -> UsageError:
    """The refusal of a file that is no workbook of ours, or whose manifest is spoiled."""
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
    inlines: dict[str, str] = {}
    for attributes, formula, value, inline in _CELL.findall(xml, max(start, 0)):
        if not (formula or value or inline):
            continue
        kind = _attribute(attributes, "t") or "n"
        written = _formula(formula) if formula else None
        if kind == "n":
            yield _attribute(attributes, "r"), Cell("n", value or None, written)
            continue
        if inline and inline not in inlines:
            inlines[inline] = _joined(inline)
        text = inlines[inline] if inline else value
        yield _attribute(attributes, "r"), _other(kind, text, written, texts)


def _attribute(attributes: str, name: str) -> str:
    """One attribute of a cell, nothing where it is not given."""
    mark = name + '="'
    start = 0 if attributes.startswith(mark) else attributes.find(" " + mark) + 1
    if not start and not attributes.startswith(mark):
        return ""
    start += 3
    return attributes[start : attributes.index('"', start)]


def _other(kind: str, text: str, formula: str | None, texts: list[str]) -> Cell:
    """A cell that is not a number: a shared, inline or computed text, an error, a yes or no."""
    if kind == "inlineStr":
        return Cell("s", text, formula)
    if not text:
        return Cell("s" if kind in {"s", "str"} else kind, None, formula)
    if kind == "s":
        return Cell("s", texts[int(text)], formula)
    return Cell("s", _plain(text), formula) if kind == "str" else Cell(kind, text, formula)


def _formula(xml: str) -> str:
    if xml.endswith("/>"):
        return ""
    text = xml[xml.index(">") + 1 : -4]
    return html.unescape(text) if "&" in text else text
