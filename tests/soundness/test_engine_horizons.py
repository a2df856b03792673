"""Wrong numbers over customers' horizons: churn, active customers, two years, against hand-written SQL."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from kpi_desktop.core.missing import Value

H = timedelta(days=180)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Two years of rare purchases: many customers stay away for half a year."""
    dice = random.Random(11)
    lines = ["day document customer quantity amount"]
    for number in range(900):
        day = date(2022, 1, 1) + timedelta(days=dice.randint(0, 729))
        customer = dice.choice(["-", *(f"К{n}" for n in range(250))])
        sign = -1 if dice.random() < 0.1 else 1
        lines.append(f"{day} {number} {customer} {sign} {sign * dice.randint(1, 99999) / 100:.2f}")
    made = Company(tmp_path_factory.mktemp("horizons"))
    made.add(Export("\n".join(lines), first="2022-01-01", last="2023-12-31"))
    return made


def value(company: Company, metric: str, period: Period) -> Value:
    return company.engine.figures([metric], [period])[0].value


def bought(company: Company, lo: date, hi: date) -> set[int]:
    known = "SELECT DISTINCT customer FROM sale WHERE kind = 0 AND customer IS NOT NULL"
    return {row[0] for row in company.book.run(f"{known} AND day >= '{lo}' AND day < '{hi}'")}


def lost(company: Company, period: Period) -> int:
    sql = (
        f"SELECT COUNT(*) FROM (SELECT MAX(day) last FROM sale WHERE kind = 0 AND customer IS NOT NULL "
        f"AND day < '{period.end}' GROUP BY customer) WHERE last >= '{period.start - H}' AND last < '{period.end - H}'"
    )
    return int(company.book.run(sql)[0][0])


PERIODS = [*(Period.month(f"2023-{m:02}") for m in range(1, 13)), Period.named("2023-Q3")]


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.name)
def test_churn_counts_the_180th_day_after_the_last_purchase(company: Company, period: Period) -> None:
    base = len(bought(company, period.start - H, period.start))
    assert value(company, "churned_buyers", period) == lost(company, period)
    assert value(company, "churn_rate", period) == EXACT.divide(lost(company, period), base)
    assert value(company, "retention_rate", period) == EXACT.subtract(1, EXACT.divide(lost(company, period), base))


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.name)
def test_an_account_is_a_customer_of_the_last_180_days(company: Company, period: Period) -> None:
    start = len(bought(company, period.start - H, period.start))
    end = len(bought(company, period.end - H, period.end))
    sql = (
        f"SELECT SUM(amount) FROM sale WHERE customer IS NOT NULL AND day >= '{period.start}' AND day < '{period.end}'"
    )
    revenue = Decimal(company.book.run(sql)[0][0])
    found = value(company, "arpa", period)
    assert isinstance(found, Decimal)
    assert found == EXACT.divide(revenue, EXACT.divide(Decimal(start + end), Decimal(2)))


def test_churn_needs_twice_the_horizon_of_history(company: Company) -> None:
    # 360 days since 2022-01-01 end with 2022-12-26
    november, december = (value(company, "churn_rate", Period.month(m)) for m in ("2022-11", "2022-12"))
    assert isinstance(november, Missing)
    assert november.reason is Reason.HISTORY_SHORT
    assert isinstance(december, Decimal)


def test_retention_of_two_years_and_frequency(company: Company) -> None:
    end, middle, start = (date(year, 1, 1) for year in (2024, 2023, 2022))
    now, before = bought(company, middle, end), bought(company, start, middle)
    december = Period.month("2023-12")
    assert value(company, "crr", december) == EXACT.divide(len(now & before), len(before))
    sql = "SELECT COUNT(DISTINCT document) FROM sale WHERE kind = 0 AND customer IS NOT NULL AND day >= '2023-01-01'"
    orders = Decimal(company.book.run(sql)[0][0])
    assert value(company, "purchase_frequency", december) == EXACT.divide(orders, len(now))
    short = value(company, "crr", Period.month("2023-11"))
    assert isinstance(short, Missing)
    assert short.reason is Reason.HISTORY_SHORT
