"""What a file is, told by its content: the importers are asked in order, and the first that knows it reads it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import KpiDesktopError
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.container import Container
from kpi_desktop.ingest.importers import (
    bank_1c,
    commerceml,
    enterprise_data,
    foreign,
    market_services,
    odata_1c,
    own_workbook,
    report_1c,
    services,
    settlements,
    table,
    table_batch,
)
from kpi_desktop.ingest.importers.unseen import with_unseen
from kpi_desktop.ingest.job import Job
from kpi_desktop.ingest.outcome import FileReport, Outcome
from kpi_desktop.ingest.ruling import ruled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kpi_desktop.ingest.options import ImportOptions
    from kpi_desktop.ingest.source import SourceFile

#: Every importer, the most particular first: each answers a report, or None where the file is not its own.
IMPORTERS: tuple[Callable[[Job], FileReport | None], ...] = (
    own_workbook.examine, bank_1c.examine, commerceml.examine, enterprise_data.examine, odata_1c.examine,
    services.examine, foreign.examine, settlements.examine, market_services.examine, report_1c.examine, table.examine,
)  # fmt: skip


def examine(source: SourceFile, path: Path, options: ImportOptions, work: Path) -> FileReport:
    """Recognise and read a file; facts go to Arrow files in `work`. Never raises for what the file holds."""
    job = Job(source, path, options, work)
    try:
        return with_unseen(job, ruled(job, _recognised))
    except KpiDesktopError as error:
        issue = job.error("mapping_wrong", error.message, fix=error.fix)
        return FileReport(source.name, Outcome.NEEDS_MAPPING, table_batch.WORD, issues=(issue,))


def _recognised(job: Job) -> FileReport:
    for importer in IMPORTERS:
        report = importer(job)
        if report is not None:
            return _named(job, report)
    return _named(job, _unknown(job))


#: A spreadsheet document of 1C is read as the table or report that it holds; its name says where it came from.
_MXL = "1c-mxl"


def _named(job: Job, report: FileReport) -> FileReport:
    """The report under the contract's word for its container where that has one of its own."""
    if job.source.container != Container.MXL:
        return report
    _, _, name = report.recognised.partition(":")
    recognised = f"{_MXL}: {name.strip()}" if name.strip() else _MXL
    batches = tuple(replace(batch, recognised=recognised) for batch in report.batches)
    return replace(report, recognised=recognised, batches=batches)


def _unknown(job: Job) -> FileReport:
    rows = sum(one.rows for one in job.source.tables)
    if not rows:
        message, code, outcome = msg("The file is empty"), "empty", Outcome.EMPTY
        fix = msg("Export it again for a period that has data")
    else:
        message, code, outcome = msg("No table with headings was found in the file"), "unsupported", Outcome.UNSUPPORTED
        fix = msg("Export a table with one row of headings, as xlsx or csv")
    return FileReport(job.source.name, outcome, issues=(job.error(code, message, fix=fix),))
