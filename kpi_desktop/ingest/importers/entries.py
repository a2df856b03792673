"""What the sheets for entries share: cells that say something new, and findings that name sheet and cell."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.address import letters
from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.core.marks import WRITTEN_MARK, WRITTEN_SHEET
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.ingest.headings import cell_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

#: The kind of sheet, then what names the cell there, as the workbook wrote it.
Place = tuple[str, ...]


def written(job: Job) -> Mapping[Place, Decimal]:
    """What the sheets held when the program wrote the workbook: a cell that still holds it was not touched.

    Without it an old workbook would bring back what was changed in the book since.
    """
    found: dict[Place, Decimal] = {}
    for table in job.source.tables:
        if table.sheet != WRITTEN_SHEET or not table.rows or cell_text(table, 0, 0) != WRITTEN_MARK:
            continue
        for row in range(1, table.rows):
            texts = [cell_text(table, row, column) for column in range(len(table.columns))]
            found[tuple(texts[:-1])] = Decimal(texts[-1])
    return found


def spot(table: SourceTable, row: int, column: int) -> tuple[str, str]:
    """The sheet and the address of a cell there."""
    return table.sheet, f"{letters(table.first_column - 1 + column)}{table.sheet_row(row)}"


def cell_issue(file: str, place: tuple[str, str], message: Message, column: str = "") -> Issue:
    """A cell that was left out, named, with the reason."""
    told = msg("Cell {cell}: {why}", cell=place[1], why=message)
    fix = msg("Correct the cell and import the workbook again")
    row = int("".join(sign for sign in place[1] if sign.isdigit()) or 0)
    return Issue("kept_cell", Level.WARNING, told, fix, file=file, sheet=place[0], row=row, column=column)
