"""Counts of keys (buyers, documents, products) that have rows in a window: distinct, new, returning.

A key has rows in a window if the last of its days before the window's end is not before the window's start. So one day
for each key and end answers for all windows that end there: the rows are read once, and no key window by window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.engine.condition import condition, frozen, has_key
from kpi_desktop.engine.sql import BY_FIRST, day_literal, first_filter, grouped, member_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.condition import Where
    from kpi_desktop.engine.sql import Cut
    from kpi_desktop.facts.schema import FactTable

#: Aggregations that are counted so.
PRESENCE = frozenset({Aggregation.DISTINCT, Aggregation.NEW, Aggregation.RETURNING})


def presence_sql(fact: FactTable, asked: Sequence[tuple[Measure, Period]], cut: Cut) -> str:
    """One row (member, count for each measure and window asked) for each member; the measures share key and day."""
    lasts = {
        last: f"d{index}"
        for index, last in enumerate(dict.fromkeys((frozen(measure.where), window.end) for measure, window in asked))
    }
    by_first = [measure for measure, _ in asked if measure.aggregation in BY_FIRST]
    firsts = {where: f"t{index}" for index, where in enumerate(dict.fromkeys(map(first_filter, by_first)))}
    counts = ",\n  ".join(
        f"SUM(CASE WHEN {_test(measure, window, lasts, firsts)} THEN 1 ELSE 0 END) AS v{index}"
        for index, (measure, window) in enumerate(asked)
    )
    parts = ",\n".join([_per_key(fact, asked, cut, lasts, firsts), *(_first(name, cut) for name in firsts.values())])
    joins = "".join(f"\nLEFT JOIN first_{name} {name} ON {name}.k = p.k" for name in firsts.values())
    return f"WITH {parts}\nSELECT p.member AS member,\n  {counts}\nFROM per_key p{joins}\nGROUP BY p.member"


def _per_key(
    fact: FactTable,
    asked: Sequence[tuple[Measure, Period]],
    cut: Cut,
    lasts: Mapping[tuple[Where, date], str],
    firsts: Mapping[Where, str],
) -> str:
    """Of each key and member the last day before each end, and the first day ever by each filter."""
    day, key = f'f."{asked[0][0].day}"', asked[0][0].key
    tests = {where: condition(fact, where) for where in (*(where for where, _ in lasts), *firsts)}
    shared = next(iter(tests.values())) if len(tests) == 1 else ""  # rows that pass no test need not be gathered
    counted = f" AND {shared}" if shared else ""
    tests = {where: "1 = 1" if shared else test for where, test in tests.items()}
    columns = [
        f"MAX(CASE WHEN {tests[where]} AND {day} < {day_literal(end)} THEN {day} END) AS {name}"
        for (where, end), name in lasts.items()
    ]
    columns += [f"MIN(CASE WHEN {tests[where]} THEN f.day END) AS {name}" for where, name in firsts.items()]
    place, listed = f'f."{key}"', ",\n    ".join(columns)
    dated = "" if firsts else f" AND {_dated(day, (window for _, window in asked))}"
    return (
        f"per_key AS (\n  SELECT {member_of(cut)} AS member, {place} AS k,\n    {listed}\n"
        f'  FROM "{fact.id}" f WHERE {cut.base} AND {has_key(fact, key)}{counted}{dated}\n'
        f"  GROUP BY {grouped(place, cut)}\n)"
    )


def _dated(day: str, windows: Iterable[Period]) -> str:
    """Where no first day is asked for, only the days of the windows are read."""
    asked = tuple(windows)
    since, end = min(window.start for window in asked), max(window.end for window in asked)
    return f"{day} >= {day_literal(since)} AND {day} < {day_literal(end)}"


def _first(name: str, cut: Cut) -> str:
    """The first day of each key over all members, also by what is known from elsewhere."""
    known = f"\n    UNION ALL {cut.first_days}" if cut.first_days else ""
    return (
        f"first_{name} AS (\n  SELECT b.k AS k, MIN(b.day) AS day\n"
        f"  FROM (SELECT p.k AS k, p.{name} AS day FROM per_key p{known}) b\n  GROUP BY b.k\n)"
    )


def _test(
    measure: Measure, window: Period, lasts: Mapping[tuple[Where, date], str], firsts: Mapping[Where, str]
) -> str:
    """Whether a key counts: it has rows in the window, and its first day ever lies in the window or before it."""
    lo, hi = day_literal(window.start), day_literal(window.end)
    there = f"p.{lasts[frozen(measure.where), window.end]} >= {lo}"
    match measure.aggregation:
        case Aggregation.NEW:
            first = f"{firsts[first_filter(measure)]}.day"
            return f"{there} AND {first} >= {lo} AND {first} < {hi}"
        case Aggregation.RETURNING:
            return f"{there} AND {firsts[first_filter(measure)]}.day < {lo}"
        case _:
            return there
