"""Measures as SQL that reads the same on every engine.

All calendar logic stays in Python: a request is a list of windows. Their edges cut time into spans; every row falls
into one span, rows are gathered once into cells (span, member, key), and a window is the spans between its edges.
Only SUM, COUNT, MIN, CASE, JOIN, GROUP BY and ROW_NUMBER over dates, integers and decimals are used: no division, no
mean, no rounding, no function of dates, because engines differ in each of them.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation, Measure
from kpi_desktop.core.period import Period
from kpi_desktop.engine.condition import Where, condition, frozen, has_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from kpi_desktop.facts.schema import FactTable

#: Aggregations that add up over rows: one scan serves all of them.
ADDING = frozenset({Aggregation.SUM, Aggregation.COUNT, Aggregation.SUM_KEYED, Aggregation.SUM_UNKEYED})

#: Aggregations that count keys with rows in a window.
PRESENCE = frozenset({Aggregation.DISTINCT, Aggregation.NEW, Aggregation.RETURNING})

#: Aggregations that add up by key.
BY_KEY = frozenset({Aggregation.SUM_NEW, Aggregation.SUM_RETURNING, Aggregation.TOP})

#: Aggregations that look at the first row ever of a key.
BY_FIRST = frozenset({Aggregation.NEW, Aggregation.RETURNING, Aggregation.SUM_NEW, Aggregation.SUM_RETURNING})


@dataclass(frozen=True, slots=True)
class Cut:
    """What a query is cut by: the windows, one dimension or none, and the rows that do not count.

    `base` is a condition on every row (`f`), for rows in another currency or of sources that are left out.
    `first_days` is a query (k, day) of first days that are known from a customer base, or ''.
    `member` is SQL for the member of a row `f` where the row's own column does not tell it: a team by person and day.
    With `one_line_tells` the day and the customer of one line of a sale document are those of all its lines.
    `around` holds all windows that are read beside these: rows that are asked for more than once are read in it.
    """

    windows: tuple[Period, ...]
    dimension: str | None = None
    base: str = "1 = 1"
    first_days: str = ""
    member: str = ""
    one_line_tells: bool = False
    around: Period | None = None

    @property
    def reach(self) -> Period:
        """From the first day of any window to the end of the last one."""
        return self.around or hull(self.windows)


def hull(windows: Iterable[Period]) -> Period:
    """From the first day of any of the windows to the end of the last one."""
    some = list(windows)
    return Period(min(window.start for window in some), max(window.end for window in some))


def spans(windows: Sequence[Period]) -> list[Period]:
    """The stretches between neighbouring edges that lie in at least one window, oldest first."""
    edges = sorted({edge for window in windows for edge in (window.start, window.end)})
    return [
        Period(lo, hi)
        for lo, hi in itertools.pairwise(edges)
        if any(window.start <= lo and hi <= window.end for window in windows)
    ]


def joined(windows: Iterable[Period]) -> tuple[Period, ...]:
    """The days of the windows as few stretches, oldest first: windows that touch or overlap are one."""
    found: list[Period] = []
    for window in sorted(windows):
        if found and window.start <= found[-1].end:
            found[-1] = Period(found[-1].start, max(found[-1].end, window.end))
        else:
            found.append(window)
    return tuple(found)


def first_filter(measure: Measure) -> Where:
    """Which rows count as the first ever: a customer becomes one by a sale, not by a return."""
    where = dict(measure.where)
    if "sale" in where.get("kind", ()):
        where["kind"] = ("sale",)
    return frozen(where)


def first_ever_sql(fact: FactTable, measure: Measure, cut: Cut) -> str:
    """One row (window, member, count): documents that are the first ever of their customer, by day, then by number."""
    key, column = measure.key, measure.column or "document"
    known = f"{cut.base} AND {condition(fact, frozen(measure.where))} AND {has_key(fact, column)}"
    firsts = _firsts(fact, key, first_filter(measure), cut, f"{has_key(fact, column)}", in_windows=True)
    return (
        f"WITH {windows_table(cut.windows)},\n{firsts},\n"
        f'first_document AS (\n  SELECT f."{key}" AS k, t.day AS day, MIN(f."{column}") AS d\n'
        f'  FROM "{fact.id}" f JOIN firsts t ON t.k = f."{key}" AND t.day = f.day\n'
        f'  WHERE {known}\n  GROUP BY f."{key}", t.day\n)\n'
        f"SELECT w.win AS win, {member_of(cut)} AS member, COUNT(DISTINCT a.d) AS v0\n"
        f'FROM first_document a JOIN "{fact.id}" f ON f."{key}" = a.k AND f."{column}" = a.d AND f.day = a.day\n'
        f"JOIN win w ON a.day >= w.lo AND a.day < w.hi\n"
        f"WHERE {known}\nGROUP BY {grouped('w.win', cut)}"
    )


def median_sql(fact: FactTable, measure: Measure, cut: Cut) -> str:
    """One row (window, member, value): the middle row, of an even number of rows the lower of the two middle ones."""
    place = f'f."{measure.column}"'
    return (
        f"WITH {windows_table(cut.windows)},\n"
        f"picked AS (\n  SELECT w.win AS win, {member_of(cut)} AS member, {place} AS v,\n"
        f"    ROW_NUMBER() OVER (PARTITION BY {grouped('w.win', cut)} ORDER BY {place}) AS place\n"
        f'  FROM "{fact.id}" f JOIN win w ON {_of([measure])} >= w.lo AND {_of([measure])} < w.hi\n'
        f"  WHERE {cut.base} AND {condition(fact, frozen(measure.where))} AND {place} IS NOT NULL\n),\n"
        f"counted AS (SELECT win, member, COUNT(v) AS n FROM picked GROUP BY win, member)\n"
        f"SELECT p.win AS win, p.member AS member, MIN(p.v) AS v0\n"
        f"FROM picked p JOIN counted c ON c.win = p.win AND c.member = p.member\n"
        f"WHERE 2 * p.place = c.n OR 2 * p.place = c.n + 1\nGROUP BY p.win, p.member"
    )


def top_sql(fact: FactTable, measure: Measure, key: str, cut: Cut, count: int) -> str:
    """The `count` keys with the largest sums in each window: rows (window, key code, sum), largest first."""
    place = f'f."{key}"'
    known = f"{cut.base} AND {condition(fact, frozen(measure.where))} AND {has_key(fact, key)}"
    return (
        f"WITH {windows_table(cut.windows)},\n"
        f'per_key AS (\n  SELECT w.win AS win, {place} AS k, SUM(f."{measure.column}") AS v\n'
        f'  FROM "{fact.id}" f JOIN win w ON {_of([measure])} >= w.lo AND {_of([measure])} < w.hi\n'
        f"  WHERE {known}\n  GROUP BY w.win, {place}\n),\n"
        f"ranked AS (SELECT win, k, v, ROW_NUMBER() OVER (PARTITION BY win ORDER BY v DESC, k) AS place FROM per_key)\n"
        f"SELECT win, k, v FROM ranked WHERE place <= {count} ORDER BY win, place"
    )


def day_literal(day: date) -> str:
    """A date of standard SQL."""
    return f"CAST('{day.isoformat()}' AS DATE)"


def bounds(name: str, windows: Sequence[Period]) -> str:
    """A named table of windows for a WITH: number under `name`, first day `lo`, day after the last `hi`."""
    rows = "\n  UNION ALL ".join(
        f"SELECT {index} AS {name}, {day_literal(window.start)} AS lo, {day_literal(window.end)} AS hi"
        for index, window in enumerate(windows)
    )
    return f"{name} AS (\n  {rows}\n)"


def windows_table(windows: Sequence[Period]) -> str:
    """The windows as a table `win` (win, lo, hi) for a query to join: `win` is the window's place in the list."""
    return bounds("win", windows)


