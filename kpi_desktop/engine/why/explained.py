"""A metric's change taken apart: by the factors of its formula, or by the members of a split.

What cannot be taken apart exactly is not taken apart: a way that does not give the metric to the last digit is left
out, and a split whose members do not add up says so (an order of three products is no order of one of them). What the
parts leave of the change, where that is little, stands beside them under its own name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.funnel.shares import exactly
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.funnel.shares import Change
    from kpi_desktop.engine.why.factors import Factor
    from kpi_desktop.engine.why.sides import Sides
    from kpi_desktop.i18n.message import Message

#: Causes that are neither factors nor members.
MIX, REST = "mix", "rest"

#: What a split may leave of all that moved.
UNSEEN = Fraction(1, 5)

#: What rounding to the kopeck may move in one amount.
_HALF_KOPECK = Decimal("0.005")

#: What division leaves beyond the last digit is no part of a change.
_DUST = Fraction(1, 10**25)


@dataclass(frozen=True, slots=True)
class Cause:
    """One part of a change: a factor with its level on both sides, or a member.

    `factor` tells how the levels are written (None: as the metric is). Of a ratio by members `before` and `after` are
    the member's own ratio, `shares` its shares of the whole on both sides.
    """

    id: str
    name: Message | None = None
    member: str | None = None
    before: Value | None = None
    after: Value | None = None
    factor: Factor | None = None
    shares: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """A change against one base in one way: the parts by cause add up to it exactly.

    `by` is the dimension of members, '' for factors; `way` the id of the way, '' for members. `mixed` are the members'
    own parts in the mix of a ratio, whose sum is the cause `mix`.
    """

    metric: str
    sides: Sides
    change: Change
    causes: Mapping[str, Cause]
    by: str = ""
    way: str = ""
    name: Message | None = None
    ratio: bool = False
    mixed: Mapping[str, Decimal] = field(default_factory=dict)


def member_id(member: str) -> str:
    """The id of a member's cause."""
    return f"member:{member}"


def rest_cause(change: Change) -> Cause:
    """What the parts leave of the change: the kopecks of so many rounded amounts, or what the split does not tell."""
    rounded = abs(change.parts.get(REST, Decimal(0))) <= _HALF_KOPECK * len(change.parts)
    return Cause(REST, msg("Rounding") if rounded else msg("Not told by this split"))


def moved(parts: Iterable[Fraction]) -> Fraction:
    """All that moved, up and down."""
    return sum((abs(part) for part in parts), Fraction(0))


def with_rest(sides: Sides, parts: Mapping[str, Fraction]) -> Change | Missing:
    """The parts with what they leave of the change; a split that leaves much of it tells nothing."""
    old, new = (Fraction(end) for end in sides.ends)
    rest = new - old - sum(parts.values(), Fraction(0))
    if abs(rest) > UNSEEN * moved(parts.values()):
        return unlike()
    if abs(rest) > _DUST * max(abs(old), abs(new)):
        parts = {**parts, REST: rest}
    return exactly(old, new, parts)


def no_parts() -> Missing:
    """The way does not give the figure, or has no value halfway."""
    return Missing(Reason.NO_DATA, msg("In this way the change cannot be told to the last digit"), "why")


def unlike() -> Missing:
    """The members are no parts of the whole."""
    text = msg("The members of this split do not add up to the figure: one case belongs to several of them")
    return Missing(Reason.NOT_ADDITIVE, text, "why")
