"""The package of an xlsx: which part holds which sheet, and what calamine does not tell (errors, levels, indents)."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest.archive import inflated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

    from lxml import etree
    from numpy.typing import NDArray

    from kpi_desktop.ingest.limits import Limits

_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt=[\"']e[\"'][^>/]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_NEGATIVE_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*[^>/])>(?:<(?:\w+:)?f\b[^>]*/>|<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>)?"
    rb"<(?:\w+:)?v>\s*(-[\d.eE+-]+)\s*</"
)
_HIDDEN = re.compile(rb"<(?:\w+:)?(row|col)\b(?=[^>]*\bhidden=[\"'](?:1|true)[\"'])([^>]*)>")
_ATTRIBUTE = re.compile(rb"\b(r|min|max|outlineLevel)=[\"'](\d{1,7})[\"']")
REF = re.compile(rb"\br=[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_TAIL = 2048
_COLUMNS = 16_384
_MOST_ERRORS = 500_000
_STRUCTURED_BYTES = 96 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet of the workbook and the part that holds it."""

    name: str
    state: str
    kind: str
    member: zipfile.ZipInfo | None


@dataclass(slots=True)
class Scan:
    """What one pass over a sheet's bytes found: errors as (row, column, text) from 0, numbers below zero.

    Hidden rows and columns are counted from 1.
    """

    errors: list[tuple[int, int, str]] = field(default_factory=list)
    negatives: dict[tuple[int, int], float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    outlined: bool = False
    unpacked: int = 0


class Package:
    """An xlsx as parts, found without regard to case, slashes or absolute targets."""

    def __init__(self, path: Path, limits: Limits) -> None:
        """Read the list of parts."""
        self.path = path
        self.limits = limits
        self._zip = zipfile.ZipFile(path)
        self._members = {_plain(member.filename): member for member in self._zip.infolist()}

    def __enter__(self) -> Package:
        """The package is for use in a `with`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._zip.close()

    def member(self, name: str) -> zipfile.ZipInfo | None:
        """The part of that name."""
        return self._members.get(_plain(name))

    def open(self, member: zipfile.ZipInfo) -> IO[bytes]:
        """The part's bytes as a stream."""
        return self._zip.open(member)

    def workbook(self) -> str:
        """The name of the main part."""
        for target, kind in self._targets("").values():
            if kind == "officedocument" and self.member(target):
                return target
        found = [name for name in self._members if name.endswith("workbook.xml")]
        return found[0] if found else "xl/workbook.xml"

    def related(self, kind: str) -> zipfile.ZipInfo | None:
        """The workbook's part of that kind: `sharedstrings`, `styles`."""
        main = self.workbook()
        for target, found in self._targets(main).values():
            if found == kind and self.member(target):
                return self.member(target)
        name = "sharedStrings" if kind == "sharedstrings" else kind
        return self.member(posixpath.join(posixpath.dirname(main), f"{name}.xml"))

    def sheets(self) -> list[SheetPart]:
        """The sheets in the workbook's order."""
        main = self.workbook()
        targets = self._targets(main)
        found = []
        for element in self._elements(main, "sheet"):
            link = next((str(value) for key, value in element.attrib.items() if _local(str(key)) == "id"), "")
            target, kind = targets.get(link, ("", ""))
            name = str(element.get("name") or "")
            found.append(SheetPart(name, str(element.get("state") or ""), kind, self.member(target)))
        return found

    def date1904(self) -> bool:
        """Whether day zero is in 1904."""
        return any(
            element.get("date1904") in {"1", "true"} for element in self._elements(self.workbook(), "workbookPr")
        )

    def scan(self, member: zipfile.ZipInfo, *, negatives: bool = False) -> Scan:
        """One quick pass over a sheet: inflated bytes are searched, nothing is parsed; negative numbers if wanted."""
        scan, tail = Scan(), b""
        seen: set[tuple[int, int]] = set()
        for chunk in inflated(self.path, member, self.limits):
            scan.unpacked += len(chunk)
            window = tail + chunk
            if not scan.outlined and b"outlineLevel=" in window:
                scan.outlined = True
            if b't="e"' in window or b"t='e'" in window:
                _collect_errors(window, scan, seen)
            if negatives:
                _collect_negatives(window, scan)
            if b"hidden=" in window:
                _collect_hidden(window, scan)
            tail = window[-_TAIL:]
        return scan

    def levels(self, member: zipfile.ZipInfo, first_row: int, rows: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Outline level and indent of the first cell of each row, from `first_row` (from 1) on."""
        levels, indents = np.zeros(rows, dtype=np.uint8), np.zeros(rows, dtype=np.uint8)
        style_indents = self._indents()
        number = 0
        for row in self._rows(member):
            number = int(row.get("r") or number + 1)
            at = number - first_row
            if 0 <= at < rows:
                levels[at] = min(int(row.get("outlineLevel") or 0), 255)
                cell = next((child for child in row if _local(child.tag) == "c"), None)
                style = int(cell.get("s") or 0) if cell is not None else 0
                indents[at] = style_indents[style] if style < len(style_indents) else 0
            row.clear()
            parent = row.getparent()
            while parent is not None and row.getprevious() is not None:
                del parent[0]
        return levels, indents

    def _rows(self, member: zipfile.ZipInfo) -> Iterator[etree._Element]:
        from lxml import etree

        if member.file_size > _STRUCTURED_BYTES:
            return
        with self._zip.open(member) as stream:
            for _, element in etree.iterparse(stream, tag="{*}row", resolve_entities=False, huge_tree=True):
                yield element

    def number_formats(self) -> list[str]:
        """The number format of every cell style; '' for those that every spreadsheet has."""
        styles = self.related("styles")
        if styles is None:
            return []
        name = _plain(styles.filename)
        codes = {one.get("numFmtId"): str(one.get("formatCode") or "") for one in self._elements(name, "numFmt")}
        found = (one for formats in self._elements(name, "cellXfs") for one in formats)
        return [codes.get(one.get("numFmtId"), "") for one in found]

    def _indents(self) -> list[int]:
        styles = self.related("styles")
        found: list[int] = []
        if styles is None:
            return found
        for formats in self._elements(_plain(styles.filename), "cellXfs"):
            for one in formats:
                alignment = next((child for child in one if _local(child.tag) == "alignment"), None)
                found.append(min(int(alignment.get("indent") or 0), 255) if alignment is not None else 0)
        return found

    def _elements(self, name: str, local: str) -> list[etree._Element]:
        from lxml import etree

        member = self.member(name)
        if member is None:
            return []
        with self._zip.open(member) as stream:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            root = etree.parse(stream, parser).getroot()
        return [element for element in root.iter() if isinstance(element.tag, str) and _local(element.tag) == local]

    def _targets(self, part: str) -> dict[str, tuple[str, str]]:
        """The part's relations: id -> (target part, kind in small letters)."""
        folder, name = posixpath.split(part)
        found = {}
        for element in self._elements(posixpath.join(folder, "_rels", f"{name}.rels"), "Relationship"):
            target = str(element.get("Target") or "").replace("\\", "/")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            kind = str(element.get("Type") or "").rsplit("/", 1)[-1].lower()
            found[str(element.get("Id") or "")] = (whole, kind)
        return found


def column_number(letters: str) -> int:
    """The column from 0: A is 0, XFD is 16383."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _collect_errors(window: bytes, scan: Scan, seen: set[tuple[int, int]]) -> None:
    for found in _ERROR_CELL.finditer(window):
        ref, value = REF.search(found[1]), _VALUE.search(found[2])
        if ref and len(scan.errors) < _MOST_ERRORS:
            place = (int(ref[2]) - 1, column_number(ref[1].decode()))
            if place not in seen:
                seen.add(place)
                scan.errors.append((*place, value[1].decode("utf-8", "replace") if value else "#VALUE!"))


def _collect_negatives(window: bytes, scan: Scan) -> None:
    for found in _NEGATIVE_CELL.finditer(window):
        ref = REF.search(found[1])
        if ref and len(scan.negatives) < _MOST_ERRORS:
            scan.negatives[int(ref[2]) - 1, column_number(ref[1].decode())] = float(found[2])


def _collect_hidden(window: bytes, scan: Scan) -> None:
    """Rows hidden by a hand or a filter, and hidden columns; rows of a folded group are hidden by their outline."""
    for found in _HIDDEN.finditer(window):
        said = {name: int(value) for name, value in _ATTRIBUTE.findall(found[2])}
        if found[1] == b"row" and b"r" in said and not said.get(b"outlineLevel"):
            scan.hidden_rows.add(said[b"r"])
        elif found[1] == b"col" and b"min" in said and not said.get(b"outlineLevel"):
            scan.hidden_columns.update(range(said[b"min"], min(said.get(b"max", said[b"min"]), _COLUMNS) + 1))


def _plain(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/").lstrip("/")).lower()


def _local(tag: object) -> str:
    return str(tag).rsplit("}", 1)[-1]
