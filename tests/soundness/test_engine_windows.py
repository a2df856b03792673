"""Wrong numbers that windows can make: month edges, the last day, half a month, sums of what does not add up."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.figure import Base
from kpi_desktop.facts.batch import Returns
from kpi_desktop.store.records import REPLACE
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.core.missing import Value

Q1 = Period(Period.month("2024-01").start, Period.month("2024-03").end)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def read(company: Company, metric: str, window: str | Period) -> Value:
    period = Period.month(window) if isinstance(window, str) else window
    return company.engine.figures([metric], [period])[0].value


def by_manager(company: Company, metric: str, month: str) -> dict[str | None, Value]:
    return {f.member: f.value for f in company.engine.figures([metric], [Period.month(month)], "manager")}


def test_an_order_of_several_products_and_sellers_is_one_order(company: Company) -> None:
    company.add(
        Export(
            "day document product manager amount\n2024-01-05 1 чай Иван 10.00\n2024-01-05 1 кофе Пётр 20.00\n"
            "2024-01-05 1 мёд Пётр 30.00\n2024-01-06 2 чай Иван 40.00",
            first="2024-01-01",
            last="2024-01-31",
        )
    )
    assert read(company, "sales_count", "2024-01") == 2
    assert read(company, "aov", "2024-01") == 50
    assert by_manager(company, "sales_count", "2024-01") == {"Иван": Decimal(2), "Пётр": Decimal(1)}
    assert by_manager(company, "aov", "2024-01") == {"Иван": Decimal(25), "Пётр": Decimal(50)}


def test_an_order_over_two_months_counts_in_each_and_once_in_both(company: Company) -> None:
    rows = "day document amount\n2024-01-31 1 10.00\n2024-02-01 1 20.00\n2024-02-02 2 30.00"
    company.add(Export(rows, first="2024-01-01", last="2024-03-31"))
    assert [read(company, "sales_count", month) for month in ("2024-01", "2024-02", "2024-03")] == [1, 2, 0]
    assert read(company, "sales_count", Q1) == 2
    assert read(company, "revenue", Q1) == 60


def test_the_first_and_the_last_day_belong_to_their_month(company: Company) -> None:
    rows = (
        "day document amount\n2023-12-31 1 1.00\n2024-01-01 2 2.00\n2024-01-31 3 4.00\n2024-02-01 4 8.00\n"
        "2024-02-29 5 16.00\n2024-03-01 6 32.00"
    )
    company.add(Export(rows, first="2023-12-01", last="2024-03-31"))
    assert [read(company, "revenue", month) for month in ("2023-12", "2024-01", "2024-02", "2024-03")] == [1, 6, 24, 32]


def test_equal_lines_of_one_file_are_two_sales(company: Company) -> None:
    rows = "day document product amount\n2024-01-05 1 чай 10.00\n2024-01-05 1 чай 10.00"
    company.add(Export(rows, first="2024-01-01", last="2024-01-31"))
    assert read(company, "revenue", "2024-01") == 20
    assert read(company, "items_per_receipt", "2024-01") == 2


def test_a_return_counts_in_its_own_month(company: Company) -> None:
    rows = "day document customer amount\n2024-01-30 1 А 100.00\n2024-02-02 2 А -100.00\n2024-02-03 3 Б 30.00"
    company.add(Export(rows, first="2024-01-01", last="2024-02-29"))
    assert read(company, "revenue", "2024-01") == 100
    assert read(company, "revenue", "2024-02") == -70
    assert read(company, "revenue_gross", "2024-02") == 30
    assert read(company, "revenue_returns", "2024-02") == -100
    assert read(company, "sales_count", "2024-02") == 1
    assert read(company, "buyers", "2024-02") == 1
    assert read(company, "aov", "2024-02") == 30


def test_write_offs_are_neither_sales_nor_returns(company: Company) -> None:
    rows = (
        "day document kind customer quantity amount\n2024-01-05 1 sale А 1 100.00\n2024-01-06 2 writeoff Б -5 0.00\n"
        "2024-01-07 3 return А -1 -20.00"
    )
    company.add(Export(rows, first="2024-01-01", last="2024-01-31"))
    found = [read(company, m, "2024-01") for m in ("sales_count", "units", "revenue", "buyers")]
    assert found == [1, 0, 80, 1]


def test_zero_and_missing_are_not_the_same(company: Company) -> None:
    rows = "day document amount\n2024-01-05 1 10.00\n2024-03-05 2 10.00"
    company.add(Export(rows, first="2024-01-01", last="2024-03-31"))
    assert read(company, "revenue", "2024-02") == 0
    absent = read(company, "revenue", "2023-12")
    assert isinstance(absent, Missing)
    assert absent.reason is Reason.NOT_COVERED


def test_a_year_s_ratio_is_a_ratio_of_sums(company: Company) -> None:
    lines = "\n".join(f"2024-{m:02}-05 {m}-{i} К{i} {m}.00" for m in range(1, 13) for i in range(1, m + 1))
    company.add(Export("day document customer amount\n" + lines, first="2024-01-01", last="2024-12-31"))
    # 78 orders by 12 customers: 6.5 each, while the mean of the months' own frequencies is 1
    assert read(company, "purchase_frequency", "2024-12") == Decimal("6.5")
    year = Period(Period.month("2024-01").start, Period.month("2024-12").end)
    average = read(company, "aov", year)
    assert isinstance(average, Decimal)
    assert round(average, 6) == Decimal("8.333333")  # 650 over 78 orders; the mean of the months' averages is 6.5


def test_distinct_counts_are_asked_again_for_the_quarter(company: Company) -> None:
    rows = "day document customer amount\n" + "\n".join(f"2024-0{m}-05 {m} А 10.00" for m in (1, 2, 3))
    company.add(Export(rows, first="2024-01-01", last="2024-03-31"))
    assert [read(company, "buyers", month) for month in ("2024-01", "2024-02", "2024-03")] == [1, 1, 1]
    assert read(company, "buyers", Q1) == 1


def test_undoing_an_import_takes_its_figures_back(company: Company) -> None:
    company.add(Export("day document amount\n2024-01-05 1 10.00", source="1C", first="2024-01-01", last="2024-01-31"))
    other = company.add(
        Export("day document amount\n2024-01-06 1 7.00", source="касса", first="2024-01-01", last="2024-01-31")
    )
    assert [read(company, m, "2024-01") for m in ("revenue", "sales_count")] == [17, 2]
    assert other.batch_id is not None
    company.book.undo(other.batch_id)
    assert [read(company, m, "2024-01") for m in ("revenue", "sales_count")] == [10, 1]


def test_a_newer_export_of_the_same_days_takes_the_place_of_the_older(company: Company) -> None:
    old = "day document customer amount\n2024-01-05 1 А 10.00\n2024-01-06 2 Б 20.00"
    new = old + "\n2024-01-07 3 В 40.00"
    company.add(Export(old, first="2024-01-01", last="2024-01-31"))
    added = company.add(Export(new, first="2024-01-01", last="2024-01-31"), REPLACE)
    found = [read(company, m, "2024-01") for m in ("revenue", "sales_count", "buyers")]
    assert found == [70, 3, 3]
    assert added.batch_id is not None
    company.book.undo(added.batch_id)
    assert [read(company, m, "2024-01") for m in ("revenue", "sales_count", "buyers")] == [30, 2, 2]


def test_a_partly_covered_month_is_not_compared_with_a_whole_one(company: Company) -> None:
    rows = "day document amount\n" + "\n".join(f"2024-0{m}-{d:02} {m}{d} 10.00" for m in (1, 2) for d in range(1, 29))
    cut = "\n".join(line for line in rows.splitlines() if not "2024-02-08" <= line < "3")
    company.add(Export(cut, first="2024-01-01", last="2024-02-07"))
    figure = company.engine.figures(["revenue"], [Period.month("2024-02")])[0]
    previous = figure.comparisons[Base.PREVIOUS]
    assert (figure.value, previous.value, previous.change) == (Decimal(70), Decimal(70), Decimal(0))
    assert read(company, "mom_growth", "2024-02") == 0


def test_returns_netted_in_one_of_two_streams_hide_gross_revenue(company: Company) -> None:
    one = "day document amount\n2024-01-05 1 10.00"
    company.add(Export(one, source="1C", first="2024-01-01", last="2024-01-31"))
    company.add(Export(one, source="отчёт", returns=Returns.NETTED, first="2024-01-01", last="2024-01-31"))
    assert read(company, "revenue", "2024-01") == 20
    assert isinstance(read(company, "revenue_gross", "2024-01"), Missing)
