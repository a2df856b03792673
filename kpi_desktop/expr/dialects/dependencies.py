"""Which names a formula uses."""

from __future__ import annotations

from kpi_desktop.expr.functions import CONTEXT, Function
from kpi_desktop.expr.nodes import Call, Name, Node, children, walk

#: Functions that this reading cannot give.
UNSUPPORTED: frozenset[Function] = frozenset()


def names(node: Node) -> tuple[str, ...]:
    """The distinct names in the order in which the formula has them."""
    return tuple(dict.fromkeys(part.text for part in walk(node) if isinstance(part, Name)))


def terms(node: Node) -> tuple[Name | Call, ...]:
    """The parts that have a value of their own in an explanation, distinct, in the order of the formula.

    A name, or a name read in another window as a whole: in `a / trailing(b; 3)` they are `a` and `trailing(b; 3)`.
    """
    found: dict[Name | Call, None] = {}
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Name) or (isinstance(part, Call) and part.function in CONTEXT):
            found.setdefault(part)
        else:
            waiting.extend(reversed(children(part)))
    return tuple(found)
