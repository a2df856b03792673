"""Cohorts: customers by the month of their first purchase, and which part of them bought again in each later month.

A cell is there once its whole month is loaded; until then it is empty, never 0. In the first months of the loaded
history everybody looks new (NUMBERS 13): those cohorts are marked and take no part in the mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT, money
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period, add_months
from kpi_desktop.engine.condition import condition, frozen
from kpi_desktop.engine.evidence import HISTORY_MISSING
from kpi_desktop.engine.figure import Flag
from kpi_desktop.engine.lists.model import Column, Kind, Line, Listing, Table, Total, Word, as_of, nothing
from kpi_desktop.engine.reading import first_days_of_base
from kpi_desktop.engine.said import HISTORY_BOUND
from kpi_desktop.engine.sql import bounds, day_literal
from kpi_desktop.i18n.formats import MonthForm, month_message
from kpi_desktop.i18n.message import msg, nmsg

if TYPE_CHECKING:
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.lists.model import Cell
    from kpi_desktop.i18n.message import Message

#: More months than these are a wall, not a table.
MOST_MONTHS = 60

_START = Word("history_start", msg("start of history"))
_ALL = msg("All cohorts")
_UPPER = Word("upper_bound", msg("upper estimate"))

AGAIN, REVENUE = "again", "revenue"


@dataclass(frozen=True, slots=True)
class _Cells:
    """Who bought and for how much, by cohort and month; months are numbered from the first."""

    months: tuple[Period, ...]
    ripe: frozenset[int]
    buyers: dict[tuple[int, int], int]
    revenue: dict[tuple[int, int], Decimal]

    def cohorts(self) -> list[int]:
        """The months in which somebody bought for the first time; of an unfinished one the size is not known yet."""
        return [number for number in range(len(self.months)) if number in self.ripe and (number, number) in self.buyers]


def cohorts(engine: Engine, period: Period) -> Listing:
    """Cohorts up to the period's end with the share that bought again and the revenue of each month since."""
    months = _months(engine, period)
    if isinstance(months, Missing):
        return nothing(engine, "cohorts", period, "sale", months)
    cells = _read(engine, months)
    if not cells.cohorts():
        text = msg("No month with a first purchase is loaded wholly")
        return nothing(engine, "cohorts", period, "sale", Missing(Reason.NO_DATA, text, "sale", ("sale.customer",)))
    known = _history(engine, months)
    columns = _columns(len(months) - cells.cohorts()[0])
    lines = tuple(_line(engine, cells, number, known[number], columns) for number in cells.cohorts())
    counted = [number for number in cells.cohorts() if known[number] != _START]
    size = sum(cells.buyers[number, number] for number in cells.cohorts())
    totals = (
        Total("customers", msg("First-time customers"), Decimal(size), Kind.COUNT),
        Total("revenue", msg("Their revenue in these months"), _whole(cells), Kind.MONEY),
    )
    table = Table("cohorts", msg("Cohorts by month of first purchase"), columns, lines)
    first = size - sum(cells.buyers[number, number] for number in counted)
    notes = (
        msg("Customers by the month of their first purchase; the columns are months since. A cell is the share of the "
            "cohort that bought in that month; empty: that month is not loaded wholly."),
        *_left_out(first, counted),
    )  # fmt: skip
    since = month_message(months[0].start, MonthForm.GENITIVE)
    flags = (Flag("history_start", msg(
        "history is loaded only from {month}: the first cohorts (*) hold customers who had bought before",
        month=since)),) if _START in known or _UPPER in known else ()  # fmt: skip
    mean = (_mean(cells, counted, columns),) if counted else ()
    return Listing("cohorts", period, as_of(engine, "sale", period), table, "sale", totals, flags, notes, mean)


def _left_out(customers: int, counted: list[int]) -> tuple[Message, ...]:
    """How many customers the line of all cohorts leaves out: they may have bought before the history began."""
    if not customers or not counted:
        return ()
    return (nmsg("The line “{line}” leaves out {n} customer of the first months of history.",
                 "The line “{line}” leaves out {n} customers of the first months of history.",
                 n=customers, line=_ALL),)  # fmt: skip


