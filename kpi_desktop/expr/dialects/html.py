"""A formula set in type for the report and the card: fractions with a line, everything escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from kpi_desktop.expr.context import unguarded
from kpi_desktop.expr.dialects.text import plain
from kpi_desktop.expr.dialects.words import RELATIONS
from kpi_desktop.expr.functions import ABSENT, Function, function_name
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

#: Functions that this reading cannot give.
UNSUPPORTED: frozenset[Function] = frozenset()

_SIGNS = {Operator.ADD: "+", Operator.SUBTRACT: "−", Operator.MULTIPLY: "×"}


def render(node: Node, label: Callable[[str], str], lang: str = "ru") -> str:
    """The formula as HTML; `label` gives the text for a name (for a measure: its id), unescaped.

    Classes: `frac` with `num` and `den` for a fraction, `name` for a name. Conditions without which there is no value
    at all are left to the definition's words.
    """
    return _set(unguarded(node), label, lang)


def _set(node: Node, label: Callable[[str], str], lang: str) -> str:
    match node:
        case Number():
            text = plain(node.value)
            html = text.replace(".", ",") if lang == "ru" else text
        case Name():
            html = f'<span class="name">{escape(label(node.text))}</span>'
        case Read():
            html = f'<span class="name">{escape(label(node.leaf.measure))}</span>'
        case Negative():
            html = f"−{_wrapped(node.operand, Level.SIGN, label, lang)}"
        case Comparison():
            sign = escape(RELATIONS[node.relation])
            html = f"{_set(node.left, label, lang)} {sign} {_set(node.right, label, lang)}"
        case Binary():
            html = _binary(node, label, lang)
        case Call():
            html = _call(node, label, lang)
    return html


def _call(node: Call, label: Callable[[str], str], lang: str) -> str:
    if node.function in ABSENT:
        return "—"
    args = "; ".join(_set(arg, label, lang) for arg in node.args)
    return f"{function_name(node.function, lang)}({args})"


def _binary(node: Binary, label: Callable[[str], str], lang: str) -> str:
    if node.operator is Operator.DIVIDE:
        upper, lower = _set(node.left, label, lang), _set(node.right, label, lang)
        return f'<span class="frac"><span class="num">{upper}</span><span class="den">{lower}</span></span>'
    least = operand_levels(node.operator)
    left = _wrapped(node.left, least[0], label, lang)
    if node.operator is Operator.POWER:
        return f"{left}<sup>{_set(node.right, label, lang)}</sup>"
    return f"{left} {_SIGNS[node.operator]} {_wrapped(node.right, least[1], label, lang)}"


def _wrapped(node: Node, least: int, label: Callable[[str], str], lang: str) -> str:
    text = _set(node, label, lang)
    if isinstance(node, Binary) and node.operator is Operator.DIVIDE and least < Level.ATOM:
        return text  # the line of a fraction holds it together
    return f"({text})" if level(node) < least else text
