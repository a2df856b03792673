"""Figures kept by hand as the engine reads them: which window they answer for, in whole or in part, and how they add.

A figure by day adds up to months where the measure does: amounts, calls, receipts counted at the end of the day.
Visitors and buyers are different people only inside the period that was entered (NUMBERS 18). Blank is never zero.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period, add_months
from kpi_desktop.engine.coverage import ACTIVE_MONTHS, Reach
from kpi_desktop.engine.figure import Covered, Flag
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import Message, msg, named, nmsg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kpi_desktop.catalogue.model import Catalogue, Measure
    from kpi_desktop.facts.kept import KeptFigure

#: Keys that are of one day: a receipt, a contract, a deal of one day is never that of another.
EVENTS = frozenset({"document", "contract", "deal", "task"})

#: Facts whose figures by hand have another door: plans are kept with their versions.
NOT_KEPT = frozenset({"target"})

#: The owner's choice of measures whose figures by hand go before the facts (`all` for every one).
KEPT_FIRST = "kept_first"

#: What a figure by hand stands for where its companions are entered too: who enters revenue and cost enters them of
#: all sales, who enters buyers enters all of them.
STANDS_FOR: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "revenue_costed": ("revenue_net", ("cost_of_goods",)),
    "units_costed": ("units", ("cost_of_goods",)),
    "revenue_identified": ("revenue_net", ("buyers",)),
    "orders_identified": ("orders", ("buyers",)),
    "revenue_costed_identified": ("revenue_net", ("cost_of_goods", "buyers")),
    "cost_identified": ("cost_of_goods", ("buyers",)),
}


def adds_up(measure: Measure) -> bool:
    """Whether figures by hand of single days and members may be summed."""
    by_event = measure.aggregation is Aggregation.DISTINCT and measure.key in EVENTS
    return measure.additive or by_event


def keepable(measure: Measure) -> bool:
    """Whether the owner may enter the measure by hand."""
    return measure.fact not in NOT_KEPT


@dataclass(frozen=True, slots=True)
class Held:
    """What was entered for a measure in a window: the total, and the figures by member of each dimension."""

    window: Period
    total: Decimal
    days: Period
    complete: bool
    by: Mapping[str, Mapping[int, Decimal]]
    figures: tuple[KeptFigure, ...]
    flags: tuple[Flag, ...] = ()

    def reach(self) -> Reach:
        """The days that the figures stand for, as coverage tells them."""
        return Reach(self.window, Covered(self.days.start, self.days.last_day, self.complete), (), (), self.flags)


@dataclass(frozen=True, slots=True)
class _Sum:
    """Figures of one member that lie in a window: their sum and their days."""

    value: Decimal
    days: frozenset[date]
    figures: tuple[KeptFigure, ...]


class Kept:
    """All figures kept by hand in one book."""

    def __init__(
        self,
        figures: Sequence[KeptFigure],
        catalogue: Catalogue,
        first: str = "",
        lists: Mapping[str, Callable[[], Sequence[KeptFigure]]] | None = None,
    ) -> None:
        """`first` is the owner's choice of measures for which they go before the facts.

        `lists` give figures of a measure that another list of the owner's tells, made when they are first asked for;
        what was entered for the very same days goes before them.
        """
        self._catalogue = catalogue
        self._first = frozenset(first.replace(",", " ").replace(";", " ").split())
        self._of: dict[str, list[KeptFigure]] = {}
        for figure in figures:
            if figure.cell.measure in catalogue.measures:
                self._of.setdefault(figure.cell.measure, []).append(figure)
        self._lists = dict(lists or {})
        self._known: dict[tuple[str, Period], Held | None] = {}

    def __bool__(self) -> bool:
        """Whether anything was entered."""
        return bool(self._of or self._lists)

    def _figures(self, measure: str) -> Sequence[KeptFigure]:
        """What was entered for the measure, and what the owner's lists tell of other days."""
        make = self._lists.pop(measure, None)
        if make is not None:
            own = self._of.get(measure, [])
            days = [Period(*_span(one)) for one in own if not one.cell.dimension]
            self._of[measure] = [*own, *(one for one in make() if not any(_touches(one, period) for period in days))]
        return self._of.get(measure, ())

    def months(self) -> set[Period]:
        """Every calendar month with a figure."""
        return {month for found in self._of.values() for one in found for month in Period(*_span(one)).months()}

    def last_day(self, measure: str) -> date | None:
        """The last day for which the measure was entered."""
        found = [one.cell.end for name in self._names(measure) for one in self._figures(name)]
        return max(found) - timedelta(days=1) if found else None

    def first_day(self, measure: str) -> date | None:
        """The first day for which the measure was entered."""
        found = [one.cell.first for name in self._names(measure) for one in self._figures(name)]
        return min(found, default=None)

    def dimensions(self, measure: str) -> frozenset[str]:
        """What the measure was entered by."""
        found = (one for name in self._names(measure) for one in self._figures(name))
        return frozenset(one.cell.dimension for one in found if one.cell.dimension)

    def goes_first(self, measure: str) -> bool:
        """Whether the owner wants these figures before the facts."""
        return measure in self._first or "all" in self._first

    def held(self, measure: str, window: Period) -> Held | None:
        """What was entered for the measure in the window; None where nothing was that answers for it."""
        if not self or window.start >= window.end:
            return None
        key = (measure, window)
        if key not in self._known:
            self._known[key] = self._held(measure, window) or self._stand_in(measure, window)
        return self._known[key]

    def too_fine(self, measure_id: str, window: Period) -> Missing | None:
        """Why figures that were entered for parts of the window, or for more than it, give no value."""
        inside = [one for one in self._figures(measure_id) if _touches(one, window)]
        if not inside:
            return None
        if any(not _within(one, window) for one in inside):
            return Missing(Reason.GRAIN, msg("The figure entered by hand is for a longer period"), measure_id)
        return Missing(
            Reason.NOT_ADDITIVE,
            msg("Entered by hand for single days or members: such counts do not add up. Enter the whole period's"),
            measure_id,
        )

    def _names(self, measure: str) -> tuple[str, ...]:
        base = STANDS_FOR.get(measure)
        return (measure,) if base is None else (measure, base[0])

    def _held(self, measure_id: str, window: Period) -> Held | None:
        measure = self._catalogue.measures[measure_id]
        cells: dict[str, dict[int, list[KeptFigure]]] = {}
        for one in self._figures(measure_id):
            fits = _within(one, window) if adds_up(measure) else _span(one) == (window.start, window.end)
            if fits:
                cells.setdefault(one.cell.dimension, {}).setdefault(one.code, []).append(one)
        sums = {by: {code: _summed(found) for code, found in line.items()} for by, line in cells.items()}
        whole = sums.pop("", {}).get(0)
        parts = {by: self._together(measure_id, by, line, window) for by, line in sorted(sums.items())}
        by = {name: {code: found.value for code, found in line.items()} for name, line in sums.items()}
        ranked = sorted(parts.items(), key=lambda pair: (-len(pair[1][0].days), pair[0]))
        best = ranked[0] if ranked and adds_up(measure) else None
        if whole is None and best is None:
            return None
        if best is None or (whole is not None and len(whole.days) >= len(best[1][0].days)):
            return self._made(measure, window, whole, by, self._differing(measure, whole, ranked))
        name, (found, absent) = best
        return self._made(measure, window, found, by, self._added_flags(name, absent))

    def _made(
        self,
        measure: Measure,
        window: Period,
        found: _Sum | None,
        by: Mapping[str, Mapping[int, Decimal]],
        said: Iterable[Flag],
    ) -> Held:
        if found is None:
            raise AssertionError("something was entered")
        days = Period(min(found.days), max(found.days) + timedelta(days=1))
        flags = [*_source_flag(measure, found.figures), *said]
        without = any(flag.code == "partial" for flag in flags)
        if len(found.days) < window.days:
            text = nmsg(
                "entered by hand for {n} day of {all}", "entered by hand for {n} days of {all}",
                n=len(found.days), all=window.days,
            )  # fmt: skip
            flags.append(Flag("partial", text))
        complete = len(found.days) == window.days and not without
        return Held(window, found.value, days, complete, by, found.figures, tuple(flags))

    def _together(
        self, measure: str, by: str, line: Mapping[int, _Sum], window: Period
    ) -> tuple[_Sum, tuple[KeptFigure, ...]]:
        """All members as one, on the days that every member has; and members that were entered lately but not here."""
        days = frozenset.intersection(*(found.days for found in line.values()))
        absent: dict[int, KeptFigure] = {}
        lately = Period(add_months(window.start, -ACTIVE_MONTHS), window.end)
        for one in self._figures(measure):
            if one.cell.dimension == by and one.code not in line and _touches(one, lately):
                absent[one.code] = one
        total = sum((found.value for found in line.values()), Decimal(0))
        figures = tuple(one for found in line.values() for one in found.figures)
        days = days or frozenset.union(*(found.days for found in line.values()))
        return _Sum(total, days, figures), tuple(absent.values())

    def _added_flags(self, by: str, absent: Sequence[KeptFigure]) -> list[Flag]:
        dimension = self._catalogue.dimensions.get(by)
        name = named(dimension.name_en, dimension.name_ru) if dimension else named(by, by)
        flags = [Flag("kept_sum", msg("the total is the sum of what was entered by “{dimension}”", dimension=name))]
        flags += [Flag("partial", msg("nothing was entered for “{member}”", member=one.cell.member)) for one in absent]
        return flags

    @staticmethod
    def _differing(
        measure: Measure, whole: _Sum | None, parts: Sequence[tuple[str, tuple[_Sum, tuple[KeptFigure, ...]]]]
    ) -> list[Flag]:
        """Says that members that were entered do not add up to the total that was entered."""
        if whole is None or not adds_up(measure):
            return []
        return [
            Flag(
                "kept_parts",
                msg("entered by hand: the parts give {parts}, the total is {total}",
                    parts=_plain(found.value), total=_plain(whole.value)),
            )
            for _, (found, absent) in parts
            if found.value != whole.value and found.days == whole.days and not absent
        ]  # fmt: skip

    def _stand_in(self, measure_id: str, window: Period) -> Held | None:
        """The figure of all sales for that of sales with a cost, where cost was entered for all; it is said."""
        base, companions = STANDS_FOR.get(measure_id, ("", ()))
        found = self._held(base, window) if base else None
        if found is None or any(self._held(companion, window) is None for companion in companions):
            return None
        measure, of = self._catalogue.measures[measure_id], self._catalogue.measures[base]
        text = msg(
            "“{measure}” is taken to be “{base}”, as entered by hand",
            measure=_name(measure), base=_name(of),
        )  # fmt: skip
        return replace(found, flags=(*found.flags, Flag("kept_stands_for", text)))


