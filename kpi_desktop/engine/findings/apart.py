"""Members of one month set side by side: do two of them differ by more than chance and more than months differ anyway?

Counting is only a part of chance. A channel's conversion swings from month to month by what was offered and shown that
month, and with thousands of cases any two channels differ by more than counting allows. How far the gap between
members swings is told by the company's earlier months alone, so that a short history bears no such judgement.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import erfc, sqrt
from typing import TYPE_CHECKING

from kpi_desktop.engine.judging.judge import SEASON_MONTHS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kpi_desktop.engine.judging.observed import Observed

#: Under so many cases a member is too small to be set beside another.
LEAST_CASES = 20

#: A month: its members by name, each with a share of its cases.
Members = dict[str, "Observed"]


@dataclass(frozen=True, slots=True)
class Gap:
    """The two members that differ most, the higher first, with the chance of such a difference among all pairs."""

    best: str
    worst: str
    p: float


def comparable(members: Mapping[str, Observed]) -> Members:
    """Those with enough cases to be set side by side."""
    return {name: one for name, one in members.items() if one.cases >= LEAST_CASES}


def enough(past: Sequence[Members]) -> bool:
    """Whether the earlier months bear a judgement: as many as any alarm needs (NUMBERS 24), each with two members."""
    return sum(len(month) > 1 for month in past) >= SEASON_MONTHS


def widest(now: Members, past: Sequence[Members]) -> Gap | None:
    """The pair of this month that differs most beyond chance; None where there are not two members."""
    swing = unrest(past)
    chances = [(_chance(now[one], now[other], swing), one, other) for one, other in combinations(now, 2)]
    if not chances:
        return None
    p, best, worst = min(chances)
    if now[best].place < now[worst].place:
        best, worst = worst, best
    return Gap(best, worst, min(1.0, p * len(chances)))


def unrest(past: Sequence[Members]) -> float:
    """What a month adds to the gap of two members beyond counting: its variance on the scale of shares, 0 for none.

    Each pair about its own mean gap, all pairs together: a channel begun lately is held to what is known of the others.
    """
    pairs = {pair for month in past for pair in combinations(sorted(month), 2)}
    extra, free = 0.0, 0
    for one, other in pairs:
        both = [(month[one], month[other]) for month in past if one in month and other in month]
        gaps = [first.place - second.place for first, second in both]
        mean = sum(gaps) / len(gaps)
        counting = sum(first.error**2 + second.error**2 for first, second in both) / len(gaps)
        extra += sum((gap - mean) ** 2 for gap in gaps) - (len(gaps) - 1) * counting
        free += len(gaps) - 1
    return max(extra / free, 0.0) if free else 0.0


def _chance(one: Observed, other: Observed, swing: float) -> float:
    """The two-sided chance of so large a gap of two members that are alike."""
    return erfc(abs(one.place - other.place) / sqrt(one.error**2 + other.error**2 + swing) / sqrt(2))
