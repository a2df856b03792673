"""Puts measures in the place of names, and lets prev, yoy, trailing, ytd and total land on the measures they reach.

So `trailing(revenue / orders; 3)` is the three months' revenue by the three months' orders: a ratio of sums.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.expr.functions import ABSENT, CONTEXT, SIGNATURES, Function
from kpi_desktop.expr.leaf import Leaf, Move, Step
from kpi_desktop.expr.nodes import Binary, Call, Name, Negative, Node, Number, Read, depth, rebuilt
from kpi_desktop.expr.windows import in_window
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable

#: Levels of a formula with all its metrics written out: what the readings' recursion and Excel's nesting bear.
MAX_RESOLVED_DEPTH = 200

_STRETCHING = frozenset({Move.TRAILING, Move.TRAILING_DAYS, Move.DAYS_BEFORE, Move.YEAR_TO_DATE})
_MERGING = frozenset({Move.PREVIOUS, Move.YEAR_AGO})


def bind(node: Node, lookup: Callable[[Name], Node], formula: str = "") -> Node:
    """The tree with every name replaced by what `lookup` gives for it, and no context function left.

    `formula` is the text, for the excerpt of an error.
    """
    bound = _bound(node, lookup, formula)
    if depth(bound) > MAX_RESOLVED_DEPTH:
        raise FormulaError(msg("The formula is nested too deeply: split it into metrics of their own"), formula)
    return bound


def _bound(node: Node, lookup: Callable[[Name], Node], formula: str) -> Node:
    if isinstance(node, Name):
        return lookup(node)
    if isinstance(node, Call) and node.function in CONTEXT:
        return _moved(_bound(node.args[0], lookup, formula), node, formula)
    return rebuilt(node, lambda part: _bound(part, lookup, formula))


def step_of(call: Call) -> Step | None:
    """The change of window that a context function makes; None for `total`, which changes the split."""
    move = SIGNATURES[call.function].move
    if move is None:
        return None
    count = call.args[1] if len(call.args) == 2 else None
    return Step(move, int(count.value) if isinstance(count, Number) else 1)


def _moved(node: Node, call: Call, formula: str) -> Node:
    if isinstance(node, Read):
        return replace(node, leaf=_moved_leaf(node.leaf, call, formula))
    moved = rebuilt(node, lambda part: _moved(part, call, formula))
    if isinstance(moved, Negative | Binary | Call):
        return replace(moved, label=_moved_label(moved.label, call))
    return moved


def _moved_label(label: Message | None, call: Call) -> Message | None:
    step = step_of(call)
    return None if label is None else in_window(label, (step,) if step else (), total=step is None)


def _moved_leaf(leaf: Leaf, call: Call, formula: str) -> Leaf:
    if call.function is Function.TOTAL:
        return replace(leaf, total=True)
    step = step_of(call)
    if step is None:
        return leaf
    if step.move in _STRETCHING and any(inner.move in _STRETCHING for inner in leaf.steps):
        raise FormulaError(
            msg("“{name}” cannot stretch a period that is stretched already", name=call.function.value),
            formula,
            call.at,
            fix=msg("Leave one of the nested “trailing” or “ytd”"),
        )
    inner = leaf.steps
    if inner and inner[0].move is step.move and step.move in _MERGING:
        return replace(leaf, steps=(Step(step.move, step.count + inner[0].count), *inner[1:]))
    return replace(leaf, steps=(step, *inner))


def replaced(node: Node, term: Callable[[Name | Call], Node]) -> Node:
    """The tree with every name, and every part read in another window as a whole, replaced by what `term` gives."""
    if isinstance(node, Name) or (isinstance(node, Call) and node.function in CONTEXT):
        return term(node)
    return rebuilt(node, lambda part: replaced(part, term))


def unguarded(node: Node) -> Node:
    """The tree without the conditions under which it has no value at all: what a formula with numbers put in shows.

    `if(base > 0; (now - base) / base; no_base())` is shown as `(now - base) / base`.
    """
    if isinstance(node, Call) and node.function is Function.IF:
        kept = [branch for branch in node.args[1:] if not (isinstance(branch, Call) and branch.function in ABSENT)]
        if len(kept) == 1:
            return unguarded(kept[0])
    return rebuilt(node, unguarded)
