"""A formula as the text of a live workbook cell, in functions that every spreadsheet program has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kpi_desktop.expr.dialects.text import plain
from kpi_desktop.expr.dialects.value import COMPARED_PLACES
from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.expr.functions import ABSENT, Function
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
    walk,
)
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.expr.leaf import Leaf

#: Functions that this reading cannot give: they need days or members, not one cell.
UNSUPPORTED = frozenset({Function.FIRST_DAY, Function.COUNT_OVER})

_FUNCTIONS = {Function.IF: "IF", Function.MIN: "MIN", Function.MAX: "MAX", Function.ABS: "ABS"}

#: Amounts keep four decimals and quantities six, so a sum of measures rounded to six is the sum itself.
_PLACES = 6


class CellResolver(Protocol):
    """Knows where the workbook keeps each measure."""

    def cell(self, leaf: Leaf) -> str:
        """The address (or an expression in parentheses) that holds the measure, `#N/A` in it where it is missing."""


def render(node: Node, resolver: CellResolver) -> str:
    """The cell's formula without its `=`.

    A missing measure (`#N/A`) or a division by zero (`#DIV/0!`) travels through as Missing does: the leftmost wins,
    `coalesce` passes over both, `if` looks only at the branch it takes.
    """
    match node:
        case Number():
            text = plain(node.value)
        case Read():
            text = resolver.cell(node.leaf)
        case Negative():
            text = f"-{_signed(node.operand, resolver)}"
        case Comparison():
            text = _comparison(node, resolver)
        case Binary():
            text = _binary(node, resolver)
        case Call():
            text = _call(node, resolver)
        case Name():
            raise FormulaError(msg("“{name}” is not bound to anything", name=node.text))
    return text


def _comparison(node: Comparison, resolver: CellResolver) -> str:
    """Measures are compared as they are; what was computed, without the dust that doubles leave."""
    if all(isinstance(side, Read | Number) for side in (node.left, node.right)):
        return f"{render(node.left, resolver)}{node.relation}{render(node.right, resolver)}"
    compared = node.left
    if not (isinstance(node.right, Number) and node.right.value == 0):
        compared = Binary(Operator.SUBTRACT, node.left, node.right)
    return f"ROUND({render(compared, resolver)},{COMPARED_PLACES}){node.relation}0"


def _binary(node: Binary, resolver: CellResolver) -> str:
    text = _operation(node, resolver)
    if not _loses_errors(node.left, (node.right,)):
        return text
    left = render(node.left, resolver)
    return f"IF(ISNUMBER({left}),{text},{left})"


def _operation(node: Binary, resolver: CellResolver) -> str:
    least = operand_levels(node.operator)
    left = _first(node.left, (node.right,), _wrapped(node.left, least[0], resolver))
    if node.operator is Operator.DIVIDE and _cancels(node.right):
        return f"{left}/ROUND({render(node.right, resolver)},{_PLACES})"
    right = _wrapped(node.right, least[1], resolver)
    if isinstance(node.right, Negative):
        right = f"({render(node.right, resolver)})"
    return f"{left}{node.operator}{right}"


def _cancels(node: Node) -> bool:
    """Whether a denominator adds and subtracts three measures or more.

    0.3 - 0.2 - 0.1 is not zero in doubles: the ratio would be huge instead of #DIV/0!.
    """
    parts = tuple(walk(node))
    reads = sum(isinstance(part, Read) for part in parts)
    return reads > 2 and all(
        isinstance(part, Read) or (isinstance(part, Binary) and part.operator in {Operator.ADD, Operator.SUBTRACT})
        for part in parts
    )


def _call(node: Call, resolver: CellResolver) -> str:
    args = [render(arg, resolver) for arg in node.args]
    if node.function is Function.COALESCE:
        # Each argument is read by itself, so no error of another can be told in its place.
        text = args[-1]
        for arg in reversed(args[:-1]):
            text = f"IFERROR({arg},{text})"
        return text
    if node.function in ABSENT:
        return "NA()"
    if node.function not in _FUNCTIONS:
        raise FormulaError(msg("“{name}” cannot be written as a workbook formula", name=node.function.value))
    if node.function in {Function.MIN, Function.MAX}:
        return _extreme(node, args)
    return f"{_FUNCTIONS[node.function]}({','.join(args)})"


def _extreme(node: Call, args: list[str]) -> str:
    later = [node.args[place:] for place in range(1, len(args) + 1)]
    told = [_first(arg, rest, text) for arg, rest, text in zip(node.args, later, args, strict=True)]
    text = f"{_FUNCTIONS[node.function]}({','.join(told)})"
    for arg, rest, own in reversed(list(zip(node.args, later, args, strict=True))):
        if _loses_errors(arg, rest):
            text = f"IF(ISNUMBER({own}),{text},{own})"
    return text


def _first(node: Node, later: tuple[Node, ...], text: str) -> str:
    """A bare cell whose error must be told before that of a division to its right.

    LibreOffice looks into a referenced cell only when it comes to the operator, and would tell the division's
    #DIV/0! where Excel and Python tell the cell's #N/A; adding zero makes it look at once.
    """
    divides = any(
        isinstance(part, Binary) and part.operator is Operator.DIVIDE for side in later for part in walk(side)
    )
    return f"({text}+0)" if isinstance(node, Read) and divides and not _loses_errors(node, later) else text


def _loses_errors(node: Node, later: tuple[Node, ...]) -> bool:
    """Whether an error of the operand must be looked for by itself, before what stands to its right is read.

    LibreOffice forgets an error that it has met when it comes to an IFERROR, and would tell the next one.
    """
    forgets = any(
        isinstance(part, Call) and part.function is Function.COALESCE for side in later for part in walk(side)
    )
    return forgets and any(isinstance(part, Read) for part in walk(node))


def _signed(node: Node, resolver: CellResolver) -> str:
    """What stands after a minus: Excel reads -a^2 as (-a)^2 and --a as a, so both get parentheses."""
    text = render(node, resolver)
    return text if level(node) == Level.ATOM else f"({text})"


def _wrapped(node: Node, least: int, resolver: CellResolver) -> str:
    text = render(node, resolver)
    return f"({text})" if level(node) < least else text
