"""Why a metric changed, asked in any way: against which bases, by which factors, by which splits."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.catalogue.resolve import leaves_of
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.engine import CUSTOMER
from kpi_desktop.engine.why.by_formula import by_chain, by_formula
from kpi_desktop.engine.why.by_members import by_members, by_planned
from kpi_desktop.engine.why.explained import no_parts
from kpi_desktop.engine.why.factors import makings
from kpi_desktop.engine.why.sides import sides_of

if TYPE_CHECKING:
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.why.explained import Explained
    from kpi_desktop.engine.why.sides import Against, Sides

_SALE = "sale"


class Explainer:
    """Takes one metric's change apart; what both sides are is read once."""

    def __init__(self, engine: Engine, metric_id: str, period: Period) -> None:
        """Look at the bases that there are."""
        self._engine = engine
        self.metric = engine.catalogue.metrics[metric_id]
        self.sides = tuple(sides_of(engine, metric_id, period))
        self.makings = makings(engine.catalogue, metric_id)
        self._period = period

    @cached_property
    def splits(self) -> tuple[str, ...]:
        """The dimensions that the metric may be split by here."""
        known, metric = self._engine.catalogue.dimensions, self.metric.id
        found = [
            one
            for one in known
            if self._engine.answering([metric], self._period, one)
            and self._engine.split_refusal(metric, self._period, one).reason is not Reason.NOT_IN_THIS_CUT
        ]
        return (*found, CUSTOMER) if self._of_customers() else tuple(found)

    def _of_customers(self) -> bool:
        """Whether every measure of the metric is a sum of sale lines, and they name customers."""
        catalogue = self._engine.catalogue
        measures = [catalogue.measures[leaf.measure] for leaf in leaves_of(catalogue, [self.metric.id])]
        covers = self._engine.coverage(_SALE).reach(self._period).covers
        if not (self.metric.splits and measures and any(CUSTOMER in cover.present for cover in covers)):
            return False
        return all(one.fact == _SALE and one.aggregation is Aggregation.SUM for one in measures)

    def against(self, base: Against) -> Sides | None:
        """The sides of a base; None where there is no such base."""
        return next((one for one in self.sides if one.base is base), None)

    def by_way(self, sides: Sides, way: str) -> Explained | Missing:
        """The change by the factors of one way."""
        making = next((one for one in self.makings if one.id == way), None)
        if making is None or sides.missing is not None:
            return sides.missing or no_parts()
        tell = by_chain if making.over else by_formula
        return tell(self._engine, self.metric.id, sides, making)

    def by_split(self, sides: Sides, dimension: str) -> Explained | Missing:
        """The change by the members of a split: of a ratio the mix apart from their own ratios."""
        if sides.missing is not None:
            return sides.missing
        if dimension not in self.splits:
            return self._engine.split_refusal(self.metric.id, self._period, dimension)
        tell = by_members if sides.plan is None else by_planned
        return tell(self._engine, self.metric.id, sides, dimension)
