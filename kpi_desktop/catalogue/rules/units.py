"""The parts of every formula fit together, and the result has the unit that the metric declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.names import bound, find
from kpi_desktop.catalogue.rules.finding import in_formula, in_metric
from kpi_desktop.expr.check import compatible, unit_of, unit_words
from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.expr.nodes import Name, Read
from kpi_desktop.expr.parse import parse
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kpi_desktop.catalogue.model import Catalogue, Metric
    from kpi_desktop.core.issue import Issue
    from kpi_desktop.core.unit import Unit


def check(catalogue: Catalogue) -> Iterator[Issue]:
    """The findings; a symbol counts with the unit that its measure or metric declares."""
    for metric in catalogue.metrics.values():
        if metric.formula:
            yield from _formula(catalogue, metric, metric.formula, metric.symbols, "formula")
        for number, variant in enumerate(metric.variants, start=1):
            yield from _formula(catalogue, metric, variant.formula, variant.symbols, f"variants[{number}].formula")


def _formula(
    catalogue: Catalogue, metric: Metric, formula: str, symbols: Mapping[str, str], key: str
) -> Iterator[Issue]:
    try:
        unit = formula_unit(catalogue, formula, symbols)
    except FormulaError as error:
        if _readable(formula):
            yield in_formula(metric, key, "unit_mismatch", error)
        return
    if unit is not None and not compatible(unit, metric.unit):
        what = msg(
            "The formula gives {found}, the metric declares {declared}",
            found=unit_words(unit),
            declared=unit_words(metric.unit),
        )
        yield in_metric(metric, key, "unit_mismatch", what)


def formula_unit(catalogue: Catalogue, formula: str, symbols: Mapping[str, str]) -> Unit | None:
    """The unit of a formula over symbols, measures and metrics; None where it is open."""

    def lookup(name: Name | Read) -> Unit | None:
        if isinstance(name, Read):
            return catalogue.measures[name.leaf.measure].unit
        binding = bound(symbols, name.text)
        if binding is not None:
            return formula_unit(catalogue, binding, {})
        thing = find(catalogue, name.text) if not symbols else None
        return thing.unit if thing else None

    return unit_of(parse(formula), lookup, formula)


def _readable(formula: str) -> bool:
    try:
        parse(formula)
    except FormulaError:
        return False  # the rule on formulas tells of it
    return True
