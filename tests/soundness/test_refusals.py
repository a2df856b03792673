"""What is not known is no number: absent articles of expenses, quantities in different units, goals already met."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.i18n.translator import Translator
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.core.missing import Value

MAY = Period.month("2023-05")
SALES = """day document customer product quantity unit amount cost
2023-05-02 1 А Чай 2 кг 200.00 100.00
2023-05-03 2 Б Чай 1 кг 100.00 50.00
2023-05-04 3 Б Чашка 4 шт 400.00 100.00"""
ADS = "day channel cost\n2023-05-02 Поиск 30.00"


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def value(company: Company, metric: str, dimension: str | None = None, member: str | None = None) -> Value:
    return next(f.value for f in company.engine.figures([metric], [MAY], dimension) if f.member == member)


def month(rows: str, fact: str, grain: Grain = Grain.DAY) -> Export:
    return Export(rows, fact, first="2023-05-01", last="2023-05-31", grain=grain)


def spend(company: Company, *articles: str) -> None:
    rows = "\n".join(f"2023-05-01 {amount}.00 {kind}" for kind, amount in (line.split() for line in articles))
    company.add(month(f"day amount class\n{rows}", "expense", Grain.MONTH))
    company.add(month(ADS, "advertising"))
    company.add(Export(SALES, first="2023-01-01", last="2023-05-31"))


def test_cost_of_a_sale_names_the_absent_article(company: Company) -> None:
    spend(company, "design 10", "commission 20")
    found = value(company, "sale_cost")
    assert isinstance(found, Missing)
    assert found.reason is Reason.NO_DATA
    assert "Оплата труда" in Translator("ru")(found.message)


def test_a_zero_that_is_stated_counts_as_zero(company: Company) -> None:
    spend(company, "design 0", "commission 20", "labour 40")
    assert value(company, "sale_cost") == Decimal(30)  # 30 + 0 + 20 + 40 over three sales


@pytest.mark.parametrize("metric", ["breakeven_revenue", "breakeven_units", "breakeven_day", "cac_full"])
def test_without_the_article_there_is_no_break_even(company: Company, metric: str) -> None:
    spend(company, "design 10", "commission 20", "variable 5")
    found = value(company, metric)
    assert isinstance(found, Missing)
    assert found.reason in {Reason.NO_DATA, Reason.MIXED_UNITS}


@pytest.mark.parametrize("metric", ["units", "revenue_per_unit", "unit_price"])
def test_kilograms_and_pieces_have_no_sum(company: Company, metric: str) -> None:
    spend(company, "fixed 10")
    found = value(company, metric)
    assert isinstance(found, Missing)
    assert found.reason is Reason.MIXED_UNITS


def test_by_product_the_units_agree(company: Company) -> None:
    spend(company, "fixed 10")
    assert value(company, "revenue_per_unit", "product", "Чай") == Decimal(100)
    assert value(company, "revenue_per_unit", "product", "Чашка") == Decimal(100)
    assert value(company, "revenue", "product", "Чашка") == Decimal(400)


def test_pipeline_of_a_met_plan_is_not_needed(company: Company) -> None:
    company.add(month("day amount manager\n2023-05-01 100.00 Иван", "target", Grain.MONTH))
    deals = """day deal status amount closed_day forecast_day
2023-05-02 1 won 100.00 2023-05-20 -
2023-05-02 2 open 70.00 - 2023-05-30"""
    company.add(month(deals, "deal"))
    found = value(company, "pipeline_coverage")
    assert isinstance(found, Missing)
    assert found.reason is Reason.ALREADY_MET


CONTRACTS = """day contract customer total start end months
2023-01-10 К1 А 1200.00 2023-01-10 2024-01-09 12
2023-02-01 К2 Б 600.00 2023-02-01 2023-05-15 3
2023-05-20 К3 В 2400.00 2023-05-20 2025-05-19 24"""


def test_accounts_are_contracts_where_there_are_any(company: Company) -> None:
    company.add(Export(SALES, first="2023-01-01", last="2023-05-31"))
    assert isinstance(value(company, "arpa"), Missing)  # 180 days before May are not loaded
    company.add(Export(CONTRACTS, "contract", first="2023-01-01", last="2023-05-31"))
    assert value(company, "arpa") == Decimal(350)  # 700 over (2 + 2) / 2
    assert value(company, "contract_churn") == Decimal("0.5")  # К2 of К1 and К2
    assert value(company, "customer_years") == Decimal("1.5")  # 12 and 24 months
    assert value(company, "ltv_contract") == Decimal(1800)  # 1200 a year each, 1.5 years
