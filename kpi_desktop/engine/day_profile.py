"""How much of a month each of its days is expected to bring: what a plan to date and a forecast stand on (NUMBERS 19).

The book's owner chooses one of three: working days with the transfers of holidays, every day alike as in a shop that
never closes, or the weekdays and seasons of the book's own last twelve full months.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.working import Week, Working

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from kpi_desktop.core.period import Period

#: How many full months the own profile is learnt from.
PROFILE_MONTHS = 12

_WEEKDAYS = 7
_ZERO, _ONE = Decimal(0), Decimal(1)


class ProfileKind(StrEnum):
    """The book's choice: the company's working days, every day alike, or what its own past shows."""

    WORKING = "working"
    SEVEN = "seven"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """What twelve full months of revenue show: weights with a mean of one, Monday and January first.

    `weekdays` is the revenue of a day of that weekday beside a mean day, `season` that of a month beside a mean month
    once its weekdays are taken out. `months` are those that it was learnt from.
    """

    weekdays: tuple[Decimal, ...]
    season: tuple[Decimal, ...]
    months: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class DayProfile:
    """The weights of days; `asked` is the owner's choice, `kind` what could be used: twelve months may be lacking."""

    kind: ProfileKind
    asked: ProfileKind
    working: Working = field(default_factory=Working)
    own: OwnProfile | None = None

    def weight(self, day: date) -> Decimal:
        """What the day is expected to bring beside others."""
        match self.kind:
            case ProfileKind.SEVEN:
                return _ONE
            case ProfileKind.OWN if self.own is not None:
                return EXACT.multiply(self.own.weekdays[day.weekday()], self.own.season[day.month - 1])
            case _:
                return Decimal(self.working.is_working(day))

    def total(self, days: Period) -> Decimal:
        """The weights of all days of a span."""
        return sum((self.weight(days.start + timedelta(days=n)) for n in range(days.days)), _ZERO)

    def working_days(self, days: Period) -> int:
        """How many days of a span are expected to bring anything."""
        return sum(self.weight(days.start + timedelta(days=n)) > 0 for n in range(days.days))

    def share(self, whole: Period, passed: Period) -> Decimal | None:
        """What part of the whole the days that passed should have brought; None where no day weighs anything."""
        total = self.total(whole)
        return EXACT.divide(self.total(passed), total) if total > 0 else None


def profile_of(asked: str, week: str, own: OwnProfile | None) -> DayProfile:
    """The profile that the book's settings ask for; without an own one the working days stand in, and it says so."""
    kind = wanted = ProfileKind(asked)
    if kind is ProfileKind.OWN and own is None:
        kind = ProfileKind.WORKING
    return DayProfile(kind, wanted, Working(Week(week)), own)


def learnt(days: Mapping[date, Decimal], months: Sequence[Period]) -> OwnProfile | None:
    """The profile of twelve full months from revenue by day; None where they are not twelve or sold nothing.

    A weekday or month that gave more back than it sold weighs nothing.
    """
    if len(months) < PROFILE_MONTHS:
        return None
    weekdays = _around_one(_weekdays_of(days, months))
    if weekdays is None:
        return None
    of_month = [_ZERO] * PROFILE_MONTHS
    for month in months:
        sold = sum((days.get(day, _ZERO) for day in _days(month)), _ZERO)
        expected = sum((weekdays[day.weekday()] for day in _days(month)), _ZERO)
        of_month[month.start.month - 1] = max(EXACT.divide(sold, expected), _ZERO) if expected else _ZERO
    season = _around_one(of_month)
    return None if season is None else OwnProfile(weekdays, season, tuple(months))


def _weekdays_of(days: Mapping[date, Decimal], months: Sequence[Period]) -> list[Decimal]:
    """The mean of each weekday beside its own month's mean day, so that a strong month does not lift its weekdays."""
    found, count = [_ZERO] * _WEEKDAYS, [0] * _WEEKDAYS
    for month in months:
        sold = sum((days.get(day, _ZERO) for day in _days(month)), _ZERO)
        if sold <= 0:
            continue
        for day in _days(month):
            found[day.weekday()] += EXACT.divide(EXACT.multiply(days.get(day, _ZERO), Decimal(month.days)), sold)
            count[day.weekday()] += 1
    return [max(EXACT.divide(value, Decimal(max(n, 1))), _ZERO) for value, n in zip(found, count, strict=True)]


def _days(month: Period) -> list[date]:
    return [month.start + timedelta(days=n) for n in range(month.days)]


def _around_one(values: list[Decimal]) -> tuple[Decimal, ...] | None:
    whole = sum(values, _ZERO)
    if whole <= 0:
        return None
    return tuple(EXACT.divide(EXACT.multiply(value, Decimal(len(values))), whole) for value in values)
