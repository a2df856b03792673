"""Bank statements for 1C (1CClientBankExchange): every document is a payment received or made."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import Documents, FactBatch, SourceKey
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.importers.bank_balances import balance_batch
from kpi_desktop.ingest.importers.bank_checks import findings, stated_total
from kpi_desktop.ingest.importers.bank_documents import account_of, currency_of, day_of, own_accounts, payment
from kpi_desktop.ingest.importers.exchange import money_of, write_columns
from kpi_desktop.ingest.outcome import FileReport, Outcome
from kpi_desktop.ingest.purpose_vat import vats_of
from kpi_desktop.ingest.readers.bank_text import read_bank_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.ingest.importers.bank_documents import Payment
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.readers.bank_text import BankText, Block

WORD = "1c-bank"
#: So many unreadable documents are listed one by one.
_LISTED = 50
_ZERO = Decimal(0)
_FREE = {"x_counterparty_inn": msg("Counterparty's INN"), "x_document_kind": msg("Kind of bank document")}
_ARTICLES = {
    "transfer": msg("Transfer between own accounts"),
    "tax": msg("Taxes and contributions"),
    "commission": msg("Bank commission"),
}


def examine(job: Job) -> FileReport | None:
    """The payments of a statement, one batch for each own account; None where the file is not a statement."""
    if job.source.details.get("recognised") != WORD:
        return None
    found = read_bank_text(job.path)
    own = own_accounts(found)
    to_bank = not found.sections
    cut = next((block for block in found.documents[-1:] if not block.closed), None)
    read = [(block, None if block is cut else payment(block, own, to_bank=to_bank)) for block in found.documents]
    payments = [one for _, one in read if one is not None]
    lost = [block for block, one in read if one is None]
    issues = [*_unread(job, lost, cut), *_orders(job, payments, to_bank=to_bank), *findings(job, found, payments)]
    if not payments:
        return _nothing(job, found, issues)
    batches = _batches(job, found, payments)
    batches += _balances(job, found, payments, len(batches))
    periods = [batch.period for batch in batches if batch.period and batch.fact == "payment"]
    return FileReport(
        file=job.source.name,
        outcome=Outcome.PARTIAL if lost else Outcome.OK,
        recognised=WORD,
        rows=len(found.documents),
        issues=tuple(issues),
        period=(min(first for first, _ in periods), max(end for _, end in periods)) if periods else None,
        organisation=_organisation(payments),
        currency=batches[0].currency,
        details=_details(job, found, own),
        file_total=_file_total(found.sections, payments),
        imported_total=sum((one.amount for one in payments), _ZERO),
        batches=tuple(batches),
    )


def _nothing(job: Job, found: BankText, issues: list[Issue]) -> FileReport:
    """A statement without a payment: nothing moved, or nothing could be read."""
    if found.documents:
        return FileReport(job.source.name, Outcome.DAMAGED, WORD, len(found.documents), tuple(issues))
    text = msg("The statement holds not one document: nothing was received or paid in its period")
    fix = msg("Export the statement for a period with payments")
    told = issues if found.sections else ()
    return FileReport(job.source.name, Outcome.EMPTY, WORD, issues=(job.error("empty", text, fix=fix), *told))


def _unread(job: Job, lost: Sequence[Block], cut: Block | None) -> list[Issue]:
    """List what was left out: no day, no amount, or cut off by the end of the file, where its amount may be cut too."""
    fix = msg("Correct the document in the file, or export the statement again")
    issues = []
    for block in lost[:_LISTED]:
        shown = block.text("Сумма")
        amount = money_of(shown)
        if block is cut:
            text = msg("Document {number} breaks off; it was not imported", number=block.text("Номер") or "—")
            issues.append(job.warning("document_cut", text, fix=fix, row=block.line))
        elif amount is None or amount < 0:
            text = msg("Document {number}: “{text}” is not an amount; it was not imported",
                       number=block.text("Номер") or "—", text=shown[:40])  # fmt: skip
            issues.append(job.warning("amount_unreadable", text, fix=fix, row=block.line, column="Сумма"))
        else:
            text = msg("Document {number} has no date; it was not imported", number=block.text("Номер") or "—")
            issues.append(job.warning("date_unreadable", text, fix=fix, row=block.line, column="Дата"))
    if len(lost) > _LISTED:
        more = nmsg("{n} more document like these was not imported", "{n} more documents like these were not imported",
                    n=len(lost) - _LISTED)  # fmt: skip
        issues.append(job.warning("amount_unreadable", more, fix=fix))
    return issues


def _orders(job: Job, payments: Sequence[Payment], *, to_bank: bool) -> list[Issue]:
    """A file from 1C to the bank holds orders: nothing in it says that the bank carried them out."""
    waiting = sum(1 for one in payments if not one.posted)
    if not to_bank or not waiting:
        return []
    text = nmsg(
        "This is not a statement but a list for the bank: {n} order in it has no date of the bank and may not have "
        "been carried out; it counts on its own date",
        "This is not a statement but a list for the bank: {n} orders in it have no date of the bank and may not have "
        "been carried out; they count on their own dates",
        n=waiting,
    )
    return [job.warning("not_posted", text, fix=msg("Undo this import and take the bank's statement, if there is one"))]


def _batches(job: Job, found: BankText, payments: Sequence[Payment]) -> list[FactBatch]:
    """One batch for each own account, roubles first: a newer statement replaces the days of its own account only."""
    accounts = sorted(dict.fromkeys(one.account for one in payments), key=lambda name: currency_of(name) != "RUB")
    return [
        _batch(job, number, [one for one in payments if one.account == account],
               [section for section in found.sections if account_of(section) == account])
        for number, account in enumerate(accounts)
    ]  # fmt: skip


def _balances(job: Job, found: BankText, payments: Sequence[Payment], first: int) -> list[FactBatch]:
    """One batch of balances for each account whose sections state them."""
    batches: list[FactBatch] = []
    for account in dict.fromkeys(account_of(section) for section in found.sections):
        own = [section for section in found.sections if account_of(section) == account]
        batch = balance_batch(job, first + len(batches), account, own, payments) if account else None
        batches += [batch] if batch else []
    return batches


def _batch(job: Job, number: int, payments: Sequence[Payment], sections: Sequence[Block]) -> FactBatch:
    say = Translator(job.options.lang)
    target = job.facts_file(number)
    present = write_columns(job.facts["payment"], _columns(say, payments), [one.block.line for one in payments], target)
    period, stated = _period(payments, sections)
    account = payments[0].account
    return FactBatch(
        fact="payment",
        columns=target,
        rows=len(payments),
        source=SourceKey(WORD, "payments", organisation=account, name=job.options.source_name),
        file_name=job.source.name,
        file_sha256=job.sha256,
        importer=WORD,
        recognised=WORD,
        mapping="",
        present=present,
        period=period,
        period_stated=stated,
        grain=Grain.DAY,
        sheets=("",),
        currency=currency_of(account),
        documents=Documents.NUMBERED if "document" in present else Documents.ABSENT,
        organisation=_organisation(payments),
        title=account,
        file_total=_file_total(sections, payments),
        imported_total=sum((one.amount for one in payments), _ZERO),
        free={name: say(heading) for name, heading in _FREE.items() if name in present},
    )


def _columns(say: Translator, payments: Sequence[Payment]) -> dict[str, Sequence[object]]:
    vat, rates = vats_of([one.purpose for one in payments], [one.amount for one in payments])
    return {
        "day": [one.day for one in payments],
        "document": [one.block.text("Номер") for one in payments],
        "direction": [one.direction for one in payments],
        "amount": [one.amount for one in payments],
        "vat_amount": vat,
        "vat_rate": rates,
        "customer": [one.counterparty for one in payments],
        "article": [say(_ARTICLES[one.article]) if one.article else "" for one in payments],
        "purpose": [one.purpose for one in payments],
        "account": [one.account for one in payments],
        "x_counterparty_inn": [one.inn for one in payments],
        "x_document_kind": [one.block.kind for one in payments],
    }


def _period(payments: Sequence[Payment], sections: Sequence[Block]) -> tuple[tuple[date, date], bool]:
    """The days of the account's sections where they hold all of its payments, else from the first to the last."""
    first, last = min(one.day for one in payments), max(one.day for one in payments)
    starts = [day for section in sections if (day := day_of(section.text("ДатаНачала")))]
    ends = [day for section in sections if (day := day_of(section.text("ДатаКонца")))]
    if len(starts) == len(ends) == len(sections) > 0 and min(starts) <= first and last <= max(ends):
        return (min(starts), max(ends) + timedelta(days=1)), True
    return (first, last + timedelta(days=1)), False


