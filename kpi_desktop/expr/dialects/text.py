"""A formula as its own text: what is stored, compared and shown for editing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kpi_desktop.expr.functions import Function, function_name
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
    from decimal import Decimal

#: Functions that this reading cannot give.
UNSUPPORTED: frozenset[Function] = frozenset()

_BARE = re.compile(r"[^\W\d]\w*")


def render(node: Node, lang: str = "en") -> str:
    """The formula's text with as few parentheses as its meaning needs; reading it again gives the same tree."""
    match node:
        case Number():
            text = plain(node.value)
        case Name():
            text = node.text if _BARE.fullmatch(node.text) else f"[{node.text}]"
        case Read():
            text = node.leaf.measure
        case Negative():
            text = f"-{_wrapped(node.operand, Level.SIGN, lang)}"
        case Comparison():
            text = f"{render(node.left, lang)} {node.relation} {render(node.right, lang)}"
        case Binary():
            left, right = operand_levels(node.operator)
            sign = node.operator.value if node.operator is Operator.POWER else f" {node.operator} "
            text = f"{_wrapped(node.left, left, lang)}{sign}{_wrapped(node.right, right, lang)}"
        case Call():
            text = f"{function_name(node.function, lang)}({'; '.join(render(arg, lang) for arg in node.args)})"
    return text


def plain(value: Decimal) -> str:
    """A number as exact decimal text: no exponent, no zeros that say nothing."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _wrapped(node: Node, least: int, lang: str) -> str:
    text = render(node, lang)
    return f"({text})" if level(node) < least else text
