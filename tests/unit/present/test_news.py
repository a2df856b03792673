"""The month's best and worst changes are of figures of that month, and not of one case more."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kpi_desktop.catalogue.news import is_news
from kpi_desktop.engine.figure import Base, ChangeKind, Comparison
from kpi_desktop.present.prose import summary
from tests.report.month import MONTH, bundle
from tests.unit.engine.company import CATALOGUE


@pytest.mark.parametrize("metric", [
    "customer_lifetime",  # ten years of purchases
    "customer_lifetime_repeaters",
    "purchase_frequency",  # twelve months
    "aov_year",
    "aov_to_date",
    "active_buyers",  # half a year of days
    "cltv_simple",
    "arpa",
    "breakeven_day",  # a day of the month is no quantity
    "time_to_target",
    "revenue_forecast",  # that of a month that is over is the revenue
    "revenue",  # told by sentences of their own
    "revenue_returns",
    "repeat_purchases_in_period",  # another form of a metric that takes part
])  # fmt: skip
def test_what_says_nothing_of_the_month_is_no_news(metric: str) -> None:
    assert not is_news(CATALOGUE, metric)


@pytest.mark.parametrize("metric", [
    "sales_count", "aov", "returning_buyers", "gross_profit", "leads", "cac", "units", "operating_expenses",
])  # fmt: skip
def test_figures_of_the_month_are(metric: str) -> None:
    assert is_news(CATALOGUE, metric)


@pytest.mark.parametrize(("before", "named"), [(Decimal(9), False), (Decimal(10), True)])
def test_a_change_of_a_few_cases_is_not_the_best_of_the_month(before: Decimal, *, named: bool) -> None:
    whole = bundle()
    key = ("returning_buyers", MONTH.month_text)
    change = Comparison(Base.PREVIOUS, MONTH.shifted(-1), before, Decimal(8), ChangeKind.PERCENT)
    figure = replace(whole.matrix.total[key], value=9 * before, comparisons={Base.PREVIOUS: change})
    found = replace(whole, matrix=replace(whole.matrix, total={**whole.matrix.total, key: figure}))
    best = [one for one in summary(found, "en") if one.text.startswith("The best change")]
    assert any("returning_buyers" in one.metrics for one in best) == named
