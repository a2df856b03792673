"""Accounting registers saved from 1C, told by their headings: turnovers of accounts as ledger facts.

By documentation: no real register was at hand. Bookkeeping amounts only: tax accounting is never added to them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.facts.batch import FactBatch, SourceKey
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.assemble import write_facts
from kpi_desktop.ingest.headings import cell_text, currency_in
from kpi_desktop.ingest.importers.periods import stated_period
from kpi_desktop.ingest.importers.register_checks import check
from kpi_desktop.ingest.importers.register_head import Register, find_head, plain
from kpi_desktop.ingest.importers.register_kinds import (
    analysis_entries,
    balance_entries,
    card_entries,
    indicated,
    posting_entries,
)
from kpi_desktop.ingest.importers.register_rows import MONEY, Sheet, account_of
from kpi_desktop.ingest.importers.report_rows import one_place
from kpi_desktop.ingest.normalise import dictionary_array
from kpi_desktop.ingest.numbers import decimal_array
from kpi_desktop.ingest.outcome import ColumnReport, FileReport, Outcome

if TYPE_CHECKING:
    import pyarrow as pa

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.ingest.importers.register_checks import Checked
    from kpi_desktop.ingest.importers.register_rows import Entry
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

WORD = "1c-register"
_TITLE = ("оборотно сальдовая", "карточка счета", "анализ счета", "обороты счета", "отчет по проводкам",
          "карточка субконто", "анализ субконто", "обороты между субконто", "сводные проводки")  # fmt: skip
_KINDS = re.compile(r"(?:выводимые данные|показатели)\W+(?P<kinds>.+)", re.IGNORECASE)
_ACCOUNT = re.compile(r"сч[её]т[ау]?:? (?P<code>[\w.]+)", re.IGNORECASE)
_READERS = {
    Register.BALANCE: balance_entries, Register.ANALYSIS: analysis_entries, Register.CARD: card_entries,
    Register.POSTINGS: posting_entries,
}  # fmt: skip


@dataclass(slots=True)
class _Found:
    """What the captions of a register say, and its rows."""

    sheet: Sheet
    title: str
    captions: tuple[str, ...]
    filters: str
    organisation: str
    entries: list[Entry] = field(default_factory=list)

    @property
    def account(self) -> str:
        """The account that the title names; '' for a register of all accounts."""
        found = _ACCOUNT.search(self.title)
        return account_of(found["code"].rstrip(".")) if found else ""


def read_register(job: Job, table: SourceTable) -> FileReport | None:
    """The register as ledger facts; None where the sheet is none."""
    head = find_head(table)
    if head is None:
        return None
    found = _captions(Sheet(table, head))
    if not found.title and head.kind is not Register.BALANCE and not _has_accounts(found.sheet):
        return None
    problem = _other_kind(found)
    if problem is not None:
        return _refused(job, found, problem)
    found.entries = _READERS[head.kind](found.sheet)
    if not found.entries:
        return _empty(job, found)
    if not any(entry.account for entry in found.entries):
        for entry in found.entries:
            entry.account = found.account
    return _report(job, found)


def _has_accounts(sheet: Sheet) -> bool:
    """Whether both sides of the rows name accounts: other tables have debit and credit too, but sums under them."""
    if sheet.head.kind is Register.ANALYSIS:
        return any(account_of(text) for text in sheet.label(sheet.head.columns["corr"]))
    sides = [sheet.label(sheet.head.columns[role]) for role in ("side_debit", "side_credit")]
    rows = [pair for pair in zip(*sides, strict=True) if any(pair)]
    return bool(rows) and sum(all(account_of(text) for text in pair) for pair in rows) * 2 > len(rows)


def _captions(sheet: Sheet) -> _Found:
    """The title, the organisation and the filters above the head."""
    table, texts, filters, filtering = sheet.table, list[str](), list[str](), False
    for row in range(sheet.head.top):
        for column in range(len(table.columns)):
            text = cell_text(table, row, column)
            if not text:
                continue
            words = plain(text)
            filtering = words.startswith("отбор") or (filtering and not words.startswith("выводимые"))
            texts.append(text)
            rest = re.sub(r"^отбор:?\s*", "", text, flags=re.IGNORECASE)
            if filtering and rest:
                filters.append(rest)
    title = next((text for text in texts if any(word in plain(text) for word in _TITLE)), "")
    first = texts[0] if texts and texts[0] != title and ":" not in texts[0] else ""
    return _Found(sheet, title, tuple(texts), "; ".join(filters), first if title else "")


def _other_kind(found: _Found) -> tuple[Message, Message] | None:
    """A register of tax or management accounting: its sums are never added to those of bookkeeping."""
    kinds = next((one["kinds"] for text in _lines_above(found.sheet) if (one := _KINDS.search(text))), "")
    listed = re.findall(r"\b(БУ|НУ|УУ|ПР|ВР|МСФО|Кол)\b", kinds, re.IGNORECASE)
    other = bool(listed) and not any(kind.upper() == "БУ" for kind in listed)
    if other or re.search(r"налогов\w+ учет|управленческ\w+ учет", plain(found.title)):
        return _OTHER_KIND
    if "indicator" in found.sheet.head.columns and not indicated(found.sheet).any():
        return _OTHER_KIND
    return None


def _lines_above(sheet: Sheet) -> list[str]:
    """The rows above the head, each as one text: a label and its value may stand in two cells."""
    table = sheet.table
    cells = [[cell_text(table, row, column) for column in range(len(table.columns))] for row in range(sheet.head.top)]
    return [" ".join(text for text in row if text) for row in cells]


_OTHER_KIND = (
    msg("The register holds tax or management accounting, not bookkeeping; the kinds are never added together"),
    msg("In the settings of the report in 1C choose “БУ (данные бухгалтерского учета)” and save it again"),
)


def _refused(job: Job, found: _Found, problem: tuple[Message, Message], *more: Issue) -> FileReport:
    issue = job.error("unsupported", problem[0], fix=problem[1], sheet=found.sheet.table.sheet)
    rows = len({entry.row for entry in found.entries})
    return FileReport(job.source.name, Outcome.UNSUPPORTED, _recognised(found), rows, issues=(issue, *more))


def _empty(job: Job, found: _Found) -> FileReport:
    issue = job.error("empty", msg("The register has no turnovers and no balances under its headings"),
                      fix=msg("Export it again for a period that has data"), sheet=found.sheet.table.sheet)  # fmt: skip
    return FileReport(job.source.name, Outcome.EMPTY, _recognised(found), issues=(issue,))


def _recognised(found: _Found) -> str:
    return f"{WORD}: {found.title}" if found.title else WORD


def _report(job: Job, found: _Found) -> FileReport:
    stated = stated_period(found.captions)
    if stated is None and any(entry.day is None for entry in found.entries):
        return _refused(job, found, (
            msg("The register does not say for which period it is"),
            msg("Save it from 1C with its title, unchanged"),
        ))  # fmt: skip
    many = len({entry.account.split(".")[0] for entry in found.entries}) > 2
    whole = found.sheet.head.kind is Register.BALANCE and not found.account and not found.filters and many
    checked = check(job, found.sheet, found.entries, found.account, whole=whole)
    if checked.unequal and not checked.certain:
        more = [issue for issue in checked.issues if issue.code == "group_differs"]
        return _refused(job, found, (checked.unequal[0], msg("Save it from 1C with its title, unchanged")), *more)
    batch = _batch(job, found, checked, stated)
    issues = [job.warning("total_differs", text, sheet=found.sheet.table.sheet) for text in checked.unequal]
    issues += [*checked.issues, *_notes(job, found, batch)]
    return FileReport(
        file=job.source.name, outcome=Outcome.PARTIAL if checked.unequal or batch.grain is Grain.SPAN else Outcome.OK,
        recognised=batch.recognised, rows=len({entry.row for entry in found.entries}), issues=tuple(issues),
        columns=_columns(job, found), period=batch.period, organisation=found.organisation, currency=batch.currency,
        details=_details(job, found), file_total=batch.file_total, imported_total=batch.imported_total,
        batches=(batch,),
    )  # fmt: skip


def _batch(job: Job, found: _Found, checked: Checked, stated: tuple[date, date] | None) -> FactBatch:
    arrays = _arrays(found, stated)
    target = job.facts_file(0)
    rows = write_facts([arrays], target)
    places = [(entry.day, entry.grain) for entry in found.entries if entry.day and entry.grain]
    grain = _grain(found.sheet.head.kind, places, stated)
    period = (stated[0], stated[1] + timedelta(days=1)) if stated else _span(places, grain)
    words = f"{found.sheet.head.kind}\n{found.account}\n{[plain(text) for text in found.sheet.head.captions]}"
    debit = sum(entry.sums.get("debit", 0) for entry in found.entries)
    own = checked.own.get("debit", debit)
    currencies = {currency_in(text) for text in found.captions} - {""}
    return FactBatch(
        fact="ledger", columns=target, rows=rows,
        source=SourceKey(WORD, hashlib.sha256(words.encode()).hexdigest()[:12], found.organisation, found.filters,
                         job.options.source_name),
        file_name=job.source.name, file_sha256=job.sha256, importer=WORD, recognised=_recognised(found), mapping="",
        present=tuple(name for name in arrays if not name.startswith("src_")), period=period,
        period_stated=stated is not None, grain=grain, sheets=(found.sheet.table.sheet,),
        currency=currencies.pop() if len(currencies) == 1 else "", filtered=bool(found.filters),
        organisation=found.organisation, title=found.title, file_total=Decimal(own).scaleb(-4),
        imported_total=Decimal(debit).scaleb(-4),
    )  # fmt: skip


def _grain(kind: Register, places: list[tuple[date, Grain]], stated: tuple[date, date] | None) -> Grain:
    if kind in {Register.CARD, Register.POSTINGS}:
        return Grain.DAY
    return places[0][1] if places else one_place(stated)[1]


def _span(places: list[tuple[date, Grain]], grain: Grain) -> tuple[date, date]:
    days = [day for day, _ in places]
    return min(days), Period.of(max(days), grain).end


def _arrays(found: _Found, stated: tuple[date, date] | None) -> dict[str, pa.Array]:
    """The entries as columns of the fact `ledger`; columns that no entry fills are left out."""
    import pyarrow as pa

    entries = found.entries
    first = stated[0] if stated else None
    arrays = {"day": pa.array([entry.day or first for entry in entries], pa.date32())}
    texts = {
        "account": [entry.account for entry in entries], "corr_account": [entry.corr for entry in entries],
        "counterparty": [entry.counterparty for entry in entries],
        "subconto": [" / ".join(entry.subconto) for entry in entries],
        "document": [entry.document for entry in entries], "content": [entry.content for entry in entries],
        "organisation": [found.organisation] * len(entries),
    }  # fmt: skip
    for name, values in texts.items():
        if any(values):
            arrays[name] = _coded(values)
    for role in MONEY:
        if any(role in entry.sums for entry in entries):
            scaled = np.array([entry.sums.get(role, 0) for entry in entries], dtype=np.int64)
            arrays[role] = decimal_array(scaled, np.array([role in entry.sums for entry in entries], dtype=bool), 4)
    arrays["src_sheet"] = pa.array(np.zeros(len(entries), dtype=np.int16))
    arrays["src_row"] = pa.array([entry.row for entry in entries], pa.int32())
    return arrays


def _coded(values: list[str]) -> pa.DictionaryArray:
    words: dict[str, int] = {}
    codes = [words.setdefault(value, len(words)) if value else -1 for value in values]
    return dictionary_array(np.array(codes, dtype=np.int32), list(words))


def _notes(job: Job, found: _Found, batch: FactBatch) -> list[Issue]:
    notes: list[Issue] = []
    sheet = found.sheet
    if found.filters:
        text = msg("The report has a filter and is not the whole company: {filters}", filters=found.filters)
        notes.append(job.warning("filtered", text, sheet=sheet.table.sheet))
    left = int((~indicated(sheet)).sum())
    if left:
        text = nmsg("{n} row of tax accounting, differences or quantities was left out: kinds are never added",
                    "{n} rows of tax accounting, differences or quantities were left out: kinds are never added",
                    n=left)  # fmt: skip
        notes.append(job.info("other_kinds", text, sheet=sheet.table.sheet))
    if batch.grain in {Grain.SPAN, Grain.QUARTER, Grain.YEAR} and batch.period is not None:
        text = msg("The register is for {first} to {last} in one figure: it counts in windows that hold all these "
                   "days, and gives no months", first=f"{batch.period[0]:%d.%m.%Y}",
                   last=f"{batch.period[1] - timedelta(days=1):%d.%m.%Y}")  # fmt: skip
        fix = msg("Build the register in 1C with the grouping “По месяцам” and save it again")
        notes.append(job.warning("grain", text, fix=fix, sheet=sheet.table.sheet))
    return notes


def _details(job: Job, found: _Found) -> tuple[tuple[str, str], ...]:
    say = Translator(job.options.lang)
    return ((say(msg("Report")), found.title), (say(msg("Settings of the report")), "; ".join(found.captions[1:])))


def _columns(job: Job, found: _Found) -> tuple[ColumnReport, ...]:
    """The columns of sums as the mapping screen shows them."""
    say, sheet, reports = Translator(job.options.lang), found.sheet, []
    for role in MONEY:
        if role in sheet.head.columns:
            column = job.facts["ledger"].column(role)
            read = sheet.money(sheet.head.columns[role])
            name = column.name_ru if say.lang == "ru" else column.name_en
            valid, bad = int(read.valid.sum()), int(read.bad.sum())
            why = say(msg("by the headings of the register"))
            reports.append(ColumnReport(name, role, why, valid, bad, sheet.rows - valid - bad))
    return tuple(reports)
