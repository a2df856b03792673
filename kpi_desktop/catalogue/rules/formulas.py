"""Every formula can be read, names only what exists, and stands in no circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.resolve import resolved, resolved_formula
from kpi_desktop.catalogue.rules.finding import in_formula
from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.expr.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.model import Catalogue, Metric
    from kpi_desktop.core.issue import Issue


def check(catalogue: Catalogue) -> Iterator[Issue]:
    """The findings."""
    for metric in catalogue.metrics.values():
        broken = tuple(_symbols(catalogue, metric))
        yield from broken
        if not broken:
            yield from _formula(catalogue, metric)
        yield from _variants(catalogue, metric)


def _symbols(catalogue: Catalogue, metric: Metric) -> Iterator[Issue]:
    for symbol, binding in metric.symbols.items():
        try:
            resolved_formula(catalogue, binding)
        except FormulaError as error:
            yield in_formula(metric, f"symbols.{symbol}", "bad_symbol", error)


def _formula(catalogue: Catalogue, metric: Metric) -> Iterator[Issue]:
    try:
        resolved(catalogue, metric.id)
    except FormulaError as error:
        yield in_formula(metric, "formula", "bad_formula", error)


def _variants(catalogue: Catalogue, metric: Metric) -> Iterator[Issue]:
    for number, variant in enumerate(metric.variants, start=1):
        place = f"variants[{number}]"
        try:
            parse(variant.formula)
        except FormulaError as error:
            yield in_formula(metric, f"{place}.formula", "bad_formula", error)
        for symbol, binding in variant.symbols.items():
            if symbol in metric.symbols and metric.symbols[symbol] == binding:
                continue
            try:
                resolved_formula(catalogue, binding)
            except FormulaError as error:
                yield in_formula(metric, f"{place}.symbols.{symbol}", "bad_symbol", error)
