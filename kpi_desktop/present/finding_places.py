"""How many decimals a finding's figures need, so that what the rule compares does not read as equal.

A plan met to 99.96 % is not met: printed with one decimal it would stand under its title as 100.0 %.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.figure import Base
from kpi_desktop.expr.conditions import STANDARD_SIGN, Compared, parts_of
from kpi_desktop.expr.dialects.value import evaluate
from kpi_desktop.expr.nodes import Read
from kpi_desktop.i18n.formats import half_up
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.catalogue.judgements import Rule
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.figure import Figure
    from kpi_desktop.expr.leaf import Leaf
    from kpi_desktop.expr.nodes import Node

#: Sums and counts are told as they are kept; shares and ratios may take so many more decimals.
_MORE = 3
_FINER = (Display.SHARE, Display.TIMES, Display.NUMBER)

_NOT_HERE = Missing(Reason.NO_DATA, msg("There is no such data in the book"))


def places(rule: Rule, metric: Metric, figure_of: Callable[[str, bool], Figure | None]) -> int:
    """Decimals of the metric in the rule's sentence; `figure_of(id, total)` gives the figures of its member."""
    if metric.display not in _FINER:
        return metric.decimals

    def number(leaf: Leaf) -> Value:
        name, _, standard = leaf.measure.partition(STANDARD_SIGN)
        figure = None if leaf.steps else figure_of(name, leaf.total)
        if figure is None or not standard:
            return _NOT_HERE if figure is None else figure.value
        beside = figure.comparisons.get(Base(standard))
        return _NOT_HERE if beside is None else beside.value

    found = metric.decimals
    for comparison in (part.comparison for part in parts_of(rule.condition) if isinstance(part, Compared)):
        if any(_reads(side, metric.id) for side in (comparison.left, comparison.right)):
            found = max(found, _apart(evaluate(comparison.left, number), evaluate(comparison.right, number), metric))
    return found


def _reads(side: Node, metric: str) -> bool:
    return isinstance(side, Read) and side.leaf.measure == metric and not side.leaf.steps


def _apart(left: Value, right: Value, metric: Metric) -> int:
    """The fewest decimals at which the two read differently, `_MORE` beyond the metric's own at most."""
    if not (isinstance(left, Decimal) and isinstance(right, Decimal)) or left == right:
        return metric.decimals
    shift = 2 if metric.display is Display.SHARE else 0
    for more in range(_MORE + 1):
        decimals = metric.decimals + more
        if half_up(left, decimals + shift) != half_up(right, decimals + shift):
            return decimals
    return metric.decimals + _MORE
