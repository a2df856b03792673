"""The usual level of a figure: same month last year by own trend, told with less noise than one month has.

NUMBERS 24 takes the same month of last year times the figure's own trend. Last year's month is itself one month with a
month's chance in it: a comparison with it alone is 1.4 times as noisy as need be, and a fault of three standard errors
is lost as often as found. So the same thing is estimated from all months together: a level, a trend, and a factor for
each month of the year that is believed as far as the history bears it out. Where years repeat one another, the factor
of the month stands almost whole and the level is last year's month times the trend; where the months of the year do not
differ, it goes to none. How large factors, trend and the chance beyond counting are is not guessed: every combination
of a grid is weighed by how well it explains the past (restricted likelihood) and the answers are averaged, so that what
a short history cannot tell widens the range instead of being called a fault.

What a month adds beyond counting is measured in the larger of counting and of what neighbouring months show: a site of
a million visits counts so exactly that any real month lies many times its counting error from the last one. A figure
over the last twelve months shares eleven of them with its neighbour and wanders: for it a level that moves from month
to month stands among the combinations.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import erfc, sqrt
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.engine.judging.observed import Observed, Scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: In units of the figure's own chance: what a month adds beyond counting, factors of months, trend a month, and what a
#: level that wanders moves in a month.
_EXTRA = (0.0, 0.5, 0.9, 1.6, 2.8, 6.0)
_SEASON = (0.0, 0.6, 1.5, 4.0, 10.0)
_TREND = (0.0, 0.05, 0.25)
_WALK = (0.0, 2.0, 5.0)

_YEAR = 12

#: A figure whose own chance is not known, or is next to nothing beside its steps from month to month, is measured in
#: this part of the middle step: the rest is what the history shows.
_UNKNOWN = 0.3

#: 95 % of the normal distribution.
_WIDE = 1.96


@dataclass(frozen=True, slots=True)
class Expected:
    """What the past says of a month, by each combination of the grid: place, doubt of the level, chance of a month."""

    weights: Floats
    places: Floats
    level: Floats
    chance: Floats

    @property
    def place(self) -> float:
        """The usual level on the scale."""
        return float(self.weights @ self.places)

    @property
    def spread(self) -> float:
        """How far a healthy month may lie from it, one standard deviation, both kinds of doubt together."""
        between = float(self.weights @ (self.places - self.place) ** 2)
        return sqrt(float(self.weights @ (self.level + self.chance)) + between)

    def below(self, now: Observed) -> float:
        """The chance that a healthy month is as low as this one or lower."""
        scores = self._scores(now)
        return float(self.weights @ np.array([erfc(-score / sqrt(2)) / 2 for score in scores]))

    def _scores(self, now: Observed) -> Floats:
        if now.scale is not Scale.COUNT:
            found: Floats = (now.place - self.places) / np.sqrt(self.level + self.chance)
            return found
        # Small counts are skewed on the scale of ratios; their roots are not (Anscombe).
        usual = np.exp(self.places)
        extra = usual * (self.level + np.maximum(self.chance - now.error**2, 0.0)) / 4
        roots: Floats = (sqrt(now.value + 0.375) - np.sqrt(usual + 0.375)) / np.sqrt(0.25 + extra)
        return roots

    def range(self) -> tuple[float, float]:
        """The places between which 95 of 100 healthy months lie."""
        return self.place - _WIDE * self.spread, self.place + _WIDE * self.spread


def expected(history: Sequence[Observed | None], now: Observed, *, wanders: bool = False) -> Expected:
    """What the past, oldest month first and ending just before `now`, says of this month; None is a month unknown."""
    known = [(index - len(history), one) for index, one in enumerate(history) if one is not None]
    ages = np.array([age for age, _ in known], dtype=float)
    places = np.array([one.place for _, one in known])
    errors, own = _errors([one for _, one in known], now, places)
    unit = max(sqrt(float(np.mean(errors))), _UNKNOWN * _step(places))
    shape = _shape(tuple(int(age) for age in ages))
    grid = _grid(wanders)
    noise = errors[None, :] + (grid[:, 0] * unit)[:, None] ** 2
    covariance = shape.season * ((grid[:, 1] * unit) ** 2)[:, None, None]
    covariance = covariance + shape.trend * ((grid[:, 2] * unit) ** 2)[:, None, None]
    if wanders:
        covariance = covariance + shape.walk * ((grid[:, 3] * unit) ** 2)[:, None, None]
    covariance[:, np.arange(len(ages)), np.arange(len(ages))] += noise
    with_now = shape.same * ((grid[:, 1] * unit) ** 2)[:, None]
    return _weighed(covariance, with_now, places, grid, (unit, own))


def _step(places: Floats) -> float:
    """The middle step from one known month to the next."""
    return float(np.median(np.abs(np.diff(places)))) if len(places) > 1 else 0.0


def _errors(known: list[Observed], now: Observed, places: Floats) -> tuple[Floats, float]:
    """The squared chance of each month on the scale, and of this one."""
    found = np.array([one.error**2 for one in known])
    if now.scale is Scale.COUNT:
        # A low count has no larger chance because it happens to be low: half its own size, half the usual one.
        usual = float(np.median([one.value for one in known]))
        found = np.array([2 / max(one.value + usual, 2.0) for one in known])
        return found, now.error**2
    spreads = [one.error**2 * one.cases for one in known if one.error and one.cases]
    if now.scale is Scale.AMOUNT and spreads and now.cases:
        # One spread for all months: a month of a single sale has none of its own.
        usual = float(np.median(spreads))
        return np.array([usual / max(one.cases, 1.0) for one in known]), usual / now.cases
    if not found.all() or not now.error:
        least = max(_UNKNOWN * _step(places), 1e-6 * max(1.0, float(np.abs(places).max())))
        return np.full(len(known), least**2), least**2
    return found, now.error**2


@dataclass(frozen=True, slots=True)
class _Shape:
    season: Floats
    trend: Floats
    walk: Floats
    same: Floats


@cache
def _shape(ages: tuple[int, ...]) -> _Shape:
    """Which months share a month of the year, and how far the trend and a wandering level move them together."""
    back = np.array(ages)
    season = ((back[:, None] - back[None, :]) % _YEAR == 0).astype(float)
    walk = np.minimum(-back[:, None], -back[None, :]).astype(float)
    return _Shape(
        season[None], np.outer(back, back).astype(float)[None], walk[None], (back % _YEAR == 0).astype(float)[None]
    )


@cache
def _grid(wanders: bool) -> Floats:
    walks = _WALK if wanders else (0.0,)
    return np.array([(extra, season, trend, walk)
                     for extra in _EXTRA for season in _SEASON for trend in _TREND for walk in walks])  # fmt: skip


def _weighed(
    covariance: Floats, with_now: Floats, places: Floats, grid: Floats, sizes: tuple[float, float]
) -> Expected:
    """The level of this month by each combination (kriging with an unknown mean), weighed by the likelihood."""
    unit, own = sizes
    ones = np.ones_like(places)
    sides = np.stack([np.broadcast_to(ones, with_now.shape), np.broadcast_to(places, with_now.shape), with_now], axis=2)
    solved = np.linalg.solve(covariance, sides)
    by_one, by_place, by_now = solved[:, :, 0], solved[:, :, 1], solved[:, :, 2]
    total = by_one @ ones
    mean = (by_place @ ones) / total
    rest = places[None, :] - mean[:, None]
    usual = mean + np.einsum("gt,gt->g", by_now, rest)
    level = (grid[:, 1] * unit) ** 2 - np.einsum("gt,gt->g", by_now, with_now) + (1 - by_now @ ones) ** 2 / total
    fit = np.einsum("gt,gt->g", rest, by_place - mean[:, None] * by_one)
    likelihood = -0.5 * (np.linalg.slogdet(covariance)[1] + np.log(total) + fit)
    weights = np.exp(likelihood - likelihood.max())
    return Expected(weights / weights.sum(), usual, np.maximum(level, 0.0), own + (grid[:, 0] * unit) ** 2)
