"""Whether a figure stands lower or higher than a year before, month after month, and whether chance explains it.

Each of the last twelve months is set beside the same month a year before, so the season plays no part. Neighbouring
months are alike: a run of low months is worth far less than as many months drawn apart. How alike they are cannot be
known from twelve pairs, so every likeness of a grid is weighed by how well it explains the pairs (restricted
likelihood, as with usual levels) and the chances are averaged: what cannot be told widens the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

#: How alike two neighbouring months may be (the correlation of one month with the next). With 0.9 in it a lasting fall
#: by a fifth is hardly ever told, without 0.8 months alike by 0.7 raise ten times the alarms that are allowed.
_ALIKE = (0.0, 0.2, 0.4, 0.6, 0.8)

#: The part of the months that must stand on the side that is told.
_MOST = 2 / 3


@dataclass(frozen=True, slots=True)
class Trend:
    """In how many of the last twelve months a figure was lower than a year before, and in how many higher.

    `p_lower` and `p_higher` are the chances of standing so far on that side where no year differs from another.
    """

    lower: int
    higher: int
    p_lower: float
    p_higher: float

    def chance(self, *, down: bool) -> float:
        """How likely it is where nothing changes; 1 where a third of the months stand on the other side."""
        months, hits = self.lower + self.higher, self.lower if down else self.higher
        if not months or hits < _MOST * months:
            return 1.0
        return self.p_lower if down else self.p_higher


def year_on_year(pairs: Sequence[tuple[float, float]]) -> Trend:
    """The trend of pairs (a year before, now), oldest first; ratios where all are positive, else differences."""
    ratios = all(then > 0 and now > 0 for then, now in pairs)
    steps = [log(now / then) if ratios else now - then for then, now in pairs]
    lower, higher = sum(now < then for then, now in pairs), sum(now > then for then, now in pairs)
    below = _below(np.array(steps)) if lower or higher else 0.5
    return Trend(lower, higher, below, 1 - below)


def _below(steps: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """The chance of so low a mean of alike steps whose true mean is nought (Student, one side)."""
    count = len(steps)
    back = np.arange(count)
    ones = np.ones(count)
    likelihoods, chances = [], []
    for alike in _ALIKE:
        correlation = alike ** np.abs(back[:, None] - back[None, :])
        inverse = np.linalg.inv(correlation)
        total = float(ones @ inverse @ ones)
        mean = float(ones @ inverse @ steps) / total
        rest = steps - mean
        spread = max(float(rest @ inverse @ rest), 1e-18 * float(steps @ steps), 1e-300)
        freedom = count - 1
        log_det = float(np.linalg.slogdet(correlation)[1])
        likelihoods.append(-0.5 * (log_det + log(total) + freedom * log(spread)))
        chances.append(_student(mean / sqrt(spread / freedom / total), freedom))
    best = max(likelihoods)
    weights = [exp(one - best) for one in likelihoods]
    return sum(w * p for w, p in zip(weights, chances, strict=True)) / sum(weights)


def _student(value: float, freedom: int) -> float:
    """The chance that Student's t with so many degrees of freedom is at most `value`, by the middle rule in angles."""
    ratio = exp(lgamma((freedom + 1) / 2) - lgamma(freedom / 2)) / sqrt(np.pi)
    angles = np.linspace(-np.pi / 2, float(np.arctan(value / sqrt(freedom))), 2001)
    middles = (angles[1:] + angles[:-1]) / 2
    return float(min(1.0, ratio * np.sum(np.cos(middles) ** (freedom - 1)) * (angles[1] - angles[0])))
