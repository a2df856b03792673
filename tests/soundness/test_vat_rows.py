"""Rows are brought on one VAT basis by their own VAT or rate; what cannot be keeps profit Missing (NUMBERS 7).

All expected figures are worked out by hand in the comments.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.tax import begin
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.tax import Rate, Regime, TaxSpell
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.facts.batch import Vat
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.figure import Figure

JUNE = Period.month("2025-06")

#: 1,200 with 200 of VAT, 1,100 with 100, 500 without any: 2,800 with VAT, 2,500 without.
SOLD = (
    "day document product amount vat_amount\n2025-06-03 1 Чай 1200.00 200.00\n2025-06-04 2 Книга 1100.00 100.00\n"
    "2025-06-05 3 Билет 500.00 0.00"
)
SPENT = "day class amount\n2025-06-10 fixed 300.00"


def company(where: Path, *exports: Export) -> Company:
    found = Company(where)
    for export in exports:
        found.add(export)
    return found


def sold(text: str = SOLD, vat: Vat = Vat.WITH, cost: Vat | None = None) -> Export:
    return Export(text, "sale", "1C", "2025-06-01", "2025-06-30", vat=vat, cost_vat=cost)


def spent(text: str = SPENT, vat: Vat = Vat.WITHOUT) -> Export:
    return Export(text, "expense", "table", "2025-06-01", "2025-06-30", vat=vat)


def figure(found: Company, metric: str, window: Period = JUNE) -> Figure:
    return found.engine.figures([metric], [window])[0]


def both(found: Company, metric: str) -> tuple[object, str]:
    """The value and its basis."""
    told = figure(found, metric)
    return told.value, told.basis


def refusal(found: Company, metric: str) -> str:
    value = figure(found, metric).value
    assert isinstance(value, Missing)
    assert value.reason is Reason.VAT_MIXED
    return str(value.message)


def one(where: Path, row: str, columns: str, vat: Vat, report: str) -> Decimal:
    """The revenue of one row on the basis of the reports."""
    found = company(where, sold(f"day document amount {columns}\n2025-06-03 1 {row}", vat))
    found.book.set_setting("vat_report", report)
    value = figure(found, "revenue")
    assert value.basis == report
    assert isinstance(value.value, Decimal)
    return value.value


def test_sales_with_vat_meet_expenses_without_it(tmp_path: Path) -> None:
    """2,500 less 300; the break-even and the revenue stand on the same basis."""
    cost = SOLD.replace("vat_amount\n", "vat_amount cost\n").replace("200.00\n", "200.00 600.00\n")
    cost = cost.replace("100.00\n2025", "100.00 700.00\n2025") + " 100.00"
    found = company(tmp_path, sold(cost, cost=Vat.WITHOUT), spent())
    assert both(found, "revenue") == (2500, "without")
    assert both(found, "gross_profit") == (1100, "without")
    assert both(found, "profit") == (800, "without")
    assert figure(found, "margin").value == Decimal(1100) / Decimal(2500)


def test_a_book_on_one_basis_is_left_as_it_is(tmp_path: Path) -> None:
    found = company(tmp_path, sold(), spent(vat=Vat.WITH))
    assert both(found, "revenue") == (2800, "with")
    found.book.set_setting("vat_report", "without")
    assert both(found, "revenue") == (2500, "without")
    found.book.set_setting("vat_report", "")
    assert figure(found, "revenue").value == 2800


@pytest.mark.parametrize(
    ("row", "columns", "vat", "report", "expected"),
    [
        ("100.05 20", "vat_rate", Vat.WITH, "without", "83.37"),  # 100.05 * 20 / 120 = 16.675: 16.68
        ("-100.05 20", "vat_rate", Vat.WITH, "without", "-83.37"),
        ("100.03 20", "vat_rate", Vat.WITHOUT, "with", "120.04"),  # 20.006: 20.01
        ("100.00 10", "vat_rate", Vat.WITH, "without", "90.91"),  # 9.0909: 9.09
        ("100.00 22", "vat_rate", Vat.WITH, "without", "81.97"),  # 18.0327: 18.03
        ("105.00 5", "vat_rate", Vat.WITH, "without", "100.00"),
        ("107.00 7", "vat_rate", Vat.WITH, "without", "100.00"),
        ("0.03 20", "vat_rate", Vat.WITH, "without", "0.02"),  # 0.005: 0.01
        ("100.00 0", "vat_rate", Vat.WITH, "without", "100.00"),
        ("100.00 0", "vat_rate", Vat.UNKNOWN, "with", "100.00"),  # without VAT both are the same
        ("120.00 19.00 20", "vat_amount vat_rate", Vat.WITH, "without", "101.00"),  # its own amount goes first
        ("-120.00 20.00", "vat_amount", Vat.WITH, "without", "-100.00"),  # a return whose VAT has no minus
        ("9000000000.05 20", "vat_rate", Vat.WITH, "without", "7500000000.04"),  # 1,500,000,000.0083: .01
        ("120.00 no 20", "vat_included vat_rate", Vat.WITH, "with", "144.00"),  # its own word goes before the file's
        ("120.00 yes 20", "vat_included vat_rate", Vat.WITHOUT, "without", "100.00"),
    ],
)  # fmt: skip
def test_one_row(tmp_path: Path, row: str, columns: str, vat: Vat, report: str, expected: str) -> None:
    assert one(tmp_path, row, columns, vat, report) == Decimal(expected)


def test_rows_are_rounded_one_by_one(tmp_path: Path) -> None:
    """Three rows of 0.03 with 20 %: each holds 0.005, so 0.01; together 0.06, where the sum alone would give 0.07."""
    rows = "\n".join(f"2025-06-0{day} {day} 0.03 20" for day in (1, 2, 3))
    found = company(tmp_path, sold(f"day document amount vat_rate\n{rows}"))
    found.book.set_setting("vat_report", "without")
    assert figure(found, "revenue").value == Decimal("0.06")


def test_a_row_that_tells_no_vat_keeps_profit_missing(tmp_path: Path) -> None:
    text = SOLD.replace("500.00 0.00", "500.00 -")
    cost = text.replace("vat_amount\n", "vat_amount cost\n").replace(" 200.00\n", " 200.00 10.00\n")
    cost = cost.replace(" 100.00\n", " 100.00 10.00\n") + " 10.00"
    found = company(tmp_path, sold(cost, cost=Vat.WITHOUT), spent())
    for metric in ("profit", "gross_profit", "margin"):
        told = refusal(found, metric)
        assert "1 row of “1C-" in told
        assert "500.00" in told
    revenue = figure(found, "revenue")  # nothing was converted: all of it is with VAT
    assert both(found, "revenue") == (2800, "with")
    found.book.set_setting("vat_report", "without")
    revenue = figure(found, "revenue")  # 1,000 + 1,000 + 500 of which nothing is known
    assert both(found, "revenue") == (2500, "mixed")
    assert "500.00" in next(str(flag.message) for flag in revenue.flags if flag.code == "vat_mixed")
    assert "1 row" in refusal(found, "profit")


def test_days_without_such_rows_are_whole(tmp_path: Path) -> None:
    """The row without VAT stands on 5 June: the week before it is on one basis."""
    found = company(tmp_path, sold(SOLD.replace("500.00 0.00", "500.00 -")), spent())
    found.book.set_setting("vat_report", "without")
    assert figure(found, "revenue", Period(JUNE.start, JUNE.start.replace(day=5))).basis == "without"
    assert figure(found, "revenue", Period(JUNE.start, JUNE.start.replace(day=6))).basis == "mixed"


def test_vat_larger_than_its_amount_is_no_vat(tmp_path: Path) -> None:
    found = company(tmp_path, sold("day document amount vat_amount\n2025-06-03 1 100.00 200.00"))
    found.book.set_setting("vat_report", "without")
    assert both(found, "revenue") == (100, "with")


def test_cost_without_vat_beside_revenue_that_cannot_convert(tmp_path: Path) -> None:
    """The classic mixture of accounting programs: nothing tells the VAT of either side."""
    found = company(tmp_path, sold("day document amount cost\n2025-06-03 1 1200.00 500.00", cost=Vat.WITHOUT))
    assert "1 row of “1C-" in refusal(found, "gross_profit")
    assert figure(found, "revenue").value == 1200


def test_cost_follows_its_own_vat(tmp_path: Path) -> None:
    """600 of cost with 100 of VAT: 500; 1,000 of revenue less 500."""
    text = "day document amount vat_amount cost cost_vat\n2025-06-03 1 1200.00 200.00 600.00 100.00"
    found = company(tmp_path, sold(text), spent())
    assert figure(found, "gross_profit").value == 500
    assert figure(found, "profit").value == 200


def test_a_silent_cost_is_not_taken_for_the_reports_basis(tmp_path: Path) -> None:
    """Revenue can go without VAT, of the cost nothing is known: with VAT both agree, without it the owner must say."""
    text = "day document amount vat_amount cost\n2025-06-03 1 1200.00 200.00 600.00"
    found = company(tmp_path, sold(text))
    assert figure(found, "gross_profit").value == 600
    found.book.set_setting("vat_report", "without")
    assert "the cost of 1 row" in refusal(found, "gross_profit")
    found.book.set_setting("vat_cost", "without")
    assert figure(found, "gross_profit").value == 400


def test_expenses_and_advertising_convert_too(tmp_path: Path) -> None:
    """120 with 20 %: 100; 240 with 40 of VAT: 200; sales of 1,000 without VAT bear nothing: 1,000 - 400 - 100 - 200."""
    found = company(
        tmp_path,
        sold("day document amount cost\n2025-06-03 1 1000.00 400.00", Vat.WITHOUT),
        spent("day class amount vat_rate\n2025-06-10 fixed 120.00 20", Vat.WITH),
        Export("day channel cost vat_amount\n2025-06-11 Поиск 240.00 40.00", "advertising", "ads", "2025-06-01",
               "2025-06-30", vat=Vat.WITH),
    )  # fmt: skip
    assert both(found, "profit") == (300, "without")
    assert figure(found, "operating_expenses").value == 300


def test_without_that_cannot_goes_with(tmp_path: Path) -> None:
    """Expenses with VAT tell none; sales of 1,000 without VAT bear 20 %: 1,200 - 300."""
    found = company(
        tmp_path,
        sold("day document amount vat_rate cost cost_vat\n2025-06-03 1 1000.00 20 400.00 80.00", Vat.WITHOUT),
        spent(vat=Vat.WITH),
    )
    assert both(found, "revenue") == (1200, "with")
    assert figure(found, "profit").value == 1200 - 480 - 300


def test_rows_of_one_file_may_state_their_own_basis(tmp_path: Path) -> None:
    """1,200 with VAT inside and 1,000 without it, both of 20 %: 2,000 without."""
    text = "day document amount vat_rate vat_included\n2025-06-03 1 1200.00 20 yes\n2025-06-04 2 1000.00 20 no"
    found = company(tmp_path, sold(text, Vat.UNKNOWN))
    assert both(found, "revenue") == (2000, "without")


def test_one_side_alone_decides_which_basis_can_be_reached(tmp_path: Path) -> None:
    """1,200 with unknown VAT and 1,000 without, of 20 %: together with VAT 2,400; without the rate they never meet."""
    text = "day document amount vat_rate vat_included\n2025-06-03 1 1200.00 - yes\n2025-06-04 2 1000.00 20 no"
    found = company(tmp_path, sold(text, Vat.UNKNOWN))
    assert both(found, "revenue") == (2400, "with")
    never = company(_under(tmp_path), sold(text.replace("1000.00 20", "1000.00 -"), Vat.UNKNOWN))
    assert figure(never, "revenue").basis == "mixed"


def _under(where: Path) -> Path:
    found = where / "other"
    found.mkdir()
    return found


def test_own_vat_of_five_per_cent_leaves_revenue(tmp_path: Path) -> None:
    """1,050 with 50 of the company's own VAT: 1,000 of revenue less 400 of goods less 300 of expenses."""
    text = "day document amount vat_amount cost\n2025-06-03 1 1050.00 50.00 400.00"
    found = company(tmp_path, sold(text), spent(vat=Vat.WITH))
    found.book.close()
    begin(found.path, TaxSpell(JUNE.start.replace(month=1), Regime.SIMPLIFIED_INCOME, Rate.FIVE))
    found.book = type(found.book).open(found.path)
    assert both(found, "revenue") == (1000, "own_apart")
    assert both(found, "profit") == (300, "own_apart")


