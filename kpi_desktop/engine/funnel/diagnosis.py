"""A month diagnosed: its funnel, what its result is against a base and why, and the weak link in money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.figure import Flag
from kpi_desktop.engine.funnel.shares import Change, explain
from kpi_desktop.engine.funnel.weak import WeakLink, level, weak_link
from kpi_desktop.engine.judging.judge import Basis, Judged
from kpi_desktop.i18n.message import msg, named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from kpi_desktop.catalogue.funnels import Funnel
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.funnel.reading import FunnelReader, FunnelReading, Step
    from kpi_desktop.i18n.message import Message

#: The links of money after the last stage.
CHECK, MARGIN = "check", "margin"

_YEAR = 12


class Money(StrEnum):
    """What the result is: profit where the cost is known, else revenue, else cases of the last stage."""

    PROFIT = "profit"
    REVENUE = "revenue"
    CASES = "cases"


class BaseOf(StrEnum):
    """What the month is set against."""

    USUAL = "usual"
    PREVIOUS = "previous"
    LAST_YEAR = "last_year"
    BEST = "best"


class Told(StrEnum):
    """How a stage's level is written: a number of cases, a share, so many for each, money."""

    COUNT = "count"
    SHARE = "share"
    RATIO = "ratio"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Against:
    """The result's change against a base, taken apart; `month` is the month of the base, None for the usual level."""

    base: BaseOf
    month: Period | None
    change: Change


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
    """All that is told of a month; `missing` says why there is no weak link (partial data, no funnel)."""

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

    def told(self, stage: str) -> Told:
        """How the level of a stage is written."""
        return next((line.kind for line in self.lines if line.id == stage), Told.MONEY)

    def name(self, stage: str) -> Message:
        """What a stage, or another cause of a change, is called."""
        known = {**{line.id: line.name for line in self.lines}, **CAUSES}
        return known.get(stage) or named(stage, stage)


#: Causes that are no stages.
CAUSES: Mapping[str, Message] = {
    CHECK: msg("Average check"),
    MARGIN: msg("Margin"),
    "mix": msg("Mix of channels"),
    "unlinked": msg("Sales without a way from the first stage"),
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
                fact=named(*_names(next(facts)))),
            reading.partial[0], reading.partial,
        )  # fmt: skip
        return Diagnosis(funnel, month, reading.as_of, lines, Money.CASES, None, None, (), flags, why)
    chain = Chains(engine, reader, reading)
    amounts = reader.amounts(reading) if chain.money is not Money.CASES else None
    weak = weak_link(reading.counted([amounts] if amounts is not None else []), chain.result)
    result = Decimal(chain.result.numerator) / Decimal(chain.result.denominator)
    bases = tuple(chain.against(weak))
    return Diagnosis(funnel, month, reading.as_of, lines, chain.money, result, weak, bases, (*flags, *chain.flags))


def _names(fact: object) -> tuple[str, str]:
    return getattr(fact, "name_en", ""), getattr(fact, "name_ru", "")


def _lines(reading: FunnelReading) -> tuple[StageLine, ...]:
    totals = [_count(float(array[-1].sum())) for array in reading.events]
    found = [StageLine(reading.stages[0].id, reading.stages[0].name, totals[0])]
    for step, number in zip(reading.steps, totals[1:], strict=True):
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
        Flag("not_followed", msg("“{stage}”: cases are not followed, months are compared by dates of events: "
                                 "different cohorts", stage=step.after.name))
        for step in reading.steps
        if not step.cohort and not step.beyond
    ]  # fmt: skip
    found += [
        Flag(
            "ripening",
            msg("“{stage}” still ripens: compared with earlier months at the same age", stage=step.after.name),
        )
        for step in reading.steps
        if reading.ripening(step)
    ]
    return tuple(found)


