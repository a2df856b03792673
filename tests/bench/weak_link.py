"""Does the weak link find a known fault and leave healthy companies alone? Figures for the note; run by hand.

`python -m tests.bench.weak_link [companies [shift]]`: faults of 3 to 5 standard errors, the curve for 1 to 5, healthy
companies over all stages, short histories, and the sum of the parts, in made-up companies
(tests/simulation/funnel_company.py). `shift` moves all seeds: other companies of the same kind.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from decimal import Decimal

import numpy as np

from kpi_desktop.engine.funnel.fallen import fallen
from kpi_desktop.engine.funnel.shares import explain
from kpi_desktop.engine.funnel.weak import WeakLink, weak_link
from tests.simulation.funnel_company import MONTHS, STAGES, STEPS, Made, make
from tests.simulation.reading import CAUSES, chains, counted, profit


def judged(made: Made) -> WeakLink:
    """What the kernel says of the company."""
    return weak_link(counted(made), profit(made))


def found(companies: int, low: float, high: float, first: int) -> tuple[float, float, Counter[str], int]:
    """Share of companies whose right stage is first, share with an alarm, misses by stage, cut faults."""
    dice = np.random.default_rng(first)
    hits = alarms = capped = 0
    missed: Counter[str] = Counter()
    for index in range(companies):
        stage, errors = STAGES[index % len(STAGES)], float(dice.uniform(low, high))
        made = make(first + index, stage, errors)
        link = judged(made)
        capped += made.capped
        alarms += link.certain
        right = link.first is not None and link.first.id == stage
        hits += right
        if not right:
            missed[stage] += 1
    return hits / companies, alarms / companies, missed, capped


def healthy(companies: int, first: int, months: int = MONTHS) -> tuple[float, float]:
    """The share of healthy company-months with an alarm of any kind, and milliseconds for one."""
    alarms, spent = 0, 0.0
    for index in range(companies):
        made = make(first + index, months=months)
        numbers, money = counted(made), profit(made)
        begun = time.perf_counter()
        link = weak_link(numbers, money)
        spent += time.perf_counter() - begun
        alarms += link.certain or any(stage.significant or stage.depth for stage in link.stages)
    return alarms / companies, 1000 * spent / companies


def told_short(companies: int, first: int, months: int, *, fault: bool) -> tuple[float, float]:
    """Of a short history: how often a step that fell is told (no alarm, a step to take), and how often the right one.

    Healthy companies, or those with a fault of 3 to 5 standard errors at a step drawn evenly.
    """
    dice = np.random.default_rng(first)
    told = right = 0
    for index in range(companies):
        stage, errors = STEPS[index % len(STEPS)], float(dice.uniform(3, 5))
        made = make(first + index, stage, errors, months=months) if fault else make(first + index, months=months)
        numbers = counted(made)
        one = fallen(numbers, weak_link(numbers, profit(made)))
        told += one is not None
        right += one is not None and one.stage == stage
    return told / companies, right / companies


def named_wrongly(companies: int, first: int) -> tuple[int, int]:
    """Of stages found whose fault is that of all channels and people: how many, and how often one is named."""
    found_ones = wrong = 0
    for index in range(companies):
        stage = STEPS[index % len(STEPS)]
        top = judged(make(first + index, stage, 5.0)).first
        if top is not None and top.significant and top.id == stage:
            found_ones += 1
            wrong += bool(top.depth and (top.depth.channel or top.depth.person))
    return found_ones, wrong


def worst_sum(companies: int, first: int) -> Decimal:
    """The largest difference between a change and the sum of its parts, this month against the same of last year."""
    worst = Decimal(0)
    for index in range(companies):
        made = make(first + index, STAGES[index % len(STAGES)])
        change = explain(CAUSES, chains(made, -14), chains(made, -2))
        worst = max(worst, abs(sum(change.parts.values(), Decimal(0)) - change.total))
    return worst


def main(companies: int, shift: int = 0) -> None:
    """Print the figures."""
    hits, alarms, missed, capped = found(companies, 3, 5, 100_000 + shift)
    _say(
        f"3 to 5 standard errors: right stage first {hits:.1%}, alarm {alarms:.1%}; missed {dict(missed)}, cut {capped}"
    )
    for low in (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0):
        hits, alarms, _, _ = found(companies // 2, low, low, 300_000 + shift)
        _say(f"  {low:.1f}: right stage first {hits:.1%}, alarm {alarms:.1%}")
    rate, spent = healthy(companies, 500_000 + shift)
    _say(f"healthy: alarm in {rate:.1%} of company-months; {spent:.1f} ms for one")
    for months in (4, 9, 12):
        _say(f"healthy, {months} months: alarm in {healthy(companies // 5, 700_000 + shift, months)[0]:.1%}")
    for months in (6, 9, 12):
        quiet, _ = told_short(companies // 5, 740_000 + shift, months, fault=False)
        told, right = told_short(companies // 5, 760_000 + shift, months, fault=True)
        _say(
            f"a step that fell, {months} months: told of healthy {quiet:.1%}, of faults {told:.1%} (right {right:.1%})"
        )
    of, wrong = named_wrongly(companies // 2, 820_000 + shift)
    _say(f"a channel or a person named where the fault is that of all: {wrong} of {of}")
    _say(f"parts against the change, worst of {companies}: {worst_sum(companies, 100_000 + shift)}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:3] or ["1000"]))
