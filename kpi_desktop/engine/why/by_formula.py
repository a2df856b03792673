"""A change by the factors of a formula, or by a chain of them over the members of a split."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import same
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.funnel.shares import UNLINKED, exactly, explain
from kpi_desktop.engine.why.explained import (
    MIX,
    REST,
    UNSEEN,
    Cause,
    Explained,
    moved,
    no_parts,
    rest_cause,
    unlike,
    with_rest,
)
from kpi_desktop.engine.why.parts import by_factors
from kpi_desktop.engine.why.sides import by_member, read
from kpi_desktop.expr.dialects.value import evaluate
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.standing import Standing
    from kpi_desktop.engine.why.factors import Making
    from kpi_desktop.engine.why.sides import Sides
    from kpi_desktop.expr.nodes import Node

_Levels = dict[str, Decimal]
_Link = tuple[Decimal, ...]


def by_formula(engine: Engine, metric: str, sides: Sides, making: Making) -> Explained | Missing:
    """The change by factors; the formula must give the metric to the last digit on both sides."""
    levels = _levels(engine, sides, making)
    if isinstance(levels, Missing):
        return levels
    assert making.tree is not None
    then, now = levels
    before, after = sides.ends
    value = _computed(making.tree)
    old, new = value(then), value(now)
    if isinstance(old, Missing) or isinstance(new, Missing) or not same(new, after):
        return no_parts()
    if sides.plan is None and not same(old, before):
        return no_parts()
    parts = by_factors(value, then, now)
    if parts is None or isinstance(parts, Missing):
        return parts or no_parts()
    causes = {f.symbol: Cause(f.symbol, f.name, None, then[f.symbol], now[f.symbol], f) for f in making.factors}
    if not same(old, before):
        parts[REST] = Fraction(old) - Fraction(before)
        causes[REST] = Cause(REST, msg("The plans do not agree with one another"))
    change = exactly(Fraction(before), Fraction(after), parts)
    return Explained(metric, sides, change, causes, way=making.id, name=making.name)


def _computed(tree: Node) -> Callable[[Mapping[str, Decimal]], Value]:
    return lambda chosen: evaluate(tree, lambda leaf: chosen[leaf.measure])


def _levels(engine: Engine, sides: Sides, making: Making) -> tuple[_Levels, _Levels] | Missing:
    """Every factor on both sides; where one side has nothing to divide by, the other side's level stands in."""
    standings = [side for side in (sides.then, sides.now) if side is not None]
    both = read(engine, [factor.node for factor in making.factors], standings)
    then: _Levels = {}
    now: _Levels = {}
    for factor in making.factors:
        old = both[0].value(factor.node) if sides.plan is None else sides.plan.value(factor.node, factor.metric)
        pair = _stood_in(old, both[-1].value(factor.node))
        if isinstance(pair, Missing):
            return pair
        then[factor.symbol], now[factor.symbol] = pair
    return then, now


def _stood_in(old: Value, new: Value) -> tuple[Decimal, Decimal] | Missing:
    """A factor on both sides; a ratio with nothing to divide by on one side takes the other side's level."""
    if isinstance(old, Missing):
        if isinstance(new, Missing) or old.reason is not Reason.ZERO_DENOMINATOR:
            return old
        return new, new
    if isinstance(new, Missing):
        return (old, old) if new.reason is Reason.ZERO_DENOMINATOR else new
    return old, new


def by_chain(engine: Engine, metric: str, sides: Sides, making: Making) -> Explained | Missing:
    """Volume, mix, and the ratios of neighbours over the members of a split."""
    if sides.then is None:
        return no_parts()
    links = _links(engine, (sides.then, sides.now), making)
    if isinstance(links, Missing):
        return links
    found = explain([factor.symbol for factor in making.factors], links[0], links[1])
    change = with_rest(sides, {cause: Fraction(part) for cause, part in found.parts.items()})
    if isinstance(change, Missing):
        return change
    parts = {cause: Fraction(part) for cause, part in change.parts.items()}
    if abs(parts.get(UNLINKED, Fraction(0))) > UNSEEN * moved(parts.values()):
        return unlike()
    causes = {factor.symbol: Cause(factor.symbol, factor.name) for factor in making.factors}
    causes |= {
        MIX: Cause(MIX, making.mix),
        UNLINKED: Cause(UNLINKED, msg("Without a quantity")),
        REST: rest_cause(change),
    }
    return Explained(metric, sides, change, causes, way=making.id, name=making.name)


def _links(engine: Engine, standings: tuple[Standing, Standing], making: Making) -> list[dict[str, _Link]] | Missing:
    """By member the amounts of the chain on each side; a volume that the whole has not (mixed units) is none."""
    nodes = [factor.node for factor in making.factors]
    for side in read(engine, nodes[:1], standings):
        volume = side.value(nodes[0])
        if isinstance(volume, Missing):
            return volume
    links: list[dict[str, _Link]] = []
    for side in read(engine, nodes, standings, making.over):
        told = by_member(side, nodes)
        if isinstance(told, Missing):
            return told
        links.append({str(code): values for code, values in told.items() if any(values)})
    return links
