"""What a measure needs of the data: the columns of its fact, and when net revenue may stand in for gross."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation

if TYPE_CHECKING:
    from collections.abc import Collection

    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.expr.leaf import Leaf

#: The measures of revenue and of returns by which the two are told apart.
GROSS, NET, RETURNS = "revenue_gross", "revenue_net", "revenue_returns"
_UNKNOWN = "unknown"


def needed_columns(measure: Measure) -> tuple[str, ...]:
    """The columns that the export must have for the measure to mean anything.

    A sale's kind is always known (from its own column, its document or its sign), and a test that a flag is not set
    passes where there is no such flag.
    """
    columns = [measure.day, measure.column, measure.key, *measure.needs]
    columns += [column for column, words in measure.where.items() if words not in (("no",), (_UNKNOWN,))]
    skipped = {"", "day", "kind"} if measure.fact == "sale" else {"", "day"}
    return tuple(dict.fromkeys(column for column in columns if column not in skipped))


def tells_returns_apart(measure: Measure) -> bool:
    """Whether the measure is money of sales alone or of returns alone: net revenue is not, and needs no such source."""
    kinds = measure.where.get("kind", ())
    one_side = len(kinds) == 1 and kinds[0] in {"sale", "return"}
    return measure.fact == "sale" and measure.aggregation is Aggregation.SUM and one_side


def needed_keys(measure: Measure) -> tuple[str, ...]:
    """The fact and its columns as keys: `sale`, `sale.amount`, ...; `sale.kind` where returns must stand apart."""
    columns = (*needed_columns(measure), *(("kind",) if tells_returns_apart(measure) else ()))
    return (measure.fact, *(f"{measure.fact}.{column}" for column in columns))


def may_use_net(measures: Collection[str]) -> bool:
    """An average cheque may stand on net revenue; gross revenue itself and the share of returns may not."""
    return GROSS in measures and len(set(measures)) > 1 and RETURNS not in measures


def net_of(leaf: Leaf) -> Leaf:
    """The same window of net revenue where gross revenue is asked for."""
    return replace(leaf, measure=NET) if leaf.measure == GROSS else leaf