def _months(engine: Engine, period: Period) -> tuple[Period, ...] | Missing:
    """The months of history with customers, up to the period's end."""
    covers = [cover for cover in engine.book.coverage("sale") if cover.first < period.end]
    if not covers:
        return Missing(Reason.NO_DATA, msg("No sales are loaded up to this time"), "sale", ("sale",))
    start = min((cover.first for cover in covers if "customer" in cover.present), default=None)
    if start is None:
        return Missing(Reason.NO_COLUMN, msg("The sales name no customers"), "sale.customer", ("sale.customer",))
    first = Period.of(start, Grain.MONTH)
    found = Period(first.start, max(period.end, first.end)).months()
    return tuple(month for month in found if month.end <= period.end)[-MOST_MONTHS:] or Missing(
        Reason.GRAIN, msg("Cohorts are told for whole months")
    )


def _read(engine: Engine, months: tuple[Period, ...]) -> _Cells:
    fact, measures = engine.catalogue.facts["sale"], engine.catalogue.measures
    sold = condition(fact, frozen(measures["buyers"].where))
    net = condition(fact, frozen(measures["revenue_identified"].where))
    window = Period(months[0].start, months[-1].end)
    base = f"f.customer IS NOT NULL AND {engine.counting('sale', window)}"
    firsts = f"SELECT f.customer AS k, MIN(f.day) AS day FROM sale f WHERE {base} AND {sold} GROUP BY f.customer"
    if not engine.coverage("customer").empty:
        firsts = (
            f"SELECT b.k AS k, MIN(b.day) AS day FROM ({firsts}\n  UNION ALL {first_days_of_base()}) b GROUP BY b.k"
        )
    rows = engine.book.run(
        f"WITH {bounds('win', months)},\nfirsts AS ({firsts}),\n"
        "cohort AS (SELECT f.customer AS k, w.win AS cohort FROM sale f JOIN firsts t ON t.k = f.customer\n"
        "  JOIN win w ON t.day >= w.lo AND t.day < w.hi AND f.day >= w.lo AND f.day < w.hi\n"
        f"  WHERE {base} AND {sold} GROUP BY f.customer, w.win),\n"
        "cell AS (SELECT a.cohort AS cohort, w.win AS win, f.customer AS k,\n"
        f"  SUM(CASE WHEN {sold} THEN 1 ELSE 0 END) AS n, SUM(CASE WHEN {net} THEN f.amount END) AS v\n"
        "  FROM sale f JOIN cohort a ON a.k = f.customer JOIN win w ON f.day >= w.lo AND f.day < w.hi\n"
        f"  WHERE {base} GROUP BY a.cohort, w.win, f.customer)\n"
        "SELECT cohort, win, SUM(CASE WHEN n > 0 THEN 1 ELSE 0 END), SUM(v) FROM cell GROUP BY cohort, win"
    )
    coverage, unnamed = engine.coverage("sale"), _without_customers(engine)
    ripe = frozenset(n for n, month in enumerate(months) if coverage.reach(month, unnamed).covered.complete)
    buyers = {(int(cohort), int(win)): int(count) for cohort, win, count, _ in rows}
    revenue = {(int(cohort), int(win)): money(value or Decimal(0)) for cohort, win, _, value in rows}
    return _Cells(months, ripe, buyers, revenue)


def _without_customers(engine: Engine) -> frozenset[int]:
    """The sources that name no customers: a month is whole for cohorts without them."""
    covers = engine.book.coverage("sale")
    return frozenset(cover.source_id for cover in covers) - {c.source_id for c in covers if "customer" in c.present}


