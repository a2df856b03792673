"""What an algorithm is given and what it answers: rows of the book in, values by window and member out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as _date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from kpi_desktop.engine.condition import condition, frozen
from kpi_desktop.engine.known import state_day
from kpi_desktop.engine.sql import day_literal, windows_table
from kpi_desktop.engine.staff import TEAM, Teams
from kpi_desktop.facts.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.sql import Cut
    from kpi_desktop.facts.schema import FactTable

_T = TypeVar("_T")

#: The code of the unspecified member, and the only 'member' of a total.
NOBODY = 0


class Rows(Protocol):
    """An engine: SQL in, rows or columns out."""

    def run(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of a query."""

    def columns(self, sql: str) -> Mapping[str, NDArray[np.generic]]:
        """The columns of a query that gives whole numbers and dates without gaps."""


class Once:
    """Rows that are read once however many measures ask for them: buyers, contracts, answers of a survey."""

    def __init__(self, rows: Rows) -> None:
        """Keep what is read as long as this lives: one batch of questions to the book."""
        self.rows = rows
        self._known: dict[str, list[tuple[object, ...]]] = {}
        self._made: dict[str, Any] = {}

    def run(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of a query; the same text is asked of the book once."""
        if sql not in self._known:
            self._known[sql] = self.rows.run(sql)
        return self._known[sql]

    def made(self, sql: str, make: Callable[[], _T]) -> _T:
        """What is made of the answer to a query, made once."""
        if sql not in self._made:
            self._made[sql] = make()
        found: _T = self._made[sql]
        return found


def last_day(_fact: str, window: Period) -> date:
    """The window's own last day: as of it state is told where the whole window is known."""
    return window.last_day


@dataclass(frozen=True, slots=True)
class Scope:
    """One computed measure over some windows, as a total or by the members of a dimension.

    `cut.windows` are all windows that are asked for; `cut.base` is a condition on rows (`f`) that count at all, the
    same for every fact; `measures` are those of the catalogue, `values` the book's parameters,
    `teams` tells who was where, `known_day` the day as of which the state of a fact's rows is told in a window.
    """

    rows: Once
    facts: Mapping[str, FactTable]
    measures: Mapping[str, Measure]
    measure: Measure
    cut: Cut
    values: Mapping[str, str]
    teams: Teams = field(default_factory=Teams)
    known_day: Callable[[str, Period], date] = last_day

    def state_day(self, window: Period) -> date:
        """The day as of which the end of a window is told: see `engine.known.state_day`."""
        return state_day(window, self.known_day(self.measure.fact, window))

    def number(self, parameter: str) -> int:
        """The value of a parameter that is a number."""
        return int(self.values[parameter])

    def words(self, parameter: str) -> tuple[str, ...]:
        """The value of a parameter that is a list of words."""
        return tuple(word.strip() for word in self.values[parameter].split(";") if word.strip())

    def member(self, row: str = "f") -> str:
        """The member to group by; 0 for a total."""
        if self.cut.member:
            return self.cut.member.replace("f.", f"{row}.")
        return f'{row}."{self.cut.dimension}"' if self.cut.dimension else "0"

    def grouped(self, keys: str, row: str = "f") -> str:
        """The keys to group by, with the member where there is a split."""
        return f"{keys}, {self.member(row)}" if self.cut.dimension else keys

    def by_window(self, sql: str, windows: Iterable[Period] | None = None) -> dict[Period, list[tuple[object, ...]]]:
        """The rows of one query for all windows (those asked for, or the given ones), those of each window apart.

        The query joins `win w` (win, lo, hi) and gives `w.win` as its first column; the rows come without it.
        """
        asked = self.cut.windows if windows is None else tuple(sorted(set(windows)))
        found: dict[Period, list[tuple[object, ...]]] = {window: [] for window in asked}
        places: dict[object, list[tuple[object, ...]]] = dict(enumerate(found.values()))
        for win, *row in self.rows.run(f"WITH {windows_table(asked)}\n{sql}"):
            places[win].append(tuple(row))
        return found

    def counted(self, row: str = "f") -> str:
        """The condition on rows of the measure's own fact: its filter, and what counts at all."""
        own = condition(self.facts[self.measure.fact], frozen(self.measure.where), row)
        return f"{own} AND {self.base(row)}"

    def test(self, measure_id: str, row: str = "f") -> str:
        """The condition on rows that another measure of the catalogue reads."""
        measure = self.measures[measure_id]
        return f"{condition(self.facts[measure.fact], frozen(measure.where), row)} AND {self.base(row)}"

    def has(self, fact: str, dimension: str) -> bool:
        """Whether the rows of the fact belong to members of the dimension."""
        return self.facts[fact].split_column(dimension) is not None

    def days(self) -> str:
        """The condition on the measure's day: inside any window that is asked for."""
        first, end = min(w.start for w in self.cut.windows), max(w.end for w in self.cut.windows)
        place = f'f."{self.measure.day}"'
        return f"{place} >= {day_literal(first)} AND {place} < {day_literal(end)}"

    def daily(self, measure_id: str) -> dict[int, dict[date, Decimal]]:
        """A measure that sums a column, by member and day, over all windows; a fact without the split has no member."""
        measure = self.measures[measure_id]
        dimension = self.cut.dimension
        by_person = dimension == TEAM and self.teams.tells(self.facts[measure.fact])
        if dimension is not None and not by_person and not self.has(measure.fact, dimension):
            return {}
        member = row_member(self.facts[measure.fact], dimension) if dimension and not by_person else "0"
        member = self.teams.member(self.facts[measure.fact]) if by_person else member
        first, end = min(w.start for w in self.cut.windows), max(w.end for w in self.cut.windows)
        rows = self.rows.run(
            f'SELECT {member} AS member, f.day, SUM(f."{measure.column}") AS v FROM "{measure.fact}" f\n'
            f"WHERE f.day >= {day_literal(first)} AND f.day < {day_literal(end)} AND {self.test(measure_id)}\n"
            f"GROUP BY {'f.day' if not dimension else f'{member}, f.day'}"
        )
        found: dict[int, dict[date, Decimal]] = {}
        for code, day, value in rows:
            if isinstance(day, _date) and isinstance(value, Decimal):
                found.setdefault(int(str(code)), {})[day] = value
        return found

    def base(self, row: str = "f") -> str:
        """What counts at all, for the rows of any fact."""
        return self.cut.base.replace("f.", f"{row}.")


def row_member(fact: FactTable, dimension: str) -> str:
    """The member of a row `f` as SQL; of a key its code, of fixed words the number and one, 0 where there is none."""
    column = fact.split_column(dimension)
    place = f'f."{dimension if column is None else column.id}"'
    if column is None or column.kind is Kind.DIMENSION:
        return place
    return f"CASE WHEN {place} IS NULL THEN {NOBODY} ELSE {place}{' + 1' if column.kind is Kind.CHOICE else ''} END"


#: Values by window and member; a member that is not there has zero.
Answer = dict["Period", dict[int, "Value"]]
