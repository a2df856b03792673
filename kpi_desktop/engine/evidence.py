"""Whether the book can answer for a measure in a window, and what must be said beside the answer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation, Measure
from kpi_desktop.catalogue.needs import GROSS, NET
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period, add_months
from kpi_desktop.core.unit import MONEY, Unit
from kpi_desktop.engine.ahead import first_days_missing
from kpi_desktop.engine.channels import SALE_CHANNEL, channel_found, channel_unknown
from kpi_desktop.engine.condition import KNOWN
from kpi_desktop.engine.coverage import Coverage, Reach
from kpi_desktop.engine.expenses import classed_flags, unclassed_missing
from kpi_desktop.engine.figure import Flag
from kpi_desktop.engine.foreign import foreign_flags, foreign_missing
from kpi_desktop.engine.kept import Kept
from kpi_desktop.engine.known import KnownDays
from kpi_desktop.engine.optional import excused, is_unsplit, optional_reach
from kpi_desktop.engine.refusals import (
    ADVERTISING,
    TOLERATED,
    WHOLE_ONLY,
    advertising_apart,
    column_missing,
    daily_missing,
    days_missing,
    documents_missing,
    fact_name,
    grain_missing,
    not_separated,
    returns_missing,
)
from kpi_desktop.engine.said import (
    HISTORY_BOUND,
    banked,
    begun_flags,
    filtered,
    ordered,
    to_date_flags,
    tolerated_flags,
)
from kpi_desktop.engine.splitting import has_parts, part_columns
from kpi_desktop.engine.sql import BY_FIRST
from kpi_desktop.engine.staff import PERSON, TEAM, Teams
from kpi_desktop.engine.standing import Role
from kpi_desktop.engine.unsorted import sorting_first
from kpi_desktop.engine.vat_sql import AMOUNTS
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.formats import MonthForm, month_message
from kpi_desktop.i18n.message import msg, named
from kpi_desktop.store.bank_as_expenses import EXPENSE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.engine.unsorted import Unsorted
    from kpi_desktop.engine.vat import Stuck, VatBases
    from kpi_desktop.engine.vat_sql import Money
    from kpi_desktop.facts.schema import FactTable

#: Months at the start of the loaded history in which everybody looks new (NUMBERS 13).
HISTORY_MISSING = 3
_MONEY = Unit.of(MONEY)

_FIRSTS = BY_FIRST | {Aggregation.FIRST_EVER}


@dataclass(frozen=True, slots=True)
class State:
    """What the book can say about a measure in a window; `bases` are the VAT bases of its money.

    `kept` figures were entered by hand; with a `rival` both they and the facts answer, and only one of them is taken.
    """

    reach: Reach
    missing: Missing | None = None
    flags: tuple[Flag, ...] = ()
    bases: frozenset[str] = frozenset()
    kept: bool = False
    rival: bool = False


#: Facts that money goes out by: an algorithm that reads them beside sales sets the cost of goods against them too.
_SPENT = frozenset({"expense", "advertising"})


def _columns(measure: Measure, fact: str) -> tuple[str, ...]:
    """The columns of money that the measure reads of a fact; an algorithm reads what the fact is about."""
    if measure.column and fact == measure.fact:
        return (measure.column,)
    main = "cost" if fact == "advertising" else "amount"
    spent = fact == "sale" and not _SPENT.isdisjoint({measure.fact, *measure.also})
    return (main, "cost") if spent else (main,)


def is_money(measure: Measure) -> bool:
    """Whether the measure is an amount of money: rounded to kopecks after summing."""
    return measure.unit == _MONEY


class Evidence:
    """Answers for measures from the coverage of each fact; nothing is looked up twice."""

    def __init__(
        self,
        catalogue: Catalogue,
        coverage: Mapping[str, Coverage],
        vat: VatBases,
        kept: Kept | None = None,
        teams: Teams | None = None,
    ) -> None:
        """`coverage` by fact; a fact that is absent has no data.

        `vat` tells the VAT basis of amounts, also of those whose source says nothing; `kept` are figures that were
        entered by hand; `teams` give facts that name a person the split by team.
        """
        self._teams = teams or Teams()
        self.kept = kept or Kept((), catalogue)
        self._catalogue = catalogue
        self._vat = vat
        self._coverage = coverage
        self._nothing = Coverage((), {})
        #: Payments that wait to be sorted before the bank can tell expenses.
        self.unsorted: Unsorted = {}
        self._known: dict[tuple[str, Period, Role, frozenset[int]], State] = {}

    def coverage(self, fact: str) -> Coverage:
        """The covered days of a fact."""
        return self._coverage.get(fact) or self._nothing

    def as_of(self, fact: str, *, standing: bool) -> date | None:
        """The last day that the fact tells of; of what stands at an edge, the day as of which it is told."""
        return KnownDays(self._coverage).as_of(fact) if standing else self.coverage(fact).last_day

    def state(self, measure_id: str, window: Period, role: Role, without: frozenset[int]) -> State:
        """Whether the measure has a value in the window."""
        key = (measure_id, window, role, without)
        if key not in self._known:
            measure = self._catalogue.measures[measure_id]
            found = self._state(measure, window, role, without)
            found = self._with_others(measure, found, role, without)
            if measure.optional:
                found = self._if_any(measure, window, role, without, found)
            self._known[key] = self._by_hand(measure, window, role, found) if self.kept else found
        return self._known[key]

    def _by_hand(self, measure: Measure, window: Period, role: Role, facts: State) -> State:
        """Either the facts answer or the figure that was entered by hand: they are never added."""
        if role is Role.TO_DATE:
            first = self.kept.first_day(measure.id)
            window = Period(max(window.start, first), window.end) if first and first < window.end else window
        held = self.kept.held(measure.id, window)
        strict = role is not Role.OWN or measure.fact in WHOLE_ONLY
        if held is None or (strict and not held.complete):
            return facts if facts.missing is None else self._without_hand(measure, window, facts)
        if facts.missing is None and not self.kept.goes_first(measure.id):
            return replace(facts, rival=True)
        bases = self._vat.taxes.by_hand(measure.fact, window) if is_money(measure) else frozenset[str]()
        return State(held.reach(), None, held.flags, bases, kept=True, rival=facts.missing is None)

    def _without_hand(self, measure: Measure, window: Period, facts: State) -> State:
        """Why there is no value, where something was entered that does not answer for the window."""
        net = self.kept.held(NET, window) if measure.id == GROSS else None
        if net is not None:
            return State(net.reach(), not_separated(measure), net.flags)
        nothing = facts.missing is not None and facts.missing.reason in {Reason.NO_DATA, Reason.NOT_COVERED}
        why = self.kept.too_fine(measure.id, window) if nothing else None
        return replace(facts, missing=why) if why else facts

    def reaches(self, measure: Measure, window: Period, without: frozenset[int] = frozenset()) -> list[Reach]:
        """How far the measure reaches in the window: by hand where that answers, else its facts."""
        if self.by_hand(measure, window):
            return [self.state(measure.id, window, Role.OWN, frozenset()).reach]
        if measure.optional:
            in_part = measure.fact not in WHOLE_ONLY
            return [optional_reach(self.coverage(measure.fact), window, without)[0]] if in_part else []
        return [self.coverage(fact).reach(window, without) for fact in (measure.fact, *measure.also)]

    def by_hand(self, measure: Measure, window: Period) -> bool:
        """Whether the measure's value in the window is one that was entered by hand."""
        if not self.kept:
            return False
        state = self.state(measure.id, window, Role.OWN, frozenset())
        net_instead = state.missing is not None and state.missing.reason is Reason.RETURNS_NOT_SEPARATED
        return state.kept or (net_instead and self.state(NET, window, Role.OWN, frozenset()).kept)

    def _with_others(self, measure: Measure, state: State, role: Role, without: frozenset[int]) -> State:
        """A computed measure reads other facts too: they must be there in the same window, and what is said of them
        is said of it."""
        for fact in measure.also:
            if state.missing is not None:
                break
            coverage = self.coverage(fact)
            reach = coverage.reach(state.reach.window, without)
            missing = self._days_missing(fact, reach, role)
            missing = missing or foreign_missing(measure, coverage, reach.window)
            bases = state.bases | (frozenset() if measure.follows else self._bases(measure, fact, reach))
            state = State(state.reach, missing, (*state.flags, *reach.flags, *filtered(reach), *banked(reach)), bases)
        return state

    def _if_any(self, measure: Measure, window: Period, role: Role, without: frozenset[int], found: State) -> State:
        """An optional measure is zero where there is none of it yet; what is told in part is said."""
        reach, flags = optional_reach(self.coverage(measure.fact), window, without)
        if measure.fact in WHOLE_ONLY:  # its own total answers for the days: this is a part of it
            return replace(found, missing=excused(found.missing, reach, whole=False))
        own = tuple(flag for flag in found.flags if flag.code != "partial")
        missing = excused(found.missing, reach, whole=role is not Role.OWN)
        return State(reach, missing, (*own, *flags), found.bases)

    def _days_missing(self, fact: str, reach: Reach, role: Role) -> Missing | None:
        """Nothing or not enough is loaded; of expenses that the bank would tell, what stands in the way of it."""
        found = days_missing(self._catalogue.facts[fact], self.coverage(fact), reach, role)
        if found and fact == EXPENSE:
            return sorting_first(found, self.unsorted, reach.window)
        beside = found and fact == ADVERTISING and not self.coverage(EXPENSE).empty
        return replace(found, message=advertising_apart(found.message)) if found and beside else found

    def _state(self, measure: Measure, window: Period, role: Role, without: frozenset[int]) -> State:
        fact = self._catalogue.facts[measure.fact]
        coverage = self.coverage(measure.fact)
        reach = coverage.reach(_loaded(window, coverage) if role is Role.TO_DATE else window, without)
        read = _readable(measure, reach)
        missing = (
            self._days_missing(measure.fact, reach, role)
            or grain_missing(read)
            or daily_missing(measure, read)
            or first_days_missing(measure, reach, self._catalogue.values["working_week"])
            or returns_missing(measure, read)
            or documents_missing(measure, read)
            or column_missing(measure, fact, read)
            or unclassed_missing(measure, read)
            or self._history_missing(measure, window)
            or foreign_missing(measure, coverage, reach.window)
        )
        if missing:
            return State(reach, missing)
        flags = (
            *reach.flags,
            *filtered(reach),
            *ordered(reach),
            *banked(reach),
            *classed_flags(measure, reach),
            *self._history_flags(measure, window),
            *foreign_flags(measure, coverage, reach.window),
        )
        flags += tolerated_flags(measure, reach, coverage)
        if role is Role.TO_DATE:
            flags += to_date_flags(reach)
            flags += () if any(flag.code == "partial" for flag in flags) else _lately(coverage, window, without)
        else:
            flags += begun_flags(measure, window, coverage)
        money = is_money(measure) or measure.compares_money
        bases = self._bases(measure, measure.fact, read) if money else frozenset()
        return State(reach, None, flags, bases)

    def _bases(self, measure: Measure, fact: str, reach: Reach) -> frozenset[str]:
        found = (self._vat.bases(fact, column, reach.covers, reach.window) for column in _columns(measure, fact))
        return frozenset().union(*found)

    def stuck(self, measures: Iterable[tuple[str, Period]]) -> list[Stuck]:
        """The rows that keep the money of these measures apart, each measure in its window."""
        windows: dict[Period, set[Money]] = defaultdict(set)
        for name, window in measures:
            measure = self._catalogue.measures[name]
            if is_money(measure) or measure.compares_money:
                for fact in (measure.fact, *measure.also):
                    windows[window] |= {
                        one for one in AMOUNTS if one.fact == fact and one.column in _columns(measure, fact)
                    }
        found = []
        for window, moneys in windows.items():
            covers = {one.fact: self.coverage(one.fact).reach(window).covers for one in moneys}
            found += self._vat.stuck(moneys, covers, window)
        return list(dict.fromkeys(found))

    def split_missing(self, measure_id: str, dimension: str, window: Period, *, kept: bool = False) -> Missing | None:
        """Why the measure cannot be split by the dimension in the window; None where it can."""
        measure = self._catalogue.measures[measure_id]
        if kept:
            held = self.kept.held(measure_id, window)
            if held is not None and dimension in held.by:
                return None
            text = msg("“{measure}” was not entered by this split", measure=named(measure.name_en, measure.name_ru))
            return Missing(Reason.NOT_IN_THIS_CUT, text, measure_id)
        fact = self._catalogue.facts[measure.fact]
        if measure.optional:
            return None
        reach = self.coverage(measure.fact).reach(window)
        if dimension == TEAM and self._teams.tells(fact) and any(PERSON in cover.present for cover in reach.covers):
            return None
        column = fact.split_column(dimension)
        name = dimension if column is None else column.id
        told = any(name in cover.present for cover in reach.covers) or (column and dimension == "organisation")
        told = told or any(self.part_columns(measure, dimension, window).values())
        return None if told else self._no_split(fact, dimension)

    def part_columns(self, measure: Measure, dimension: str | None, window: Period) -> dict[int, str]:
        """The column of each member where the members stand side by side in columns; none of any other split."""
        if not has_parts(self._catalogue, dimension, measure):
            return {}
        covers = self.coverage(measure.fact).reach(window).covers
        return part_columns(self._catalogue.dimensions[dimension or ""], measure, covers)

    def channel_flags(self, measure_id: str, window: Period) -> tuple[Flag, ...]:
        """Says by what the channels of sales were found whose own lines bear none, and by which rule."""
        measure = self._catalogue.measures[measure_id]
        if measure.fact != "sale":
            return ()
        covers = self.coverage("sale").reach(window).covers
        origins = dict.fromkeys(origin for cover in covers for origin in cover.channel_by)
        return channel_found(self._catalogue, tuple(origins))

    def split_of(self, measure_id: str, dimension: str | None) -> str | None:
        """The dimension that the measure is read by; none where an optional one does not have it."""
        measure = self._catalogue.measures[measure_id]
        return None if is_unsplit(measure, self._catalogue.facts[measure.fact], dimension) else dimension

    @staticmethod
    def _no_split(fact: FactTable, dimension: str) -> Missing:
        about = f"{fact.id}.{dimension}"
        if about == SALE_CHANNEL:
            return channel_unknown()
        return Missing(
            Reason.NOT_IN_THIS_CUT,
            msg("“{fact}” does not have this split: the export has no such column", fact=fact_name(fact)),
            about,
            (about,),
        )

    def _history_start(self, measure: Measure) -> Period | None:
        """The first month of loaded history where it decides who is new; None where a customer base decides."""
        counts_firsts = measure.aggregation in _FIRSTS or measure.firsts
        if not counts_firsts or not self.coverage("customer").empty:
            return None
        start = self.coverage(measure.fact).start(measure.key or "customer")
        return Period.of(start, Grain.MONTH) if start else None

    def _history_missing(self, measure: Measure, window: Period) -> Missing | None:
        first = self._history_start(measure)
        if first is None or window.start >= add_months(first.start, HISTORY_MISSING):
            return None
        return Missing(
            Reason.HISTORY_SHORT,
            msg(
                "History is loaded only from {month}: in its first {n} months everybody looks like a new buyer",
                month=month_message(first.start, MonthForm.GENITIVE),
                n=HISTORY_MISSING,
            ),
            measure.id,
            (measure.fact, "customer"),
        )

    def _history_flags(self, measure: Measure, window: Period) -> tuple[Flag, ...]:
        first = self._history_start(measure)
        if first is None or window.start >= add_months(first.start, HISTORY_BOUND):
            return ()
        since = month_message(first.start, MonthForm.GENITIVE)
        if measure.aggregation in {Aggregation.RETURNING, Aggregation.SUM_RETURNING}:
            text = msg("lower estimate: history is loaded only from {month}", month=since)
            return (Flag("lower_bound", text),)
        text = msg("upper estimate: history is loaded only from {month}", month=since)
        return (Flag("upper_bound", text),)


