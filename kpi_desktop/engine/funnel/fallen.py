"""A step of which fewer go on than in the months before, in a history that is too short for a weak link.

No alarm is raised in the first year (NUMBERS 24), but what an owner does next should not wait for it: where the share
that goes on is lower than the months before allow, by the weak link's own test and correction over the steps, it is a
step to take, told with the word that the season is not known yet. With enough history the weak link alone speaks; where
it is silent for want of months, no stage uses the month's allowance, so all of it is here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kpi_desktop.engine.funnel.depth import STEADY, Depth, depth
from kpi_desktop.engine.funnel.mix import mixes, usual_rates
from kpi_desktop.engine.judging.guard import LEVEL, holm
from kpi_desktop.engine.judging.judge import Basis, Judged
from kpi_desktop.engine.judging.observed import Observed
from kpi_desktop.engine.judging.usual import expected

if TYPE_CHECKING:
    from kpi_desktop.engine.funnel.counts import Counted, Passing
    from kpi_desktop.engine.funnel.weak import WeakLink

#: Months before that a fall is told from; the very first loaded one is often only a part of a month and not among them.
LEAST = 4


@dataclass(frozen=True, slots=True)
class Fallen:
    """Of `cases` that came to the step `hits` went on; `usual` is the share of the `months` before, the mix taken out.

    `p` is the chance of so few in a month like those. `depth` names a channel or a person where the fall is really
    theirs; `split` says that there are two or more of either to tell apart.
    `gain` is what the usual share would add to the result in money; None where the funnel has none.
    """

    stage: str
    cases: float
    hits: float
    usual: float
    months: int
    p: float
    depth: Depth
    split: bool = False
    gain: Fraction | None = None

    @property
    def due(self) -> float:
        """How many would have gone on at the usual share."""
        return self.usual * self.cases

    def of(self, result: Fraction) -> Fallen:
        """With its money: the result is that of those who went on, so more of them make more of it in proportion."""
        if result <= 0 or not self.hits:
            return self
        return replace(self, gain=result * (Fraction(f"{self.due:.9f}") / Fraction(f"{self.hits:.9f}") - 1))


def fallen(counted: Counted, weak: WeakLink) -> Fallen | None:
    """The surest of the steps that fell; None where nothing did or the weak link itself can tell."""
    if weak.enough:
        return None
    told = [one for step in counted.steps if (one := _told(counted, step)) is not None]
    passed = holm({one.stage: one.p for one in told}, LEVEL)
    return min((one for one in told if one.stage in passed), key=lambda one: (one.p, one.stage), default=None)


def _told(counted: Counted, step: Passing) -> Fallen | None:
    """The last month beside those before it; None where cases are not followed, or are too few."""
    cases, hits = step.totals()
    if not step.followed or cases[-1] < STEADY:
        return None
    alone = mixes(step, usual_rates(step, counted.known))
    shares = [
        Observed.share(float(hit), float(case), float(mix)) for hit, case, mix in zip(hits, cases, alone, strict=True)
    ]
    last = len(shares) - 1
    past = [shares[at] if counted.is_known(at) and cases[at] >= STEADY else None for at in range(1, last)]
    while past and past[0] is None:
        past.pop(0)
    months = sum(one is not None for one in past)
    if months < LEAST:
        return None
    now = shares[last]
    said = expected(past, now)
    usual, p = now.figure(said.place), said.below(now)
    low, high = (now.figure(place) for place in said.range())
    split = any(sum(bool(name) for name in names) > 1 for names in (counted.channels, counted.people))
    judged = Judged(now.value, usual, Basis.MEDIAN, low, high, p, enough=False)
    return Fallen(
        step.stage, float(cases[last]), float(hits[last]), usual, months, p, depth(counted, step, judged), split
    )
