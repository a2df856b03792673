"""A month's results as straight lines of its levers: what the workbook's «what if» computes with live formulas.

A result is `(growing + costed × (margin − margin now)) × product + staying`, where the product is that of the drivers
which move it over their values now: of all for money, of those before the check for a count of cases. A month at the
same levels may lie above or below by chance: what grows is then `noise` times as large or as small. Nothing
is defined a second time: the parts are told from the results that the engine gives when levers move, and a result that
is no such line has none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT, same
from kpi_desktop.core.missing import Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.missing import Value
    from kpi_desktop.i18n.message import Message

ONE, TWO, THREE = Decimal(1), Decimal(2), Decimal(3)

#: How far the margin is moved to see what it does.
_STEP = Decimal("0.125")


@dataclass(frozen=True, slots=True)
class Line:
    """One result: `now`, its part that grows with the product of the drivers, and what a margin multiplies.

    `reach`: so many drivers from the first move it. `noise`: by how many times chance may move what grows; None where
    the month's days do not tell it.
    """

    metric: str
    now: Decimal
    growing: Decimal
    costed: Decimal
    reach: int = 0
    noise: Decimal | None = None

    @property
    def staying(self) -> Decimal:
        """What does not follow the levers: below zero where it is an expense."""
        return EXACT.subtract(self.now, self.growing)


@dataclass(frozen=True, slots=True)
class LeverLines:
    """The levers of a month with their values now, the results that follow them, and what is assumed.

    `drivers` multiply; the margin stands apart, None where the month has none; `costed` is the measure that it is a
    share of. The first line is the best result: profit where the cost and the expenses are known, else what is nearest.
    `metrics` are the drivers and results, those of a funnel too, which no catalogue has.
    """

    name: Message
    costed: str
    drivers: Mapping[str, Decimal]
    margin: tuple[str, Decimal] | None
    lines: tuple[Line, ...]
    notes: tuple[Message, ...]
    metrics: Mapping[str, Metric] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartLine:
    """One channel, person or group: its drivers now, and what of the company's result grows with their product."""

    member: str
    drivers: Mapping[str, Decimal]
    growing: Decimal


@dataclass(frozen=True, slots=True)
class PartLines:
    """The parts of a split whose levers can be moved alone; the company's result becomes `now` and their effects.

    `swaying` is what of the result follows chance, `noise` by how many times it may, as in `Line`.
    """

    dimension: str
    metric: str
    now: Decimal
    swaying: Decimal
    noise: Decimal | None
    parts: tuple[PartLine, ...]
    notes: tuple[Message, ...]
    metrics: Mapping[str, Metric] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MonthLevers:
    """What can be moved in a month: the way to its sales and its funnel, each as a whole, then parts of the company."""

    chains: tuple[LeverLines, ...]
    parts: tuple[PartLines, ...] = ()


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
