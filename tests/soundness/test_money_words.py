"""What the words of money mean: the cost of acquisition with its parts, contracts without a value, visits of a site."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.engine import Engine
from kpi_desktop.resources import folder
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kpi_desktop.engine.figure import Figure

MAY = Period.month("2023-05")

#: Four buyers, of whom the base says that one bought before May: three are new.
SALES = (
    "day document customer amount\n2023-05-02 1 А 100.00\n2023-05-03 2 Б 100.00\n2023-05-04 3 В 100.00\n"
    "2023-05-05 4 Г 100.00"
)
BASE = "day customer\n2022-01-01 А\n2023-05-03 Б\n2023-05-04 В\n2023-05-05 Г"
ADS = "day channel cost\n2023-05-10 Поиск 900.00"
SPENT = "day class amount\n2023-05-10 sales 600.00\n2023-05-20 fixed 5000.00"


def add(company: Company, text: str, fact: str) -> None:
    company.add(Export(text, fact, fact, "2023-05-01", "2023-05-31"))


def figure(company: Company, metric: str, values: Mapping[str, str] | None = None) -> Figure:
    engine = Engine(company.book, load_catalogue(folder("formulas"), values))
    return engine.figures([metric], [MAY])[0]


def buyers_and_ads(where: Path) -> Company:
    company = Company(where)
    add(company, SALES, "sale")
    company.add(Export(BASE, "customer", "base", "2022-01-01", "2023-05-31"))
    add(company, ADS, "advertising")
    return company


@pytest.mark.parametrize(("part", "wanted"), [("100", 500), ("50", 400), ("0", 300)])
def test_acquisition_costs_marketing_and_a_part_of_selling(tmp_path: Path, part: str, wanted: int) -> None:
    """(900 + 600 x part) / 3 new buyers; what is fixed has nothing to do with it."""
    company = buyers_and_ads(tmp_path)
    add(company, SPENT, "expense")
    found = figure(company, "cac", {"acquisition_share": part})
    assert found.value == wanted
    assert [beside.value for beside in found.parts] == [300, 500]  # by advertising alone, with all of selling
    assert any(part in str(flag.message) for flag in found.flags if flag.code == "parameter")


def test_without_expenses_of_selling_only_advertising_has_a_cost(tmp_path: Path) -> None:
    company = buyers_and_ads(tmp_path)
    assert figure(company, "cac_advertising").value == 300
    for spent in ("", "day class amount\n2023-05-20 fixed 5000.00"):
        if spent:
            add(company, spent, "expense")
        value = figure(company, "cac").value
        assert isinstance(value, Missing)
        assert value.reason is Reason.NO_DATA


def test_half_a_month_of_expenses_gives_no_cost_of_acquisition(tmp_path: Path) -> None:
    company = buyers_and_ads(tmp_path)
    company.add(Export("day class amount\n2023-05-10 sales 600.00", "expense", "expense", "2023-05-01", "2023-05-15"))
    value = figure(company, "cac").value
    assert isinstance(value, Missing)
    assert value.reason is Reason.NOT_COVERED


def test_contracts_without_a_value_are_told(tmp_path: Path) -> None:
    """24,000 for two years is 12,000 a year and 1,000 a month; the second contract has no sum, the third is over."""
    company = Company(tmp_path)
    company.add(Export(
        "day contract customer start end total\n2023-01-01 1 А 2023-01-01 2024-12-31 24000.00\n"
        "2023-02-01 2 Б 2023-02-01 2024-01-31 -\n2022-01-01 3 В 2022-01-01 2022-12-31 -",
        "contract", "contract", "2022-01-01", "2023-05-31",
    ))  # fmt: skip
    for metric, wanted in (("arr", 12000), ("mrr", 1000)):
        found = figure(company, metric)
        assert found.value == wanted
        assert [str(flag.message) for flag in found.flags if flag.code == "unvalued"] == [
            "1 contract in force has no stated value and is not counted"
        ]


@pytest.mark.parametrize("metric", ["arr", "mrr", "acv"])
def test_contracts_of_which_none_has_a_value_are_not_worth_nothing(tmp_path: Path, metric: str) -> None:
    company = Company(tmp_path)
    company.add(Export(
        "day contract customer start end total\n2022-01-01 1 А 2022-01-01 2022-12-31 12000.00\n"
        "2023-02-01 2 Б 2023-02-01 2024-01-31 -", "contract", "contract", "2022-01-01", "2023-05-31",
    ))  # fmt: skip
    value = figure(company, metric).value
    assert isinstance(value, Missing)
    assert value.reason in {Reason.NO_DATA, Reason.ZERO_DENOMINATOR}


def test_contracts_that_all_have_a_value_are_not_doubted(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export("day contract customer start end total\n2023-01-01 1 А 2023-01-01 2024-12-31 24000.00",
                       "contract", "contract", "2022-01-01", "2023-05-31"))  # fmt: skip
    assert "unvalued" not in {flag.code for flag in figure(company, "arr").flags}


def test_the_site_by_visits_is_another_figure(tmp_path: Path) -> None:
    """Two days: visits add up to 40 with 2 actions; visitors of two days do not add up."""
    company = Company(tmp_path)
    add(company, "day visitors visits target_actions\n2023-05-02 8 10 1\n2023-05-03 20 30 1", "traffic")
    assert figure(company, "cr_site_visits").value == Decimal("0.05")
    found = figure(company, "cr_site")
    assert isinstance(found.value, Missing)
    assert [beside.value for beside in found.parts] == [Decimal("0.05")]
