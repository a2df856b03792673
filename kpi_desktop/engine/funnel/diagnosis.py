"""A month diagnosed: its funnel, what its result is against a base and why, and the weak link in money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.figure import Flag
from kpi_desktop.engine.funnel.chains import Chains
from kpi_desktop.engine.funnel.fallen import Fallen, fallen
from kpi_desktop.engine.funnel.weak import WeakLink, weak_link
from kpi_desktop.engine.funnel.words import CHECK, MARGIN, UNITS, Axis, Money, Told
from kpi_desktop.engine.judging.judge import Basis
from kpi_desktop.i18n.message import msg, named, nmsg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from kpi_desktop.catalogue.funnels import Funnel
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.funnel.against import Against
    from kpi_desktop.engine.funnel.reading import FunnelReader, FunnelReading, Step
    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.i18n.message import Message


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage of the funnel in the month.

    `number` came to it by date of event. `cases` and `hits` tell the step to it: of the cases that came to the stage
    before, the hits went on (followed by the as-of date: `cohort`; else both by their own dates). `median` days it took
    (lower median); `ripening` says that more will go on.
    """

    id: str
    name: Message
    number: Decimal
    kind: Told = Told.COUNT
    cases: Decimal | None = None
    hits: Decimal | None = None
    cohort: bool = False
    median: int | None = None
    ripening: bool = False

    @property
    def lost(self) -> Decimal | None:
        """Cases that have not gone on; None where cases were not followed."""
        return self.cases - self.hits if self.cohort and self.cases is not None and self.hits is not None else None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that is told of a month; `missing` says why there is no weak link (partial data, no funnel).

    `fallen` is a step of which fewer go on than before, where the history is too short for a weak link.
    """

    funnel: Funnel
    month: Period
    as_of: date
    lines: tuple[StageLine, ...]
    money: Money
    result: Decimal | None
    weak: WeakLink | None
    against: tuple[Against, ...]
    flags: tuple[Flag, ...]
    missing: Missing | None = None
    fallen: Fallen | None = None

    def told(self, stage: str) -> Told:
        """How the level of a stage is written."""
        return next((line.kind for line in self.lines if line.id == stage), Told.MONEY)

    def again(self, stage: str) -> bool:
        """Whether the stage is of those who come again: it adds to the result and is no link of its chain."""
        return any(one.id == stage and one.again for one in self.funnel.stages)

    def name(self, stage: str, by: Axis = Axis.WHOLE) -> Message:
        """What a stage, or another cause of a change, is called."""
        by_axis = _BY_AXIS.get((by, stage))
        if by_axis is not None:
            return by_axis
        known = {**{line.id: line.name for line in self.lines}, **CAUSES}
        return known.get(stage) or named(stage, stage)


#: Causes that are no stages.
CAUSES: Mapping[str, Message] = {
    CHECK: msg("Average check"),
    MARGIN: msg("Margin"),
    "mix": msg("Mix of channels"),
    "unlinked": msg("Sales without a way from the first stage"),
    UNITS: msg("Units of a sale"),
}

#: Causes that are called otherwise by members.
_BY_AXIS: Mapping[tuple[Axis, str], Message] = {
    (Axis.PERSON, "mix"): msg("Mix of people"),
    (Axis.PRODUCT, "mix"): msg("Mix of products"),
    (Axis.PRODUCT, CHECK): msg("Price of a unit"),
    (Axis.PRODUCT, "unlinked"): msg("Sales without a quantity"),
}


def diagnose(engine: Engine, reader: FunnelReader, funnel: Funnel, month: Period) -> Diagnosis:
    """Diagnose the month by the funnel; the funnel must have data in it (`FunnelReader.fits`)."""
    reading = reader.read(funnel, month)
    lines, flags = _lines(reading), _flags(reading)
    if reading.partial:
        facts = (engine.catalogue.facts[fact] for fact in reading.partial)
        why = Missing(
            Reason.NOT_COVERED,
            msg("The month is not wholly loaded (“{fact}”): no weak link is told of a part of it",
                fact=_name(next(facts))),
            reading.partial[0], reading.partial,
        )  # fmt: skip
        return Diagnosis(funnel, month, reading.as_of, lines, Money.CASES, None, None, (), flags, why)
    chain = Chains(engine, reader, reading)
    amounts = reader.amounts(reading) if chain.money is not Money.CASES else None
    counted = reading.counted([amounts] if amounts is not None else [])
    weak = weak_link(counted, chain.result)
    fell = fallen(counted, weak)
    if fell is not None and chain.money is not Money.CASES:
        fell = fell.of(chain.result)
    if any(stage.judged.basis is Basis.MEDIAN for stage in weak.stages):
        flags += (
            Flag("no_season", msg("without season: usual is the median of up to twelve months, no alarm is raised")),
        )
    result = Decimal(chain.result.numerator) / Decimal(chain.result.denominator)
    bases = tuple(chain.against(weak))
    return Diagnosis(funnel, month, reading.as_of, lines, chain.money, result, weak, bases, (*flags, *chain.flags),
                     fallen=fell)  # fmt: skip


def _name(fact: FactTable) -> Message:
    return named(fact.name_en, fact.name_ru)


def _lines(reading: FunnelReading) -> tuple[StageLine, ...]:
    arrays = (*reading.totals, *([reading.again.total] if reading.again else []))
    totals = [_count(float(array[-1])) for array in arrays]
    found = [StageLine(reading.stages[0].id, reading.stages[0].name, totals[0])]
    for step, number in zip(reading.every_step, totals[1:], strict=True):
        cases, hits = (_count(float(array[-1])) for array in step.passing.totals())
        found.append(
            StageLine(
                step.after.id,
                step.after.name,
                number,
                _kind(step),
                cases,
                hits,
                step.cohort,
                step.median,
                reading.ripening(step),
            )
        )
    return tuple(found)


def _kind(step: Step) -> Told:
    return Told.RATIO if step.after.several or step.beyond else Told.SHARE


def _count(number: float) -> Decimal:
    return Decimal(round(number))


def _flags(reading: FunnelReading) -> tuple[Flag, ...]:
    found = [
        Flag("left_out", msg("“{stage}” has no data and is left out", stage=stage.name)) for stage in reading.left_out
    ]
    found += [
        Flag("history_short", msg("“{stage}”: under three months of history are loaded before the month: who comes "
                                  "again is not known yet", stage=stage.name))
        for stage in reading.short
    ]  # fmt: skip
    if reading.again is not None and reading.again.at_least:
        found.append(Flag("at_least", msg("“{stage}”: under a year of history is loaded, so there may be more of them "
                                          "than are told", stage=reading.again.step.after.name)))  # fmt: skip
    found += [
        Flag("not_followed", msg("“{stage}”: cases are not followed, months are compared by dates of events: "
                                 "different cohorts", stage=step.after.name))
        for step in reading.steps
        if not step.cohort and not step.beyond
    ]  # fmt: skip
    found += _unkeyed(reading)
    found += [
        Flag(
            "ripening",
            msg(
                "The stage “{stage}” still ripens: compared with earlier months at the same age", stage=step.after.name
            ),
        )
        for step in reading.every_step
        if reading.ripening(step)
    ]
    return tuple(found)


def _unkeyed(reading: FunnelReading) -> list[Flag]:
    """Says how many cases of the month cannot be followed because nothing names whose they are."""
    found = []
    for step, came in zip(reading.steps, reading.totals, strict=False):
        lacking = round(float(came[-1] - step.passing.totals()[0][-1])) if step.cohort else 0
        if lacking > 0:
            text = nmsg("“{stage}”: {n} case names nobody and is not followed further",
                        "“{stage}”: {n} cases name nobody and are not followed further",
                        n=lacking, stage=step.before.name)  # fmt: skip
            found.append(Flag("unkeyed", text))
    return found


def chosen(reader: FunnelReader, funnels: Sequence[Funnel], month: Period) -> Funnel | None:
    """The first funnel that the month's data fills with two stages and more."""
    return next((funnel for funnel in funnels if reader.fits(funnel, month)), None)
