"""Deals: how long they took, which were moved to a later day, which stand at late stages (A:106, 151-157)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.algorithms.scope import NOBODY
from kpi_desktop.engine.condition import literal
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.algorithms.scope import Answer, Scope

_ONE_EXPORT = msg("Deals were exported once only: which of them were moved shows from the second export on")
_NO_STAGES = msg("State in the settings which stages are late (late_stages)")


def cycle_days(scope: Scope) -> Answer:
    """Days from creation to close, all won deals of the window together; one closed before it was made is left out."""
    return _over_won(scope, lambda days: Decimal(sum(days)))


def cycle_deals(scope: Scope) -> Answer:
    """How many won deals of the window have both days in their order."""
    return _over_won(scope, lambda days: Decimal(len(days)))


def cycle_median(scope: Scope) -> Answer:
    """The lower median of days from creation to close over the won deals of the window."""
    return _over_won(scope, lambda days: Decimal(sorted(days)[(len(days) - 1) // 2]))


def _over_won(scope: Scope, told: Callable[[list[int]], Decimal]) -> Answer:
    rows = scope.rows.run(
        f"SELECT {scope.member()} AS member, f.closed_day, f.deal, MIN(f.day) FROM deal f\n"
        f"WHERE {scope.days()} AND {scope.counted()} AND f.closed_day >= f.day\n"
        f"GROUP BY f.closed_day, f.deal{', ' + scope.member() if scope.cut.dimension else ''}"
    )
    answer: Answer = {}
    for window in scope.cut.windows:
        spans: dict[int, list[int]] = {}
        for member, closed, _, opened in rows:
            if isinstance(closed, date) and isinstance(opened, date) and window.holds(closed):
                spans.setdefault(int(str(member)), []).append((closed - opened).days)
        answer[window] = {member: told(days) for member, days in spans.items()}
    return answer


def slipped(scope: Scope) -> Answer:
    """How many open deals are expected in the window now and were expected before it in an earlier export."""
    return {window: _counted(rows, scope) for window, rows in _slipped(scope).items()}


def slipped_amount(scope: Scope) -> Answer:
    """The amount of the slipped deals as it stands now."""
    return {window: _added(rows, scope) for window, rows in _slipped(scope).items()}


def _slipped(scope: Scope) -> Mapping[Period, list[tuple[object, ...]] | None]:
    """Rows (member, amount) of slipped deals by window; None where there is no earlier export to tell by."""
    if not scope.rows.run("SELECT 1 FROM removed_deal LIMIT 1"):
        return dict.fromkeys(scope.cut.windows)
    return scope.by_window(
        f"SELECT w.win, {scope.member()} AS member, MAX(f.amount) FROM deal f JOIN removed_deal r ON r.deal = f.deal\n"
        f"JOIN win w ON f.forecast_day >= w.lo AND f.forecast_day < w.hi AND r.forecast_day < w.lo\n"
        f"WHERE {scope.counted()}\nGROUP BY {scope.grouped('w.win, f.deal')}"
    )


def _counted(rows: list[tuple[object, ...]] | None, scope: Scope) -> dict[int, Value]:
    return _gathered(rows, scope, ((int(str(member)), Decimal(1)) for member, _ in rows or ()))


def _added(rows: list[tuple[object, ...]] | None, scope: Scope) -> dict[int, Value]:
    worth = ((int(str(m)), amount if isinstance(amount, Decimal) else Decimal(0)) for m, amount in rows or ())
    return _gathered(rows, scope, worth)


def _gathered(
    rows: list[tuple[object, ...]] | None, scope: Scope, worth: Iterable[tuple[int, Decimal]]
) -> dict[int, Value]:
    if rows is None:
        return {NOBODY: Missing(Reason.HISTORY_SHORT, _ONE_EXPORT, scope.measure.id, ("deal",))}
    sums: dict[int, Decimal] = {}
    for member, value in worth:
        sums[member] = sums.get(member, Decimal(0)) + value
    return dict(sums)


def late_stage_amount(scope: Scope) -> Answer:
    """The amount of open deals that are expected in the window and stand at a late stage (`late_stages`)."""
    stages = scope.words("late_stages")
    if not stages:
        missing = Missing(Reason.NO_DATA, _NO_STAGES, scope.measure.id)
        return {window: {NOBODY: missing} for window in scope.cut.windows}
    words = ", ".join(literal(stage) for stage in stages)
    rows = scope.rows.run(
        f"SELECT {scope.member()} AS member, f.forecast_day, f.amount FROM deal f\n"
        f"JOIN member m ON m.dimension = 'stage' AND m.code = f.stage AND m.value IN ({words})\n"
        f"WHERE {scope.days()} AND {scope.counted()}"
    )
    answer: Answer = {}
    for window in scope.cut.windows:
        sums: dict[int, Decimal] = {}
        for member, day, amount in rows:
            if isinstance(day, date) and isinstance(amount, Decimal) and window.holds(day):
                sums[int(str(member))] = sums.get(int(str(member)), Decimal(0)) + amount
        answer[window] = dict(sums)
    return answer