def _lately(coverage: Coverage, window: Period, without: frozenset[int]) -> tuple[Flag, ...]:
    """What lacks in the last month of all that is known to date: years of a stream hide that it stopped."""
    reach = coverage.reach(Period(Period.of(window.last_day, Grain.MONTH).start, window.end), without)
    return tuple(flag for flag in reach.flags or coverage.absent_flags(reach.absent) if flag.code == "partial")


def _loaded(window: Period, coverage: Coverage) -> Period:
    """The part of the window since the loaded history began."""
    first = coverage.first_day
    return Period(first, window.end) if first is not None and window.start < first < window.end else window


def _readable(measure: Measure, reach: Reach) -> Reach:
    """The reach with only those imports whose rows can pass the measure's own tests for a known customer or cost."""
    covers = reach.covers
    for column in sorted(TOLERATED):
        if counts_presence(measure, column):
            covers = tuple(cover for cover in covers if column in cover.present) or covers
    return replace(reach, covers=covers)


def counts_presence(measure: Measure, column: str) -> bool:
    """Whether the measure reads only rows in which the column is known."""
    return measure.key == column or measure.where.get(column) == (KNOWN,)


def unsummable(measure: Measure, fact: FactTable) -> bool:
    """Whether sums of the column mean nothing (unique visitors): only a single exported row is a value."""
    if measure.aggregation is not Aggregation.SUM or measure.additive:
        return False
    return fact.column(measure.column).kind is Kind.COUNT
