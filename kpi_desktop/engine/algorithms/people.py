"""People and their plans: who reached it, in which band each stands, when it was reached (A:98-100, 148-150).

Only people with a plan above zero take part, and of these who was employed on a day of the window. What a person sold
is net revenue under the person's name, zero where there is none.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.algorithms.leads import working_time
from kpi_desktop.engine.algorithms.scope import NOBODY
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.algorithms.scope import Answer, Scope

_PERCENT = Decimal(100)
_NOT_REACHED = msg("The plan was not reached in this period")
_NO_PLAN = msg("There is no plan for this period")


def reps_with_plan(scope: Scope) -> Answer:
    """How many people have a plan."""
    return _counted(scope, lambda _share: True)


def reps_at_quota(scope: Scope) -> Answer:
    """How many people reached the whole plan, wherever the owner puts the bands of performers (A:150)."""
    return _counted(scope, lambda share: share >= _PERCENT)


def reps_at_plan(scope: Scope) -> Answer:
    """How many people reached the upper band, by default the whole plan."""
    high = Decimal(scope.number("band_high"))
    return _counted(scope, lambda share: share >= high)


def reps_in_the_middle(scope: Scope) -> Answer:
    """How many people are between the bands."""
    low, high = Decimal(scope.number("band_low")), Decimal(scope.number("band_high"))
    return _counted(scope, lambda share: low <= share < high)


def reps_below(scope: Scope) -> Answer:
    """How many people are under the lower band."""
    low = Decimal(scope.number("band_low"))
    return _counted(scope, lambda share: share < low)


def _counted(scope: Scope, belongs: Callable[[Decimal], bool]) -> Answer:
    """People whose attainment in per cent passes the test; by team, or by the people themselves."""
    answer: Answer = {}
    for window, attained in _attainments(scope).items():
        counts: dict[int, Decimal] = {}
        for member, share in attained:
            counts[member] = counts.get(member, Decimal(0)) + Decimal(belongs(share))
        answer[window] = dict(counts)
    return answer


def _attainments(scope: Scope) -> dict[Period, list[tuple[int, Decimal]]]:
    """Each person with a plan: the member of the split that the person belongs to, and the attainment in per cent."""
    plans = scope.by_window(
        f"SELECT w.win, p.manager, {scope.member('p')} AS member, SUM(p.amount) FROM target p\n"
        f"JOIN win w ON p.day >= w.lo AND p.day < w.hi\n"
        f"WHERE p.manager <> 0 AND {scope.test('quota', 'p')}\nGROUP BY {scope.grouped('w.win, p.manager', 'p')}"
    )
    apart = scope.cut.dimension is not None and scope.has("sale", scope.cut.dimension)
    of, keys = (scope.member(), scope.grouped("w.win, f.manager")) if apart else ("0", "w.win, f.manager")
    sales = scope.by_window(
        f"SELECT w.win, f.manager, {of} AS member, SUM(f.amount) FROM sale f\n"
        f"JOIN win w ON f.day >= w.lo AND f.day < w.hi\n"
        f"WHERE {scope.test('revenue_net')} GROUP BY {keys}"
    )
    here = {
        window: [row for row in plans[window] if scope.teams.employed(int(str(row[0])), window)] for window in plans
    }
    return {window: _shares(here[window], sales[window], apart=apart) for window in scope.cut.windows}


def _shares(
    plans: list[tuple[object, ...]], sales: list[tuple[object, ...]], *, apart: bool
) -> list[tuple[int, Decimal]]:
    """Attainment of each plan; a plan for a part of the sales (a channel) meets the sales of that part alone."""
    sold: dict[tuple[int, int], Decimal] = {}
    for who, part, amount in sales:
        for place in {NOBODY, int(str(part))}:  # a plan that names no part is for all that the person sells
            if isinstance(amount, Decimal):
                sold[int(str(who)), place] = sold.get((int(str(who)), place), Decimal(0)) + amount
    found = []
    for who, code, plan in plans:
        if isinstance(plan, Decimal) and plan > 0:
            done = sold.get((int(str(who)), int(str(code)) if apart else NOBODY), Decimal(0))
            found.append((int(str(code)), EXACT.divide(done * _PERCENT, plan)))
    return found


def days_to_plan(scope: Scope) -> Answer:
    """Working days from the window's start to the day on which sales since then reached the plan."""
    working = working_time(scope)
    sales, plans = scope.daily("revenue_net"), scope.daily("quota")
    answer: Answer = {}
    for window in scope.cut.windows:
        found: dict[int, Value] = {}
        for member in plans.keys() | sales.keys() | ({NOBODY} if scope.cut.dimension is None else set()):
            plan = sum((v for day, v in plans.get(member, {}).items() if window.holds(day)), Decimal(0))
            if plan <= 0:
                found[member] = Missing(Reason.NO_DATA, _NO_PLAN, scope.measure.id, ("target",))
                continue
            reached, so_far = None, Decimal(0)
            for day in sorted(day for day in sales.get(member, {}) if window.holds(day)):
                so_far += sales[member][day]
                if so_far >= plan:
                    reached = day
                    break
            if reached is None:
                found[member] = Missing(Reason.NOT_REACHED, _NOT_REACHED, scope.measure.id)
            else:
                found[member] = Decimal(working.days(window.start, reached + timedelta(days=1)))
        answer[window] = found
    return answer
