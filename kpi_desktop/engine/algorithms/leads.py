"""How quickly leads are answered, in the company's working hours (A:178-180)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.working import Week, Working
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.algorithms.scope import Answer, Scope

#: Working hours until the first contact of each lead by day and member; None where nobody answered.
_Waits = dict[int, list[tuple[date, Decimal | None]]]

_UNANSWERED = msg("Over half of the leads have no answer: the typical time is not known")


def response_median(scope: Scope) -> Answer:
    """The lower median of working hours to the first contact; unanswered leads count as longer than any."""
    found = _waits(scope)
    answer: Answer = {}
    for window in scope.cut.windows:
        answer[window] = {}
        for member, leads in found.items():
            inside = [wait for day, wait in leads if window.holds(day)]
            if inside:
                answer[window][member] = _lower_median(inside, scope.measure.id)
    return answer


def followed_in_time(scope: Scope) -> Answer:
    """How many leads were first contacted within so many working hours (the parameter `response_hours`)."""
    limit = Decimal(scope.number("response_hours"))
    return _waited(scope, lambda wait: wait is not None and wait <= limit)


def leads_answered_late(scope: Scope) -> Answer:
    """How many leads were first contacted later than the limit (`response_hours`)."""
    limit = Decimal(scope.number("response_hours"))
    return _waited(scope, lambda wait: wait is not None and wait > limit)


def leads_unanswered(scope: Scope) -> Answer:
    """How many leads nobody contacted up to the report's day."""
    return _waited(scope, lambda wait: wait is None)


def leads_timed(scope: Scope) -> Answer:
    """How many leads state when they came in."""
    return _waited(scope, lambda _wait: True)


def _waited(scope: Scope, belongs: Callable[[Decimal | None], bool]) -> Answer:
    """Leads of each window whose wait passes the test."""
    found = _waits(scope)
    return {
        window: {
            member: Decimal(sum(belongs(wait) for day, wait in leads if window.holds(day)))
            for member, leads in found.items()
        }
        for window in scope.cut.windows
    }


def _lower_median(waits: list[Decimal | None], about: str) -> Value:
    known = sorted(wait for wait in waits if wait is not None)
    place = (len(waits) - 1) // 2
    return known[place] if place < len(known) else Missing(Reason.NO_DATA, _UNANSWERED, about)


def _waits(scope: Scope) -> _Waits:
    working = working_time(scope)
    rows = scope.rows.run(
        f"SELECT {scope.member()} AS member, f.day, f.created, f.first_contact FROM lead f "
        f"WHERE {scope.days()} AND {scope.counted()} AND f.created IS NOT NULL"
    )
    found: _Waits = {}
    for member, day, created, contact in rows:
        assert isinstance(day, date)
        assert isinstance(created, datetime)
        wait = working.hours(created, contact) if isinstance(contact, datetime) else None
        found.setdefault(int(str(member)), []).append((day, wait))
    return found


def working_time(scope: Scope) -> Working:
    """The working days and hours that the owner states."""
    return Working(Week(scope.values["working_week"]), scope.number("work_start"), scope.number("work_end"))


def leads_won(scope: Scope) -> Answer:
    """How many leads of the window have their number in the list of deals won, whenever they were won."""
    found = scope.by_window(
        f"SELECT w.win, {scope.member()} AS member, COUNT(DISTINCT f.lead) FROM lead f\n"
        f"JOIN win w ON f.day >= w.lo AND f.day < w.hi\n"
        f"WHERE {scope.counted()} AND f.lead IN (SELECT d.lead FROM won_deal d WHERE {scope.base('d')})\n"
        f"GROUP BY {scope.grouped('w.win')}"
    )
    return {window: {int(str(code)): Decimal(str(n)) for code, n in rows} for window, rows in found.items()}
