"""Sums by key of a window: of the largest keys, of new keys, of all others."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.engine.algorithms.scope import NOBODY
from kpi_desktop.engine.condition import condition, frozen, has_key
from kpi_desktop.engine.keyed.days import DayRows, Wanted, began_in, first_days, member_column, placed
from kpi_desktop.engine.sql import BY_FIRST, day_literal, first_filter
from kpi_desktop.facts.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.algorithms.scope import Once
    from kpi_desktop.engine.keyed.days import Marks, Whole
    from kpi_desktop.engine.sql import Cut
    from kpi_desktop.facts.schema import FactTable

    #: Amounts in units of their last digit: the machine's whole numbers, or Python's where those could overflow.
    Units = NDArray[Any]

_T = TypeVar("_T")

#: Digits behind the point of a column by its kind.
_DIGITS = {Kind.MONEY: 4, Kind.QUANTITY: 6, Kind.COUNT: 0}

#: What the machine's whole numbers may add up to.
_SAFE = 2**62


def summed(
    once: Once, fact: FactTable, asked: Sequence[tuple[Measure, Period]], cut: Cut
) -> dict[tuple[str, Period], dict[int, Value]]:
    """Each measure in each of its own windows by member; the measures share the key."""
    found: dict[tuple[str, Period], dict[int, Value]] = {}
    for measure, window in asked:
        sums = key_sums(once, fact, measure, cut)
        places, units = sums.of(window)
        if measure.aggregation in BY_FIRST:
            firsts = first_days(once, Wanted(fact, measure.key, first_filter(measure)), cut)
            new = began_in(firsts.of(sums.keys[places]), window)
            counts = new if measure.aggregation is Aggregation.SUM_NEW else ~new
        else:
            counts = sums.largest(places, units, measure.top)
        found[measure.id, window] = {**sums.amounts(places, np.where(counts, units, 0))}
    return found


def key_sums(once: Once, fact: FactTable, measure: Measure, cut: Cut) -> KeySums:
    """The amounts of the measure's keys; rows that are read already, if of more days than these, serve again."""
    rows, reach = _rows_sql(fact, measure, cut), cut.reach
    known: dict[Period, KeySums] = once.made(rows, dict)
    wider = next((sums for days, sums in known.items() if days.start <= reach.start and reach.end <= days.end), None)
    if wider is not None:
        return wider
    digits = _DIGITS[fact.column(measure.column).kind]
    known[reach] = KeySums(once.rows.columns(rows_sql(fact, measure, cut)), digits)
    return known[reach]


def rows_sql(fact: FactTable, measure: Measure, cut: Cut) -> str:
    """One row (member where there is a split, key, day, amount) for each line that counts and could lie in a window."""
    day = f'f."{measure.day}"'
    return (
        f"{_rows_sql(fact, measure, cut)}\n"
        f"AND {day} >= {day_literal(cut.reach.start)} AND {day} < {day_literal(cut.reach.end)}"
    )


def _rows_sql(fact: FactTable, measure: Measure, cut: Cut) -> str:
    """The same of all days."""
    key, amount, day, member = f'f."{measure.key}"', f'f."{measure.column}"', f'f."{measure.day}"', member_column(cut)
    return (
        f'SELECT {member and f"{member} AS member, "}{key} AS k, {day} AS day, {amount} AS v FROM "{fact.id}" f\n'
        f"WHERE {cut.base} AND {has_key(fact, measure.key)} AND {amount} IS NOT NULL "
        f"AND {condition(fact, frozen(measure.where))}"
    )


class KeySums:
    """Amounts of keys (of a split: of pairs of member and key) by day; each pair has a place."""

    def __init__(self, columns: Mapping[str, NDArray[Any]], digits: int) -> None:
        """`columns` are those of `rows_sql`, the amounts as whole units of the last of their `digits`."""
        self._rows = DayRows(columns["day"])
        place, self.keys, self.members = placed(columns["k"], columns.get("member"))
        self._place, units = self._rows.sorted(place), self._rows.sorted(columns["v"])
        if units.dtype != object and max(-int(units.min(initial=0)), int(units.max(initial=0))) * len(units) > _SAFE:
            units = units.astype(object)
        self._units = units
        self._digits = digits
        self._known: dict[Period, tuple[Whole, Units]] = {}
        self._made: dict[object, Any] = {}

    def of(self, window: Period) -> tuple[Whole, Units]:
        """The places with amounts in the window, in order, and the amount of each."""
        if window not in self._known:
            rows = self._rows.of(window)
            place, units = self._place[rows], self._units[rows]
            there = np.zeros(len(self.keys), np.bool_)
            there[place] = True
            totals = np.zeros(len(self.keys), units.dtype)
            np.add.at(totals, place, units)
            places = np.flatnonzero(there)
            self._known[window] = places, totals[places]
        return self._known[window]

    def made(self, name: object, make: Callable[[], _T]) -> _T:
        """What is made of these sums, made once under its name."""
        if name not in self._made:
            self._made[name] = make()
        found: _T = self._made[name]
        return found

    def largest(self, places: Whole, units: Units, count: int) -> Marks:
        """Which places are among the `count` largest of their member; of equal ones the lower key comes first."""
        marks = np.zeros(len(places), np.bool_)
        order = self._descending(places, units, count)
        if self.members is None:
            marks[order[:count]] = True
            return marks
        members = self.members[places][order]
        rank = np.arange(len(order)) - np.searchsorted(members, members)
        marks[order[rank < count]] = True
        return marks

    def leading(self, window: Period, count: int) -> list[tuple[int, Decimal]]:
        """The company's `count` largest keys of the window with their amounts, the largest first."""
        places, units = self.of(window)
        order = self._descending(places, units, count)[:count]
        amounts = units[order].tolist()
        return [(key, self.amount(unit)) for key, unit in zip(self.keys[places[order]].tolist(), amounts, strict=True)]

    def _descending(self, places: Whole, units: Units, count: int) -> Whole:
        """By member, the largest amount first, of equal ones the lower key; of a total only who could be among them."""
        if self.members is not None:
            return np.lexsort((self.keys[places], -units, self.members[places]))
        some = np.arange(len(places))
        if units.dtype != object and count < len(places):
            some = np.flatnonzero(units >= np.partition(units, -count)[-count])
        return some[np.lexsort((self.keys[places[some]], -units[some]))]

    def amounts(self, places: Whole, units: Units) -> dict[int, Decimal]:
        """The sum of each member that has any of the places, as an amount."""
        return {code: self.amount(total) for code, total in self.by_member(places, units).items()}

    def amount(self, units: int) -> Decimal:
        """Whole units of the last digit as an amount."""
        return Decimal(units).scaleb(-self._digits)

    def by_member(self, places: Whole, units: Units) -> dict[int, int]:
        """The sum of each member that has any of the places."""
        if self.members is None:
            return {NOBODY: int(units.sum())} if len(places) else {}
        codes, where = np.unique(self.members[places], return_inverse=True)
        totals = np.zeros(len(codes), units.dtype)
        np.add.at(totals, where, units)
        return {int(code): int(total) for code, total in zip(codes.tolist(), totals.tolist(), strict=True)}
