"""Where the report stands: the month asked for, the days of it that are known, and the windows that follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Period
from kpi_desktop.expr.functions import PERIODS
from kpi_desktop.expr.leaf import Leaf, Move, Step, window

if TYPE_CHECKING:
    from collections.abc import Collection

_BACK = frozenset({Move.PREVIOUS, Move.YEAR_AGO})
_TRAILING = frozenset({Move.TRAILING, Move.TRAILING_DAYS, Move.DAYS_BEFORE})


class Role(Enum):
    """Why a window is read: `base` and `trailing` windows count only where they are wholly covered.

    `to_date` is a trailing window as long as the language allows: all of the loaded history, whatever its length.
    """

    OWN = "own"
    BASE = "base"
    TRAILING = "trailing"
    TO_DATE = "to_date"


@dataclass(frozen=True, slots=True)
class Standing:
    """A window in which a metric is read.

    `days` are the part of `period` that is compared, so that a month of which nine days are known meets nine days of
    the month before. With `cut` the metric itself is read on those days only, else on all of the period. `without`
    are sources that are left out so that both sides of a comparison have the same streams.
    """

    period: Period
    days: Period
    cut: bool = False
    without: frozenset[int] = field(default_factory=frozenset)
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Tell standings apart once: every figure of a split looks its own up."""
        object.__setattr__(self, "_hash", hash((self.period, self.days, self.cut, self.without)))

    def __hash__(self) -> int:
        """Equal standings have equal hashes."""
        return self._hash

    @classmethod
    def whole(cls, period: Period) -> Standing:
        """The whole period with all its sources."""
        return cls(period, period)

    def moved(self, period: Period) -> Standing:
        """The same days of another period, read on those days only."""
        if self.days == self.period:
            return Standing(period, period, cut=False, without=self.without)
        return Standing(period, same_days(self, period), cut=True, without=self.without)


def same_days(standing: Standing, period: Period) -> Period:
    """The days of `period` that stand where the known days stand in theirs; a shorter month ends at its end.

    A stretch to the end of its month reaches to the end of the other month, whatever their lengths.
    """
    begins = (standing.days.start - standing.period.start).days
    ends = (standing.days.end - standing.period.start).days
    start = _day(period, begins)
    end = period.end if standing.days.end == standing.period.end else _day(period, ends)
    return Period(start, max(start, end))


def _day(period: Period, count: int) -> date:
    return min(period.start + timedelta(days=count), period.end)


def role_of(steps: Collection[Step]) -> Role:
    """How strictly a leaf's window must be covered."""
    moves = {step.move for step in steps}
    if moves & _TRAILING:
        months = max((step.count for step in steps if step.move is Move.TRAILING), default=0)
        return Role.TO_DATE if months >= PERIODS else Role.TRAILING
    return Role.BASE if moves & _BACK else Role.OWN


def leaf_window(leaf: Leaf, standing: Standing) -> Period:
    """The days in which a leaf is read; windows moved back in time are cut to the days that are known now."""
    steps = leaf.steps
    found = window(steps, standing.period)
    if standing.days == standing.period:
        return found
    if any(step.move in _TRAILING for step in steps):
        to_date = standing.cut and len(steps) == 1 and role_of(steps) is Role.TO_DATE
        return Period(found.start, standing.days.end) if to_date else found
    if not steps:
        return standing.days if standing.cut else found
    anchor = window(tuple(step for step in steps if step.move in _BACK), standing.period)
    days = same_days(standing, anchor)
    if any(step.move is Move.YEAR_TO_DATE for step in steps):
        return Period(found.start, days.end)
    return days
