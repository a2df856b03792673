"""How a metric is printed fits its unit: % only for shares, a currency only for money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.catalogue.rules.finding import in_metric
from kpi_desktop.core.unit import MONEY, PLAIN
from kpi_desktop.expr.check import compatible
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.model import Catalogue, Metric
    from kpi_desktop.core.issue import Issue

_MOST_DECIMALS = 6


def check(catalogue: Catalogue) -> Iterator[Issue]:
    """The findings."""
    for metric in catalogue.metrics.values():
        if not _fits(metric):
            what = msg("“{display}” cannot show the unit “{unit}”", display=metric.display.value, unit=str(metric.unit))
            yield in_metric(metric, "display", "display_mismatch", what)
        if not 0 <= metric.decimals <= _MOST_DECIMALS:
            what = msg("“{key}” must be from 0 to {most}", key="decimals", most=_MOST_DECIMALS)
            yield in_metric(metric, "decimals", "out_of_range", what)


def _fits(metric: Metric) -> bool:
    powers = dict(metric.unit.powers)
    match metric.display:
        case Display.MONEY:
            return powers.get(MONEY) == 1
        case Display.SHARE | Display.POINTS:
            return compatible(metric.unit, PLAIN)
        case _:
            return MONEY not in powers
