"""Documents of 1C by OData: sums, names and what was left out, against rows written here by hand."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.facts.batch import Documents, Returns, Vat
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.ingest.refusal import Refusal
from tests.importers.files import read
from tests.importers.odata_files import (
    CUP,
    DELIVERY,
    FOX,
    NONE,
    OWL,
    RUB,
    TEA,
    USD,
    card,
    key,
    line,
    sale,
    write,
    write_catalogues,
)
from tests.shared import shared
from tests.unit.ingest.tables import codes, facts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kpi_desktop.ingest.outcome import FileReport
    from tests.importers.odata_files import Json

SALES = "Document_РеализацияТоваровУслуг"


def examined(
    tmp_path: Path, elements: Sequence[Json], name: str = SALES, *, alone: bool = False, root: Json | None = None
) -> FileReport:
    path = write(tmp_path / "answer.json", name, elements, **(root or {}))
    beside = () if alone else write_catalogues(tmp_path)
    return read(path, tmp_path, ImportOptions(beside=(*beside, str(path))))


def told(report: FileReport, code: str) -> str:
    return " / ".join(Translator("en")(one.message) for one in report.issues if one.code == code)


def test_lines_of_a_realisation_are_sale_lines(tmp_path: Path) -> None:
    lines = [line(TEA, "2", "200.50", 33.42, Цена=100.25), line(CUP, 1, 50, "8.33")]
    report = examined(tmp_path, [sale(1, "2026-10-05", "250.50", lines)])
    assert (report.outcome, report.recognised, report.rows) == (Outcome.OK, f"1c-odata: {SALES}", 1)
    assert codes(report) == ["returns_elsewhere"]
    assert (report.file_total, report.imported_total) == (Decimal("250.50"), Decimal("250.50"))
    assert (report.currency, report.period) == ("RUB", (date(2026, 10, 5), date(2026, 10, 6)))
    (batch,) = report.batches
    assert (batch.vat, batch.returns, batch.documents) == (Vat.WITH, Returns.SEPARATE, Documents.NUMBERED)
    first, second = facts(report)
    assert (first["day"], first["time"]) == (date(2026, 10, 5), datetime(2026, 10, 5, 10, 30))  # noqa: DTZ001
    assert (first["document"], first["customer"], first["kind"]) == ("0000-000001", "ООО Сова", "sale")
    assert (first["product"], first["sku"], first["product_group"]) == ("Чай", "TEA-1", "Напитки")
    assert (first["quantity"], first["amount"], first["vat_amount"]) == (2, Decimal("200.5"), Decimal("33.42"))
    assert (first["price"], first["organisation"]) == (Decimal("100.25"), "ООО Наша")
    assert (second["product"], second["sku"], second["amount"]) == ("Чашка", "00-02", 50)


def test_a_single_element_and_services(tmp_path: Path) -> None:
    one = sale(7, "2026-10-05", 300, [line(DELIVERY, 1, 100)], Услуги=[line(NONE, 1, 200, Содержание="Настройка")])
    root = {"odata.metadata": f"http://h/odata/standard.odata/$metadata#{SALES}/@Element"} | one
    path = tmp_path / "one.json"
    path.write_text(json.dumps(root, ensure_ascii=True), encoding="utf-8-sig")
    report = read(path, tmp_path, ImportOptions(beside=write_catalogues(tmp_path)))
    assert (report.outcome, report.rows, report.imported_total) == (Outcome.OK, 1, Decimal(300))
    assert [(row["product"], row["service"]) for row in facts(report)] == [("Доставка", True), ("Настройка", True)]


def test_documents_that_do_not_count(tmp_path: Path) -> None:
    lines = [line(TEA, 1, 100)]
    report = examined(
        tmp_path,
        [
            sale(1, "2026-10-05", 100, lines),
            sale(2, "2026-10-05", 100, lines, Posted=False),
            sale(3, "2026-10-06", 100, lines, DeletionMark=True, Posted=False),
            sale(4, "2026-10-06", 100, lines, ВидОперации="ПередачаНаКомиссию"),
            sale(5, "0001-01-01", 100, lines),
        ],
    )
    assert (report.outcome, report.rows, report.imported_total) == (Outcome.PARTIAL, 5, Decimal(100))
    assert codes(report).count("left_out") == 3
    assert "1 document (100.00) is not posted" in told(report, "left_out")
    assert "marked for deletion" in told(report, "left_out")
    assert "ПередачаНаКомиссию" in told(report, "left_out")
    assert "has no date" in told(report, "day_unreadable")


def test_vat_on_top_is_added_and_the_unknown_is_said(tmp_path: Path) -> None:
    lines = [line(TEA, 1, 100, 20), line(CUP, 1, "50.00", "10.00")]
    report = examined(tmp_path, [sale(1, "2026-10-05", 180, lines, СуммаВключаетНДС=False)])
    assert (report.imported_total, report.batches[0].vat) == (Decimal(180), Vat.WITH)
    assert "vat_added" in codes(report)
    bare = sale(1, "2026-10-05", 180, lines)
    del bare["СуммаВключаетНДС"]
    report = examined(tmp_path, [bare])
    assert (report.imported_total, report.batches[0].vat) == (Decimal(180), Vat.WITH)
    report = examined(tmp_path, [bare | {"СуммаДокумента": 999}])
    assert (report.imported_total, report.batches[0].vat) == (Decimal(150), Vat.UNKNOWN)
    assert {"vat_unknown", "total_differs"} <= set(codes(report))


def test_lines_that_carry_their_sum_with_vat(tmp_path: Path) -> None:
    one = sale(1, "2026-10-05", 120, [line(TEA, 1, 100, 20, СуммаСНДС="120")], ЦенаВключаетНДС=False)
    report = examined(tmp_path, [one])
    assert (report.imported_total, report.file_total) == (Decimal(120), Decimal(120))


def test_returns_are_negative_and_do_not_share_numbers_with_sales(tmp_path: Path) -> None:
    one = sale(1, "2026-10-07", 100, [line(TEA, 2, 100, 16)])
    report = examined(tmp_path, [one], "Document_ВозвратТоваровОтПокупателя")
    assert (report.outcome, report.file_total, report.imported_total) == (Outcome.OK, Decimal(-100), Decimal(-100))
    (row,) = facts(report)
    assert (row["kind"], row["quantity"], row["vat_amount"]) == ("return", -2, -16)
    assert row["document"] == "Возврат 0000-000001"


def test_without_catalogues_the_key_is_the_name_and_that_is_said(tmp_path: Path) -> None:
    report = examined(tmp_path, [sale(1, "2026-10-05", 100, [line(TEA, 1, 100)])], alone=True)
    (row,) = facts(report)
    assert (row["product"], row["customer"], "sku" in row) == (TEA, OWL, False)
    assert (report.outcome, report.currency) == (Outcome.OK, "")
    assert {"unnamed", "currency_untold"} <= set(codes(report))
    assert "Номенклатура — 1" in told(report, "unnamed")


def test_names_in_the_answer_itself(tmp_path: Path) -> None:
    lines = [line(TEA, 1, 100, Номенклатура____Presentation="Чай чёрный")]
    expanded = {"Ref_Key": OWL, "Description": "ООО Сова", "ИНН": "77"}
    one = sale(1, "2026-10-05", 100, lines, Контрагент=expanded, ВалютаДокумента____Presentation="руб.")
    report = examined(tmp_path, [one], alone=True)
    (row,) = facts(report)
    assert (row["product"], row["customer"], report.currency) == ("Чай чёрный", "ООО Сова", "RUB")


def test_buyers_of_one_name_are_two(tmp_path: Path) -> None:
    write(tmp_path / "c.json", "Catalog_Контрагенты", [card(OWL, "Сова", ИНН="77"), card(FOX, "Сова", ИНН="78")])
    lines = [line(TEA, 1, 100)]
    two = [sale(1, "2026-10-05", 100, lines), sale(2, "2026-10-05", 100, lines, Контрагент_Key=FOX)]
    path = write(tmp_path / "answer.json", SALES, two)
    report = read(path, tmp_path, ImportOptions(beside=(str(tmp_path / "c.json"), str(path))))
    assert [row["customer"] for row in facts(report)] == ["Сова (77)", "Сова (78)"]


def test_other_money_is_left_to_the_book_or_left_out(tmp_path: Path) -> None:
    two = [
        sale(1, "2026-10-05", 100, [line(TEA, 1, 100)]),
        sale(2, "2026-10-05", 9, [line(TEA, 1, 9)], ВалютаДокумента_Key=USD),
    ]
    report = examined(tmp_path, two)
    assert ([row["currency"] for row in facts(report)], report.currency) == (["RUB", "USD"], "")
    orders = examined(tmp_path, two, "Document_ЗаказПокупателя")
    assert (orders.outcome, orders.imported_total, orders.currency) == (Outcome.PARTIAL, Decimal(100), "RUB")
    assert "9.00" in told(orders, "currency")
    alone = examined(tmp_path, [*two, sale(3, "2026-10-05", 5, [line(TEA, 1, 5)])], alone=True)
    assert (alone.outcome, alone.imported_total) == (Outcome.PARTIAL, Decimal(105))


def test_orders_and_their_lines(tmp_path: Path) -> None:
    lines = [line(TEA, 2, 100), line(CUP, 1, 60), line(CUP, 1, 7, Отменено=True)]
    elements = [
        sale(1, "2026-10-05", 160, lines, Статус="КОбеспечению", Менеджер____Presentation="Иванов"),
        sale(2, "2026-10-06", "40", [line(CUP, 1, 40)], ВариантЗавершения="Отменен"),
    ]
    report = examined(tmp_path, elements, "Document_ЗаказКлиента")
    assert (report.outcome, report.rows, report.imported_total) == (Outcome.OK, 2, Decimal(200))
    assert [batch.fact for batch in report.batches] == ["order", "order_line"]
    first, second = facts(report)
    assert (first["document"], first["status"], first["manager"]) == ("0000-000001", "КОбеспечению", "Иванов")
    assert (first["cancelled"], second["cancelled"], second["amount"]) == (False, True, 40)
    assert report.batches[1].imported_total == 200


def test_documents_without_their_lines(tmp_path: Path) -> None:
    bare = sale(1, "2026-10-05", 100, [])
    del bare["Товары"], bare["Услуги"]
    report = examined(tmp_path, [bare, sale(2, "2026-10-05", 7, [])])
    assert (report.outcome, report.imported_total, report.batches[0].vat) == (Outcome.PARTIAL, Decimal(100), Vat.WITH)
    assert [(row["document"], row["amount"]) for row in facts(report)] == [("0000-000001", 100)]
    assert "came without its lines" in told(report, "no_lines")
    assert "no line of goods" in told(report, "lines_unreadable")


def money(n: int, day: str, total: object, **more: object) -> Json:
    return {
        "Ref_Key": key(n), "Number": f"00-{n}", "Date": f"{day}T00:00:00", "Posted": True, "DeletionMark": False,
        "СуммаДокумента": total, "Контрагент_Key": OWL, "ВалютаДокумента_Key": RUB,
        "НазначениеПлатежа": "Оплата по счету 5   ",
    } | more  # fmt: skip


def test_payments(tmp_path: Path) -> None:
    elements = [
        money(1, "2026-10-05", "1000.10", ВидОперации="ОплатаПокупателя", НомерВходящегоДокумента="77"),
        money(2, "2026-10-06", 500, ВидОперации="ПереводСДругогоСчета"),
        money(3, "2026-10-06", 9, ПроведеноБанком=False),
        money(4, "2026-10-06", "девять"),
    ]
    report = examined(tmp_path, elements, "Document_ПоступлениеНаРасчетныйСчет")
    assert (report.outcome, report.rows, report.imported_total) == (Outcome.PARTIAL, 4, Decimal("1500.10"))
    first, second = facts(report)
    assert (first["direction"], first["amount"], first["document"]) == ("in", Decimal("1000.1"), "00-1")
    assert (first["customer"], first["purpose"], first["x_bank_number"]) == ("ООО Сова", "Оплата по счету 5", "77")
    assert (second["direction"], second["article"]) == (None, "Перевод между своими счетами")
    assert {"left_out", "amount_unreadable", "cell_unreadable"} <= set(codes(report))
    cash = examined(tmp_path, elements[:1], "Document_РасходныйКассовыйОрдер")
    assert [(row["direction"], row["document"]) for row in facts(cash)] == [("out", "РКО 00-1")]


def test_goods_that_came_in(tmp_path: Path) -> None:
    one = {
        "Ref_Key": key(1), "Number": "1", "Date": "2026-10-05T00:00:00", "Posted": True, "Склад_Key": key(1, 6),
        "Товары": [line(TEA, 52, 0), line(NONE, 0, 0), line(CUP, "1.5", 0)],
    }  # fmt: skip
    report = examined(tmp_path, [one], "Document_ПриходныйОрдер")
    assert (report.outcome, report.rows, report.imported_total) == (Outcome.OK, 1, None)
    assert [(row["product"], row["incoming"]) for row in facts(report)] == [("Чай", 52), ("Чашка", Decimal("1.5"))]
    assert "quantity" not in report.batches[0].present


def test_a_shift_report_has_no_receipts(tmp_path: Path) -> None:
    report = examined(tmp_path, [sale(1, "2026-10-05", 100, [line(TEA, 1, 100)])], "Document_ОтчетОРозничныхПродажах")
    assert (report.batches[0].documents, "document" in report.batches[0].present) == (Documents.SHIFT_REPORT, False)


@pytest.mark.parametrize("flat", [True, False])
def test_the_register_of_sales(tmp_path: Path, flat: bool) -> None:
    records: list[Json] = [
        {"Period": "2026-10-05T00:00:00", "Active": True, "LineNumber": "1", "Номенклатура_Key": TEA,
         "Контрагент_Key": OWL, "Количество": 2, "Сумма": 100, "Себестоимость": 60},
        {"Period": "2026-10-05T00:00:00", "Active": True, "LineNumber": "2", "Номенклатура_Key": CUP,
         "Контрагент_Key": OWL, "Количество": -1, "Сумма": -30, "Себестоимость": -20},
        {"Period": "2026-10-05T00:00:00", "Active": False, "LineNumber": "3", "Номенклатура_Key": CUP, "Сумма": 7},
    ]  # fmt: skip
    head: Json = {"Recorder": key(1), "Recorder_Type": f"StandardODATA.{SALES}"}
    elements: list[Json] = [head | one for one in records] if flat else [head | {"RecordSet": records}]
    report = examined(tmp_path, elements, "AccumulationRegister_Продажи" + ("_RecordType" if flat else ""))
    assert (report.outcome, report.rows, report.imported_total) == (Outcome.OK, 3, Decimal(70))
    assert [(row["kind"], row["cost"], row["quantity"]) for row in facts(report)] == [
        ("sale", 60, 2),
        ("return", -20, -1),
    ]


def test_receipts_beside_shift_reports_are_not_counted_twice(tmp_path: Path) -> None:
    shift = write(tmp_path / "shift.json", "Document_ОтчетОРозничныхПродажах", [])
    path = write(tmp_path / "answer.json", "Document_ЧекККМ", [sale(1, "2026-10-05", 100, [line(TEA, 1, 100)])])
    report = read(path, tmp_path, ImportOptions(beside=(str(shift), str(path))))
    assert (report.outcome, report.batches) == (Outcome.UNSUPPORTED, ())


def test_pages_with_a_period_and_a_document_twice(tmp_path: Path) -> None:
    first, again = sale(1, "2026-10-05", 100, [line(TEA, 1, 100)]), sale(1, "2026-10-05", 120, [line(TEA, 1, 120)])
    pages = [{"value": [first, sale(2, "2026-10-06", 10, [line(CUP, 1, 10)])]}, {"value": [again]}]
    more = {"kpi.period": ["2026-10-01", "2026-11-01"], "kpi.pages": pages}
    report = examined(tmp_path, [], root=more)
    assert (report.rows, report.imported_total, report.period) == (
        2,
        Decimal(130),
        (date(2026, 10, 1), date(2026, 11, 1)),
    )
    assert "repeated" not in codes(report), "pages overlap on purpose"
    assert "repeated" in codes(examined(tmp_path, [first, again]))
    nothing = examined(tmp_path, [], root=more | {"kpi.pages": [{"value": []}]})
    assert (nothing.outcome, nothing.rows, nothing.batches[0].rows) == (Outcome.OK, 0, 0)


@pytest.mark.parametrize("element", ["", "/@Element"])
def test_a_catalogue_alone_is_named(tmp_path: Path, element: str) -> None:
    path = write(tmp_path / "a.json", f"Catalog_Номенклатура{element}", [card(TEA, "Чай")])
    report = read(path, tmp_path)
    assert (report.outcome, report.recognised) == (Outcome.UNSUPPORTED, "1c-odata: Catalog_Номенклатура")
    assert "“Catalog_Номенклатура”" in Translator("en")(report.issues[0].message)
    other = write(tmp_path / "b.json", SALES, [])
    report = read(path, tmp_path, ImportOptions(beside=(str(other), str(path))))
    assert (report.outcome, report.batches) == (Outcome.OK, ())


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("Document_АвансовыйОтчет", Outcome.UNSUPPORTED),
        (f"{SALES}_Товары", Outcome.UNSUPPORTED),
        (SALES, Outcome.EMPTY),
    ],
)
def test_answers_without_facts(tmp_path: Path, name: str, outcome: Outcome) -> None:
    report = read(write(tmp_path / "a.json", name, []), tmp_path)
    assert (report.outcome, report.recognised, report.batches) == (outcome, f"1c-odata: {name}", ())


def test_an_answer_that_names_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"value": [sale(1, "2026-10-05", 1, [line(TEA, 1, 1)])]}), encoding="utf-8")
    report = read(path, tmp_path)
    assert (report.outcome, report.recognised) == (Outcome.UNSUPPORTED, "1c-odata")
    named = path.rename(tmp_path / f"{SALES} (2).json")
    assert read(named, tmp_path).imported_total == 1


def test_an_error_of_1c_and_a_broken_answer(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    error = {"odata.error": {"code": "6", "message": {"lang": "ru", "value": "Нет прав на чтение"}}}
    path.write_text(json.dumps(error, ensure_ascii=False), encoding="utf-8")
    report = read(path, tmp_path)
    assert (report.outcome, "Нет прав" in told(report, "unsupported")) == (Outcome.UNSUPPORTED, True)
    path.write_text(f'{{"odata.metadata": "x$metadata#{SALES}", "value": [{{"Ref_Key": ', encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        read(path, tmp_path)
    assert refused.value.outcome is Outcome.DAMAGED


def test_real_answers(tmp_path: Path) -> None:
    report = read(shared("data/odata/document_collection.json"), tmp_path)
    assert (report.outcome, report.recognised) == (Outcome.UNSUPPORTED, "1c-odata: Document_ПриходныйОрдер")
    assert (report.rows, "2 documents are not posted" in told(report, "left_out")) == (2, True)
    report = read(shared("data/odata/catalog_units_collection.json"), tmp_path)
    assert (report.outcome, report.recognised) == (Outcome.UNSUPPORTED, "1c-odata: Catalog_ЕдиницыИзмерения")
    assert report.rows == 2
