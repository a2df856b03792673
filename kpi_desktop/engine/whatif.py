"""What would it give: some numbers of a month moved, and its figures computed again by their own formulas.

Nothing is defined a second time: a moved measure or metric takes its place in the formula down to measures, and
everything above follows. A chain (volume × conversion × check) moves measures: a conversion that is a tenth higher
means a tenth more orders, revenue, cost of goods and of the expenses that grow with sales. Effects of single levers do
not add up to the effect of all together, and both are given (NUMBERS 24).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.moved import moved_tree
from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.missing import Missing
from kpi_desktop.expr.dialects.value import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kpi_desktop.catalogue.levers import Chain, Levers
    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.evaluation import Traced
    from kpi_desktop.expr.leaf import Leaf

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Moved:
    """What is moved: `given` puts numbers in the place of measures and metrics, `factors` multiply measures.

    `margin` is the share of revenue that cost is not, where it is moved; None keeps the cost's own part.
    """

    given: Mapping[str, Decimal] = field(default_factory=dict)
    factors: Mapping[str, Decimal] = field(default_factory=dict)
    margin: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """One metric before and after; `singles` are its values with each lever alone, in the order of the levers.

    `range`: between these 95 of 100 months at the new levels would lie, by no other chance than that of the month's own
    days; None where nothing is moved or the days do not tell it.
    """

    metric: str
    before: Value
    after: Value
    singles: tuple[Value, ...] = ()
    range: tuple[Decimal, Decimal] | None = None

    @property
    def change(self) -> Value:
        """What the levers give together."""
        return difference(self.after, self.before)

    @property
    def single_changes(self) -> tuple[Value, ...]:
        """What each gives alone: their sum is not the change."""
        return tuple(difference(single, self.before) for single in self.singles)


def difference(after: Value, before: Value) -> Value:
    """What changed; the reason where one side has no value."""
    if isinstance(after, Missing):
        return after
    return before if isinstance(before, Missing) else after - before


def recomputed(catalogue: Catalogue, levers: Levers, metric_id: str, traced: Traced, moved: Moved) -> Value:
    """The metric with the moved numbers; what a controller refuses before stays refused after.

    `traced` holds the metric's own measures and those parts of sums (`within`) that may grow.
    """
    tree = moved_tree(catalogue, metric_id, moved.given)
    value = evaluate(tree, _reader(levers, traced, moved))
    if traced.refused is not None and not isinstance(value, Missing):
        return traced.refused
    return value


def _reader(levers: Levers, traced: Traced, moved: Moved) -> Callable[[Leaf], Value]:
    """Each measure as it is moved; those of other periods as they were."""
    own = {leaf.measure: value for leaf, value in traced.values.items() if not leaf.steps}

    def scaled(measure: str) -> Value:
        value = own[measure]
        if isinstance(value, Missing):
            return value
        if measure == levers.cost and moved.margin is not None and levers.costed in own:
            costed = scaled(levers.costed)
            return costed if isinstance(costed, Missing) else EXACT.multiply(costed, ONE - moved.margin)
        grown = EXACT.multiply(value, moved.factors.get(measure, ONE))
        for part in levers.within.get(measure, ()):
            held, factor = own.get(part), moved.factors.get(part, ONE)
            if isinstance(held, Decimal):
                grown += EXACT.multiply(held, factor - ONE)
        return grown

    def read(leaf: Leaf) -> Value:
        return scaled(leaf.measure) if not leaf.steps else traced.values[leaf]

    return read


def chain_moves(levers: Levers, chain: Chain, before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> Moved:
    """What moving some drivers of a chain does to measures; `before` holds all drivers that are moved, above zero."""
    factors: dict[str, Decimal] = {}
    product = ONE
    for driver in chain.drivers:
        if driver in after:
            product = EXACT.multiply(product, EXACT.divide(after[driver], before[driver]))
        factors |= dict.fromkeys(chain.scales.get(driver, ()), product)
    factors |= dict.fromkeys(chain.money if chain.apart else levers.money, product)
    return Moved(factors=factors, margin=after.get(levers.margin))


def of_a_part(moved: Moved, shares: Mapping[str, Decimal]) -> Moved:
    """What moving a part of the company does to the whole: each measure by the part's share of it, the rest stays."""
    factors = {
        measure: ONE + EXACT.multiply(shares[measure], factor - ONE)
        for measure, factor in moved.factors.items()
        if measure in shares
    }
    return Moved(moved.given, factors, moved.margin)


def times(moved: Moved, factor: Decimal) -> Moved:
    """The same with every moved measure so many times as large."""
    grown = {measure: EXACT.multiply(one, factor) for measure, one in moved.factors.items()}
    return Moved(moved.given, grown, moved.margin)
