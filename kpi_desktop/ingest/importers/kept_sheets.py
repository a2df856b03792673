"""Sheets of figures kept by hand, written by the program and filled in by the owner, read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.amount import from_cell
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.core.marks import KEPT_MARK
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.facts.kept import KeptCell, KeptSheet
from kpi_desktop.facts.typed import number_of, period_from
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.outcome import FileReport, Outcome
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

WORD = "own-workbook"

#: Rows before the figures: the mark, the ids, the headings.
HEAD = 3


def is_kept(table: SourceTable) -> bool:
    """Whether the sheet is one of figures kept by hand."""
    there = table.rows and len(table.columns) > 1 and table.first_row == 1 and table.first_column == 1
    return bool(there) and cell_text(table, 0, 0) == KEPT_MARK


def read_kept(job: Job, sheets: Sequence[SourceTable]) -> FileReport:
    """All figures of the sheets; a cell that is no figure is listed and left out, an empty one says nothing."""
    issues: list[Issue] = []
    cells = [cell for table in sheets for cell in _read(job, table, issues)]
    rows = sum(1 for table in sheets for _ in range(HEAD, table.rows))
    if not cells:
        text = msg("No figure is entered in this workbook yet")
        issues.append(job.error("kept_empty", text, fix=msg("Fill in its cells and import it again")))
        return FileReport(job.source.name, Outcome.EMPTY, WORD, rows=rows, issues=tuple(issues))
    twice = _twice(job, cells, issues)
    kept = KeptSheet(tuple(cell for cell in cells if cell.place not in twice), job.source.name, "", job.sha256)
    outcome = Outcome.PARTIAL if issues else Outcome.OK
    period = min(cell.first for cell in cells), max(cell.end for cell in cells)
    return FileReport(
        job.source.name, outcome, WORD, rows=rows, issues=tuple(issues), period=period, kept=kept,
        details=((job_word(job), str(len(kept.cells))),),
    )  # fmt: skip


def job_word(job: Job) -> str:
    """How the report heads the number of figures, in its language."""
    return Translator(job.options.lang)(msg("Entered by hand"))


def _twice(job: Job, cells: Sequence[KeptCell], issues: list[Issue]) -> set[tuple[str, date, date, str, str]]:
    """Places that the workbook fills with two different figures: neither is taken."""
    found: dict[tuple[str, date, date, str, str], Decimal | None] = {}
    twice = set()
    for cell in cells:
        if cell.place in found and found[cell.place] != cell.value:
            twice.add(cell.place)
            issues.append(_issue(job, "", cell.row, msg("This figure is given twice, with different values")))
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
        at = table.sheet_row(row)
        member = "" if whom is None else cell_text(table, row, whom)
        try:
            period = _period(table, row, when, grain)
            if dimension and not member:
                raise UsageError(msg("The row has figures but no name"))
        except UsageError as error:
            issues.append(_issue(job, table.sheet, at, error.message))
            continue
        for column in filled:
            try:
                value = _number(table, row, column)
            except UsageError as error:
                issues.append(_issue(job, table.sheet, at, error.message, ids[column]))
                continue
            yield KeptCell(ids[column], period.start, period.end, value, dimension, member, at)


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


def _issue(job: Job, sheet: str, row: int, message: object, column: str = "") -> Issue:
    from kpi_desktop.i18n.message import Message

    if not isinstance(message, Message):
        raise TypeError(message)
    fix = msg("Correct the cell and import the workbook again")
    return Issue("kept_cell", Level.WARNING, message, fix, file=job.source.name, sheet=sheet, row=row, column=column)
