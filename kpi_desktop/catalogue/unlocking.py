"""Which metrics data unlock: computed from what an export gives and what formulas read, never listed by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.catalogue.needs import may_use_net, needed_keys, net_of
from kpi_desktop.catalogue.resolve import leaves_of, resolved
from kpi_desktop.expr.functions import Function
from kpi_desktop.expr.nodes import Call, Read, children

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.expr.leaf import Leaf
    from kpi_desktop.expr.nodes import Node

#: Facts and columns that one export gives, as keys: `sale`, `sale.amount`, ...
Keys = frozenset[str]

#: The customer base says when each customer came, and so helps everything that asks who is new.
BASE = "customer"
FIRSTS = frozenset(
    {
        Aggregation.NEW,
        Aggregation.RETURNING,
        Aggregation.FIRST_EVER,
        Aggregation.SUM_NEW,
        Aggregation.SUM_RETURNING,
    }
)


def holds(node: Node, there: Callable[[Leaf], bool]) -> bool:
    """Whether a formula has what it reads; of the arguments of `coalesce` one is enough."""
    if isinstance(node, Read):
        return there(node.leaf)
    parts = (holds(part, there) for part in children(node))
    one_is_enough = isinstance(node, Call) and node.function is Function.COALESCE
    return any(parts) if one_is_enough else all(parts)


def satisfied(catalogue: Catalogue, metric: str, there: Callable[[Leaf], bool]) -> bool:
    """Whether a metric has what it reads; net revenue may stand in for gross as it does when figures are computed."""
    tree = resolved(catalogue, metric)
    if tree is None:
        return False
    if holds(tree, there):
        return True
    read = {leaf.measure for leaf in leaves_of(catalogue, (metric,))}
    return may_use_net(read) and holds(tree, lambda leaf: there(net_of(leaf)))


def gives(catalogue: Catalogue, keys: Keys, leaf: Leaf) -> bool:
    """Whether an export with these columns gives the measure."""
    return keys.issuperset(needed_keys(catalogue.measures[leaf.measure]))


def unlocked(catalogue: Catalogue, supplies: Collection[Keys]) -> tuple[str, ...]:
    """The metrics that these exports give to a book that holds nothing else; columns of two exports do not join."""

    facts = frozenset[str]().union(*supplies)

    def there(leaf: Leaf) -> bool:
        if catalogue.measures[leaf.measure].optional:
            return True
        beside = facts.issuperset(catalogue.measures[leaf.measure].also)
        return beside and any(gives(catalogue, keys, leaf) for keys in supplies)

    return tuple(
        metric
        for metric in catalogue.metrics
        if leaves_of(catalogue, (metric,)) and satisfied(catalogue, metric, there)
    )


def helped(catalogue: Catalogue, keys: Keys) -> tuple[str, ...]:
    """The metrics that read something of this export, and something that it does not have."""
    alone = set(unlocked(catalogue, (keys,)))
    found = []
    for metric in catalogue.metrics:
        leaves = leaves_of(catalogue, (metric,))
        told = BASE in keys and any(catalogue.measures[leaf.measure].aggregation in FIRSTS for leaf in leaves)
        if metric not in alone and (told or any(gives(catalogue, keys, leaf) for leaf in leaves)):
            found.append(metric)
    return tuple(found)
