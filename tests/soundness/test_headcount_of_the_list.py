"""Revenue per rep from the dated list of people: average headcount by hand, with those who sold nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app import staff
from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.engine import Engine
from kpi_desktop.facts.kept import KeptCell, KeptSheet
from kpi_desktop.resources import folder
from kpi_desktop.store.book import Book
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.figure import Figure

SALES = """
day amount manager document
2026-04-03 300 Анна 1
2026-04-20 90 Анна 2
2026-05-05 620 Анна 3
2026-05-25 30 Гость 4
"""
#: April has 30 days: Anna 30, Boris 15, Vera 6 (from the 25th), Gleb 30, who sells nothing and is of the warehouse.
PEOPLE = """Анна;Север;01.01.2026;
Борис;Юг;01.01.2026;15.04.2026
Вера;Юг;25.04.2026;
Глеб;Склад;01.01.2026;
"""


@pytest.fixture
def company(tmp_path: Path) -> Company:
    made = Company(tmp_path)
    made.add(Export(SALES, "sale", "1C", "2026-04-01", "2026-05-31"))
    made.book.close()
    staff.whole_list(made.path, PEOPLE)
    made.book = Book.open(made.path, read_only=False)
    return made


def per_rep(book: Book, period: str, teams: str = "") -> Figure:
    catalogue = load_catalogue(folder("formulas"), {"sales_teams": teams})
    return Engine(book, catalogue).figures(["revenue_per_rep"], [Period.named(period)])[0]


def test_average_headcount_with_those_who_sold_nothing(company: Company) -> None:
    # April: (30 + 15 + 6 + 30) / 30 = 2.7 people; 390 / 2.7
    april = per_rep(company.book, "2026-04")
    assert isinstance(april.value, Decimal)
    assert round(april.value, 2) == Decimal("144.44")
    assert "kept" in {flag.code for flag in april.flags}
    # May: Anna, Vera, Gleb whole, and Guest, whom the list does not know: 4 people; 650 / 4
    assert per_rep(company.book, "2026-05").value == Decimal("162.5")
    # Quarter-like window of the two months would be 1040 / (2.7 + 4); June has no sales, so the quarter is no whole one
    assert not per_rep(company.book, "2026-Q2").covered.complete


def test_only_the_teams_that_sell(company: Company) -> None:
    # Without the warehouse April has (30 + 15 + 6) / 30 = 1.7 people; in May Guest is of no team that sells: Anna, Vera
    april = per_rep(company.book, "2026-04", "Север; юг")
    assert isinstance(april.value, Decimal)
    assert round(april.value, 2) == Decimal("229.41")
    assert per_rep(company.book, "2026-05", "Север; юг").value == Decimal(325)


def test_a_loaded_table_goes_first_and_the_difference_is_said(company: Company) -> None:
    company.add(Export("day people\n2026-04-01 3\n2026-05-01 5", "headcount", "HR", "2026-04-01", "2026-05-31"))
    found = per_rep(company.book, "2026-04")
    assert found.value == Decimal(130)
    assert "kept_differs" in {flag.code for flag in found.flags}


def test_what_was_typed_goes_before_the_list(company: Company) -> None:
    april = Period.month("2026-04")
    company.book.keep(
        KeptSheet((KeptCell("headcount_months", april.start, april.end, Decimal(2)),), "Ввод", "Мария", "1")
    )
    assert per_rep(company.book, "2026-04").value == Decimal(195)
    assert per_rep(company.book, "2026-05").value == Decimal("162.5")


def test_without_list_and_table_there_is_no_value(tmp_path: Path) -> None:
    made = Company(tmp_path)
    made.add(Export(SALES, "sale", "1C", "2026-04-01", "2026-05-31"))
    found = per_rep(made.book, "2026-04").value
    assert isinstance(found, Missing)
    assert found.reason is Reason.NO_DATA
