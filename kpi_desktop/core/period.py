"""Calendar arithmetic of a report: months, quarters, years and the half-open windows that measures are read in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-[QqКк]([1-4])")
_YEAR = re.compile(r"\d{4}")
_WEEK = re.compile(r"(\d{4})-[WwНн](\d{1,2})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

#: A year back of a day or a week falls on the same weekday: 52 weeks.
_WEEKS_OF_YEAR, _DAYS_OF_WEEK = 52, 7


class Grain(StrEnum):
    """How fine a period is: what one row or one column of a report stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    SPAN = "span"  # one figure for all days of the file's period, whatever they are: no part of it is known


_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}


def add_months(day: date, months: int) -> date:
    """The same day `months` later (earlier if negative); the 31st becomes the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        if last <= day.day:
            try:
                return date(year, month + 1, last)
            except ValueError:
                continue
    raise AssertionError("every month has 28 days")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A half-open span of business days, [start, end): November 2011 is 2011-11-01 to 2011-12-01."""

    start: date
    end: date
    _hash: int = field(init=False, repr=False, compare=False)  # windows are keys of nearly everything that is known

    def __post_init__(self) -> None:
        """Tell windows apart once."""
        object.__setattr__(self, "_hash", hash((self.start, self.end)))

    def __hash__(self) -> int:
        """Equal windows have equal hashes."""
        return self._hash

    def __reduce__(self) -> tuple[type[Period], tuple[date, date]]:
        """Another process hashes days in its own way."""
        return Period, (self.start, self.end)

    @classmethod
    def of(cls, day: date, grain: Grain) -> Period:
        """The day, week (from Monday), month, quarter or year that `day` lies in."""
        if grain is Grain.DAY:
            return cls(day, day + timedelta(days=1))
        if grain is Grain.WEEK:
            monday = day - timedelta(days=day.weekday())
            return cls(monday, monday + timedelta(days=7))
        length = _MONTHS[grain]
        first = date(day.year, (day.month - 1) // length * length + 1, 1)
        return cls(first, add_months(first, length))

    @classmethod
    def month(cls, text: str) -> Period:
        """The month written as `2011-11`; ValueError for anything else."""
        found = _MONTH.fullmatch(text)
        if not found:
            raise ValueError(text)
        return cls.of(date(int(found[1]), int(found[2]), 1), Grain.MONTH)

    @classmethod
    def named(cls, text: str) -> Period:
        """The month `2011-11`, quarter `2011-Q4`, year `2011`, week `2011-W45` or day `2011-11-07`; else ValueError."""
        week = _WEEK.fullmatch(text)
        if week:
            return cls.of(date.fromisocalendar(int(week[1]), int(week[2]), 1), Grain.WEEK)
        if _DAY.fullmatch(text):
            return cls.of(date.fromisoformat(text), Grain.DAY)
        quarter = _QUARTER.fullmatch(text)
        if quarter:
            return cls.of(date(int(quarter[1]), int(quarter[2]) * 3, 1), Grain.QUARTER)
        if _YEAR.fullmatch(text) and int(text) > 0:
            return cls.of(date(int(text), 1, 1), Grain.YEAR)
        return cls.month(text)

    @property
    def name(self) -> str:
        """How `named` writes the window: `2011-11`, `2011-Q4`, `2011`, `2011-W45`, `2011-11-07`."""
        if self.days == 1:
            return self.start.isoformat()
        if self.days == _DAYS_OF_WEEK and self.start.weekday() == 0:
            year, week, _ = self.start.isocalendar()
            return f"{year}-W{week:02}"
        match self.whole_months:
            case 12 if self.start.month == 1:
                return f"{self.start.year}"
            case 3 if self.start.month % 3 == 1:
                return f"{self.start.year}-Q{self.start.month // 3 + 1}"
            case _:
                return self.month_text

    @property
    def key(self) -> int:
        """The month of the first day as an integer key, 201111: what workbook formulas compare."""
        return self.start.year * 100 + self.start.month

    @property
    def month_text(self) -> str:
        """The month of the first day as `2011-11`."""
        return f"{self.start:%Y-%m}"

    @property
    def days(self) -> int:
        """How many days the window holds."""
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last day that belongs to the window."""
        return self.end - timedelta(days=1)

    @property
    def whole_months(self) -> int | None:
        """How many calendar months the window is, or None if it does not begin and end on month edges."""
        if self.start.day != 1 or self.end.day != 1:
            return None
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    def shifted(self, count: int) -> Period:
        """The window `count` of its own lengths later; months shift by calendar months, others by days."""
        months = self.whole_months
        if months:
            return Period(add_months(self.start, months * count), add_months(self.end, months * count))
        step = timedelta(days=self.days * count)
        return Period(self.start + step, self.end + step)

    def years_back(self, count: int) -> Period:
        """The same window `count` years earlier; days and weeks move by whole weeks, so that weekdays meet."""
        if self.days <= _DAYS_OF_WEEK:
            back = timedelta(days=_WEEKS_OF_YEAR * _DAYS_OF_WEEK * count)
            return Period(self.start - back, self.end - back)
        return Period(add_months(self.start, -12 * count), add_months(self.end, -12 * count))

    def months(self) -> list[Period]:
        """The calendar months that the window touches, oldest first."""
        found, first = [], self.start.replace(day=1)
        while first < self.end:
            found.append(Period(first, add_months(first, 1)))
            first = found[-1].end
        return found

    def holds(self, day: date) -> bool:
        """Whether the day lies inside the window."""
        return self.start <= day < self.end
