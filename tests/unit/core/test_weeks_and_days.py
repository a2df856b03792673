"""Weeks and days as report periods."""

from __future__ import annotations

from datetime import date

import pytest

from kpi_desktop.core.period import Period


def test_a_week_is_that_of_the_calendar() -> None:
    week = Period.named("2026-W40")
    assert week == Period(date(2026, 9, 28), date(2026, 10, 5))
    assert week.name == "2026-W40"
    assert week.shifted(-1).name == "2026-W39"
    assert week.years_back(1) == Period(date(2025, 9, 29), date(2025, 10, 6))
    assert Period.named("2026-W01").start == date(2025, 12, 29)
    assert Period.named("2026-W01").name == "2026-W01"


def test_a_day_a_year_back_is_the_same_weekday() -> None:
    day = Period.named("2026-10-05")
    assert day == Period(date(2026, 10, 5), date(2026, 10, 6))
    assert day.name == "2026-10-05"
    assert day.years_back(1).start == date(2025, 10, 6)
    assert day.years_back(1).start.weekday() == day.start.weekday()


@pytest.mark.parametrize("text", ["2026-W54", "2026-W00", "2026-02-30", "2026-13"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Period.named(text)
