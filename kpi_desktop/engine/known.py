"""The day as of which the state of a month's debts is known: what is paid and what is overdue is told for that day.

It is the last day of the period itself, never the day after. Of a month in progress it is the last day with data: who
has to pay by the 30th owes nothing late on the 15th. An export of contracts ends with the last one that was signed;
where the rest of the book reaches a few quiet days further, nothing was signed on them, and the debts stand there too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.coverage import QUIET

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kpi_desktop.engine.coverage import Coverage

#: Facts whose rows are events of their own day: their last row tells that the day has come.
_EVENTS = frozenset({
    "sale", "order", "payment", "contract", "deal", "lead", "call", "visit", "activity", "traffic", "advertising",
    "mailing", "answer", "task", "usage",
})  # fmt: skip


def state_day(period: Period, known: date) -> date:
    """The day as of which a period's end is told: its last day, of a quarter or year under way that of the last month
    with data (`known` is the last known day).

    Contracts that run out in December are in force in October, and nobody has yet bought in the days to come: a
    quarter of which one month is known stands where that month does, letter for letter.
    """
    reached = Period.of(known, Grain.MONTH).last_day
    return min(period.last_day, reached) if period.holds(known) else period.last_day


class KnownDays:
    """Tells the day as of which a fact's state stands in a period."""

    def __init__(self, coverage: Mapping[str, Coverage]) -> None:
        """Look at nothing yet: `coverage` are the covered days of every fact of the book."""
        self._coverage = coverage

    def last(self, fact: str, period: Period) -> date:
        """The period's last day, or the last one with data where the fact and the book do not reach it."""
        own = self._coverage[fact].last_day if fact in self._coverage else None
        if own is None or own >= period.last_day:
            return period.last_day
        others = min(self._event(own), period.last_day)
        return others if own < others <= own + QUIET else own

    def as_of(self, fact: str) -> date | None:
        """The day as of which the whole book tells the state of the fact; None where it has no such rows.

        Debts and contracts in force stand on that day in their lists, and the figures beside them name the same one.
        """
        own = self._coverage[fact].last_day if fact in self._coverage else None
        if own is None:
            return None
        others = self._event(own)
        return others if own < others <= own + QUIET else own

    def _event(self, default: date) -> date:
        """The last day on which anything of the book happened."""
        ends = [self._coverage[name].last_event for name in _EVENTS & self._coverage.keys()]
        return max((day for day in ends if day is not None), default=default)
