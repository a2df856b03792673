"""Sheets of figures kept by hand, written by the program and filled in by the owner, read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.amount import from_cell
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.marks import KEPT_MARK
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.facts.kept import KeptCell, KeptSheet
from kpi_desktop.facts.typed import number_of, period_from
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.importers.entries import cell_issue, spot, written
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.ingest.importers.entries import Place
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

#: Rows before the figures: the mark, the ids, the headings.
HEAD = 3


def is_kept(table: SourceTable) -> bool:
    """Whether the sheet is one of figures kept by hand."""
    there = table.rows and len(table.columns) > 1 and table.first_row == 1 and table.first_column == 1
    return bool(there) and cell_text(table, 0, 0) == KEPT_MARK


def read_kept(job: Job, sheets: Sequence[SourceTable], issues: list[Issue]) -> KeptSheet:
    """The figures of the sheets that say something new; a cell that is no figure is listed and left out.

    An empty cell says nothing, nor does one that holds what the program wrote there.
    """
    before = written(job)
    cells = [cell for table in sheets for cell in _read(job, table, issues) if not _untouched(cell, before)]
    twice = _twice(job, cells, issues)
    return KeptSheet(tuple(cell for cell in cells if cell.place not in twice), job.source.name, "", job.sha256)


def _untouched(cell: KeptCell, before: Mapping[Place, Decimal]) -> bool:
    day = (cell.end - cell.first).days == 1
    when = f"{cell.first}" if day else f"{cell.first:%Y-%m}"
    there = before.get(("kept", cell.measure, when, cell.dimension, cell.member, ""))
    return there is not None and there == cell.value


def _twice(job: Job, cells: Sequence[KeptCell], issues: list[Issue]) -> set[tuple[str, date, date, str, str]]:
    """Places that the workbook fills with two different figures: neither is taken."""
    found: dict[tuple[str, date, date, str, str], Decimal | None] = {}
    twice = set()
    for cell in cells:
        if cell.place in found and found[cell.place] != cell.value:
            twice.add(cell.place)
            told = msg("This figure is given twice, with different values")
            issues.append(cell_issue(job.source.name, cell.spot, told))
        found[cell.place] = cell.value
    return twice


def _read(job: Job, table: SourceTable, issues: list[Issue]) -> Iterator[KeptCell]:
    dimension, grain = cell_text(table, 0, 1), cell_text(table, 0, 2) if len(table.columns) > 2 else ""
    ids = [cell_text(table, 1, column) if table.rows > 1 else "" for column in range(len(table.columns))]
    places = [column for column, name in enumerate(ids) if name and name not in {"period", "member"}]
    when = ids.index("period") if "period" in ids else 0
    whom = ids.index("member") if "member" in ids else None
    dimension = "" if dimension in {"-", "total"} else dimension
    for row in range(HEAD, table.rows):
        filled = [column for column in places if table.columns[column].kinds[row] != Cell.EMPTY]
        if not filled:
            continue
        member = "" if whom is None else cell_text(table, row, whom)
        try:
            period = _period(table, row, when, grain)
            if dimension and not member:
                raise UsageError(msg("The row has figures but no name"))
        except UsageError as error:
            issues.append(cell_issue(job.source.name, spot(table, row, when), error.message))
            continue
        for column in filled:
            place = spot(table, row, column)
            try:
                value = _number(table, row, column)
            except UsageError as error:
                issues.append(cell_issue(job.source.name, place, error.message, ids[column]))
                continue
            at = table.sheet_row(row)
            yield KeptCell(ids[column], period.start, period.end, value, dimension, member, at, place)


def _period(table: SourceTable, row: int, column: int, grain: str) -> Period:
    found = table.columns[column]
    if found.kinds[row] == Cell.MOMENT and found.moments is not None:
        day: date = found.moments[row].astype("datetime64[D]").item()
    else:
        period = period_from(cell_text(table, row, column))
        if grain != "day" or period.days == 1:
            return Period.of(period.start, Grain.DAY if grain == "day" else Grain.MONTH)
        raise UsageError(msg("A day is expected here"))
    return Period.of(day, Grain.DAY if grain == "day" else Grain.MONTH)


def _number(table: SourceTable, row: int, column: int) -> Decimal | None:
    """A figure; a dash takes an earlier figure away."""
    found = table.columns[column]
    if found.kinds[row] == Cell.NUMBER and found.numbers is not None:
        return from_cell(float(found.numbers[row]))
    if found.kinds[row] == Cell.TEXT:
        return number_of(cell_text(table, row, column))
    raise UsageError(msg("The cell holds no number"))
