"""A table's cells as plain Python values, for saying what a reader should have read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.source import RawColumn, SourceTable


def silent(sheet: str, done: int, total: int) -> None:
    """Watches nothing."""


def cell(column: RawColumn, row: int) -> object:
    """One cell: None, number, text, moment, yes/no, or an error as ('error', text)."""
    kind = Cell(column.kinds[row])
    text = column.texts[row].as_py()
    if kind in {Cell.NUMBER, Cell.YES_NO}:
        assert column.numbers is not None
        return bool(column.numbers[row]) if kind is Cell.YES_NO else float(column.numbers[row])
    if kind is Cell.MOMENT:
        assert column.moments is not None
        return datetime.fromisoformat(str(column.moments[row]))
    return {Cell.EMPTY: None, Cell.TEXT: text, Cell.ERROR: ("error", text)}[kind]


def cells(table: SourceTable) -> list[list[object]]:
    """The table row by row."""
    return [[cell(column, row) for column in table.columns] for row in range(table.rows)]


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A text file in an encoding, its line ends as given."""
    path.write_bytes(text.encode(encoding))
    return path
