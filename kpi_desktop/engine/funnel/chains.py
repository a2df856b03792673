"""The month's result and its bases as chains of links whose product is the result, and their changes taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kpi_desktop.engine.figure import Flag
from kpi_desktop.engine.funnel.shares import UNLINKED, Change, explain
from kpi_desktop.engine.funnel.weak import judged_ratio, level
from kpi_desktop.engine.funnel.words import CHECK, MARGIN, Axis, BaseOf, Money
from kpi_desktop.engine.judging.judge import Basis
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.funnel.reading import Floats, FunnelReader, FunnelReading
    from kpi_desktop.engine.funnel.weak import WeakLink
    from kpi_desktop.engine.judging.judge import Judged

_YEAR = 12

#: A split that cannot tell more than this part of what moved tells nothing.
_UNSEEN = Decimal("0.2")


@dataclass(frozen=True, slots=True)
class Against:
    """The result's change against a base, taken apart; `month` is the month of the base, None for the usual level.

    By channels or people (`by`) the changes within them and the mix of them stand apart. `before` and `after` are the
    links of the whole chain, none where it is told by members.
    """

    base: BaseOf
    month: Period | None
    change: Change
    by: Axis = Axis.WHOLE
    before: tuple[Fraction, ...] = ()
    after: tuple[Fraction, ...] = ()


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
        self._engine = engine
        self._reading = reading
        self._amounts = reader.money(reading)
        self.flags: tuple[Flag, ...] = ()
        self.money = _OF_AMOUNTS.get(reading.funnel.amount, Money.SUM) if self._amounts else Money.CASES
        self._profits: dict[int, Decimal] = {}
        if self._amounts and reading.funnel.profit:
            self._read_profit()

    def _read_profit(self) -> None:
        """Profit where its metric has a value in the judged month, else revenue, and it is said which."""
        figures = self._engine.figures([self._reading.funnel.profit], self._reading.months)
        values = [figure.value for figure in figures]
        if not isinstance(values[-1], Decimal):
            self.flags = (Flag("in_revenue", msg("Cost is not known: told in revenue, not in profit")),)
            return
        self.money = Money.PROFIT
        self.flags = figures[-1].flags
        self._profits = {place: value for place, value in enumerate(values) if isinstance(value, Decimal)}

    @property
    def causes(self) -> tuple[str, ...]:
        """The names of the links."""
        links = [stage.id for stage in self._reading.stages]
        links += [CHECK] if self.money is not Money.CASES else []
        return (*links, MARGIN) if self.money is Money.PROFIT else tuple(links)

    @property
    def result(self) -> Fraction:
        """The month's result."""
        return self.whole(len(self._reading.months) - 1)[-1]

    def whole(self, place: int) -> list[Fraction]:
        """The links of a month for the company."""
        links = [_whole(array[place]) for array in self._reading.totals]
        links += [Fraction(sum(self._amounts[place].values(), Decimal(0)))] if self._amounts else []
        return [*links, Fraction(self._profits[place])] if self.money is Money.PROFIT else links

    def members(self, place: int, axis: Axis) -> dict[str, list[Fraction]] | None:
        """The links of a month by channel or by person; None where some stage, or the money, is not told by them."""
        names = self._reading.channels if axis is Axis.CHANNEL else self._reading.people
        profits = self._member_profits(place, axis)
        found = {}
        for number, name in enumerate(names):
            links = [_whole(_side(array[place], number, axis)) for array in self._reading.events]
            if self._amounts:
                of = [sum_ for cell, sum_ in self._amounts[place].items() if cell[axis is Axis.PERSON] == number]
                links.append(Fraction(sum(of, Decimal(0))))
            if self.money is Money.PROFIT:
                profit = profits.get(name, None if links[-1] else Decimal(0))
                if not isinstance(profit, Decimal):
                    return None
                links.append(Fraction(profit))
            if any(links):
                found[name] = links
        return found if sum((links[-1] for links in found.values()), Fraction(0)) == self.whole(place)[-1] else None

    def _member_profits(self, place: int, axis: Axis) -> Mapping[str, Value]:
        dimension = self._reading.funnel.channel if axis is Axis.CHANNEL else self._reading.funnel.person
        if self.money is not Money.PROFIT or not dimension:
            return {}
        figures = self._engine.figures([self._reading.funnel.profit], [self._reading.months[place]], dimension)
        return {figure.member or "": figure.value for figure in figures}

    def against(self, weak: WeakLink) -> list[Against]:
        """The change against every base that there is: by channels and by people where all know them, else whole."""
        last = len(self._reading.months) - 1
        usual = self._usual(weak)
        found = [] if usual is None else [self._plain(BaseOf.USUAL, None, usual)]
        bases = (BaseOf.PREVIOUS, last - 1), (BaseOf.LAST_YEAR, last - _YEAR), (BaseOf.BEST, self._best())
        told_of: set[int] = set()
        for base, place in bases:
            if place is None or place < 0 or place in told_of or not self._is_told(place):
                continue
            told_of.add(place)
            month = self._reading.months[place]
            split = [self._split(base, place, axis) for axis in self._axes]
            told = [one for one in split if one is not None]
            found += told or [self._plain(base, month, self.whole(place))]
        return found

    def _plain(self, base: BaseOf, month: Period | None, before: list[Fraction]) -> Against:
        """The change told over the whole chain."""
        now = self.whole(len(self._reading.months) - 1)
        change = explain(self.causes, {"": before}, {"": now})
        return Against(base, month, change, before=tuple(before), after=tuple(now))

    def _split(self, base: BaseOf, place: int, axis: Axis) -> Against | None:
        before, after = self.members(place, axis), self.members(len(self._reading.months) - 1, axis)
        if before is None or after is None:
            return None
        change = explain(self.causes, before, after)
        moved = sum((abs(part) for part in change.parts.values()), Decimal(0))
        if abs(change.parts.get(UNLINKED, Decimal(0))) > _UNSEEN * moved:
            return None
        return Against(base, self._reading.months[place], change, axis)

    @property
    def _axes(self) -> tuple[Axis, ...]:
        """What every stage knows, and so does the money."""
        found = []
        for axis in (Axis.CHANNEL, Axis.PERSON):
            sums = [array.sum(axis=(0, 2 if axis is Axis.CHANNEL else 1)) for array in self._reading.events]
            money = any(cell[axis is Axis.PERSON] for month in self._amounts for cell in month) or not self._amounts
            if money and all(len(by) > 1 and by[1:].sum() > 0 for by in sums):
                found.append(axis)
        return tuple(found)

    def _is_told(self, place: int) -> bool:
        return self._reading.known[place] and (self.money is not Money.PROFIT or place in self._profits)

    def _best(self) -> int | None:
        """The month of the last twelve with the best result."""
        last = len(self._reading.months) - 1
        told = [place for place in range(max(last - _YEAR, 0), last) if self._is_told(place)]
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
            told = self._by_events(index) if 0 < index < len(self._reading.stages) else judged.get(cause)
            usual = self._usual_margin() if cause == MARGIN else _usual_level(told)
            if usual is None:
                return None
            links.append(usual if not index else links[-1] * usual)
        return links

    def _by_events(self, index: int) -> Judged:
        """So many of a stage for each of the stage before, by dates of events, beside its own past."""
        came, went = (self._reading.totals[at] for at in (index - 1, index))
        return judged_ratio(self._reading.known, came, went)

    def _usual_margin(self) -> Fraction | None:
        """Profit over revenue of the twelve months before, a ratio of sums."""
        last = len(self._reading.months) - 1
        told = [place for place in range(max(last - _YEAR, 0), last) if self._is_told(place)]
        revenue = sum((sum(self._amounts[place].values(), Decimal(0)) for place in told), Decimal(0))
        profit = sum((self._profits[place] for place in told), Decimal(0))
        return Fraction(profit) / Fraction(revenue) if revenue else None


def _usual_level(judged: Judged | None) -> Fraction | None:
    if judged is None or judged.usual is None or judged.basis is Basis.NONE:
        return None
    return level(judged.usual)


def _side(cells: Floats, number: int, axis: Axis) -> float:
    return float((cells[number] if axis is Axis.CHANNEL else cells[:, number]).sum())


def _whole(number: float) -> Fraction:
    return Fraction(round(float(number)))
