"""Working time by the Russian calendar, counted by hand from the official one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from kpi_desktop.core.working import Week, Working


@pytest.mark.parametrize(("year", "month", "days"), [(2024, 11, 21), (2025, 5, 18), (2025, 12, 22), (2026, 1, 15)])
def test_months_of_the_official_calendar(year: int, month: int, days: int) -> None:
    end = date(year + month // 12, month % 12 + 1, 1)
    assert Working().days(date(year, month, 1), end) == days


def test_a_working_saturday() -> None:
    assert Working().is_working(date(2024, 11, 2))  # transferred from 30 December
    assert not Working().is_working(date(2024, 11, 4))


def test_weeks_of_six_and_seven_days() -> None:
    assert Working(Week.SIX).is_working(date(2026, 3, 14))
    assert not Working(Week.SIX).is_working(date(2026, 3, 15))
    assert Working(Week.SEVEN).days(date(2026, 1, 1), date(2026, 2, 1)) == 31


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("2026-03-13 17:30", "2026-03-16 09:15", "0.75"),  # Friday evening to Monday morning
        ("2026-03-13 10:00", "2026-03-13 10:20", "0.3333"),
        ("2026-03-14 12:00", "2026-03-15 12:00", "0"),  # a weekend
        ("2026-03-12 20:00", "2026-03-14 08:00", "9"),
        ("2026-03-13 12:00", "2026-03-13 11:00", "0"),
    ],
)
def test_working_hours(since: str, until: str, hours: str) -> None:
    found = Working().hours(datetime.fromisoformat(since), datetime.fromisoformat(until))
    assert round(found, 4) == Decimal(hours)
