"""Reports of Ozon: what was sold, what was kept, and which postings reached their buyers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import Documents, Returns
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.service_files import read_text, sentences
from tests.unit.ingest.tables import Rows, codes, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.outcome import FileReport

ACCRUALS = (
    "Дата начисления;Тип начисления;Номер отправления или идентификатор услуги;Склад отгрузки;SKU;Артикул;"
    "Название товара или услуги;Количество;За продажу или возврат до вычета комиссий и услуг;Комиссия за продажу;"
    "Логистика;Последняя миля (разбивается по товарам);Итого\n"
    "2026-07-01;Доставка покупателю;111-1;МСК;1;A-1;Дверь;2;2 000,00;-300,00;-50,50;-20,00;1 629,50\n"
    "2026-07-02;Получение возврата, отмены, невыкупа от покупателя;111-1;МСК;1;A-1;Дверь;1;-1 000,00;150,00;0;0;"
    "-850,00\n"
    "2026-07-02;Доставка и обработка возврата, отмены, невыкупа;111-1;МСК;1;A-1;Дверь;1;0;0;-40,00;0;-40,00\n"
    "2026-07-03;Оплата эквайринга;111-1;;;;;;0;0;0;0;-15,00\n"
    "2026-07-04;Услуги продвижения товаров;555;;;;;;0;0;0;0;-100,00\n"
    "2026-07-05;Потеря по вине Ozon на складе;777;;;;;;0;0;0;0;700,00\n"
    "2026-07-06;Неведомое начисление;888;;1;A-1;Дверь;1;500,00;0;0;0;500,00\n"
)


def rows_of(report: FileReport, batch: int) -> list[dict[str, object]]:
    with pa.OSFile(str(report.batches[batch].columns)) as stream, pa.ipc.open_file(stream) as reader:
        found: list[dict[str, object]] = reader.read_all().to_pylist()
    return found


def expenses(report: FileReport) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = {}
    for row in rows_of(report, 1):
        name = str(row["article"]), str(row["class"])
        found[name] = found.get(name, Decimal(0)) + Decimal(str(row["amount"]))
    return found


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251"])
def test_accruals(tmp_path: Path, encoding: str) -> None:
    report = read_text(tmp_path, ACCRUALS, encoding=encoding)
    assert (report.outcome, report.rows) == (Outcome.PARTIAL, 7)
    assert report.recognised.startswith("ozon")
    assert (report.file_total, report.imported_total) == (Decimal(1000), Decimal(1000))
    sale = report.batches[0]
    assert (sale.documents, sale.returns) == (Documents.NUMBERED, Returns.SEPARATE)
    assert [(row["day"], row["kind"], row["amount"], row["quantity"], row["document"], row["sku"], row["channel"])
            for row in rows_of(report, 0)] == [
        (date(2026, 7, 1), "sale", 2000, 2, "111-1", "A-1", "Ozon"),
        (date(2026, 7, 2), "return", -1000, -1, "111-1", "A-1", "Ozon"),
    ]  # fmt: skip
    assert expenses(report) == {
        ("Комиссия Ozon", "commission"): Decimal(150),
        ("Доставка и обработка Ozon", "variable"): Decimal("110.50"),
        ("Ozon: Оплата эквайринга", "variable"): Decimal(15),
        ("Ozon: Услуги продвижения товаров", "advertising"): Decimal(100),
        ("Компенсации Ozon", "variable"): Decimal(-700),
    }


def test_an_unknown_kind_of_accrual_is_no_revenue(tmp_path: Path) -> None:
    report = read_text(tmp_path, ACCRUALS)
    assert codes(report) == ["operation_unknown"]
    assert "Неведомое начисление" in sentences(report)["operation_unknown"]


def test_accruals_one_by_one(tmp_path: Path) -> None:
    found: Rows = [
        ["Отчёт по начислениям"], ["Период: 01.07.2026 - 31.07.2026"],
        ["ID начисления", "Дата начисления", "Группа услуг", "Тип начисления", "Артикул", "SKU", "Название товара",
         "Количество", "Сумма итого, руб."],
        ["111-1", "01.07.2026", "Продажи", "Выручка", "A-1", "1", "Дверь", 1, 1000.5],
        ["111-1", "01.07.2026", "Продажи", "Баллы за скидки", "A-1", "1", "Дверь", 1, 100],
        ["111-1", "01.07.2026", "Вознаграждение Ozon", "Вознаграждение за продажу", "A-1", "1", "Дверь", 1, -200],
        ["111-2", "02.07.2026", "Возвраты", "Возврат выручки", "A-1", "1", "Дверь", 1, -500],
        ["555", "03.07.2026", "Услуги доставки", "Логистика", None, None, None, None, -60],
        ["Итого", None, None, None, None, None, None, None, 340.5],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(found))
    assert (report.outcome, report.rows, report.imported_total) == (Outcome.OK, 5, Decimal("500.5"))
    assert (report.period, report.currency) == ((date(2026, 7, 1), date(2026, 8, 1)), "RUB")
    assert expenses(report) == {
        ("Комиссия Ozon", "commission"): Decimal(200),
        ("Ozon: Баллы за скидки", "variable"): Decimal(-100),
        ("Ozon: Логистика", "variable"): Decimal(60),
    }


REALISATION: Rows = [
    ["Отчет о реализации товара за период с 01.07.2026 по 31.07.2026"],
    [None],
    ["№ п/п", "Товар", None, None, "Реализовано", None, None, "Возвращено клиентом", None, None],
    [None, "Название товара", "Артикул", "SKU", "Реализовано на сумму, руб.", "Кол-во",
     "Базовое вознаграждение Ozon, руб.", "Возвращено на сумму, руб.", "Кол-во", "Базовое вознаграждение Ozon, руб."],
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    [1, "Дверь", "A-1", "77", 3000.5, 3, 450, 1000, 1, 150],
    [2, "Окно", "A-2", "78", None, None, None, 200, 1, 30],
    [None, "Итого", None, None, 3000.5, 3, 450, 1200, 2, 180],
]  # fmt: skip


def test_the_report_of_realisation(tmp_path: Path) -> None:
    report = imported(tmp_path, sheet(REALISATION))
    assert (report.outcome, report.rows, report.currency) == (Outcome.OK, 2, "RUB")
    assert (report.file_total, report.imported_total) == (Decimal("1800.5"), Decimal("1800.5"))
    batch = report.batches[0]
    assert (batch.grain, batch.documents, batch.period) == (
        Grain.MONTH, Documents.SHIFT_REPORT, (date(2026, 7, 1), date(2026, 8, 1)),
    )  # fmt: skip
    assert [(row["sku"], row["kind"], row["amount"], row["quantity"]) for row in rows_of(report, 0)] == [
        ("A-1", "sale", Decimal("3000.5"), 3), ("A-1", "return", -1000, -1), ("A-2", "return", -200, -1),
    ]  # fmt: skip
    assert expenses(report) == {("Комиссия Ozon", "commission"): Decimal(270)}


def test_a_month_by_its_name_and_none_at_all(tmp_path: Path) -> None:
    named: Rows = [["Отчёт о реализации за июль 2026 г."], *REALISATION[1:]]
    assert imported(tmp_path, sheet(named)).period == (date(2026, 7, 1), date(2026, 8, 1))
    report = imported(tmp_path, sheet(REALISATION[2:]))
    assert (report.outcome, report.recognised, report.batches) == (Outcome.UNSUPPORTED, "ozon", ())


POSTINGS = (
    "Номер заказа;Номер отправления;Принят в обработку;Дата отгрузки;Статус;Дата доставки;Сумма отправления;"
    "Код валюты отправления;Наименование товара;OZON id;Артикул;Ваша цена;Количество\n"
    "1;1-1;2026-07-01 10:00:00;2026-07-02 10:00:00;Доставлен;2026-07-05 12:00:00;300.50;RUB;Дверь;7;A-1;100.25;2\n"
    "1;1-1;2026-07-01 10:00:00;2026-07-02 10:00:00;Доставлен;2026-07-05 12:00:00;300.50;RUB;Окно;8;A-2;100.00;1\n"
    "2;2-1;2026-07-03 10:00:00;;Отменён;;50.00;RUB;Дверь;7;A-1;50.00;1\n"
    "3;3-1;2026-07-04 10:00:00;;Доставляется;;60.00;RUB;Дверь;7;A-1;60.00;1\n"
)


def test_postings_are_orders(tmp_path: Path) -> None:
    report = read_text(tmp_path, POSTINGS)
    assert (report.outcome, report.rows, report.currency) == (Outcome.OK, 4, "RUB")
    assert (report.file_total, report.imported_total) == (Decimal("410.50"), Decimal("410.50"))
    assert [batch.fact for batch in report.batches] == ["order", "order_line"]
    assert [(row["day"], row["document"], row["amount"], row["cancelled"], row["paid_day"], row["status"])
            for row in rows_of(report, 0)] == [
        (date(2026, 7, 1), "1-1", Decimal("300.50"), False, date(2026, 7, 5), "Доставлен"),
        (date(2026, 7, 3), "2-1", 50, True, None, "Отменён"),
        (date(2026, 7, 4), "3-1", 60, False, None, "Доставляется"),
    ]  # fmt: skip
    assert [(row["sku"], row["amount"]) for row in rows_of(report, 1)] == [
        ("A-1", Decimal("200.50")), ("A-2", 100), ("A-1", 50), ("A-1", 60),
    ]  # fmt: skip


def test_without_days_of_delivery_nothing_is_said_of_redemption(tmp_path: Path) -> None:
    report = read_text(tmp_path, POSTINGS.replace("2026-07-05 12:00:00", ""))
    assert "paid_day" not in report.batches[0].present


def test_empty_reports(tmp_path: Path) -> None:
    for text in (ACCRUALS, POSTINGS):
        report = read_text(tmp_path, text.split("\n", maxsplit=1)[0] + "\n")
        assert (report.outcome, report.recognised) == (Outcome.EMPTY, "ozon")
