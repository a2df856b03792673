"""A funnel read from the book: its stages by month, channel and person, by date of event and by cohort."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.catalogue.funnels import Via
from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.core.period import Period, add_months
from kpi_desktop.engine.condition import condition, frozen
from kpi_desktop.engine.coverage import QUIET, Coverage
from kpi_desktop.engine.engine import source_names
from kpi_desktop.engine.funnel.counts import NEVER, Amounts, Counted, Passing, Ways, passing
from kpi_desktop.engine.funnel.rows import again, events_sql, keyed_sql, lost_where, source_of, totals_sql, ways_sql
from kpi_desktop.engine.reading import without_batches
from kpi_desktop.engine.ripening import KEYED, SPEED_DAYS, is_ripe
from kpi_desktop.engine.rows import RowPage, rows_where
from kpi_desktop.engine.staff import staff_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kpi_desktop.catalogue.funnels import Funnel, FunnelStage
    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.engine.funnel.rows import Source
    from kpi_desktop.store.book import Book

    Floats = NDArray[np.float64]

#: Months of the past that a month is judged by, at most.
PAST = 36

#: Quiet days at the end of the data that are nothing unusual for facts that have no row every day.
_QUIET = QUIET.days

#: Months of history before the judged one under which nobody is told to have come again, and under which there may be
#: more of them than are seen (NUMBERS 13).
_UNSEEN_BEFORE, _AT_LEAST_BEFORE = 3, 12


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the funnel as the book has it.

    `cohort` says that cases were followed (else months are compared by dates of events); `median` is the lower median
    of days that cases of the last twelve months took, None where they were not followed or none went on.
    """

    before: FunnelStage
    after: FunnelStage
    passing: Passing
    cohort: bool
    median: int | None = None

    @property
    def beyond(self) -> bool:
        """Whether more went on than came: two kinds of cases that say nothing of one another."""
        cases, hits = self.passing.totals()
        return not self.cohort and not self.after.several and bool(hits[-1] > cases[-1])


@dataclass(frozen=True, slots=True)
class Again:
    """Those who came back after the last stage: how many by months and dates of events, and the step to it.

    `at_least`: the history is under a year, so that some of them are still taken for new ones.
    """

    total: Floats
    step: Step
    at_least: bool


@dataclass(frozen=True, slots=True)
class FunnelReading:
    """A funnel in a month: what came to each stage by month, channel and person, and what became of it.

    `events` has an array (months, channels, people) for each stage, by date of event, and `totals` one of the
    months: a buyer of two channels is one buyer. `known` are the months that are wholly covered, `left_out` the
    stages without data, `partial` the facts that do not cover the judged month, `short` those who come again where the
    history is too short to know them, `gone` the people who had left by its end: nobody of them is named. `again` is
    beside the stages: what comes again is a part of the result, no further step to it.
    """

    funnel: Funnel
    month: Period
    as_of: date
    months: tuple[Period, ...]
    stages: tuple[FunnelStage, ...]
    events: tuple[Floats, ...]
    totals: tuple[Floats, ...]
    steps: tuple[Step, ...]
    channels: tuple[str, ...]
    people: tuple[str, ...]
    known: tuple[bool, ...]
    left_out: tuple[FunnelStage, ...] = ()
    partial: tuple[str, ...] = ()
    gone: frozenset[str] = frozenset()
    again: Again | None = None
    short: tuple[FunnelStage, ...] = ()

    @property
    def every_step(self) -> tuple[Step, ...]:
        """The steps, and the one of those who come again."""
        return self.steps if self.again is None else (*self.steps, self.again.step)

    def counted(self, amounts: Sequence[Amounts]) -> Counted:
        """What the weak link is told from; a conversion above one takes no place in it (NUMBERS 17)."""
        steps = tuple(step.passing for step in self.steps if not step.beyond)
        people = tuple("" if name in self.gone else name for name in self.people)
        again = self.again.step.passing if self.again is not None else None
        return Counted(
            self.stages[0].id, self.events[0], steps, tuple(amounts), self.channels, people, self.known, again
        )

    def ripening(self, step: Step) -> bool:
        """Whether the judged month's cases may still go on in number: the flag «ещё зреет»."""
        age = (self.as_of - self.month.last_day).days
        return step.cohort and (step.median is None or not is_ripe(age, Decimal(step.median)))


