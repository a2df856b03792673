"""Measures that no sum of rows gives, on rows and expected values written by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.algorithms import ALGORITHMS
from tests.unit.engine.company import CATALOGUE, Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.core.missing import Value

CONTRACTS = """
day contract customer total start end months licences product
2025-01-10 A-1 Ромашка 24000 2025-01-15 2026-01-14 12 10 CRM
2025-06-01 A-2 Лютик 50000 2025-06-01 2027-05-31 - 5 CRM
2025-07-01 A-3 Клён 3000 2025-07-01 - 3 2 Склад
2026-02-01 A-4 Дуб 36000 2026-02-01 - 36 1 Склад
"""


def value(company: Company, metric: str, period: str, dimension: str | None = None) -> dict[str | None, Value]:
    return {f.member: f.value for f in company.engine.figures([metric], [Period.named(period)], dimension)}


@pytest.fixture
def contracts(tmp_path: Path) -> Company:
    company = Company(tmp_path)
    company.add(Export(CONTRACTS, "contract", "CRM", "2025-01-01", "2026-12-31"))
    return company


def test_every_algorithm_is_named_by_a_measure_and_vice_versa() -> None:
    named = {measure.algorithm for measure in CATALOGUE.measures.values() if measure.algorithm}
    assert named == set(ALGORITHMS)


def test_yearly_value_of_contracts_in_force(contracts: Company) -> None:
    # July 2025: A-1 24000 over 1 year, A-2 50000 over 2 years; A-3 is shorter than a year
    assert value(contracts, "arr", "2025-07")[None] == Decimal(49000)
    # January 2026: A-1 ended on the 14th
    assert value(contracts, "arr", "2026-01")[None] == Decimal(25000)
    # February: A-4 gives 36000 over 3 years
    assert value(contracts, "arr", "2026-02")[None] == Decimal(37000)


def test_a_contract_counts_on_its_last_day(tmp_path: Path) -> None:
    company = Company(tmp_path)
    rows = "day contract total start end\n2025-01-01 B-1 12000 2025-01-01 2025-12-31\n"
    company.add(Export(rows, "contract", "CRM", "2025-01-01", "2026-12-31"))
    assert value(company, "arr", "2025-12")[None] == Decimal(12000)
    assert value(company, "arr", "2026-01")[None] == Decimal(0)


def test_monthly_value_takes_short_terms_too(contracts: Company) -> None:
    # 24000/12 + 50000/24 + 3000/3
    found = value(contracts, "mrr", "2025-07")[None]
    assert isinstance(found, Decimal)
    assert round(found, 4) == Decimal("5083.3333")


def test_mean_yearly_value(contracts: Company) -> None:
    assert value(contracts, "acv", "2025-07")[None] == Decimal(24500)


def test_by_product(contracts: Company) -> None:
    found = value(contracts, "arr", "2026-02", "product")
    assert found == {"CRM": Decimal(25000), "Склад": Decimal(12000)}


def test_money_burnt(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            "day balance account\n2026-01-31 1000 Касса\n2026-01-20 5000 Банк\n2026-02-10 700 Касса\n"
            "2026-02-28 4300 Банк\n2026-03-31 100 Касса\n",
            "cash",
            "Остатки",
            "2026-01-01",
            "2026-03-31",
        )
    )
    # 6000 at the start of February, 5000 at its end
    assert value(company, "cash_burn_rate", "2026-02")[None] == Decimal(1000)
    # January has no balance before it
    january = value(company, "cash_burn_rate", "2026-01")[None]
    assert isinstance(january, Missing)
    assert january.reason is Reason.NOT_COVERED
    # by account; in March the bank's balance is that of February
    assert value(company, "cash_burn_rate", "2026-03", "account") == {"Банк": Decimal(0), "Касса": Decimal(600)}


def test_a_parameter_is_said_beside_the_figure(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export("day amount customer document\n2026-01-05 10 A 1\n2026-12-05 10 A 2\n", "sale", "1C"))
    figure = company.engine.figures(["churn_rate"], [Period.month("2026-12")])[0]
    assert [str(flag.message) for flag in figure.flags if flag.code == "parameter"]
