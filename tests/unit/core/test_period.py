"""Windows of a report: month edges, leap years, shifts."""

from __future__ import annotations

from datetime import date

import pytest

from kpi_desktop.core.period import Grain, Period, add_months


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
        (date(2024, 5, 31), 1, date(2024, 6, 30)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
    ],
)
def test_add_months(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("grain", "first", "end"),
    [
        (Grain.DAY, date(2026, 2, 28), date(2026, 3, 1)),
        (Grain.WEEK, date(2026, 2, 23), date(2026, 3, 2)),
        (Grain.MONTH, date(2026, 2, 1), date(2026, 3, 1)),
        (Grain.QUARTER, date(2026, 1, 1), date(2026, 4, 1)),
        (Grain.YEAR, date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_period_of_a_day(grain: Grain, first: date, end: date) -> None:
    assert Period.of(date(2026, 2, 28), grain) == Period(first, end)


def test_months_shift_by_the_calendar_and_days_by_days() -> None:
    assert Period.month("2026-03").shifted(-1) == Period.month("2026-02")
    part = Period(date(2026, 3, 1), date(2026, 3, 10))
    assert part.shifted(-1) == Period(date(2026, 2, 20), date(2026, 3, 1))


def test_half_open() -> None:
    month = Period.month("2011-11")
    assert month.holds(date(2011, 11, 30))
    assert not month.holds(date(2011, 12, 1))
    assert month.last_day == date(2011, 11, 30)
    assert month.key == 201111


@pytest.mark.parametrize("text", ["2011-13", "2011-1", "11-2011", "", "2011-11-01"])
def test_no_month(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        Period.month(text)


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("2011-Q4", date(2011, 10, 1), date(2012, 1, 1)),
        ("2011-к1", date(2011, 1, 1), date(2011, 4, 1)),
        ("2011", date(2011, 1, 1), date(2012, 1, 1)),
        ("2011-11", date(2011, 11, 1), date(2011, 12, 1)),
    ],
)
def test_named_periods(text: str, first: date, end: date) -> None:
    assert Period.named(text) == Period(first, end)


@pytest.mark.parametrize("text", ["2011-Q4", "2011", "2011-11"])
def test_a_period_is_written_as_it_is_named(text: str) -> None:
    assert Period.named(text).name == text
