"""The printed texts of the import page; no widgets here."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_desktop.core.issue import Level
from kpi_desktop.gui.widgets.mapping_texts import dropped_text
from kpi_desktop.i18n.formats import currency_sign, date_text, number_text
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.present.recognised import OUTCOMES, recognised_message

if TYPE_CHECKING:
    from kpi_desktop.app.importing import Imported
    from kpi_desktop.gui.context import Context
    from kpi_desktop.ingest.outcome import FileReport

#: A file that was read well and whose amounts cannot be added to the book's.
_FOREIGN = msg("in another currency")

_HERE = msg("Choose it below, under “Columns” and “Reading”: the file is read again at once")


def recognised_text(recognised: str, context: Context) -> str:
    """What a file was recognised as, in the window's language."""
    return context.tr_(recognised_message(recognised))


def importable(report: FileReport) -> bool:
    """Whether the file holds facts that can be stored."""
    return report.outcome in (Outcome.OK, Outcome.PARTIAL)


def file_line(report: FileReport, context: Context) -> str:
    """One file in the list: name and what can be done with it."""
    sign = "✓" if report.outcome is Outcome.OK else "●" if importable(report) else "✕"
    return f"{sign}\u00a0\u00a0{Path(report.file).name}\n{context.tr_(_outcome(report))}"


def _outcome(report: FileReport) -> Message:
    """What can be done with a file; one in a foreign currency was read, and still it cannot be stored."""
    foreign = any(issue.code == "currency" and issue.level is Level.ERROR for issue in report.issues)
    return _FOREIGN if foreign and not importable(report) else OUTCOMES[report.outcome]


def result_line(result: Imported, context: Context) -> str:
    """One file after the import."""
    name = Path(result.report.file).name
    if result.already:
        told = msg("already in the book")
    elif result.question is not None:
        told = msg("waits for your decision")
    elif result.batches:
        told = nmsg("{n} row stored", "{n} rows stored", n=result.imported)
    else:
        told = _outcome(result.report)
    return f"{'✓' if result.batches else '✕'}\u00a0\u00a0{name}\n{context.tr_(told)}"


def fact_lines(report: FileReport, context: Context) -> tuple[str, str]:
    """What was recognised, in a paragraph, and the two totals."""
    tr, lang = context.tr_, context.lang
    lines = []
    if report.recognised:
        lines.append(tr(msg("Recognised as: {what}", what=recognised_text(report.recognised, context))))
    if report.period:
        first, end = report.period
        days = f"{date_text(first, lang)} – {date_text(end - timedelta(days=1), lang)}"
        lines.append(tr(msg("Period: {days}", days=days)))
    if report.organisation:
        lines.append(tr(msg("Organisation: {name}", name=report.organisation)))
    if report.currency:
        lines.append(tr(msg("Currency: {code}", code=f"{report.currency} {currency_sign(report.currency)}".strip())))
    if report.rows:
        lines.append(tr(nmsg("{n} row of data", "{n} rows of data", n=report.rows)))
    if not report.recognised.startswith("table"):
        lines += [f"{name}: {value}" for name, value in report.details if value]
    return " · ".join(lines), _totals(report, context)


def _totals(report: FileReport, context: Context) -> str:
    if report.file_total is None or report.imported_total is None:
        return ""
    file, imported = (number_text(total, 2, context.lang) for total in (report.file_total, report.imported_total))
    if report.file_total == report.imported_total + (report.dropped_total or 0) and not report.dropped_rows:
        return context.tr_(msg("✓ The totals agree: {total}", total=file))
    return context.tr_(msg("● Total of the file {file}, of the import {imported}", file=file, imported=imported))


def issue_lines(report: FileReport, context: Context, most: int = 40) -> str:
    """Every finding but the question, which has its own place: where, what, what to do; at the end how many more."""
    tr = context.tr_
    lines = []
    issues = [issue for issue in report.issues if issue.code != "overlap"]
    for issue in issues[:most]:
        place = [issue.sheet] if issue.sheet else []
        if issue.row is not None:
            place.append(tr(msg("row {row}", row=issue.row)))
        told = tr(issue.message)
        lines.append(f"{', '.join(place)}: {told}" if place else told)
        if issue.fix is not None:
            lines.append("→ " + tr(issue.fix))
    if len(issues) > most:
        lines.append(tr(nmsg("and {n} more", "and {n} more", n=len(issues) - most)))
    return "\n".join(lines)


def state_line(report: FileReport, context: Context) -> tuple[str, str]:
    """The one thing that must be seen beside the totals, and its tone: the first error, or what rules left out."""
    dropped = dropped_text(report, context)
    errors = [issue for issue in report.issues if issue.level is Level.ERROR and issue.code != "overlap"]
    if errors and not importable(report):
        told = [context.tr_(errors[0].message)]
        if report.outcome is Outcome.NEEDS_MAPPING and report.columns:
            told.append("→ " + context.tr_(_HERE))
        elif errors[0].fix is not None:
            told.append("→ " + context.tr_(errors[0].fix))
        return "\n".join(told), "bad"
    return dropped, "warn" if dropped else ""


def number_text_of(count: int, context: Context) -> str:
    """A count with its thousands parted."""
    from decimal import Decimal

    return number_text(Decimal(count), 0, context.lang)
