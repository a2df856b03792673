"""Exports of services with a fixed shape: the format is recognised once and its importer reads the file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.importers import (
    acquiring,
    amocrm,
    bitrix24,
    foreign,
    ga4,
    google_ads,
    jira,
    mailing,
    meta_ads,
    metrika,
    ozon,
    roistat,
    survey,
    telephony,
    tracker,
    wildberries,
    yandex_direct,
    zoho,
)
from kpi_desktop.ingest.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

#: The contract's word of each format and what reads it; a format without one is only recognised.
READERS: dict[str, Callable[[Job, SourceTable], FileReport | None]] = {
    google_ads.WORD: google_ads.examine,
    meta_ads.WORD: meta_ads.examine,
    amocrm.WORD: amocrm.examine,
    zoho.WORD: zoho.examine,
    bitrix24.WORD: bitrix24.examine,
    jira.WORD: jira.examine,
    ga4.WORD: ga4.examine,
    ga4.FIREBASE: ga4.examine_firebase,
    mailing.WORD: mailing.examine,
    metrika.WORD: metrika.examine,
    survey.WORD: survey.examine,
    telephony.WORD: telephony.examine,
    tracker.WORD: lambda job, table: tracker.examine(job, table) or acquiring.examine(job, table),
    wildberries.WORD: wildberries.examine,
    yandex_direct.WORD: yandex_direct.examine,
    roistat.WORD: roistat.examine,
    ozon.WORD: ozon.examine,
}

#: Formats whose importer itself reads the mapping that the owner gives; for others the table importer does.
ASKING = frozenset({
    survey.WORD, google_ads.WORD, yandex_direct.WORD, roistat.WORD, metrika.WORD, ga4.WORD,
})  # fmt: skip

#: Formats of which one sheet of a workbook is read.
ONE_SHEET = frozenset({
    telephony.WORD, mailing.WORD, tracker.WORD,
    google_ads.WORD, meta_ads.WORD, yandex_direct.WORD, roistat.WORD, wildberries.WORD, ozon.WORD,
})  # fmt: skip


def examine(job: Job) -> FileReport | None:
    """Read the file by its service's own rules; None where it is of no service known here."""
    given = job.options.mapping is not None
    for table in job.source.tables:
        word = foreign.recognise(table)
        reader = READERS.get(word) if not given or word in ASKING else None
        report = reader(job, table) if reader else None
        if report is not None:
            return _with_other_sheets(job, report, table, word) if word in ONE_SHEET else report
    return None


def _with_other_sheets(job: Job, report: FileReport, used: SourceTable, word: str) -> FileReport:
    """Say which other sheets hold the same kind of report: one is read, none is passed over in silence."""
    rest = [table for table in job.source.tables if table is not used and table.rows > 1 and not table.hidden]
    others = [table.sheet for table in rest]
    if not others or not report.batches:
        return report
    text = msg("These sheets were not imported: {sheets}", sheets=", ".join(f"«{name}»" for name in others))
    fix = msg("Save each of these sheets as a file of its own and import it")
    if not any(foreign.recognise(table) == word for table in rest):
        return replace(report, issues=(*report.issues, job.info("sheets_not_used", text)))
    issues = (*report.issues, job.warning("sheets_not_used", text, fix=fix))
    return replace(report, outcome=Outcome.PARTIAL, issues=issues)
