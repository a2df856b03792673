"""A change taken apart into its causes: exactly, in any order, whatever is zero or negative.

A result is a chain: leads, visits of them, contracts of those, money, profit. Each cause is one link's ratio to the
link before. The part of a cause is its Shapley value: what it adds, on average over all orders in which the causes
could have changed. It is chosen over the logarithmic mean (LMDI) because profits and margins may be zero or negative,
where logarithms do not exist, and over one-by-one substitution because that depends on the order. For a product the
Shapley value is an integral of a polynomial (Owen's multilinear extension): it is computed in exact fractions, so the
parts add up to the change to the last digit.

Members (channels, people, products) are chains of their own whose first link is the whole volume, the second the
member's share of it. The part of the shares is the mix; the parts of the other links are what changed within members,
which is how a total that moves against every member of it (Simpson) is told.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT, rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Number = Fraction | Decimal | int

#: Wide enough that sums and differences of decimals of 34 digits lose none.
WIDE = Context(prec=90)

#: The last digit of a part: common to all of them, so that they add up.
_PART = Decimal(1).scaleb(-20)

#: The part of members whose chain is broken: money without a visit or a lead to come from.
UNLINKED = "unlinked"


@dataclass(frozen=True, slots=True)
class Change:
    """The change of a result and its parts by cause; the parts add up to it exactly."""

    before: Decimal
    after: Decimal
    parts: Mapping[str, Decimal]

    @property
    def total(self) -> Decimal:
        """What changed, to the last digit of both."""
        return WIDE.subtract(self.after, self.before)


def explain(
    causes: Sequence[str],
    before: Mapping[str, Sequence[Number]],
    after: Mapping[str, Sequence[Number]],
    head: tuple[Sequence[Number], Sequence[Number]] = ((), ()),
) -> Change:
    """Take the change of a result apart.

    By member, the amounts of the chain's links: the last one is the result. `causes` names the links, the first being
    the volume; names that follow are the ratios of neighbours. With several members the share of each in the volume is
    the cause `mix`. A member that is absent on one side has zeros there. `head` are the links before the members':
    stages that no member knows, such as responses to advertising before people, or visits before products; its last
    link must not be zero.
    """
    chains = chains_of(len(causes), before, after, head)
    shared = len(head[0]) + 1
    listed = (*causes[:shared], *(("mix",) if len(chains) > 1 else ()), *causes[shared:])
    parts = dict.fromkeys(listed, Fraction(0))
    for chain in chains:
        if chain.ratios is None:
            parts[UNLINKED] = parts.get(UNLINKED, Fraction(0)) + chain.after[-1] - chain.before[-1]
            continue
        for name, part in zip(listed, shapley(chain.ratios), strict=True):
            parts[name] += part
    old, new = (sum((side[-1] for side in sides), Fraction(0)) for sides in
                ([chain.before for chain in chains], [chain.after for chain in chains]))  # fmt: skip
    return exactly(old, new, parts)


@dataclass(frozen=True, slots=True)
class MemberChain:
    """One member: its links on both sides, and the ratios (before, after) whose product is its result.

    The first ratios are those of all members together; then its share, where there are several; then its own. None
    where something comes out of nothing.
    """

    name: str
    before: tuple[Fraction, ...]
    after: tuple[Fraction, ...]
    ratios: tuple[tuple[Fraction, Fraction], ...] | None


def chains_of(
    length: int,
    before: Mapping[str, Sequence[Number]],
    after: Mapping[str, Sequence[Number]],
    head: tuple[Sequence[Number], Sequence[Number]] = ((), ()),
) -> list[MemberChain]:
    """The chains of all members, of `length` links together with those of `head`."""
    names, own = sorted({*before, *after}), length - len(head[0])
    sides = [(_links(before.get(name), own), _links(after.get(name), own)) for name in names]
    volumes = sum((old[0] for old, _ in sides), Fraction(0)), sum((new[0] for _, new in sides), Fraction(0))
    heads = [[Fraction(link) for link in side] for side in head]
    first = _ratios([*heads[0], volumes[0]], [*heads[1], volumes[1]])
    found = []
    for name, (old, new) in zip(names, sides, strict=True):
        share = [_pair(old[0], volumes[0], new[0], volumes[1])] if len(names) > 1 else []
        told = None if _broken(old) or _broken(new) else (*first, *share, *_ratios(old, new)[1:])
        found.append(MemberChain(name, tuple(old), tuple(new), told))
    return found


def shapley(ratios: Sequence[tuple[Fraction, Fraction]]) -> list[Fraction]:
    """The part of each factor in the change of their product: (before, after) of each, in exact fractions.

    The integral over t from 0 to 1 of its change times the product of the others, each at before + t * change.
    """
    found = []
    for index, (old, new) in enumerate(ratios):
        if old == new:
            found.append(Fraction(0))
            continue
        polynomial = [Fraction(1)]
        for other, (low, high) in enumerate(ratios):
            if other != index:
                polynomial = _times(polynomial, low, high - low)
        found.append((new - old) * sum((part / (power + 1) for power, part in enumerate(polynomial)), Fraction(0)))
    return found


def _times(polynomial: list[Fraction], constant: Fraction, slope: Fraction) -> list[Fraction]:
    longer = [part * constant for part in polynomial] + [Fraction(0)]
    for power, part in enumerate(polynomial):
        longer[power + 1] += part * slope
    return longer


def _links(amounts: Sequence[Number] | None, length: int) -> list[Fraction]:
    return [Fraction(0)] * length if amounts is None else [Fraction(amount) for amount in amounts]


def _broken(links: list[Fraction]) -> bool:
    """Whether something comes out of nothing: a contract without a visit."""
    return any(not before and after for before, after in itertools.pairwise(links))


def _ratios(old: list[Fraction], new: list[Fraction]) -> list[tuple[Fraction, Fraction]]:
    """The first link, then the ratio of each link to the one before."""
    pairs = zip(itertools.pairwise(old), itertools.pairwise(new), strict=True)
    return [
        (old[0], new[0]),
        *(_pair(o_part, o_whole, n_part, n_whole) for (o_whole, o_part), (n_whole, n_part) in pairs),
    ]


def _pair(old: Fraction, old_whole: Fraction, new: Fraction, new_whole: Fraction) -> tuple[Fraction, Fraction]:
    """A ratio before and after; where one side has none to divide by, it takes the other side's."""
    before = old / old_whole if old_whole else None
    after = new / new_whole if new_whole else None
    one = next((ratio for ratio in (before, after) if ratio is not None), Fraction(0))
    return one if before is None else before, one if after is None else after


def exactly(before: Fraction, after: Fraction, parts: Mapping[str, Fraction]) -> Change:
    """The parts as decimals; what their digits cannot hold goes to the largest part, so that they still add up."""
    old, new = decimal(before), decimal(after)
    told = {name: decimal(part).quantize(_PART, ROUND_HALF_UP, WIDE) for name, part in parts.items()}
    if told:
        largest = max(told, key=lambda name: abs(told[name]))
        others = (part for name, part in told.items() if name != largest)
        told[largest] = reduce(WIDE.subtract, others, WIDE.subtract(new, old))
    return Change(old, new, told)


def decimal(value: Fraction) -> Decimal:
    """A fraction as a decimal of 34 digits."""
    return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))


def shown(change: Change, places: int = 2) -> tuple[Mapping[str, Decimal], Decimal]:
    """The parts rounded for display, and the rounding line that makes them add up to the rounded change.

    That is the exact difference rounded once, as every other output prints it: of 13.54 and 9.98 % the change is -3.6
    points, though 10.0 less 13.5 is -3.5.
    """
    parts = {name: rounded(part, places) for name, part in change.parts.items()}
    return parts, rounded(change.total, places) - sum(parts.values(), Decimal(0))