def _file_total(sections: Sequence[Block], payments: Sequence[Payment]) -> Decimal:
    """Received and paid as the sections state; where none does, or a transfer is in both, the raw sums added up."""
    stated = stated_total(sections) if sections else None
    covered = {account_of(section) for section in sections}
    if stated is not None and not any(one.transfer for one in payments):
        return stated + _raw([one for one in payments if one.account not in covered])
    return _raw(payments)


def _raw(payments: Sequence[Payment]) -> Decimal:
    total = _ZERO
    for one in payments:
        try:
            total += Decimal(one.block.text("Сумма").replace(" ", "").replace("\u00a0", "").replace(",", "."))
        except InvalidOperation:
            total += one.amount
    return total


def _organisation(payments: Sequence[Payment]) -> str:
    """The name under which the owner of the accounts stands in most documents."""
    names = Counter(one.organisation for one in payments if one.organisation)
    return names.most_common(1)[0][0] if names else ""


def _details(job: Job, found: BankText, own: Sequence[str]) -> tuple[tuple[str, str], ...]:
    say = Translator(job.options.lang)
    told = (
        (msg("Accounts"), ", ".join(own)),
        (msg("Sender"), found.header.text("Отправитель")),
        (msg("Version of the format"), found.header.text("ВерсияФормата")),
        (msg("Encoding"), found.encoding),
    )
    return tuple((say(name), value) for name, value in told if value)
