"""A metric's formula down to measures with some of its parts given as numbers: what «what if» computes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Measure
from kpi_desktop.catalogue.names import bound, find
from kpi_desktop.catalogue.resolve import resolved_formula
from kpi_desktop.expr.dialects.dependencies import names
from kpi_desktop.expr.dialects.text import render
from kpi_desktop.expr.functions import ABSENT, CONTEXT, Function
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.expr.nodes import Call, Name, Node, Number, Read, rebuilt
from kpi_desktop.expr.parse import parse
from kpi_desktop.i18n.message import named

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from kpi_desktop.catalogue.model import Catalogue, Metric

#: What a part without a formula is read as: no value.
_NO_VALUE = Call(Function.NEVER, ())


def moved_tree(catalogue: Catalogue, metric_id: str, moved: Mapping[str, Decimal]) -> Node:
    """The metric down to measures, with numbers in the place of the measures, metrics and own symbols in `moved`.

    What a formula reads in another period (`prev`, `trailing`) stays as it was: only this period is moved. A metric
    without a formula on the way has no value.
    """
    metric = catalogue.metrics[metric_id]
    if not metric.formula:
        return _NO_VALUE
    return _tree(catalogue, parse(metric.formula), metric.symbols, moved)


def movable(catalogue: Catalogue, metric_id: str) -> tuple[str, ...]:
    """The ids of measures and metrics that the metric reads in its own period, itself first, those nearest first."""
    found: dict[str, None] = {metric_id: None}
    waiting = [catalogue.metrics[metric_id]]
    while waiting:
        metric = waiting.pop(0)
        for thing in _read_here(catalogue, metric):
            if thing.id not in found and not isinstance(thing, Measure):
                waiting.append(thing)
            found.setdefault(thing.id)
    return tuple(found)


def _read_here(catalogue: Catalogue, metric: Metric) -> list[Measure | Metric]:
    formulas = [parse(metric.formula)] if metric.formula else []
    for symbol in names(formulas[0]) if formulas else ():
        binding = bound(metric.symbols, symbol)
        if binding is not None:
            formulas.append(parse(binding))
    things = [find(catalogue, name) for node in formulas[1:] for name in names(_here(node))]
    return [thing for thing in things if thing is not None]


def _here(node: Node) -> Node:
    """The node without what it reads in other periods."""
    if isinstance(node, Call) and node.function in CONTEXT and node.function is not Function.TOTAL:
        return _NO_VALUE
    return rebuilt(node, _here)


def _tree(catalogue: Catalogue, node: Node, symbols: Mapping[str, str], moved: Mapping[str, Decimal]) -> Node:
    if isinstance(node, Name):
        return _named(catalogue, node, symbols, moved)
    if isinstance(node, Call) and node.function in CONTEXT:
        if node.function is Function.TOTAL:
            return _tree(catalogue, node.args[0], symbols, moved)
        return resolved_formula(catalogue, render(node), symbols) or _NO_VALUE
    if isinstance(node, Call) and node.function in ABSENT:
        return node
    return rebuilt(node, lambda part: _tree(catalogue, part, symbols, moved))


def _named(catalogue: Catalogue, name: Name, symbols: Mapping[str, str], moved: Mapping[str, Decimal]) -> Node:
    binding = bound(symbols, name.text)
    if binding is not None:
        if name.text in moved and find(catalogue, name.text) is None:
            return Number(moved[name.text], name.at)
        return _tree(catalogue, parse(binding), {}, moved)
    thing = find(catalogue, name.text)
    if thing is None:
        return _NO_VALUE
    if thing.id in moved:
        return Number(moved[thing.id], name.at)
    if isinstance(thing, Measure):
        return Read(Leaf(thing.id), named(thing.name_en, thing.name_ru), name.at)
    return moved_tree(catalogue, thing.id, moved)