def test_a_company_without_vat_bears_that_of_its_expenses(tmp_path: Path) -> None:
    """100 without VAT of 20 %: 120 were paid; 1,000 - 400 - 120."""
    found = company(
        tmp_path,
        sold("day document amount cost\n2025-06-03 1 1000.00 400.00", Vat.UNKNOWN),
        spent("day class amount vat_rate\n2025-06-10 fixed 100.00 20"),
    )
    found.book.close()
    begin(found.path, TaxSpell(JUNE.start.replace(month=1), Regime.SIMPLIFIED_INCOME, Rate.NONE))
    found.book = type(found.book).open(found.path)
    assert both(found, "profit") == (480, "none")


def test_discounts_go_with_their_sales(tmp_path: Path) -> None:
    """1,200 after 120 off, both with 20 %: 1,000 and 100; by the amount of VAT too. Off of all: 200 of 2,200."""
    text = (
        "day document amount discount vat_rate vat_amount\n2025-06-03 1 1200.00 120.00 20 -\n"
        "2025-06-04 2 1200.00 120.00 - 200.00"
    )
    found = company(tmp_path, sold(text))
    found.book.set_setting("vat_report", "without")
    told = found.engine.leaf_values([Leaf("discount_amount")], [JUNE])
    assert list(told.values()) == [200]
    assert figure(found, "average_discount").basis == "without"


