"""What a list is: a table of lines with the rows behind each, its totals, and what must be said beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import msg, named

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.figure import Flag
    from kpi_desktop.facts.batch import SourceRef
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.store.records import Cover


class Kind(StrEnum):
    """What a column of a list holds, and so how it is printed."""

    TEXT = "text"  # a name: of a product, a customer, a document
    DAY = "day"
    MONTH = "month"  # the first day of the month
    MONEY = "money"
    COUNT = "count"
    NUMBER = "number"  # with one decimal: a plan of tasks
    SHARE = "share"  # a fraction
    WORD = "word"  # one of the program's own words


@dataclass(frozen=True, slots=True)
class Word:
    """One of the program's own words: a code for scripts, a name for people."""

    code: str
    name: Message


if TYPE_CHECKING:
    Cell = str | Word | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its id in JSON, its heading, what it holds; `group` parts tables that stand beside one another."""

    id: str
    name: Message
    kind: Kind
    group: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a cell for each column, None where there is nothing yet; `where` finds the rows (`f`) behind it."""

    cells: tuple[Cell, ...]
    where: str = ""
    source: SourceRef | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a list."""

    id: str
    name: Message
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    def place(self, column: str) -> int:
        """Where the column of that id stands."""
        return [one.id for one in self.columns].index(column)

    def values(self, column: str) -> tuple[Cell, ...]:
        """All cells of a column."""
        place = self.place(column)
        return tuple(line.cells[place] for line in self.lines)


@dataclass(frozen=True, slots=True)
class Total:
    """A sum under a list; `metric` is the KPI or measure that has the same value."""

    id: str
    name: Message
    value: Value
    kind: Kind
    metric: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One list of a period: `fact` is the table of facts in which `Line.where` finds rows.

    With `missing` there are no lines; `notes` say how the list is made.
    """

    id: str
    period: Period
    as_of: date
    table: Table
    fact: str
    totals: tuple[Total, ...] = ()
    flags: tuple[Flag, ...] = ()
    notes: tuple[Message, ...] = ()
    beside: tuple[Table, ...] = field(default=())
    missing: Missing | None = None

    @property
    def tables(self) -> tuple[Table, ...]:
        """The main table, then those beside it."""
        return (self.table, *self.beside)


def as_of(engine: Engine, fact: str, period: Period) -> date:
    """The day as of which a list of the fact stands: the period's last, or the last one that is loaded."""
    last = engine.coverage(fact).last_day
    return period.last_day if last is None else min(last, period.last_day)


def days_since(day: date, known: date) -> Decimal:
    """Whole days from a day to the one as of which a list stands; none of what is dated later."""
    return Decimal(max((known - day).days, 0))


def known_note(engine: Engine, fact: str, known: date) -> tuple[Message, ...]:
    """Says how far the rows of the fact reach, where a list stands on a later day."""
    last = engine.coverage(fact).last_day
    if last is None or last >= known:
        return ()
    return (msg("The last row loaded is of {last}; days are counted to {day}.",
                last=day_message(last), day=day_message(known)),)  # fmt: skip


def covers_until(engine: Engine, fact: str, end: date) -> tuple[Cover, ...]:
    """The imports of a fact that have days before `end`."""
    return tuple(cover for cover in engine.book.coverage(fact) if cover.first < end)


def lacking(engine: Engine, fact_id: str, columns: tuple[str, ...], end: date) -> Missing | None:
    """Why there is no such list: the fact is not loaded up to `end`, or some import of it lacks a column."""
    covers = covers_until(engine, fact_id, end)
    fact = engine.catalogue.facts[fact_id]
    name = named(fact.name_en, fact.name_ru)
    if not covers:
        return Missing(Reason.NO_DATA, msg("“{fact}” is not loaded for this time", fact=name), fact_id, (fact_id,))
    for column_id in columns:
        if all(column_id in cover.present for cover in covers):
            continue
        column = fact.column(column_id)
        told = named(column.name_en, column.name_ru)
        text = msg("“{fact}”: the export has no column “{column}”", fact=name, column=told)
        about = f"{fact_id}.{column_id}"
        return Missing(Reason.NO_COLUMN, text, about, (about,))
    return None


def nothing(engine: Engine, list_id: str, period: Period, fact: str, missing: Missing) -> Listing:
    """A list that the data does not give, with the reason."""
    empty = Table(list_id, msg("No data"), (), ())
    return Listing(list_id, period, as_of(engine, fact, period), empty, fact, missing=missing)
