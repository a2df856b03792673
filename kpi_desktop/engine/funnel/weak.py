"""The weak link: which stage costs the most against its usual level, and whether that can be chance.

Every stage is judged beside its own past with the mix of channels and people taken out; the family of stages is kept to
its allowance of false alarms. Stages that are no chance come first, the dearest of them on top. Where all may be chance
the order is by strength of evidence and the answer says so. Inside a stage that is no chance the fault is looked for
one level deeper: one channel or all, one person or all; a person is named only where the fall is not that of the rest
and the mix of leads is taken out (NUMBERS 24).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kpi_desktop.engine.funnel.depth import Depth, depth
from kpi_desktop.engine.funnel.mix import mixes, usual_rates
from kpi_desktop.engine.funnel.words import CHECK, USUAL_PLACES
from kpi_desktop.engine.judging.guard import STAGES, holm
from kpi_desktop.engine.judging.judge import Judged, judge
from kpi_desktop.engine.judging.observed import Observed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from kpi_desktop.engine.funnel.counts import Amounts, Counted, Passing

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage beside its usual level.

    `gain` is what the result of the month would be more by if this stage alone stood at its usual level, `gain_low` and
    `gain_high` its range of 95 %; None where the history gives no level. Gains of several stages do not add up.
    The gain is below zero where every case brings a loss. `mixed` is the share that the month's mix alone would give.
    """

    id: str
    judged: Judged
    significant: bool = False
    gain: Fraction | None = None
    gain_low: Fraction | None = None
    gain_high: Fraction | None = None
    depth: Depth | None = None
    mixed: float | None = None


@dataclass(frozen=True, slots=True)
class WeakLink:
    """The stages, weakest first; `certain`: the first of them is no chance; `enough`: any of them can be told."""

    stages: tuple[Stage, ...]
    certain: bool
    enough: bool

    @property
    def first(self) -> Stage | None:
        """The stage to look at; None where no stage is below its usual level or nothing can be told."""
        return self.stages[0] if self.enough and self.stages and self.stages[0].judged.worse else None


def weak_link(counted: Counted, result: Fraction) -> WeakLink:
    """Judge every stage of the last month; `result` is the month's money (profit or revenue) that stages multiply."""
    stages = [_volume(counted), *(_step(counted, step) for step in counted.steps)]
    stages += [_amount(counted, amounts) for amounts in counted.amounts]
    again = counted.again.stage if counted.again is not None else ""
    stages += [_step(counted, counted.again)] if counted.again is not None and _ever(counted.again) else []
    told = [stage for stage in stages if stage.judged.enough]
    passed = holm({stage.id: stage.judged.p for stage in told}, STAGES)
    marked = [replace(stage, significant=stage.id in passed) for stage in stages]
    found = [_added(stage, result) if stage.id == again else _in_money(stage, result) for stage in marked]
    found = [_deeper(stage, counted) if stage.significant else stage for stage in found]
    return WeakLink(tuple(sorted(found, key=_order)), bool(passed), bool(told))


def _ever(again: Passing) -> bool:
    """Whether anybody ever came again: where nobody does, none in a month is no fall and no stage to look at."""
    return bool(again.totals()[1].sum() > 0)


def _order(stage: Stage) -> tuple[int, float, float, str]:
    """Significant ones by money, then the others by evidence, then those that cannot be told.

    Where every case brings a loss no stage is dear: then the significant ones stand by evidence too.
    """
    if stage.significant:
        dear = float("-inf") if stage.gain is None else -max(float(stage.gain), 0.0)
        return 0, dear, stage.judged.p, stage.id
    return (1, 0.0, stage.judged.p, stage.id) if stage.judged.enough else (2, 0.0, 0.0, stage.id)


def _volume(counted: Counted) -> Stage:
    numbers = counted.volume.sum(axis=(1, 2))
    return Stage(counted.first, _judged(counted, [Observed.count(float(number)) for number in numbers]))


