"""A part of the company whose levers are moved alone: one channel, one person, one group of goods."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.amount import EXACT, same
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.figure import Figure

#: The splits whose members are offered, in this order.
SPLITS = ("channel", "manager", "product_group")

#: Members of one split beyond these are named by hand.
MOST = 15

_ABSENT = Missing(Reason.NOT_IN_THIS_CUT, msg("This part of the company has no such figure in the month"))


@dataclass(frozen=True, slots=True)
class Within:
    """One member of a split: `dimension` is its id."""

    dimension: str
    member: str


@dataclass(frozen=True, slots=True)
class Shares:
    """What part of each measure is the member's; `assumed` are those that no member is known of.

    These are taken to be the member's as far as its money is the company's: a commission that no channel is named in.
    `torn` are counts whose members do not add up to the whole (an order of two groups): they cannot be moved.
    """

    of: Mapping[str, Decimal]
    assumed: tuple[str, ...]
    torn: tuple[str, ...]


def series(engine: Engine, ids: Sequence[str], months: Sequence[Period], within: Within | None) -> list[Figure]:
    """The figures of the company, or of the member alone: absent ones are left out there."""
    if within is None:
        return engine.figures(ids, months)
    return [one for one in engine.figures(ids, months, within.dimension) if one.member == within.member]


def value_within(engine: Engine, metric: str, month: Period, within: Within | None) -> Value:
    """The month's figure of the company or of the member."""
    found = series(engine, [metric], [month], within)
    return found[0].value if found else _ABSENT


def shares_of(engine: Engine, month: Period, within: Within, counts: Iterable[str], money: Sequence[str]) -> Shares:
    """The member's part of the measures; UsageError where none of the `money` can be told by members."""
    names = list(dict.fromkeys((*counts, *money)))
    whole = {leaf.measure: value for (leaf, _, _), value in engine.leaf_values(map(Leaf, names), [month]).items()}
    known = {name: value for name, value in whole.items() if isinstance(value, Decimal) and value}
    told: dict[str, dict[str | None, Decimal]] = {name: {} for name in known}
    for (leaf, _, member), value in engine.leaf_values(map(Leaf, known), [month], within.dimension).items():
        if isinstance(value, Decimal):
            told[leaf.measure][member] = value
    found = {
        name: EXACT.divide(members.get(within.member, Decimal(0)), known[name])
        for name, members in told.items()
        if same(sum(members.values(), Decimal(0)), known[name])
    }
    main = next((found[name] for name in money if name in found), None)
    if main is None:
        raise UsageError(msg("The month's money cannot be told by this split, so its parts have no levers"))
    lacking = [name for name in known if name not in found]
    assumed = tuple(name for name in lacking if name in money)
    torn = tuple(name for name in lacking if name not in money)
    return Shares(found | dict.fromkeys(assumed, main), assumed, torn)


def offered(engine: Engine, month: Period, drivers: Sequence[str]) -> tuple[Within, ...]:
    """The members in which every lever can stand, the largest first, of each split that the month is known by."""
    found: list[Within] = []
    for dimension in SPLITS:
        if set(engine.answering(drivers, month, dimension)) != set(drivers):
            continue
        told: dict[str, dict[str, Decimal]] = {}
        for one in engine.figures(drivers, [month], dimension):
            if one.member and isinstance(one.value, Decimal) and _stands(engine, one.metric, one.value):
                told.setdefault(one.member, {})[one.metric] = one.value
        whole = [name for name, values in told.items() if len(values) == len(drivers)]
        whole.sort(key=lambda name: (-told[name][drivers[0]], name))
        found += [Within(dimension, name) for name in whole[:MOST]]
    return tuple(found)


def _stands(engine: Engine, metric: str, value: Decimal) -> bool:
    share = engine.catalogue.metrics[metric].display is Display.SHARE
    return value > 0 and not (share and value > 1)
