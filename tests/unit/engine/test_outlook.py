"""Limits and forecasts by hand arithmetic."""

from __future__ import annotations

from decimal import Decimal

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.day_profile import profile_of
from kpi_desktop.engine.outlook import by_pipeline, day_ahead, largest_discount, pipeline_needed

D = Decimal


def test_pipeline_is_the_gap_over_the_win_rate() -> None:
    # 500 000 planned, 200 000 won, every fourth rouble is won: 300 000 / 0.25.
    assert pipeline_needed(D(500000), D(200000), D(4)) == D(1200000)
    met = pipeline_needed(D(500000), D(500000), D(4))
    assert isinstance(met, Missing)
    assert met.reason is Reason.ALREADY_MET


def test_the_largest_discount() -> None:
    assert largest_discount(D("0.3")) == D("0.3")  # list 100, cost 70: 30 % leaves nothing (NUMBERS)
    assert largest_discount(D("0.3"), D("0.2")) == D("0.125")  # 87.5 - 70 = 17.5, a fifth of 87.5
    assert largest_discount(D("0.3"), D("0.3")) == 0
    assert isinstance(largest_discount(D("0.3"), D("0.4")), Missing)
    assert isinstance(largest_discount(D("0.3"), D(1)), Missing)


def test_the_day_of_break_even_to_come() -> None:
    seven = profile_of("seven", "ru", None)
    month = Period.month("2026-09")  # thirty days
    found = day_ahead(D(100), month, seven, (D(300), D(200), D(600)))
    assert [found.day, found.early, found.late] == [D(10), D(5), D(15)]
    never = day_ahead(D(100), month, seven, (D(99), D(50), D(100)))
    assert isinstance(never.day, Missing)
    assert never.early == 30


def test_a_forecast_by_the_pipeline_has_the_doubt_of_its_rate() -> None:
    found = by_pipeline(D(1000), D(4000), D("0.25"), (D(10), D(30)))
    assert found.value == 2000
    # Wilson for 10 of 40: 14.19 % to 40.19 %
    assert isinstance(found.low, Decimal)
    assert isinstance(found.high, Decimal)
    assert abs(found.low - D("1567.7")) < 1
    assert abs(found.high - D("2607.7")) < 1
    assert isinstance(by_pipeline(D(1000), D(4000), D("0.25"), (D(0), D(0))).low, Missing)
