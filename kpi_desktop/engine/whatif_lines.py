"""A month's results as straight lines of its levers: what the workbook's «what if» computes with live formulas.

A result of money is `(growing + costed × (margin − margin now)) × product + staying`, where the product is that of the
drivers over their values now. Nothing is defined a second time: the parts are told from the results that the engine
gives when levers move, and a result that is no such line has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT, same
from kpi_desktop.core.missing import Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kpi_desktop.core.missing import Value
    from kpi_desktop.i18n.message import Message

ONE, TWO, THREE = Decimal(1), Decimal(2), Decimal(3)

#: How far the margin is moved to see what it does.
_STEP = Decimal("0.125")


@dataclass(frozen=True, slots=True)
class Line:
    """One result of money: `now`, its part that grows with the product of the drivers, and what a margin multiplies."""

    metric: str
    now: Decimal
    growing: Decimal
    costed: Decimal

    @property
    def staying(self) -> Decimal:
        """What does not follow the levers: below zero where it is an expense."""
        return EXACT.subtract(self.now, self.growing)


@dataclass(frozen=True, slots=True)
class LeverLines:
    """The levers of a month with their values now, the results that follow them, and what is assumed.

    `drivers` multiply; the margin stands apart, None where the month has none; `costed` is the measure that it is a
    share of. The first line is the best result: profit where the cost and the expenses are known, else what is nearest.
    """

    name: Message
    costed: str
    drivers: Mapping[str, Decimal]
    margin: tuple[str, Decimal] | None
    lines: tuple[Line, ...]
    notes: tuple[Message, ...]


def line_of(metric: str, margin: Decimal | None, result: Callable[[Decimal, Decimal | None], Value]) -> Line | None:
    """The result as a line; None where it has no value or does not follow the levers as one.

    `result` is the engine's figure for a product of the drivers and a margin (None: as it is).
    """
    now, twice, thrice = (result(product, None) for product in (ONE, TWO, THREE))
    if isinstance(now, Missing) or isinstance(twice, Missing) or isinstance(thrice, Missing):
        return None
    growing = EXACT.subtract(twice, now)
    if not same(thrice, EXACT.add(twice, growing)):
        return None
    if margin is None:
        return Line(metric, now, growing, Decimal(0))
    moved, both = result(ONE, margin + _STEP), result(TWO, margin + _STEP)
    if isinstance(moved, Missing) or isinstance(both, Missing):
        return None
    gained = EXACT.subtract(moved, now)
    if not same(both, EXACT.add(twice, EXACT.multiply(TWO, gained))):
        return None
    return Line(metric, now, growing, EXACT.divide(gained, _STEP))
