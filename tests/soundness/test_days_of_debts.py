"""Days of debts are counted to the last day of the period that is known, and never to the day after; by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from kpi_desktop.core.missing import Missing, Value
from kpi_desktop.core.period import Period
from kpi_desktop.engine.lists import LISTS
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.lists.model import Listing

CONTRACTS = """
day         contract customer total manager paid_day
2026-03-01  Д-1      Альфа    100   Иванов  -
2026-03-02  Д-2      Бета     20    Петров  -
2026-03-10  Д-3      Гамма    3     Иванов  2026-04-02
2026-03-26  Д-4      Дельта   1000  Петров  -
"""
APRIL, MARCH = Period.month("2026-04"), Period.month("2026-03")


def listing(company: Company, name: str, period: Period) -> Listing:
    return LISTS[name](company.engine, period)


def column(found: Listing, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(found.table.values(name) for name in names), strict=True))


def overdue(company: Company, period: Period) -> Value:
    found = listing(company, "receivables", period)
    (total,) = (one.value for one in found.totals if one.id == "overdue")
    (figure,) = company.engine.figures(["receivables_overdue"], [period])
    assert figure.value == total  # the list and the KPI are one figure
    assert not isinstance(total, Missing)
    behind = company.engine.rows("receivables_overdue", period)
    assert sum(Decimal(str(row.cells[behind.columns.index("amount")])) for row in behind.rows) == total
    return total


def test_what_is_due_on_the_last_day_is_not_overdue_on_it(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export(CONTRACTS, "contract", first="2026-03-01", last="2026-04-30"))
    # Thirty days to pay: Д-1 is due on 31 March, Д-2 on 1 April. On 31 March nothing is late, Д-1 waits for 30 days.
    march = listing(company, "callback", MARCH)
    assert march.as_of == date(2026, 3, 31)
    assert column(march, "contract", "days") == [("Д-1", 30), ("Д-2", 29), ("Д-3", 21), ("Д-4", 5)]
    assert overdue(company, MARCH) == 0
    # On 30 April Д-1 is thirty days late, Д-2 twenty-nine and Д-4, due on 25 April, five; Д-3 was paid on 2 April.
    april = listing(company, "receivables", APRIL)
    assert april.as_of == date(2026, 4, 30)
    assert column(april, "document", "days") == [("Д-1", 30), ("Д-2", 29), ("Д-4", 5)]
    assert overdue(company, APRIL) == 1120
    by_manager = company.engine.figures(["receivables_overdue"], [APRIL], "manager")
    assert {one.member: one.value for one in by_manager} == {"Иванов": 100, "Петров": 1020}


def test_a_month_in_progress_stands_on_its_last_day_with_data(tmp_path: Path) -> None:
    company = Company(tmp_path)
    rows = f"{CONTRACTS}2026-04-15  Д-5 Омега 5 Петров -\n"
    company.add(Export(rows, "contract"))
    # It is 15 April: Д-4 is due on the 25th. Д-1 is late by 15 days, Д-2 by 14.
    found = listing(company, "receivables", APRIL)
    assert found.as_of == date(2026, 4, 15)
    assert column(found, "document", "days") == [("Д-1", 15), ("Д-2", 14), ("Д-4", 0), ("Д-5", 0)]
    assert overdue(company, APRIL) == 120
    assert dict(column(listing(company, "callback", APRIL), "contract", "days"))["Д-5"] == 0


@pytest.mark.parametrize(("sold", "known", "late"), [
    ("2026-03-31", date(2026, 3, 31), 20),  # five quiet days after the last contract: the month is over
    ("2026-04-05", date(2026, 3, 31), 20),
    ("2026-03-29", date(2026, 3, 29), 20),
    ("2026-03-26", date(2026, 3, 26), 20),
])  # fmt: skip
def test_quiet_days_after_the_last_contract(tmp_path: Path, sold: str, known: date, late: int) -> None:
    company = Company(tmp_path)
    company.add(Export(f"{CONTRACTS}2026-02-20 Д-0 Сигма {late} Петров -\n", "contract"))
    company.add(Export(f"day document amount\n2026-03-01 1 100\n{sold} 2 100\n", source="Касса"))
    found = listing(company, "callback", MARCH)
    assert found.as_of == known
    assert dict(column(found, "contract", "days"))["Д-0"] == (known - date(2026, 2, 20)).days
    # Д-0 was due on 22 March; of the others none was due before the last day
    assert overdue(company, MARCH) == late
    said = any(note.template.startswith("The last row loaded is of") for note in found.notes)
    assert said == (known > date(2026, 3, 26))


def test_contracts_that_were_exported_long_before_are_told_as_of_then(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export(CONTRACTS, "contract"))
    company.add(Export("day document amount\n2026-03-01 1 100\n2026-04-30 2 100\n", source="Касса"))
    # Nothing is known of contracts after 26 March: who of them paid in April is not told by sales of April
    found = listing(company, "callback", APRIL)
    assert found.as_of == date(2026, 3, 26)
    assert column(found, "contract", "days")[0] == ("Д-1", 25)


def test_orders_shipped_unpaid_and_orders_left(tmp_path: Path) -> None:
    company = Company(tmp_path)
    rows = """
day         document customer amount shipped_day paid_day
2026-03-01  З-1      Альфа    70     2026-03-01  -
2026-03-20  З-2      Бета     8      -           -
2026-03-31  З-3      Гамма    9      -           -
"""
    company.add(Export(rows, "order", first="2026-03-01", last="2026-03-31"))
    owed = listing(company, "receivables", MARCH)
    assert column(owed, "document", "due", "days") == [("З-1", date(2026, 3, 31), 0)]
    left = listing(company, "carts", MARCH)
    assert left.as_of == date(2026, 3, 31)
    assert column(left, "order", "days") == [("З-3", 0), ("З-2", 11)]
