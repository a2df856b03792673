"""The company's working days and hours: transfers of public holidays included, Saturdays where it works on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

_SATURDAY = 5
_HOUR = Decimal(3600)


class Week(StrEnum):
    """Which days the company works: `ru` Monday to Friday by the Russian calendar, `six` Saturdays too, `seven` all."""

    RUSSIAN = "ru"
    SIX = "six"
    SEVEN = "seven"


@dataclass(frozen=True, slots=True)
class Working:
    """The working time of a company; hours are whole, from `start` up to `end`."""

    week: Week = Week.RUSSIAN
    start: int = 9
    end: int = 18

    def is_working(self, day: date) -> bool:
        """Whether the company works on the day."""
        match self.week:
            case Week.SEVEN:
                return True
            case Week.SIX:
                return day.weekday() < _SATURDAY + 1 and not _is_holiday(day)
            case Week.RUSSIAN:
                return _is_working_in_russia(day)

    def days(self, first: date, end: date) -> int:
        """Working days from `first` up to and without `end`."""
        return sum(self.is_working(first + timedelta(days=n)) for n in range((end - first).days))

    def hours(self, since: datetime, until: datetime) -> Decimal:
        """Working hours between two moments; none where the second is not later."""
        seconds, day = 0, since.date()
        while day <= until.date():
            if self.is_working(day):
                opened = max(since, datetime.combine(day, time(self.start)))
                closed = min(until, _at(day, self.end))
                seconds += max(int((closed - opened).total_seconds()), 0)
            day += timedelta(days=1)
        return Decimal(seconds) / _HOUR


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(hours=hour)


@lru_cache(maxsize=4096)
def _is_working_in_russia(day: date) -> bool:
    return bool(_calendar(day.year).is_working_day(day))


@lru_cache(maxsize=4096)
def _is_holiday(day: date) -> bool:
    return day in _calendar(day.year) and day.weekday() < _SATURDAY


@lru_cache(maxsize=64)
def _calendar(year: int) -> HolidayBase:
    """The public holidays of a year with the transfers of its days off; making one takes milliseconds."""
    from holidays import country_holidays

    return country_holidays("RU", years=year)
