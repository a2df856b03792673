"""Figures of small companies: values, comparisons and what is said beside them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.catalogue.resolve import leaves_of
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.figure import Base, ChangeKind
from kpi_desktop.engine.provisos import wilson
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.facts.batch import Documents, Returns, Vat
from tests.unit.engine.company import CATALOGUE, Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.figure import Figure


def figure(engine: Engine, metric: str, month: str) -> Figure:
    return engine.figures([metric], [Period.month(month)])[0]


def value(engine: Engine, metric: str, month: str) -> Decimal | Reason:
    found = figure(engine, metric, month).value
    return found.reason if isinstance(found, Missing) else found


def codes(found: Figure) -> list[str]:
    return [flag.code for flag in found.flags]


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


YEAR = "day document customer amount\n" + "\n".join(
    f"{year}-{month:02}-{day:02} {year}{month:02}{day} К{(day + month) % 6} {100 + month}.00"
    for year in (2023, 2024)
    for month in range(1, 13)
    for day in (1, 9, 17, 25)
)

UNTIL_THE_TENTH = "\n".join(line for line in YEAR.splitlines() if not "2024-11-10" < line < "3")


def test_money_is_compared_in_percent_shares_in_points(company: Company) -> None:
    company.add(Export(YEAR, first="2023-01-01", last="2024-12-31"))
    revenue = figure(company.engine, "revenue", "2024-06")
    previous = revenue.comparisons[Base.PREVIOUS]
    assert revenue.value == 424
    assert (previous.period, previous.value, previous.kind) == (
        Period.month("2024-05"),
        Decimal(420),
        ChangeKind.PERCENT,
    )
    assert isinstance(previous.change, Decimal)
    assert round(previous.change, 7) == Decimal("0.0095238")
    assert revenue.comparisons[Base.LAST_YEAR].change == 0
    shares = figure(company.engine, "returning_buyers_share", "2024-06").comparisons[Base.PREVIOUS]
    assert shares.kind is ChangeKind.POINTS


def test_from_a_base_of_zero_or_less_only_an_amount(company: Company) -> None:
    rows = "day document amount\n2024-01-05 1 -50.00\n2024-02-05 2 100.00\n2024-03-01 3 5.00"
    company.add(Export(rows, first="2024-01-01", last="2024-03-31"))
    compared = figure(company.engine, "revenue", "2024-02").comparisons[Base.PREVIOUS]
    assert (compared.value, compared.change, compared.kind) == (Decimal(-50), Decimal(150), ChangeKind.AMOUNT)


def test_no_comparison_with_days_that_are_not_covered(company: Company) -> None:
    company.add(Export(YEAR, first="2023-01-01", last="2024-12-31"))
    compared = figure(company.engine, "revenue", "2023-01").comparisons[Base.PREVIOUS]
    assert isinstance(compared.value, Missing)
    assert compared.value.reason is Reason.NOT_COVERED
    assert value(company.engine, "yoy_growth", "2023-05") is Reason.NOT_COVERED
    assert value(company.engine, "yoy_growth", "2024-05") == 0


def test_a_month_that_is_not_over_meets_the_same_days(company: Company) -> None:
    company.add(Export(UNTIL_THE_TENTH, first="2023-01-01", last="2024-11-10"))
    engine = company.engine
    now = figure(engine, "revenue", "2024-11")
    assert (now.covered.first, now.covered.last) == (date(2024, 11, 1), date(2024, 11, 10))
    assert not now.covered.complete
    assert codes(now) == ["partial"]
    assert now.value == 222
    previous = now.comparisons[Base.PREVIOUS]
    assert previous.period == Period(date(2024, 10, 1), date(2024, 10, 11))
    assert previous.value == 220
    assert previous.change == value(engine, "mom_growth", "2024-11")
    assert isinstance(previous.change, Decimal)
    assert round(previous.change, 6) == Decimal("0.009091")
    assert value(engine, "yoy_growth", "2024-11") == 0


def test_the_default_month_is_the_last_wholly_covered_one(company: Company) -> None:
    company.add(Export(UNTIL_THE_TENTH, first="2023-01-01", last="2024-11-10"))
    assert company.engine.default_month() == Period.month("2024-10")
    assert company.engine.months()[-1] == Period.month("2024-11")


def test_deals_that_only_say_which_leads_were_won_make_no_default_month(company: Company) -> None:
    company.add(Export("day lead\n2024-01-05 а\n2024-02-05 б", "lead", "CRM", "2024-01-01", "2024-02-29"))
    company.add(Export("day lead\n2024-02-09 а\n2024-05-09 б", "won_deal", "CRM", "2024-01-01", "2024-05-31"))
    assert company.engine.default_month() == Period.month("2024-02")
    assert company.engine.months()[-1] == Period.month("2024-05")


def test_an_only_month_that_is_not_whole_is_still_the_default(company: Company) -> None:
    company.add(Export("day document amount\n2024-02-05 1 10.00\n2024-02-09 2 10.00"))
    assert company.engine.default_month() == Period.month("2024-02")


def test_an_empty_book_has_no_months(company: Company) -> None:
    engine = company.engine
    assert engine.months() == []
    assert engine.default_month() is None
    found = figure(engine, "revenue", "2024-01")
    assert isinstance(found.value, Missing)
    assert (found.value.reason, found.value.unlock) == (Reason.NO_DATA, ("sale",))


def test_a_covered_month_without_rows_is_a_true_zero(company: Company) -> None:
    rows = "day document customer amount\n2024-01-05 1 А 10.00\n2024-03-05 2 Б 20.00"
    company.add(Export(rows, first="2024-01-01", last="2024-03-31"))
    engine = company.engine
    assert value(engine, "revenue", "2024-02") == 0
    assert value(engine, "sales_count", "2024-02") == 0
    assert value(engine, "aov", "2024-02") is Reason.ZERO_DENOMINATOR
    assert value(engine, "revenue", "2024-04") is Reason.NOT_COVERED


def test_columns_that_the_export_has_not(company: Company) -> None:
    company.add(Export("day amount\n2024-01-05 10.00", first="2024-01-01", last="2024-01-31"))
    engine = company.engine
    for metric, column in (("sales_count", "document"), ("buyers", "customer"), ("units", "quantity")):
        found = figure(engine, metric, "2024-01").value
        assert isinstance(found, Missing)
        assert (found.reason, found.unlock) == (Reason.NO_COLUMN, (f"sale.{column}",))
    cost = figure(engine, "gross_profit", "2024-01").value
    assert isinstance(cost, Missing)
    assert (cost.reason, cost.unlock) == (Reason.NO_COST, ("sale.cost",))


def test_shift_reports_have_revenue_and_no_receipts(company: Company) -> None:
    rows = "day document amount\n2024-01-05 1 10.00"
    company.add(Export(rows, documents=Documents.SHIFT_REPORT, first="2024-01-01", last="2024-01-31"))
    assert value(company.engine, "revenue", "2024-01") == 10
    assert value(company.engine, "sales_count", "2024-01") is Reason.SHIFT_REPORT
    assert value(company.engine, "aov", "2024-01") is Reason.SHIFT_REPORT


@pytest.mark.parametrize("returns", [Returns.NETTED, Returns.UNKNOWN])
def test_returns_that_are_not_apart(company: Company, returns: Returns) -> None:
    rows = "day document amount\n2024-01-05 1 30.00\n2024-01-06 2 10.00"
    company.add(Export(rows, returns=returns, first="2024-01-01", last="2024-01-31"))
    engine = company.engine
    assert value(engine, "revenue", "2024-01") == 40
    assert value(engine, "revenue_gross", "2024-01") is Reason.RETURNS_NOT_SEPARATED
    assert value(engine, "revenue_returns", "2024-01") is Reason.RETURNS_NOT_SEPARATED
    assert value(engine, "goods_return_rate", "2024-01") is Reason.RETURNS_NOT_SEPARATED
    average = figure(engine, "aov", "2024-01")
    assert average.value == 20
    assert "net_for_gross" in codes(average)


def test_a_report_by_months_tells_nothing_about_weeks(company: Company) -> None:
    rows = "day product amount\n2024-01-01 чай 30.00\n2024-02-01 чай 10.00"
    company.add(Export(rows, grain=Grain.MONTH, returns=Returns.NETTED, first="2024-01-01", last="2024-02-29"))
    engine = company.engine
    assert value(engine, "revenue", "2024-02") == 10
    week = engine.figures(["revenue"], [Period.of(date(2024, 2, 7), Grain.WEEK)])[0].value
    assert isinstance(week, Missing)
    assert week.reason is Reason.GRAIN


def test_a_filtered_report_is_not_the_company(company: Company) -> None:
    company.add(Export("day amount\n2024-01-05 10.00", filtered=True, first="2024-01-01", last="2024-01-31"))
    assert codes(figure(company.engine, "revenue", "2024-01")) == ["filtered"]


def test_streams_that_are_expected_and_absent(company: Company) -> None:
    shop = "day amount\n" + "\n".join(f"2024-{m:02}-05 {m * 100}.00" for m in range(1, 7))
    ozon = "day amount\n" + "\n".join(f"2024-{m:02}-06 1000.00" for m in range(1, 6))
    company.add(Export(shop, source="1C", first="2024-01-01", last="2024-06-30"))
    company.add(Export(ozon, source="Ozon", first="2024-01-01", last="2024-05-31"))
    engine = company.engine
    june = figure(engine, "revenue", "2024-06")
    assert june.value == 600
    assert [f"{flag.code}: {flag.message}" for flag in june.flags] == ["partial: without Ozon"]
    previous = june.comparisons[Base.PREVIOUS]
    assert (previous.value, previous.change) == (Decimal(500), Decimal("0.2"))  # on common streams: 600 against 500
    assert engine.default_month() == Period.month("2024-05")
    assert value(engine, "revenue", "2024-05") == 1500


def test_vat_that_differs_refuses_profit_and_flags_revenue(company: Company) -> None:
    rows = "day document amount cost\n2024-01-05 1 30.00 10.00"
    company.add(Export(rows, source="1C", vat=Vat.WITH, first="2024-01-01", last="2024-01-31"))
    assert value(company.engine, "gross_profit", "2024-01") == 20
    company.add(Export(rows, source="касса", vat=Vat.WITHOUT, first="2024-01-01", last="2024-01-31"))
    engine = company.engine
    assert value(engine, "gross_profit", "2024-01") is Reason.VAT_MIXED
    assert value(engine, "margin", "2024-01") is Reason.VAT_MIXED
    revenue = figure(engine, "revenue", "2024-01")
    assert (revenue.value, revenue.basis, codes(revenue)) == (Decimal(60), "mixed", ["vat_mixed"])


def test_unknown_vat_refuses_profit_until_the_owner_states_it(company: Company) -> None:
    rows = "day document amount cost\n2024-01-05 1 30.00 10.00"
    company.add(Export(rows, vat=Vat.UNKNOWN, first="2024-01-01", last="2024-01-31"))
    assert value(company.engine, "gross_profit", "2024-01") is Reason.VAT_MIXED
    assert figure(company.engine, "revenue", "2024-01").basis == "unknown"
    company.book.set_setting("vat_basis", "without")
    assert value(company.engine, "gross_profit", "2024-01") == 20
    assert figure(company.engine, "revenue", "2024-01").basis == "without"


@pytest.mark.parametrize(
    ("costed", "profit", "flagged"), [(100, 50, False), (94, 47, True), (50, 25, True), (49, None, False)]
)
def test_a_margin_needs_costs(company: Company, costed: int, profit: int | None, flagged: bool) -> None:
    rows = f"day document amount cost\n2024-01-05 1 {costed}.00 {costed / 2}\n2024-01-06 2 {100 - costed}.00 -"
    company.add(Export(rows, first="2024-01-01", last="2024-01-31"))
    found = figure(company.engine, "gross_profit", "2024-01")
    if profit is None:
        assert isinstance(found.value, Missing)
        assert (found.value.reason, found.value.unlock) == (Reason.NO_COST, ("sale.cost",))
    else:
        assert found.value == profit
    assert ("costed_share" in codes(found)) == (flagged or profit is None)


def test_profit_needs_the_month_s_expenses(company: Company) -> None:
    rows = "day document amount cost\n2024-01-05 1 100.00 40.00\n2024-02-05 2 100.00 40.00"
    company.add(Export(rows, first="2024-01-01", last="2024-02-29"))
    missing = figure(company.engine, "profit", "2024-01").value
    assert isinstance(missing, Missing)
    assert missing.unlock == ("expense",)
    paid = "day class amount\n2024-01-20 fixed 25.00\n2024-01-25 owner 500.00"
    company.add(Export(paid, fact="expense", first="2024-01-01", last="2024-01-31"))
    assert value(company.engine, "profit", "2024-01") == 35
    assert value(company.engine, "profit", "2024-02") is Reason.NOT_COVERED


def test_few_identified_buyers_are_said(company: Company) -> None:
    rows = "day document customer amount\n2024-01-05 1 А 40.00\n2024-01-06 2 - 60.00"
    company.add(Export(rows, first="2024-01-01", last="2024-01-31"))
    found = figure(company.engine, "arp_customer", "2024-01")
    assert found.value == 40
    assert "identified_share" in codes(found)


def test_twelve_months_are_needed_for_a_frequency(company: Company) -> None:
    company.add(Export(YEAR, first="2023-01-01", last="2024-12-31"))
    engine = company.engine
    assert value(engine, "purchase_frequency", "2023-11") is Reason.HISTORY_SHORT
    assert value(engine, "purchase_frequency", "2023-12") == Decimal(48) / Decimal(6)


def test_the_first_months_tell_nothing_about_new_buyers(company: Company) -> None:
    company.add(Export(YEAR, first="2023-01-01", last="2024-12-31"))
    engine = company.engine
    assert value(engine, "new_buyers", "2023-03") is Reason.HISTORY_SHORT
    april = figure(engine, "new_buyers", "2023-04")
    assert (april.value, codes(april)) == (Decimal(0), ["upper_bound"])
    assert codes(figure(engine, "new_buyers", "2024-01")) == []


def test_a_customer_base_ends_the_doubt_about_new_buyers(company: Company) -> None:
    rows = "day document customer amount\n2024-01-05 1 А 40.00\n2024-01-06 2 Б 60.00"
    company.add(Export(rows, first="2024-01-01", last="2024-01-31"))
    base = "day customer\n2019-05-01 А\n2024-01-06 Б"
    company.add(Export(base, fact="customer", first="2019-01-01", last="2024-01-31"))
    found = figure(company.engine, "new_buyers", "2024-01")
    assert (found.value, codes(found)) == (Decimal(1), [])
    assert value(company.engine, "returning_buyers", "2024-01") == 1


def test_leaders_are_parts_of_the_concentration(company: Company) -> None:
    lines = "\n".join(f"2024-01-1{i} {i} К{i} {(i + 1) * 10}.00" for i in range(7))
    company.add(Export("day document customer amount\n" + lines, first="2024-01-01", last="2024-01-31"))
    found = figure(company.engine, "top_customer_share", "2024-01")
    assert isinstance(found.value, Decimal)
    assert round(found.value, 6) == Decimal("0.892857")  # 250 of 280
    amounts = [(part.name, part.value) for part in found.parts if part.unit == "money"]
    assert amounts == [
        ("К6", Decimal(70)),
        ("К5", Decimal(60)),
        ("К4", Decimal(50)),
        ("К3", Decimal(40)),
        ("К2", Decimal(30)),
    ]
    assert found.parts[1].value == Decimal("0.25")


def test_top_products_leave_services_out(company: Company) -> None:
    rows = (
        "day document product amount service\n2024-01-05 1 чай 40.00 no\n2024-02-06 2 доставка 60.00 yes\n"
        "2024-02-07 3 чай 30.00 no\n2024-02-08 4 кофе 10.00 no"
    )
    company.add(Export(rows, first="2024-01-01", last="2024-02-29"))
    found = company.engine.top("product", Period.month("2024-02"), 5)
    assert found == [
        ("чай", Decimal(30), Decimal("0.3"), Decimal(40)),
        ("кофе", Decimal(10), Decimal("0.1"), Decimal(0)),
    ]


def test_unique_visitors_do_not_add_up(company: Company) -> None:
    rows = "day visits visitors target_actions\n2024-01-01 10 8 1\n2024-01-02 10 8 1"
    company.add(Export(rows, fact="traffic", first="2024-01-01", last="2024-01-31"))
    assert value(company.engine, "visitors", "2024-01") is Reason.NOT_ADDITIVE
    day = company.engine.figures(["visitors"], [Period.of(date(2024, 1, 2), Grain.DAY)])[0]
    assert day.value == 8


def test_rows_behind_a_figure_have_their_place(company: Company) -> None:
    rows = "day document customer product amount\n2024-01-05 7 Альфа чай 40.00\n2024-02-06 8 - кофе 60.00"
    company.add(Export(rows, first="2024-01-01", last="2024-02-29"))
    page = company.engine.rows("revenue", Period.month("2024-02"))
    assert page.total == 1
    row = page.rows[0]
    assert dict(zip(page.columns, row.cells, strict=True)) == {
        "fact": "sale",
        "day": date(2024, 2, 6),
        "kind": "sale",
        "document": "8",
        "product": "кофе",
        "customer": None,
        "quantity": None,
        "amount": Decimal(60),
    }
    assert (row.source.sheet, row.source.row) == ("Лист1", 3)
    assert row.source.file.startswith("1C")


def test_pages_of_rows_neither_repeat_nor_skip(company: Company) -> None:
    company.add(Export(YEAR, first="2023-01-01", last="2024-12-31"))
    engine, month = company.engine, Period.month("2024-06")
    whole = engine.rows("aov", month, 0, 100)
    pages = [engine.rows("aov", month, start, 3) for start in (0, 3, 6)]
    assert [page.total for page in pages] == [4, 4, 4]
    assert [row for page in pages for row in page.rows] == list(whole.rows)


def test_sale_rows_come_by_month_customer_document_day(company: Company) -> None:
    rows = (
        "day document customer product manager amount\n2024-02-06 8 Б кофе Иван 60.00\n2024-01-09 7 Б чай - 1.00\n"
        "2024-01-05 7 А чай Иван 40.00\n2024-01-05 6 - чай Иван 40.00"
    )
    company.add(Export(rows, first="2024-01-01", last="2024-02-29"))
    engine = company.engine
    table = next(iter(engine.sale_rows(date(2024, 1, 1), date(2024, 3, 1))))
    assert table.column("row").to_pylist() == [3, 4, 5, 2]  # Б was met before А, so its code is the smaller
    assert table.column("month").to_pylist() == [202401, 202401, 202401, 202402]
    assert engine.row_dimensions() == ("manager",)
    assert table.schema.names[:12] == [
        *("day", "month", "kind", "document", "customer", "product"),
        *("quantity", "amount", "cost", "batch", "sheet", "row"),
    ]
    assert table.column("document_number").to_pylist() == ["7", "7", "6", "8"]
    assert table.column("customer_name").to_pylist() == ["Б", "А", None, "Б"]
    assert engine.sale_row_count(date(2024, 1, 1), date(2024, 2, 1)) == 3


def test_leaf_values_are_rounded_once(company: Company) -> None:
    rows = "day document amount\n2024-01-05 1 0.0025\n2024-01-06 2 0.0025"
    company.add(Export(rows, first="2024-01-01", last="2024-01-31"))
    leaves = leaves_of(CATALOGUE, ["aov"])
    found = company.engine.leaf_values(leaves, [Period.month("2024-01")])
    assert found[Leaf("revenue_gross"), "2024-01", None] == Decimal("0.01")
    assert found[Leaf("orders"), "2024-01", None] == 2


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"), [(25, 76, "0.234", "0.441"), (0, 10, "0", "0.278"), (10, 10, "0.722", "1")]
)
def test_wilson_intervals(part: int, whole: int, low: str, high: str) -> None:
    found = wilson(Decimal(part), Decimal(whole))
    assert found is not None
    assert [round(edge, 3) for edge in found] == [Decimal(low), Decimal(high)]


def test_no_interval_above_one_hundred_percent() -> None:
    assert wilson(Decimal(11), Decimal(10)) is None


def test_members_of_a_split_are_those_with_rows_now_or_in_what_is_compared(company: Company) -> None:
    rows = (
        "day document manager amount\n2023-06-05 1 Давний 10.00\n2024-05-05 2 Прошлый 20.00\n"
        "2024-06-05 3 Нынешний 30.00\n2024-06-06 4 - 5.00"
    )
    company.add(Export(rows, first="2022-01-01", last="2024-06-30"))
    split = company.engine.figures(["revenue"], [Period.month("2024-06")], "manager")
    assert [(figure.member, figure.value) for figure in split] == [
        ("Давний", Decimal(0)),
        ("Нынешний", Decimal(30)),
        ("Прошлый", Decimal(0)),
        ("", Decimal(5)),
    ]
    alone = company.engine.figures(["revenue"], [Period.month("2024-04")], "manager")
    assert alone == []


def test_a_metric_that_has_no_such_split_gives_no_members(company: Company) -> None:
    company.add(Export("day document manager amount\n2024-06-05 3 Иван 30.00", first="2024-06-01", last="2024-06-30"))
    company.add(Export("day bug task\n2024-06-05 yes 1", fact="task", first="2024-06-01", last="2024-06-30"))
    engine, june = company.engine, [Period.month("2024-06")]
    assert engine.figures(["tasks_done_share"], june, "manager") == []
    assert engine.figures(["revenue"], june, "channel") == []


def test_a_split_that_the_export_of_these_days_has_not(company: Company) -> None:
    company.add(Export("day document manager amount\n2024-06-05 3 Иван 30.00", first="2024-06-01", last="2024-06-30"))
    july = "day document amount\n2024-07-05 4 40.00"
    company.add(Export(july, source="касса", first="2024-07-01", last="2024-07-31"))
    found = company.engine.figures(["revenue"], [Period.month("2024-06"), Period.month("2024-07")], "manager")
    first, second = (figure.value for figure in found)
    assert first == 30
    assert isinstance(second, Missing)
    assert (second.reason, second.unlock) == (Reason.NOT_IN_THIS_CUT, ("sale.manager",))


def test_days_that_the_other_month_has_not_are_no_base(company: Company) -> None:
    company.add(Export("day document amount\n2024-02-29 1 10.00", first="2024-02-01", last="2024-02-29"))
    last = "day document amount\n2024-03-31 3 30.00"
    company.add(Export(last, source="касса", first="2024-03-31", last="2024-03-31"))
    compared = figure(company.engine, "revenue", "2024-03").comparisons[Base.PREVIOUS]
    assert isinstance(compared.value, Missing)


def test_value_to_date_says_how_short_the_history_is(company: Company) -> None:
    company.add(Export(YEAR, first="2023-01-01", last="2024-12-31"))
    engine = company.engine
    early = figure(engine, "cltv_simple", "2023-03")
    assert "at_least" in codes(early)
    # twelve orders of 101, 102, 103 by six customers
    assert early.value == Decimal(4 * (101 + 102 + 103)) / Decimal(6)
    assert "at_least" not in codes(figure(engine, "cltv_simple", "2024-12"))


def test_streams_without_customers_take_no_part_in_figures_per_customer(company: Company) -> None:
    report = "day product amount\n2024-01-01 чай 1000.00"
    company.add(
        Export(report, source="отчёт", grain=Grain.MONTH, returns=Returns.NETTED, last="2024-01-31", first="2024-01-01")
    )
    lines = "day document customer amount\n2024-01-05 1 А 40.00\n2024-01-06 2 А 60.00"
    company.add(Export(lines, source="1C", first="2024-01-01", last="2024-01-31"))
    engine = company.engine
    assert value(engine, "cltv_simple", "2024-01") == 100
    assert value(engine, "sales_count", "2024-01") is Reason.NO_COLUMN
    average = figure(engine, "arp_customer", "2024-01")
    assert average.value == 100
    assert {"no_customer", "identified_share"} <= set(codes(average))


def test_twelve_months_are_counted_in_days_not_in_streams(company: Company) -> None:
    """A stream that ended before the year is said to be absent; the year's figure is there all the same."""
    company.add(Export("day amount\n2023-12-05 10.00", source="отчёт", first="2023-12-01", last="2023-12-31"))
    lines = [line for line in YEAR.splitlines() if not line.startswith("2023")]
    company.add(Export("\n".join(lines), source="1C", first="2024-01-01", last="2024-12-31"))
    found = figure(company.engine, "purchase_frequency", "2024-12")
    assert found.value == 8
    assert [str(flag.message) for flag in found.flags if flag.code == "partial"] == ["without отчёт"]