def _step(counted: Counted, step: Passing) -> Stage:
    cases, hits = step.totals()
    if not step.followed:
        return Stage(step.stage, _judged(counted, [_ratio(hit, case) for hit, case in zip(hits, cases, strict=True)]))
    alone = mixes(step, usual_rates(step, counted.known))
    months = [
        Observed.share(float(hit), float(case), float(mix)) for hit, case, mix in zip(hits, cases, alone, strict=True)
    ]
    return Stage(step.stage, _judged(counted, months), mixed=float(alone[-1]))


def _ratio(hits: float, cases: float) -> Observed | None:
    return Observed.ratio(float(hits), float(cases)) if cases > 0 else None


def _amount(counted: Counted, amounts: Amounts) -> Stage:
    months = [
        Observed.amount(float(mean), float(cases), float(spread)) if mean > 0 and cases > 0 else None
        for mean, cases, spread in zip(amounts.mean, amounts.cases, amounts.spread, strict=True)
    ]
    return Stage(amounts.stage, _judged(counted, months))


def judged_ratio(known: Sequence[bool], cases: Floats, hits: Floats) -> Judged:
    """So many hits for each case, both by their own dates, the last month beside those before it that are known."""
    months = [_ratio(hit, case) for hit, case in zip(hits, cases, strict=True)]
    return _beside(known, months)


def _judged(counted: Counted, months: Sequence[Observed | None]) -> Judged:
    return _beside([counted.is_known(index) for index in range(len(months))], months)


def _beside(known: Sequence[bool], months: Sequence[Observed | None]) -> Judged:
    past = [one if there else None for there, one in zip(known, months[:-1], strict=False)]
    first = next((index for index, one in enumerate(past) if one is not None and one.cases), len(past))
    now = months[-1]
    if now is None:
        return judge([], Observed.level(0.0))
    return judge(past[first:], now)


def _in_money(stage: Stage, result: Fraction) -> Stage:
    """The result at the usual level of this stage alone: it multiplies the result, the others staying as they are.

    Nothing can be multiplied up from a stage that let nothing through: then the gain is not told. Of a loss more cases
    make a larger one, which is a gain below zero; what a larger check would make of it hangs on the price, the cost or
    the goods that it comes from, and is not told.
    """
    judged = stage.judged
    if not result or (result < 0 and stage.id == CHECK):
        return stage
    if judged.usual is None or judged.low is None or judged.high is None or not judged.value:
        return stage
    value = Fraction(repr(judged.value))
    gains = [result * (level(at) / value - 1) for at in (judged.usual, judged.low, judged.high)]
    low, high = sorted(gains[1:])
    return replace(stage, gain=gains[0], gain_low=low, gain_high=high)


def _added(stage: Stage, result: Fraction) -> Stage:
    """Those who come again at their usual level: so many more cases of the month's average result.

    They are a part of what the last stage counts and no link of its product, so that their share adds to it. Of a loss
    nothing is told, and a month of which nothing came has no average.
    """
    judged = stage.judged
    if result <= 0 or judged.usual is None or judged.low is None or judged.high is None:
        return stage
    value = Fraction(repr(judged.value))
    gain, low, high = (result * (level(at) - value) for at in (judged.usual, judged.low, judged.high))
    return replace(stage, gain=gain, gain_low=low, gain_high=high)


def level(value: float) -> Fraction:
    """A usual level as the number that is printed and computed with."""
    return Fraction(f"{value:.{USUAL_PLACES}f}")


def _deeper(stage: Stage, counted: Counted) -> Stage:
    if stage.id == counted.first:
        return replace(stage, depth=depth(counted, None, stage.judged))
    steps = counted.steps if counted.again is None else (*counted.steps, counted.again)
    step = next((step for step in steps if step.stage == stage.id), None)
    return stage if step is None or not step.followed else replace(stage, depth=depth(counted, step, stage.judged))
