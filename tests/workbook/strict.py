"""Whether Excel opens a workbook without offering to repair it: what it is known to refuse, looked for part by part.

Excel checks more than other programs: the order of elements, lengths, styles that are not there, functions that newer
versions brought without their prefix, links to sheets that do not exist.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

#: The children of a worksheet in the order of its schema.
_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts",
    "extLst",
)  # fmt: skip

#: Functions that every Excel since 2007 has under this name; a newer one would need its prefix.
_FUNCTIONS = frozenset(
    "ABS AND AVERAGE COUNT COUNTA COUNTIF COUNTIFS DATE EDATE EOMONTH IF IFERROR INDEX INT ISBLANK ISERROR ISNUMBER "
    "LARGE MATCH MAX MEDIAN MIN MOD N NA NOT OR PRODUCT ROUND ROUNDDOWN ROUNDUP SIGN SMALL SQRT SUBTOTAL SUM SUMIF "
    "SUMIFS SUMPRODUCT TEXT".split()
)

_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d*)")
_SHEET_OF = re.compile(r"('(?:[^']|'')+'|[^\W\d]\w*)!")


def complaints(path: Path) -> list[str]:
    """Everything that Excel would stumble over; empty where there is nothing."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    found = [f"{name} stands twice" for name, times in Counter(name.lower() for name in names).items() if times > 1]
    trees = {name: ElementTree.fromstring(data) for name, data in parts.items() if name.endswith((".xml", ".rels"))}
    return [*found, *_package(trees, names), *_book(trees)]


def _package(trees: dict[str, Element], names: list[str]) -> Iterator[str]:
    types = trees["[Content_Types].xml"]
    told = {item.get("PartName", "").lstrip("/") for item in types}
    endings = {item.get("Extension", "").lower() for item in types}
    yield from (f"{name} has no content type" for name in names
                if name not in told and name.rpartition(".")[2].lower() not in endings)  # fmt: skip
    yield from (f"there is no {name}" for name in told - {""} if name not in names)
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        base = posixpath.dirname(posixpath.dirname(name))
        for item in tree:
            target = posixpath.normpath(posixpath.join(base, item.get("Target", "")))
            if item.get("TargetMode") != "External" and target.lstrip("/") not in names:
                yield f"{name} points at {target}"


def _book(trees: dict[str, Element]) -> Iterator[str]:
    book, styles = trees["xl/workbook.xml"], trees["xl/styles.xml"]
    titles = [str(item.get("name")) for item in book.iter(f"{_MAIN}sheet")]
    folded = {title.casefold() for title in titles}
    yield from _titles(titles)
    for item in book.iter(f"{_MAIN}definedName"):
        yield from _formula(str(item.text), f"the name {item.get('name')}", folded)
    yield from _looks(styles)
    targets = {item.get("Id"): item.get("Target", "") for item in trees["xl/_rels/workbook.xml.rels"]}
    texts = [
        "".join(part.text or "" for part in item.iter(f"{_MAIN}t"))
        for item in trees.get("xl/sharedStrings.xml", ElementTree.Element("none"))
    ]
    yield from ("a text is too long" for text in texts if len(text) > 32_767)
    looks, coloured = (len(styles.findall(f"{_MAIN}{kind}/*")) for kind in ("cellXfs", "dxfs"))
    counts = looks, coloured, len(texts)
    for item in book.iter(f"{_MAIN}sheet"):
        sheet = trees.get("xl/" + targets[item.get(_ID)].removeprefix("/xl/"))
        if sheet is not None:
            yield from (f"{item.get('name')}: {told}" for told in _sheet(sheet, counts, folded))


def _titles(titles: list[str]) -> Iterator[str]:
    if len({title.casefold() for title in titles}) < len(titles):
        yield "two sheets of one name"
    for title in titles:
        if not 0 < len(title) <= 31 or re.search(r"[\[\]:*?/\\]", title) or title[0] == "'" or title[-1] == "'":
            yield f"the name of the sheet {title}"


def _looks(styles: Element) -> Iterator[str]:
    formats = {item.get("numFmtId"): str(item.get("formatCode")) for item in styles.iter(f"{_MAIN}numFmt")}
    # «#,##0.##» leaves a bare decimal mark behind whole numbers in Excel, unlike in other programs.
    yield from (f"the number format {code}" for code in formats.values() if re.search(r"\.#", code))
    looks = styles.findall(f"{_MAIN}cellXfs/*")
    # An indent of a text that is aligned to no side is not drawn.
    sides = [item.attrib for item in styles.findall(f"{_MAIN}cellXfs/*/{_MAIN}alignment") if item.get("indent")]
    yield from (f"an indent of {side}" for side in sides if side.get("horizontal") not in ("left", "right"))
    if len(looks) > 64_000:
        yield "more than 64,000 looks"
    yield from (f"no number format {item.get('numFmtId')}" for item in looks
                if int(item.get("numFmtId", "0")) >= 164 and item.get("numFmtId") not in formats)  # fmt: skip


