"""Customers one by one: who bought once and never came back, how long a customer stays (A:28-30, 94; B:102)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Period
from kpi_desktop.engine.sql import begun_in, day_literal

if TYPE_CHECKING:
    from kpi_desktop.engine.algorithms.scope import Answer, Scope


def first_buyers_then(scope: Scope) -> Answer:
    """Buyers whose first purchase ever lies in the window that ended so many days ago (`churn_days`).

    The window that is asked for reaches back by these days: it is the span from that window's start to now.
    """
    return _once(scope, only_once=False)


def never_returned(scope: Scope) -> Answer:
    """Of those first buyers the ones who bought on no later day within `churn_days` of the first purchase."""
    return _once(scope, only_once=True)


def _once(scope: Scope, *, only_once: bool) -> Answer:
    """By member of the first day's rows; who bought again when is looked up only for the first buyers asked about."""
    horizon = timedelta(days=scope.number("churn_days"))
    then = {window: Period(window.start, window.end - horizon) for window in scope.cut.windows}
    begun = begun_in(tuple(sorted(set(then.values()))), "MIN(f.day)")
    rows = scope.rows.run(
        f"WITH first AS (SELECT f.customer AS k, MIN(f.day) AS day FROM sale f\n"
        f"  WHERE f.customer IS NOT NULL AND {scope.counted()} GROUP BY f.customer HAVING {begun})\n"
        f"SELECT {scope.member()} AS member, f.customer, MIN(t.day),\n"
        f"  MIN(CASE WHEN f.day = t.day THEN 0 ELSE 1 END), MIN(CASE WHEN f.day > t.day THEN f.day END)\n"
        f"FROM sale f JOIN first t ON t.k = f.customer\n"
        f"WHERE {scope.counted()}\nGROUP BY {scope.grouped('f.customer')}"
    )
    later = _soonest(rows)
    answer: Answer = {}
    for window, days in then.items():
        counts: dict[int, Decimal] = {}
        for member, customer, first, begun_elsewhere, _ in rows:
            assert isinstance(first, date)
            if begun_elsewhere or not days.holds(first):
                continue
            again = later.get(customer)
            if not (only_once and again is not None and again - first <= horizon):
                counts[int(str(member))] = counts.get(int(str(member)), Decimal(0)) + 1
        answer[window] = dict(counts)
    return answer


def _soonest(rows: list[tuple[object, ...]]) -> dict[object, date]:
    """The first day of each customer after the first one, whatever the member."""
    later: dict[object, date] = {}
    for _, customer, _, _, day in rows:
        if isinstance(day, date):
            later[customer] = min(day, later.get(customer, day))
    return later


def lifespan_days(scope: Scope) -> Answer:
    """Days from the first to the last purchase, all buyers of the window together; one-time buyers add none."""
    return _lifespans(scope, days=True)


def lifespan_days_repeaters(scope: Scope) -> Answer:
    """The same over buyers with purchases on two days or more."""
    return _lifespans(scope, days=True)


def repeaters(scope: Scope) -> Answer:
    """How many buyers of the window bought on two days or more."""
    return _lifespans(scope, days=False)


def _lifespans(scope: Scope, *, days: bool) -> Answer:
    """Buyers of one day add no days and are no repeaters, so that they are not even read.

    Days from first to last of all buyers together are the sum of last days less the sum of first days, so that a
    count by day is enough and no buyer is looked at alone. A buyer's first day since a window's start and last day
    before its end are both inside it where the one is before the other.
    """
    windows = scope.cut.windows
    starts = {day: f"a{index}" for index, day in enumerate(sorted({window.start for window in windows}))}
    ends = {day: f"b{index}" for index, day in enumerate(sorted({window.end for window in windows}))}
    edges = [f"MIN(CASE WHEN f.day >= {day_literal(day)} THEN f.day END) AS {name}" for day, name in starts.items()]
    edges += [f"MAX(CASE WHEN f.day < {day_literal(day)} THEN f.day END) AS {name}" for day, name in ends.items()]
    told = "\nUNION ALL ".join(
        f"SELECT {index}, p.member, p.{edge}, {sign} * COUNT(*) FROM buyer p "
        f"WHERE p.{starts[window.start]} < p.{ends[window.end]} GROUP BY p.member, p.{edge}"
        for index, window in enumerate(windows)
        for edge, sign in ((starts[window.start], -1), (ends[window.end], 1))
    )
    listed = ",\n  ".join(edges)
    rows = scope.rows.run(
        f"WITH buyer AS (SELECT {scope.member()} AS member, f.customer AS k,\n  {listed}\n"
        f"  FROM sale f WHERE {scope.days()} AND f.customer IS NOT NULL AND {scope.counted()}\n"
        f"  GROUP BY {scope.grouped('f.customer')})\n{told}"
    )
    answer: Answer = {window: {} for window in windows}
    for index, member, day, count in rows:
        assert isinstance(day, date)
        number = int(str(count))
        worth = day.toordinal() * number if days else max(number, 0)
        sums = answer[windows[int(str(index))]]
        before = sums.get(int(str(member)), Decimal(0))
        assert isinstance(before, Decimal)
        sums[int(str(member))] = before + worth
    return answer
