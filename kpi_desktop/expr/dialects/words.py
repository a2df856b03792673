"""A formula as a line that an owner reads: `Gross revenue ÷ Orders`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.expr.context import step_of
from kpi_desktop.expr.dialects.text import plain
from kpi_desktop.expr.functions import ABSENT, CONTEXT, Function
from kpi_desktop.expr.nodes import (
    Binary,
    Call,
    Comparison,
    Level,
    Name,
    Negative,
    Node,
    Number,
    Operator,
    Read,
    Relation,
    level,
    operand_levels,
)
from kpi_desktop.expr.windows import in_window
from kpi_desktop.i18n.message import Message, msg, named

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["RELATIONS", "UNSUPPORTED", "in_window", "render"]

#: Functions that this reading cannot give.
UNSUPPORTED: frozenset[Function] = frozenset()

_SIGNS = {
    Operator.ADD: " + ",
    Operator.SUBTRACT: " − ",
    Operator.MULTIPLY: " × ",
    Operator.DIVIDE: " ÷ ",
    Operator.POWER: "^",
}
RELATIONS = {
    Relation.LESS: "<",
    Relation.LESS_OR_EQUAL: "≤",
    Relation.GREATER: ">",
    Relation.GREATER_OR_EQUAL: "≥",
    Relation.EQUAL: "=",
    Relation.UNEQUAL: "≠",
}


_CLAUSES = frozenset({Function.IF, Function.ABS, Function.FIRST_DAY, Function.COUNT_OVER})


def render(node: Node, label: Callable[[str], Message | str] = str) -> Message:
    """The formula in words, with `label` saying what the owner calls each of its names.

    A part that is a metric of its own is called by the metric's name.
    """
    return _own_name(node) or _written(node, label)


def _own_name(node: Node) -> Message | None:
    return node.label if isinstance(node, Negative | Binary | Call) else None


def _written(node: Node, label: Callable[[str], Message | str]) -> Message:
    match node:
        case Number():
            text = plain(node.value)
            said = named(text, text.replace(".", ","))
        case Name():
            called = label(node.text)
            said = called if isinstance(called, Message) else named(called, called)
        case Read():
            said = in_window(node.name, node.leaf.steps, total=node.leaf.total)
        case Negative():
            said = _joined("−", _wrapped(node.operand, Level.SIGN, label))
        case Comparison():
            sign = f" {RELATIONS[node.relation]} "
            said = _joined("", render(node.left, label), sign, render(node.right, label))
        case Binary():
            said = _binary(node, label)
        case Call():
            said = _call(node, label)
    return said


def _binary(node: Binary, label: Callable[[str], Message | str]) -> Message:
    left, right = operand_levels(node.operator)
    if left == Level.PRODUCT and isinstance(node.left, Binary) and node.left.operator is Operator.DIVIDE:
        left = Level.SIGN  # nobody should have to know that `a ÷ b × c` is read from the left
    return _joined("", _wrapped(node.left, left, label), _SIGNS[node.operator], _wrapped(node.right, right, label))


def _call(node: Call, label: Callable[[str], Message | str]) -> Message:
    if node.function in CONTEXT:
        return _moved(node, label)
    if node.function in ABSENT:
        return msg("no value")
    return _calculated(node, label)


def _moved(node: Call, label: Callable[[str], Message | str]) -> Message:
    step = step_of(node)
    inner = _wrapped(node.args[0], Level.ATOM, label)
    return in_window(inner, (step,) if step else (), total=step is None)


def _calculated(node: Call, label: Callable[[str], Message | str]) -> Message:
    args = [render(arg, label) for arg in node.args]
    match node.function:
        case Function.IF:
            said = msg("if {condition} then {yes}, else {no}", condition=args[0], yes=args[1], no=args[2])
        case Function.MIN:
            said = msg("the smallest of ({args})", args=_listed(args))
        case Function.MAX:
            said = msg("the largest of ({args})", args=_listed(args))
        case Function.ABS:
            said = msg("{what} without its sign", what=_wrapped(node.args[0], Level.ATOM, label))
        case Function.COALESCE:
            said = msg("the first known of ({args})", args=_listed(args))
        case Function.FIRST_DAY:
            said = msg("the first day when {condition}", condition=args[0])
        case _:
            said = msg("how many have {what} of at least {threshold}", what=args[0], threshold=args[1])
    return said


def _listed(args: list[Message]) -> Message:
    joined = args[0]
    for arg in args[1:]:
        joined = _joined("", joined, "; ", arg)
    return joined


def _wrapped(node: Node, least: int, label: Callable[[str], Message | str]) -> Message:
    inner = render(node, label)
    if _own_name(node):
        return inner
    return _joined("(", inner, ")") if level(node) < least or _spoken(node, least) else inner


def _spoken(node: Node, least: int) -> bool:
    """Whether a call is a clause that would run into its neighbours: `if …, else …` inside a sum."""
    return isinstance(node, Call) and node.function in _CLAUSES and least > Level.COMPARISON


def _joined(*parts: str | Message) -> Message:
    """Parts side by side: the same pattern in every language."""
    pattern, args = "", []
    for place, part in enumerate(parts):
        if isinstance(part, str):
            pattern += part
        else:
            pattern += f"{{p{place}}}"
            args.append((f"p{place}", part))
    return Message(pattern, tuple(args), ru=pattern)