def _sheet(sheet: Element, counts: tuple[int, int, int], titles: set[str]) -> Iterator[str]:
    kinds = [item.tag.removeprefix(_MAIN) for item in sheet]
    places = [_ORDER.index(kind) for kind in kinds]
    if places != sorted(places):
        yield f"the order of {kinds}"
    yield from _cells(sheet, counts, titles)
    boxes = [str(item.get("ref")) for item in sheet.iter(f"{_MAIN}mergeCell")]
    taken = Counter(cell for box in boxes for cell in _all_of(box))
    yield from (f"{cell} is merged twice" for cell, times in taken.items() if times > 1)
    for rule in sheet.iter(f"{_MAIN}cfRule"):
        if rule.get("dxfId") is not None and int(str(rule.get("dxfId"))) >= counts[1]:
            yield "a rule of colours without its look"
        yield from (
            told for item in rule.iter(f"{_MAIN}formula") for told in _formula(str(item.text), "a rule", titles)
        )
    for item in sheet.iter(f"{_MAIN}dataValidation"):
        yield from (f"a list of {len(one.text or '')}" for one in item if len(one.text or "") > 255)
        yield from ("a hint is too long" for key, most in (("promptTitle", 32), ("prompt", 255), ("errorTitle", 32),
                    ("error", 225)) if len(item.get(key, "")) > most)  # fmt: skip
    links = list(sheet.iter(f"{_MAIN}hyperlink"))
    if len(links) > 65_530:
        yield "too many links"
    for link in links:
        yield from _formula(str(link.get("location") or ""), f"the link at {link.get('ref')}", titles)
    for item in sheet.iter(f"{_MAIN}headerFooter"):
        yield from ("the foot is too long" for part in item if len(part.text or "") > 255)
    yield from ("a column is too wide" for item in sheet.iter(f"{_MAIN}col") if float(item.get("width", "0")) > 255)


def _cells(sheet: Element, counts: tuple[int, int, int], titles: set[str]) -> Iterator[str]:
    above = 0
    for row in sheet.iter(f"{_MAIN}row"):
        number, before = int(str(row.get("r"))), 0
        if not above < number <= 1_048_576 or float(row.get("ht", "0")) > 409:
            yield f"row {number}"
        above = number
        for cell in row:
            at = _CELL.fullmatch(str(cell.get("r")))
            column = _number(at[1]) if at else 0
            if at is None or int(at[2]) != number or not before < column <= 16_384:
                yield f"the cell {cell.get('r')} in row {number}"
            before = column
            yield from (f"{cell.get('r')}: {told}" for told in _cell(cell, counts, titles))


def _cell(cell: Element, counts: tuple[int, int, int], titles: set[str]) -> Iterator[str]:
    if int(cell.get("s", "0")) >= counts[0]:
        yield "a look that is not there"
    formula, value = cell.find(f"{_MAIN}f"), cell.find(f"{_MAIN}v")
    text, kind = "" if value is None else value.text or "", cell.get("t", "n")
    if formula is not None:
        yield from _formula(formula.text or "", "the formula", titles)
    if kind == "s" and not 0 <= int(text) < counts[2]:
        yield "a shared text that is not there"
    if kind == "n" and text and not re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", text):
        yield f"the number {text}"
    if kind == "e" and text not in ("#N/A", "#DIV/0!"):
        yield f"the error {text}"
    if kind == "str" and len(text) > 32_767:
        yield "a text is too long"


def _formula(formula: str, what: str, titles: set[str]) -> Iterator[str]:
    """Lengths, functions by their names, sheets that exist; texts inside are not looked at."""
    if len(formula) > 8192:
        yield f"{what} is too long"
    bare = re.sub(r'"(?:[^"]|"")*"', '""', formula)
    for sheet in _SHEET_OF.findall(bare):
        title = sheet[1:-1].replace("''", "'") if sheet[0] == "'" else sheet
        if title.casefold() not in titles:
            yield f"{what} reads the sheet {title}"
    outside = re.sub(r"'(?:[^']|'')+'!", "", bare)
    yield from (f"{what} has {name}" for name in re.findall(r"([A-Za-z_.][\w.]*)\(", outside) if name not in _FUNCTIONS)
    if outside.count("(") != outside.count(")") or "#REF!" in outside:
        yield f"{what} is broken: {formula[:60]}"


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _all_of(box: str) -> Iterator[tuple[int, int]]:
    ends = [_CELL.fullmatch(end) for end in box.split(":")]
    (left, top), (right, bottom) = ((_number(end[1]), int(end[2])) for end in (ends[0], ends[-1]) if end)
    return ((column, row) for column in range(left, right + 1) for row in range(top, bottom + 1))
