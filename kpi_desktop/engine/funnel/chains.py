"""The month's result and its bases as chains of links whose product is the result, and their changes taken apart."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.figure import Flag
from kpi_desktop.engine.funnel.against import Against
from kpi_desktop.engine.funnel.bases import by_colleague, by_plan, by_trend
from kpi_desktop.engine.funnel.shares import explain
from kpi_desktop.engine.funnel.splits import Splits
from kpi_desktop.engine.funnel.weak import judged_ratio, level
from kpi_desktop.engine.funnel.words import CHECK, MARGIN, BaseOf, Money
from kpi_desktop.engine.judging.judge import Basis
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.funnel.reading import FunnelReader, FunnelReading
    from kpi_desktop.engine.funnel.weak import WeakLink
    from kpi_desktop.engine.judging.judge import Judged

_YEAR = 12

_OF_AMOUNTS = {
    "revenue_net": Money.REVENUE,
    "revenue_gross": Money.REVENUE,
    "contracts_total": Money.CONTRACTS,
    "won_amount": Money.DEALS,
}


class Chains:
    """The month's result and those of its bases as chains of links, by date of event: the product is the result."""

    def __init__(self, engine: Engine, reader: FunnelReader, reading: FunnelReading) -> None:
        """Read the money of the months that are compared."""
        self.engine = engine
        self.reading = reading
        self.amounts = reader.money(reading)
        self.flags: tuple[Flag, ...] = ()
        self.money = _OF_AMOUNTS.get(reading.funnel.amount, Money.SUM) if self.amounts else Money.CASES
        self.profits: dict[int, Decimal] = {}
        if self.amounts and reading.funnel.profit:
            self._read_profit()

    def _read_profit(self) -> None:
        """Profit where its metric has a value in the judged month, else revenue, and it is said which."""
        figures = self.engine.figures([self.reading.funnel.profit], self.reading.months)
        values = [figure.value for figure in figures]
        if not isinstance(values[-1], Decimal):
            text = msg("Cost is not known: told in revenue, not in profit")
            if isinstance(values[-1], Missing) and values[-1].reason is not Reason.NO_COST:
                text = msg("Gross profit is not known: told in revenue. {why}", why=values[-1].message)
            self.flags = (Flag("in_revenue", text),)
            return
        self.money = Money.PROFIT
        self.flags = figures[-1].flags
        self.profits = {place: value for place, value in enumerate(values) if isinstance(value, Decimal)}

    @property
    def causes(self) -> tuple[str, ...]:
        """The names of the links."""
        links = [stage.id for stage in self.reading.stages]
        links += [CHECK] if self.money is not Money.CASES else []
        return (*links, MARGIN) if self.money is Money.PROFIT else tuple(links)

    @property
    def result(self) -> Fraction:
        """The month's result."""
        return self.whole(len(self.reading.months) - 1)[-1]

    def whole(self, place: int) -> list[Fraction]:
        """The links of a month for the company."""
        links = [whole_number(array[place]) for array in self.reading.totals]
        links += [Fraction(sum(self.amounts[place].values(), Decimal(0)))] if self.amounts else []
        return [*links, Fraction(self.profits[place])] if self.money is Money.PROFIT else links

    def against(self, weak: WeakLink) -> list[Against]:
        """The change against every base that there is: over the whole chain, then by members where they are known."""
        last = len(self.reading.months) - 1
        usual, splits = self._usual(weak), Splits(self)
        found = [] if usual is None else [self.plain(BaseOf.USUAL, None, usual)]
        found += by_trend(self)
        bases = (BaseOf.PREVIOUS, last - 1), (BaseOf.LAST_YEAR, last - _YEAR), (BaseOf.BEST, self._best())
        told_of: set[int] = set()
        for base, place in bases:
            if place is None or place < 0 or place in told_of or not self.is_told(place):
                continue
            told_of.add(place)
            month = self.reading.months[place]
            found.append(self.plain(base, month, self.whole(place)))
            told = (splits.change(axis, place) for axis in splits.axes)
            found += [Against(base, month, one[1], one[0], members=one[2]) for one in told if one is not None]
        return [*found, *by_plan(self), *by_colleague(self)]

    def plain(self, base: BaseOf, month: Period | None, before: list[Fraction]) -> Against:
        """The change told over the whole chain."""
        now = self.whole(len(self.reading.months) - 1)
        change = explain(self.causes, {"": before}, {"": now})
        return Against(base, month, change, before=tuple(before), after=tuple(now))

    def is_told(self, place: int) -> bool:
        """Whether the month is wholly covered and its result known."""
        return self.reading.known[place] and (self.money is not Money.PROFIT or place in self.profits)

    def _best(self) -> int | None:
        """The month of the last twelve with the best result."""
        last = len(self.reading.months) - 1
        told = [place for place in range(max(last - _YEAR, 0), last) if self.is_told(place)]
        results = {place: self.whole(place)[-1] for place in told}
        return max(results, key=lambda place: (results[place], place)) if results else None

    def _usual(self, weak: WeakLink) -> list[Fraction] | None:
        """The chain with every link at its usual level; None where some level is not known.

        All of it by dates of events, as the result is: the usual share of a cohort cannot be set into it, for the
        contracts of this month come from the visits of the last one, and a month of few visits would so be given a
        usual result that the company never had.
        """
        judged = {stage.id: stage.judged for stage in weak.stages}
        links: list[Fraction] = []
        for index, cause in enumerate(self.causes):
            told = self._by_events(index) if 0 < index < len(self.reading.stages) else judged.get(cause)
            usual = self._usual_margin() if cause == MARGIN else _usual_level(told)
            if usual is None:
                return None
            links.append(usual if not index else links[-1] * usual)
        return links

    def _by_events(self, index: int) -> Judged:
        """So many of a stage for each of the stage before, by dates of events, beside its own past."""
        came, went = (self.reading.totals[at] for at in (index - 1, index))
        return judged_ratio(self.reading.known, came, went)

    def _usual_margin(self) -> Fraction | None:
        """Profit over revenue of the twelve months before, a ratio of sums."""
        last = len(self.reading.months) - 1
        told = [place for place in range(max(last - _YEAR, 0), last) if self.is_told(place)]
        revenue = sum((sum(self.amounts[place].values(), Decimal(0)) for place in told), Decimal(0))
        profit = sum((self.profits[place] for place in told), Decimal(0))
        return Fraction(profit) / Fraction(revenue) if revenue else None


def _usual_level(judged: Judged | None) -> Fraction | None:
    if judged is None or judged.usual is None or judged.basis is Basis.NONE:
        return None
    return level(judged.usual)


def whole_number(number: float) -> Fraction:
    """A count as a fraction."""
    return Fraction(round(float(number)))
