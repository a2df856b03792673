"""RFM: customers scored by how lately, how often and for how much they bought, and named by segment.

A score is 1 + the whole part of five times the share of customers who are worse; customers with equal values have
equal scores, so that a fifth may be larger or smaller than 20 %.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT, money
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.condition import condition, frozen
from kpi_desktop.engine.figure import Flag
from kpi_desktop.engine.lists.model import (
    Column,
    Kind,
    Line,
    Listing,
    Table,
    Total,
    Word,
    as_of,
    covers_until,
    nothing,
)
from kpi_desktop.engine.provisos import identified_flags, percent
from kpi_desktop.engine.sql import day_literal
from kpi_desktop.facts.batch import Documents
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.i18n.message import Message

SCORES = 5

#: Segments by the scores of recency and frequency, the first that fits.
_SEGMENTS = (
    ((5, 5), (4, 5), Word("champions", msg("Champions"))),
    ((3, 4), (4, 5), Word("loyal", msg("Loyal"))),
    ((4, 5), (2, 3), Word("becoming_loyal", msg("Becoming loyal"))),
    ((5, 5), (1, 1), Word("recent", msg("Recent, rare"))),
    ((4, 4), (1, 1), Word("promising", msg("Promising"))),
    ((3, 3), (3, 3), Word("need_attention", msg("Need attention"))),
    ((3, 3), (1, 2), Word("falling_asleep", msg("Falling asleep"))),
    ((1, 2), (5, 5), Word("not_to_lose", msg("Not to be lost"))),
    ((1, 2), (3, 4), Word("at_risk", msg("At risk"))),
    ((1, 2), (1, 2), Word("asleep", msg("Asleep"))),
)

_COLUMNS = (
    Column("customer", msg("Customer"), Kind.TEXT),
    Column("segment", msg("Segment"), Kind.WORD),
    Column("last", msg("Last purchase"), Kind.DAY),
    Column("recency", msg("Days since"), Kind.COUNT),
    Column("frequency", msg("Purchases"), Kind.COUNT),
    Column("monetary", msg("Revenue"), Kind.MONEY),
    Column("r", msg("R"), Kind.COUNT),
    Column("f", msg("F"), Kind.COUNT),
    Column("m", msg("M"), Kind.COUNT),
)
_BY_MONTHS = msg("The report is by months: it tells nothing about shorter periods")


@dataclass(frozen=True, slots=True)
class Customer:
    """One identified customer to date."""

    code: int
    name: str
    last: date
    purchases: Decimal
    revenue: Decimal


def score(worse: Sequence[Decimal], value: Decimal) -> int:
    """The score of a value among all values, sorted from the worst: those strictly below it are worse."""
    return 1 + SCORES * bisect_left(worse, value) // len(worse)


def segment_of(recency: int, frequency: int) -> Word:
    """The segment of a pair of scores."""
    for (r_low, r_high), (f_low, f_high), word in _SEGMENTS:
        if r_low <= recency <= r_high and f_low <= frequency <= f_high:
            return word
    raise ValueError((recency, frequency))


def rfm(engine: Engine, period: Period) -> Listing:
    """RFM of every identified customer from the start of the loaded history to the period's end."""
    missing = _missing(engine, period)
    if missing:
        return nothing(engine, "rfm", period, "sale", missing)
    day = as_of(engine, "sale", period)
    window = Period(engine.coverage("sale").first_day or period.start, day + timedelta(days=1))
    named_ = [cover for cover in covers_until(engine, "sale", period.end) if "customer" in cover.present]
    by_document = all(cover.documents is Documents.NUMBERED for cover in named_)
    people, others, identified = _customers(engine, window, by_document=by_document)
    if not people:
        text = msg("No customer is named up to {day}", day=day_message(day))
        return nothing(
            engine, "rfm", period, "sale", Missing(Reason.NO_DATA, text, "sale.customer", ("sale.customer",))
        )
    lines = _lines(engine, people, window)
    totals = [Total("customers", msg("Identified customers"), Decimal(len(people)), Kind.COUNT)]
    if others:
        totals.append(Total("returns_only", msg("Returns of customers without a purchase"), others, Kind.MONEY))
    totals.append(
        Total("total", msg("Revenue from identified customers"), identified, Kind.MONEY, "revenue_identified")
    )
    flags, notes = _said(engine, window, identified, by_document=by_document)
    table = Table("rfm", msg("RFM of customers"), _COLUMNS, lines)
    return Listing("rfm", period, day, table, "sale", tuple(totals), flags, notes, (_segments(lines),))


def _missing(engine: Engine, period: Period) -> Missing | None:
    covers = covers_until(engine, "sale", period.end)
    if not covers:
        text = msg("No sales are loaded up to {day}", day=day_message(period.last_day))
        return Missing(Reason.NO_DATA, text, "sale", ("sale",))
    named_ = [cover for cover in covers if "customer" in cover.present]
    if not named_:
        text = msg("The sales name no customers")
        return Missing(Reason.NO_COLUMN, text, "sale.customer", ("sale.customer",))
    if any(cover.grain is not Grain.DAY for cover in named_):
        return Missing(Reason.GRAIN, _BY_MONTHS, "sale.day")
    return None


