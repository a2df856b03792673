"""The windows of one metric in one period: where it is read, how far its data reaches, what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.coverage import QUIET
from kpi_desktop.engine.figure import Base, Covered
from kpi_desktop.engine.refusals import WHOLE_ONLY
from kpi_desktop.engine.standing import Standing, leaf_window
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import msg

#: What stands at an edge of the window whatever day the last contract was signed on: a month that is shown at its end
#: is compared with the end of the other month, so that the printed figures and their change tell one story.
AT_EDGE = frozenset({
    "contracts_in_force", "contract_value_yearly", "contract_value_monthly", "contracts_unvalued", "licences_in_force",
    "accounts_at_end", "accounts_at_start", "accounts_ended", "contract_months",
    "unpaid_amount", "overdue_amount",
})  # fmt: skip

#: What such measures read.
_AT_EDGE_FACTS = frozenset({"contract"})

#: Facts that are no events of their days: what is planned for a month in progress, what stands on the day of a list.
_NO_EVENTS = frozenset({"target", "forecast", "stock", "cash", "headcount", "indicator", "ledger", "price", "customer"})

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kpi_desktop.catalogue.model import Catalogue, Measure
    from kpi_desktop.engine.coverage import Reach
    from kpi_desktop.engine.evidence import Evidence
    from kpi_desktop.expr.leaf import Leaf


@dataclass(frozen=True, slots=True)
class Facing:
    """A comparison's two sides: the metric now and then, on the same days and the same streams."""

    base: Base
    now: Standing
    then: Standing
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a metric stands in a period."""

    standing: Standing
    covered: Covered
    as_of: date | None
    facings: tuple[Facing, ...]


def frame_of(evidence: Evidence, measures: Iterable[Measure], period: Period) -> Frame:
    """The frame of a metric that reads these measures in the period itself."""
    read = tuple({measure.id: measure for measure in measures}.values())
    by_data = [measure for measure in read if not evidence.by_hand(measure, period)]
    names = tuple(dict.fromkeys(fact for measure in by_data for fact in (measure.fact, *measure.also)))
    by_measure = {measure.id: evidence.reaches(measure, period) for measure in read}
    reaches = [reach for found in by_measure.values() for reach in found]
    covered = _covered(reaches, _common_days(reaches, period))
    flows = [reach for measure in read if measure.algorithm not in AT_EDGE for reach in by_measure[measure.id]]
    days = _common_days(flows, period)
    moving = {measure.fact for measure in by_data if measure.algorithm not in AT_EDGE}
    told = (evidence.as_of(fact, standing=fact not in moving and fact in _AT_EDGE_FACTS) for fact in names)
    ends = [end for end in told if end is not None]
    by_hand = [measure.id for measure in read if measure not in by_data]
    ends += [end for name in by_hand if (end := evidence.kept.last_day(name)) is not None]
    standing = Standing(period, days, cut=_cut_to_days(evidence, read, period))
    facings = tuple(
        _facing(evidence, (read, names), standing, base, moved)
        for base, moved in ((Base.PREVIOUS, period.shifted(-1)), (Base.LAST_YEAR, period.years_back(1)))
    )
    return Frame(standing, covered, min(ends) if ends else None, facings)


def days_apart(evidence: Evidence, measures: Iterable[Measure], period: Period) -> bool:
    """Whether the events of a formula are known for such other days of the period that together they would be wrong.

    Advertising of ten days over the enquiries of a month is no cost of an enquiry. What the company may have none of,
    and expenses, of which half a month is refused anyway, have no say in it.
    """
    told = [m for m in measures if not m.optional and m.fact not in _NO_EVENTS | WHOLE_ONLY]
    reaches = [r for m in told if m.algorithm not in AT_EDGE for r in evidence.reaches(m, period)]
    days = [reach.days for reach in reaches if not reach.nothing]
    starts, ends = [one.start for one in days], [one.end for one in days]
    return bool(days) and max(max(starts) - min(starts), max(ends) - min(ends)) > QUIET


def _cut_to_days(evidence: Evidence, read: tuple[Measure, ...], period: Period) -> bool:
    """Whether the metric is read on its common days only: a part of the month's expenses would be none."""
    by_hand = any(evidence.by_hand(measure, period) for measure in read)
    whole = any(measure.fact in WHOLE_ONLY for measure in read)
    return not by_hand and not whole and days_apart(evidence, read, period)


def on_common_streams(evidence: Evidence, catalogue: Catalogue, frame: Frame, based: Iterable[Leaf]) -> Frame:
    """The frame of a metric that holds a base of its own, such as growth: both its sides have the same streams."""
    leaves = tuple(based)

    def absent(standing: Standing) -> frozenset[int]:
        found = set(standing.without)
        for leaf in leaves:
            fact = catalogue.measures[leaf.measure].fact
            for days in (standing.days, leaf_window(leaf, standing)):
                found |= _absent(evidence, (fact,), days)
        return frozenset(found)

    facings = []
    for facing in frame.facings:
        without = absent(facing.now) | absent(facing.then)
        facings.append(
            replace(facing, now=replace(facing.now, without=without), then=replace(facing.then, without=without))
        )
    return replace(frame, standing=replace(frame.standing, without=absent(frame.standing)), facings=tuple(facings))


def _common_days(reaches: list[Reach], period: Period) -> Period:
    """The days that every fact covers; the whole period where they have none in common."""
    start = max((reach.days.start for reach in reaches), default=period.start)
    end = min((reach.days.end for reach in reaches), default=period.end)
    return Period(start, end) if start < end else period


def _covered(reaches: list[Reach], days: Period) -> Covered:
    if not reaches or any(reach.nothing for reach in reaches):
        return Covered(None, None, complete=False)
    together = all(reach.covered.together for reach in reaches)
    return Covered(days.start, days.last_day, all(reach.covered.complete for reach in reaches), together)


def _facing(
    evidence: Evidence,
    read: tuple[tuple[Measure, ...], tuple[str, ...]],
    standing: Standing,
    base: Base,
    moved: Period,
) -> Facing:
    measures, facts = read
    plain = standing.moved(moved)
    absent = _absent(evidence, facts, standing.period) | _absent(evidence, facts, plain.days)
    cut = bool(absent) or standing.days != standing.period
    now = Standing(standing.period, standing.days, cut=cut, without=absent) if cut else standing
    then = now.moved(moved)
    # of a formula that takes the first of several sources, the one that has nothing now is not asked of then either
    told = [m for m in measures if not all(reach.nothing for reach in evidence.reaches(m, standing.period))] or measures
    reaches = [reach for measure in told for reach in evidence.reaches(measure, then.days, absent)]
    if all(reach.covered.complete for reach in reaches):
        return Facing(base, now, then)
    first, last = day_message(then.days.start), day_message(then.days.last_day)
    text = msg("Nothing to compare with: the days {first} to {last} are not covered", first=first, last=last)
    return Facing(base, now, then, Missing(Reason.NOT_COVERED, text, "", facts))


def _absent(evidence: Evidence, facts: tuple[str, ...], period: Period) -> frozenset[int]:
    return frozenset(stream for fact in facts for stream in evidence.coverage(fact).reach(period).absent)
