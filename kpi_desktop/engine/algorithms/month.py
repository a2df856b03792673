"""Inside a month: the day from which it pays for itself, the burndown of its tasks (B:117-118, A:74-85)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT, money
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.algorithms.advertising import daily_beside
from kpi_desktop.engine.algorithms.scope import NOBODY
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.algorithms.scope import Answer, Scope

_NOT_REACHED = msg("Contribution did not cover the fixed expenses by the end of the month")
_ONE_MONTH = msg("The day is told for one month")
_EARNED = (("revenue_costed", 1), ("cost_of_goods", -1), ("expenses_variable", -1), ("expenses_commission", -1),
           ("ad_cost", -1))  # fmt: skip


def breakeven_day(scope: Scope) -> Answer:
    """The first day of the month from which cumulative contribution stays at or above the month's fixed expenses."""
    earned = [*((sign, scope.daily(name)) for name, sign in _EARNED), (-1, daily_beside(scope))]
    fixed = scope.daily("expenses_fixed")
    members = {member for _, found in earned for member in found} | fixed.keys()
    if scope.cut.dimension is None:
        members |= {NOBODY}
    answer: Answer = {}
    for window in scope.cut.windows:
        if window.whole_months != 1:
            answer[window] = {NOBODY: Missing(Reason.GRAIN, _ONE_MONTH, scope.measure.id)}
            continue
        answer[window] = {
            member: _first_covered(
                [(sign, found.get(member, {})) for sign, found in earned], fixed.get(member, {}), window, scope
            )
            for member in members
        }
    return answer


def _first_covered(
    earned: list[tuple[int, dict[date, Decimal]]], fixed: dict[date, Decimal], window: Period, scope: Scope
) -> Value:
    needed = money(sum((value for day, value in fixed.items() if window.holds(day)), Decimal(0)))
    so_far, since = Decimal(0), None
    for number in range(window.days):
        day = window.start + timedelta(days=number)
        so_far += sum((sign * found.get(day, Decimal(0)) for sign, found in earned), Decimal(0))
        if money(so_far) < needed:
            since = None
        elif since is None:
            since = day
    return Missing(Reason.NOT_REACHED, _NOT_REACHED, scope.measure.id) if since is None else Decimal(since.day)


def burndown_plan(scope: Scope) -> Answer:
    """What an even burndown would leave on the last day that the export tells of: scope x (1 - day t of T).

    The scope are tasks open at the window's start and those created in it.
    """
    answer: Answer = {}
    last = scope.rows.run("SELECT MAX(f.day), MAX(f.done_day) FROM task f")[0]
    for window, rows in _open_tasks(scope, "w.lo").items():
        known = max((day for day in last if isinstance(day, date)), default=window.last_day)
        passed = min(max((known - window.start).days + 1, 0), window.days)
        share = EXACT.divide(Decimal(window.days - passed), Decimal(window.days))
        answer[window] = {int(str(member)): EXACT.multiply(Decimal(str(count)), share) for member, count in rows}
    return answer


def tasks_left(scope: Scope) -> Answer:
    """Tasks open at the window's start, or created in it, that are not done by its end."""
    return {
        window: {int(str(member)): Decimal(str(count)) for member, count in rows}
        for window, rows in _open_tasks(scope, "w.hi").items()
    }


def _open_tasks(scope: Scope, edge: str) -> dict[Period, list[tuple[object, ...]]]:
    """How many tasks of each window were not done before its edge, by member; those without any are not there."""
    return scope.by_window(
        f"SELECT w.win, {scope.member()} AS member, COUNT(DISTINCT f.task) FROM task f\n"
        f"JOIN win w ON f.day < w.hi AND (f.done_day IS NULL OR f.done_day >= {edge})\n"
        f"WHERE {scope.counted()}\nGROUP BY {scope.grouped('w.win')}"
    )
