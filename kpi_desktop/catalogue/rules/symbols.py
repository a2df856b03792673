"""No symbol is bound and then used nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.names import pick
from kpi_desktop.catalogue.rules.finding import in_metric
from kpi_desktop.expr.dialects.dependencies import names
from kpi_desktop.expr.errors import FormulaError, did_you_mean
from kpi_desktop.expr.parse import parse
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.model import Catalogue, Metric
    from kpi_desktop.core.issue import Issue


def check(catalogue: Catalogue) -> Iterator[Issue]:
    """The findings."""
    for metric in catalogue.metrics.values():
        used = _used(metric)
        for symbol in metric.symbols:
            if symbol not in used:
                what = msg("The symbol “{symbol}” is used in no formula", symbol=symbol)
                yield in_metric(metric, f"symbols.{symbol}", "unused_symbol", what, did_you_mean(symbol, used))


def _used(metric: Metric) -> set[str]:
    used: set[str] = set()
    for formula in (metric.formula, *(variant.formula for variant in metric.variants)):
        try:
            found = names(parse(formula)) if formula else ()
        except FormulaError:
            continue  # the rule on formulas tells of it
        used.update(pick(name, metric.symbols) or name for name in found)
    return used
