"""What a formula asks of the engine: a measure, read in a window derived from the report's month."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from kpi_desktop.core.period import Grain, Period, add_months


class Move(StrEnum):
    """A change of the window in which a measure is read."""

    PREVIOUS = "prev"
    YEAR_AGO = "yoy"
    TRAILING = "trailing"
    TRAILING_DAYS = "trailing_days"
    DAYS_BEFORE = "days_before"
    YEAR_TO_DATE = "ytd"


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One move; `count` is how many periods back (prev, yoy) or how many months or days are taken."""

    move: Move
    count: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Leaf:
    """A measure in its context: steps are applied to the report's window from the outermost inwards.

    `total` means that splits are ignored: the measure is read for the whole company even in a split by manager.
    """

    measure: str
    steps: tuple[Step, ...] = ()
    total: bool = False
    _hash: int = field(init=False, repr=False, compare=False)  # a split of thousands of members looks it up each time

    def __post_init__(self) -> None:
        """Tell leaves apart once."""
        object.__setattr__(self, "_hash", hash((self.measure, self.steps, self.total)))

    def __hash__(self) -> int:
        """Equal leaves have equal hashes."""
        return self._hash

    def __reduce__(self) -> tuple[type[Leaf], tuple[str, tuple[Step, ...], bool]]:
        """Another process hashes texts in its own way."""
        return Leaf, (self.measure, self.steps, self.total)


def window(steps: tuple[Step, ...], period: Period) -> Period:
    """The days in which a leaf is read when the report stands on `period`.

    `prev` shifts by the window's own length, `yoy` by years, `trailing(n)` ends with the window and reaches n months
    back, `trailing_days(n)` n days; `days_before(n)` is the window with the n days before it; `ytd` starts on the first
    of January of the window's last day.
    """
    for step in steps:
        match step.move:
            case Move.PREVIOUS:
                period = period.shifted(-step.count)
            case Move.YEAR_AGO:
                period = period.years_back(step.count)
            case Move.TRAILING:
                period = Period(add_months(period.end, -step.count), period.end)
            case Move.TRAILING_DAYS:
                period = Period(period.end - timedelta(days=step.count), period.end)
            case Move.DAYS_BEFORE:
                period = Period(period.start - timedelta(days=step.count), period.end)
            case Move.YEAR_TO_DATE:
                period = Period(Period.of(period.last_day, Grain.YEAR).start, period.end)
    return period
