"""Splits that are no column of texts: by the fixed words of a column, and by figures that stand side by side.

A direction of calls or a class of expenses is stored as the number of its word; its member has that number and one,
so that 0 stays «(не указано)». Calls, letters and forms of an advertisement stand in columns of their own: each of
them is the measure of one member, and the member has the number of its place.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.algorithms.scope import NOBODY
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import msg, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kpi_desktop.catalogue.model import Catalogue, Dimension, Measure, Metric, SplitPart
    from kpi_desktop.core.missing import Value
    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.store.records import Cover

#: Stands between the id of a measure and the column that it sums for one member.
PART = "@"

#: A split has at least so many members.
_LEAST = 2

_ZERO = Decimal(0)


def fixed_texts(catalogue: Catalogue, dimension: str, lang: str) -> dict[int, str] | None:
    """The members of a split with fixed ones by code, in the language of the book; None of any other split."""
    found = catalogue.dimensions.get(dimension)
    if found is not None and found.parts:
        texts = [part.name_ru if lang == "ru" else part.name_en for part in found.parts]
        return {NOBODY: "", **dict(enumerate(texts, start=1))}
    for fact in catalogue.facts.values():
        column = fact.split_column(dimension)
        if column is not None and column.kind is Kind.CHOICE:
            return {NOBODY: "", **{n: column.word(word, lang) for n, word in enumerate(column.choices, start=1)}}
    return None


def filled_splits(catalogue: Catalogue, fact: FactTable, filled: Iterable[str]) -> frozenset[str]:
    """The dimensions with fixed members that rows of the fact really tell, by the columns that any row has filled.

    Of members that stand side by side at least two are told: one alone is no split.
    """
    there = set(filled)
    words = {column.split for column in fact.columns if column.split and column.id in there}
    sides = {
        dimension.id
        for dimension in catalogue.dimensions.values()
        if sum(_told(part, catalogue, fact, there) for part in dimension.parts) >= _LEAST
    }
    return frozenset(words | sides)


def _told(part: SplitPart, catalogue: Catalogue, fact: FactTable, there: set[str]) -> bool:
    of_fact = [names for name, names in part.columns.items() if catalogue.measures[name].fact == fact.id]
    return bool(of_fact) and all(not there.isdisjoint(names) for names in of_fact)


def has_parts(catalogue: Catalogue, dimension: str | None, measure: Measure) -> bool:
    """Whether the members of the dimension have columns of their own in the place of the measure's."""
    found = catalogue.dimensions.get(dimension or "")
    return found is not None and any(measure.id in part.columns for part in found.parts)


def part_columns(dimension: Dimension, measure: Measure, covers: Iterable[Cover]) -> dict[int, str]:
    """The column that the measure sums for each member, '' where some import of the window has none of its columns."""
    have = [cover.present for cover in covers]
    found = {}
    for code, part in enumerate(dimension.parts, start=1):
        names = part.columns.get(measure.id, ())
        found[code] = next((name for name in names if have and all(name in present for present in have)), "")
    return found


def together(
    dimension: Dimension, measure: Measure, parts: Mapping[int, Value | None], whole: Value | None
) -> dict[int, Value]:
    """The measure by member: the column of each, why there is none, and with a `whole` what the members leave of it."""
    found: dict[int, Value] = {}
    for code, value in parts.items():
        part = dimension.parts[code - 1]
        text = msg("The export has no column that tells “{name}”", name=named(part.name_en, part.name_ru))
        found[code] = Missing(Reason.NO_COLUMN, text, measure.id) if value is None else value
    if isinstance(whole, Decimal):
        rest = whole - sum((value for value in parts.values() if isinstance(value, Decimal)), _ZERO)
        too_many = msg("The parts are more than the whole: check the columns of the file")
        found[NOBODY] = Missing(Reason.NOT_IN_THIS_CUT, too_many, measure.id) if rest < 0 else rest
    return found


def stays_whole(metric: Metric, dimension: str | None, measure: str) -> bool:
    """Whether the measure is the company's in a split of the metric: the cost over the calls, over the letters."""
    return dimension is not None and measure in metric.whole.get(dimension, ())