def _history(engine: Engine, months: tuple[Period, ...]) -> list[Word | None]:
    """How sure the first purchases of each month are; with a loaded customer base they are."""
    if not engine.coverage("customer").empty:
        return [None] * len(months)
    start = engine.coverage("sale").start("customer")
    assert start is not None
    first = Period.of(start, Grain.MONTH).start
    found: list[Word | None] = []
    for month in months:
        sure = None if month.start >= add_months(first, HISTORY_BOUND) else _UPPER
        found.append(_START if month.start < add_months(first, HISTORY_MISSING) else sure)
    return found


def _columns(width: int) -> tuple[Column, ...]:
    shares = (Column(f"{AGAIN}_{n}", _since(n), Kind.SHARE, AGAIN) for n in range(1, width))
    amounts = (Column(f"{REVENUE}_{n}", _since(n), Kind.MONEY, REVENUE) for n in range(width))
    return (
        Column("cohort", msg("First purchase"), Kind.MONTH),
        Column("customers", msg("Customers"), Kind.COUNT),
        *shares,
        *amounts,
        Column("history", msg("Note"), Kind.WORD),
    )


def _since(months: int) -> Message:
    return msg("+{n} mo", n=months)


def _line(engine: Engine, cells: _Cells, cohort: int, history: Word | None, columns: tuple[Column, ...]) -> Line:
    size = cells.buyers[cohort, cohort]
    found: list[Cell] = [cells.months[cohort].start, Decimal(size)]
    for column in columns[2:-1]:
        found.append(_cell(cells, cohort, column))
    return Line((*found, history), _behind(engine, cells.months[cohort]))


def _cell(cells: _Cells, cohort: int, column: Column) -> Decimal | None:
    month = cohort + int(column.id.rpartition("_")[2])
    if month not in cells.ripe:
        return None
    if column.group == REVENUE:
        return cells.revenue.get((cohort, month), Decimal(0))
    return EXACT.divide(Decimal(cells.buyers.get((cohort, month), 0)), Decimal(cells.buyers[cohort, cohort]))


def _behind(engine: Engine, month: Period) -> str:
    """The first purchases of the cohort: sale lines of its month by customers who had none before."""
    sold = condition(engine.catalogue.facts["sale"], frozen(engine.catalogue.measures["buyers"].where))
    lo, hi = day_literal(month.start), day_literal(month.end)
    earlier = f"SELECT 1 FROM sale g WHERE g.customer = f.customer AND g.day < {lo} AND {sold.replace('f.', 'g.')}"
    test = f"f.customer IS NOT NULL AND f.day >= {lo} AND f.day < {hi} AND {sold} AND NOT EXISTS ({earlier})"
    if engine.coverage("customer").empty:
        return test
    return f'{test} AND NOT EXISTS (SELECT 1 FROM "customer" b WHERE b.customer = f.customer AND b.day < {lo})'


def _mean(cells: _Cells, counted: list[int], columns: tuple[Column, ...]) -> Table:
    """All ripe cohorts together: who bought again over all customers, a ratio of sums."""
    shares = [column for column in columns if column.group == AGAIN]
    found: list[Decimal | None] = []
    for column in shares:
        since = int(column.id.rpartition("_")[2])
        ripe = [cohort for cohort in counted if cohort + since in cells.ripe]
        size = sum(cells.buyers[cohort, cohort] for cohort in ripe)
        again = sum(cells.buyers.get((cohort, cohort + since), 0) for cohort in ripe)
        found.append(EXACT.divide(Decimal(again), Decimal(size)) if size else None)
    size = sum(cells.buyers[cohort, cohort] for cohort in counted)
    line = Line((Word("all", _ALL), Decimal(size), *found))
    own = (Column("cohort", msg("First purchase"), Kind.WORD), Column("customers", msg("Customers"), Kind.COUNT))
    return Table("mean", _ALL, (*own, *shares), (line,))


def _whole(cells: _Cells) -> Decimal:
    known = set(cells.cohorts())
    values = (v for (cohort, month), v in cells.revenue.items() if cohort in known and month in cells.ripe)
    return sum(values, Decimal(0))
