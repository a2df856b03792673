"""The realisation report of Wildberries: net revenue, what was kept, and nothing unknown taken for revenue."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from kpi_desktop.facts.batch import Documents, Returns, Vat
from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.store.book import Book
from tests.importers.files import read
from tests.importers.service_files import read_text, sentences
from tests.shared import shared
from tests.unit.ingest.tables import codes

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.outcome import FileReport

HEAD = (
    "№;Предмет;Артикул поставщика;Название;Бренд;Тип документа;Обоснование для оплаты;Дата продажи;Кол-во;"
    "Вайлдберриз реализовал Товар (Пр);К перечислению Продавцу за реализованный Товар;"
    "Услуги по доставке товара покупателю;Общая сумма штрафов;Хранение;Удержания;"
    "Виды логистики, штрафов и корректировок ВВ;Новый столбец\n"
)


def line(number: int, kind: str, operation: str, day: str, *values: str) -> str:
    """Quantity, sold, payable, delivery, penalty, storage, deduction, reason."""
    full = [*values, *[""] * (8 - len(values))]
    return ";".join([str(number), "Орехи", "A-1", "Миндаль", "Ф", kind, operation, day, *full, ""]) + "\n"


WEEK = (
    HEAD
    + line(101, "Продажа", "Продажа", "2026-03-02", "1", "1 000,50", "800,00")
    + line(102, "Продажа", "Продажа", "2026-03-04", "2", "500,00", "410,00")
    + line(103, "Возврат", "Возврат", "2026-03-05", "1", "200,00", "160,00")
    + line(104, "Продажа", "Логистика", "2026-03-05", "0", "0", "0", "45,50")
    + line(105, "Продажа", "Логистика сторно", "2026-03-06", "0", "0", "0", "5,50")
    + line(106, "Продажа", "Штраф", "2026-03-06", "0", "0", "0", "0", "100,00")
    + line(107, "", "Хранение", "2026-03-07", "0", "0", "0", "0", "0", "33,33")
    + line(108, "", "Удержание", "2026-03-08", "0", "0", "0", "0", "0", "0", "70,00", "Оказание услуг «ВБ.Продвижение»")
    + line(109, "Продажа", "Компенсация ущерба", "2026-03-08", "1", "300,00", "250,00")
    + line(110, "Продажа", "Подарок продавцу", "2026-03-08", "1", "999,00", "900,00")
)


def expenses(report: FileReport) -> dict[tuple[str, str], Decimal]:
    """What was charged by article and class."""
    found: dict[tuple[str, str], Decimal] = {}
    for row in rows_of(report, 1):
        name = str(row["article"]), str(row["class"])
        found[name] = found.get(name, Decimal(0)) + Decimal(str(row["amount"]))
    return found


def rows_of(report: FileReport, batch: int) -> list[dict[str, object]]:
    with pa.OSFile(str(report.batches[batch].columns)) as stream, pa.ipc.open_file(stream) as reader:
        found: list[dict[str, object]] = reader.read_all().to_pylist()
    return found


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8-sig"])
def test_a_week(tmp_path: Path, encoding: str) -> None:
    report = read_text(tmp_path, WEEK, encoding=encoding)
    assert (report.outcome, report.rows) == (Outcome.PARTIAL, 10)
    assert report.recognised.startswith("wildberries")
    assert (report.file_total, report.imported_total) == (Decimal("1300.50"), Decimal("1300.50"))
    sale = report.batches[0]
    assert (sale.fact, sale.returns, sale.documents, sale.vat) == (
        "sale", Returns.SEPARATE, Documents.SHIFT_REPORT, Vat.WITH,
    )  # fmt: skip
    assert (sale.period, sale.period_stated) == ((date(2026, 3, 2), date(2026, 3, 9)), True)
    assert [(row["day"], row["kind"], row["amount"], row["quantity"], row["sku"], row["product"], row["channel"],
             row["src_row"]) for row in rows_of(report, 0)] == [
        (date(2026, 3, 2), "sale", Decimal("1000.50"), 1, "A-1", "Миндаль", "Wildberries", 2),
        (date(2026, 3, 4), "sale", Decimal(500), 2, "A-1", "Миндаль", "Wildberries", 3),
        (date(2026, 3, 5), "return", Decimal(-200), -1, "A-1", "Миндаль", "Wildberries", 4),
    ]  # fmt: skip


def test_what_wildberries_kept(tmp_path: Path) -> None:
    report = read_text(tmp_path, WEEK)
    assert expenses(report) == {
        ("Комиссия Wildberries", "commission"): Decimal("250.50"),
        ("Логистика Wildberries", "variable"): Decimal("40.00"),
        ("Штрафы Wildberries", "variable"): Decimal(100),
        ("Хранение Wildberries", "variable"): Decimal("33.33"),
        ("Продвижение Wildberries", "advertising"): Decimal(70),
        ("Компенсации Wildberries", "variable"): Decimal(-250),
    }
    # Paid out: 800 + 410 - 160 + 250 of compensation - 40 - 100 - 33.33 - 70, without the row of an unknown kind.
    assert dict(report.details)["К выплате по этим строкам (не выручка, не загружается)"] == "1\u00a0056,67"


def test_an_unknown_kind_is_said_and_is_no_revenue(tmp_path: Path) -> None:
    report = read_text(tmp_path, WEEK)
    assert "operation_unknown" in codes(report)
    assert "Подарок продавцу" in sentences(report)["operation_unknown"]
    assert Decimal("999.00") not in [row["amount"] for row in rows_of(report, 0)]


def test_a_row_that_contradicts_itself_is_left_out(tmp_path: Path) -> None:
    text = HEAD + line(1, "Возврат", "Продажа", "2026-03-02", "1", "10,00", "8,00")
    text += line(2, "Продажа", "Продажа", "2026-03-03", "1", "20,00", "15,00")
    report = read_text(tmp_path, text)
    assert (report.outcome, report.imported_total) == (Outcome.PARTIAL, Decimal(20))
    assert report.issues[0].row == 2


def test_names_of_the_interface_for_programs(tmp_path: Path) -> None:
    text = (
        "realizationreport_id,rrd_id,sa_name,doc_type_name,supplier_oper_name,sale_dt,quantity,retail_amount,"
        "ppvz_for_pay,delivery_rub,penalty,currency_name\n"
        "77,1,A,Продажа,Продажа,2026-03-02T10:00:00Z,1,100.5,80.25,0,0,руб\n"
        "77,2,A,Продажа,Логистика,2026-03-03T10:00:00Z,0,0,0,33.5,0,руб\n"
    )
    report = read_text(tmp_path, text)
    assert (report.outcome, report.currency, report.imported_total) == (Outcome.OK, "RUB", Decimal("100.5"))
    assert expenses(report) == {
        ("Комиссия Wildberries", "commission"): Decimal("20.25"),
        ("Логистика Wildberries", "variable"): Decimal("33.5"),
    }


def test_an_empty_report_and_one_without_its_columns(tmp_path: Path) -> None:
    assert read_text(tmp_path, HEAD).outcome is Outcome.EMPTY
    report = read_text(tmp_path, WEEK.replace("Дата продажи", "Когда"))
    assert (report.outcome, report.recognised, report.rows) == (Outcome.UNSUPPORTED, "wildberries", 10)


def test_the_list_of_reports_says_what_to_download(tmp_path: Path) -> None:
    text = "№ отчета;Дата начала;Дата конца;Продажа;К перечислению за товар\n1;2026-03-02;2026-03-08;10;8\n"
    report = read_text(tmp_path, text)
    assert (report.outcome, report.recognised, report.rows) == (Outcome.UNSUPPORTED, "wildberries", 1)


def test_late_rows_of_the_next_week_replace_nothing(tmp_path: Path) -> None:
    first = read_text(tmp_path, WEEK, name="1.csv")
    late = line(200, "Продажа", "Продажа", "2026-03-04", "1", "60,00", "50,00")
    days = [line(210 + day, "Продажа", "Продажа", f"2026-03-{day:02}", "1", "10,00", "8,00") for day in range(9, 16)]
    second = read_text(tmp_path, HEAD + late + "".join(days * 2), name="2.csv")
    assert second.batches[0].period == (date(2026, 3, 9), date(2026, 3, 16))
    with Book.create(tmp_path / "b.kpi", "X") as book:
        for report in (first, second):
            added = book.add_all(report.batches)
            assert (added.question, added.replaced) == (None, 0)
        covers = book.coverage("sale")
    assert len({cover.source_id for cover in covers}) == 1
    assert sorted((cover.first, cover.end) for cover in covers) == [
        (date(2026, 3, 2), date(2026, 3, 9)), (date(2026, 3, 9), date(2026, 3, 16)),
    ]  # fmt: skip


def test_both_weeks_in_one_file_are_not_counted_again(tmp_path: Path) -> None:
    other = line(301, "Продажа", "Продажа", "2026-03-12", "1", "60,00", "50,00")
    other += line(302, "Продажа", "Продажа", "2026-03-13", "1", "70,00", "50,00")
    with Book.create(tmp_path / "b.kpi", "X") as book:
        book.add_all(read_text(tmp_path, WEEK, name="1.csv").batches)
        both = read_text(tmp_path, WEEK.replace("\n101;", "\n100;") + other, name="2.csv")
        assert book.add_all(both.batches).question is not None


def test_the_same_report_again_replaces_itself(tmp_path: Path) -> None:
    with Book.create(tmp_path / "b.kpi", "X") as book:
        book.add_all(read_text(tmp_path, WEEK, name="1.csv").batches)
        again = book.add_all(read_text(tmp_path, WEEK.replace("500,00", "501,00"), name="2.csv").batches)
        assert (again.question, again.replaced) == (None, 3 + 9)


def test_another_week_on_a_second_sheet_is_not_passed_over(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    for sheet in (first, book.create_sheet("Вторая неделя")):
        for text in WEEK.splitlines()[:4]:
            sheet.append([part.replace(",", ".") for part in text.split(";")])
    book.save(tmp_path / "weeks.xlsx")
    report = read(tmp_path / "weeks.xlsx", tmp_path)
    assert (report.outcome, report.rows) == (Outcome.PARTIAL, 3)
    assert "Вторая неделя" in sentences(report)["sheets_not_used"]


def test_a_row_of_totals_is_no_sale(tmp_path: Path) -> None:
    text = (
        HEAD
        + line(1, "Продажа", "Продажа", "2026-03-03", "1", "20,00", "15,00")
        + "Итого"
        + ";" * 8
        + "1;20,00;15,00;;;;;;\n"
    )
    report = read_text(tmp_path, text)
    assert (report.outcome, report.rows, report.imported_total) == (Outcome.OK, 1, Decimal(20))


def test_a_day_with_many_sales_and_one_month_of_an_interface(tmp_path: Path) -> None:
    days = [line(day, "Продажа", "Продажа", f"2026-03-{day:02}", "1", "10,00", "8,00") for day in range(1, 32)]
    month = read_text(tmp_path, HEAD + "".join(days)).batches[0]
    assert (month.period, month.period_stated) == ((date(2026, 3, 1), date(2026, 4, 1)), False)
    daily = [line(n, "Продажа", "Продажа", "2026-03-03", "1", "10,00", "8,00") for n in range(1, 20)]
    daily.append(line(20, "Продажа", "Продажа", "2026-02-27", "1", "10,00", "8,00"))
    assert read_text(tmp_path, HEAD + "".join(daily)).period == (date(2026, 3, 3), date(2026, 3, 4))


def test_the_real_report(tmp_path: Path) -> None:
    import python_calamine

    path = shared("data/marketplace/wildberries_realisation_report.xlsx")
    report = read(path, tmp_path)
    head, *rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    place = {str(name): index for index, name in enumerate(head)}

    def total(column: str, kind: str) -> Decimal:
        own = [row for row in rows if row[place["Обоснование для оплаты"]] == kind]
        return sum((Decimal(str(row[place[column]])) for row in own), Decimal(0))

    sold, back = (total("Вайлдберриз реализовал Товар (Пр)", kind) for kind in ("Продажа", "Возврат"))
    paid, unpaid = (total("К перечислению Продавцу за реализованный Товар", kind) for kind in ("Продажа", "Возврат"))
    assert (sold, back) == (Decimal("1568104.50"), Decimal("1462.2"))
    assert (report.outcome, report.rows, len(rows)) == (Outcome.OK, 8796, 8796)
    assert report.file_total == report.imported_total == Decimal("1566642.30") == sold - back
    assert Counter(str(row["kind"]) for row in rows_of(report, 0)) == {"sale": 4076, "return": 5}
    assert expenses(report) == {
        ("Комиссия Wildberries", "commission"): sold - back - (paid - unpaid),
        ("Логистика Wildberries", "variable"): Decimal(183972),
    }
    assert "customer" not in report.batches[0].present
