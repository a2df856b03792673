"""The book's money on one VAT basis: what is asked for, which rows reach it, and which cannot (NUMBERS 7).

The owner names the basis of the reports (`vat_report`). Until then amounts stay as their files have them where all of
them agree; where some hold VAT and others do not, they are brought together only if every row can tell its VAT: without
VAT if that is so, else with it. A company that pays no VAT, or 5 or 7 % without giving back, bears what suppliers ask:
its outlays count with their VAT, and its own VAT of 5 or 7 % is no revenue.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Period
from kpi_desktop.engine.tax import OUTLAYS, Rate, Taxes
from kpi_desktop.engine.vat_sql import (
    AMOUNTS,
    GOODS,
    OFF,
    ROWS_STATE,
    SOLD,
    TELLING,
    VAT_INCLUDED,
    Money,
    Told,
    by_days,
    holds_sql,
    shown_sql,
    stuck_sql,
    vat_sql,
)
from kpi_desktop.facts.batch import Vat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kpi_desktop.store.book import Book
    from kpi_desktop.store.records import Cover

#: The book's settings: the basis of files that say nothing, that of the reports, that of the cost where files with a
#: cost say nothing of it.
VAT_SETTING, REPORT_SETTING, COST_SETTING = "vat_basis", "vat_report", "vat_cost"

#: How the columns are called that show an amount as its file has it, and the VAT of its row.
STATED, OF_ROW = "_stated", "_vat_of_row"

_WITH, _WITHOUT = Vat.WITH.value, Vat.WITHOUT.value
_BOTH = (_WITHOUT, _WITH)
_ZERO = Decimal(0)

_KNOWN = {(one.fact, one.column): one for one in AMOUNTS}

#: All days of a book.
_ALWAYS = Period(date.min, date.max)


@dataclass(frozen=True, slots=True)
class Line:
    """The rows of one import and day whose amounts have one told basis; `stuck` are those that reach another not."""

    day: date
    told: str
    rows: int
    stuck: Mapping[str, tuple[int, Decimal]]


@dataclass(frozen=True, slots=True)
class Stuck:
    """Rows of one file that cannot be brought on the basis, with the sum of their amounts without regard to sign."""

    money: Money
    file: str
    told: str
    wanted: str
    rows: int
    amount: Decimal


class VatBases:
    """The VAT bases of the book's money in any window, and how its rows are shown on the one that is wanted."""

    def __init__(
        self,
        book: Book,
        covers: Mapping[str, Sequence[Cover]],
        taxes: Taxes,
        settings: Mapping[str, str],
        files: Mapping[int, str],
    ) -> None:
        """`covers` are the imports by fact, `files` their names by number, `settings` those of the book.

        Rows are read only where amounts of different bases must meet, or where it must be told why they cannot.
        """
        self._book = book
        self._files = files
        self._covers = covers
        self._taxes = taxes
        self._cost = settings.get(COST_SETTING, "")
        self._lines: dict[Money, dict[int, list[Line]]] = {}
        self.wanted = settings.get(REPORT_SETTING, "") or self._agreed()

    @property
    def taxes(self) -> Taxes:
        """The company's taxes."""
        return self._taxes

    def bases(self, fact: str, column: str, covers: Iterable[Cover], window: Period) -> frozenset[str]:
        """The bases of a column's amounts in the window, import by import and regime by regime."""
        money = _KNOWN.get((fact, column)) or Money(fact, column, fact in OUTLAYS)
        found: set[str] = set()
        for cover in covers:
            days = Period(max(cover.first, window.start), min(cover.end, window.end))
            for rate, part in self._taxes.rates(days):
                charged = self._taxes.charges(cover.batch, part)
                outlay = fact in OUTLAYS or (money is GOODS and self._own_cost(cover))
                told = self._shown(money, cover, part, rate)
                found |= {self._taxes.basis(one, rate, outlay=outlay, charged=charged) for one in told}
        return frozenset(found)

    def stuck(self, moneys: Iterable[Money], covers: Mapping[str, Iterable[Cover]], window: Period) -> list[Stuck]:
        """The rows in the window that keep the money apart, of every file the sum, the largest first.

        Where no basis is wanted, it is told of the one that fewer rows are short of.
        """
        listed = [(money, cover) for money in moneys for cover in covers.get(money.fact, ())]
        tried = [self._stuck(listed, window, wanted) for wanted in ((self.wanted,) if self.wanted else _BOTH)]
        return min(tried, key=lambda found: sum(one.rows for one in found))

    def _stuck(self, listed: Iterable[tuple[Money, Cover]], window: Period, general: str) -> list[Stuck]:
        found: dict[tuple[Money, str, str, str], tuple[int, Decimal]] = {}
        for money, cover in listed:
            days = Period(max(cover.first, window.start), min(cover.end, window.end))
            for rate, part in self._taxes.rates(days):
                wanted = general if rate is Rate.GENERAL else self.wanted_at(money, rate)
                if not wanted or (rate is not Rate.GENERAL and self._borne(money, cover)):
                    continue
                for line in self._within(money, cover, part):
                    rows, amount = line.stuck[wanted]
                    key = money, self._files.get(cover.batch, ""), line.told, wanted
                    known = found.get(key, (0, _ZERO))
                    found[key] = known[0] + rows, known[1] + amount
        stuck = [Stuck(*key, *sums) for key, sums in found.items() if sums[0]]
        return sorted(stuck, key=lambda one: (-one.amount, one.file, one.money.column))

    def wanted_at(self, money: Money, rate: Rate) -> str:
        """The basis that amounts are brought on: by the regime, else that of the reports; '' as they are."""
        if rate is Rate.GENERAL:
            return self.wanted
        if money.spent:
            return _WITH
        return "" if rate is Rate.NONE else _WITHOUT

    def views(self) -> dict[str, str]:
        """By fact the query that shows its amounts on the wanted basis, of facts of which some row converts.

        The query reads `stored` and has, beside the fact's columns, of each amount `x` what the file says (`x_stated`)
        and the VAT of the row (`x_vat_of_row`).
        """
        return {
            fact: self._view(list(group))
            for fact, group in groupby(filter(self._converts, AMOUNTS), lambda money: money.fact)
        }

    def converted(self, fact: str) -> tuple[str, ...]:
        """The amounts of the fact that are shown on another basis than some of its files have them."""
        return tuple(money.column for money in AMOUNTS if money.fact == fact and self._converts(money))

    def _view(self, moneys: Sequence[Money]) -> str:
        """Two steps: what each row is and what it should be; then the amounts."""
        told, shown, beside = [], [], []
        for number, money in enumerate(moneys):
            holds = holds_sql(money, self._told(money))
            told += [f"{holds} AS vat_holds_{number}", f"{self._wanted_sql(money)} AS vat_wanted_{number}"]
            names = f"vat_holds_{number}", vat_sql(money, f"vat_holds_{number}"), f"vat_wanted_{number}"
            shown.append(f"{shown_sql(money, *names)} AS {money.column}")
            beside += [f"{money.column} AS {money.column}{STATED}", f"{names[1]} AS {money.column}{OF_ROW}"]
        hidden = ", ".join(f"vat_holds_{number}, vat_wanted_{number}" for number in range(len(moneys)))
        return (
            f"SELECT * EXCLUDE ({hidden}) REPLACE ({', '.join(shown)}), {', '.join(beside)} "
            f"FROM (SELECT *, {', '.join(told)} FROM stored)"
        )

    def _wanted_sql(self, money: Money) -> str:
        """The basis that a row is shown on by its day; silent outlays that the company bears are what was paid."""
        spells = self._taxes.rates(_ALWAYS)
        wanted = by_days((days, _flag(self.wanted_at(money, rate))) for rate, days in spells)
        silent = {cover.batch for cover in self._covers.get(money.fact, ()) if self._borne(money, cover)}
        if not silent:
            return wanted
        general = by_days((days, _flag(self.wanted_at(money, rate))) for rate, days in spells if rate is Rate.GENERAL)
        return f"CASE WHEN batch IN ({', '.join(map(str, sorted(silent)))}) THEN {general} ELSE {wanted} END"

    def _converts(self, money: Money) -> bool:
        """Whether some row may be shown on another basis than its own."""
        return any(
            _can_tell(money, cover)
            and any(
                (wanted := self.wanted_at(money, rate))
                and (self._basis(money, cover) != wanted or _flagged(money, cover))
                for rate, _ in self._taxes.rates(Period(cover.first, cover.end))
            )
            for cover in self._covers.get(money.fact, ())
        )

    def _agreed(self) -> str:
        """The basis on which all money of a book that mixes them can meet; '' where it need not or cannot.

        Discounts follow their sales: one that cannot keeps nothing apart, its own figures say so.
        """
        pairs = [
            (money, cover)
            for money in AMOUNTS
            if money is not OFF
            for cover in self._covers.get(money.fact, ())
            if money.column in cover.present
            and any(rate is Rate.GENERAL for rate, _ in self._taxes.rates(Period(cover.first, cover.end)))
        ]
        told = {self._basis(*pair) for pair in pairs}
        if not ({_WITH, _WITHOUT} <= told or any(_flagged(*pair) for pair in pairs)):
            return ""
        return next((one for one in _BOTH if self._all_reach(pairs, one)), "")

    def _all_reach(self, pairs: Iterable[tuple[Money, Cover]], wanted: str) -> bool:
        """Whether every row is on the basis or can be brought on it; what has no VAT in its columns is not read."""
        others = [
            (money, cover) for money, cover in pairs if self._basis(money, cover) != wanted or _flagged(money, cover)
        ]
        if not all(_can_tell(*pair) for pair in others):
            return False
        return not any(line.stuck[wanted][0] for pair in others for line in self._within(*pair, _ALWAYS))

    def _shown(self, money: Money, cover: Cover, days: Period, rate: Rate) -> set[str]:
        """The bases of the amounts as they are shown in these days."""
        if rate is not Rate.GENERAL and self._borne(money, cover):
            # The cost stands in the company's own books as it bears it; other silent outlays are what was paid.
            return self._shown(SOLD, cover, days, rate) if money is GOODS else {Vat.UNKNOWN.value}
        told, wanted = self._basis(money, cover), self.wanted_at(money, rate)
        flagged = _flagged(money, cover)
        if not flagged and (not wanted or told == wanted or not _can_tell(money, cover)):
            return {told}
        lines = self._within(money, cover, days)
        if not lines or not wanted:
            return {line.told for line in lines} or {wanted or told}
        reached = any(line.rows > line.stuck[wanted][0] for line in lines)
        return {line.told for line in lines if line.stuck[wanted][0]} | ({wanted} if reached else set())

    def _within(self, money: Money, cover: Cover, days: Period) -> list[Line]:
        """The rows of an import in these days; all rows of the money are read once."""
        if money not in self._lines:
            self._lines[money] = self._read(money)
        lines = self._lines[money].get(cover.batch, [])
        first, end = max(days.start, cover.first), min(days.end, cover.end)
        return lines[bisect_left(lines, first, key=_day) : bisect_left(lines, end, key=_day)]

    def _read(self, money: Money) -> dict[int, list[Line]]:
        """By import: how much of each day is on which basis, and how much of it cannot be brought on another."""
        holds = holds_sql(money, self._told(money))
        vat = vat_sql(money, "holds")
        tests = [stuck_sql(money, "holds", vat, word) for word in ("TRUE", "FALSE")]
        sums = "".join(
            f", COUNT(*) FILTER ({test}), COALESCE(SUM(abs({money.column})) FILTER ({test}), 0)" for test in tests
        )
        found: dict[int, list[Line]] = defaultdict(list)
        for batch, day, inside, rows, *stuck in self._book.run(
            f"SELECT batch, day, holds, COUNT(*){sums} FROM (SELECT *, {holds} AS holds FROM {money.fact}) "
            f"WHERE {money.column} <> 0 GROUP BY batch, day, holds ORDER BY batch, day, holds",
            as_stated=True,
        ):
            told = Vat.UNKNOWN.value if inside is None else _WITH if inside else _WITHOUT
            found[batch].append(Line(day, told, rows, {_WITH: (stuck[0], stuck[1]), _WITHOUT: (stuck[2], stuck[3])}))
        return found

    def _told(self, money: Money) -> Told:
        known: dict[str, set[int]] = defaultdict(set)
        for cover in self._covers.get(money.fact, ()):
            known[self._basis(money, cover)].add(cover.batch)
        return Told(known[_WITH], known[_WITHOUT])

    def _basis(self, money: Money, cover: Cover) -> str:
        """What the import's amounts are: as it states, else as the owner does of silent ones."""
        vat = self._stated(money, cover)
        return self._taxes.stated if vat is Vat.UNKNOWN and self._taxes.stated else vat.value

    def _stated(self, money: Money, cover: Cover) -> Vat:
        if money is not GOODS:
            return cover.vat
        return cover.cost_vat or (Vat(self._cost) if self._cost else cover.vat)

    def _silent(self, money: Money, cover: Cover) -> bool:
        return self._stated(money, cover) is Vat.UNKNOWN

    def _borne(self, money: Money, cover: Cover) -> bool:
        """Whether nothing is stated of what goes out: a company that gets no VAT back bears it as it is."""
        return money.spent and (self._silent(money, cover) or (money is GOODS and not self._own_cost(cover)))

    def _own_cost(self, cover: Cover) -> bool:
        return cover.cost_vat is not None or bool(self._cost)


def _can_tell(money: Money, cover: Cover) -> bool:
    """Whether the import has a column by which its rows convert."""
    return money in TELLING and not TELLING[money].isdisjoint(cover.present)


def _flagged(money: Money, cover: Cover) -> bool:
    """Whether the rows of the import tell themselves if VAT is in their amounts."""
    return VAT_INCLUDED in cover.present and money is not GOODS and money.fact in ROWS_STATE


def _day(line: Line) -> date:
    return line.day


def _flag(wanted: str) -> bool | None:
    return None if not wanted else wanted == _WITH