class FunnelReader:
    """Reads funnels of one book; nothing is written."""

    def __init__(self, book: Book, catalogue: Catalogue) -> None:
        """Look at what the book covers."""
        self._book = book
        self._catalogue = catalogue
        names = source_names(book, book.batches())
        answers = book.answers(catalogue.facts)
        self._coverage = {fact: Coverage(found, names, gone) for fact, (found, gone) in answers.items()}

    def fits(self, funnel: Funnel, month: Period) -> bool:
        """Whether at least two stages of the funnel have data in the month."""
        return sum(not stage.again for stage in self._present(funnel, month)) > 1

    def read(self, funnel: Funnel, month: Period) -> FunnelReading:
        """The funnel in the month; `fits` must hold."""
        present = self._present(funnel, month)
        stages = [stage for stage in present if not stage.again]
        sources = [source_of(self._catalogue, funnel, stage, self._counted(stage, month)) for stage in stages]
        months = self._months(sources, month)
        as_of = max(self._coverage[source.fact.id].last_day or month.last_day for source in sources)
        members = _Members.of(self._book, funnel)
        events = tuple(self._events(source, months, members) for source in sources)
        totals = tuple(self._totals(source, months) for source in sources)
        pairs = zip(sources, sources[1:], totals, totals[1:], strict=False)
        steps = tuple(
            self._step((before, after), (came, went), months, (as_of, members)) for before, after, came, went in pairs
        )
        facts = sorted({source.fact.id for source in sources})
        known = tuple(all(self._covers(fact, one, as_of) for fact in facts) for one in months)
        partial = tuple(fact for fact in facts if not self._covers(fact, month, as_of))
        again, short = self._again(funnel, present, (month, months), (as_of, members))
        told = (*stages, *short, *([again.step.after] if again else []))
        left_out = tuple(stage for stage in funnel.stages if stage not in told)
        staff = staff_of(self._book.settings)
        gone = frozenset(name for name in members.people if name and staff.left(name, month.last_day))
        return FunnelReading(funnel, month, as_of, months, tuple(stages), events, totals, steps,
                             members.channels, members.people, known, left_out, partial, gone,
                             again, short)  # fmt: skip

    def _again(
        self, funnel: Funnel, present: Sequence[FunnelStage], at: tuple[Period, tuple[Period, ...]],
        read: tuple[date, _Members],
    ) -> tuple[Again | None, tuple[FunnelStage, ...]]:  # fmt: skip
        """Those who came back after the last stage; else the stage for which the history is too short."""
        month, months = at
        stage, before = funnel.stages[-1], funnel.stages[-2]
        if not stage.again or not {before, stage} <= set(present):
            return None, ()
        came, went = (source_of(self._catalogue, funnel, one, self._counted(one, month)) for one in (before, stage))
        first = self._coverage[came.fact.id].first_day
        if first is None or first > add_months(month.start, -_UNSEEN_BEFORE):
            return None, (stage,)
        if not self._followed(came, went):
            return None, ()
        totals = self._totals(came, months), self._totals(again(came, went), months)
        step = self._step((came, went), totals, months, read)
        if not step.cohort:
            return None, ()
        return Again(totals[1], step, first > add_months(month.start, -_AT_LEAST_BEFORE)), ()

    def amounts(self, reading: FunnelReading) -> Amounts | None:
        """The money of a case of the last stage by month: mean, number, spread; None where the funnel has no money."""
        measure = self._catalogue.measures.get(reading.funnel.amount)
        if measure is None or measure.fact not in self._coverage:
            return None
        last = self._last(reading)
        if last.fact.id != measure.fact:
            return None
        key = f'f."{last.measure.key}"' if last.measure.key else "f.batch, f.src_sheet, f.src_row"
        if last.measure.key == "customer":
            key += f', year(f."{last.day}") * 12 + month(f."{last.day}")'
        rows = self._book.run(
            "SELECT year(day) * 12 + month(day) - 1, COUNT(*), SUM(a), SUM(CAST(a AS DOUBLE) * CAST(a AS DOUBLE))\n"
            f'FROM (SELECT MIN(f."{last.day}") AS day, SUM(f."{measure.column}") AS a FROM "{last.fact.id}" f\n'
            f"WHERE {last.where} GROUP BY {key}) g GROUP BY 1"
        )
        found = {int(index): (int(n), float(total or 0), float(squares or 0)) for index, n, total, squares in rows}
        mean, cases, spread = (np.zeros(len(reading.months)) for _ in range(3))
        for place, month in enumerate(reading.months):
            n, total, squares = found.get(_index(month.start), (0, 0.0, 0.0))
            mean[place], cases[place] = (total / n if n else 0.0), n
            spread[place] = max((squares - total * total / n) / (n - 1), 0.0) ** 0.5 if n > 1 else 0.0
        return Amounts("check", mean, cases, spread)

    def money(self, reading: FunnelReading) -> list[dict[tuple[int, int], Decimal]]:
        """The amount of the last stage by month and numbers of channel and person; empty without money."""
        measure = self._catalogue.measures.get(reading.funnel.amount)
        last = self._last(reading)
        if measure is None or last.fact.id != measure.fact:
            return []
        where = last.where
        if reading.funnel.profit:
            # Revenue is net: returns of the month are part of it, though they are no purchase.
            where = _amount_where(self._catalogue, reading.funnel, last)
        day = f'f."{last.day}"'
        rows = self._book.run(
            f"SELECT year({day}) * 12 + month({day}) - 1, {last.member(last.channel)}, {last.member(last.person)}, "
            f'SUM(f."{measure.column}")\n'
            f'FROM "{last.fact.id}" f WHERE {where} GROUP BY 1, 2, 3'
        )
        members = _Members.of(self._book, reading.funnel)
        found: list[dict[tuple[int, int], Decimal]] = [{} for _ in reading.months]
        places = {_index(month.start): place for place, month in enumerate(reading.months)}
        for index, channel, person, amount in rows:
            place = places.get(int(index))
            if place is not None and amount is not None:
                cell = members.channel_of.get(int(channel), 0), members.person_of.get(int(person), 0)
                found[place][cell] = found[place].get(cell, Decimal(0)) + Decimal(amount)
        return found

    def lost(self, reading: FunnelReading, step: Step, offset: int = 0, limit: int = 200) -> RowPage:
        """The rows behind a loss: what came to the step in the month and has not gone on by the as-of date."""
        before, after = (source_of(self._catalogue, reading.funnel, stage, self._counted(stage, reading.month))
                         for stage in (step.before, step.after))  # fmt: skip
        where = lost_where(before, after, reading.month.start, reading.month.end, reading.as_of)
        return rows_where(self._book, before.fact, where, offset, limit)

    def _last(self, reading: FunnelReading) -> Source:
        stage = reading.stages[-1]
        return source_of(self._catalogue, reading.funnel, stage, self._counted(stage, reading.month))

    def _present(self, funnel: Funnel, month: Period) -> list[FunnelStage]:
        found = []
        for stage in funnel.stages:
            measure = self._catalogue.measures[stage.measure]
            coverage = self._coverage.get(measure.fact)
            if coverage is None or coverage.reach(month).nothing:
                continue
            columns = {stage.day or measure.day, measure.key, measure.column} - {"", "day"}
            present = set().union(*(cover.present for cover in coverage.reach(month).covers))
            if measure.aggregation is Aggregation.SUM and measure.fact == "visit":
                columns.discard(measure.column)
            if columns <= present:
                found.append(stage)
        return found

    def _counted(self, stage: FunnelStage, month: Period) -> str:
        """Without imports that give one figure for more than a month."""
        coverage = self._coverage[self._catalogue.measures[stage.measure].fact]
        return without_batches(frozenset(cover.batch for cover in coverage.cut(month)))

    def _months(self, sources: Sequence[Source], month: Period) -> tuple[Period, ...]:
        firsts = [day for source in sources if (day := self._coverage[source.fact.id].first_day)]
        start = max(max(firsts, default=month.start), add_months(month.start, -PAST))
        return tuple(Period(start.replace(day=1), month.end).months())

    def _covers(self, fact: str, month: Period, as_of: date) -> bool:
        """Whether the fact answers for the whole month: no stream absent, no more quiet days at its end than usual."""
        reach = self._coverage[fact].reach(month)
        if reach.nothing or reach.absent or reach.covered.first is None or reach.covered.last is None:
            return False
        if reach.covered.complete:
            return True
        begins = (reach.covered.first - month.start).days
        ends = (month.last_day - reach.covered.last).days
        return 0 <= begins <= _QUIET and ends <= _QUIET and as_of >= month.last_day - timedelta(days=1)

    def _events(self, source: Source, months: tuple[Period, ...], members: _Members) -> Floats:
        found = np.zeros((len(months), len(members.channels), len(members.people)))
        first = _index(months[0].start)
        for index, channel, person, number in self._book.run(events_sql(source, months[0].start, months[-1].end)):
            place = members.channel_of.get(int(channel), 0), members.person_of.get(int(person), 0)
            found[(int(index) - first, *place)] += float(number)
        return found

    def _totals(self, source: Source, months: tuple[Period, ...]) -> Floats:
        found = np.zeros(len(months))
        first = _index(months[0].start)
        for index, number in self._book.run(totals_sql(source, months[0].start, months[-1].end)):
            found[int(index) - first] = float(number)
        return found

    def _step(
        self,
        sources: tuple[Source, Source],
        totals: tuple[Floats, Floats],
        months: tuple[Period, ...],
        read: tuple[date, _Members],
    ) -> Step:
        before, after = sources
        as_of, members = read
        stage = after.stage
        if self._followed(before, after):
            edges = [one.start.toordinal() for one in months] + [months[-1].end.toordinal()]
            ways = self._ways(before, after, months, members)
            age = max((as_of - months[-1].last_day).days, 0)
            found = passing(stage.id, ways, edges, age, (len(members.channels), len(members.people)))
            # Customers of two programs that never meet are not followed: they are written differently. In one table
            # they are written alike, and nobody came again.
            if stage.via is Via.ROW or found.hits.sum() or before.fact.id == after.fact.id:
                return Step(before.stage, stage, found, cohort=True, median=_median(ways, edges[-1]))
        return Step(before.stage, stage, _by_events(stage.id, *totals), cohort=False)

    def _followed(self, before: Source, after: Source) -> bool:
        if after.stage.via is Via.ROW:
            return before.fact.id == after.fact.id
        key = after.stage.via.key
        if not key or key not in {column.id for column in before.fact.columns}:
            return False
        return all(rows and named >= KEYED * rows for rows, named in
                   (self._book.run(keyed_sql(source, key))[0] for source in (before, after)))  # fmt: skip

    def _ways(self, before: Source, after: Source, months: tuple[Period, ...], members: _Members) -> Ways:
        rows = self._book.run(ways_sql(before, after, months[0].start, months[-1].end))
        came = np.array([row[0].toordinal() for row in rows], dtype=np.int64)
        went = np.array([NEVER if row[1] is None else row[1].toordinal() for row in rows], dtype=np.int64)
        channel = np.array([members.channel_of.get(int(row[2]), 0) for row in rows], dtype=np.int64)
        person = np.array([members.person_of.get(int(row[3]), 0) for row in rows], dtype=np.int64)
        return Ways(came, went, channel, person, np.array([int(row[4]) for row in rows], dtype=np.int64))


