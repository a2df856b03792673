"""Bases that are no month of the past: last year by the own trend, the plan, the best colleague."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.catalogue.resolve import resolved
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.funnel.against import Against
from kpi_desktop.engine.funnel.depth import STEADY
from kpi_desktop.engine.funnel.shares import explain
from kpi_desktop.engine.funnel.words import CHECK, MARGIN, BaseOf, Money
from kpi_desktop.engine.judging.guard import STAGES
from kpi_desktop.engine.why.plan import Planned
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.expr.nodes import Read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.engine.funnel.chains import Chains
    from kpi_desktop.engine.funnel.reading import FunnelReading, Step

_YEAR = 12


def by_trend(chains: Chains) -> Iterator[Against]:
    """The same month of last year, each link moved as the months since moved against those a year before (NUMBERS 24).

    The trend of a link is that of its ratio of sums: the last months, up to twelve, over the same ones a year earlier.
    """
    last = len(chains.reading.months) - 1
    base = last - _YEAR
    pairs = [at for at in range(max(base, _YEAR), last) if chains.is_told(at) and chains.is_told(at - _YEAR)]
    if base < 0 or not pairs or not chains.is_told(base):
        return
    then, recent, ago = chains.whole(base), _summed(chains, pairs), _summed(chains, [at - _YEAR for at in pairs])
    links: list[Fraction] = []
    for index in range(len(then)):
        trend = _over(_ratio(recent, index), _ratio(ago, index))
        level = _ratio(then, index)
        if trend is None or level is None:
            return
        links.append(level * trend * (links[-1] if links else 1))
    yield chains.plain(BaseOf.TREND, None, links)


def _summed(chains: Chains, places: list[int]) -> list[Fraction]:
    return [sum(amounts, Fraction(0)) for amounts in zip(*(chains.whole(place) for place in places), strict=True)]


def _ratio(links: list[Fraction], index: int) -> Fraction | None:
    """The first link itself, then each over the one before."""
    return links[index] if not index else _over(links[index], links[index - 1])


def _over(part: Fraction | None, whole: Fraction | None) -> Fraction | None:
    return part / whole if part is not None and whole else None


def by_plan(chains: Chains) -> Iterator[Against]:
    """The plan: the result and the links right before it that are planned too; of the result alone it tells nothing."""
    reading = chains.reading
    metric = _result_metric(chains)
    planned = None if metric is None else Planned.of(chains.engine, metric, reading.month)
    if metric is None or planned is None or isinstance(planned.total, Missing):
        return
    links: list[Fraction] = []
    for cause in reversed(chains.causes):
        plan = planned.total if not links else planned.leaves.get(_leaf(reading, cause))
        if plan is None or isinstance(plan, Missing):
            break
        links.insert(0, Fraction(plan))
    causes = chains.causes[len(chains.causes) - len(links) :]
    if len(links) > 1:
        now = chains.whole(len(reading.months) - 1)[-len(links) :]
        change = explain(causes, {"": links}, {"": now})
        yield Against(BaseOf.PLAN, None, change, before=tuple(links), after=tuple(now))


def _leaf(reading: FunnelReading, cause: str) -> Leaf:
    """The measure of a link."""
    stages = {stage.id: stage.measure for stage in reading.stages}
    return Leaf(reading.funnel.amount if cause in (CHECK, MARGIN) else stages[cause])


def _result_metric(chains: Chains) -> str | None:
    """The metric that the result is: of profit its own, else the one that is the measure of the last link."""
    if chains.money is Money.PROFIT:
        return chains.reading.funnel.profit
    leaf, catalogue = _leaf(chains.reading, chains.causes[-1]), chains.engine.catalogue
    trees = ((name, resolved(catalogue, name)) for name in catalogue.metrics)
    return next((name for name, tree in trees if isinstance(tree, Read) and tree.leaf == leaf), None)


@dataclass(frozen=True, slots=True)
class Best:
    """The best colleague of a stage: how many times as many go on as with all of them, the mix of leads taken out."""

    person: str
    times: float


def by_colleague(chains: Chains) -> Iterator[Against]:
    """Every stage at the level of its best colleague, where somebody is really better; else there is no such base.

    The level is the company's of the last year, times by how much the colleague is above it with the same channels. All
    else stays as it is in the month. The worst is never looked for.
    """
    reading = chains.reading
    now = chains.whole(len(reading.months) - 1)
    found = {step.after.id: best for step in reading.steps if (best := best_colleague(reading, step)) is not None}
    before = [now[0]]
    for index in range(1, len(now)):
        cause = chains.causes[index]
        level = _over(now[index], now[index - 1])
        if cause in found:
            level = _at_best(chains, index, found[cause])
        if level is None:
            return
        before.append(before[-1] * level)
    if found:
        people = {stage: best.person for stage, best in found.items()}
        change = explain(chains.causes, {"": before}, {"": now})
        yield Against(BaseOf.COLLEAGUE, None, change, before=tuple(before), after=tuple(now), people=people)


def _at_best(chains: Chains, index: int, best: Best) -> Fraction | None:
    """The year's level of a stage by dates of events, as the chain is, times the colleague's; a share ends at 1."""
    last = len(chains.reading.months) - 1
    places = [at for at in range(max(last - _YEAR, 0), last + 1) if chains.reading.known[at]]
    usual = _ratio(_summed_counts(chains, places), index)
    if usual is None:
        return None
    level = usual * Fraction(f"{best.times:.9f}")
    return level if chains.reading.stages[index].several else min(level, max(usual, Fraction(1)))


def _summed_counts(chains: Chains, places: list[int]) -> list[Fraction]:
    return [Fraction(round(float(array[places].sum()))) for array in chains.reading.totals]


def best_colleague(reading: FunnelReading, step: Step) -> Best | None:
    """Who goes on really more often than the others, over the last year: not by chance, among all who were looked at.

    What is due from a person is what all of them together do with the same channels, so that good leads are no merit.
    """
    if not step.cohort or step.beyond or len(reading.people) < 3:
        return None
    told = [at for at in range(max(len(reading.months) - 1 - _YEAR, 0), len(reading.months)) if reading.known[at]]
    cases, hits = (array[told].sum(axis=0) for array in (step.passing.cases, step.passing.hits))
    rates = np.divide(hits.sum(axis=1), cases.sum(axis=1), out=np.zeros(len(cases)), where=cases.sum(axis=1) > 0)
    due = (cases * rates[:, None]).sum(axis=0)
    chance = (cases * (rates * (1 - rates))[:, None]).sum(axis=0)
    done, whole = hits.sum(axis=0), float(due.sum())
    looked = [at for at, name in enumerate(reading.people) if name and cases[:, at].sum() >= STEADY and chance[at] > 0]
    if len(looked) < 2:
        return None
    limit = NormalDist().inv_cdf(1 - STAGES / len(looked))
    best: Best | None = None
    for at in looked:
        spread = sqrt(float(chance[at]) * max(1 - float(due[at]) / whole, 0.0))
        times = float(done[at] / due[at])
        if spread and float(done[at] - due[at]) / spread > limit and (best is None or times > best.times):
            best = Best(reading.people[at], times)
    return best
