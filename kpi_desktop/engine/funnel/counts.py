"""A funnel counted by months: how many came to each stage, and how many of them went on by the same age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: The day of something that has not happened: later than any day of a calendar.
NEVER = 2**31


@dataclass(frozen=True, slots=True)
class Passing:
    """One step of the funnel by month, channel and person: of `cases` that came to it, `hits` went on.

    Arrays of shape (months, channels, people), the last month is the one that is judged. Every month is seen at the
    same age: so many days after its end as are known after the judged one, so that a young month meets young months.
    `followed` says that the hits are some of the cases; else both are counted by their own dates, and the step is a
    ratio that may pass one.
    """

    stage: str
    cases: Floats
    hits: Floats
    followed: bool = True

    def totals(self) -> tuple[Floats, Floats]:
        """Cases and hits of each month over all channels and people."""
        return self.cases.sum(axis=(1, 2)), self.hits.sum(axis=(1, 2))


@dataclass(frozen=True, slots=True)
class Amounts:
    """The money of the stage after the last step, by month: mean, number, spread of a single one (0: not known)."""

    stage: str
    mean: Floats
    cases: Floats
    spread: Floats


@dataclass(frozen=True, slots=True)
class Counted:
    """All that the weak link is told from: the volume, the steps in their order, the amounts.

    `known` says which months are wholly covered; `volume` has the shape of `Passing.cases`. `again` are those who came
    back after the last step: they add to the result and do not multiply it.
    """

    first: str
    volume: Floats
    steps: tuple[Passing, ...]
    amounts: tuple[Amounts, ...]
    channels: tuple[str, ...] = ("",)
    people: tuple[str, ...] = ("",)
    known: tuple[bool, ...] = ()
    again: Passing | None = None

    @property
    def months(self) -> int:
        """How many months there are, the judged one among them."""
        return int(self.volume.shape[0])

    def is_known(self, month: int) -> bool:
        """Whether the month is wholly covered."""
        return not self.known or self.known[month]


@dataclass(frozen=True, slots=True)
class Ways:
    """Rows of one stage: the day each came, the day it went on (NEVER: not yet), its channel and person by number.

    `number` is how many cases a row stands for; one each where it is not given.
    """

    came: Ints
    went: Ints
    channel: Ints
    person: Ints
    number: Ints | None = None


def passing(stage: str, ways: Ways, edges: Sequence[int], age: int, shape: tuple[int, int]) -> Passing:
    """Count cohorts: of the rows that came within a month, those that went on by `age` days after its end.

    `edges` are the first days of the months and the day after the last one; `shape` the numbers of channels and people.
    """
    months = len(edges) - 1
    month = np.searchsorted(np.asarray(edges), ways.came, side="right") - 1
    inside = (month >= 0) & (month < months)
    cell = (month * shape[0] + ways.channel) * shape[1] + ways.person
    size = months * shape[0] * shape[1]
    ends = np.asarray(edges)[np.clip(month + 1, 0, months)]
    through = inside & (ways.went < ends + age)
    number = np.ones(len(ways.came)) if ways.number is None else ways.number.astype(float)
    cases = np.bincount(cell[inside], number[inside], minlength=size).astype(np.float64)
    hits = np.bincount(cell[through], number[through], minlength=size).astype(np.float64)
    return Passing(stage, cases.reshape((months, *shape)), hits.reshape((months, *shape)))
