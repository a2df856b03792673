"""A workbook that this program itself made: its figures come from the book and must not be counted twice.

Only its sheets for entries come back: figures kept by hand and plans, where the owner typed something new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.marks import MANIFEST_MARK, MANIFEST_SHEET, OWN_WORKBOOK
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.importers.kept_sheets import HEAD, is_kept, read_kept
from kpi_desktop.ingest.importers.plan_sheets import is_plans, read_plans
from kpi_desktop.ingest.outcome import FileReport, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.facts.kept import KeptSheet
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable


def examine(job: Job) -> FileReport | None:
    """What the owner typed into it, whatever mapping was given; None where the file is not our own."""
    kept = [table for table in job.source.tables if is_kept(table)]
    plans = [table for table in job.source.tables if is_plans(table)]
    marked = any(
        table.sheet == MANIFEST_SHEET
        and table.rows
        and table.columns
        and cell_text(table, 0, 0).startswith(MANIFEST_MARK)
        for table in job.source.tables
    )
    if not (kept or plans):
        return _known_already(job) if marked else None
    return _entered(job, kept, plans, marked=marked)


def _known_already(job: Job) -> FileReport:
    what = msg("This is a workbook that the program itself made: its figures are in the book already")
    fix = msg("Import the exports themselves; to compare the workbook with the book use `kpi-desktop verify`")
    issue = job.error("own_workbook", what, fix=fix)
    return FileReport(job.source.name, Outcome.UNSUPPORTED, OWN_WORKBOOK, issues=(issue,))


def _entered(job: Job, kept: Sequence[SourceTable], plans: Sequence[SourceTable], *, marked: bool) -> FileReport:
    """The report of the sheets for entries; of a month's workbook in which nothing was typed, that it is our own."""
    issues: list[Issue] = []
    figures, planned = read_kept(job, kept, issues), read_plans(job, plans, issues)
    rows = sum(max(table.rows - HEAD, 0) for table in (*kept, *plans))
    if not figures.cells and not planned.cells:
        if marked and not issues:
            return _untouched(job, [*kept, *plans])
        text = msg("No figure is entered in this workbook yet")
        if issues:
            text = msg("None of the figures entered in this workbook can be taken")
        issues.append(job.error("kept_empty", text, fix=msg("Fill in its cells and import it again")))
        return FileReport(job.source.name, Outcome.EMPTY, OWN_WORKBOOK, rows=rows, issues=tuple(issues))
    tr = Translator(job.options.lang)
    said = [(tr(msg("Entered by hand")), str(len(figures.cells)))] if figures.cells else []
    if planned.cells:
        said.append((tr(msg("Plans")), str(len(planned.cells))))
    return FileReport(
        job.source.name, Outcome.PARTIAL if issues else Outcome.OK, OWN_WORKBOOK, rows=rows, issues=tuple(issues),
        period=_period(figures), kept=figures if figures.cells else None, plans=planned if planned.cells else None,
        details=tuple(said),
    )  # fmt: skip


def _untouched(job: Job, sheets: Sequence[SourceTable]) -> FileReport:
    what = msg("This is a workbook that the program itself made: its figures are in the book already")
    names = ", ".join(table.sheet for table in sheets)
    fix = msg("Nothing was changed on its sheets for entries: {names}. Type there and import it again", names=names)
    issue = job.error("own_workbook", what, fix=fix)
    return FileReport(job.source.name, Outcome.UNSUPPORTED, OWN_WORKBOOK, issues=(issue,))


def _period(figures: KeptSheet) -> tuple[date, date] | None:
    cells = figures.cells
    return (min(cell.first for cell in cells), max(cell.end for cell in cells)) if cells else None