def nothing_entered(measure: str) -> Missing:
    """A member for which nothing was typed: blank is not zero."""
    return Missing(Reason.NOT_COVERED, msg("Nothing was entered by hand here"), measure)


def kept_base() -> Flag:
    """A month from data against a month by hand is a comparison of two ways of counting."""
    return Flag("kept_base", msg("one side of the comparison was entered by hand, the other was imported"))


def longer_than_data() -> Missing:
    """Why a ratio over a figure by hand and facts of other days has no value."""
    text = msg(
        "Figures entered by hand and imported data are of different days of this period: together they would be wrong"
    )
    return Missing(Reason.NOT_COVERED, text)


def other_days() -> Missing:
    """Why a figure over data of a part of the month and expenses of all of it has no value."""
    text = msg("Its data is of different days of this period: together they would give a wrong number")
    return Missing(Reason.NOT_COVERED, text)


def differs_flag(measure: Measure, used: Decimal, other: Decimal, *, by_hand: bool) -> Flag:
    """Says that facts and a figure by hand tell different numbers, and which one was taken."""
    hand, data = (used, other) if by_hand else (other, used)
    taken = msg("entered by hand") if by_hand else msg("imported data")
    text = msg(
        "“{measure}”: by the data {data}, entered by hand {hand}; taken: {taken}",
        measure=_name(measure), data=_plain(data), hand=_plain(hand), taken=taken,
    )  # fmt: skip
    return Flag("kept_differs", text)


