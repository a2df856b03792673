"""A workbook that this program itself made: its figures come from the book and must not be counted twice.

Only its sheets of figures kept by hand come back: they are where the owner edits them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.marks import MANIFEST_MARK, MANIFEST_SHEET
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.importers.kept_sheets import is_kept, read_kept
from kpi_desktop.ingest.outcome import FileReport, Outcome

if TYPE_CHECKING:
    from kpi_desktop.ingest.job import Job

WORD = "own-workbook"


def examine(job: Job) -> FileReport | None:
    """Say that nothing is to be imported, whatever mapping was given; None where the file is not our own."""
    sheets = [table for table in job.source.tables if is_kept(table)]
    if sheets:
        return read_kept(job, sheets)
    for table in job.source.tables:
        marked = table.sheet == MANIFEST_SHEET and table.rows and table.columns
        if marked and cell_text(table, 0, 0).startswith(MANIFEST_MARK):
            what = msg("This is a workbook that the program itself made: its figures are in the book already")
            fix = msg("Import the exports themselves; to compare the workbook with the book use `kpi-desktop verify`")
            issue = job.error("own_workbook", what, fix=fix)
            return FileReport(job.source.name, Outcome.UNSUPPORTED, WORD, issues=(issue,))
    return None
