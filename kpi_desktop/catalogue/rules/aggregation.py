"""Every measure has what its aggregation works on, and says that it is additive only where sums of it are true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation, Measure
from kpi_desktop.catalogue.rules.finding import in_measure
from kpi_desktop.core.unit import MONEY
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.issue import Issue
    from kpi_desktop.facts.schema import Column

_SUMS = frozenset(
    {
        Aggregation.SUM,
        Aggregation.SUM_NEW,
        Aggregation.SUM_RETURNING,
        Aggregation.SUM_KEYED,
        Aggregation.SUM_UNKEYED,
        Aggregation.TOP,
    }
)
_KEYED = frozenset(Aggregation) - {
    Aggregation.SUM,
    Aggregation.COUNT,
    Aggregation.LOWER_MEDIAN,
    Aggregation.COMPUTED,
}
#: NUMBERS, DESIGN 6.5: asked again for every window, never added. What an algorithm gives may add up: it goes by rows.
_NEVER_ADDITIVE = frozenset(
    {
        Aggregation.NEW,
        Aggregation.RETURNING,
        Aggregation.SUM_NEW,
        Aggregation.SUM_RETURNING,
        Aggregation.TOP,
        Aggregation.LOWER_MEDIAN,
    }
)
_NUMBERS = frozenset({Kind.MONEY, Kind.QUANTITY, Kind.COUNT})
_MIDDLES = _NUMBERS | {Kind.DATE, Kind.TIME}


def check(catalogue: Catalogue) -> Iterator[Issue]:
    """The findings."""
    for measure in catalogue.measures.values():
        fact = catalogue.facts.get(measure.fact)
        columns = {column.id: column for column in fact.columns} if fact else {}
        yield from _needs(measure)
        yield from _summed(measure, columns.get(measure.column))
        yield from _computed(catalogue, measure)
        yield from _alike(measure, columns.get(measure.alike))
        if measure.additive and measure.aggregation in _NEVER_ADDITIVE:
            what = msg("“{word}” is never additive: it is asked again for every window", word=measure.aggregation.value)
            yield in_measure(measure, "additive", "not_additive", what)


def _computed(catalogue: Catalogue, measure: Measure) -> Iterator[Issue]:
    """An algorithm belongs to a computed measure and to no other; what it reads beside its fact exists."""
    if (measure.aggregation is Aggregation.COMPUTED) != bool(measure.algorithm):
        what = msg("“{word}” and “{key}” go together", word=Aggregation.COMPUTED.value, key="algorithm")
        yield in_measure(measure, "algorithm", "absent", what)
    for fact in measure.also:
        if fact not in catalogue.facts:
            yield in_measure(measure, "also", "unknown_fact", msg("There is no fact “{name}”", name=fact))
    for name in measure.parameters:
        if name not in catalogue.parameters:
            yield in_measure(measure, "parameters", "absent", msg("There is no parameter “{name}”", name=name))


def _alike(measure: Measure, column: Column | None) -> Iterator[Issue]:
    """Rows can agree only in a dimension of their own fact."""
    if measure.alike and (column is None or column.kind is not Kind.DIMENSION):
        yield in_measure(measure, "alike", "absent", msg("There is no dimension “{name}”", name=measure.alike))


def _needs(measure: Measure) -> Iterator[Issue]:
    word = measure.aggregation.value
    if measure.aggregation in _SUMS | {Aggregation.LOWER_MEDIAN} and not measure.column:
        yield in_measure(measure, "column", "absent", msg("“{word}” needs “{key}”", word=word, key="column"))
    if measure.aggregation in _KEYED and not measure.key:
        yield in_measure(measure, "key", "absent", msg("“{word}” needs “{key}”", word=word, key="key"))


def _summed(measure: Measure, column: Column | None) -> Iterator[Issue]:
    if column is None or measure.aggregation not in _SUMS | {Aggregation.LOWER_MEDIAN}:
        return
    allowed = _NUMBERS if measure.aggregation in _SUMS else _MIDDLES
    if column.kind not in allowed:
        what = msg("The column “{column}” holds no numbers", column=column.id)
        yield in_measure(measure, "column", "not_a_number", what)
    elif (column.kind is Kind.MONEY) != (dict(measure.unit.powers).get(MONEY) == 1):
        what = msg("The unit “{unit}” does not fit the column “{column}”", unit=str(measure.unit), column=column.id)
        yield in_measure(measure, "unit", "unit_mismatch", what)
