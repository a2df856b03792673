"""The tax regime decides what VAT means where rows are silent; profit over what is really mixed stays refused."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.closing import close_month
from kpi_desktop.app.figures import month_figures
from kpi_desktop.app.staff import day_of
from kpi_desktop.app.tax import begin, contradicted, forget, take_back, tax_versions
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.tax import Rate, Regime, TaxSpell
from kpi_desktop.facts.batch import Vat
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.figure import Figure

JUNE, JULY = Period.month("2025-06"), Period.month("2025-07")
SALES = "day document amount cost\n2025-06-03 1 1000.00 400.00\n2025-07-03 2 1500.00 600.00"
SPENT = "day class amount\n2025-06-10 fixed 100.00\n2025-07-10 fixed 300.00"

#: 1,000 of revenue less 400 of goods less 100 of expenses; July: 1,500 less 600 less 300.
PROFIT_OF_JUNE, PROFIT_OF_JULY = Decimal(500), Decimal(600)


def company(where: Path, sales: Vat, spent: Vat, sold: str = SALES) -> Company:
    found = Company(where)
    found.add(Export(sold, "sale", "1C", "2025-06-01", "2025-07-31", vat=sales))
    found.add(Export(SPENT, "expense", "bank", "2025-06-01", "2025-07-31", vat=spent))
    return found


def regime(found: Company, since: str, name: Regime, rate: Rate = Rate.NONE) -> None:
    found.book.close()
    begin(found.path, TaxSpell(day_of(since), name, rate))
    found.book = type(found.book).open(found.path)


def figure(found: Company, metric: str = "profit", month: Period = JUNE) -> Figure:
    return found.engine.figures([metric], [month])[0]


def refused(found: Company, month: Period = JUNE) -> str:
    value = figure(found, "profit", month).value
    assert isinstance(value, Missing)
    assert value.reason is Reason.VAT_MIXED
    return str(value.message)


@pytest.mark.parametrize("sales", [Vat.UNKNOWN, Vat.WITH, Vat.WITHOUT])
@pytest.mark.parametrize("spent", [Vat.UNKNOWN, Vat.WITH])
def test_a_company_without_vat_has_one_basis(tmp_path: Path, sales: Vat, spent: Vat) -> None:
    found = company(tmp_path, sales, spent)
    regime(found, "2025-01-01", Regime.SIMPLIFIED_INCOME)
    june = figure(found)
    assert (june.value, june.basis) == (PROFIT_OF_JUNE, "none")
    assert "vat_mixed" not in {flag.code for flag in june.flags}


def test_without_a_regime_and_under_the_general_one_the_basis_must_be_stated(tmp_path: Path) -> None:
    found = company(tmp_path, Vat.UNKNOWN, Vat.WITH)
    refused(found)
    regime(found, "2025-01-01", Regime.GENERAL, Rate.GENERAL)
    refused(found)
    found.book.set_setting("vat_basis", "with")
    assert (figure(found).value, figure(found).basis) == (PROFIT_OF_JUNE, "with")


def test_expenses_without_the_vat_that_the_company_bears_are_too_small(tmp_path: Path) -> None:
    """An advertising account may give 100 where 120 was paid: a company without VAT bears all of it."""
    found = company(tmp_path, Vat.UNKNOWN, Vat.WITHOUT)
    regime(found, "2025-01-01", Regime.PATENT)
    assert "the company bears it" in refused(found)


def test_vat_of_five_per_cent_is_not_earned(tmp_path: Path) -> None:
    found = company(tmp_path, Vat.WITHOUT, Vat.WITH)
    regime(found, "2025-01-01", Regime.SIMPLIFIED_PROFIT, Rate.FIVE)
    assert (figure(found).value, figure(found).basis) == (PROFIT_OF_JUNE, "own_apart")


@pytest.mark.parametrize("metric", ["profit", "gross_profit", "margin"])
def test_sales_with_the_company_s_own_vat_give_no_profit(tmp_path: Path, metric: str) -> None:
    found = company(tmp_path, Vat.WITH, Vat.WITH)
    regime(found, "2025-01-01", Regime.SIMPLIFIED_PROFIT, Rate.SEVEN)
    value = figure(found, metric).value
    assert isinstance(value, Missing)
    assert value.reason is Reason.VAT_MIXED
    assert figure(found, "revenue").value == 1000


def test_silent_sales_with_vat_of_five_per_cent_must_be_stated(tmp_path: Path) -> None:
    found = company(tmp_path, Vat.UNKNOWN, Vat.UNKNOWN)
    regime(found, "2025-01-01", Regime.SIMPLIFIED_INCOME, Rate.FIVE)
    refused(found)
    found.book.set_setting("vat_basis", "without")
    assert figure(found).value == PROFIT_OF_JUNE


def test_a_regime_holds_from_its_day(tmp_path: Path) -> None:
    """Until July the general system with a basis that nobody states; both months together stand on two bases."""
    found = company(tmp_path, Vat.UNKNOWN, Vat.WITH)
    regime(found, "2025-07-01", Regime.SIMPLIFIED_INCOME)
    refused(found, JUNE)
    assert figure(found, "profit", JULY).value == PROFIT_OF_JULY
    refused(found, Period(JUNE.start, JULY.end))
    revenue = figure(found, "revenue", JULY)
    assert (revenue.value, revenue.basis) == (Decimal(1500), "none")
    assert "vat_differs" in {flag.code for flag in revenue.flags}


def test_vat_in_the_rows_contradicts_a_regime_without_it(tmp_path: Path) -> None:
    """July's rows have no VAT in them: only June is doubted."""
    sold = (
        "day document amount cost vat_amount\n2025-06-03 1 1200.00 400.00 200.00\n2025-07-03 2 1500.00 600.00 0.00\n"
        "2025-07-04 3 0.00 0.00 -"
    )
    found = company(tmp_path, Vat.WITH, Vat.WITHOUT, sold)
    regime(found, "2025-01-01", Regime.SIMPLIFIED_INCOME)
    assert figure(found, "revenue", JUNE).basis == "with"
    assert figure(found, "revenue", JULY).basis == "none"
    refused(found)
    found.book.close()
    assert contradicted(found.path) == (JUNE,)


