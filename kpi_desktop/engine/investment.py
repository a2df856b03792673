"""What an investment returned: payback month, return by both definitions, with the doubt of its monthly gains.

The sources define return twice: (gains - cost) / cost, a loss below 0, and gains / cost, a loss below 1. Both are given
by name, never one as the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT, money
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.core.missing import Value

ZERO, ONE = Decimal(0), Decimal(1)

#: Months of gains from which their mean has a range, and the furthest month that is still named as an expectation.
_LEAST, _FURTHEST = 3, 120

#: Student's 97.5 % for so many months of gains less one; beyond the last the normal one.
_STUDENT = ("12.706", "4.303", "3.182", "2.776", "2.571", "2.447", "2.365", "2.306", "2.262", "2.228", "2.201", "2.179")
_NORMAL = Decimal("1.960")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One reading of the gains: `total` over the months, returns by both definitions, the month of payback."""

    total: Decimal
    net_return: Decimal
    gross_return: Decimal
    payback: Value


@dataclass(frozen=True, slots=True)
class Return:
    """An investment as it stands; `low` and `high` are the ends of the range, if it has one.

    `months` is over how many months the gains are counted: those that were, and those still to come at their mean.
    Without a range all the gains are known.
    """

    cost: Decimal
    known: int
    months: int
    middle: Scenario
    low: Scenario | None
    high: Scenario | None


def returned(cost: Decimal, gains: Sequence[Decimal], months: int = 0, doubt: Decimal = ZERO) -> Return:
    """The return on `cost` of the monthly `gains` so far, over `months` in all (0: only those that were).

    ValueError where the cost is not above zero or there is no month. Months to come bring the mean of those that were,
    and the range gives them the doubt of that mean. What was gained is certain, unless it was reckoned from a usual
    month: `doubt` is half of the interval of that month, and it is in every month of the range.
    """
    if cost <= 0 or not gains:
        raise ValueError("an investment has a cost and gains")
    length = max(months, len(gains))
    mean = EXACT.divide(sum(gains, ZERO), Decimal(len(gains)))
    half = half_width(gains)
    middle = _scenario(cost, gains, mean, length)
    if (half is None and length > len(gains)) or (not doubt and length == len(gains)):
        return Return(cost, len(gains), length, middle, None, None)
    spread = EXACT.sqrt((half or ZERO) ** 2 + doubt**2)
    low, high = (
        _scenario(cost, [gain + sign * doubt for gain in gains], mean + sign * spread, length) for sign in (-ONE, ONE)
    )
    return Return(cost, len(gains), length, middle, low, high)


def _scenario(cost: Decimal, gains: Sequence[Decimal], ahead: Decimal, months: int) -> Scenario:
    """The gains that were and, for the months to come, `ahead` each."""
    total = money(sum(gains, ZERO) + ahead * (months - len(gains)))
    gross = EXACT.divide(total, cost)
    return Scenario(total, gross - ONE, gross, _payback(cost, gains, ahead))


def _payback(cost: Decimal, gains: Sequence[Decimal], ahead: Decimal) -> Value:
    """The first month from which the gains together stay at or above the cost."""
    summed, reached = ZERO, 0
    for number, gain in enumerate(gains, start=1):
        summed += gain
        reached = (reached or number) if summed >= cost else 0
    if reached:
        return Decimal(reached)
    if ahead <= 0:
        return Missing(Reason.NEVER, msg("The gains do not cover the cost, and do not grow"))
    lacking = EXACT.divide(cost - summed, ahead)
    more = int(lacking.to_integral_value(rounding="ROUND_CEILING"))
    if len(gains) + more > _FURTHEST:
        return Missing(Reason.NOT_REACHED, msg("Not paid back within ten years"))
    return Decimal(len(gains) + more)


def half_width(values: Sequence[Decimal]) -> Decimal | None:
    """Half of the 95 % interval of a monthly mean; None with fewer than three months."""
    count = len(values)
    if count < _LEAST:
        return None
    mean = EXACT.divide(sum(values, ZERO), Decimal(count))
    spread = EXACT.divide(sum(((value - mean) ** 2 for value in values), ZERO), Decimal(count - 1))
    student = Decimal(_STUDENT[count - 2]) if count - 2 < len(_STUDENT) else _NORMAL
    return EXACT.multiply(student, EXACT.sqrt(EXACT.divide(spread, Decimal(count))))
