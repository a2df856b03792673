"""A formula as a number: exact decimals, and Missing wherever a part is missing."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, assert_never

from kpi_desktop.core.amount import EXACT, rounded
from kpi_desktop.core.missing import Missing, Reason, Value, zero_denominator
from kpi_desktop.expr.dialects import words
from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.expr.functions import Function
from kpi_desktop.expr.nodes import Binary, Call, Comparison, Name, Negative, Node, Number, Operator, Read, Relation
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from kpi_desktop.expr.leaf import Leaf

#: Functions that this reading cannot give: they need days or members, not one number.
UNSUPPORTED = frozenset({Function.FIRST_DAY, Function.COUNT_OVER})

#: Decimals that a comparison looks at. Facts have six at most; a difference of ratios beyond these is the dust of
#: division, and a workbook's doubles have more of it than exact decimals.
COMPARED_PLACES = 9

_RELATION = {
    Relation.LESS: operator.lt,
    Relation.LESS_OR_EQUAL: operator.le,
    Relation.GREATER: operator.gt,
    Relation.GREATER_OR_EQUAL: operator.ge,
    Relation.EQUAL: operator.eq,
    Relation.UNEQUAL: operator.ne,
}
_ARITHMETIC = {
    Operator.ADD: EXACT.add,
    Operator.SUBTRACT: EXACT.subtract,
    Operator.MULTIPLY: EXACT.multiply,
    Operator.POWER: EXACT.power,
}


#: What the functions without a value tell the owner.
_ABSENT = {
    Function.NEVER: Missing(Reason.NEVER, msg("At these prices and costs it is never reached")),
    Function.NO_BASE: Missing(Reason.NO_BASE, msg("The base is zero or negative, so the change has no percentage")),
    Function.NOT_REACHED: Missing(Reason.NOT_REACHED, msg("Not reached in this period")),
    Function.ALREADY_MET: Missing(Reason.ALREADY_MET, msg("Already met: nothing is left to cover in this period")),
}


def evaluate(node: Node, get: Callable[[Leaf], Value]) -> Value:
    """The formula's value where `get` supplies the measures.

    The first missing operand, left to right, is the reason of the whole; a division by zero is Missing and names the
    denominator. `coalesce` gives its first argument that has a value (else the last reason), `if` looks only at the
    branch it takes. Excel's error values travel the same way, so the workbook's cells agree.

    A member of a split is measured as the company is: an argument that the company has and the split has not ends
    `coalesce` with that reason, or the parts would be told by another definition than the whole.
    """
    match node:
        case Number():
            return node.value
        case Read():
            return get(node.leaf)
        case Negative():
            operand = evaluate(node.operand, get)
            return operand if isinstance(operand, Missing) else EXACT.minus(operand)
        case Binary():
            return _binary(node, get)
        case Call():
            return _call(node, get)
        case Name():
            raise FormulaError(msg("“{name}” is not bound to anything", name=node.text))
        case Comparison():
            raise FormulaError(msg("A comparison may stand only as the condition of “if”"))
    assert_never(node)


def _binary(node: Binary, get: Callable[[Leaf], Value]) -> Value:
    left = evaluate(node.left, get)
    if isinstance(left, Missing):
        return left
    right = evaluate(node.right, get)
    if isinstance(right, Missing):
        return right
    if node.operator is not Operator.DIVIDE:
        return _ARITHMETIC[node.operator](left, right)
    if right == 0:
        return zero_denominator(words.render(node.right))
    return EXACT.divide(left, right)


def _call(node: Call, get: Callable[[Leaf], Value]) -> Value:
    match node.function:
        case Function.IF:
            return _if(node, get)
        case Function.COALESCE:
            return _coalesce(node, get)
        case Function.NEVER | Function.NO_BASE | Function.NOT_REACHED | Function.ALREADY_MET:
            return _ABSENT[node.function]
        case Function.ABS | Function.MIN | Function.MAX:
            return _extreme(node, get)
        case _:
            raise FormulaError(msg("“{name}” cannot be computed here", name=node.function.value))


def _if(node: Call, get: Callable[[Leaf], Value]) -> Value:
    condition, yes, no = node.args
    if not isinstance(condition, Comparison):
        raise FormulaError(msg("The first argument of “{name}” must be a comparison, such as a > b", name="if"))
    left = evaluate(condition.left, get)
    if isinstance(left, Missing):
        return left
    right = evaluate(condition.right, get)
    if isinstance(right, Missing):
        return right
    holds = _RELATION[condition.relation](_difference(left, right), 0)
    return evaluate(yes if holds else no, get)


def _difference(left: Decimal, right: Decimal) -> Decimal:
    difference = EXACT.subtract(left, right)
    return difference if abs(difference) >= 1 else rounded(difference, COMPARED_PLACES)


def _coalesce(node: Call, get: Callable[[Leaf], Value]) -> Value:
    for arg in node.args[:-1]:
        value = evaluate(arg, get)
        if not isinstance(value, Missing) or value.reason is Reason.NOT_IN_THIS_CUT:
            return value
    return evaluate(node.args[-1], get)


def _extreme(node: Call, get: Callable[[Leaf], Value]) -> Value:
    found: list[Decimal] = []
    for arg in node.args:
        value = evaluate(arg, get)
        if isinstance(value, Missing):
            return value
        found.append(value)
    match node.function:
        case Function.ABS:
            return EXACT.abs(found[0])
        case Function.MIN:
            return min(found)
        case _:
            return max(found)
