"""Delimited text: encoding, separator and quotes are found out; every cell stays text."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from itertools import islice
from typing import TYPE_CHECKING

from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest import refusal
from kpi_desktop.ingest.readers.columns import ROWS_AT_ONCE, ColumnBuilder
from kpi_desktop.ingest.readers.encoding import decode_text
from kpi_desktop.ingest.readers.strays import Strays
from kpi_desktop.ingest.source import SourceTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from kpi_desktop.ingest.limits import Limits
    from kpi_desktop.ingest.source import RawColumn

_SEPARATORS = ";,\t|"
_SAMPLE_ROWS = 400
_RUNAWAY = 100_000
_DECLARED = re.compile(r'\A"?sep=(.)"?[^\r\n]*(\r\n|\r|\n)', re.IGNORECASE)


def read_delimited(
    path: Path, limits: Limits, watch: Callable[[str, int, int], None]
) -> tuple[SourceTable, list[Issue], dict[str, str]]:
    """The text as one table, what was noticed, and the encoding and separator found."""
    text, encoding = decode_text(path.read_bytes())
    issues = []
    if "\x00" in text:
        issues.append(_zeros(text.count("\x00")))
        text = text.replace("\x00", "")
    if "\ufffd" in text:
        issues.append(_unreadable(text))
    declared = _DECLARED.match(text)
    if declared:
        text = text[declared.end() :]
    if not text.strip():
        raise refusal.empty_tables()
    separator = declared[1] if declared else find_separator(text)
    quoting = _quoting(text, separator)
    if quoting == csv.QUOTE_NONE and '"' in text and separator not in {"", " "}:
        issues.append(_stray_quote())
    strays = Strays(separator)
    rows, columns = _columns(strays.mended(_records(text, separator, quoting)), limits, watch)
    issues += strays.issues()
    details = {"encoding": encoding, "separator": separator}
    return SourceTable("", rows, columns, all_text=True), issues, details


#: Separators that sentences hardly hold: a comma stands in many captions.
_RARE = ";\t|"


def find_separator(text: str) -> str:
    """The sign that cuts the most records into the same number of cells; '' for one column, ' ' for blanks."""
    sample = text[: 1 << 18]
    best, best_score = "", 0.0
    for sign in _SEPARATORS:
        if sign not in sample:
            continue
        score = _evenness(islice(_records(sample, sign, csv.QUOTE_MINIMAL), _SAMPLE_ROWS))
        if score > best_score:
            best, best_score = sign, score
    if best_score < 0.5 and _blank_separated(sample):
        return " "
    return best


def _evenness(records: Iterable[list[str]]) -> float:
    """Share of cells that stand in records of the commonest width, favouring more columns; 0 for one column.

    Captions above the head are narrower than the table and say nothing against the sign; a head that another sign
    would cut is no caption.
    """
    rows = [record for record in records if any(record)]
    found = [len(record) for record in rows]
    widths = Counter(found)
    several = {width: count for width, count in widths.items() if width > 1}
    if not several:
        return 0.0
    width = max(several, key=lambda one: (several[one] * min(one, 12), one))
    above = found.index(width)
    captions = not any(sign in cell for row in rows[:above] for cell in row for sign in _RARE)
    if captions and above <= several[width] and max(found[:above], default=0) < width:
        widths -= Counter(found[:above])
        several = {one: count for one, count in widths.items() if one > 1}
    total = widths.total()
    return sum(several.values()) / total * (0.5 + several[width] / total) + min(width, 12) / 100


def _blank_separated(sample: str) -> bool:
    widths = Counter(len(line.split()) for line in sample.splitlines()[1:_SAMPLE_ROWS] if line.strip())
    if not widths:
        return False
    width, count = widths.most_common(1)[0]
    return width > 1 and count >= 5 and count > 0.97 * widths.total()


def _records(text: str, separator: str, quoting: int) -> Iterator[list[str]]:
    csv.field_size_limit(2**31 - 1)
    if separator == " ":
        return (line.split() for line in text.splitlines())
    if not separator:
        return ([line] for line in text.splitlines())
    lines = io.StringIO(text, newline="")
    if quoting == csv.QUOTE_NONE:
        return csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    return csv.reader(lines, delimiter=separator, quotechar='"', doublequote=True)


def _quoting(text: str, separator: str) -> int:
    """Quotes are not quotes where one is never closed: it would swallow the rest of the file."""
    if separator in {"", " "} or '"' not in text:
        return csv.QUOTE_NONE
    try:
        longest = max(
            (len(cell) for record in _records(text, separator, csv.QUOTE_MINIMAL) for cell in record), default=0
        )
    except csv.Error:
        return csv.QUOTE_NONE
    return csv.QUOTE_NONE if longest > _RUNAWAY or _open_at_end(text, separator) else csv.QUOTE_MINIMAL


def _open_at_end(text: str, separator: str) -> bool:
    """Whether the last record swallowed many lines, because its quote was never closed."""
    try:
        deque(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), maxlen=0)
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _columns(
    records: Iterator[list[str]], limits: Limits, watch: Callable[[str, int, int], None]
) -> tuple[int, tuple[RawColumn, ...]]:
    """Ragged records as columns: short ones are filled with empty cells."""
    builders: list[ColumnBuilder] = []
    rows = 0
    while chunk := list(islice(records, ROWS_AT_ONCE)):
        width = max(map(len, chunk))
        if width > limits.text_columns:
            raise refusal.too_big(nmsg("The table has {n} column", "The table has {n} columns", n=width))
        while len(builders) < width:
            builders.append(ColumnBuilder())
            builders[-1].add_empty(rows)
        width = len(builders)
        blank = [""] * width
        filled = [record if len(record) == width else [*record, *blank[len(record) :]] for record in chunk]
        for builder, cells in zip(builders, zip(*filled, strict=True), strict=True):
            builder.add(cells)
        rows += len(chunk)
        if rows * width > limits.cells * 4:
            raise refusal.too_big(msg("The table has more cells than the program takes in at once"))
        watch("", rows, 0)
    return rows, tuple(builder.finish() for builder in builders)


def _zeros(count: int) -> Issue:
    return Issue(
        "zero_bytes",
        Level.WARNING,
        nmsg("{n} zero byte was left out of the text", "{n} zero bytes were left out of the text", n=count),
        msg("Look whether the file was copied whole; make the export again if figures are missing"),
    )


def _unreadable(text: str) -> Issue:
    count = text.count("\ufffd")
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    return Issue(
        "unreadable_signs",
        Level.WARNING,
        nmsg(
            "{n} sign could not be read; it stands as “�”",
            "{n} signs could not be read; they stand as “�”",
            n=count,
        ),
        msg("Save the file as “CSV UTF-8” and import it again if these texts matter"),
        row=line,
    )


def _stray_quote() -> Issue:
    return Issue(
        "stray_quote",
        Level.WARNING,
        msg("A quotation mark in the file is never closed, so quotation marks are read as ordinary signs"),
        msg("Look whether the rows were split rightly; the preview shows them"),
    )
