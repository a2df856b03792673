"""What is known of one month's figure, and the scale on which its past is compared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import asin, exp, log, pi, sin, sqrt


class Scale(Enum):
    """How a figure's changes are measured: a share by its angle, counts and amounts by ratios, levels as they are."""

    SHARE = "share"
    COUNT = "count"
    AMOUNT = "amount"
    LEVEL = "level"


#: What keeps shares and counts of nothing finite (Anscombe).
_HALF, _ANSCOMBE = 0.5, 0.375


@dataclass(frozen=True, slots=True)
class Observed:
    """One month of a figure.

    `value` is the figure (a share as a fraction); `error` the standard error that chance alone gives it on its scale,
    0 where it is not known and is told by the history only. `mix` is the share that the month's mix of channels and
    people alone would give: the share is then judged against it, so that a change of the mix is no fault.
    """

    scale: Scale
    value: float
    error: float
    cases: float
    mix: float | None = None

    @classmethod
    def share(cls, hits: float, cases: float, mix: float | None = None) -> Observed:
        """`hits` of `cases`; the cases must hold the hits (NUMBERS 17: only subsets have intervals)."""
        if not 0 <= hits <= cases:
            raise ValueError("hits are a part of the cases")
        value = hits / cases if cases else 0.0
        return cls(Scale.SHARE, value, 1 / (2 * sqrt(cases + _HALF)), float(cases), mix)

    @classmethod
    def count(cls, number: float) -> Observed:
        """A number of things that happened: leads, calls, orders."""
        if number < 0:
            raise ValueError("a count is not negative")
        return cls(Scale.COUNT, float(number), 1 / sqrt(max(number, 1.0)), float(number))

    @classmethod
    def amount(cls, mean: float, cases: float, spread: float = 0.0) -> Observed:
        """The mean of `cases` positive amounts whose standard deviation is `spread` (0: not known)."""
        if mean <= 0:
            raise ValueError("an amount is compared by ratio and must be positive")
        error = spread / mean / sqrt(cases) if cases else 0.0
        return cls(Scale.AMOUNT, float(mean), error, float(cases))

    @classmethod
    def ratio(cls, hits: float, cases: float) -> Observed:
        """So many of one thing for each of another, where the one is no part of the other: purchases of a buyer."""
        if hits < 0 or cases <= 0:
            raise ValueError("a ratio needs something to divide by")
        seen = max(hits, _HALF)
        return cls(Scale.AMOUNT, seen / cases, sqrt(1 / seen + 1 / cases), seen)

    @classmethod
    def level(cls, value: float, error: float = 0.0) -> Observed:
        """A figure of any sign, compared by difference: a margin, a result."""
        return cls(Scale.LEVEL, float(value), error, 0.0)

    @property
    def place(self) -> float:
        """Where the figure stands on its scale, the mix taken out."""
        match self.scale:
            case Scale.SHARE:
                held = (self.value * self.cases + _ANSCOMBE) / (self.cases + 2 * _ANSCOMBE)
                return angle(held) - self.shift
            case Scale.COUNT:
                return log(self.value + _HALF)
            case Scale.AMOUNT:
                return log(self.value)
            case _:
                return self.value

    @property
    def shift(self) -> float:
        """What the mix alone adds on the scale."""
        return 0.0 if self.mix is None else angle(self.mix)

    def figure(self, place: float) -> float:
        """The figure that stands at a place of the scale, with this month's mix."""
        match self.scale:
            case Scale.SHARE:
                held = sin(min(max(place + self.shift, 0.0), pi / 2)) ** 2
                # What `place` adds to the counts is taken out again: 10 of 30 month after month is usually a third.
                return _share(held * (self.cases + 2 * _ANSCOMBE) - _ANSCOMBE, self.cases, held)
            case Scale.COUNT:
                return max(exp(place) - _HALF, 0.0)
            case Scale.AMOUNT:
                return exp(place)
            case _:
                return place


def _share(hits: float, cases: float, else_: float) -> float:
    return min(max(hits / cases, 0.0), 1.0) if cases else else_


def angle(share: float) -> float:
    """The angle of a share: on this scale chance has the same size whatever the share is."""
    return asin(sqrt(min(max(share, 0.0), 1.0)))
