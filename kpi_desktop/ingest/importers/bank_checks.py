"""Whether a bank statement agrees with itself: balances, turnovers, dates. What differs is told, never refused."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.i18n.formats import amount_message
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.ingest.importers.bank_documents import account_of
from kpi_desktop.ingest.importers.exchange import money_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.ingest.importers.bank_documents import Payment
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.readers.bank_text import BankText, Block

_RECEIVED, _PAID = "ВсегоПоступило", "ВсегоСписано"
_ZERO = Decimal(0)


def findings(job: Job, found: BankText, payments: Sequence[Payment]) -> list[Issue]:
    """Everything about the file as a whole that the owner should know."""
    issues = [issue for section in found.sections for issue in _balance(job, section)]
    for account in dict.fromkeys(account_of(section) for section in found.sections):
        issues += _turnover(job, account, [one for one in found.sections if account_of(one) == account], payments)
    return [*issues, *_notes(job, payments), *_ending(job, found)]


def stated_total(sections: Iterable[Block]) -> Decimal | None:
    """Received and paid as the sections state them; None where one of them does not."""
    found = [money_of(section.text(key)) for section in sections for key in (_RECEIVED, _PAID)]
    known = [value for value in found if value is not None]
    return sum(known, _ZERO) if known and len(known) == len(found) else None


def _balance(job: Job, section: Block) -> list[Issue]:
    """Opening + received - paid = closing, to the kopeck."""
    keys = ("НачальныйОстаток", _RECEIVED, _PAID, "КонечныйОстаток")
    opening, received, paid, closing = (money_of(section.text(key)) for key in keys)
    if opening is None or received is None or paid is None or closing is None:
        return []
    if opening + received - paid == closing:
        return []
    text = msg(
        "Account {account}: {opening} at the start + {received} received − {paid} paid is not {closing} at the end",
        account=account_of(section), opening=amount_message(opening), received=amount_message(received),
        paid=amount_message(paid), closing=amount_message(closing),
    )  # fmt: skip
    return [job.warning("balance_differs", text, fix=_FIX, row=section.line)]


def _turnover(job: Job, account: str, sections: list[Block], payments: Sequence[Payment]) -> list[Issue]:
    """The documents of an account add up to what its sections say was received and paid."""
    issues = []
    for key, direction in ((_RECEIVED, "in"), (_PAID, "out")):
        stated = [money_of(section.text(key)) for section in sections]
        if any(value is None for value in stated):
            continue
        own = sum((value for value in stated if value is not None), _ZERO)
        rows = moved(account, direction, payments)
        if own == rows:
            continue
        words: dict[str, str | Message] = {
            "account": account, "own": amount_message(own), "rows": amount_message(rows),
        }  # fmt: skip
        text = (
            msg("Account {account}: received by the statement {own}, by its documents {rows}", **words)
            if direction == "in"
            else msg("Account {account}: paid by the statement {own}, by its documents {rows}", **words)
        )
        issues.append(job.warning("total_differs", text, fix=_FIX, row=sections[0].line))
    return issues


def moved(account: str, direction: str, payments: Sequence[Payment]) -> Decimal:
    """What the documents move in or out of an account; a transfer listed for both of its accounts counts once."""
    total, seen = _ZERO, set()
    for one in payments:
        if one.direction == direction and one.account == account:
            total += one.amount
        elif one.transfer and account in (one.payee if direction == "in" else one.payer):
            same = (one.block.text("Номер"), one.day, one.amount, one.payer, one.payee)
            total += _ZERO if same in seen else one.amount
            seen.add(same)
    return total


def _notes(job: Job, payments: Sequence[Payment]) -> list[Issue]:
    issues = []
    moved = [one for one in payments if one.transfer]
    if moved:
        text = nmsg(
            "{n} transfer between the file's own accounts ({amount}) is neither received nor paid",
            "{n} transfers between the file's own accounts ({amount}) are neither received nor paid",
            n=len(moved), amount=amount_message(sum((one.amount for one in moved), _ZERO)),
        )  # fmt: skip
        issues.append(job.info("own_transfers", text))
    near = [one for one in payments if one.article == "transfer" and not one.transfer]
    if near:
        text = nmsg(
            "{n} payment ({amount}) has one INN on both sides: it is marked as a transfer between own accounts, "
            "but counts as received or paid",
            "{n} payments ({amount}) have one INN on both sides: they are marked as transfers between own accounts, "
            "but count as received or paid",
            n=len(near), amount=amount_message(sum((one.amount for one in near), _ZERO)),
        )  # fmt: skip
        issues.append(job.warning("same_owner", text, fix=msg("Filter them out by their article where they matter")))
    unknown = [one for one in payments if not one.direction and not one.transfer]
    if unknown:
        text = nmsg(
            "{n} document ({amount}) does not tell whether the money came or went: it has no direction",
            "{n} documents ({amount}) do not tell whether the money came or went: they have no direction",
            n=len(unknown), amount=amount_message(sum((one.amount for one in unknown), _ZERO)),
        )  # fmt: skip
        issues.append(job.warning("direction_unknown", text, fix=_FIX, row=unknown[0].block.line))
    return issues


def _ending(job: Job, found: BankText) -> list[Issue]:
    open_block = [block for block in found.documents if not block.closed]
    if found.ended and not open_block:
        return []
    text = msg("The file breaks off: its end mark (КонецФайла) or the end of a document is missing")
    row = open_block[0].line if open_block else None
    return [job.warning("file_cut", text, fix=msg("Make the export again if payments are missing"), row=row)]


_FIX = msg("Check whether the file was cut or edited by hand, or export the statement again")
