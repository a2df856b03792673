"""Reports of 1C that are not imported: the contract's word for them, and the sentence with its advice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.ingest.importers.tree import read_tree
from kpi_desktop.ingest.outcome import FileReport, Outcome

if TYPE_CHECKING:
    from kpi_desktop.core.issue import Issue
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

WORD = "1c-report"
#: Words by which the title of a report of sales is told.
SALES = ("валовая прибыль", "прибыльность", "продаж", "реализац", "отгрузк", "отгрузок", "выручк")


def refused(
    job: Job, table: SourceTable, message: Message, fix: Message, word: str = WORD, *, more: tuple[Issue, ...] = ()
) -> FileReport:
    """A report that was recognised and is not imported: why, what to do, and what `more` was noticed."""
    tree = read_tree(table)
    issue = job.error("unsupported", message, fix=fix, sheet=table.sheet)
    rows = tree.rows if tree else max(table.rows - 1, 0)
    return FileReport(job.source.name, Outcome.UNSUPPORTED, word, rows=rows, issues=(issue, *more))
