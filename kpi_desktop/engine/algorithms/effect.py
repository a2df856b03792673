"""Whether months with more actions of the staff were months with more sales: a correlation, and no cause (A:162)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.algorithms.scope import NOBODY
from kpi_desktop.engine.staff import TEAM
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.algorithms.scope import Answer, Scope

#: Fewer months than a year say nothing: one season makes both grow.
_LEAST_MONTHS = 12
_SHORT = msg("A correlation needs twelve whole months of actions and sales")
_EVEN = msg("Actions or sales were the same in every month: there is nothing to compare")

#: Months by member.
_Monthly = dict[int, dict["Period", Decimal]]


def correlation(scope: Scope) -> Answer:
    """Pearson's correlation of actions and sale documents by the months of the window, from twelve months on.

    Sales that know no such split (the kind of an activity) are those of the company for every member.
    """
    months = {month for window in scope.cut.windows for month in window.months()}
    acted = _monthly(scope, months, "activity", 'SUM(f."actions")', scope.test("activity_actions"))
    by = scope.cut.dimension
    apart = by is None or bool(scope.cut.member and by == TEAM) or scope.has("sale", by)
    whole = scope if apart else replace(scope, cut=replace(scope.cut, dimension=None, member=""))
    sold = _monthly(whole, months, "sale", 'COUNT(DISTINCT f."document")', scope.test("orders"))
    return {
        window: {
            member: _told(scope, window, acted[member], sold.get(member if apart else NOBODY, {})) for member in acted
        }
        for window in scope.cut.windows
    }


def _monthly(scope: Scope, months: set[Period], fact: str, counted: str, where: str) -> _Monthly:
    rows = scope.by_window(
        f'SELECT w.win, {scope.member()} AS member, {counted} FROM "{fact}" f\n'
        f"JOIN win w ON f.day >= w.lo AND f.day < w.hi\nWHERE {where}\nGROUP BY {scope.grouped('w.win')}",
        months,
    )
    found: _Monthly = defaultdict(dict)
    for month, counts in rows.items():
        for member, count in counts:
            found[int(str(member))][month] = Decimal(str(count or 0))
    return found


def _told(scope: Scope, window: Period, acted: dict[Period, Decimal], sold: dict[Period, Decimal]) -> Value:
    months = [month for month in window.months() if Period.of(month.start, Grain.MONTH) == month]
    if len(months) < _LEAST_MONTHS:
        return Missing(Reason.HISTORY_SHORT, _SHORT, scope.measure.id, ("activity", "sale"))
    zero = Decimal(0)
    found = pearson([acted.get(month, zero) for month in months], [sold.get(month, zero) for month in months])
    return Missing(Reason.NO_BASE, _EVEN, scope.measure.id) if found is None else found


def pearson(left: Sequence[Decimal], right: Sequence[Decimal]) -> Decimal | None:
    """The correlation of two rows of equal length, from -1 to 1; None where one of them does not change."""
    count = Decimal(len(left))
    means = EXACT.divide(sum(left, Decimal(0)), count), EXACT.divide(sum(right, Decimal(0)), count)
    pairs = [(a - means[0], b - means[1]) for a, b in zip(left, right, strict=True)]
    if len(set(left)) < 2 or len(set(right)) < 2:
        return None
    together = sum((EXACT.multiply(a, b) for a, b in pairs), Decimal(0))
    apart = [sum((EXACT.multiply(pair[side], pair[side]) for pair in pairs), Decimal(0)) for side in (0, 1)]
    found = EXACT.divide(together, EXACT.sqrt(EXACT.multiply(*apart)))
    return max(Decimal(-1), min(Decimal(1), found))
