"""Lists beside figures that were written by hand; every total is the KPI that it says it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.lists import LISTS
from kpi_desktop.engine.lists.model import Table, Word
from kpi_desktop.engine.lists.receivables import span_of
from kpi_desktop.engine.lists.rfm import score
from kpi_desktop.engine.rows import rows_where
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.facts.batch import Documents
from tests.unit.engine.company import FACTS, Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.lists.model import Listing


def listing(company: Company, name: str, month: str) -> Listing:
    return LISTS[name](company.engine, Period.named(month))


def cells(found: Listing | Table, *columns: str) -> list[tuple[Any, ...]]:
    """The lines of a list as plain values."""
    table = found if isinstance(found, Table) else found.table
    values = [table.values(column) for column in columns]
    return [tuple(cell.code if isinstance(cell, Word) else cell for cell in line) for line in zip(*values, strict=True)]


def total(found: Listing, name: str) -> object:
    return next(one.value for one in found.totals if one.id == name)


def figure(company: Company, metric: str, month: str) -> object:
    """A KPI or, where there is none of that name, a measure."""
    engine, period = company.engine, Period.named(month)
    if metric in engine.catalogue.metrics:
        return engine.figures([metric], [period])[0].value
    return engine.leaf_values([Leaf(metric)], [period])[Leaf(metric), period.month_text, None]


#: Ten customers: the last purchase 0, 10, 20 … 90 days before the end of March, the first of them bought more often.
TEN = """
day         document customer amount
2026-03-31  1  К0  100
2026-03-30  2  К0  100
2026-03-29  3  К0  100
2026-03-28  4  К0  100
2026-03-27  5  К0  100
2026-03-21  6  К1  100
2026-03-20  7  К1  100
2026-03-19  8  К1  100
2026-03-18  9  К1  100
2026-03-11 10  К2  100
2026-03-10 11  К2  100
2026-03-09 12  К2  100
2026-03-01 13  К3  100
2026-02-28 14  К3  100
2026-02-19 15  К4  90
2026-02-09 16  К5  80
2026-01-30 17  К6  70
2026-01-20 18  К7  60
2026-01-10 19  К8  50
2025-12-31 20  К9  40
2026-03-02 21  Физлицо 1000
2026-03-03 22  - 500
"""


def test_rfm_of_ten_customers(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export(TEN, first="2025-12-01", last="2026-03-31"))
    found = listing(company, "rfm", "2026-03")
    assert found.missing is None
    # R: 9 of 10 are worse than К0: 1 + 45 // 10 = 5. F: six bought once and score 1; two purchases have six below:
    # 1 + 30 // 10 = 4. M: 40 and 50 score 1, 60 and 70 2, 80 and 90 3, 200 and 300 4, 400 and 500 5.
    assert sorted(cells(found, "customer", "recency", "frequency", "monetary", "r", "f", "m", "segment")) == [
        ("К0", 0, 5, 500, 5, 5, 5, "champions"), ("К1", 10, 4, 400, 5, 5, 5, "champions"),
        ("К2", 20, 3, 300, 4, 4, 4, "loyal"), ("К3", 30, 2, 200, 4, 4, 4, "loyal"),
        ("К4", 40, 1, 90, 3, 1, 3, "falling_asleep"), ("К5", 50, 1, 80, 3, 1, 3, "falling_asleep"),
        ("К6", 60, 1, 70, 2, 1, 2, "asleep"), ("К7", 70, 1, 60, 2, 1, 2, "asleep"),
        ("К8", 80, 1, 50, 1, 1, 1, "asleep"), ("К9", 90, 1, 40, 1, 1, 1, "asleep"),
    ]  # fmt: skip
    # 500 + 400 + 300 + 200 + 90 + 80 + 70 + 60 + 50 + 40 of 1790 + 1500: 54 % are known
    assert (total(found, "customers"), total(found, "total")) == (10, 1790)
    assert [(flag.code, dict(flag.message.args)["n"]) for flag in found.flags] == [("identified", 54)]
    assert cells(found.beside[0], "segment", "count", "revenue") == [
        ("champions", 2, 900), ("loyal", 2, 500), ("falling_asleep", 2, 170), ("asleep", 4, 220),
    ]  # fmt: skip
    first = found.table.lines[0]
    behind = rows_where(company.book, FACTS["sale"], first.where, 0, 10)
    assert (behind.total, {row.source.row for row in behind.rows}) == (5, {2, 3, 4, 5, 6})


def test_equal_values_score_alike() -> None:
    worse = [Decimal(1)] * 4
    assert [score(worse, value) for value in worse] == [1, 1, 1, 1]
    assert [score([Decimal(n) for n in range(5)], Decimal(n)) for n in range(5)] == [1, 2, 3, 4, 5]


def test_rfm_is_not_told_by_months(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export("day customer amount\n2026-01-01 А 100\n2026-02-01 Б 100", grain=Grain.MONTH))
    found = listing(company, "rfm", "2026-02")
    assert found.missing is not None
    assert found.missing.reason is Reason.GRAIN


COHORTS = """
day         document customer amount
2026-01-05  1  А  100
2026-01-06  2  Б  50
2026-02-05  3  А  30
2026-02-06  4  В  70
2026-02-07  5  В  -20
2026-03-08  6  В  10
"""


def test_cohorts_by_hand(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export(COHORTS, first="2026-01-01", last="2026-03-31"))
    found = listing(company, "cohorts", "2026-03")
    assert cells(found, "cohort", "customers", "again_1", "again_2", "revenue_0", "revenue_1", "revenue_2") == [
        (date(2026, 1, 1), 2, Decimal("0.5"), 0, 150, 30, 0), (date(2026, 2, 1), 1, 1, None, 50, 10, None),
    ]  # fmt: skip
    assert (total(found, "customers"), total(found, "revenue")) == (3, 240)
    # The first three months of history are not sure to be first, so that there is no mean
    assert cells(found, "history") == [("history_start",), ("history_start",)]
    assert found.beside == ()
    behind = rows_where(company.book, FACTS["sale"], found.table.lines[1].where, 0, 10)
    assert [row.source.row for row in behind.rows] == [5]


def test_a_month_that_is_not_loaded_wholly_is_empty(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export(COHORTS, first="2026-01-01", last="2026-03-20"))
    found = listing(company, "cohorts", "2026-03")
    assert cells(found, "customers", "again_1", "again_2", "revenue_2") == [
        (2, Decimal("0.5"), None, None), (1, None, None, None),
    ]  # fmt: skip


def test_later_cohorts_are_the_new_buyers_of_their_month(tmp_path: Path) -> None:
    company = Company(tmp_path)
    rows = "\n".join(f"2026-{m:02}-03 {m}{n} К{m}-{n} 100" for m in range(1, 7) for n in range(m))
    again = "\n".join(f"2026-{m:02}-20 {m}99 К{m - 1}-0 10" for m in range(2, 7))
    company.add(Export(f"day document customer amount\n{rows}\n{again}", first="2026-01-01", last="2026-06-30"))
    found = listing(company, "cohorts", "2026-06")
    sizes = dict(cells(found, "cohort", "customers"))
    for month in (4, 5, 6):
        assert sizes[date(2026, month, 1)] == month == figure(company, "new_buyers", f"2026-0{month}")
    # April 1 of 4 and May 1 of 5 bought in the month after: 2 of 9; June is not ripe
    ((share, size),) = cells(found.beside[0], "again_1", "customers")
    assert abs(share - Decimal(2) / 9) < Decimal("1e-20")
    assert size == 4 + 5 + 6
    # The heading counts the first three months too: 21 = 15 + 6, and the six are named
    assert total(found, "customers") == 21
    assert dict(found.notes[-1].args)["n"] == 1 + 2 + 3


CONTRACTS = """
day         contract customer total paid_day
2026-03-01  Д-1  Альфа 1000  2026-03-05
2026-03-02  Д-2  Бета  2000  -
2026-05-01  Д-3  Гамма 300   2026-06-10
2026-05-31  Д-4  Дельта 40   -
"""


def test_contracts_to_call_about_and_what_they_owe(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export(CONTRACTS, "contract", first="2026-01-01", last="2026-06-30"))
    found = listing(company, "callback", "2026-05")
    assert cells(found, "contract", "amount", "days", "paid") == [
        ("Д-2", 2000, 90, None), ("Д-3", 300, 30, date(2026, 6, 10)), ("Д-4", 40, 0, None),
    ]  # fmt: skip
    assert total(found, "total") == 2340 == figure(company, "unpaid_contracts_amount", "2026-05")
    # Of the two signed in May one was paid since
    assert total(found, "signed_in_period") == 1 == figure(company, "unpaid_contracts", "2026-05")
    owed = listing(company, "receivables", "2026-05")
    # Thirty days to pay: Д-2 was due on 1 April, 60 days before 31 May; Д-3 on 31 May itself, Д-4 on 30 June
    assert cells(owed, "document", "due", "days", "span") == [
        ("Д-2", date(2026, 4, 1), 60, "to_60"), ("Д-3", date(2026, 5, 31), 0, "not_due"),
        ("Д-4", date(2026, 6, 30), 0, "not_due"),
    ]  # fmt: skip
    assert total(owed, "total") == 2340 == figure(company, "receivables", "2026-05")
    assert total(owed, "overdue") == 2000 == figure(company, "receivables_overdue", "2026-05")


@pytest.mark.parametrize(
    ("late", "span"), [(0, "not_due"), (1, "to_30"), (30, "to_30"), (31, "to_60"), (91, "over_90")]
)
def test_spans_of_days_overdue(late: int, span: str) -> None:
    assert span_of(late).code == span


def test_contracts_without_payment_dates_are_not_called_unpaid(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export("day contract customer total\n2026-03-01 Д-1 Альфа 1000", "contract"))
    for name in ("callback", "receivables"):
        found = listing(company, name, "2026-03")
        assert found.table.lines == ()
        assert found.missing is not None
        assert "contract.paid_day" in found.missing.unlock


def test_debts_by_the_ledger(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            """
day         account counterparty debit credit closing_debit
2026-03-31  62      -      0 0 900
2026-03-31  62.01   Альфа  0 0 700
2026-03-31  62.01   Бета   0 0 200
2026-03-31  60.01   Гамма  0 0 50
2026-02-28  62.01   Альфа  0 0 10
""",
            "ledger",
            first="2026-01-01",
            last="2026-03-31",
        )
    )
    found = listing(company, "receivables", "2026-03")
    assert cells(found, "customer", "amount") == [("Альфа", 700), ("Бета", 200)]
    assert total(found, "total") == 900 == figure(company, "receivables", "2026-03")
    assert found.as_of == date(2026, 3, 31)


def test_abc_adds_up_to_revenue(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            """
day         document product amount service
2026-03-01  1  Стол   800  нет
2026-03-02  2  Стул   150  нет
2026-03-03  3  Лампа  50   нет
2026-03-03  4  Лампа  -20  нет
2026-03-04  5  Полка  -30  нет
2026-03-05  6  Доставка 70 да
2026-03-06  7  -      5    нет
""".replace("нет", "no").replace("да\n", "yes\n"),
            first="2026-03-01",
            last="2026-03-31",
        )
    )
    found = listing(company, "abc", "2026-03")
    # 800 of 980 is 81,6 %: the first is A all the same, the second begins past 80 % and is B, the third past 95 % is C
    assert cells(found, "name", "revenue", "class") == [
        ("Стол", 800, "A"), ("Стул", 150, "B"), ("Лампа", 30, "C"), ("Полка", -30, "C"),
    ]  # fmt: skip
    assert [total(found, name) for name in ("goods", "services", "unnamed")] == [950, 70, 5]
    assert total(found, "revenue") == 950 + 70 + 5 == figure(company, "revenue", "2026-03")
    behind = rows_where(company.book, FACTS["sale"], found.table.lines[2].where, 0, 10)
    assert [row.cells[-1] for row in behind.rows] == [Decimal(50), Decimal(-20)]


TASKS = """
day         task done_day sprint
2026-03-20  1  2026-04-02  С2
2026-03-20  2  2026-03-25  С2
2026-04-01  3  2026-04-03  С2
2026-04-01  4  2026-04-10  С10
2026-04-01  5  -           С10
2026-04-06  6  -           С10
2026-04-15  7  2026-04-15  -
"""


def test_burndown_by_hand(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export(TASKS, "task", first="2026-03-01", last="2026-04-15"))
    found = listing(company, "burndown", "2026-04")
    assert found.as_of == date(2026, 4, 15)
    # Task 2 was done before April. Half of April's 30 days have passed: of 6 tasks 3 should be left, and 2 are
    assert cells(found, "part", "scope", "done", "left", "plan", "deviation") == [
        ("all", 6, 4, 2, 3, -1), ("С2", 2, 2, 0, 1, -1), ("С10", 3, 1, 2, Decimal("1.5"), Decimal("0.5")),
        ("", 1, 1, 0, Decimal("0.5"), Decimal("-0.5")),
    ]  # fmt: skip
    assert total(found, "left") == figure(company, "tasks_open_in_window", "2026-04")
    assert total(found, "deviation") == figure(company, "burndown_deviation", "2026-04")
    days = found.beside[0]
    whole = [line[1:] for line in cells(days, "part", "day", "plan", "left", "deviation") if line[0] == "all"]
    assert len(whole) == 30
    # On 3 April tasks 1 and 3 are done: 4 are left against 6 × 27 / 30 = 5,4
    assert whole[2] == (date(2026, 4, 3), Decimal("5.4"), 4, Decimal("-1.4"))
    assert whole[29] == (date(2026, 4, 30), 0, None, None)
    behind = rows_where(company.book, FACTS["task"], found.table.lines[1].where, 0, 10)
    assert behind.total == 2


def test_carts_by_row_and_by_count(tmp_path: Path) -> None:
    company = Company(tmp_path)
    counts = "day visits cart_visitors cart_buyers channel\n2026-03-01 100 10 4 Сайт\n2026-03-02 100 20 5 Сайт"
    company.add(Export(counts, "traffic", first="2026-03-01", last="2026-03-31"))
    only = listing(company, "carts", "2026-03")
    assert (only.fact, cells(only, "left")) == ("traffic", [(6,), (15,)])
    assert (total(only, "left"), total(only, "share")) == (21, figure(company, "cart_abandonment", "2026-03"))
    assert only.notes
    company.add(
        Export(
            """
