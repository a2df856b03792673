"""Every measure reads facts and columns that exist, and filters by words that they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.rules.finding import in_measure
from kpi_desktop.expr.errors import did_you_mean
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.model import Catalogue, Measure
    from kpi_desktop.core.issue import Issue
    from kpi_desktop.facts.schema import Column, FactTable

#: Words that test whether a column is filled.
PRESENCE = ("known", "unknown")
_FLAG = ("yes", "no")


def check(catalogue: Catalogue) -> Iterator[Issue]:
    """The findings."""
    for measure in catalogue.measures.values():
        fact = catalogue.facts.get(measure.fact)
        if fact is None:
            what = msg("There is no fact “{name}”", name=measure.fact)
            yield in_measure(measure, "fact", "unknown_fact", what, did_you_mean(measure.fact, catalogue.facts))
        else:
            yield from _columns(measure, fact)


def _columns(measure: Measure, fact: FactTable) -> Iterator[Issue]:
    columns = {column.id: column for column in fact.columns}
    named = [("day", measure.day), ("column", measure.column), ("key", measure.key)]
    named += [("needs", column) for column in measure.needs] + [(f"where.{column}", column) for column in measure.where]
    for key, column_id in named:
        if column_id and column_id not in columns:
            what = msg("The fact “{fact}” has no column “{column}”", fact=fact.id, column=column_id)
            yield in_measure(measure, key, "unknown_column", what, did_you_mean(column_id, columns))
    if measure.day in columns and columns[measure.day].kind is not Kind.DATE:
        what = msg("The column “{column}” holds no dates", column=measure.day)
        yield in_measure(measure, "day", "not_a_date", what)
    for column_id, words in measure.where.items():
        if column_id in columns:
            yield from _words(measure, columns[column_id], words)


def _words(measure: Measure, column: Column, words: tuple[str, ...]) -> Iterator[Issue]:
    known = {Kind.CHOICE: (*column.choices, *PRESENCE), Kind.FLAG: (*_FLAG, *PRESENCE)}.get(column.kind)
    if known is None:
        # Any other column is tested for presence only, except dimensions, which hold the file's own words.
        known = words if column.kind is Kind.DIMENSION else PRESENCE
    for word in words:
        if word not in known:
            what = msg("The column “{column}” never holds “{word}”", column=column.id, word=word)
            fix = did_you_mean(word, known) or msg("Use one of: {known}", known=", ".join(known))
            yield in_measure(measure, f"where.{column.id}", "unknown_word", what, fix)
    if not words:
        what = msg("The filter by “{column}” lets nothing through", column=column.id)
        yield in_measure(measure, f"where.{column.id}", "empty_filter", what)
