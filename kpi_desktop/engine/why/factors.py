"""What a metric is made of: its own formula as factors, and the ways of `ways.toml` beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Catalogue, Display, Measure, Metric, Way
from kpi_desktop.catalogue.names import bound, find
from kpi_desktop.catalogue.resolve import resolved_formula
from kpi_desktop.core.unit import MONEY, Unit
from kpi_desktop.expr.check import unit_of
from kpi_desktop.expr.dialects import words
from kpi_desktop.expr.dialects.dependencies import terms
from kpi_desktop.expr.dialects.text import render
from kpi_desktop.expr.functions import CONTEXT
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.expr.nodes import Call, Name, Node, Read, rebuilt
from kpi_desktop.expr.parse import parse
from kpi_desktop.i18n.message import named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.i18n.message import Message

#: The id of a metric's own formula among its ways.
OWN = "formula"


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor: `node` is what it is, down to measures; `metric` the id of the metric that it is, '' for none."""

    symbol: str
    name: Message
    node: Node
    display: Display
    decimals: int
    metric: str = ""


@dataclass(frozen=True, slots=True)
class Making:
    """One way in which a metric is made: `tree` over factors by symbol, or a chain of them `over` a split."""

    id: str
    name: Message | None
    factors: tuple[Factor, ...]
    tree: Node | None = None
    over: str = ""
    mix: Message | None = None


def makings(catalogue: Catalogue, metric_id: str) -> tuple[Making, ...]:
    """The ways to tell the metric's change: those of the file, then its own formula where it has two terms or more."""
    metric = catalogue.metrics[metric_id]
    found = [one for way in catalogue.ways.get(metric_id, ()) if (one := _of_way(catalogue, way)) is not None]
    own = _own(catalogue, metric.formula, metric.symbols) if metric.formula else None
    return (*found, own) if own is not None else tuple(found)


def _own(catalogue: Catalogue, formula: str, symbols: Mapping[str, str]) -> Making | None:
    """A formula of one term is another formula under another name: the first with two tells something."""
    parsed = parse(formula)
    used = terms(parsed)
    if len(used) == 1 and used[0] == parsed and isinstance(parsed, Name):
        binding = bound(symbols, parsed.text)
        if binding is not None:
            return _own(catalogue, binding, {})
        thing = find(catalogue, _bare(parsed.text))
        return _own(catalogue, thing.formula, thing.symbols) if isinstance(thing, Metric) and thing.formula else None
    if len(used) < 2:
        return None
    factors = [_term(catalogue, term, symbols) for term in used]
    known = [factor for factor in factors if factor is not None]
    return Making(OWN, None, tuple(known), _over_symbols(parsed)) if len(known) == len(factors) else None


def _term(catalogue: Catalogue, term: Name | Call, symbols: Mapping[str, str]) -> Factor | None:
    text = render(term)
    node = resolved_formula(catalogue, text, symbols)
    binding = (bound(symbols, text) or text) if isinstance(term, Name) else text
    return None if node is None else _factor(catalogue, text, binding, node)


def _of_way(catalogue: Catalogue, way: Way) -> Making | None:
    factors = []
    for one in way.factors:
        node = resolved_formula(catalogue, one.formula)
        if node is None:
            return None
        name = named(one.name_en, one.name_ru) if one.name_en and one.name_ru else None
        factors.append(_factor(catalogue, one.symbol, one.formula, node, name, one.display))
    mix = named(way.mix_en, way.mix_ru) if way.mix_en and way.mix_ru else None
    tree = _over_symbols(parse(way.formula)) if way.formula else None
    return Making(way.id, named(way.name_en, way.name_ru), tuple(factors), tree, way.over, mix)


def _factor(
    catalogue: Catalogue,
    symbol: str,
    formula: str,
    node: Node,
    name: Message | None = None,
    display: Display | None = None,
) -> Factor:
    thing = find(catalogue, _bare(formula))
    called = name or (words.render(node) if thing is None else named(thing.name_en, thing.name_ru))
    if isinstance(thing, Metric):
        return Factor(symbol, called, node, display or thing.display, thing.decimals, thing.id)
    unit = thing.unit if isinstance(thing, Measure) else _unit(catalogue, node)
    told = display or _display(unit)
    return Factor(symbol, called, node, told, _DECIMALS.get(told, 2))


_DECIMALS = {Display.COUNT: 0, Display.SHARE: 1, Display.MONEY: 2, Display.NUMBER: 2}


def _unit(catalogue: Catalogue, node: Node) -> Unit | None:
    return unit_of(node, lambda part: catalogue.measures[part.leaf.measure].unit if isinstance(part, Read) else None)


def _display(unit: Unit | None) -> Display:
    if unit is not None and (MONEY, 1) in unit.powers:
        return Display.MONEY
    return Display.COUNT if unit is not None and not unit.plain and len(unit.powers) == 1 else Display.NUMBER


def _over_symbols(node: Node) -> Node:
    """The formula with its terms as leaves named by their text: so it can be computed from factors alone."""
    if isinstance(node, Name) or (isinstance(node, Call) and node.function in CONTEXT):
        text = render(node)
        return Read(Leaf(text), named(text, text))
    return rebuilt(node, _over_symbols)


def _bare(text: str) -> str:
    return text[1:-1] if text.startswith("[") and text.endswith("]") else text
