"""The days on which keys have rows: read once, they tell for every window who was there, since when and till when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kpi_desktop.engine.algorithms.scope import NOBODY
from kpi_desktop.engine.condition import condition, has_key
from kpi_desktop.engine.sql import begun_in, day_literal, member_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.algorithms.scope import Once
    from kpi_desktop.engine.condition import Where
    from kpi_desktop.engine.sql import Cut
    from kpi_desktop.facts.schema import FactTable

    Whole = NDArray[np.int64]
    Marks = NDArray[np.bool_]

#: The day of what never was.
NEVER = 2**40

#: The number of 1 January 1970, from which columns of dates count.
_EPOCH = 719_163

#: Codes may be places of their own while there are at most so many times more of them than rows, and some.
_SPARE, _SOME = 4, 4096

#: A customer's purchases: where one line of each document tells the day and the customer of all, others are not read.
_BOUGHT = {("kind", ("sale",)), ("customer", ("known",))}
_ONE_LINE = ' AND (f."first_of_document" OR f."document" IS NULL)'
_NUMBERED = 'CASE WHEN f."document" IS NULL THEN 0 ELSE 1 END AS numbered, '


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are asked for: those of a fact that pass a filter and have a key; `day` tells when they were.

    With `within` only the rows of these windows are read, else all until the end of the last window.
    """

    fact: FactTable
    key: str
    where: Where
    day: str = "day"
    within: tuple[Period, ...] = ()


def days_sql(wanted: Wanted, cut: Cut) -> str:
    """One row (member where there is a split, key, day) for each line that counts and could lie in a window.

    Where one line of each document tells of all its lines, `numbered` says whether the line has a document.
    """
    day, member = f'f."{wanted.day}"', member_column(cut)
    until = f"{day} < {day_literal(max(window.end for window in cut.windows))}"
    by_line = one_line_tells(wanted, cut)
    return (
        f"SELECT {member and f'{member} AS member, '}{_NUMBERED if by_line else ''}"
        f'f."{wanted.key}" AS k, {day} AS day FROM "{wanted.fact.id}" f\n'
        f"WHERE {cut.base} AND {has_key(wanted.fact, wanted.key)} AND {condition(wanted.fact, wanted.where)}"
        f"{_ONE_LINE if by_line else ''} AND ({begun_in(wanted.within, day) or until})"
    )


def one_line_tells(wanted: Wanted, cut: Cut) -> bool:
    """Whether the days of customers are read by one line of each document."""
    own = wanted.fact.id == "sale" and wanted.key == "customer" and wanted.day == "day"
    return own and cut.one_line_tells and not cut.dimension and _BOUGHT.issuperset(wanted.where)


def member_column(cut: Cut) -> str:
    """The member as a whole number, 0 for the unspecified one; '' for a total."""
    place = member_of(cut)
    return f"CASE WHEN ({place}) IS NULL THEN {NOBODY} ELSE {place} END" if cut.dimension else ""


def key_days(once: Once, wanted: Wanted, cut: Cut) -> KeyDays:
    """The days of the keys that are wanted; the same rows are read and sorted once."""
    sql = days_sql(wanted, cut)
    return once.made(sql, lambda: KeyDays(once.rows.columns(sql)))


def first_days(once: Once, wanted: Wanted, cut: Cut) -> KeyFirsts:
    """The first day of each key, also by what is known from a customer base."""
    own = key_days(once, wanted, cut).firsts
    if not cut.first_days:
        return own
    return own.earlier(once.made(cut.first_days, lambda: KeyDays(once.rows.columns(cut.first_days)).firsts))


class DayRows:
    """Rows in the order of their days: those of a window are neighbours."""

    def __init__(self, days: NDArray[np.generic]) -> None:
        """`days` come in any order; mostly they are in theirs already."""
        numbers: Whole = days.astype("datetime64[D]", copy=False).view(np.int64)
        in_order = bool(np.all(numbers[1:] >= numbers[:-1]))
        self._order = None if in_order else np.argsort(numbers, kind="stable")
        self.days = self.sorted(numbers)

    def sorted(self, column: NDArray[Any]) -> NDArray[Any]:
        """Another column of the same rows, in this order."""
        return column if self._order is None else column[self._order]

    def of(self, window: Period) -> slice:
        """Where the rows of the window stand."""
        lo, hi = np.searchsorted(self.days, [day_number(window.start), day_number(window.end)])
        return slice(int(lo), int(hi))


