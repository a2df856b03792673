"""The month's chain by members: channels and people from the stage on that knows them, products from the units on.

What no member knows comes before: responses to advertising have no manager, so the people of a contract funnel begin at
the leads, and the responses stand before them as one link for all. A visit has no product, so products begin behind the
last stage: units of a case, the mix of products, their prices, their margins.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.funnel.against import Members
from kpi_desktop.engine.funnel.shares import UNLINKED, explain
from kpi_desktop.engine.funnel.words import UNITS, Axis, Money
from kpi_desktop.expr.leaf import Leaf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.funnel.chains import Chains
    from kpi_desktop.engine.funnel.reading import Floats
    from kpi_desktop.engine.funnel.shares import Change

    Links = dict[str, list[Fraction]]

#: A split that cannot tell more than this part of what moved tells nothing.
_UNSEEN = Decimal("0.2")

#: Products that are told apart; the smaller ones stand together, so that a shop of thousands is told in a moment.
MOST_PRODUCTS = 200

_SMALL = "small"


class Splits:
    """What of the chain is known by which members."""

    def __init__(self, chains: Chains) -> None:
        """Look at which stages know channels and people."""
        self._chains = chains
        self.axes = tuple(axis for axis in (Axis.CHANNEL, Axis.PERSON, Axis.PRODUCT) if self._begins(axis) is not None)

    def change(self, axis: Axis, place: int) -> tuple[Axis, Change, Members] | None:
        """The change from a month by members; None where they do not add up to the company or tell too little."""
        last, begins = len(self._chains.reading.months) - 1, self._begins(axis)
        assert begins is not None
        heads = tuple(self._chains.whole(at)[:begins] for at in (place, last))
        sides = self._sides(axis, (place, last), begins)
        if sides is None or any(head and not head[-1] for head in heads):
            return None
        causes = self._chains.causes
        if axis is Axis.PRODUCT:
            causes = (*causes[:begins], UNITS, *causes[begins:])
        head = tuple(heads[0]), tuple(heads[1])
        change = explain(causes, *sides, head)
        moved = sum((abs(part) for part in change.parts.values()), Decimal(0))
        lost = abs(change.parts.get(UNLINKED, Decimal(0)))
        return None if lost > _UNSEEN * moved else (axis, change, Members(causes, head, *sides))

    def _begins(self, axis: Axis) -> int | None:
        """The first link that members know: all from it on must be known by them; None where the last are not."""
        chains, reading = self._chains, self._chains.reading
        if axis is Axis.PRODUCT:
            known = chains.money in (Money.REVENUE, Money.PROFIT) and reading.funnel.product
            return len(reading.stages) if known else None
        if chains.amounts and not any(cell[axis is Axis.PERSON] for month in chains.amounts for cell in month):
            return None
        sums = [array.sum(axis=(0, 2 if axis is Axis.CHANNEL else 1)) for array in reading.events]
        known_by = [len(by) > 1 and by[1:].sum() > 0 for by in sums]
        begins = len(known_by)
        while begins and known_by[begins - 1]:
            begins -= 1
        return begins if begins < len(known_by) else None

    def _sides(self, axis: Axis, places: tuple[int, int], begins: int) -> tuple[Links, Links] | None:
        tell = self._products if axis is Axis.PRODUCT else self._members
        before, after = (tell(axis, place, begins) for place in places)
        if before is None or after is None:
            return None
        for links, place in ((before, places[0]), (after, places[1])):
            if sum((one[-1] for one in links.values()), Fraction(0)) != self._chains.whole(place)[-1]:
                return None
        return (before, after) if axis is not Axis.PRODUCT else _pooled(before, after)

    def _members(self, axis: Axis, place: int, begins: int) -> Links | None:
        """The links of a month by channel or by person."""
        chains, reading = self._chains, self._chains.reading
        names = reading.channels if axis is Axis.CHANNEL else reading.people
        profits = self._profits(place, reading.funnel.channel if axis is Axis.CHANNEL else reading.funnel.person)
        found: Links = {}
        for number, name in enumerate(names):
            links = [Fraction(round(_side(array[place], number, axis))) for array in reading.events[begins:]]
            if chains.amounts:
                of = [sum_ for cell, sum_ in chains.amounts[place].items() if cell[axis is Axis.PERSON] == number]
                links.append(Fraction(sum(of, Decimal(0))))
            if not self._with_profit(links, profits.get(name)):
                return None
            if any(links):
                found[name] = links
        return found

    def _products(self, axis: Axis, place: int, begins: int) -> Links | None:
        """Units, money and profit of a month by product; None where the units of all are no one measure."""
        engine, reading = self._chains.engine, self._chains.reading
        del axis, begins
        units, amount, month = Leaf(reading.funnel.quantity), Leaf(reading.funnel.amount), reading.months[place]
        whole = engine.leaf_values([units], [month])
        if any(isinstance(value, Missing) for value in whole.values()):
            return None
        told = engine.leaf_values([units, amount], [month], reading.funnel.product)
        profits = self._profits(place, reading.funnel.product)
        found: Links = {}
        for name in sorted({name or "" for _, _, name in told}):
            pair = [told.get((leaf, month.month_text, name)) for leaf in (units, amount)]
            links = [Fraction(value) for value in pair if isinstance(value, Decimal)]
            if len(links) < len(pair) or not self._with_profit(links, profits.get(name)):
                return None
            if any(links):
                found[name] = links
        return found

    def _with_profit(self, links: list[Fraction], profit: Value | None) -> bool:
        """Put the profit behind the money, where it is told in profit; False where money has no profit known."""
        if self._chains.money is not Money.PROFIT:
            return True
        known = profit if isinstance(profit, Decimal) else None if links[-1] else Decimal(0)
        if known is None:
            return False
        links.append(Fraction(known))
        return True

    def _profits(self, place: int, dimension: str) -> Mapping[str, Value]:
        chains = self._chains
        if chains.money is not Money.PROFIT or not dimension:
            return {}
        figures = chains.engine.figures([chains.reading.funnel.profit], [chains.reading.months[place]], dimension)
        return {figure.member or "": figure.value for figure in figures}


def _pooled(before: Links, after: Links) -> tuple[Links, Links]:
    """The products that moved or made the most, and all the others as one."""
    names = sorted({*before, *after}, key=lambda name: (-max(_size(before, name), _size(after, name)), name))
    small = frozenset(names[MOST_PRODUCTS:])
    return _together(before, small), _together(after, small)


def _size(side: Links, name: str) -> Fraction:
    return abs(side[name][1]) if name in side else Fraction(0)


def _together(side: Links, small: frozenset[str]) -> Links:
    found = {name: links for name, links in side.items() if name not in small}
    pooled = [links for name, links in side.items() if name in small]
    if pooled:
        found[_SMALL] = [sum(amounts, Fraction(0)) for amounts in zip(*pooled, strict=True)]
    return found


def _side(cells: Floats, number: int, axis: Axis) -> float:
    return float((cells[number] if axis is Axis.CHANNEL else cells[:, number]).sum())
