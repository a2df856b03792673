"""Whom to call: customers who usually buy and bought nothing in the month, with what they usually brought.

Usually is plain and can be checked by hand: in at least two of the three months before. Who buys twice in three months
skips one by chance too, so the list says how many such there were a month earlier by the same rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT, money
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.condition import condition, frozen
from kpi_desktop.engine.lists.model import Column, Kind, Line, Listing, Table, Total, as_of, nothing
from kpi_desktop.engine.sql import day_literal
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine

#: Months that tell what is usual, and in how many of them a customer must have bought.
MONTHS, LEAST = 3, 2

_COLUMNS = (
    Column("customer", msg("Customer"), Kind.TEXT),
    Column("last", msg("Last purchase"), Kind.DAY),
    Column("months", msg("Months with purchases, of three"), Kind.COUNT),
    Column("bought", msg("Bought in three months"), Kind.MONEY),
    Column("usual", msg("A month on average"), Kind.MONEY),
)


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A customer who usually buys and did not: the last purchase, months with one, the money of the three months."""

    code: int
    name: str
    last: date | None
    months: int
    bought: Decimal


def lapsed(engine: Engine, period: Period) -> Listing:
    """The customers who bought in two of the three months before and bought nothing in this one, the largest first."""
    missing = _missing(engine, period)
    if missing:
        return nothing(engine, "lapsed", period, "sale", missing)
    found = _found(engine, period)
    whole = money(sum((one.bought for one in found), Decimal(0)))
    totals = [
        Total("customers", msg("Customers in the list"), Decimal(len(found)), Kind.COUNT),
        Total("total", msg("Together they bought a month on average"), _monthly(whole), Kind.MONEY),
    ]
    before = period.shifted(-1)
    if _missing(engine, before) is None:
        known = Decimal(len(_found(engine, before)))
        totals.append(Total("before", msg("A month earlier, by the same rule"), known, Kind.COUNT))
    notes = (
        msg("Customers who bought in at least two of the three months before and bought nothing in this one."),
        msg("Some of them skip a month by chance: compare with the number of a month earlier."),
    )
    where = _inside(engine, _span(period))
    lines = tuple(
        Line((one.name, one.last, Decimal(one.months), one.bought, _monthly(one.bought)),
             f"f.customer = {one.code} AND {where}")
        for one in found
    )  # fmt: skip
    table = Table("lapsed", msg("Usually buy, did not this month"), _COLUMNS, lines)
    return Listing("lapsed", period, as_of(engine, "sale", period), table, "sale", tuple(totals), notes=notes)


def _monthly(whole: Decimal) -> Decimal:
    return money(EXACT.divide(whole, Decimal(MONTHS)))


def _missing(engine: Engine, period: Period) -> Missing | None:
    """Why there is no such list: it is told of a whole month with three whole months before, and of named customers."""
    if period.whole_months != 1:
        text = msg("The list is made by months: choose a month")
        return Missing(Reason.GRAIN, text, "sale.day")
    coverage = engine.coverage("sale")
    for back in range(MONTHS + 1):
        reach = coverage.reach(period.shifted(-back))
        if reach.nothing or not reach.covered.complete:
            text = msg("The month and the three before it must be covered wholly by sales")
            reason = Reason.NO_DATA if reach.nothing else Reason.NOT_COVERED
            return Missing(reason, text, "sale", ("sale",))
        if any("customer" not in cover.present for cover in reach.covers):
            return Missing(Reason.NO_COLUMN, msg("The sales name no customers"), "sale.customer", ("sale.customer",))
    return None


def _found(engine: Engine, period: Period) -> list[Lapsed]:
    """Everybody by the rule; who gave back more than he bought brought nothing to miss."""
    fact, measures = engine.catalogue.facts["sale"], engine.catalogue.measures
    sold = condition(fact, frozen(measures["buyers"].where))
    net = condition(fact, frozen(measures["revenue_identified"].where))
    months = [_inside(engine, period.shifted(-back)) for back in range(MONTHS + 1)]
    bought = ",\n".join(f"MAX(CASE WHEN {sold} AND {month} THEN 1 ELSE 0 END)" for month in months)
    rows = engine.book.run(
        f"SELECT f.customer, MAX(CASE WHEN {sold} THEN f.day END),\n{bought},\n"
        + ",\n".join(f"SUM(CASE WHEN {net} AND {month} THEN f.amount END)" for month in months[1:])
        + f"\nFROM sale f WHERE f.customer IS NOT NULL AND f.day >= {day_literal(period.shifted(-MONTHS).start)} "
        f"AND f.day < {day_literal(period.end)} GROUP BY f.customer"
    )
    found = []
    for code, last, now, *rest in rows:
        flags, sums = rest[:MONTHS], rest[MONTHS:]
        amount = money(sum((one for one in sums if one is not None), Decimal(0)))
        if not now and sum(flags) >= LEAST and amount > 0:
            found.append((int(code), last if isinstance(last, date) else None, int(sum(flags)), amount))
    names = engine.member_names("customer", {code for code, *_ in found})
    people = [Lapsed(code, names.get(code, ""), last, count, amount) for code, last, count, amount in found]
    return sorted(people, key=lambda one: (-one.bought, one.name))


def _span(period: Period) -> Period:
    first = period.shifted(-MONTHS)
    return type(period)(first.start, period.start)


def _inside(engine: Engine, window: Period) -> str:
    days = f"f.day >= {day_literal(window.start)} AND f.day < {day_literal(window.end)}"
    return f"({days} AND {engine.counting('sale', window)})"
