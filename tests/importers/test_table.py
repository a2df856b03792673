"""Tables of real files: figures that were counted apart from the program, and files that must not pass for sales."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.shared import shared
from tests.unit.ingest.tables import facts

if TYPE_CHECKING:
    from pathlib import Path


def test_online_retail_imports_without_a_question(tmp_path: Path) -> None:
    import pyarrow as pa

    report = read(shared("data/transactions/uci_online_retail_derived.xlsx"), tmp_path)
    assert (report.outcome, report.rows) == (Outcome.OK, 541_909)
    assert report.file_total == report.imported_total == Decimal("9747747.934")
    batch = report.batches[0]
    assert batch.period == (date(2010, 12, 1), date(2011, 12, 10))
    table = pa.ipc.open_file(str(batch.columns)).read_all()
    kinds = Counter(table["kind"].combine_chunks().cast(pa.string()).to_pylist())
    assert kinds == {"sale": 531_285, "return": 9_288, "writeoff": 1_336}
    assert table["customer"].null_count == 135_080
    assert len(table["document"].combine_chunks().dictionary) == 25_900
    assert len(table["customer"].combine_chunks().dictionary) == 4_372
    assert len(table["region"].combine_chunks().dictionary) == 38


@pytest.mark.parametrize(
    ("name", "rows", "total", "documents", "customers"),
    [
        ("superstore_sample.xls", 9_994, "2297200.8603", 5_009, 793),
        ("ru_grocery_orders.xlsx", 3_323, "498107", None, None),
        ("ru_eshop_plants_2018_2020.csv", 7_474, "5357944.42", 3_521, 2_451),
        ("cdnow_master.txt", 69_659, "2500315.63", None, 23_570),
    ],
)
def test_real_tables_of_sales(
    tmp_path: Path, name: str, rows: int, total: str, documents: int | None, customers: int | None
) -> None:
    report = read(shared(f"data/transactions/{name}"), tmp_path)
    assert (report.outcome, report.rows) == (Outcome.OK, rows)
    assert report.imported_total is not None
    assert report.imported_total.quantize(Decimal(total)) == Decimal(total)
    found = facts(report)
    assert len(found) == rows
    for column, count in (("document", documents), ("customer", customers)):
        if count is not None:
            assert len({fact[column] for fact in found}) == count


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("ads/google_ads_overview_timeseries.csv", "google-ads"),
        ("survey/google_forms_varks_survey.csv", "survey"),
        ("handmade/ru_lounge_sales_log.xlsx", "table"),
        ("handmade/ru_nomenclature_utf8bom_semicolon.csv", "table"),
        ("transactions/olist_products.csv", "table"),
        ("transactions/ru_grocery_products.xlsx", "table"),
    ],
)
def test_what_is_no_table_of_sales_never_becomes_one(tmp_path: Path, path: str, word: str) -> None:
    report = read(shared(f"data/{path}"), tmp_path)
    assert report.recognised == word
    assert report.outcome in {Outcome.UNSUPPORTED, Outcome.NEEDS_MAPPING}
    assert not report.batches
    assert all(issue.fix for issue in report.issues)


def test_a_filled_draft_imports_the_hand_kept_table(tmp_path: Path) -> None:
    path = shared("data/handmade/ru_lounge_sales_log.xlsx")
    draft = read(path, tmp_path).mapping
    assert '"Дата" = "day"' in draft
    assert '"Сумма" = "amount"' in draft
    report = read(path, tmp_path, ImportOptions(mapping=draft.replace('fact = "payment"', 'fact = "sale"')))
    assert report.outcome is Outcome.PARTIAL
    assert report.batches[0].fact == "sale"
    assert report.batches[0].rows == report.rows - sum(
        1 for issue in report.issues if issue.code in {"amount_unreadable", "date_unreadable"} and issue.row
    ) - sum(
        dict(issue.message.args).get("n", 0)  # type: ignore[misc]
        for issue in report.issues
        if issue.code in {"amount_unreadable", "date_unreadable"} and not issue.row
    )


def test_a_semicolon_table_of_a_russian_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    text = (
        "Дата;№ чека;Товар;Количество;Цена;Сумма, руб.\r\n"
        "05.03.2024 9:05;7;Чай «Эрл;1,5;100,10;150,15\r\n"
        "06.03.2024;8;Кофе;-1;1 200,00;-1 200,00\r\n"
        "Итого;;;;;-1 049,85\r\n"
    )
    path.write_bytes(text.encode("cp1251"))
    report = read(path, tmp_path)
    assert report.outcome is Outcome.OK, report.issues
    assert report.file_total == report.imported_total == Decimal("-1049.85")
    assert report.currency == "RUB"
    assert [(fact["document"], fact["kind"]) for fact in facts(report)] == [("7", "sale"), ("8", "return")]


def test_a_workbook_with_captions_dates_and_formats(tmp_path: Path) -> None:
    path = tmp_path / "sales.xlsx"
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    page = book.add_worksheet("Продажи")
    page.write("A1", "Отчёт по продажам с 01.03.2024 по 31.03.2024")
    for column, name in enumerate(["Дата", "Накладная", "Клиент", "Товар", "Кол-во", "Выручка с НДС (руб.)"]):
        page.write(2, column, name)
    page.write_datetime(3, 0, date(2024, 3, 5), day)
    for column, value in enumerate(["000123", "ООО Ромашка", "Стол", 2, 3001.7], 1):
        page.write(3, column, value)
    book.close()
    report = read(path, tmp_path)
    assert report.outcome is Outcome.OK, report.issues
    assert report.period == (date(2024, 3, 1), date(2024, 4, 1))
    (fact,) = facts(report)
    assert (fact["day"], fact["document"], fact["amount"]) == (date(2024, 3, 5), "000123", Decimal("3001.7"))
