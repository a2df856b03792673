"""Figures that look ahead or set a limit: pipeline needed, largest discount, the day of break-even still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.missing import Missing, Reason, zero_denominator
from kpi_desktop.engine.provisos import wilson
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.day_profile import DayProfile

ZERO, ONE = Decimal(0), Decimal(1)


def first_missing(*values: Value) -> Missing | None:
    """The first reason among the values why nothing can be computed of them."""
    return next((value for value in values if isinstance(value, Missing)), None)


def pipeline_needed(plan: Value, won: Value, required: Value) -> Value:
    """Open deals that the rest of the plan asks for: (plan - won) x required coverage, which is 1 / win rate."""
    lacking = first_missing(plan, won, required)
    if lacking is not None:
        return lacking
    assert isinstance(plan, Decimal) and isinstance(won, Decimal) and isinstance(required, Decimal)  # noqa: PT018
    if plan <= won:
        return Missing(Reason.ALREADY_MET, msg("The plan is met already"), "quota")
    return EXACT.multiply(plan - won, required)


def largest_discount(margin_at_list: Value, target: Decimal = ZERO) -> Value:
    """The largest discount from the list price at which the margin stays at the target or above.

    Price 100, cost 70: 30 % leaves nothing, 12.5 % leaves a margin of 20 % (87.5 less 70 is a fifth of 87.5).
    """
    if isinstance(margin_at_list, Missing):
        return margin_at_list
    if target >= 1:
        return Missing(Reason.NEVER, msg("A margin of 100 % or more cannot be had"))
    found = ONE - EXACT.divide(ONE - margin_at_list, ONE - target)
    if found < 0:
        return Missing(Reason.NEVER, msg("Even without a discount the margin is below the target"))
    return found


@dataclass(frozen=True, slots=True)
class DayAhead:
    """The day on which sales are expected to cover fixed expenses, with the earliest and the latest by the range."""

    day: Value
    early: Value
    late: Value


def day_ahead(needed: Value, month: Period, profile: DayProfile, expected: tuple[Value, Value, Value]) -> DayAhead:
    """The break-even day of a month in progress; `expected` is the month's revenue: middle, low end, high end."""
    middle, low, high = (_day(needed, month, profile, revenue) for revenue in expected)
    return DayAhead(middle, high, low)


def _day(needed: Value, month: Period, profile: DayProfile, revenue: Value) -> Value:
    if isinstance(needed, Missing):
        return needed
    if isinstance(revenue, Missing):
        return revenue
    whole = profile.total(month)
    if whole <= 0:
        return zero_denominator(msg("days of the month"))
    passed = ZERO
    for number in range(1, month.days + 1):
        passed += profile.weight(month.start + timedelta(days=number - 1))
        if EXACT.multiply(revenue, passed) >= EXACT.multiply(needed, whole):
            return Decimal(number)
    return Missing(Reason.NOT_REACHED, msg("Not reached in this month"))


@dataclass(frozen=True, slots=True)
class Expected:
    """A forecast with its range and the way it was made: `days` (to date over the day profile) or `pipeline`."""

    value: Value
    low: Value
    high: Value
    method: str


def by_pipeline(won: Value, pipeline: Value, rate: Value, cases: tuple[Value, Value]) -> Expected:
    """What is won already and the open deals by the win rate; the range is the doubt of that rate (Wilson).

    `cases` are deals won and deals lost, from which the doubt is told.
    """
    lacking = first_missing(won, pipeline, rate)
    if lacking is not None:
        return Expected(lacking, lacking, lacking, "pipeline")
    assert isinstance(won, Decimal) and isinstance(pipeline, Decimal) and isinstance(rate, Decimal)  # noqa: PT018
    middle = won + EXACT.multiply(pipeline, rate)
    wins, losses = cases
    edges = wilson(wins, wins + losses) if isinstance(wins, Decimal) and isinstance(losses, Decimal) else None
    if edges is None:
        unknown = Missing(Reason.NO_DATA, msg("Too few closed deals for a range"))
        return Expected(middle, unknown, unknown, "pipeline")
    low, high = (won + EXACT.multiply(pipeline, edge) for edge in edges)
    return Expected(middle, min(low, middle), max(high, middle), "pipeline")


def finished(month: Period, last: date | None) -> bool:
    """Whether the data reaches the month's end."""
    return last is not None and last >= month.last_day
