"""What a formula asks of the engine: its measures, each in its window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.expr.nodes import Node, Read, walk

if TYPE_CHECKING:
    from kpi_desktop.expr.functions import Function
    from kpi_desktop.expr.leaf import Leaf

#: Functions that this reading cannot give.
UNSUPPORTED: frozenset[Function] = frozenset()


def leaves(node: Node) -> tuple[Leaf, ...]:
    """The distinct measures in their windows, in the order in which the formula names them."""
    return tuple(dict.fromkeys(part.leaf for part in walk(node) if isinstance(part, Read)))
