"""Which days of a fact are covered, by stream: a window without rows is a true zero only where the data reaches.

A stream is one source with its organisation. Covered days are those of the period that a file states; without one they
reach from its first row to its last (the book widens them over quiet days at a month's edge where the same stream has
the neighbouring month too).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain, Period, add_months
from kpi_desktop.engine.figure import Covered, Flag
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from kpi_desktop.store.records import Cover

#: A stream that had data this many months before the window is expected in the window too.
ACTIVE_MONTHS = 3

#: An export that states no period ends with its last row: after so many quiet days it may still be whole.
QUIET = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row that one stream covers; `open_end` means that the last day may still be incomplete."""

    days: Period
    open_end: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the data reaches in one window.

    `covered.first` is None where nothing is covered. `absent` are streams that were active before the window and have
    no day in it; `covers` are the imports that have days in it. `cut` are imports that give one figure for a period of
    which the window holds only a part: nothing of them is counted here.
    """

    window: Period
    covered: Covered
    covers: tuple[Cover, ...]
    absent: tuple[int, ...] = ()
    flags: tuple[Flag, ...] = ()
    cut: tuple[Cover, ...] = ()

    @property
    def all_days(self) -> bool:
        """Whether the streams that are there cover every day, be there an absent stream or not."""
        return self.days == self.window and not self.nothing

    @property
    def nothing(self) -> bool:
        """Whether no stream has a day in the window."""
        return self.covered.first is None

    @property
    def days(self) -> Period:
        """The covered days as a window of their own; the whole window where all of it is covered."""
        if self.covered.first is None or self.covered.last is None:
            return self.window
        return Period(self.covered.first, self.covered.last + timedelta(days=1))


class Coverage:
    """The covered days of one fact in one book."""

    def __init__(self, covers: Sequence[Cover], names: Mapping[int, str], relieved: Sequence[Cover] = ()) -> None:
        """Sort the imports' days by stream; `names` are what the owner calls the sources.

        `relieved` are days of which a more trusted stream gives what this one gives too: nothing is read of it there,
        and nothing lacks.
        """
        self._names = names
        self._covers = tuple(covers)
        self._relieved = tuple(relieved)
        self._foreign = tuple(one for cover in self._covers for one in cover.foreign)
        streams = sorted({cover.source_id for cover in self._covers})
        self._streams = {
            stream: stretches([cover for cover in self._covers if cover.source_id == stream]) for stream in streams
        }
        self._whole_periods = tuple(cover for cover in self._covers if cover.grain not in {Grain.DAY, Grain.MONTH})
        self._known: dict[tuple[Period, frozenset[int]], Reach] = {}

    @property
    def foreign(self) -> tuple[tuple[date, int], ...]:
        """Days with the number of rows that were refused because they are in another currency than the book."""
        return self._foreign

    @property
    def empty(self) -> bool:
        """Whether the book has nothing at all of this fact."""
        return not self._covers

    @property
    def last_day(self) -> date | None:
        """The last day that any stream covers: the date as of which figures stand."""
        ends = [stretch.days.last_day for stretch in self._all()]
        return max(ends) if ends else None

    @property
    def last_event(self) -> date | None:
        """The last day of imports that tell days: a report by months answers for days that have not come yet."""
        by_day = (cover.end for cover in self._covers if cover.grain is Grain.DAY)
        end = max(by_day, default=None)
        return end - timedelta(days=1) if end is not None else None

    @property
    def first_day(self) -> date | None:
        """The first day that any stream covers."""
        return min((stretch.days.start for stretch in self._all()), default=None)

    def start(self, column: str) -> date | None:
        """The first day of loaded history among imports that have the column."""
        return min((cover.first for cover in self._covers if column in cover.present), default=None)

    def months(self) -> set[Period]:
        """Every calendar month in which some day is covered."""
        return {month for stretch in self._all() for month in stretch.days.months()}

    def reach(self, window: Period, without: frozenset[int] = frozenset()) -> Reach:
        """How the window is covered by all streams that are expected in it, leaving out those of `without`."""
        key = (window, without)
        if key not in self._known:
            self._known[key] = self._reach(window, without)
        return self._known[key]

    def cut(self, window: Period) -> tuple[Cover, ...]:
        """The imports whose one figure stands for more days than those of the window that they touch."""
        return tuple(
            cover
            for cover in self._whole_periods
            if _touches(Period(cover.first, cover.end), window) and _is_cut(cover, window)
        )

    def _all(self) -> Iterable[Stretch]:
        return (stretch for found in self._streams.values() for stretch in found)

    def _reach(self, window: Period, without: frozenset[int]) -> Reach:
        if window.start >= window.end:
            return Reach(window, Covered(None, None, complete=False), ())
        before = Period(add_months(window.start, -ACTIVE_MONTHS), window.start)
        cut = self.cut(window)
        streams = self._streams_without(cut) if cut or self._relieved else self._streams
        found = {stream: _inside(days, window) for stream, days in streams.items() if stream not in without}
        present = {stream: inside for stream, inside in found.items() if inside}
        active = {stream for stream in found if self._active(stream, before)}
        active |= {cover.source_id for cover in cut if cover.source_id not in without}
        absent = tuple(sorted(active - present.keys()))
        expected = [inside for stream, inside in present.items() if stream in active] or list(present.values())
        if not expected:
            return Reach(window, Covered(None, None, complete=False), (), absent, cut=cut)
        first, end, complete = _common(expected, window, every=bool(active))
        together = not absent and not _uneven(expected, window)
        covered = Covered(first, end - timedelta(days=1), complete and not absent, together)
        flags = [*self.absent_flags(absent), *self._partial_flags(covered, complete=complete)]
        flags += self._last_day_flags(window, present)
        counted = (c for c in self._covers if c.source_id in present and c not in cut)
        covers = tuple(c for c in counted if _touches(_days(c)[0], window))
        return Reach(window, covered, covers, absent, tuple(flags), cut)

    def _active(self, stream: int, before: Period) -> bool:
        """Whether the stream had data of its own before the window, and no more trusted one took its place since."""
        own = _inside(self._streams[stream], before)
        if not own:
            return False
        last = max(min(stretch.days.end, before.end) for stretch in own)
        taken = [_days(cover)[0] for cover in self._relieved if cover.source_id == stream]
        return not any(last <= days.start < before.end for days in taken)

    def _streams_without(self, cut: Collection[Cover]) -> dict[int, tuple[Stretch, ...]]:
        """The days of each stream without those imports, and with the days that a more trusted stream has for it."""
        left = [cover for cover in (*self._covers, *self._relieved) if cover not in cut]
        return {stream: stretches([c for c in left if c.source_id == stream]) for stream in self._streams}

    def absent_flags(self, absent: Iterable[int]) -> list[Flag]:
        """Names the streams that were there before a window and are not in it."""
        return [Flag("partial", msg("without {source}", source=self.name(stream))) for stream in absent]

    @staticmethod
    def _partial_flags(covered: Covered, *, complete: bool) -> list[Flag]:
        if complete or covered.first is None or covered.last is None:
            return []
        first, last = day_message(covered.first), day_message(covered.last)
        return [Flag("partial", msg("data from {first} to {last}", first=first, last=last))]

    @staticmethod
    def _last_day_flags(window: Period, present: Mapping[int, Sequence[Stretch]]) -> list[Flag]:
        ends = [stretch for inside in present.values() for stretch in inside if stretch.days.end == window.end]
        if not any(stretch.open_end for stretch in ends):
            return []
        return [Flag("last_day", msg("the last day, {day}, may be incomplete", day=day_message(window.last_day)))]

    def name(self, stream: int) -> str:
        """What the owner calls the source."""
        return self._names.get(stream) or str(stream)


def stretches(covers: Sequence[Cover]) -> tuple[Stretch, ...]:
    """The covered days of one stream, oldest first; days that touch are one stretch."""
    found: list[Stretch] = []
    for days, stated in sorted(_days(cover) for cover in covers):
        if not found or days.start > found[-1].days.end:
            found.append(Stretch(days, not stated))
            continue
        last = found.pop()
        if days.end > last.days.end:
            last = Stretch(Period(last.days.start, days.end), not stated)
        elif days.end == last.days.end:
            last = Stretch(last.days, last.open_end and not stated)
        found.append(last)
    return tuple(found)


def _days(cover: Cover) -> tuple[Period, bool]:
    """The import's days and whether they are stated; a report by months answers for whole months.

    Its rows stand on the first of their month, so a beginning inside a month is taken back to there; an end that the
    report states inside a month stays: the month to date is not the month. Weeks, quarters and years likewise; one
    figure for a whole period answers for exactly its days.
    """
    match cover.grain:
        case Grain.SPAN:
            return Period(cover.first, cover.end), True
        case Grain.DAY:
            return Period(cover.first, cover.end), cover.stated
        case _:
            first, last = (Period.of(day, cover.grain) for day in (cover.first, cover.end - timedelta(days=1)))
            return Period(first.start, cover.end if cover.stated else last.end), True


def _is_cut(cover: Cover, window: Period) -> bool:
    """Whether an edge of the window lies inside a figure that cannot be parted."""
    if cover.grain is Grain.SPAN:
        return not (window.start <= cover.first and cover.end <= window.end)
    edges = (edge for edge in (window.start, window.end) if cover.first < edge < cover.end)
    return any(Period.of(edge, cover.grain).start != edge for edge in edges)


def _inside(found: Iterable[Stretch], window: Period) -> list[Stretch]:
    return [stretch for stretch in found if _touches(stretch.days, window)]


def _touches(days: Period, window: Period) -> bool:
    return days.start < window.end and days.end > window.start


def _common(expected: Sequence[Sequence[Stretch]], window: Period, *, every: bool) -> tuple[date, date, bool]:
    """The days of the window that every expected stream covers (of new streams: that any covers)."""
    bounds = []
    for inside in expected:
        longest = max(inside, key=lambda stretch: _overlap(stretch, window).days)
        days = _overlap(longest, window)
        bounds.append((days.start, days.end))
    if every:
        first, end = max(first for first, _ in bounds), min(end for _, end in bounds)
        if first >= end:
            first, end = min(first for first, _ in bounds), max(end for _, end in bounds)
            return first, end, False
    else:
        first, end = min(first for first, _ in bounds), max(end for _, end in bounds)
    return first, end, (first, end) == (window.start, window.end)


def _uneven(expected: Sequence[Sequence[Stretch]], window: Period) -> bool:
    """Whether the streams end on days so far apart that their sum is that of no days."""
    ends = [max(_overlap(stretch, window).end for stretch in inside) for inside in expected]
    return max(ends) - min(ends) > QUIET


def _overlap(stretch: Stretch, window: Period) -> Period:
    return Period(max(stretch.days.start, window.start), min(stretch.days.end, window.end))
