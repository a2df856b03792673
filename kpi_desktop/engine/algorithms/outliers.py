"""Customers that are unlike all others: whose revenue lies outside the owner's percentiles (NUMBERS 15; B:99).

A customer is an outlier below the value of the p-th percentile or above that of the (100 - p)-th, p being the parameter
`outlier_percent`; who has just that value stays. With fewer than 100 / p customers there is none. Of members of a split
each has percentiles of its own.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.engine.condition import frozen

if TYPE_CHECKING:
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.algorithms.scope import Answer, Scope
    from kpi_desktop.engine.keyed.outliers import Told


def typical_customers(scope: Scope) -> Answer:
    """How many buyers of the window are no outliers."""
    return _counts(scope, inside=True)


def typical_revenue(scope: Scope) -> Answer:
    """What those buyers brought, net of returns."""
    return _amounts(scope, inside=True)


def outlier_customers(scope: Scope) -> Answer:
    """How many buyers are left out as outliers."""
    return _counts(scope, inside=False)


def outlier_revenue(scope: Scope) -> Answer:
    """What the buyers who are left out brought, net of returns."""
    return _amounts(scope, inside=False)


def _counts(scope: Scope, *, inside: bool) -> Answer:
    answer: Answer = {}
    for window in scope.cut.windows:
        told = _told(scope, window)
        counts: dict[int, Value] = {code: Decimal(told.buyers(code, inside=inside)) for code in told.members}
        answer[window] = counts
    return answer


def _amounts(scope: Scope, *, inside: bool) -> Answer:
    answer: Answer = {}
    for window in scope.cut.windows:
        told = _told(scope, window)
        amounts: dict[int, Value] = {code: told.revenue(code, inside=inside) for code in told.members}
        answer[window] = amounts
    return answer


def _told(scope: Scope, window: Period) -> Told:
    """Buyers and revenue inside and outside the percentiles, found once for all four measures."""
    from kpi_desktop.engine.keyed.days import Wanted, key_days
    from kpi_desktop.engine.keyed.outliers import told_apart
    from kpi_desktop.engine.keyed.sums import key_sums

    sale, bought = scope.facts["sale"], scope.measures["buyers"]
    sums = key_sums(scope.rows, sale, scope.measures["revenue_identified"], scope.cut)
    percent = scope.number("outlier_percent")

    def found() -> Told:
        days = key_days(scope.rows, Wanted(sale, bought.key, frozen(bought.where), bought.day), scope.cut)
        return told_apart(sums, days, window, percent)

    return sums.made(("outliers", window, percent), found)
