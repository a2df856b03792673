"""Whom to call: contracts that are signed and not paid; and what customers owe, with the days overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import money
from kpi_desktop.engine.lists.model import (
    Column,
    Kind,
    Line,
    Listing,
    Table,
    Total,
    days_since,
    known_note,
    lacking,
    nothing,
)
from kpi_desktop.engine.sql import day_literal
from kpi_desktop.facts.batch import SourceRef
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine

_COLUMNS = (
    Column("day", msg("Signed"), Kind.DAY),
    Column("contract", msg("Contract"), Kind.TEXT),
    Column("customer", msg("Customer"), Kind.TEXT),
    Column("amount", msg("Amount"), Kind.MONEY),
    Column("days", msg("Days since"), Kind.COUNT),
    Column("paid", msg("Paid later"), Kind.DAY),
)


@dataclass(frozen=True, slots=True)
class Unpaid:
    """A contract that was signed by a day and not paid by then; `paid` is when it was paid later."""

    signed: date
    contract: str
    customer: str
    total: Decimal | None
    paid: date | None
    source: SourceRef
    where: str


def unpaid_contracts(engine: Engine, period: Period) -> tuple[Unpaid, ...]:
    """Contracts signed by the period's end and not paid by then, the oldest first, then by file, sheet and row."""
    end = day_literal(period.end)
    rows = engine.book.run(
        "SELECT f.day, COALESCE(v.value, ''), COALESCE(c.key, ''), f.total, f.paid_day, f.batch,\n"
        "COALESCE(b.file_name, ''), f.src_sheet, COALESCE(h.name, ''), f.src_row\n"
        "FROM contract f LEFT JOIN batch b ON b.id = f.batch\n"
        "LEFT JOIN batch_sheet h ON h.batch = f.batch AND h.idx = f.src_sheet\n"
        "LEFT JOIN key_value v ON v.kind = 'contract' AND v.code = f.contract\n"
        "LEFT JOIN customer_key c ON c.code = f.customer_of_file\n"
        f"WHERE f.day < {end} AND (f.paid_day IS NULL OR f.paid_day >= {end}) AND {engine.counting('contract', period)}"
        "\nORDER BY f.day, f.batch, f.src_sheet, f.src_row"
    )
    return tuple(
        Unpaid(day, contract, customer, total, paid, SourceRef(batch, file, sheet, row), row_where(batch, number, row))
        for day, contract, customer, total, paid, batch, file, number, sheet, row in rows
    )


def row_where(batch: int, sheet: int, row: int) -> str:
    """The condition that finds one row of a fact by its place."""
    return f"f.batch = {batch} AND f.src_sheet = {sheet} AND f.src_row = {row}"


def callback(engine: Engine, period: Period) -> Listing:
    """The call-back list (B:22-23): every contract that was not paid at the period's end, the oldest first."""
    missing = lacking(engine, "contract", ("paid_day",), period.end)
    if missing:
        return nothing(engine, "callback", period, "contract", missing)
    found = unpaid_contracts(engine, period)
    known = engine.known_day("contract", period)
    lines = tuple(_line(one, known) for one in found)
    own = {one.contract for one in found if period.holds(one.signed) and one.paid is None}
    totals = (
        Total("total", msg("Not paid at the end of the period"), _sum(found), Kind.MONEY, "unpaid_contracts_amount"),
        Total("contracts", msg("Contracts in the list"), Decimal(len({one.contract for one in found})), Kind.COUNT),
        Total("signed_in_period", msg("Signed in the period and not paid to this day"), Decimal(len(own)), Kind.COUNT,
              "unpaid_contracts"),
    )  # fmt: skip
    notes = (msg("Contracts signed by the end of the period and not paid by then; the oldest come first."),
             *known_note(engine, "contract", known))  # fmt: skip
    table = Table("callback", msg("Signed and not paid"), _COLUMNS, lines)
    return Listing("callback", period, known, table, "contract", totals, notes=notes)


def _line(one: Unpaid, known: date) -> Line:
    days = days_since(one.signed, known)
    return Line((one.signed, one.contract, one.customer, one.total, days, one.paid), one.where, one.source)


def _sum(found: tuple[Unpaid, ...]) -> Decimal:
    return money(sum((one.total for one in found if one.total is not None), Decimal(0)))


def due_days(engine: Engine) -> timedelta:
    """How long after signing or shipping a customer may take to pay: the owner's `payment_days`."""
    return timedelta(days=int(engine.catalogue.values["payment_days"]))
