"""What adds up over rows, in two steps: rows into cells by every test that a measure makes, cells into measures.

A row is looked at once for each test and once for each column that is summed, whatever the number of measures: tests
are few and shared, and so are the cells, for each holds all rows that pass and fail the same tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.engine.condition import condition, frozen, has_key
from kpi_desktop.engine.sql import day_literal, grouped, hull, member_of, spans
from kpi_desktop.facts.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.engine.sql import Cut
    from kpi_desktop.facts.schema import FactTable

#: Aggregations that count lines.
_COUNTING = frozenset({Aggregation.COUNT, Aggregation.DISTINCT})

#: Stands for the stretches between windows that no window holds.
_NOWHERE = -1


def adding_sql(fact: FactTable, measures: Sequence[Measure], cut: Cut) -> str:
    """One row (span, member, value of each measure) for each span and member that has rows.

    Distinct documents among the measures are counted by their first lines (`FirstLines` says where that is the same).
    """
    cells = _Cells(fact)
    sums = ",\n  ".join(f"{cells.sum(measure)} AS v{index}" for index, measure in enumerate(measures))
    day, reach = f'f."{measures[0].day}"', hull(cut.windows)
    return (
        f"SELECT c.span AS span, c.member AS member,\n  {sums}\nFROM (\n"
        f"  SELECT {_span(cut, day)} AS span, {member_of(cut)} AS member{cells.columns()}\n"
        f'  FROM "{fact.id}" f\n'
        f"  WHERE {cut.base} AND {day} >= {day_literal(reach.start)} AND {day} < {day_literal(reach.end)}\n"
        f"  GROUP BY {grouped(_span(cut, day), cut)}{cells.keys()}\n) c\n"
        f"WHERE c.span <> {_NOWHERE}\nGROUP BY c.span, c.member"
    )


class _Cells:
    """The tests and sums that the measures need of a fact, each once."""

    def __init__(self, fact: FactTable) -> None:
        self._fact = fact
        self._keys: dict[str, str] = {}  # SQL of a row to group by: its name in a cell
        self._sums: dict[str, str] = {}  # SQL of a sum over rows: its name in a cell

    def sum(self, measure: Measure) -> str:
        """The measure as a sum over cells `c`."""
        tests = [self._test(column, words) for column, words in frozen(measure.where)]
        if measure.aggregation in {Aggregation.SUM_KEYED, Aggregation.SUM_UNKEYED}:
            passed = 1 if measure.aggregation is Aggregation.SUM_KEYED else 0
            tests.append(self._flag(has_key(self._fact, measure.key), passed))
        if measure.aggregation is Aggregation.DISTINCT:
            tests.append(self._flag('f."first_of_document"', 1))
        what = "COUNT(*)" if measure.aggregation in _COUNTING else f'SUM(f."{measure.column}")'
        total = f"c.{self._sums.setdefault(what, f's{len(self._sums)}')}"
        return f"SUM(CASE WHEN {' AND '.join(tests)} THEN {total} END)" if tests else f"SUM({total})"

    def columns(self) -> str:
        """What a cell holds after its span and member, each column behind a comma."""
        held = [*self._keys.items(), *self._sums.items()]
        return "".join(f",\n    {sql} AS {name}" for sql, name in held)

    def keys(self) -> str:
        """What rows are gathered by after their span and member, each key behind a comma."""
        return "".join(f", {sql}" for sql in self._keys)

    def _test(self, column: str, words: tuple[str, ...]) -> str:
        """Cells of rows that pass one test of a filter; all tests of one kind of line share a key, its code."""
        found = self._fact.column(column)
        test = condition(self._fact, ((column, words),))
        place = f'f."{column}"'
        if found.kind is Kind.CHOICE and " IN " in test:
            return test.replace(place, f"c.{self._key(place)}")
        return self._flag(test, 1)

    def _flag(self, test: str, passed: int) -> str:
        return f"c.{self._key(f'CASE WHEN {test} THEN 1 ELSE 0 END')} = {passed}"

    def _key(self, sql: str) -> str:
        return self._keys.setdefault(sql, f"k{len(self._keys)}")


def _span(cut: Cut, day: str) -> str:
    """The number of the stretch that a row's day lies in, found by halves; the day lies in the reach of the windows."""
    edges = sorted({edge for window in cut.windows for edge in (window.start, window.end)})
    numbers = {span.start: index for index, span in enumerate(spans(cut.windows))}

    def among(starts: list[date]) -> str:
        if len(starts) == 1:
            return str(numbers.get(starts[0], _NOWHERE))
        middle = len(starts) // 2
        before, after = among(starts[:middle]), among(starts[middle:])
        return f"CASE WHEN {day} < {day_literal(starts[middle])} THEN {before} ELSE {after} END"

    if len(edges) > 2:
        return among(edges[:-1])
    return f"CASE WHEN {day} < {day_literal(edges[1])} THEN 0 ELSE {_NOWHERE} END"  # a bare number names a column
