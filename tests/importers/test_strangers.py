"""Files that the importers had not met: movements of money, blocks under titles, lists of 1C, services alike."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.outcome import Outcome
from tests.importers.service_files import read_text, sentences
from tests.unit.ingest.tables import codes, facts, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.ingest.tables import Rows

BANK = (
    "Дата;Номер;Контрагент;Приход;Расход;Назначение\n02.09.2026;5;ООО Альфа;10 000,00;;Оплата\n"
    "03.09.2026;6;ИП Бета;;2 500,55;Аренда\nИтого;;;10 000,00;2 500,55;\n"
)


def test_a_row_of_totals_hides_no_cash_book(tmp_path: Path) -> None:
    report = read_text(tmp_path, BANK)
    assert (report.outcome, report.rows, codes(report)) == (Outcome.OK, 2, [])
    assert [(row["direction"], row["amount"]) for row in facts(report)] == [
        ("in", Decimal(10000)), ("out", Decimal("2500.55")),
    ]  # fmt: skip
    assert report.file_total == report.imported_total == Decimal("12500.55")


def test_a_bank_calls_what_came_in_credit(tmp_path: Path) -> None:
    rows: Rows = [
        ["Дата проводки", "Счет", None, "Сумма по дебету", "Сумма по кредиту", "№ документа", "Назначение платежа"],
        [None, "Дебет", "Кредит", None, None, None, None],
        [date(2026, 9, 1), "40702810000000000001", "40702810000000000009", 1500.25, None, "15", "Оплата"],
        [date(2026, 9, 30), "40702810000000000007", "40702810000000000001", None, 20000, "77", "За товар"],
        ["Итого оборотов", None, None, 1500.25, 20000, None, None],
        ["Исходящий остаток", None, None, None, 19499.75, None, None],
    ]
    report = imported(tmp_path, sheet(rows))
    assert (report.outcome, report.rows) == (Outcome.OK, 2)
    assert [(row["direction"], row["amount"]) for row in facts(report)] == [
        ("out", Decimal("1500.25")), ("in", Decimal(20000)),
    ]  # fmt: skip


def test_movements_of_a_card_are_not_taken_for_expenses(tmp_path: Path) -> None:
    text = (
        "Дата операции;Номер карты;Сумма платежа;Категория\n30.09.2026;*1;-1234,50;Магазины\n"
        "29.09.2026;;50000,00;Пополнения\n28.09.2026;*1;-700,00;Кафе\n"
    )
    report = read_text(tmp_path, text)
    assert report.outcome is Outcome.NEEDS_MAPPING
    assert "движение денег" in sentences(report)["needs_mapping"]


def test_one_correction_does_not_make_expenses_doubtful(tmp_path: Path) -> None:
    rows = "".join(f"{day:02}.09.2026;Аренда;100,00\n" for day in range(1, 10))
    report = read_text(tmp_path, "Дата;Статья затрат;Сумма\n" + rows + "10.09.2026;Аренда;-50,00\n")
    assert (report.outcome, report.imported_total) == (Outcome.OK, Decimal(850))


def test_a_block_under_a_title_is_a_table_of_its_own(tmp_path: Path) -> None:
    rows: Rows = [
        ["Продажи", None, None], ["Дата", "Товар", "Сумма"], [date(2026, 9, 1), "Чай", 100],
        [date(2026, 9, 2), "Кофе", 200], [None, "Итого", 300], [None, None, None],
        ["Расходы", None, None], ["Дата", "Статья", "Сумма"], [date(2026, 9, 1), "Аренда", 1000],
        [date(2026, 9, 3), "Связь", 50],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows))
    assert [(batch.fact, batch.imported_total) for batch in report.batches] == [
        ("sale", Decimal(300)), ("expense", Decimal(1050)),
    ]  # fmt: skip
    assert "total_differs" not in codes(report)


def test_pages_with_a_title_stay_one_table(tmp_path: Path) -> None:
    rows: Rows = [["Дата", "Документ", "Товар", "Сумма"]]
    for page in (1, 2, 3):
        if page > 1:
            rows += [[None] * 4, [f"Страница {page}", None, None, None], ["Дата", "Документ", "Товар", "Сумма"]]
        rows += [[date(2026, 9, page), str(10 * page + line), "Чай", 10] for line in range(4)]
    assert imported(tmp_path, sheet(rows)).imported_total == Decimal(120)


@pytest.mark.parametrize("word", ["руб.", "руб", "RUB", "Российский рубль", "643"])
def test_a_currency_is_known_by_its_names(tmp_path: Path, word: str) -> None:
    rows: Rows = [
        ["Дата", "Номер", "Сумма", "Валюта", "Контрагент", "Вид операции"],
        ["01.09.2026 12:00:00", "0000-000123", 15000, word, "ООО Ромашка", "Реализация"],
        ["13.09.2026 12:00:00", "0000-000124", 2500.5, word, "ИП Петров", "Реализация"],
    ]
    report = imported(tmp_path, sheet(rows, name="Реализация товаров"))
    assert (report.outcome, report.currency) == (Outcome.OK, "RUB")
    assert {row["currency"] for row in facts(report)} == {"RUB"}


def test_leads_with_telephones_are_no_calls(tmp_path: Path) -> None:
    text = "Дата;Имя;Телефон;Источник;Статус\n01.09.2026;А;+79990000001;Сайт;Новый\n13.09.2026;Б;+79990000002;Авито;\n"
    report = read_text(tmp_path, text)
    assert report.outcome is Outcome.NEEDS_MAPPING


def test_direct_and_google_title_their_reports_alike(tmp_path: Path) -> None:
    direct = (
        "Отчёт по кампаниям login-x за период 01.09.2026 - 30.09.2026\n"
        "Дата;Кампания;№ Кампании;Показы;Клики;CTR (%);Расход (руб.);Ср. цена клика (руб.);Конверсии\n"
        "01.09.2026;Поиск;12345;1000;50;5,00;1 500,50;30,01;5\n13.09.2026;РСЯ;12346;20000;100;0,50;700,00;7,00;-\n"
        "Всего;;;21000;150;0,71;2 200,50;14,67;5\n"
    )
    report = read_text(tmp_path, direct, encoding="utf-8-sig")
    assert (report.recognised, report.rows, report.imported_total) == ("yandex-direct", 2, Decimal("2200.50"))
    google = (
        'Отчет по кампаниям\n"1 сентября 2026 г. – 30 сентября 2026 г."\n'
        "Статус кампании,Кампания,Код валюты,День,Клики,Показы,CTR,Расходы\n"
        'Включена,Двери,RUB,2026-09-01,10,"1,000",1.00%,50.00\n'
        'Включена,Двери,RUB,2026-09-30,20,"2,000",1.00%,"1,100.25"\n'
        'Итого: аккаунт, --,RUB, --,30,"3,000",1.00%,"1,150.25"\n'
    )
    report = read_text(tmp_path, google)
    assert report.recognised.startswith("google-ads")
    assert (report.rows, report.imported_total) == (2, Decimal("1150.25"))


def test_a_short_form_is_a_survey(tmp_path: Path) -> None:
    rows = "".join(f"{day:02}.09.2026 15:14:15,{score},\n" for day, score in ((1, 10), (2, 9), (13, 3)))
    report = read_text(tmp_path, "Отметка времени,Готовы ли вы рекомендовать нас?,Комментарий\n" + rows)
    assert (report.outcome, report.recognised, report.rows) == (Outcome.OK, "survey", 3)
    asked = read_text(tmp_path, "Отметка времени,Ваша оценка,Комментарий\n" + rows)
    assert (asked.outcome, asked.recognised) == (Outcome.NEEDS_MAPPING, "survey")


def test_headings_without_rows_are_an_empty_file(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Дата;Товар;Сумма\n")
    assert (report.outcome, report.batches) == (Outcome.EMPTY, ())
    assert "ни одной строки" in sentences(report)["empty"]


def test_the_total_of_a_receipt_is_no_line_of_it(tmp_path: Path) -> None:
    text = (
        "Дата;Чек;Товар;Кол-во;Цена;Сумма\n01.09.2026;1;Чай;2;100;200\n01.09.2026;1;Итого по чеку;;;200\n"
        "13.09.2026;2;Всего понемногу;1;50;50\nИТОГО;;;;;250\n"
    )
    report = read_text(tmp_path, text)
    assert (report.rows, report.imported_total, codes(report)) == (2, Decimal(250), ["totals_skipped"])


def test_a_timestamp_of_orders_makes_no_survey(tmp_path: Path) -> None:
    text = "timestamp,order_id,customer,amount\n2026-09-01 10:00:00,1,A,100\n2026-09-13 10:00:00,2,B,200\n"
    report = read_text(tmp_path, text)
    assert not report.recognised.startswith("survey")