day         document customer amount paid_day shipped_day cancelled
2026-03-01  З-1 Альфа 100 2026-03-02 -          no
2026-03-02  З-2 Бета  200 -          -          no
2026-03-03  З-3 Гамма 300 -          2026-03-04 no
2026-03-04  З-4 Дельта 400 -         -          yes
2026-02-04  З-5 Дельта 500 -         -          no
""",
            "order",
            first="2026-02-01",
            last="2026-03-31",
        )
    )
    found = listing(company, "carts", "2026-03")
    assert cells(found, "order", "amount", "days") == [("З-2", 200, 29)]
    assert (total(found, "total"), total(found, "left")) == (200, 21)
    assert [table.id for table in found.tables] == ["carts", "counts"]


def test_an_empty_book_says_what_is_lacking(tmp_path: Path) -> None:
    company = Company(tmp_path)
    for name in LISTS:
        found = listing(company, name, "2026-03")
        assert found.table.lines == ()
        assert isinstance(found.missing, Missing), name
        assert found.missing.unlock, name


def test_frequency_is_days_where_the_export_has_no_documents(tmp_path: Path) -> None:
    company = Company(tmp_path)
    rows = "day customer amount\n2026-03-01 А 10\n2026-03-01 А 10\n2026-03-02 А 10\n2026-03-05 Б 5"
    company.add(Export(rows, documents=Documents.ABSENT))
    assert sorted(cells(listing(company, "rfm", "2026-03"), "customer", "frequency")) == [("А", 2), ("Б", 1)]


def test_money_is_rounded_once_after_summing(tmp_path: Path) -> None:
    company = Company(tmp_path)
    rows = "day document customer amount\n2026-03-01 1 А 0.005\n2026-03-02 2 Б 0.005\n2026-03-03 3 В 0.005"
    company.add(Export(rows, first="2026-03-01", last="2026-03-31"))
    found = listing(company, "rfm", "2026-03")
    # Each customer shows 0,01; together they brought 0,015, which is 0,02 and not 0,03
    assert cells(found, "monetary") == [(Decimal("0.01"),)] * 3
    assert total(found, "total") == Decimal("0.02") == figure(company, "revenue_identified", "2026-03")
