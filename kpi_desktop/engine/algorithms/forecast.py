"""The forecast of a month in progress: what is sold so far over the share of the month by the profile of its days.

The profile are the shares of weekdays in the thirteen weeks before the month, where eight of them have sales; else the
company's working days. Of too few days nothing is told (`forecast_days`). The range is what the same method would have
given in the last twelve whole months on the same number of days: the least and the largest ratio of the true month to
its forecast.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.ahead import LEAST_DAYS, too_few_days
from kpi_desktop.engine.algorithms.leads import working_time
from kpi_desktop.engine.sql import day_literal
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.algorithms.scope import Answer, Scope

_WEEKS, _LEAST_WEEKS, _MONTHS_BACK, _LEAST_MONTHS = 13, 8, 12, 3
_NOTHING_YET = msg("Nothing of this period is loaded yet: there is nothing to forecast from")
_SHORT = msg("The range needs three whole months of earlier sales")

_Sales = dict[date, Decimal]


def forecast(scope: Scope) -> Answer:
    """The forecast of net revenue; a period that is over has its own revenue."""
    return _answer(scope, lambda sales, window, last: _forecast(scope, sales, window, last))


def forecast_low(scope: Scope) -> Answer:
    """The lower end of the range."""
    return _answer(scope, lambda sales, window, last: _edge(scope, sales, window, last, min))


def forecast_high(scope: Scope) -> Answer:
    """The upper end of the range."""
    return _answer(scope, lambda sales, window, last: _edge(scope, sales, window, last, max))


def _answer(scope: Scope, told: Callable[[_Sales, Period, date], Value]) -> Answer:
    first = scope.rows.run(f"SELECT MIN(f.day), MAX(f.day) FROM sale f WHERE {scope.counted()}")[0]
    begun, last = first
    if not isinstance(begun, date) or not isinstance(last, date):
        return {}
    over = [window for window in scope.cut.windows if last >= window.last_day]
    answer: Answer = _sold(scope, over) if over else {}
    ahead = [window for window in scope.cut.windows if last < window.last_day]
    if ahead:
        found = _by_day(scope, begun, last)
        for window in ahead:
            answer[window] = {member: told(sales, window, last) for member, sales in found.items()}
    return answer


def _sold(scope: Scope, over: list[Period]) -> Answer:
    """Periods that are over need no days: what was sold in them, by member."""
    found = scope.by_window(
        f"SELECT w.win, {scope.member()} AS member, SUM(f.amount) FROM sale f\n"
        f"JOIN win w ON f.day >= w.lo AND f.day < w.hi\nWHERE {scope.counted()}\nGROUP BY {scope.grouped('w.win')}"
    )
    return {
        window: {int(str(member)): amount for member, amount in found[window] if isinstance(amount, Decimal)}
        for window in over
    }


def _by_day(scope: Scope, first: date, last: date) -> dict[int, _Sales]:
    rows = scope.rows.run(
        f"SELECT {scope.member()} AS member, f.day, SUM(f.amount) FROM sale f\n"
        f"WHERE f.day >= {day_literal(first)} AND f.day <= {day_literal(last)} AND {scope.counted()}\n"
        f"GROUP BY f.day{', ' + scope.member() if scope.cut.dimension else ''}"
    )
    found: dict[int, _Sales] = {}
    for member, day, amount in rows:
        if isinstance(day, date) and isinstance(amount, Decimal):
            found.setdefault(int(str(member)), {})[day] = amount
    return found


def _forecast(scope: Scope, sales: _Sales, window: Period, last: date, least: int | None = None) -> Value:
    so_far = sum((value for day, value in sales.items() if window.holds(day) and day <= last), Decimal(0))
    if last >= window.last_day:
        return so_far
    if last < window.start:
        return Missing(Reason.NO_DATA, _NOTHING_YET, scope.measure.id, ("sale",))
    weights = _weights(scope, sales, window)
    known = [weight for day, weight in weights.items() if day <= last and weight > 0]
    few = too_few_days(len(known), scope.number(LEAST_DAYS) if least is None else least)
    if few is not None:
        return few
    whole = sum(weights.values(), Decimal(0))
    return EXACT.divide(EXACT.multiply(so_far, whole), sum(known, Decimal(0)))


def _weights(scope: Scope, sales: _Sales, window: Period) -> dict[date, Decimal]:
    """How much of the month each of its days is expected to bring."""
    before = window.start - timedelta(days=7 * _WEEKS)
    past = {day: value for day, value in sales.items() if before <= day < window.start and value > 0}
    days = [window.start + timedelta(days=n) for n in range(window.days)]
    if len({(window.start - day).days // 7 for day in past}) >= _LEAST_WEEKS:
        of_weekday = [Decimal(0)] * 7
        for day, value in past.items():
            of_weekday[day.weekday()] += value
        return {day: of_weekday[day.weekday()] for day in days}
    working = working_time(scope)
    return {day: Decimal(working.is_working(day)) for day in days}


def _edge(scope: Scope, sales: _Sales, window: Period, last: date, choose: Callable[[list[Decimal]], Decimal]) -> Value:
    value = _forecast(scope, sales, window, last)
    if isinstance(value, Missing) or last >= window.last_day:
        return value
    ratios = _ratios(scope, sales, window, (last - window.start).days)
    if len(ratios) < _LEAST_MONTHS:
        return Missing(Reason.HISTORY_SHORT, _SHORT, scope.measure.id, ("sale",))
    return EXACT.multiply(value, choose(ratios))


def _ratios(scope: Scope, sales: _Sales, window: Period, passed: int) -> list[Decimal]:
    """The true month over its forecast on the same day, for the whole months before."""
    begun = min(sales)
    found: list[Decimal] = []
    month = Period.of(window.start - timedelta(days=1), Grain.MONTH)
    while month.start >= begun and len(found) < _MONTHS_BACK:
        seen = min(month.start + timedelta(days=passed), month.last_day)
        guess = _forecast(scope, sales, month, seen, least=1)
        true = sum((value for day, value in sales.items() if month.holds(day)), Decimal(0))
        if isinstance(guess, Decimal) and guess > 0 and true > 0:
            found.append(EXACT.divide(true, guess))
        month = Period.of(month.start - timedelta(days=1), Grain.MONTH)
    return found
