"""Tables kept by hand: months across, year and month apart, several tables on a sheet; and drafts that work."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import Documents
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.shared import shared
from tests.unit.ingest.tables import Rows, codes, facts, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


def test_months_across_with_totals_at_both_edges(tmp_path: Path) -> None:
    rows: Rows = [
        ["Продажи по менеджерам за 2026 год"], [],
        ["Менеджер", "Январь", "Февраль", "Март", "Итого"],
        ["Иванов", 100, None, 300, 400], ["Петров", 10, 20, 0, 30], ["Итого", 110, 20, 300, 430],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows))
    assert (report.outcome, report.rows, report.imported_total) == (Outcome.OK, 2, Decimal(430))
    assert [(fact["manager"], fact["day"], fact["amount"], fact["src_row"]) for fact in facts(report)] == [
        ("Иванов", JAN, 100, 4), ("Иванов", MAR, 300, 4), ("Петров", JAN, 10, 5), ("Петров", FEB, 20, 5),
        ("Петров", MAR, 0, 5),
    ]  # fmt: skip
    assert report.batches[0].grain is Grain.MONTH


@pytest.mark.parametrize("word", [None, "Всего", "Отдел продаж"])
def test_sums_of_rows_are_not_counted_whatever_they_are_called(tmp_path: Path, word: str | None) -> None:
    rows: Rows = [
        ["План продаж"],
        ["Менеджер", "янв.26", "фев.26"],
        ["Иванов", 101, 203], ["Петров", 17, 29], [word, 118, 232],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows))
    assert (report.outcome, report.batches[0].fact, report.imported_total) == (Outcome.OK, "target", Decimal(350))


def test_a_name_that_begins_like_a_total_is_a_name(tmp_path: Path) -> None:
    rows: Rows = [
        ["Выручка по товарам"],
        ["Товар", "01.2026", "02.2026"],
        ["Итоговая тетрадь", 7, 8], ["Стол", 70, 81], ["Итого", 77, 89],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows))
    assert {fact["product"] for fact in facts(report)} == {"Итоговая тетрадь", "Стол"}


def test_months_without_a_year_are_asked_about_and_the_draft_works(tmp_path: Path) -> None:
    rows: Rows = [["Расходы по статьям"], ["Статья", "Январь", "Февраль"], ["Аренда", 5, 6], ["Связь", 1, 2]]
    asked = imported(tmp_path, sheet(rows))
    assert (asked.outcome, asked.batches) == (Outcome.NEEDS_MAPPING, ())
    filled = asked.mapping.replace('period = ["", ""]', 'period = ["2026-01-01", "2026-02-28"]')
    report = imported(tmp_path, sheet(rows), options=ImportOptions(mapping=filled))
    assert report.outcome is Outcome.OK, report.issues
    assert [(fact["article"], fact["day"], fact["amount"]) for fact in facts(report)] == [
        ("Аренда", JAN, 5), ("Аренда", FEB, 6), ("Связь", JAN, 1), ("Связь", FEB, 2),
    ]  # fmt: skip


def test_plan_and_fact_under_each_month(tmp_path: Path) -> None:
    rows: Rows = [
        ["Менеджер", "Январь 2026", None, "Февраль 2026", None],
        [None, "План", "Факт", "План", "Факт"],
        ["Иванов", 100, 90, 110, 120], ["Петров", 50, 55, 60, None],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows, merges=((0, 1, 0, 2), (0, 3, 0, 4), (0, 0, 1, 0))))
    assert (report.outcome, report.batches[0].fact, report.imported_total) == (Outcome.OK, "target", Decimal(320))
    assert [fact["x_fakt"] for fact in facts(report)] == [90, 120, 55, None]


def test_a_time_sheet_by_days_of_the_month(tmp_path: Path) -> None:
    rows: Rows = [
        ["Табель учёта рабочего времени за март 2026 г."],
        ["№", "Сотрудник", 1, 2, 3, 4, 5, 6, "Итого часов"],
        [1, "Иванов", 8, 8, "В", "В", "Б", "7,5", 23.5], [2, "Ли", "О", "О", "в", "в", 8, 8, 16],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows))
    assert (report.outcome, report.batches[0].fact, report.imported_total) == (Outcome.OK, "hours", Decimal("39.5"))
    assert [(fact["manager"], fact["day"], fact["hours"]) for fact in facts(report)][-1] == (
        "Ли", date(2026, 3, 6), Decimal(8),
    )  # fmt: skip


def test_days_across_in_the_american_order(tmp_path: Path) -> None:
    days = [f"03/{day:02}/2026" for day in range(10, 16)]
    rows: Rows = [
        ["Продажи по магазинам"],
        ["Магазин", *days],
        ["Центр", 1, 2, 3, 4, 5, 6],
        ["Север", 7, 8, 9, 10, 11, 12],
    ]
    report = imported(tmp_path, sheet(rows))
    assert [fact["day"] for fact in facts(report)][:2] == [date(2026, 3, 10), date(2026, 3, 11)]


def test_year_and_month_in_columns_of_their_own(tmp_path: Path) -> None:
    rows: Rows = [
        ["Менеджер", "Год", "Месяц", "Выручка", "Товар"],
        ["Иванов", 2025, "Декабрь", 10, "Стол"], ["Иванов", 2026, "Январь", 20, "Стул"],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows))
    assert report.outcome is Outcome.OK, report.issues
    assert [fact["day"] for fact in facts(report)] == [date(2025, 12, 1), JAN]
    assert report.batches[0].grain is Grain.MONTH


def test_two_tables_side_by_side_and_one_below(tmp_path: Path) -> None:
    more: Rows = [[date(2026, 3, day), "Стул", day] for day in range(3, 9)]
    rows: Rows = [
        ["Дата", "Товар", "Сумма", None, "Курс", "Значение"],
        [date(2026, 3, 1), "Стол", 10, None, "USD", 90], [date(2026, 3, 2), "Стул", 20, None, "EUR", 98],
        *more, [], [],
        ["Сотрудник", "Премия"], ["Иванов", 5], ["Петров", 7],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows, name="Продажи"))
    assert report.outcome is Outcome.OK, report.issues
    assert (report.rows, report.imported_total) == (8, Decimal(63))
    assert codes(report).count("block_not_used") == 2


@pytest.mark.parametrize(("text", "value"), [("1,234", 1234), ("12,345", 12345), ("7", 7)])
def test_counts_have_no_decimals(tmp_path: Path, text: str, value: int) -> None:
    rows: Rows = [
        ["Дата", "Источник трафика", "Визиты"],
        ["2026-03-01", "Поиск", text],
        ["2026-03-02", "Поиск", "2,500"],
    ]
    report = imported(tmp_path, sheet(rows, all_text=True))
    assert [fact["visits"] for fact in facts(report)] == [value, 2500]


def test_half_a_visit_is_listed(tmp_path: Path) -> None:
    rows: Rows = [["Дата", "Источник трафика", "Визиты", "Посетители"], [JAN, "Поиск", 5, 2.5], [FEB, "Поиск", 6, 3]]
    report = imported(tmp_path, sheet(rows))
    assert (report.outcome, codes(report)) == (Outcome.PARTIAL, ["cell_unreadable"])
    assert [fact["visitors"] for fact in facts(report)] == [None, 3]


def test_money_of_three_decimals_is_asked_about(tmp_path: Path) -> None:
    rows: Rows = [["Дата", "Товар", "Выручка"], ["01.03.2026", "Стол", "1,234"], ["02.03.2026", "Стул", "2,500"]]
    report = imported(tmp_path, sheet(rows, all_text=True))
    assert report.outcome is Outcome.NEEDS_MAPPING
    filled = report.mapping.replace("[columns]", 'decimal_sign = "."\n[columns]')
    again = imported(tmp_path, sheet(rows, all_text=True), options=ImportOptions(mapping=filled))
    assert again.imported_total == Decimal(3734)


@pytest.mark.parametrize("mark", ["-", "—", "н/д"])
def test_a_dash_is_no_name(tmp_path: Path, mark: str) -> None:
    rows: Rows = [["Дата", "Товар", "Сумма", "Менеджер"], [JAN, "Стол", 5, mark], [FEB, "Стул", 6, "Ли"]]
    assert [fact["manager"] for fact in facts(imported(tmp_path, sheet(rows, name="Продажи")))] == [None, "Ли"]


@pytest.mark.parametrize(
    "path", ["transactions/ru_grocery_products.xlsx", "transactions/olist_products.csv",
             "handmade/ru_nomenclature_utf8bom_semicolon.csv"],
)  # fmt: skip
def test_a_list_of_goods_says_that_there_is_nothing_to_count(tmp_path: Path, path: str) -> None:
    report = read(shared(f"data/{path}"), tmp_path)
    assert (report.outcome, codes(report)) == (Outcome.UNSUPPORTED, ["goods_list"])


def test_won_deals_without_a_day_of_creation_are_no_deals(tmp_path: Path) -> None:
    """They say which leads were won and when; among the deals they would count as created on the day of winning."""
    report = read(shared("data/transactions/olist_closed_deals.csv"), tmp_path)
    assert report.outcome is Outcome.OK, report.issues
    assert [(batch.fact, batch.rows) for batch in report.batches] == [("won_deal", 842)]
    assert report.period == (date(2017, 12, 5), date(2018, 11, 15))
    assert {"day", "lead", "manager", "segment"} <= set(report.batches[0].present)


@pytest.mark.parametrize(
    ("heads", "row", "fact"),
    [
        (["Дата выигрыша", "ID лида"], ["05.03.2026", "л-7"], "won_deal"),
        (["Won date", "Lead ID", "Owner", "Amount"], ["2026-03-25", "l-7", "Ann", "100"], "won_deal"),
        (["Дата создания", "ID сделки", "Дата выигрыша", "ID лида"], ["25.02.2026", "7", "25.03.2026", "л-7"], "deal"),
        (["Дата обращения", "ID лида", "Источник", "Дата выигрыша"], ["25.02.2026", "7", "Сайт", "25.03.2026"], "lead"),
        (["Дата обращения", "ID лида", "Менеджер", "Сегмент", "Дата выигрыша"],
         ["25.02.2026", "7", "Иванов", "опт", "25.03.2026"], "lead"),
    ],
)  # fmt: skip
def test_a_won_date_beside_another_day_leaves_the_rows_what_they_are(
    tmp_path: Path, heads: list[str], row: list[str], fact: str
) -> None:
    report = imported(tmp_path, sheet([[*heads], [*row]]))
    assert [batch.fact for batch in report.batches] == [fact], report.issues


@pytest.mark.parametrize("head", ["Состояние сделки", "Этап сделки", "Причина отказа", "Прогноз закрытия"])
def test_deals_that_are_not_all_won_still_need_their_day_of_creation(tmp_path: Path, head: str) -> None:
    value = "25.04.2026" if head == "Прогноз закрытия" else "проиграна"
    report = imported(tmp_path, sheet([["Дата выигрыша", "ID лида", head], ["25.03.2026", "л-7", value]]))
    assert (report.outcome, report.batches) == (Outcome.NEEDS_MAPPING, ())
    assert 'fact = "won_deal"' not in report.mapping


def test_the_sellers_of_a_shop_need_one_column_named(tmp_path: Path) -> None:
    path = shared("data/excel1c/shop_sellers_kpi.xlsx")
    asked = read(path, tmp_path)
    assert asked.outcome is Outcome.NEEDS_MAPPING
    assert '"Месяц" = "day"' in asked.mapping
    filled = asked.mapping.replace('"Сумма Аксы" = ""', '"Сумма Аксы" = "amount"')
    report = read(path, tmp_path, ImportOptions(mapping=filled))
    assert report.outcome is Outcome.OK, report.issues
    assert report.batches[0].period == (FEB.replace(year=2022), date(2022, 4, 1))


def test_receipts_of_a_fiscal_operator(tmp_path: Path) -> None:
    """The kind of document says «Кассовый чек» in every row; what came back stands in another column."""
    rows: Rows = [
        ["Дата и время", "Тип документа", "Признак расчета", "Номер смены", "Номер чека", "Номер ФД", "Итого по чеку"],
        ["05.03.2026 12:10", "Кассовый чек", "Приход", 12, 1, 1001, 300],
        ["05.03.2026 12:15", "Кассовый чек", "Возврат прихода", 12, 2, 1002, 150],
        ["05.03.2026 12:20", "Кассовый чек коррекции", "Приход", 12, 3, 1003, 200],
        ["05.03.2026 12:25", "Кассовый чек", "Расход", 12, 4, 1004, 999],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows))
    assert [(fact["document"], fact["kind"], fact["amount"]) for fact in facts(report)] == [
        ("1001", "sale", 300), ("1002", "return", -150), ("1003", "sale", 200),
    ]  # fmt: skip
    assert "left_out" in codes(report)


def test_reports_of_shifts_have_no_receipts(tmp_path: Path) -> None:
    rows: Rows = [
        ["Касса", "Номер смены", "Дата открытия смены", "Количество чеков", "Выручка"],
        ["Касса 1", 12, "05.03.2026 09:00", 45, 14700], ["Касса 1", 13, "06.03.2026 09:00", 40, 12000],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows))
    assert (report.outcome, report.batches[0].documents) == (Outcome.OK, Documents.SHIFT_REPORT)


def test_a_cash_book_of_two_columns(tmp_path: Path) -> None:
    rows: Rows = [
        ["Дата", "Приход", "Расход", "Назначение", "Контрагент"],
        [JAN, 500, None, "Оплата по счёту", "ООО Ромашка"], [FEB, None, 120.5, "Аренда", "ИП Ли"],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows))
    assert [(fact["direction"], fact["amount"]) for fact in facts(report)] == [("in", 500), ("out", Decimal("120.5"))]


def test_loyalty_cards_are_a_base_of_customers(tmp_path: Path) -> None:
    heads: Rows = [["Номер карты", "ФИО клиента", "Дата регистрации"]]
    report = imported(tmp_path, sheet([*heads, ["00012345", "Иванов И.", JAN], ["00012346", "Ли", FEB]]))
    assert report.batches[0].fact == "customer"
    assert [fact["customer"] for fact in facts(report)] == ["00012345", "00012346"]


def test_a_row_that_numbers_the_columns_is_no_row_of_days(tmp_path: Path) -> None:
    rows: Rows = [
        ["Дата", "Номер чека", "Товар", "Количество", "Цена", "Сумма"], [1, 2, 3, 4, 5, 6],
        [JAN, "0001", "Стол", 2, 10, 20], [FEB, "0002", "Стул", 3, 5, 15],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows))
    assert [batch.fact for batch in report.batches] in (["sale"], [])
    assert not any(fact["amount"] == 6 for fact in (facts(report) if report.batches else []))


def test_takings_of_days_are_proposed_as_sales_and_the_draft_works_as_it_is(tmp_path: Path) -> None:
    rows: Rows = [
        ["Кафе «Булка», касса"],
        ["Дата", "Наличные", "Карта", "Итого выручка", "Чеков", "Продукты"],
        ["01.07.2025", 5235, 16115, 21350, 70, None],
        ["02.07.2025", 8389, 9343, 17732, 62, 12000],
        ["15.07.2025", 4475, 21889, 26364, 78, 18000],
    ]  # fmt: skip
    asked = imported(tmp_path, sheet(rows))
    assert asked.outcome is Outcome.NEEDS_MAPPING
    assert '"Итого выручка" = "amount"' in asked.mapping
    assert "expense (Расходы)" in asked.mapping
    report = imported(tmp_path, sheet(rows), options=ImportOptions(mapping=asked.mapping))
    assert (report.outcome, report.batches[0].fact) == (Outcome.OK, "sale")
    assert [fact["amount"] for fact in facts(report)] == [21350, 17732, 26364]
