"""Customers one by one: who bought once and never came back, how long a customer stays (A:28-30, 94; B:102)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.engine.algorithms.scope import day_literal

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
    horizon = timedelta(days=scope.number("churn_days"))
    answer: Answer = {}
    for window in scope.cut.windows:
        lo, hi = window.start, window.end - horizon
        rows = scope.rows.run(
            f"WITH first AS (SELECT f.customer AS k, MIN(f.day) AS day FROM sale f\n"
            f"  WHERE f.customer IS NOT NULL AND {scope.counted()} GROUP BY f.customer),\n"
            f"later AS (SELECT f.customer AS k, MIN(f.day) AS day FROM sale f JOIN first t ON t.k = f.customer\n"
            f"  WHERE f.day > t.day AND {scope.counted()} GROUP BY f.customer)\n"
            f"SELECT {scope.member()} AS member, f.customer, MIN(t.day), MIN(l.day) FROM sale f\n"
            f"JOIN first t ON t.k = f.customer AND t.day = f.day LEFT JOIN later l ON l.k = f.customer\n"
            f"WHERE t.day >= {day_literal(lo)} AND t.day < {day_literal(hi)} AND {scope.counted()}\n"
            f"GROUP BY f.customer{', ' + scope.member() if scope.cut.dimension else ''}"
        )
        counts: dict[int, Decimal] = {}
        for member, _, first, later in rows:
            assert isinstance(first, date)
            back = isinstance(later, date) and later - first <= horizon
            if not (only_once and back):
                counts[int(str(member))] = counts.get(int(str(member)), Decimal(0)) + 1
        answer[window] = dict(counts)
    return answer


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
    """Buyers of one day add no days and are no repeaters, so that they are not even read."""
    answer: Answer = {}
    for window in scope.cut.windows:
        rows = scope.rows.run(
            f"SELECT {scope.member()} AS member, f.customer, MIN(f.day), MAX(f.day) FROM sale f\n"
            f"WHERE f.day >= {day_literal(window.start)} AND f.day < {day_literal(window.end)} "
            f"AND f.customer IS NOT NULL AND {scope.counted()}\n"
            f"GROUP BY f.customer{', ' + scope.member() if scope.cut.dimension else ''} HAVING MIN(f.day) < MAX(f.day)"
        )
        sums: dict[int, Decimal] = {}
        for member, _, first, last in rows:
            assert isinstance(first, date)
            assert isinstance(last, date)
            worth = Decimal((last - first).days) if days else Decimal(1)
            sums[int(str(member))] = sums.get(int(str(member)), Decimal(0)) + worth
        answer[window] = dict(sums)
    return answer
