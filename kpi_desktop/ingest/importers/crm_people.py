"""Lists of contacts and companies out of a CRM: named and left, for they hold no deals and no money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.normalise import key
from kpi_desktop.ingest.outcome import FileReport, Outcome

if TYPE_CHECKING:
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

_TOP = 10
_HEADS = (
    ("ID", "Тип", "Полное имя контакта"),
    ("ID", "Тип", "Дата создания контакта"),
    ("ID", "Тип", "Название компании"),
    ("ID", "Название компании", "Тип компании"),
    ("ID", "Имя", "Фамилия", "Тип контакта"),
    ("ID", "First name", "Last name", "Contact type"),
    ("ID", "Company Name", "Company type"),
    ("Contact Owner Name", "Created Time"),
    ("Contact Owner", "Created Time"),
    ("Account Owner", "Account Name", "Created Time"),
)


def people(job: Job, table: SourceTable, word: str) -> FileReport | None:
    """Say of a list of contacts or companies what to export instead; None where it is none."""
    wanted = [{key(name) for name in head} for head in _HEADS]
    for row in range(min(table.rows, _TOP)):
        names = {key(cell_text(table, row, column)) for column in range(len(table.columns))}
        if any(head <= names for head in wanted):
            text = msg("This is a list of contacts or companies: it has no deals, and no figures are counted from it")
            fix = msg("Export the list of deals, with stage, amount, date of creation and date of closing")
            issue = job.error("unsupported", text, fix=fix, sheet=table.sheet)
            rows = max(table.rows - row - 1, 0)
            return FileReport(job.source.name, Outcome.UNSUPPORTED, word, rows=rows, issues=(issue,))
    return None
