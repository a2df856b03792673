"""Customers that are unlike all others: whose revenue lies outside the owner's percentiles (NUMBERS 15; B:99).

A customer is an outlier below the value of the p-th percentile or above that of the (100 - p)-th, p being the parameter
`outlier_percent`; who has just that value stays. With fewer than 100 / p customers there is none. Of members of a split
each has percentiles of its own.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.algorithms.scope import Answer, Scope


def typical_customers(scope: Scope) -> Answer:
    """How many buyers of the window are no outliers."""
    return _told(scope, 0)


def typical_revenue(scope: Scope) -> Answer:
    """What those buyers brought, net of returns."""
    return _told(scope, 1)


def outlier_customers(scope: Scope) -> Answer:
    """How many buyers are left out as outliers."""
    return _told(scope, 2)


def outlier_revenue(scope: Scope) -> Answer:
    """What the buyers who are left out brought, net of returns."""
    return _told(scope, 3)


def _told(scope: Scope, place: int) -> Answer:
    answer: Answer = {}
    for window, rows in _counted(scope).items():
        found: dict[int, Value] = {int(str(member)): Decimal(str(values[place] or 0)) for member, *values in rows}
        answer[window] = found
    return answer


def _counted(scope: Scope) -> dict[Period, list[tuple[object, ...]]]:
    """Buyers and revenue inside and outside the percentiles, by window and member; all four measures ask the same."""
    percent = scope.number("outlier_percent")
    net, bought = scope.test("revenue_identified"), scope.test("buyers")
    inside = "r.v >= b.low AND r.v <= b.high"
    return scope.by_window(
        f", per_buyer AS (\n  SELECT w.win AS win, {scope.member()} AS member, f.customer AS k, SUM(f.amount) AS v\n"
        f"  FROM sale f JOIN win w ON f.day >= w.lo AND f.day < w.hi\n  WHERE {net} AND f.customer IS NOT NULL\n"
        f"  GROUP BY {scope.grouped('w.win, f.customer')}\n"
        f"  HAVING SUM(CASE WHEN {bought} THEN 1 ELSE 0 END) > 0\n),\n"
        f"ranked AS (\n  SELECT win, member, v, ROW_NUMBER() OVER (PARTITION BY win, member ORDER BY v) AS place,\n"
        f"    COUNT(*) OVER (PARTITION BY win, member) AS n FROM per_buyer\n),\n"
        f"edges AS (\n  SELECT win, member, MIN(CASE WHEN 100 * place > n * {percent} THEN v END) AS low,\n"
        f"    MAX(CASE WHEN 100 * (n - place + 1) > n * {percent} THEN v END) AS high\n"
        f"  FROM ranked GROUP BY win, member\n)\n"
        f"SELECT r.win, r.member, SUM(CASE WHEN {inside} THEN 1 ELSE 0 END),\n"
        f"  SUM(CASE WHEN {inside} THEN r.v ELSE 0 END),\n"
        f"  SUM(CASE WHEN {inside} THEN 0 ELSE 1 END), SUM(CASE WHEN {inside} THEN 0 ELSE r.v END)\n"
        f"FROM ranked r JOIN edges b ON b.win = r.win AND b.member = r.member\nGROUP BY r.win, r.member"
    )
