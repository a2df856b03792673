"""Customers one by one: who bought once and never came back, how long a customer stays (A:28-30, 94; B:102)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Period
from kpi_desktop.engine.condition import frozen

if TYPE_CHECKING:
    from kpi_desktop.engine.algorithms.scope import Answer, Scope
    from kpi_desktop.engine.keyed.days import Wanted


def first_buyers_then(scope: Scope) -> Answer:
    """Buyers whose first purchase ever lies in the window that ended so many days ago (`churn_days`).

    The window that is asked for reaches back by these days: it is the span from that window's start to now.
    """
    return _once(scope, only_once=False)


def never_returned(scope: Scope) -> Answer:
    """Of those first buyers the ones who bought on no later day within `churn_days` of the first purchase."""
    return _once(scope, only_once=True)


def _once(scope: Scope, *, only_once: bool) -> Answer:
    """By member of the first day's rows; a later purchase counts whoever's it is."""
    from kpi_desktop.engine.keyed.days import began_in, key_days

    horizon = scope.number("churn_days")
    days = key_days(scope.rows, _purchases(scope), scope.cut)
    first, again = days.firsts.of(days.keys), days.seconds.of(days.keys)
    counts = days.begun == first
    if only_once:
        counts &= again - first > horizon
    answer: Answer = {}
    for window in scope.cut.windows:
        then = Period(window.start, window.end - timedelta(days=horizon))
        found = days.by_member(counts & began_in(first, then))
        answer[window] = {code: Decimal(count) for code, count in found.items()}
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
    """Buyers of one day add no days and are no repeaters."""
    from kpi_desktop.engine.keyed.days import key_days

    bought = key_days(scope.rows, _purchases(scope), scope.cut)
    answer: Answer = {}
    for window in scope.cut.windows:
        first, last = bought.ends(window)
        repeated = last > first
        found = bought.total_by_member(repeated, last - first) if days else bought.by_member(repeated)
        answer[window] = {code: Decimal(count) for code, count in found.items()}
    return answer


def _purchases(scope: Scope) -> Wanted:
    from kpi_desktop.engine.keyed.days import Wanted

    return Wanted(scope.facts["sale"], "customer", frozen(scope.measure.where))
