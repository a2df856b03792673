"""Writes a metric's formula out down to the measures it reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.meant import meant
from kpi_desktop.catalogue.model import Measure, Metric
from kpi_desktop.catalogue.names import bound, find
from kpi_desktop.catalogue.needs import needed_keys
from kpi_desktop.core.errors import UsageError
from kpi_desktop.expr.context import bind
from kpi_desktop.expr.dialects.dependencies import terms
from kpi_desktop.expr.dialects.leaves import leaves
from kpi_desktop.expr.dialects.text import render
from kpi_desktop.expr.errors import FormulaError, did_you_mean
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.expr.nodes import Binary, Call, Name, Negative, Node, Read
from kpi_desktop.expr.parse import parse
from kpi_desktop.i18n.message import Message, msg, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kpi_desktop.catalogue.model import Catalogue


@dataclass(frozen=True, slots=True)
class Input:
    """One symbol of a metric's own formula: what the owner sees under the figure.

    `node` is what it stands for, down to measures (None where that has no formula). `meaning` is the measure or metric
    that it is bound to, None where it is bound to a formula. `name` is what it is called on screen.
    """

    symbol: str
    node: Node | None
    name: Message
    meaning: Measure | Metric | None = None


class _NoFormula(Exception):
    """A metric on the way has no formula yet."""


def metric_of(catalogue: Catalogue, text: str) -> Metric:
    """The metric of that id or name; UsageError with the nearest id where there is none."""
    found = catalogue.metrics.get(text)
    if found is None:
        thing = find(catalogue, text)
        found = thing if isinstance(thing, Metric) else None
    if found is None:
        fix = did_you_mean(text, catalogue.metrics) or msg("The command “catalogue” lists all metrics")
        raise UsageError(msg("There is no metric “{name}”", name=text), fix=fix)
    return found


def resolved(catalogue: Catalogue, metric_id: str) -> Node | None:
    """The metric's formula down to measures; None where it, or a metric it stands on, has no formula yet."""
    if metric_id not in catalogue.trees:
        catalogue.trees[metric_id] = _metric_tree(catalogue, metric_id, ())
    return catalogue.trees[metric_id]


def resolved_formula(catalogue: Catalogue, formula: str, symbols: Mapping[str, str] | None = None) -> Node | None:
    """Any formula down to measures: over `symbols` first, then over everything that the catalogue names."""
    try:
        return _written_out(catalogue, formula, symbols or {}, (), own=False)
    except _NoFormula:
        return None


def inputs(catalogue: Catalogue, metric_id: str) -> tuple[Input, ...]:
    """The metric's own symbols in the order of its formula, each written out down to measures."""
    metric = catalogue.metrics[metric_id]
    if not metric.formula:
        return ()
    found = []
    for term in terms(parse(metric.formula)):
        text = render(term)
        binding = bound(metric.symbols, text) if isinstance(term, Name) else None
        meaning = find(catalogue, _bare(binding)) if binding is not None else None
        node = resolved_formula(catalogue, text, metric.symbols)
        found.append(Input(text, node, _called(text, node, meaning), meaning))
    return tuple(found)


def leaves_of(catalogue: Catalogue, metric_ids: Iterable[str]) -> tuple[Leaf, ...]:
    """The distinct measures in their windows that these metrics read, in order."""
    found: dict[Leaf, None] = {}
    for metric_id in metric_ids:
        tree = resolved(catalogue, metric_id)
        if tree is not None:
            found.update(dict.fromkeys(leaves(tree)))
    return tuple(found)


def facts_needed(catalogue: Catalogue, metric_id: str) -> tuple[str, ...]:
    """The facts and columns without which the metric has no value: `sale`, `sale.amount`, `sale.document`, ...

    In the order of the formula, each fact before its columns: what an import must bring to unlock the metric.
    """
    found: dict[str, None] = {}
    for leaf in leaves_of(catalogue, (metric_id,)):
        if not catalogue.measures[leaf.measure].optional:
            found.update(dict.fromkeys(needed_keys(catalogue.measures[leaf.measure])))
    return tuple(found)


