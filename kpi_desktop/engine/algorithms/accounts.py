"""Segments by the average revenue of an account: which of them pays most (A:125)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT, money
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.algorithms.scope import NOBODY
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.algorithms.scope import Answer, Scope

_NO_SEGMENT = msg("No segment has active customers in this period")


def leading_arpa(scope: Scope) -> Answer:
    """The largest revenue per active account among segments; accounts are half the sum at start and end.

    Rows without a segment are no segment.
    """
    revenue = scope.by_window(
        f"SELECT w.win, f.segment, SUM(f.amount) FROM sale f JOIN win w ON f.day >= w.lo AND f.day < w.hi\n"
        f"WHERE {scope.test('revenue_identified')} AND f.customer IS NOT NULL AND f.segment <> 0\n"
        f"GROUP BY w.win, f.segment"
    )
    ends = {window: scope.state_day(window) + timedelta(days=1) for window in revenue}
    active = _active(scope, {day for window, rows in revenue.items() if rows for day in (window.start, ends[window])})
    return {
        window: {NOBODY: _largest(scope, rows, active.get(window.start, {}), active.get(ends[window], {}))}
        for window, rows in revenue.items()
    }


def _largest(scope: Scope, revenue: list[tuple[object, ...]], start: dict[int, int], end: dict[int, int]) -> Value:
    found = []
    for segment, amount in revenue:
        accounts = EXACT.divide(Decimal(start.get(int(str(segment)), 0) + end.get(int(str(segment)), 0)), Decimal(2))
        if accounts and isinstance(amount, Decimal):
            found.append(EXACT.divide(money(amount), accounts))
    return max(found) if found else Missing(Reason.NO_DATA, _NO_SEGMENT, scope.measure.id, ("sale.segment",))


def _active(scope: Scope, days: set[date]) -> dict[date, dict[int, int]]:
    """Buyers of each segment in the `churn_days` before each day."""
    if not days:
        return {}
    back = timedelta(days=scope.number("churn_days"))
    found = scope.by_window(
        f"SELECT w.win, f.segment, COUNT(DISTINCT f.customer) FROM sale f\n"
        f"JOIN win w ON f.day >= w.lo AND f.day < w.hi\n"
        f"WHERE {scope.test('buyers')} AND f.customer IS NOT NULL GROUP BY w.win, f.segment",
        (Period(day - back, day) for day in days),
    )
    return {
        before.end: {int(str(segment)): int(str(count)) for segment, count in rows} for before, rows in found.items()
    }
