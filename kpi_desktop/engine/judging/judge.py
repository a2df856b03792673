"""One figure of one month beside its own past: usual, worse by chance, or worse by more than chance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import sqrt
from statistics import median
from typing import TYPE_CHECKING

from kpi_desktop.engine.judging.observed import Observed, Scale
from kpi_desktop.engine.judging.usual import expected

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Months that a comparison needs at all, and months from which the season is known and alarms are raised (NUMBERS 24).
LEAST_MONTHS, SEASON_MONTHS = 6, 13

#: Months that the median is taken over where the season is not known.
_MEDIAN_MONTHS = 12

#: Cases of a share, and things in a count, under which a month tells nothing.
_LEAST_CASES, _LEAST_COUNT = 5.0, 5.0

_WIDE = 1.96


class Basis(Enum):
    """What the usual level is: same month last year by own trend; the 12-month median without season; nothing."""

    SEASON = "season"
    MEDIAN = "median"
    NONE = "none"


class Worse(Enum):
    """The direction in which the figure is bad."""

    DOWN = "down"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Judged:
    """A month's figure beside its usual level.

    `low` and `high` hold 95 of 100 healthy months; `p` is the chance that a healthy month is this bad or worse, one
    side. Where `enough` is false the history does not bear a judgement: no alarm may be raised, `usual` (None under
    six months) is shown for comparison only.
    """

    value: float
    usual: float | None
    basis: Basis
    low: float | None
    high: float | None
    p: float
    enough: bool

    @property
    def worse(self) -> bool:
        """Whether the figure lies on the bad side of its usual level at all."""
        return self.p < 0.5


def judge(
    history: Sequence[Observed | None], now: Observed, worse: Worse = Worse.DOWN, *, wanders: bool = False
) -> Judged:
    """Compare a month with the months before it, oldest first, ending with the month before; None is unknown.

    A figure `wanders` where it is read over more than its own month and so moves little by little.
    """
    known = [one for one in history if one is not None]
    if len(known) < LEAST_MONTHS:
        return Judged(now.value, None, Basis.NONE, None, None, 1.0, enough=False)
    if len(history) < SEASON_MONTHS or history[-_MEDIAN_MONTHS] is None or len(known) < SEASON_MONTHS:
        return _by_median(history, now)
    said = expected(history, now, wanders=wanders)
    low, high = (now.figure(place) for place in said.range())
    below = said.below(now)
    p = below if worse is Worse.DOWN else 1 - below
    enough = _tells(now, now.figure(said.place))
    return Judged(now.value, now.figure(said.place), Basis.SEASON, low, high, p if enough else 1.0, enough=enough)


def _by_median(history: Sequence[Observed | None], now: Observed) -> Judged:
    """The median of up to twelve months; without a season no month can be called bad, so nothing is alarmed."""
    places = [one.place for one in history[-_MEDIAN_MONTHS:] if one is not None]
    if len(places) < LEAST_MONTHS:
        return Judged(now.value, None, Basis.NONE, None, None, 1.0, enough=False)
    usual = median(places)
    spread = sqrt(sum((place - usual) ** 2 for place in places) / (len(places) - 1) * (1 + 1.57 / len(places)))
    spread = max(spread, now.error)
    low, high = now.figure(usual - _WIDE * spread), now.figure(usual + _WIDE * spread)
    return Judged(now.value, now.figure(usual), Basis.MEDIAN, low, high, 1.0, enough=False)


def _tells(now: Observed, usual: float) -> bool:
    """Whether the month is large enough to say anything; an empty month after full ones is a finding."""
    match now.scale:
        case Scale.SHARE:
            return now.cases >= _LEAST_CASES
        case Scale.COUNT:
            return usual >= _LEAST_COUNT
        case _:
            return True