def _of(measures: Sequence[Measure]) -> str:
    """The date by which the rows belong to a window; measures of one query share it."""
    return f'f."{measures[0].day}"'


def member_of(cut: Cut) -> str:
    """The member of a row to group by; 0 for a total."""
    return cut.member or (f'f."{cut.dimension}"' if cut.dimension else "0")


def grouped(keys: str, cut: Cut) -> str:
    """The keys to group by; a total's constant member is none, for a bare number there would mean a column's place."""
    return f"{keys}, {member_of(cut)}" if cut.dimension else keys


def _firsts(fact: FactTable, key: str, where: Where, cut: Cut, also: str = "1 = 1", *, in_windows: bool = False) -> str:
    """The first day of each key; `in_windows` leaves out keys that began in no window."""
    place = f'f."{key}"'
    day = "b.day" if cut.first_days else "f.day"
    begun = f" HAVING {begun_in(cut.windows, f'MIN({day})')}" if in_windows else ""
    own = (
        f'SELECT {place} AS k, MIN(f.day) AS day FROM "{fact.id}" f\n'
        f"  WHERE {cut.base} AND {condition(fact, where)} AND {has_key(fact, key)} AND {also}\n  GROUP BY {place}"
    )
    if cut.first_days:
        own = f"SELECT b.k AS k, MIN(b.day) AS day FROM (\n  {own}\n  UNION ALL {cut.first_days}) b\n  GROUP BY b.k"
    return f"firsts AS (\n  {own}{begun}\n)"


def begun_in(windows: Sequence[Period], day: str) -> str:
    """The condition that a day lies in any of the windows."""
    return " OR ".join(
        f"({day} >= {day_literal(window.start)} AND {day} < {day_literal(window.end)})" for window in windows
    )
