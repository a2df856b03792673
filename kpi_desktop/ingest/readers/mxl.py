"""A spreadsheet document that 1C:Enterprise 8 saved as .mxl: brackets, atoms and texts; every cell is text.

By observation of real files: outline groups, merged cells and pictures of the document are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.readers.columns import columns_of
from kpi_desktop.ingest.source import SourceTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kpi_desktop.ingest.limits import Limits

MAGIC = b"MOXCEL\x00"
#: 1C 8 writes its texts as UTF-8 with a mark after a short head of bytes; 1C 7.7 writes bytes only.
_MARK = b"\xef\xbb\xbf{"
_HEAD = 64
_TOKEN = re.compile(r'"(?:[^"]|"")*"|[{}]|[^{},\s"]+')
_MOST_COLUMNS = 16_384
#: A document in several languages holds each text in all of them.
_LANGUAGES = ("ru", "#", "")


@dataclass(frozen=True, slots=True)
class _Text:
    """A quoted text, so that «"5"» is told from the bare atom 5."""

    text: str


def read_mxl(
    path: Path, limits: Limits, watch: Callable[[str, int, int], None]
) -> tuple[list[SourceTable], dict[str, str]]:
    """The document's one table; raises Refusal for a document of 1C 7.7 or a damaged one."""
    data = path.read_bytes()
    begin = data.find(_MARK, 0, _HEAD)
    if begin < 0:
        raise refusal.unsupported(
            msg("a spreadsheet document of 1C 7.7 (.mxl)"),
            msg("Open it in 1C and choose File, Save as, “Excel sheet (*.xls)”, then import that file"),
            recognised="1c-mxl",
        )
    try:
        rows = _rows(_parsed(data[begin + 3 :].decode("utf-8", "replace")))
    except ValueError as error:
        raise refusal.damaged(str(error)) from error
    if not rows:
        return [SourceTable("", 0, ())], {}
    return [_table(rows, limits, watch)], {}


def _table(rows: dict[int, dict[int, str]], limits: Limits, watch: Callable[[str, int, int], None]) -> SourceTable:
    first, last = min(rows), max(rows)
    left = min(min(cells) for cells in rows.values())
    width = max(max(cells) for cells in rows.values()) - left + 1
    if width > _MOST_COLUMNS or width * (last - first + 1) > limits.cells:
        raise refusal.too_big(msg("The document is too wide and too long to be laid out as a table"))
    height, columns = columns_of(_filled(rows, left, width), width, lambda done: watch("", done, last - first + 1))
    return SourceTable("", height, columns, first + 1, left + 1, all_text=True)


def _filled(rows: dict[int, dict[int, str]], left: int, width: int) -> Iterator[list[str]]:
    """Every row from the first to the last, gaps as empty rows."""
    for number in range(min(rows), max(rows) + 1):
        line = [""] * width
        for column, text in rows.get(number, {}).items():
            line[column - left] = text
        yield line


def _parsed(text: str) -> list[object]:
    """The document's outermost list."""
    stack: list[list[object]] = [[]]
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token == "{":
            inner: list[object] = []
            stack[-1].append(inner)
            stack.append(inner)
        elif token == "}":
            if len(stack) == 1:
                break
            stack.pop()
        elif token[0] == '"':
            stack[-1].append(_Text(token[1:-1].replace('""', '"')))
        else:
            stack[-1].append(token)
    outer = stack[0][0] if stack[0] else None
    if len(stack) > 1 or not isinstance(outer, list):
        raise ValueError("brackets")
    return outer


def _rows(outer: list[object]) -> dict[int, dict[int, str]]:
    """The cells that hold text, by row and column from 0.

    They follow three numbers of which the third counts the rows; where these stand differs by version.
    """
    empty = False
    for place in range(1, len(outer) - 3):
        numbers = [_number(outer[place + step]) for step in range(3)]
        if None in numbers or not isinstance(outer[place - 1], list):
            continue
        empty = empty or numbers[2] == 0
        found = _rows_at(outer, place + 3, numbers[2]) if numbers[2] else None
        if found is not None:
            return found
    if empty:
        return {}
    raise ValueError("rows")


def _rows_at(outer: list[object], place: int, count: int) -> dict[int, dict[int, str]] | None:
    """The rows that begin at `place`, each of them number, format, number of cells, cells; None where none do."""
    rows: dict[int, dict[int, str]] = {}
    before = -1
    for _ in range(count):
        head = [_number(one) for one in outer[place : place + 3]]
        if len(head) < 3 or head[0] is None or head[0] <= before or head[2] is None:
            return None
        before, place = head[0], place + 3
        cells = {}
        for _ in range(head[2]):
            if place + 2 > len(outer):
                return None
            number, cell = _number(outer[place]), outer[place + 1]
            if number is None or not isinstance(cell, list):
                return None
            text, place = _cell_text(cell), place + 2
            if text:
                cells[number] = text
        if cells:
            rows[before] = cells
    return rows


def _number(item: object) -> int | None:
    return int(item) if isinstance(item, str) and item.isdecimal() else None


def _cell_text(cell: list[object]) -> str:
    """What the cell shows: its text, in Russian where there are several languages; else its bare value."""
    value = ""
    for part in reversed(cell):
        if isinstance(part, list) and part:
            if _number(part[0]) is not None and len(part) > 1 and _number(part[1]) is not None:
                return _of_languages([one for one in part[2:] if isinstance(one, list)])
            value = value or _bare_value(part)
    return value


def _of_languages(texts: list[list[object]]) -> str:
    known = {
        one[0].text: one[1].text
        for one in texts
        if len(one) == 2 and isinstance(one[0], _Text) and isinstance(one[1], _Text)
    }
    return next((known[word] for word in _LANGUAGES if word in known), next(iter(known.values()), ""))


def _bare_value(part: list[object]) -> str:
    """A value without a text: {"N",12.5} or {"S","text"}."""
    if len(part) != 2 or not isinstance(part[0], _Text) or part[0].text not in {"N", "S"}:
        return ""
    return part[1].text if isinstance(part[1], _Text) else str(part[1])
