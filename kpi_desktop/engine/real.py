"""Whether one month, or one person, is really better than another: by what their days show, not by the two figures.

A ratio of two totals has the doubt that its days give it (the ratio estimator: how far each day lies from the whole),
a count that of its days. So a good day and a bad month are told apart for any figure, not only for shares of cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The chance of calling a difference real that is none, over all that were looked at.
LEVEL = 0.05

#: Days with anything in them under which nothing can be told.
LEAST_DAYS = 10


@dataclass(frozen=True, slots=True)
class Days:
    """One month by days: what is divided and what it is divided by (1 a day for a count)."""

    over: tuple[float, ...]
    under: tuple[float, ...]

    @property
    def ratio(self) -> float | None:
        """The whole month's figure; None where there is nothing to divide by."""
        whole = sum(self.under)
        return sum(self.over) / whole if whole > 0 else None

    @property
    def variance(self) -> float | None:
        """The variance of the ratio by its days; None under the least number of days."""
        ratio, busy = self.ratio, sum(1 for part in self.under if part > 0)
        if ratio is None or busy < LEAST_DAYS:
            return None
        rest = sum((over - ratio * under) ** 2 for over, under in zip(self.over, self.under, strict=True))
        return rest * busy / (busy - 1) / sum(self.under) ** 2


def chance(one: Days, other: Days) -> float | None:
    """The chance of so large a difference where there is none, both sides; None where too little is known."""
    a, b = one.ratio, other.ratio
    spread_a, spread_b = one.variance, other.variance
    if a is None or b is None or spread_a is None or spread_b is None:
        return None
    spread = sqrt(spread_a + spread_b)
    if not spread:
        return None
    return 2 * (1 - NormalDist().cdf(abs(a - b) / spread))


def real(one: Days, other: Days, looked_at: Sequence[object]) -> bool:
    """Whether the difference is real, after so many candidates were looked at to find it."""
    found = chance(one, other)
    return found is not None and found <= LEVEL / max(1, len(looked_at))
