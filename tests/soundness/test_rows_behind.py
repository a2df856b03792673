"""The rows shown behind a figure are those that were counted, in force or left from before the month too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.period import Period
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

MAY = Period.month("2023-05")


def documents(company: Company, metric: str) -> list[str]:
    page = company.engine.rows(metric, MAY)
    assert page.total == len(page.rows)
    return sorted(str(row.cells[page.columns.index("document")]) for row in page.rows)


def test_contracts_in_force_are_shown_with_the_figure(tmp_path: Path) -> None:
    company = Company(tmp_path)
    rows = """day contract customer total start end months paid_day
2022-01-10 К1 А 1200.00 2022-01-10 2024-01-09 24 2022-02-01
2023-02-01 К2 Б 600.00 2023-02-01 2023-05-15 3 -
2023-05-20 К3 В 2400.00 - - 24 -
2021-01-01 К4 Г 100.00 2021-01-01 2021-12-31 12 2023-06-02"""
    company.add(Export(rows, "contract", first="2021-01-01", last="2023-05-31"))
    assert documents(company, "mrr") == ["К1", "К3"]
    assert documents(company, "arr") == ["К1", "К3"]
    assert documents(company, "contract_churn") == ["К1", "К2"]
    assert documents(company, "receivables_overdue") == ["К2", "К4"]


def test_last_balances_of_both_ends(tmp_path: Path) -> None:
    company = Company(tmp_path)
    rows = """day account balance
2023-04-10 Касса 5.00
2023-04-28 Касса 7.00
2023-05-03 Касса 8.00
2023-05-30 Касса 9.00
2023-04-20 Банк 100.00"""
    company.add(Export(rows, "cash", first="2023-04-01", last="2023-05-31"))
    page = company.engine.rows("cash_burn_rate", MAY)
    assert [str(row.cells[page.columns.index("day")]) for row in page.rows] == [
        "2023-04-20", "2023-04-28", "2023-05-30",
    ]  # fmt: skip


def test_tasks_left_are_those_of_any_month(tmp_path: Path) -> None:
    company = Company(tmp_path)
    rows = """day task done_day
2023-03-01 Т1 -
2023-04-01 Т2 2023-04-20
2023-05-02 Т3 2023-05-20
2023-05-03 Т4 2023-06-01"""
    company.add(Export(rows, "task", first="2023-03-01", last="2023-06-30"))
    assert documents(company, "burndown_deviation") == ["Т1", "Т3", "Т4"]
