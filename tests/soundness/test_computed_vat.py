"""A figure by an algorithm is held to the same rules as a sum: VAT, days that are told in part, filtered reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.facts.batch import Vat
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.figure import Figure

MAY = Period.month("2023-05")
SALES = "day document product manager amount cost\n2023-05-02 1 Чай Иван 1000.00 400.00"
SPENT = "day class amount\n2023-05-01 fixed 100.00"
ADS = "day channel cost\n2023-05-10 Поиск 70.00"
PLAN = "day manager amount\n2023-05-01 Иван 900.00"


def figure(company: Company, metric: str) -> Figure:
    return next(iter(company.engine.figures([metric], [MAY])))


def add(company: Company, text: str, fact: str, vat: Vat = Vat.WITHOUT, last: str = "2023-05-31") -> None:
    company.add(Export(text, fact, f"{fact} {vat}", "2023-05-01", last, vat=vat))


def filled(where: Path, sales: Vat = Vat.WITHOUT, spent: Vat = Vat.WITHOUT, ads: Vat = Vat.WITHOUT) -> Company:
    company = Company(where)
    add(company, SALES, "sale", sales)
    add(company, SPENT, "expense", spent)
    add(company, ADS, "advertising", ads)
    return company


def test_the_day_of_break_even_on_one_basis(tmp_path: Path) -> None:
    assert figure(filled(tmp_path), "breakeven_day").value == 2  # 600 on the second against 100


@pytest.mark.parametrize("mixed", ["sales", "spent", "ads"])
def test_the_day_of_break_even_over_mixed_vat_is_refused(tmp_path: Path, mixed: str) -> None:
    found = figure(filled(tmp_path, **{mixed: Vat.WITH}), "breakeven_day").value
    assert isinstance(found, Missing)
    assert found.reason is Reason.VAT_MIXED


def test_the_day_of_break_even_over_half_the_expenses_is_refused(tmp_path: Path) -> None:
    company = Company(tmp_path)
    add(company, SALES, "sale")
    add(company, SPENT, "expense", last="2023-05-15")
    add(company, ADS, "advertising")
    found = figure(company, "breakeven_day").value
    assert isinstance(found, Missing)
    assert found.reason is Reason.NOT_COVERED


@pytest.mark.parametrize("metric", ["performer_high", "quota_reps"])
def test_people_at_their_plan_say_mixed_vat(tmp_path: Path, metric: str) -> None:
    company = filled(tmp_path)
    add(company, PLAN, "target", Vat.WITH)
    codes = {flag.code for flag in figure(company, metric).flags}
    assert "vat_mixed" in codes


def test_days_to_the_plan_over_half_the_sales_say_so(tmp_path: Path) -> None:
    company = Company(tmp_path)
    add(company, SALES, "sale", last="2023-05-15")
    add(company, PLAN, "target")
    assert "partial" in {flag.code for flag in figure(company, "time_to_target").flags}
