"""A formula with its numbers put in: `750 000 / 250 = 3 000`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.expr.context import unguarded
from kpi_desktop.expr.dialects import text
from kpi_desktop.expr.dialects.words import RELATIONS
from kpi_desktop.expr.functions import ABSENT, CONTEXT, Function, function_name
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
    level,
    operand_levels,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

#: Functions that this reading cannot give.
UNSUPPORTED: frozenset[Function] = frozenset()

_SIGNS = {
    Operator.ADD: " + ",
    Operator.SUBTRACT: " − ",
    Operator.MULTIPLY: " × ",
    Operator.DIVIDE: " / ",
    Operator.POWER: "^",
}


def render(
    node: Node,
    shown: Callable[[str], str],
    number: Callable[[Decimal], str],
    result: str = "",
    lang: str = "ru",
) -> str:
    """The formula with numbers in the place of names, and `= result` where it is given.

    `shown` gives the printed value of a name (of a measure: by its id; of a part read in another window: by its text,
    `trailing(aov; 3)`); `number` prints the formula's own numbers. Conditions without which there is no value at all
    are left out.
    """
    left = _Substitution(shown, number, lang).text(unguarded(node))
    return f"{left} = {result}" if result else left


class _Substitution:
    def __init__(self, shown: Callable[[str], str], number: Callable[[Decimal], str], lang: str) -> None:
        self.shown = shown
        self.number = number
        self.lang = lang

    def text(self, node: Node) -> str:
        match node:
            case Number():
                shown = self.number(node.value)
            case Name():
                shown = self.shown(node.text)
            case Read():
                shown = self.shown(node.leaf.measure)
            case Negative():
                shown = f"−{self.wrapped(node.operand, Level.POWER)}"
            case Comparison():
                shown = f"{self.text(node.left)} {RELATIONS[node.relation]} {self.text(node.right)}"
            case Binary():
                left, right = operand_levels(node.operator)
                first = self.wrapped(node.left, left, leading=node.operator is not Operator.POWER)
                shown = f"{first}{_SIGNS[node.operator]}{self.wrapped(node.right, right)}"
            case Call():
                shown = self.call(node)
        return shown

    def call(self, node: Call) -> str:
        if node.function in CONTEXT:
            return self.shown(text.render(node))
        if node.function in ABSENT:
            return "—"
        args = "; ".join(self.text(arg) for arg in node.args)
        return f"{function_name(node.function, self.lang)}({args})"

    def wrapped(self, node: Node, least: int, *, leading: bool = False) -> str:
        """The part in parentheses where the operation needs them, or where a minus would follow an operator."""
        inner = self.text(node)
        negative = inner.startswith(("-", "−")) and not leading
        return f"({inner})" if level(node) < least or negative else inner