class Chains:
    """The month's result and those of its bases as chains of links, by date of event: the product is the result."""

    def __init__(self, engine: Engine, reader: FunnelReader, reading: FunnelReading) -> None:
        """Read the money of the months that are compared."""
        self._reading = reading
        self._amounts = reader.money(reading)
        self.flags: tuple[Flag, ...] = ()
        self.money = Money.REVENUE if self._amounts else Money.CASES
        self._profits: dict[int, Decimal] = {}
        if self._amounts and reading.funnel.profit:
            self._read_profit(engine)
        self._split = self.money is not Money.PROFIT and self._by_channel()

    def _read_profit(self, engine: Engine) -> None:
        """Profit where its metric has a value in the judged month, else revenue, and it is said which."""
        figures = engine.figures([self._reading.funnel.profit], self._reading.months)
        values = [figure.value for figure in figures]
        if not isinstance(values[-1], Decimal):
            self.flags = (Flag("in_revenue", msg("Cost is not known: told in revenue, not in profit")),)
            return
        self.money = Money.PROFIT
        self._profits = {place: value for place, value in enumerate(values) if isinstance(value, Decimal)}

    def _by_channel(self) -> bool:
        """Whether every stage knows channels, and so does the money."""
        return all(float(array[:, 1:].sum()) > 0 for array in self._reading.events) and any(
            number for amounts in self._amounts for number in amounts
        ) == bool(self._amounts)

    @property
    def causes(self) -> tuple[str, ...]:
        """The names of the links."""
        links = [stage.id for stage in self._reading.stages]
        links += [CHECK] if self.money is not Money.CASES else []
        return (*links, MARGIN) if self.money is Money.PROFIT else tuple(links)

    @property
    def result(self) -> Fraction:
        """The month's result."""
        return sum((links[-1] for links in self.of(len(self._reading.months) - 1).values()), Fraction(0))

    def of(self, place: int) -> dict[str, list[Fraction]]:
        """The links of a month, by channel where every stage knows channels."""
        if not self._split:
            links = [_whole(array[place].sum()) for array in self._reading.events]
            amounts = self._amounts[place].values() if self._amounts else ()
            links += [Fraction(sum(amounts, Decimal(0)))] if self._amounts else []
            links += [Fraction(self._profits[place])] if self.money is Money.PROFIT else []
            return {"": links}
        found = {}
        for number, name in enumerate(self._reading.channels):
            links = [_whole(array[place][number].sum()) for array in self._reading.events]
            links += [Fraction(self._amounts[place].get(number, Decimal(0)))] if self._amounts else []
            if any(links):
                found[name] = links
        return found

    def against(self, weak: WeakLink) -> list[Against]:
        """The change against every base that there is."""
        last = len(self._reading.months) - 1
        found = []
        usual = self._usual(weak)
        if usual is not None:
            total = {"": [sum(column, Fraction(0)) for column in zip(*self.of(last).values(), strict=True)]}
            found.append(Against(BaseOf.USUAL, None, explain(self.causes, {"": usual}, total)))
        for base, place in ((BaseOf.PREVIOUS, last - 1), (BaseOf.LAST_YEAR, last - _YEAR), (BaseOf.BEST, self._best())):
            if place is not None and place >= 0 and self._is_told(place):
                change = explain(self.causes, self.of(place), self.of(last))
                found.append(Against(base, self._reading.months[place], change))
        return found

    def _is_told(self, place: int) -> bool:
        return self._reading.known[place] and (self.money is not Money.PROFIT or place in self._profits)

    def _best(self) -> int | None:
        """The month of the last twelve with the best result."""
        last = len(self._reading.months) - 1
        told = [place for place in range(max(last - _YEAR, 0), last) if self._is_told(place)]
        results = {place: sum((links[-1] for links in self.of(place).values()), Fraction(0)) for place in told}
        return max(results, key=lambda place: (results[place], place)) if results else None

    def _usual(self, weak: WeakLink) -> list[Fraction] | None:
        """The chain with every link at its usual level; None where some level is not known.

        A step that was followed is set back by the ratio of its usual share to this month's, so that the chain by
        dates of events and the cohorts tell one story.
        """
        judged = {stage.id: stage.judged for stage in weak.stages}
        last = len(self._reading.months) - 1
        now = [sum(column, Fraction(0)) for column in zip(*self.of(last).values(), strict=True)]
        links: list[Fraction] = []
        for index, cause in enumerate(self.causes):
            ratio = now[index] if not index else (now[index] / now[index - 1] if now[index - 1] else None)
            usual = self._ratio(judged.get(cause), index, ratio)
            if usual is None:
                return None
            links.append(usual if not index else links[-1] * usual)
        return links

    def _ratio(self, judged: Judged | None, index: int, ratio: Fraction | None) -> Fraction | None:
        cause = self.causes[index]
        if cause == MARGIN:
            return self._usual_margin()
        if judged is None or judged.usual is None or judged.basis is Basis.NONE or ratio is None:
            return None
        if not index or cause == CHECK:
            return level(judged.usual)
        if not judged.value:
            return self._usual_by_events(index)
        return ratio * level(judged.usual) / Fraction(repr(judged.value))

    def _usual_by_events(self, index: int) -> Fraction | None:
        """The ratio of two stages over the twelve months before, a ratio of sums by dates of events."""
        known = [place for place in range(len(self._reading.months) - 1) if self._reading.known[place]][-_YEAR:]
        came, went = (sum(float(self._reading.events[at][place].sum()) for place in known) for at in (index - 1, index))
        return _whole(went) / _whole(came) if came else None

    def _usual_margin(self) -> Fraction | None:
        """Profit over revenue of the twelve months before, a ratio of sums."""
        last = len(self._reading.months) - 1
        told = [place for place in range(max(last - _YEAR, 0), last) if self._is_told(place)]
        revenue = sum((sum(self._amounts[place].values(), Decimal(0)) for place in told), Decimal(0))
        profit = sum((self._profits[place] for place in told), Decimal(0))
        return Fraction(profit) / Fraction(revenue) if revenue else None


def _whole(number: float) -> Fraction:
    return Fraction(round(float(number)))


def chosen(reader: FunnelReader, funnels: Sequence[Funnel], month: Period) -> Funnel | None:
    """The first funnel that the month's data fills with two stages and more."""
    return next((funnel for funnel in funnels if reader.fits(funnel, month)), None)