def test_parts_customers_and_lists_add_up_to_the_converted_revenue(tmp_path: Path) -> None:
    """Every way of reading the rows gives the amounts of one basis."""
    text = (
        "day document customer product amount vat_rate\n2025-06-03 1 А Чай 1200.00 20\n"
        "2025-06-04 2 Б Книга 1100.00 10\n"
        "2025-06-05 3 А Билет 500.00 0"
    )
    found = company(tmp_path, sold(text))
    found.book.set_setting("vat_report", "without")
    engine = found.engine
    parts = {one.member: one.value for one in engine.figures(["revenue"], [JUNE], "product")}
    assert parts == {"Чай": 1000, "Книга": 1000, "Билет": 500}
    assert {line[0]: line[1] for line in engine.top("customer", JUNE, 2)} == {"А": 1500, "Б": 1000}
    rows = engine.rows("revenue", JUNE)
    assert sorted(row.cells[rows.columns.index("amount")] for row in rows.rows) == [500, 1000, 1000]  # type: ignore[type-var]


def test_what_the_book_keeps_is_as_the_file_gives_it(tmp_path: Path) -> None:
    found = company(tmp_path, sold(), spent())
    assert figure(found, "revenue").value == 2500
    assert found.book.run("SELECT SUM(amount) FROM sale", as_stated=True) == [(Decimal(2800),)]
    assert not found.book.check()
    found.add(Export(SOLD.replace("1200.00", "2400.00"), "sale", "1C", "2025-06-01", "2025-06-30", vat=Vat.WITH))
    assert found.book.batches()[-1].stored_total == Decimal(4000)
    assert figure(found, "revenue").value == 3700