@dataclass(frozen=True, slots=True)
class _Members:
    """Channels and people by number; the first of each, '', is the unspecified one."""

    channels: tuple[str, ...]
    people: tuple[str, ...]
    channel_of: dict[int, int]
    person_of: dict[int, int]

    @classmethod
    def of(cls, book: Book, funnel: Funnel) -> _Members:
        channels, channel_of = _numbered(book, funnel.channel)
        people, person_of = _numbered(book, funnel.person)
        return cls(channels, people, channel_of, person_of)


def _numbered(book: Book, dimension: str) -> tuple[tuple[str, ...], dict[int, int]]:
    names = sorted(book.members(dimension).items()) if dimension else []
    listed = [(code, name) for code, name in names if code and name]
    return ("", *(name for _, name in listed)), {code: place for place, (code, _) in enumerate(listed, start=1)}


def _by_events(stage: str, came: Floats, went: Floats) -> Passing:
    """A step by dates of events: no cell is followed, so only the totals of months meet."""
    return Passing(stage, came[:, None, None], went[:, None, None], followed=False)


def _median(ways: Ways, end: int) -> int | None:
    """The lower median of days that the cases of the last year took which went on."""
    through = (ways.went < NEVER) & (ways.came >= end - SPEED_DAYS)
    number = ways.number if ways.number is not None else np.ones(len(ways.came), dtype=np.int64)
    days = np.repeat((ways.went - ways.came)[through], number[through])
    return int(np.sort(days)[(len(days) - 1) // 2]) if len(days) else None


def _amount_where(catalogue: Catalogue, funnel: Funnel, last: Source) -> str:
    return f"{condition(last.fact, frozen(catalogue.measures[funnel.amount].where))} AND {last.counted}"


def _index(day: date) -> int:
    return day.year * 12 + day.month - 1
