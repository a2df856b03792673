"""Balances of accounts that a bank statement states, as facts: what was on each account at the end of a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.ingest.importers.bank_checks import moved
from kpi_desktop.ingest.importers.bank_documents import currency_of, day_of
from kpi_desktop.ingest.importers.exchange import Told, facts_batch, money_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kpi_desktop.facts.batch import FactBatch
    from kpi_desktop.ingest.importers.bank_documents import Payment
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.readers.bank_text import Block

WORD = "1c-bank"
_LARGEST = Decimal(10) ** 13
#: A balance and the line of the file that states it.
_Known = dict["date", tuple[Decimal, int]]


def balance_batch(
    job: Job, number: int, account: str, sections: Sequence[Block], payments: Sequence[Payment]
) -> FactBatch | None:
    """The account's balances: at the edges of its sections, and on each day with payments where all of them are there.

    None where the sections state no balance that adds up.
    """
    known: _Known = {}
    by_day = _by_day(account, payments)
    for section in sections:
        known |= {
            day: found for day, found in _of_section(account, section, by_day).items() if _keeps(known, day, found)
        }
    if not known:
        return None
    days = sorted(known)
    total = sum((known[day][0] for day in days), Decimal(0))
    values: dict[str, Sequence[object]] = {
        "day": days,
        "balance": [known[day][0] for day in days],
        "account": [account] * len(days),
    }
    told = Told(
        WORD, "balances", source_organisation=account, title=account, currency=currency_of(account),
        file_total=total, imported_total=total,
    )  # fmt: skip
    return facts_batch(job, (number, "cash"), values, [known[day][1] for day in days], told)


def _keeps(known: _Known, day: date, found: tuple[Decimal, int]) -> bool:
    """The end of one section and the start of the next are the same balance: the first that states it stays."""
    return day not in known or known[day][0] != found[0]


def _of_section(account: str, section: Block, by_day: dict[date, list[Payment]]) -> _Known:
    first, last = day_of(section.text("ДатаНачала")), day_of(section.text("ДатаКонца"))
    names = ("НачальныйОстаток", "ВсегоПоступило", "ВсегоСписано", "КонечныйОстаток")
    opening, received, paid, closing = (money_of(section.text(name)) for name in names)
    if first is None or last is None or last < first or opening is None or closing is None:
        return {}
    if received is not None and paid is not None and opening + received - paid != closing:
        return {}
    if by_day and not any(first <= day <= last for day in by_day) and (received or paid):
        return {}
    if max(abs(opening), abs(closing)) >= _LARGEST:
        return {}
    known: _Known = {first - timedelta(days=1): (opening, section.line)}
    balance = opening
    for day in sorted(day for day in by_day if first <= day <= last):
        balance += moved(account, "in", by_day[day]) - moved(account, "out", by_day[day])
        known[day] = (balance, section.line)
    if balance != closing:
        known = {first - timedelta(days=1): (opening, section.line)}
    known[last] = (closing, section.line)
    return known


def _by_day(account: str, payments: Sequence[Payment]) -> dict[date, list[Payment]]:
    """The payments that touch the account, by the days on which they do."""
    found: dict[date, list[Payment]] = defaultdict(list)
    for one in payments:
        if one.account == account and not one.transfer:
            found[one.day].append(one)
        elif one.transfer and account in one.payee:
            found[day_of(one.block.text("ДатаПоступило")) or one.day].append(one)
        elif one.transfer and account in one.payer:
            found[one.day].append(one)
    return found
