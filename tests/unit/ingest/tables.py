"""A sheet built from rows of Python values, as a reader would give it: lets importers be tested without files."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from kpi_desktop.ingest.detect import examine
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.source import Cell, RawColumn, SourceFile, SourceTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kpi_desktop.ingest.outcome import FileReport

Value = str | float | int | bool | date | datetime | time | None
Rows = list[list[Value]]


def column(values: Sequence[Value]) -> RawColumn:
    """One column of cells."""
    kinds = np.zeros(len(values), dtype=np.uint8)
    numbers = np.full(len(values), np.nan)
    moments = np.full(len(values), np.datetime64("NaT"), dtype="datetime64[s]")
    texts: list[str | None] = [None] * len(values)
    for row, value in enumerate(values):
        if value is None:
            continue
        if isinstance(value, bool):
            kinds[row], numbers[row] = Cell.YES_NO, float(value)
        elif isinstance(value, str):
            kinds[row], texts[row] = (Cell.ERROR if value.startswith("#") else Cell.TEXT), value
        elif isinstance(value, datetime | date):
            kinds[row], moments[row] = Cell.MOMENT, np.datetime64(value, "s")
        elif isinstance(value, int | float):
            kinds[row], numbers[row] = Cell.NUMBER, float(value)
    encoded = pa.array(texts, type=pa.string()).dictionary_encode()
    return RawColumn(kinds, encoded, numbers, moments)


def sheet(
    rows: Rows,
    *,
    name: str = "Лист1",
    merges: tuple[tuple[int, int, int, int], ...] = (),
    levels: list[int] | None = None,
    all_text: bool = False,
    date1904: bool = False,
) -> SourceTable:
    """A sheet whose first row is row 1 of the spreadsheet."""
    width = max(len(row) for row in rows)
    full = [[*row, *[None] * (width - len(row))] for row in rows]
    return SourceTable(
        sheet=name,
        rows=len(rows),
        columns=tuple(column([row[index] for row in full]) for index in range(width)),
        merges=merges,
        levels=None if levels is None else np.array(levels, dtype=np.uint8),
        all_text=all_text,
        date1904=date1904,
    )


def imported(
    folder: Path,
    *tables: SourceTable,
    options: ImportOptions | None = None,
    container: str = "xlsx",
    content: bytes = b"content",
) -> FileReport:
    """What becomes of a file with these sheets; `content` tells one file from another."""
    path = folder / "file.bin"
    path.write_bytes(content)
    return examine(SourceFile("file.xlsx", container, tables), path, options or ImportOptions(), folder)


def facts(report: FileReport, number: int = 0) -> list[dict[str, object]]:
    """The facts of one batch as rows."""
    with pa.memory_map(str(report.batches[number].columns)) as stream:
        rows: list[dict[str, object]] = pa.ipc.open_file(stream).read_all().to_pylist()
    return rows


def codes(report: FileReport) -> list[str]:
    """The codes of the findings, in order."""
    return [issue.code for issue in report.issues]