def test_a_regime_without_such_a_rate_or_before_the_law_is_refused(tmp_path: Path) -> None:
    found = company(tmp_path, Vat.UNKNOWN, Vat.UNKNOWN)
    for since, name, rate in (
        ("2025-01-01", Regime.PATENT, Rate.FIVE),
        ("2025-01-01", Regime.GENERAL, Rate.NONE),
        ("2024-12-31", Regime.SIMPLIFIED_INCOME, Rate.FIVE),
    ):
        with pytest.raises(UsageError):
            regime(found, since, name, rate)
    found.book = type(found.book).open(found.path)
    assert "tax_regime" not in found.book.settings


def test_the_history_is_kept_and_a_change_taken_back(tmp_path: Path) -> None:
    path = company(tmp_path, Vat.UNKNOWN, Vat.WITH)
    regime(path, "2024-01-01", Regime.SIMPLIFIED_INCOME)
    regime(path, "2025-01-01", Regime.SIMPLIFIED_INCOME, Rate.FIVE)
    path.book.close()
    forget(path.path, day_of("2024-01-01"))
    assert [len(version.spells) for version in take_back(path.path)] == [1, 2, 1, 2]
    with pytest.raises(UsageError):
        forget(path.path, day_of("2026-01-01"))
    assert [one.rate for one in tax_versions(path.path)[-1].spells] == [Rate.NONE, Rate.FIVE]


def test_a_closed_month_keeps_its_regime(tmp_path: Path) -> None:
    found = company(tmp_path, Vat.UNKNOWN, Vat.WITH)
    regime(found, "2025-01-01", Regime.SIMPLIFIED_INCOME)
    found.book.close()
    workspace = load_workspace()
    close_month(workspace, found.path, "2025-06")
    begin(found.path, TaxSpell(day_of("2025-01-01"), Regime.GENERAL, Rate.GENERAL))
    assert [month_figures(workspace, found.path, month, None, "profit")[2][0].basis for month in ("2025-06", "2025-07")
            ] == ["none", "mixed"]  # fmt: skip
