"""Settlements with one buyer (reconciliation statements and the like): shipments and payments together, never read.

Taken for a list, they would give shipments for the second time, or payments that the bank statement has already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.normalise import fold
from kpi_desktop.ingest.outcome import FileReport, Outcome

if TYPE_CHECKING:
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

WORD = "table"
#: How the title of such a document begins, or what stands in it.
_TITLES = ("расчеты с покупател", "расчеты с клиент", "расчеты с контрагент", "расчеты с заказчик", "взаиморасчет",
           "расчеты по документ", "statement of account")  # fmt: skip
_ANYWHERE = ("акт сверки", "сверка взаимных расчетов", "сверка взаиморасчетов", "сверка расчетов",
             "reconciliation statement", "reconciliation of accounts")  # fmt: skip
#: Both sides of settlements: what the buyer owes, and what takes it away.
_MORE = ("дебет", "приход", "увеличение", "отгру", "продажа", "реализаци", "начислено", "debit", "invoice", "charge")
_LESS = ("кредит", "расход", "уменьшение", "оплат", "поступлен", "credit", "payment")
_TOP, _LEFT = 20, 6


def examine(job: Job) -> FileReport | None:
    """Refuse a statement of settlements with what to export instead; None for any other file."""
    if job.options.mapping is not None:
        return None
    table = next((one for one in job.source.tables if not one.hidden and _is_one(one)), None)
    if table is None:
        return None
    text = msg(
        "These are settlements with a buyer: shipments and payments stand together, and both are in other exports"
    )
    fix = msg("For sales export the documents of sale, for payments the bank statement")
    issue = job.error("unsupported", text, fix=fix, sheet=table.sheet)
    return FileReport(job.source.name, Outcome.UNSUPPORTED, WORD, max(table.rows - 1, 0), (issue,))


def _is_one(table: SourceTable) -> bool:
    rows = [
        [fold(text) for column in range(len(table.columns)) if (text := cell_text(table, row, column))]
        for row in range(min(table.rows, _TOP))
    ]
    titled = any(
        text.startswith(_TITLES) or any(words in text for words in _ANYWHERE)
        for texts in rows
        if len(texts) <= _LEFT
        for text in texts[:1]
    )
    return titled and any(
        any(text.startswith(_MORE) for text in texts) and any(text.startswith(_LESS) for text in texts)
        for texts in rows
        if len(texts) > 2
    )