class KeyDays:
    """Rows by day. Every key (of a split: every pair of member and key) has a place, and answers are by place."""

    def __init__(self, columns: Mapping[str, NDArray[np.generic]]) -> None:
        """`columns` are those of `days_sql`, none of them with gaps."""
        self._rows = DayRows(columns["day"])
        self._days = self._rows.days
        place, self.keys, self.members = placed(columns["k"], columns.get("member"))
        self._place = self._rows.sorted(place)
        self._ends: dict[Period, tuple[Whole, Whole]] = {}
        numbered = columns.get("numbered")
        told = numbered is not None and not bool(numbered.all())
        self._numbered = self._rows.sorted(numbered.astype(np.bool_)) if numbered is not None and told else None

    def there(self, window: Period) -> Marks:
        """The places that have rows in the window."""
        marks = np.zeros(len(self.keys), np.bool_)
        marks[self._place[self._rows.of(window)]] = True
        return marks

    def among(self, window: Period, keys: Whole, members: Whole | None) -> Marks:
        """Which of these keys (of a split: of these pairs of member and key) have rows in the window."""
        own, others = self.keys, keys
        if self.members is not None and members is not None:
            wide = max(int(own.max(initial=0)), int(keys.max(initial=0))) + 1
            own, others = self.members * wide + own, members * wide + keys
        there = own[self.there(window)]  # in order, as the places are
        if not len(there):
            return np.zeros(len(others), np.bool_)
        place = np.minimum(np.searchsorted(there, others), len(there) - 1)
        found: Marks = there[place] == others
        return found

    def ends(self, window: Period) -> tuple[Whole, Whole]:
        """The first and the last day of each place in the window; of those that are not there both are 0."""
        if window not in self._ends:
            self._ends[window] = self._found_ends(window)
        return self._ends[window]

    def _found_ends(self, window: Period) -> tuple[Whole, Whole]:
        rows = self._rows.of(window)
        first, last = np.zeros(len(self.keys), np.int64), np.zeros(len(self.keys), np.int64)
        last[self._place[rows]] = self._days[rows]  # of a place that comes again the later value stays
        first[self._place[rows][::-1]] = self._days[rows][::-1]
        return first, last

    @cached_property
    def begun(self) -> Whole:
        """The first day of each place."""
        first = np.full(len(self.keys), NEVER, np.int64)
        first[self._place[::-1]] = self._days[::-1]
        return first

    @cached_property
    def firsts(self) -> KeyFirsts:
        """The first day of each key, whatever the member."""
        if self.members is None:
            return KeyFirsts(self.keys, self.begun)
        return KeyFirsts.of_rows(self.keys[self._place], self._days)

    @cached_property
    def documents(self) -> KeyFirsts:
        """The first day of each key among its rows with a document."""
        if self._numbered is None:
            return self.firsts
        return KeyFirsts.of_rows(self.keys[self._place[self._numbered]], self._days[self._numbered])

    @cached_property
    def seconds(self) -> KeyFirsts:
        """The first day of each key after its first one, whatever the member."""
        keys = self.keys[self._place]
        later = self._days > self.firsts.of(keys)
        return KeyFirsts.of_rows(keys[later], self._days[later])

    def by_member(self, marks: Marks) -> dict[int, int]:
        """How many of the marked places each member has; members without any are left out."""
        if self.members is None:
            count = int(np.count_nonzero(marks))
            return {NOBODY: count} if count else {}
        codes, counts = np.unique(self.members[marks], return_counts=True)
        return dict(zip(codes.tolist(), counts.tolist(), strict=True))

    def total_by_member(self, marks: Marks, numbers: Whole) -> dict[int, int]:
        """The sum of the numbers of the marked places by member; members without any are left out."""
        if self.members is None:
            return {NOBODY: int(numbers[marks].sum())} if bool(marks.any()) else {}
        codes, where = np.unique(self.members[marks], return_inverse=True)
        totals = np.zeros(len(codes), np.int64)
        np.add.at(totals, where, numbers[marks])
        return dict(zip(codes.tolist(), totals.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class KeyFirsts:
    """A day for each key: `keys` in order, with their days beside."""

    keys: Whole
    days: Whole

    @classmethod
    def of_rows(cls, keys: Whole, days: Whole) -> KeyFirsts:
        """The first row of each key; the rows are given by day."""
        place, codes = coded(keys)
        first = np.full(len(codes), NEVER, np.int64)
        first[place[::-1]] = days[::-1]
        return cls(codes, first)

    @property
    def _dense(self) -> bool:
        """Whether each key is its own place; keys stand in order, each once."""
        return int(self.keys[0]) == 0 and int(self.keys[-1]) == len(self.keys) - 1

    def of(self, keys: Whole) -> Whole:
        """The day of each of these keys, `NEVER` of one that is not here."""
        if not len(self.keys):
            return np.full(len(keys), NEVER, np.int64)
        if self._dense:
            return np.where(keys < len(self.days), self.days[np.minimum(keys, len(self.days) - 1)], NEVER)
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[place] == keys, self.days[place], NEVER)

    def earlier(self, other: KeyFirsts) -> KeyFirsts:
        """The earlier day of each key of this one."""
        return KeyFirsts(self.keys, np.minimum(self.days, other.of(self.keys)))


def began_in(days: Whole, window: Period) -> Marks:
    """Which of the days lie in the window."""
    return (days >= day_number(window.start)) & (days < day_number(window.end))


def placed(keys: NDArray[np.generic], members: NDArray[np.generic] | None) -> tuple[Whole, Whole, Whole | None]:
    """The place of each row, then the key and (of a split) the member of each place: a pair has one place."""
    if members is None:
        return *coded(keys.astype(np.int64, copy=False)), None
    codes, own = keys.astype(np.int64, copy=False), members.astype(np.int64, copy=False)
    wide = int(codes.max(initial=0)) + 1
    pairs, place = np.unique(own * wide + codes, return_inverse=True)
    return place, pairs % wide, pairs // wide


def coded(codes: Whole) -> tuple[Whole, Whole]:
    """The place of each row's code, and the code of each place, in order; dense codes are places themselves."""
    top = int(codes.max(initial=-1)) + 1
    if top <= _SPARE * len(codes) + _SOME and int(codes.min(initial=0)) >= 0:
        return codes, np.arange(top, dtype=np.int64)
    unique, place = np.unique(codes, return_inverse=True)
    return place.astype(np.int64), unique


def day_number(day: date) -> int:
    """The day as columns of dates count it."""
    return day.toordinal() - _EPOCH
