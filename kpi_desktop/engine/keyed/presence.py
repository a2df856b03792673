"""Counts of keys (buyers, documents, products) that have rows in a window: distinct, new, returning."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.engine.algorithms.scope import NOBODY
from kpi_desktop.engine.condition import frozen
from kpi_desktop.engine.keyed.days import Wanted, began_in, day_number, first_days, key_days, one_line_tells
from kpi_desktop.engine.sql import BY_FIRST, first_filter, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.algorithms.scope import Once
    from kpi_desktop.engine.keyed.days import KeyDays, Marks
    from kpi_desktop.engine.sql import Cut
    from kpi_desktop.facts.schema import FactTable


def counted(
    once: Once, fact: FactTable, asked: Sequence[tuple[Measure, Period]], cut: Cut
) -> dict[tuple[str, Period], dict[int, Value]]:
    """Each measure in each of its own windows by member; the measures share key and day.

    Where no first day is asked for, only the days of the windows are read.
    """
    by_first = any(measure.aggregation in BY_FIRST for measure, _ in asked)
    within = () if by_first else joined(window for _, window in asked)
    found: dict[tuple[str, Period], dict[int, Value]] = {}
    for measure, window in asked:
        days = key_days(once, Wanted(fact, measure.key, frozen(measure.where), measure.day, within), cut)
        marks = days.there(window)
        if measure.aggregation in BY_FIRST:
            marks &= _since(once, fact, measure, days, window, cut)
        found[measure.id, window] = {code: Decimal(count) for code, count in days.by_member(marks).items()}
    return found


def _since(once: Once, fact: FactTable, measure: Measure, days: KeyDays, window: Period, cut: Cut) -> Marks:
    """The places whose key began in the window (new) or before it (returning)."""
    firsts = first_days(once, Wanted(fact, measure.key, first_filter(measure)), cut).of(days.keys)
    return (
        firsts < day_number(window.start) if measure.aggregation is Aggregation.RETURNING else began_in(firsts, window)
    )


def first_documents_tell(fact: FactTable, measure: Measure, cut: Cut) -> bool:
    """Whether the first documents ever of customers are their first days with a document."""
    return not cut.first_days and one_line_tells(Wanted(fact, measure.key, frozen(measure.where), measure.day), cut)


def first_documents(
    once: Once, fact: FactTable, asked: Sequence[tuple[Measure, Period]], cut: Cut
) -> dict[tuple[str, Period], dict[int, Value]]:
    """Documents that are the first ever of their customer, where each has one day and one customer: one a customer."""
    found: dict[tuple[str, Period], dict[int, Value]] = {}
    for measure, window in asked:
        days = key_days(once, Wanted(fact, measure.key, frozen(measure.where)), cut)
        count = int(began_in(days.documents.days, window).sum())
        found[measure.id, window] = {NOBODY: Decimal(count)} if count else {}
    return found
