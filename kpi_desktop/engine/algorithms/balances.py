"""Balances on a day: of each account the last one that is known on or before the window's last day."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.algorithms.scope import NOBODY
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.algorithms.scope import Answer, Scope


def balance_at_end(scope: Scope) -> Answer:
    """The sum over accounts (`key`, a dimension) of the last balance (`column`) up to the window's end."""
    rows = _before(scope, "w.hi")
    return {window: _told(scope, window.end, rows[window]) for window in scope.cut.windows}


def balance_at_start(scope: Scope) -> Answer:
    """The same as it stood before the window's first day.

    An account that is known at the end only has no balance at the start: its money would look like earned in between.
    """
    rows, unknown = _before(scope, "w.lo"), _begun_inside(scope)
    answer: Answer = {}
    for window in scope.cut.windows:
        answer[window] = _told(scope, window.start, rows[window])
        for member in unknown[window]:
            text = msg(
                "An account is known from a day of this period on: enter its balance before {day}, zero if it is new",
                day=day_message(window.start),
            )
            answer[window][member] = Missing(Reason.NOT_COVERED, text, scope.measure.fact, (scope.measure.fact,))
    return answer


def whole_months(scope: Scope) -> Answer:
    """How many calendar months the window has; no value for a part of a month.

    Of a quarter or year under way those with balances: what one month used up is not spread over three.
    """
    found: Answer = {}
    for window in scope.cut.windows:
        months = Period(window.start, scope.state_day(window) + timedelta(days=1)).whole_months
        found[window] = {NOBODY: Decimal(months) if months else Missing(Reason.GRAIN, _PART, scope.measure.id)}
    return found


_PART = msg("This is known for whole months only")


def _before(scope: Scope, edge: str) -> dict[Period, list[tuple[object, ...]]]:
    """The sums of the last balances before an edge of each window, by member."""
    measure = scope.measure
    return scope.by_window(
        f"SELECT p.win, p.member, SUM(p.v) FROM (\n"
        f'  SELECT w.win AS win, {scope.member()} AS member, f."{measure.column}" AS v,\n'
        f'    ROW_NUMBER() OVER (PARTITION BY w.win, f."{measure.key}" '
        f"ORDER BY f.day DESC, f.batch DESC, f.src_row DESC) AS n\n"
        f'  FROM "{measure.fact}" f JOIN win w ON f.day < {edge} WHERE {scope.counted()}\n'
        f") p WHERE p.n = 1 GROUP BY p.win, p.member"
    )


def _begun_inside(scope: Scope) -> dict[Period, set[int]]:
    """Members with an account whose first balance is of a day inside the window."""
    key = f'f."{scope.measure.key}"'
    rows = scope.by_window(
        f"SELECT DISTINCT w.win, k.member FROM (\n"
        f"  SELECT {scope.member()} AS member, {key} AS account, MIN(f.day) AS day\n"
        f'  FROM "{scope.measure.fact}" f WHERE {scope.counted()} GROUP BY {scope.grouped(key)}\n'
        f") k JOIN win w ON k.day >= w.lo AND k.day < w.hi"
    )
    return {window: {int(str(member)) for (member,) in found} for window, found in rows.items()}


def _told(scope: Scope, day: date, rows: list[tuple[object, ...]]) -> dict[int, Value]:
    found: dict[int, Value] = {int(str(member)): value for member, value in rows if isinstance(value, Decimal)}
    if not found:
        fact = scope.facts[scope.measure.fact]
        text = msg("No balance is known before {day}", day=day_message(day))
        return {NOBODY: Missing(Reason.NOT_COVERED, text, fact.id, (fact.id,))}
    return found
