"""The tree of a formula: what every reading (value, workbook cell, report, sentence) is made from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from kpi_desktop.expr.functions import Function
    from kpi_desktop.expr.leaf import Leaf
    from kpi_desktop.i18n.message import Message


class Operator(StrEnum):
    """Arithmetic between two parts of a formula."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    POWER = "^"


class Relation(StrEnum):
    """A comparison: the condition of `if`."""

    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    EQUAL = "="
    UNEQUAL = "<>"


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the formula, exactly as written; `5 %` is 0.05."""

    value: Decimal
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A symbol, a measure or a metric by its id or by its Russian or English name, not yet looked up."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Read:
    """A measure in its window, after names were looked up; `name` is what the owner calls it."""

    leaf: Leaf
    name: Message = field(compare=False)
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """A part with the opposite sign; `label` is the name of the metric that this part is, if it is one."""

    operand: Node
    at: int = field(default=0, compare=False)
    label: Message | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """Two parts joined by arithmetic; `at` is where the operator stands."""

    operator: Operator
    left: Node
    right: Node
    at: int = field(default=0, compare=False)
    label: Message | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two parts compared."""

    relation: Relation
    left: Node
    right: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language with its arguments."""

    function: Function
    args: tuple[Node, ...]
    at: int = field(default=0, compare=False)
    label: Message | None = field(default=None, compare=False)


Node = Number | Name | Read | Negative | Binary | Comparison | Call


class Level:
    """How tightly a part holds together: what decides where a reading needs parentheses."""

    COMPARISON = 1
    SUM = 2
    PRODUCT = 3
    SIGN = 4
    POWER = 5
    ATOM = 6


_OPERATOR_LEVEL = {
    Operator.ADD: Level.SUM,
    Operator.SUBTRACT: Level.SUM,
    Operator.MULTIPLY: Level.PRODUCT,
    Operator.DIVIDE: Level.PRODUCT,
    Operator.POWER: Level.POWER,
}


def level(node: Node) -> int:
    """How tightly the outermost part of a formula holds."""
    match node:
        case Comparison():
            return Level.COMPARISON
        case Binary():
            return _OPERATOR_LEVEL[node.operator]
        case Negative():
            return Level.SIGN
        case _:
            return Level.ATOM


def operand_levels(operator: Operator) -> tuple[int, int]:
    """The levels under which the left and the right operand need parentheses: a - (b - c), but a - b - c."""
    own = _OPERATOR_LEVEL[operator]
    if operator is Operator.POWER:
        return Level.ATOM, Level.ATOM
    return own, own + 1


def children(node: Node) -> tuple[Node, ...]:
    """The parts that a node is directly made of, left to right."""
    match node:
        case Negative():
            return (node.operand,)
        case Binary() | Comparison():
            return (node.left, node.right)
        case Call():
            return node.args
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Every part of the tree, a parent before its parts, left to right; safe for any depth."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(children(part)))


def depth(node: Node) -> int:
    """How many levels the tree has; safe for any depth."""
    deepest, waiting = 0, [(node, 1)]
    while waiting:
        part, level_no = waiting.pop()
        deepest = max(deepest, level_no)
        waiting.extend((child, level_no + 1) for child in children(part))
    return deepest


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with each of its parts changed."""
    match node:
        case Negative():
            return replace(node, operand=change(node.operand))
        case Binary() | Comparison():
            return replace(node, left=change(node.left), right=change(node.right))
        case Call():
            return replace(node, args=tuple(change(arg) for arg in node.args))
        case _:
            return node