def _customers(engine: Engine, window: Period, *, by_document: bool) -> tuple[list[Customer], Decimal, Decimal]:
    """Everybody who bought, the money of those who only returned, and that of all: rounded once, after summing."""
    fact, measures = engine.catalogue.facts["sale"], engine.catalogue.measures
    sold = condition(fact, frozen(measures["buyers"].where))
    net = condition(fact, frozen(measures["revenue_identified"].where))
    what = "f.document" if by_document else "f.day"
    rows = engine.book.run(
        f"SELECT f.customer, MAX(CASE WHEN {sold} THEN f.day END), COUNT(DISTINCT CASE WHEN {sold} THEN {what} END),\n"
        f"SUM(CASE WHEN {net} THEN f.amount END) FROM sale f\n"
        f"WHERE f.customer IS NOT NULL AND {_window(engine, window)} GROUP BY f.customer"
    )
    names = dict(engine.book.run("SELECT code, key FROM customer_key"))
    people, others, whole = list[Customer](), Decimal(0), Decimal(0)
    for code, last, purchases, revenue in rows:
        amount = revenue or Decimal(0)
        whole += amount
        if isinstance(last, date):
            people.append(Customer(code, names.get(code, ""), last, Decimal(purchases), money(amount)))
        else:
            others += amount
    return people, money(others), money(whole)


def _window(engine: Engine, window: Period) -> str:
    days = f"f.day >= {day_literal(window.start)} AND f.day < {day_literal(window.end)}"
    return f"{days} AND {engine.counting('sale', window)}"


def _lines(engine: Engine, people: list[Customer], window: Period) -> tuple[Line, ...]:
    """Customers by the sum of their scores, then by revenue."""
    last_day = window.last_day
    lately = sorted(Decimal(-(last_day - one.last).days) for one in people)
    often, much = sorted(one.purchases for one in people), sorted(one.revenue for one in people)
    where = _window(engine, window)
    found = []
    for one in people:
        days = Decimal((last_day - one.last).days)
        r, f, m = score(lately, -days), score(often, one.purchases), score(much, one.revenue)
        cells = (one.name, segment_of(r, f), one.last, days, one.purchases, one.revenue, Decimal(r), Decimal(f),
                 Decimal(m))  # fmt: skip
        found.append((-(r + f + m), -one.revenue, one.name, Line(cells, f"f.customer = {one.code} AND {where}")))
    return tuple(line for *_, line in sorted(found, key=lambda entry: entry[:3]))


def _segments(lines: tuple[Line, ...]) -> Table:
    """How many customers each segment has and what they brought."""
    columns = (
        Column("segment", msg("Segment"), Kind.WORD),
        Column("count", msg("Customers"), Kind.COUNT),
        Column("share", msg("Share of customers"), Kind.SHARE),
        Column("revenue", msg("Revenue"), Kind.MONEY),
        Column("revenue_share", msg("Share of revenue"), Kind.SHARE),
    )
    sums: dict[Word, list[Decimal]] = {}
    for line in lines:
        word, revenue = line.cells[1], line.cells[5]
        assert isinstance(word, Word)
        assert isinstance(revenue, Decimal)
        held = sums.setdefault(word, [Decimal(0), Decimal(0)])
        held[0] += 1
        held[1] += revenue
    people, whole = Decimal(len(lines)), sum((held[1] for held in sums.values()), Decimal(0))
    made = []
    for *_, word in _SEGMENTS:
        if word in sums:
            count, revenue = sums[word]
            part = EXACT.divide(revenue, whole) if whole else None
            made.append(Line((word, count, EXACT.divide(count, people), revenue, part)))
    return Table("segments", msg("Segments"), columns, tuple(made))


def _said(
    engine: Engine, window: Period, identified: Decimal, *, by_document: bool
) -> tuple[tuple[Flag, ...], tuple[Message, ...]]:
    """The share of identified customers (NUMBERS 12), how purchases are counted, and what the scores are."""
    fact, net = engine.catalogue.facts["sale"], engine.catalogue.measures["revenue_net"]
    whole = engine.book.run(
        f"SELECT SUM(f.amount) FROM sale f WHERE {condition(fact, frozen(net.where))} AND {_window(engine, window)}"
    )[0][0]
    share = EXACT.divide(identified, whole) if whole else Decimal(1)
    told = msg("customers are known for {n} % of revenue to date", n=percent(share))
    flags = identified_flags(share) or (Flag("identified", told),)
    purchases = msg("Purchases are receipts or orders.") if by_document else msg("Purchases are days with a purchase.")
    return flags, (
        msg("From {first} to {last}: all of the loaded history.", first=day_message(window.start),
            last=day_message(window.last_day)),
        msg("A score is 1 + the whole part of 5 × the share of customers who are worse; equal values score alike."),
        msg("R: days since the last purchase. F: purchases. M: revenue net of returns. Segments are told by R and F."),
        purchases,
    )  # fmt: skip
