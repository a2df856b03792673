"""The two sides of a change: a metric then and now, on the same days and streams, and the measures under both."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Direction
from kpi_desktop.catalogue.needs import may_use_net, net_of
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.figure import Base
from kpi_desktop.engine.ripening import UNRIPE
from kpi_desktop.engine.standards import OWN_MONTHS
from kpi_desktop.engine.why.plan import Planned
from kpi_desktop.expr.dialects.leaves import leaves
from kpi_desktop.expr.dialects.value import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.standing import Standing
    from kpi_desktop.expr.leaf import Leaf
    from kpi_desktop.expr.nodes import Node

#: Why a single member may have no value without harm to the others.
_IDLE = frozenset({Reason.ZERO_DENOMINATOR})

#: Months of the own past that a best one is told of at least.
_LEAST = 3


class Against(StrEnum):
    """What a metric's change is told against."""

    PREVIOUS = "previous"
    LAST_YEAR = "last_year"
    PLAN = "plan"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Sides:
    """A metric on both sides of a change; `then` is None where the base is a plan, which has no days of its own.

    `period` are the days of the base that are compared.
    """

    base: Against
    period: Period
    before: Value
    after: Value
    now: Standing
    then: Standing | None = None
    plan: Planned | None = None

    @property
    def missing(self) -> Missing | None:
        """Why there is nothing to take apart."""
        return next((side for side in (self.after, self.before) if isinstance(side, Missing)), None)

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """Both figures; there must be nothing missing."""
        assert isinstance(self.before, Decimal)
        assert isinstance(self.after, Decimal)
        return self.before, self.after


def sides_of(engine: Engine, metric_id: str, period: Period) -> Iterator[Sides]:
    """The metric against every base that there is: the previous period, last year, the plan, the best month."""
    frame = engine.frame(metric_id, period)
    for facing in frame.facings:
        after = engine.value_at(metric_id, facing.now)
        before = facing.missing or engine.value_at(metric_id, facing.then)
        if any(engine.unripe_at(metric_id, side) for side in (facing.now, facing.then)):
            before = UNRIPE
        base = Against.PREVIOUS if facing.base is Base.PREVIOUS else Against.LAST_YEAR
        yield Sides(base, facing.then.days, before, after, facing.now, facing.then)
    if not frame.covered.complete or engine.unripe_at(metric_id, frame.standing):
        return
    value = engine.value_at(metric_id, frame.standing)
    plan = Planned.of(engine, metric_id, period)
    if plan is not None:
        yield Sides(Against.PLAN, period, plan.total, value, frame.standing, plan=plan)
    best = _best(engine, metric_id, period)
    if best is not None:
        then = engine.frame(metric_id, best).standing
        yield Sides(Against.BEST, best, engine.value_at(metric_id, then), value, frame.standing, then)


def _best(engine: Engine, metric_id: str, period: Period) -> Period | None:
    """The best of the twelve months before that are wholly covered; none of a metric that has no good direction."""
    better = engine.catalogue.metrics[metric_id].better
    if period.whole_months != 1 or better not in (Direction.UP, Direction.DOWN):
        return None
    past = engine.past([metric_id], [period.shifted(-step) for step in range(1, OWN_MONTHS + 1)])
    known = [(one.value, one.period) for one in past if isinstance(one.value, Decimal) and one.covered.complete]
    if len(known) < _LEAST:
        return None
    sign = 1 if better is Direction.UP else -1
    return max(known, key=lambda pair: (sign * pair[0], pair[1].start))[1]


@dataclass(frozen=True, slots=True)
class Side:
    """The measures of one side, by member; 0 alone for the company."""

    measures: Mapping[int, Mapping[Leaf, Value]]

    def value(self, node: Node, member: int = 0) -> Value:
        """A formula on this side; net revenue stands in for gross where the source does not tell them apart."""
        own = self.measures[member]
        found = evaluate(node, own.__getitem__)
        used = {leaf.measure for leaf in leaves(node)}
        if isinstance(found, Missing) and found.reason is Reason.RETURNS_NOT_SEPARATED and may_use_net(used):
            return evaluate(node, lambda leaf: own[net_of(leaf)])
        return found


def read(
    engine: Engine, nodes: Sequence[Node], standings: Sequence[Standing], dimension: str | None = None
) -> list[Side]:
    """Everything that these formulas ask for, on each of the sides."""
    wanted = {leaf for node in nodes for leaf in leaves(node)}
    wanted |= {net_of(leaf) for leaf in wanted}
    return [Side(found) for found in engine.leaves_at(sorted(wanted), standings, dimension)]


def by_member(side: Side, nodes: Sequence[Node]) -> dict[int, tuple[Decimal, ...]] | Missing:
    """Each formula of each member; a member that has nothing to divide by is left to what the split does not tell.

    The first other reason for which a member has no value is that of the whole split.
    """
    found: dict[int, tuple[Decimal, ...]] = {}
    for member in side.measures:
        values = [side.value(node, member) for node in nodes]
        known = tuple(value for value in values if isinstance(value, Decimal))
        refused = next((one for one in values if isinstance(one, Missing) and one.reason not in _IDLE), None)
        if refused is not None:
            return refused
        if len(known) == len(values):
            found[member] = known
    return found
