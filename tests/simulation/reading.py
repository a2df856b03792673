"""A made-up company as the arrays that the kernel reads, and as the chain of its money."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.engine.funnel.counts import Amounts, Counted, Ways, passing
from tests.simulation.funnel_company import BEFORE, CHANNELS, PEOPLE, STEPS

if TYPE_CHECKING:
    from tests.simulation.funnel_company import Made

#: The links of the chain of money, by date of event.
CAUSES = ("leads", "visits", "contracts", "payments", "check", "margin")


def counted(made: Made, before: int = BEFORE, *, channels_of_payments: bool = True) -> Counted:
    """The company as counts by month, leaving out the first months of its days.

    A book knows no channel of a contract: `channels_of_payments` false leaves it out here too.
    """
    edges = made.edges[before:]
    days = (made.lead, made.visit, made.contract, made.payment)
    shape = (len(CHANNELS), len(PEOPLE))
    channels = [made.channel, made.channel, made.channel if channels_of_payments else np.zeros_like(made.channel)]
    steps = [
        passing(step, Ways(days[i], days[i + 1], channels[i], made.person), edges, made.age, shape)
        for i, step in enumerate(STEPS)
    ]
    return Counted("leads", steps[0].cases, tuple(steps), (_checks(made, edges),), CHANNELS, PEOPLE)


def _checks(made: Made, edges: list[int]) -> Amounts:
    found = []
    for start, end in itertools.pairwise(edges):
        amounts = made.amount[(made.payment >= start) & (made.payment < end)]
        spread = amounts.std(ddof=1) if amounts.size > 1 else 0.0
        found.append((amounts.mean() if amounts.size else 0.0, amounts.size, spread))
    mean, cases, spread = (np.array(part, dtype=float) for part in zip(*found, strict=True))
    return Amounts("check", mean, cases, spread)


def chains(made: Made, month: int) -> dict[str, list[Decimal]]:
    """By channel: leads, visits, contracts, payments, revenue, profit of a month, each by its own date."""
    lo, hi = made.edges[month], made.edges[month + 1]
    found = {}
    for index, channel in enumerate(CHANNELS):
        of = made.channel == index
        counts = [Decimal(int((of & (d >= lo) & (d < hi)).sum())) for d in _days(made)]
        paid = of & (made.payment >= lo) & (made.payment < hi)
        revenue, cost = (_kopecks(part[paid]) for part in (made.amount, made.cost))
        found[channel] = [*counts, revenue, revenue - cost]
    return found


def profit(made: Made) -> Fraction:
    """The profit of the last month."""
    return Fraction(sum((chain[-1] for chain in chains(made, -2).values()), Decimal(0)))


def _days(made: Made) -> tuple[np.ndarray, ...]:
    return made.lead, made.visit, made.contract, made.payment


def _kopecks(amounts: np.ndarray) -> Decimal:
    return Decimal(int(np.rint(amounts * 100).sum())) / 100
