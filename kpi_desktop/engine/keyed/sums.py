"""Sums by key of a window: of the largest keys, of new keys, of all others."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.engine.algorithms.scope import NOBODY
from kpi_desktop.engine.condition import condition, frozen, has_key
from kpi_desktop.engine.keyed.days import Wanted, began_in, first_days, member_column, placed
from kpi_desktop.engine.sql import BY_FIRST, first_filter, span_days, spans
from kpi_desktop.facts.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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

#: Digits behind the point of a column by its kind.
_DIGITS = {Kind.MONEY: 4, Kind.QUANTITY: 6, Kind.COUNT: 0}

#: What the machine's whole numbers may add up to.
_SAFE = 2.0**62


def summed(
    once: Once, fact: FactTable, asked: Sequence[tuple[Measure, Period]], cut: Cut
) -> dict[tuple[str, Period], dict[int, Value]]:
    """Each measure in each of its own windows by member; the measures share the key."""
    found: dict[tuple[str, Period], dict[int, Value]] = {}
    for measure, window in asked:
        digits = _DIGITS[fact.column(measure.column).kind]
        sums = _key_sums(once, sums_sql(fact, measure, cut), cut, digits)
        places, units = sums.of(window)
        if measure.aggregation in BY_FIRST:
            firsts = first_days(once, Wanted(fact, measure.key, first_filter(measure)), cut)
            new = began_in(firsts.of(sums.keys[places]), window)
            counts = new if measure.aggregation is Aggregation.SUM_NEW else ~new
        else:
            counts = sums.largest(places, units, measure.top)
        totals = sums.by_member(places, np.where(counts, units, 0))
        found[measure.id, window] = {code: Decimal(total).scaleb(-digits) for code, total in totals.items()}
    return found


def sums_sql(fact: FactTable, measure: Measure, cut: Cut) -> str:
    """One row (span, member where there is a split, key, sum) for each key with amounts that count in a span."""
    key, amount, member = f'f."{measure.key}"', f'f."{measure.column}"', member_column(cut)
    return (
        f"WITH {span_days(fact, measure.day, cut)}\n"
        f"SELECT s.span AS span, {member and f'{member} AS member, '}{key} AS k, SUM({amount}) AS v\n"
        f'FROM "{fact.id}" f JOIN span_day s ON f."{measure.day}" = s.day\n'
        f"WHERE {cut.base} AND {has_key(fact, measure.key)} AND {amount} IS NOT NULL "
        f"AND {condition(fact, frozen(measure.where))}\n"
        f"GROUP BY s.span, {key}{member and f', {member}'}"
    )


def _key_sums(once: Once, sql: str, cut: Cut, digits: int) -> KeySums:
    names = ("span", "member", "k") if cut.dimension else ("span", "k")
    return once.made(sql, lambda: KeySums(_columns(once, sql, names, digits), cut.windows))


def _columns(once: Once, sql: str, names: tuple[str, ...], digits: int) -> Mapping[str, NDArray[Any]]:
    """The columns of `sums_sql`, its sums as whole units of the last digit."""
    units = f"CAST(v * {10**digits} AS BIGINT) AS v"
    try:
        return once.rows.columns(f"SELECT {', '.join(names)}, {units} FROM ({sql}) s")
    except OverflowError:
        rows = once.rows.run(sql)
    found = {name: np.array([row[place] for row in rows], np.int64) for place, name in enumerate(names)}
    return {**found, "v": np.array([int(Decimal(str(row[-1])).scaleb(digits)) for row in rows], object)}


class KeySums:
    """Sums of keys (of a split: of pairs of member and key) by span; each pair has a place."""

    def __init__(self, columns: Mapping[str, NDArray[Any]], windows: Sequence[Period]) -> None:
        """`columns` are those of `sums_sql`, cut by these windows."""
        order = np.argsort(columns["span"], kind="stable")
        self._span = columns["span"][order]
        self._starts = [span.start for span in spans(windows)]
        members = columns.get("member")
        self._place, self.keys, self._members = placed(columns["k"][order], None if members is None else members[order])
        units = columns["v"][order]
        if units.dtype != object and float(np.abs(units.astype(float)).max(initial=0)) * max(len(units), 1) > _SAFE:
            units = units.astype(object)
        self._units = units

    def of(self, window: Period) -> tuple[Whole, Units]:
        """The places with amounts in the window, and the amount of each."""
        inside = [index for index, start in enumerate(self._starts) if window.start <= start < window.end]
        lo, hi = np.searchsorted(self._span, [inside[0], inside[-1] + 1])
        place, units = self._place[lo:hi], self._units[lo:hi]
        if len(inside) == 1:
            return place, units
        places, where = np.unique(place, return_inverse=True)
        totals = np.zeros(len(places), units.dtype)
        np.add.at(totals, where, units)
        return places, totals

    def largest(self, places: Whole, units: Units, count: int) -> Marks:
        """Which places are among the `count` largest of their member; of equal ones the lower key comes first."""
        members = np.zeros(len(places), np.int64) if self._members is None else self._members[places]
        order = np.lexsort((self.keys[places], -units, members))
        sorted_members = members[order]
        rank = np.arange(len(order)) - np.searchsorted(sorted_members, sorted_members)
        marks = np.zeros(len(places), np.bool_)
        marks[order[rank < count]] = True
        return marks

    def by_member(self, places: Whole, units: Units) -> dict[int, int]:
        """The sum of each member that has any of the places."""
        if self._members is None:
            return {NOBODY: sum(units.tolist())} if len(places) else {}
        codes, where = np.unique(self._members[places], return_inverse=True)
        totals = np.zeros(len(codes), units.dtype)
        np.add.at(totals, where, units)
        return {int(code): int(total) for code, total in zip(codes.tolist(), totals.tolist(), strict=True)}
