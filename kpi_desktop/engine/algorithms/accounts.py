"""Segments by the average revenue of an account: which of them pays most (A:125)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT, money
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.algorithms.scope import NOBODY, day_literal
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.algorithms.scope import Answer, Scope

_NO_SEGMENT = msg("No segment has active customers in this period")


def leading_arpa(scope: Scope) -> Answer:
    """The largest revenue per active account among segments; accounts are half the sum at start and end.

    Rows without a segment are no segment.
    """
    return {window: {NOBODY: _largest(scope, window)} for window in scope.cut.windows}


def _largest(scope: Scope, window: Period) -> Value:
    lo, hi = day_literal(window.start), day_literal(window.end)
    revenue = scope.rows.run(
        f"SELECT f.segment, SUM(f.amount) FROM sale f WHERE f.day >= {lo} AND f.day < {hi} "
        f"AND {scope.test('revenue_identified')} AND f.customer IS NOT NULL AND f.segment <> 0 GROUP BY f.segment"
    )
    start, end = _active(scope, window.start), _active(scope, window.end)
    found = []
    for segment, amount in revenue:
        accounts = EXACT.divide(Decimal(start.get(int(str(segment)), 0) + end.get(int(str(segment)), 0)), Decimal(2))
        if accounts and isinstance(amount, Decimal):
            found.append(EXACT.divide(money(amount), accounts))
    return max(found) if found else Missing(Reason.NO_DATA, _NO_SEGMENT, scope.measure.id, ("sale.segment",))


def _active(scope: Scope, day: date) -> dict[int, int]:
    """Buyers of each segment in the `churn_days` before the day."""
    since = day - timedelta(days=scope.number("churn_days"))
    rows = scope.rows.run(
        f"SELECT f.segment, COUNT(DISTINCT f.customer) FROM sale f WHERE f.day >= {day_literal(since)} "
        f"AND f.day < {day_literal(day)} AND {scope.test('buyers')} AND f.customer IS NOT NULL GROUP BY f.segment"
    )
    return {int(str(segment)): int(str(count)) for segment, count in rows}
