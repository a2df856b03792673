"""Two shares compared, and two means: is the difference real, how large may it be, how many cases more to tell.

Shares: the interval of the difference is Newcombe's (from the Wilson intervals of both), the chance is Fisher's exact
one where some cell expects fewer than five and that of the pooled proportion elsewhere. Means: Welch. Statistics are
floats; no money figure is made of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil, exp, lgamma, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The chance of calling a difference real that is none, and the chance of finding the wanted one.
LEVEL, POWER = 0.05, 0.8

#: Expected cases of a cell under which the exact test is used, and cases of a group under which a mean tells nothing.
SMALL_CELL, LEAST_CASES = 5.0, 30

#: By how much two chances of the exact test may differ and still count as equally likely.
_ALIKE = 1e-7

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Group:
    """One advertisement: how many cases (people who saw it, called, came) and how many of them did what was wanted."""

    hits: int
    cases: int

    @property
    def share(self) -> float:
        """The conversion."""
        return self.hits / self.cases


class Verdict(StrEnum):
    """What may be said of two groups."""

    FIRST = "first"  # the first is really better
    SECOND = "second"
    TOO_EARLY = "too_early"  # not enough cases for the wanted difference
    ALIKE = "alike"  # enough cases, and no difference shown


@dataclass(frozen=True, slots=True)
class TwoShares:
    """Two advertisements beside each other: the second less the first, with its 95 % interval.

    `p` is the chance of so large a difference where there is none, `exact` whether by the exact test; `needed` are the
    cases that each group needs to show `wanted`. `level` is the chance that was allowed, after so many looks.
    """

    first: Group
    second: Group
    difference: float
    low: float
    high: float
    p: float
    exact: bool
    wanted: float
    needed: int
    level: float
    verdict: Verdict


def compare_shares(first: Group, second: Group, wanted: float, looks: int = 1) -> TwoShares:
    """Compare two conversions; `wanted` is the difference worth finding, as a fraction of cases.

    Looking again and again finds differences that are none: the allowed chance is shared over the `looks` (Bonferroni).
    """
    level = LEVEL / max(1, looks)
    low, high = newcombe(first, second, level)
    exact = _smallest_cell(first, second) < SMALL_CELL
    p = fisher(first, second) if exact else pooled(first, second)
    needed = sample(first.share, wanted, level)
    enough = min(first.cases, second.cases) >= needed
    if p <= level:
        verdict = Verdict.SECOND if second.share > first.share else Verdict.FIRST
    else:
        verdict = Verdict.ALIKE if enough else Verdict.TOO_EARLY
    difference = second.share - first.share
    return TwoShares(first, second, difference, low, high, p, exact, wanted, needed, level, verdict)


def wilson(group: Group, level: float = LEVEL) -> tuple[float, float]:
    """The interval of one share."""
    z = _NORMAL.inv_cdf(1 - level / 2)
    n, share = group.cases, group.share
    middle = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    under = 1 + z * z / n
    return max(0.0, (middle - half) / under), min(1.0, (middle + half) / under)


def newcombe(first: Group, second: Group, level: float = LEVEL) -> tuple[float, float]:
    """The interval of the second share less the first: the hybrid score interval without a correction."""
    (low_1, high_1), (low_2, high_2) = wilson(first, level), wilson(second, level)
    one, two = first.share, second.share
    low = two - one - sqrt((two - low_2) ** 2 + (high_1 - one) ** 2)
    high = two - one + sqrt((high_2 - two) ** 2 + (one - low_1) ** 2)
    return low, high


def pooled(first: Group, second: Group) -> float:
    """The chance by the pooled proportion, both sides."""
    whole = (first.hits + second.hits) / (first.cases + second.cases)
    spread = sqrt(whole * (1 - whole) * (1 / first.cases + 1 / second.cases))
    return 2 * (1 - _NORMAL.cdf(abs(second.share - first.share) / spread)) if spread else 1.0


def fisher(first: Group, second: Group) -> float:
    """The exact chance, both sides: all tables with the same totals that are no likelier than this one."""
    hits, cases = first.hits + second.hits, first.cases + second.cases
    lowest, highest = max(0, hits - second.cases), min(hits, first.cases)
    whole = _ways(cases, hits)
    here = _ways(first.cases, first.hits) + _ways(second.cases, second.hits) - whole
    total = 0.0
    for mine in range(lowest, highest + 1):
        likely = _ways(first.cases, mine) + _ways(second.cases, hits - mine) - whole
        if likely <= here + _ALIKE:
            total += exp(likely)
    return min(1.0, total)


def _ways(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _smallest_cell(first: Group, second: Group) -> float:
    hits, cases = first.hits + second.hits, first.cases + second.cases
    return min(first.cases, second.cases) * min(hits, cases - hits) / cases


def sample(share: float, wanted: float, level: float = LEVEL, power: float = POWER) -> int:
    """The cases that each of two groups needs to show a difference of `wanted` from this share, with this power."""
    other = share + wanted if share + wanted < 1 else share - wanted
    other = min(max(other, 0.0), 1.0)
    gap = abs(other - share)
    if not gap:
        raise ValueError("no difference is wanted")
    middle = (share + other) / 2
    spread = _NORMAL.inv_cdf(1 - level / 2) * sqrt(2 * middle * (1 - middle))
    spread += _NORMAL.inv_cdf(power) * sqrt(share * (1 - share) + other * (1 - other))
    return ceil((spread / gap) ** 2)


class Keep(StrEnum):
    """What becomes of a pilot."""

    KEEP = "keep"
    DROP = "drop"
    TOO_EARLY = "too_early"


@dataclass(frozen=True, slots=True)
class TwoMeans:
    """Income per customer of a pilot beside that of the others: pilot less base, with its 95 % interval.

    `threshold` is the difference that was agreed to be worth keeping it for; `more` are the further customers of the
    pilot that would tell, where it is too early and they can be told.
    """

    pilot: float
    base: float
    pilot_cases: int
    base_cases: int
    difference: float
    low: float
    high: float
    threshold: float
    verdict: Keep
    more: int | None = None


def compare_means(pilot: Sequence[float], base: Sequence[float], threshold: float = 0.0) -> TwoMeans | None:
    """Keep a pilot only where all of the interval lies above the threshold, drop it where all lies below.

    None where one side has fewer than two customers. Under thirty on either side it is too early whatever is seen.
    """
    if min(len(pilot), len(base)) < 2:
        return None
    (mean, spread), (other, other_spread) = _mean(pilot), _mean(base)
    error = sqrt(spread / len(pilot) + other_spread / len(base))
    half = _quantile(pilot, base, spread, other_spread) * error
    gap = mean - other
    low, high = gap - half, gap + half
    small = min(len(pilot), len(base)) < LEAST_CASES
    verdict = Keep.TOO_EARLY
    if not small and low > threshold:
        verdict = Keep.KEEP
    elif not small and high < threshold:
        verdict = Keep.DROP
    more = _more(len(pilot), (gap, half, threshold), small) if verdict is Keep.TOO_EARLY else None
    return TwoMeans(mean, other, len(pilot), len(base), gap, low, high, threshold, verdict, more)


def _mean(values: Sequence[float]) -> tuple[float, float]:
    mean = sum(values) / len(values)
    return mean, sum((value - mean) ** 2 for value in values) / (len(values) - 1)


def _quantile(pilot: Sequence[float], base: Sequence[float], spread: float, other: float) -> float:
    """Student's 97.5 % by Welch's degrees of freedom (Cornish and Fisher's expansion, good from three on)."""
    one, two = spread / len(pilot), other / len(base)
    z = _NORMAL.inv_cdf(1 - LEVEL / 2)
    if not one + two:
        return z
    free = max(3.0, (one + two) ** 2 / (one**2 / (len(pilot) - 1) + two**2 / (len(base) - 1)))
    return z + (z**3 + z) / (4 * free) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)


def _more(cases: int, seen: tuple[float, float, float], small: bool) -> int | None:
    """Customers still lacking if the difference stays as it is; None where it lies at the threshold itself."""
    gap, half, threshold = seen
    far = abs(gap - threshold)
    if not far:
        return None
    needed = ceil(cases * (half / far) ** 2)
    return max(needed, LEAST_CASES if small else 0, cases + 1) - cases
