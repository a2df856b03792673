"""A metric's plan as one side of a change: its own, those of its factors, those of people, teams and channels."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.resolve import resolved
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.figure import Base
from kpi_desktop.engine.standards import PLAN, PLANNED, Standards
from kpi_desktop.expr.dialects.value import evaluate
from kpi_desktop.expr.nodes import Read
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.expr.leaf import Leaf
    from kpi_desktop.expr.nodes import Node

#: Splits that plans are made by.
SPLITS = ("manager", "team", "channel")


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan of a month: of the metric, of single measures (`leaves`) and whole metrics (`metrics`) under it."""

    total: Value
    leaves: Mapping[Leaf, Decimal]
    metrics: Mapping[str, Decimal]

    @classmethod
    def of(cls, engine: Engine, metric_id: str, period: Period) -> Planned | None:
        """The month's plan; None where the metric has none."""
        total = plans_of(engine, metric_id, period, None).get("")
        if total is None:
            return None
        known: dict[str, Decimal] = {}
        leaves: dict[Leaf, Decimal] = {}
        rows = {name for name, month in engine.planning(period).rows if month == period.month_text}
        for metric in sorted({*rows, PLANNED} & engine.catalogue.metrics.keys()):
            plan = plans_of(engine, metric, period, None).get("")
            if isinstance(plan, Decimal):
                known[metric] = plan
                tree = resolved(engine.catalogue, metric)
                if isinstance(tree, Read) and not tree.leaf.steps:
                    leaves[tree.leaf] = plan
        return cls(total, leaves, known)

    def value(self, node: Node, metric_id: str = "") -> Value:
        """A formula by the plan; Missing where something under it is not planned."""
        if metric_id in self.metrics:
            return self.metrics[metric_id]
        lacking = Missing(Reason.NO_DATA, msg("Not everything under this metric is planned"), "plan")
        return evaluate(node, lambda leaf: self.leaves.get(leaf, lacking))


def plans_of(engine: Engine, metric_id: str, period: Period, dimension: str | None) -> dict[str, Value]:
    """The metric's plan by member ('' alone for the company); revenue is planned by the quota where there is one."""
    wanted = [metric_id, PLAN] if metric_id == PLANNED and PLAN in engine.catalogue.metrics else [metric_id]
    figures = engine.figures(wanted, [period], dimension)
    standards = Standards.of(engine.catalogue, figures, (), engine.planning(period))
    found: dict[str, Value] = {}
    for figure in figures:
        if figure.metric != metric_id:
            continue
        beside = standards.beside_figure(figure).comparisons.get(Base.PLAN)
        if beside is not None and beside.attainment is not None:
            found[figure.member or ""] = beside.attainment.plan
    return found