def _name(measure: Measure) -> Message:
    return named(measure.name_en, measure.name_ru)


def _source_flag(measure: Measure, figures: Sequence[KeptFigure]) -> list[Flag]:
    last = max(figures, key=lambda one: one.source.batch)
    place = " · ".join(part for part in (last.source.file, last.source.sheet) if part)
    day = day_message(date.fromisoformat(last.entered_at[:10]))
    return [
        Flag("kept", msg("“{measure}” was entered by hand ({place}, {day})",
                         measure=_name(measure), place=place, day=day))
    ]  # fmt: skip


def _span(one: KeptFigure) -> tuple[date, date]:
    return one.cell.first, one.cell.end


def _within(one: KeptFigure, window: Period) -> bool:
    return window.start <= one.cell.first and one.cell.end <= window.end


def _touches(one: KeptFigure, window: Period) -> bool:
    return one.cell.first < window.end and one.cell.end > window.start


def _summed(found: Sequence[KeptFigure]) -> _Sum:
    """The sum of figures whose days do not overlap: the figure of a month goes before those of its days."""
    days: set[date] = set()
    value, used = Decimal(0), []
    for one in sorted(found, key=lambda one: (one.cell.first - one.cell.end, one.cell.first)):
        own = {one.cell.first + timedelta(days=step) for step in range((one.cell.end - one.cell.first).days)}
        if own & days:
            continue
        days |= own
        value += one.cell.value or Decimal(0)
        used.append(one)
    return _Sum(value, frozenset(days), tuple(used))


def _plain(value: Decimal) -> str:
    return format(value.normalize() if value != value.to_integral_value() else value.quantize(Decimal(1)), "f")