def parameters_of(catalogue: Catalogue, metric_id: str) -> tuple[str, ...]:
    """The parameters that the metric's value depends on: those that its definition, or one that it stands on, names."""
    if metric_id not in catalogue.chosen:
        catalogue.chosen[metric_id] = _parameters_of(catalogue, metric_id)
    return catalogue.chosen[metric_id]


def _parameters_of(catalogue: Catalogue, metric_id: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting, seen = [metric_id], set[str]()
    while waiting:
        metric = catalogue.metrics[waiting.pop()]
        if metric.id in seen:
            continue
        seen.add(metric.id)
        found |= dict.fromkeys(metric.parameters)
        for binding in metric.symbols.values():
            names = (term.text for term in terms(parse(binding)) if isinstance(term, Name))
            waiting += [thing.id for name in names if isinstance(thing := find(catalogue, name), Metric)]
    for leaf in leaves_of(catalogue, (metric_id,)):
        found |= dict.fromkeys(catalogue.measures[leaf.measure].parameters)
    return tuple(found)


def _metric_tree(catalogue: Catalogue, metric_id: str, path: tuple[str, ...]) -> Node | None:
    if metric_id in path:
        cycle = " → ".join((*path[path.index(metric_id) :], metric_id))
        raise FormulaError(msg("The metrics define one another in a circle: {cycle}", cycle=cycle))
    metric = catalogue.metrics[metric_id]
    if not metric.formula:
        return None
    try:
        return _written_out(catalogue, metric.formula, metric.symbols, (*path, metric_id), own=True)
    except _NoFormula:
        return None


def _written_out(
    catalogue: Catalogue, formula: str, symbols: Mapping[str, str], path: tuple[str, ...], *, own: bool
) -> Node:
    """`own` says that every name must be one of the symbols, as in a metric's file."""

    def symbol(name: Name) -> Node:
        binding = bound(symbols, name.text)
        if binding is not None:
            return _written_out(catalogue, binding, {}, path, own=False)
        if own:
            raise _no_symbol(name, formula, symbols)
        return _thing(catalogue, name, formula, path)

    return bind(parse(formula), symbol, formula)


def _thing(catalogue: Catalogue, name: Name, formula: str, path: tuple[str, ...]) -> Node:
    thing = find(catalogue, name.text)
    if isinstance(thing, Measure):
        return Read(Leaf(thing.id), named(thing.name_en, thing.name_ru), name.at)
    if thing is None:
        raise _unknown(catalogue, name, formula)
    tree = catalogue.trees.get(thing.id) or _metric_tree(catalogue, thing.id, path)
    if tree is None:
        raise _NoFormula
    if isinstance(tree, Negative | Binary | Call):
        return replace(tree, label=named(thing.name_en, thing.name_ru))
    return tree


def _no_symbol(name: Name, formula: str, symbols: Mapping[str, str]) -> FormulaError:
    return FormulaError(
        msg("“{name}” is not among the symbols", name=name.text),
        formula,
        name.at,
        fix=did_you_mean(name.text, symbols) or msg("Bind it under [symbols] to a measure or a metric"),
    )


def _unknown(catalogue: Catalogue, name: Name, formula: str) -> FormulaError:
    return FormulaError(
        msg("“{name}” is neither a measure nor a metric", name=name.text),
        formula,
        name.at,
        fix=meant(catalogue, name.text),
    )


def _bare(binding: str) -> str:
    """A binding without the square brackets of a name of several words."""
    return binding[1:-1] if binding.startswith("[") and binding.endswith("]") else binding


def _called(text: str, node: Node | None, meaning: Measure | Metric | None) -> Message:
    from kpi_desktop.expr.dialects import words

    if meaning is not None:
        return named(meaning.name_en, meaning.name_ru)
    return words.render(node) if node is not None else named(text, text)
