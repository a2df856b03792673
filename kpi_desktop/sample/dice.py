"""Random draws that stay the same in every Python version, and the span of the sample company's history."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Period, add_months

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FIRST_MONTH = date(2024, 11, 1)
MONTHS = 24
#: January to December: a quiet summer, a strong November and December.
SEASON = (0.86, 0.90, 1.00, 0.98, 0.94, 0.88, 0.80, 0.84, 0.98, 1.06, 1.28, 1.48)


class Dice:
    """Only `random()` of the generator is asked: its other methods changed between versions of Python."""

    def __init__(self, seed: int) -> None:
        """Begin the same row of draws for the same seed."""
        self._random = random.Random(seed)

    def share(self) -> float:
        """A number from 0 up to 1."""
        return self._random.random()

    def below(self, count: int) -> int:
        """A whole number from 0 up to and without `count`."""
        return int(self._random.random() * count)

    def between(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both included."""
        return least + self.below(most - least + 1)

    def chance(self, probability: float) -> bool:
        """Whether something of that probability happens."""
        return self._random.random() < probability

    def weighted(self, weights: Sequence[float]) -> int:
        """The place of one of the weights, each as likely as it is heavy."""
        point = self._random.random() * sum(weights)
        for index, weight in enumerate(weights):
            point -= weight
            if point < 0:
                return index
        return len(weights) - 1

    def around(self, mean: float, spread: float = 0.15) -> int:
        """A whole number near the mean, never below zero."""
        return max(round(mean * (1 + spread * (2 * self._random.random() - 1))), 0)


def months() -> Iterator[Period]:
    """The months of the history, oldest first."""
    for index in range(MONTHS):
        yield Period(add_months(FIRST_MONTH, index), add_months(FIRST_MONTH, index + 1))


def days(month: Period) -> Iterator[date]:
    """The days of a month."""
    for number in range(month.days):
        yield month.start + timedelta(days=number)


def season(day: date) -> float:
    """How strong the month of the day is."""
    return SEASON[day.month - 1]
