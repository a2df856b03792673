"""Values of measures from the book: asked in batches, one scan of a fact for all that share a shape, and remembered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation, Measure
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.adding import adding_sql
from kpi_desktop.engine.algorithms import ALGORITHMS
from kpi_desktop.engine.algorithms.scope import NOBODY, Once, Rows, Scope, last_day, row_member
from kpi_desktop.engine.guards import Guard, counting, guards_of
from kpi_desktop.engine.orders import FirstLines
from kpi_desktop.engine.splitting import PART, together
from kpi_desktop.engine.sql import (
    ADDING,
    BY_KEY,
    PRESENCE,
    Cut,
    first_ever_sql,
    hull,
    median_sql,
    spans,
)
from kpi_desktop.engine.staff import TEAM, Teams
from kpi_desktop.facts.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.condition import Where
    from kpi_desktop.engine.kept import Kept
    from kpi_desktop.facts.schema import FactTable

#: Imports, by their numbers in the book.
Batches = frozenset[int]

#: The shape of what adds up over rows.
_ADDS = "adding"

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Request:
    """A measure in a window, as a total (`dimension` None) or by member, leaving out the sources of `without`.

    With `kept` it is the figure that was entered by hand, never rows.
    """

    measure: str
    window: Period
    dimension: str | None = None
    without: frozenset[int] = frozenset()
    kept: bool = False


def without_batches(out: Batches) -> str:
    """The condition on rows that count: none of these imports."""
    return f"f.batch NOT IN ({', '.join(map(str, sorted(out)))})" if out else "1 = 1"


def _nothing(_fact: str, _window: Period) -> Batches:
    return frozenset()


def _no_parts(_measure: Measure, _dimension: str | None, _window: Period) -> Mapping[int, str]:
    return {}


class Readings:
    """Measures read from one book; nothing is asked twice."""

    def __init__(
        self,
        rows: Rows,
        catalogue: Catalogue,
        *,
        first_days: str = "",
        cut: Callable[[str, Period], Batches] = _nothing,
        kept: Kept | None = None,
        teams: Teams | None = None,
    ) -> None:
        """`first_days` is a query (k, day) of customers' first purchases known from elsewhere, or ''.

        `cut` tells, for a fact and a window, the imports that give one figure for days of which the window has a part;
        `kept` are the figures that were entered by hand, `teams` the teams of people on their days.
        """
        self._parts: Callable[[Measure, str | None, Period], Mapping[int, str]] = _no_parts
        self._kept = kept
        self._teams = teams or Teams()
        self._cut = cut
        self._rows = rows
        self._catalogue = catalogue
        self._first_days = first_days
        self._batches: dict[int, tuple[int, ...]] = {}
        self._first_lines: FirstLines | None = None
        self._known_day: Callable[[str, Period], date] = last_day
        self._known: dict[Request, dict[int, Value]] = {}

    def name_batches(self, batches: Mapping[int, tuple[int, ...]]) -> None:
        """Which imports belong to each source, for requests that leave sources out."""
        self._batches.update(batches)

    def know_days(self, known: Callable[[str, Period], date]) -> None:
        """The day as of which the state of a fact's rows, paid or owed, is told in a window."""
        self._known_day = known

    def know_documents(self, varied: Mapping[int, frozenset[str]], *, alone: bool = False) -> None:
        """What differs between lines of one sale document, by import (see `FirstLines`)."""
        self._first_lines = FirstLines(self._rows, varied, alone=alone)

    def tell_parts(self, parts: Callable[[Measure, str | None, Period], Mapping[int, str]]) -> None:
        """What tells the columns of members that stand side by side, each in a column of figures of its own."""
        self._parts = parts

    def prepare(self, requests: Iterable[Request]) -> Once:
        """Read everything that is not known yet, one query for each fact and shape; the rows that this took."""
        groups: dict[tuple[str, str | None, Batches], set[Request]] = defaultdict(set)
        parted: dict[Request, Mapping[int, Request | None]] = {}
        for request in self._unknown(requests):
            if members := self._side_by_side(request):
                parted[request] = members
            for one in filter(None, members.values()) if members else (request,):
                out = self._of_sources(one.without) | self._cut_of(one)
                groups[self._measure(one.measure).fact, one.dimension, out].add(one)
        once = Once(self._rows)
        for (fact, dimension, out), asked in sorted(groups.items(), key=str):
            self._read(self._catalogue.facts[fact], dimension, out, asked, once)
        for request, members in parted.items():
            self._known[request] = self._put_together(request, members)
        return once

    def _unknown(self, requests: Iterable[Request]) -> Iterator[Request]:
        """What no query has answered yet, with what guards it; figures by hand are known at once."""
        for asked_for in requests:
            if asked_for.kept:
                self._known[asked_for] = self._by_hand(asked_for)
                continue
            for request in (asked_for, *(beside for _, beside in self.guarding(asked_for))):
                if request not in self._known:
                    yield request

    def _side_by_side(self, request: Request) -> Mapping[int, Request | None]:
        """What to ask for each member that has a column of its own, None where it has none here; NOBODY: the whole."""
        if request.dimension is None or "#" in request.measure:
            return {}
        columns = self._parts(self._measure(request.measure), request.dimension, request.window)
        found: dict[int, Request | None] = {
            code: replace(request, measure=f"{request.measure}{PART}{column}", dimension=None) if column else None
            for code, column in columns.items()
        }
        if columns and self._catalogue.dimensions[request.dimension].rest:
            found[NOBODY] = replace(request, dimension=None)
        return found

    def _put_together(self, request: Request, members: Mapping[int, Request | None]) -> dict[int, Value]:
        values = {code: None if one is None else self.value(one) for code, one in members.items()}
        whole = values.pop(NOBODY, None)
        dimension = self._catalogue.dimensions[request.dimension or ""]
        return together(dimension, self._measure(request.measure), values, whole)

    def _by_hand(self, request: Request) -> dict[int, Value]:
        held = self._kept.held(request.measure, request.window) if self._kept else None
        if held is None:
            return {}
        return {NOBODY: held.total} if request.dimension is None else dict(held.by.get(request.dimension, {}))

    def value(self, request: Request, member: int = NOBODY) -> Value:
        """The measure as the rows give it, unrounded; a member without rows is zero."""
        if request not in self._known:
            self.prepare([request])
        return self._known[request].get(member, _ZERO)

    def values(self, request: Request) -> Mapping[int, Value]:
        """The measure by member, as the rows give it; members without rows are not there."""
        if request not in self._known:
            self.prepare([request])
        return self._known[request]

    def members(self, request: Request) -> set[int]:
        """The members that the measure is not zero for in the window."""
        known = self._known.get(request, {})
        return {code for code, value in known.items() if value and not _no_column(value)}

    def _cut_of(self, request: Request) -> Batches:
        """Imports whose one figure is cut by the window, of every fact that the measure reads."""
        measure = self._measure(request.measure)
        return frozenset().union(*(self._cut(fact, request.window) for fact in (measure.fact, *measure.also)))

    def _of_sources(self, without: frozenset[int]) -> Batches:
        return frozenset(batch for source in without for batch in self._batches.get(source, ()))

    def guarding(self, request: Request) -> tuple[tuple[Guard, Request], ...]:
        """What is counted beside the measure because its value may mean nothing."""
        if request.kept or "#" in request.measure or PART in request.measure:
            return ()
        measure = self._catalogue.measures[request.measure]
        found = guards_of(measure, self._catalogue.facts[measure.fact])
        return tuple((guard, replace(request, measure=request.measure + guard.value)) for guard in found)

    def _measure(self, name: str) -> Measure:
        measure, part, column = name.partition(PART)
        if part:
            return replace(self._catalogue.measures[measure], id=name, column=column, needs=())
        measure, sign, guard = name.partition("#")
        return (
            counting(self._catalogue.measures[measure], Guard(sign + guard)) if sign else self._catalogue.measures[name]
        )

    def _read(self, fact: FactTable, dimension: str | None, out: Batches, asked: set[Request], once: Once) -> None:
        """Read these requests, leaving out the rows of some imports."""
        base = without_batches(out)
        around = hull(request.window for request in asked)
        told = fact.id == "sale" and self._first_lines is not None and self._first_lines.tell_customers()
        for kind, measures, windows in self._shapes(asked):
            firsts = self._first_days if fact.id == "sale" else ""
            own = self._member(fact, dimension, measures[0].day)
            cut = Cut(windows, dimension, base, firsts, own, one_line_tells=told, around=around)
            names = {measure.id: measure for measure in measures}
            pairs = [(names[one.measure], one.window) for one in asked if one.measure in names]
            if kind == _ADDS:
                found = self._adding(fact, measures, cut)
            elif measures[0].aggregation is Aggregation.COMPUTED:
                found = self._computed(measures[0], cut, once)
            elif measures[0].aggregation is Aggregation.LOWER_MEDIAN:
                found = self._windowed(measures[0], cut, median_sql(fact, measures[0], cut))
            else:
                found = self._keyed(fact, pairs, cut, once)
            for request in asked:
                if request.measure in names:
                    self._known[request] = found[request.measure, request.window]

    def _member(self, fact: FactTable, dimension: str | None, day: str) -> str:
        """The team of a row by its person and day; '' where the row's own column is the member."""
        if dimension == TEAM and self._teams.tells(fact):
            return self._teams.member(fact, day)
        column = fact.split_column(dimension) if dimension else None
        return row_member(fact, dimension) if dimension and column and column.kind is not Kind.DIMENSION else ""

    def _shapes(self, asked: set[Request]) -> list[tuple[str, list[Measure], tuple[Period, ...]]]:
        """Measures that one query can serve, with all windows in which any of them is needed."""
        shapes: dict[tuple[str, str, str, Where], tuple[set[str], set[Period]]] = {}
        for request in asked:
            measure = self._measure(request.measure)
            by_line = request.dimension is None and self._first_lines is not None and self._first_lines.count(measure)
            shape = (measure.day, _ADDS, "", ()) if by_line else _shape(measure)
            names, windows = shapes.setdefault(shape, (set(), set()))
            names.add(measure.id)
            windows.add(request.window)
        return [
            (shape[1], [self._measure(name) for name in sorted(names)], tuple(sorted(windows)))
            for shape, (names, windows) in sorted(shapes.items())
        ]

    def _computed(self, measure: Measure, cut: Cut, once: Once) -> dict[tuple[str, Period], dict[int, Value]]:
        scope = Scope(
            once, self._catalogue.facts, self._catalogue.measures, measure, cut, self._catalogue.values, self._teams,
            self._known_day,
        )  # fmt: skip
        answer = ALGORITHMS[measure.algorithm](scope)
        return {(measure.id, window): answer.get(window, {}) for window in cut.windows}

    def _adding(
        self, fact: FactTable, measures: Sequence[Measure], cut: Cut
    ) -> dict[tuple[str, Period], dict[int, Value]]:
        stretches = spans(cut.windows)
        place = {span.start: index for index, span in enumerate(stretches)}
        cells: list[dict[int, list[Decimal]]] = [{} for _ in measures]
        for span, member, *values in self._rows.run(adding_sql(fact, measures, cut)):
            for index, value in enumerate(values):
                line = cells[index].setdefault(_code(member), [_ZERO] * len(stretches))
                line[int(str(span))] = _decimal(value)
        found: dict[tuple[str, Period], dict[int, Value]] = {}
        for index, measure in enumerate(measures):
            running = {code: list(accumulate(line, initial=_ZERO)) for code, line in cells[index].items()}
            for window in cut.windows:
                lo = place[window.start]
                hi = next((i for i in range(lo, len(stretches)) if stretches[i].start >= window.end), len(stretches))
                found[measure.id, window] = {code: line[hi] - line[lo] for code, line in running.items()}
        return found

    def _keyed(
        self, fact: FactTable, pairs: Sequence[tuple[Measure, Period]], cut: Cut, once: Once
    ) -> dict[tuple[str, Period], dict[int, Value]]:
        """What goes by key, each measure in its own windows only."""
        from kpi_desktop.engine.keyed.presence import counted, first_documents, first_documents_tell
        from kpi_desktop.engine.keyed.sums import summed

        measure = pairs[0][0]
        if measure.aggregation in PRESENCE:
            return counted(once, fact, pairs, cut)
        if measure.aggregation in BY_KEY:
            return summed(once, fact, pairs, cut)
        if first_documents_tell(fact, measure, cut):
            return first_documents(once, fact, pairs, cut)
        return self._windowed(measure, cut, first_ever_sql(fact, measure, cut))

    def _windowed(self, measure: Measure, cut: Cut, sql: str) -> dict[tuple[str, Period], dict[int, Value]]:
        found: dict[tuple[str, Period], dict[int, Value]] = {(measure.id, window): {} for window in cut.windows}
        for win, member, value in self._rows.run(sql):
            found[measure.id, cut.windows[int(str(win))]][_code(member)] = _decimal(value)
        return found


def first_days_of_base() -> str:
    """The query of first purchases that a loaded customer base states."""
    return 'SELECT f."customer" AS k, f.day AS day FROM "customer" f WHERE f."customer" IS NOT NULL'


def _shape(measure: Measure) -> tuple[str, str, str, Where]:
    if measure.aggregation in ADDING:
        return measure.day, _ADDS, "", ()
    if measure.aggregation in PRESENCE:
        return measure.day, "presence", measure.key, ()
    if measure.aggregation in BY_KEY:
        return measure.day, "by key", measure.key, ()
    return measure.day, measure.aggregation.value, measure.id, ()


def _no_column(value: Value) -> bool:
    return isinstance(value, Missing) and value.reason is Reason.NO_COLUMN


def _code(value: object) -> int:
    return int(str(value)) if value is not None else NOBODY


def _decimal(value: object) -> Decimal:
    if value is None:
        return _ZERO
    return value if isinstance(value, Decimal) else Decimal(str(value))
