"""Companies made up of single leads, with or without a fault in one stage of the last month. Imports nothing of ours.

A lead comes from a channel, is given to a person, may become a visit, the visit a contract, the contract a payment;
each step waits (exponential, its median in days). 50 to 2,000 leads a month over 24 months (and four before them, so
that the first months have a past), a season of the volume up to 30 %, seasons of the steps, growth, own trends of the
steps, months that differ beyond counting (up to 5 % of the volume, 3 % of a step), channels whose shares wander, one of
them jumping in the last month in every fifth company, people with unlike skill who are away for two to four weeks a
year. The book is read 0 to 14 days after the last month's end.

The fault: everything that comes to the stage within the last month goes on less often, by so many standard errors of
the stage's rate of that month as it can be seen on the day of reading (counting and the stage's own unrest together).
The volume of leads and the average check are stages like the others. A fault that would need more than all of the
stage's passes is cut to all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

NEVER = 2**31
STAGES = ("leads", "visits", "contracts", "payments", "check")
STEPS = STAGES[1:4]
CHANNELS = ("Сайт", "Реклама", "Рекомендации")
PEOPLE = ("Анна", "Борис", "Вера")
MONTHS, BEFORE = 24, 4


@dataclass
class Made:
    """A company: a row for each lead (days as ordinals), and what was done to it."""

    edges: list[int]
    age: int
    lead: Ints
    channel: Ints
    person: Ints
    visit: Ints
    contract: Ints
    payment: Ints
    amount: Floats
    cost: Floats
    fault: str | None
    growth: float = 0.0
    capped: bool = False


def month_edges(months: int = MONTHS) -> list[int]:
    """The first days of the months before and of the last `months`, which end with December 2025, and the day after."""
    first = (2026 * 12) - months - BEFORE
    return [date((first + i) // 12, (first + i) % 12 + 1, 1).toordinal() for i in range(months + BEFORE + 1)]


def make(seed: int, fault: str | None = None, errors: float = 4.0, months: int = MONTHS) -> Made:
    """A company of this seed; with a `fault` of so many standard errors in a stage of its last month."""
    dice = np.random.default_rng(seed)
    edges = month_edges(months)
    length = len(edges) - 1
    age = int(dice.integers(0, 15))
    calendar = (np.arange(length) + 12 - length) % 12
    leads = np.exp(dice.uniform(np.log(50), np.log(2000)))
    wave = dice.uniform(0, 0.3) * np.sin(2 * np.pi * (calendar / 12 + dice.uniform()))
    season = wave + dice.normal(0, 0.05, 12)[calendar]
    unrest = dice.uniform(0, 0.05)
    back = np.arange(length) - length + 1
    growth = float(dice.uniform(-0.01, 0.02))
    due = leads * np.exp(season + growth * back + dice.normal(0, unrest, length))
    if fault == "leads":
        due[-1] *= max(0.0, 1 - errors * np.sqrt(1 / due[-1] + unrest**2))
    number = dice.poisson(due)
    month = np.repeat(np.arange(length), number)
    starts, spans = np.asarray(edges[:-1]), np.diff(edges)
    lead = starts[month] + (dice.random(month.size) * spans[month]).astype(np.int64)
    channel = _drawn(dice, _channel_shares(dice, length)[month])
    person = _drawn(dice, _people_shares(dice, length)[month])
    made = Made(edges, age, lead, channel, person, lead, lead, lead, np.array([]), np.array([]), fault, growth)
    came = lead
    for step, low, high in (("visits", 0.35, 0.6), ("contracts", 0.25, 0.5), ("payments", 0.7, 0.9)):
        came = _step(dice, made, came, (step, low, high), errors)
        setattr(made, step.removesuffix("s"), came)
    _money(dice, made, errors)
    return made


def _channel_shares(dice: np.random.Generator, length: int) -> Floats:
    drift = dice.normal(0, 0.5, 3) + np.cumsum(dice.normal(0, 0.05, (length, 3)), axis=0)
    if dice.random() < 0.2:
        drift[-1, dice.integers(3)] += dice.choice([-0.7, 0.7])
    weights = np.exp(drift)
    shares: Floats = weights / weights.sum(axis=1, keepdims=True)
    return shares


def _people_shares(dice: np.random.Generator, length: int) -> Floats:
    """Equal shares, less in months of a vacation: each is away half a month to a whole one, twice in 24 months."""
    weights = np.ones((length, 3))
    for person in range(3):
        for year in range(length // 12 + 1):
            month = min(year * 12 + int(dice.integers(12)), length - 1)
            weights[month, person] = dice.uniform(0.0, 0.5)
    weights += 0.02
    shares: Floats = weights / weights.sum(axis=1, keepdims=True)
    return shares


def _drawn(dice: np.random.Generator, shares: Floats) -> Ints:
    """A member for each row by its row of shares."""
    found: Ints = (dice.random(len(shares))[:, None] > np.cumsum(shares, axis=1)[:, :-1]).sum(axis=1)
    return found


def _step(dice: np.random.Generator, made: Made, came: Ints, step: tuple[str, float, float], errors: float) -> Ints:
    """The day on which each row goes on to the step, NEVER for those that do not."""
    name, low, high = step
    length = len(made.edges) - 1
    base, wait = dice.uniform(low, high), dice.uniform(2, 9)
    unrest = dice.uniform(0, 0.03)
    calendar = np.arange(length) % 12
    back = np.arange(length) - length + 1
    by_month = dice.normal(0, dice.uniform(0, 0.06), 12)[calendar] + dice.uniform(-0.003, 0.003) * back
    by_month = by_month + dice.normal(0, unrest, length)
    by_channel, by_person = np.exp(dice.normal(0, 0.25, 3)), np.exp(dice.normal(0, 0.12, 3))
    month = np.clip(np.searchsorted(made.edges, came, side="right") - 1, 0, length - 1)
    share = np.clip(base * np.exp(by_month[month]) * by_channel[made.channel] * by_person[made.person], 0, 0.97)
    share = np.where(came < NEVER, share, 0.0)
    if made.fault == name:
        last = (came >= made.edges[-2]) & (came < made.edges[-1])
        left = made.edges[-1] + made.age - came[last]
        seen = share[last] * (1 - np.exp(-np.log(2) * left / wait))
        rate = seen.mean() if last.any() else 0.0
        error = np.sqrt(rate * (1 - rate) / max(last.sum(), 1) + (rate * unrest) ** 2)
        cut = errors * error / rate if rate else 1.0
        made.capped = bool(cut > 1)
        share = np.where(last, share * max(0.0, 1 - cut), share)
    waits = np.floor(dice.exponential(wait / np.log(2), came.size)).astype(np.int64)
    went: Ints = np.where(dice.random(came.size) < share, came + waits, NEVER)
    return went


def _money(dice: np.random.Generator, made: Made, errors: float) -> None:
    """The amount of each payment and its cost; lognormal, the same for all channels."""
    size, spread = made.lead.size, 0.5
    amount = np.exp(dice.normal(np.log(dice.uniform(3000, 60000)) - spread**2 / 2, spread, size))
    if made.fault == "check":
        last = (made.payment >= made.edges[-2]) & (made.payment < made.edges[-1])
        relative = np.sqrt(np.exp(spread**2) - 1) / np.sqrt(max(last.sum(), 1))
        made.capped = bool(errors * relative > 1)
        amount = np.where(last, amount * max(0.02, 1 - errors * relative), amount)
    made.amount = np.asarray(np.round(amount, 2), dtype=np.float64)
    made.cost = np.asarray(np.round(amount * dice.uniform(0.5, 0.75), 2), dtype=np.float64)
