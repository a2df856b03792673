"""Reports of 1C built here with merged heads and outlines, and the real ones where they are at hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import Documents, Returns, Vat
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.shared import shared
from tests.unit.ingest.tables import Rows, codes, facts, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

CAPTIONS: Rows = [
    ["Валовая прибыль предприятия (RUB)"],
    [],
    ["Параметры:", None, "Период: 01.01.2024 - 29.02.2024"],
    [None, None, "Данные продаж: В валюте упр. учета с НДС"],
    [],
]
HEAD: Rows = [
    ["Подразделение", None, None, "Январь 2024 г.", None, None, "Февраль 2024 г.", None],
    ["Номенклатура", None, "Артикул", "Количество", "Выручка", "Рентабельность, %", "Количество", "Выручка"],
]
MERGES = ((5, 3, 5, 5), (5, 6, 5, 7))
BODY: Rows = [
    ["Магазин 1", None, None, 3, 300.5, 10, 1, 99.9],
    ["Стол", None, "А-1", 2, 200.5, 12, None, None],
    ["Стул ", None, "А-2", 1, 100, 8, 1, 99.9],
    ["Магазин 2", None, None, None, None, None, 5, 50],
    ["Стол", None, "А-1", None, None, None, 5, 50],
    ["Итого", None, None, 3, 300.5, 10, 6, 149.9],
]
LEVELS = [0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 1, 0]


def report_rows(*, captions: Rows = CAPTIONS, body: Rows = BODY) -> Rows:
    return [*captions, *HEAD, *body]


def test_leaves_by_months(tmp_path: Path) -> None:
    report = imported(tmp_path, sheet(report_rows(), merges=MERGES, levels=LEVELS))
    assert (report.outcome, report.rows) == (Outcome.OK, 3)
    assert report.recognised == report.batches[0].recognised == f"1c-report: {report.batches[0].title}"
    found = [
        (
            fact["day"],
            fact["department"],
            fact["product"],
            fact["sku"],
            fact["quantity"],
            fact["amount"],
            fact["src_row"],
        )
        for fact in facts(report)
    ]
    january, february = date(2024, 1, 1), date(2024, 2, 1)
    assert found == [
        (january, "Магазин 1", "Стол", "А-1", 2, Decimal("200.5"), 9),
        (january, "Магазин 1", "Стул", "А-2", 1, 100, 10),
        (february, "Магазин 1", "Стул", "А-2", 1, Decimal("99.9"), 10),
        (february, "Магазин 2", "Стол", "А-1", 5, 50, 12),
    ]
    batch = report.batches[0]
    assert (batch.grain, batch.period, batch.period_stated) == (Grain.MONTH, (january, date(2024, 3, 1)), True)
    assert (batch.currency, batch.vat, batch.returns) == ("RUB", Vat.WITH, Returns.NETTED)
    assert (batch.documents, batch.filtered) == (Documents.ABSENT, False)
    assert report.file_total == report.imported_total == Decimal("450.4")
    assert not any(name.startswith("x_rent") for name in batch.present)


def test_a_report_whose_rows_do_not_give_its_total_is_refused(tmp_path: Path) -> None:
    wrong: Rows = [*BODY[:-1], ["Итого", None, None, 3, 400.5, 10, 6, 149.9]]
    report = imported(tmp_path, sheet(report_rows(body=wrong), merges=MERGES, levels=LEVELS))
    assert report.outcome is Outcome.UNSUPPORTED
    assert not report.batches


def test_a_group_that_differs_from_its_rows_is_told(tmp_path: Path) -> None:
    edited: Rows = [["Магазин 1", None, None, 3, 999, 10, 1, 99.9], *BODY[1:]]
    report = imported(tmp_path, sheet(report_rows(body=edited), merges=MERGES, levels=LEVELS))
    assert "group_differs" in codes(report)
    assert report.imported_total == Decimal("450.4")


def test_a_filter_makes_it_a_part_of_the_company(tmp_path: Path) -> None:
    captions: Rows = [*CAPTIONS[:-1], ["Отбор:", None, 'Организация Равно "ООО Ромашка"'], []]
    merges = tuple((top + 1, left, bottom + 1, right) for top, left, bottom, right in MERGES)
    report = imported(
        tmp_path, sheet(report_rows(captions=captions), merges=merges, levels=[*LEVELS[:4], 1, *LEVELS[4:]])
    )
    batch = report.batches[0]
    assert batch.filtered
    assert batch.source.filters == 'Организация Равно "ООО Ромашка"'
    assert batch.organisation == "ООО Ромашка"


@pytest.mark.parametrize(
    ("period", "grain"),
    [
        ("Период: 01.01.2024 - 31.01.2024", Grain.MONTH),
        ("Период: Январь 2024 г.", Grain.MONTH),
        ("Период: 1 квартал 2024 г.", Grain.QUARTER),
        ("Период: 01.01.2024 - 31.12.2024", Grain.YEAR),
        ("Период: 01.01.2024 - 29.02.2024", Grain.SPAN),
        ("Период: 05.01.2024 - 02.02.2024", Grain.SPAN),
        ("Склад: Основной", None),
    ],
)
def test_one_block_of_figures_needs_a_whole_period(tmp_path: Path, period: str, grain: Grain | None) -> None:
    table = sheet(
        [
            ["Продажи по номенклатуре"],
            ["Параметры:", None, period],
            [],
            ["Номенклатура", None, "Количество", "Выручка без НДС"],
            ["Чай", None, 2, 20],
            ["Кофе", None, 1, 30],
            ["Итого", None, 3, 50],
        ]
    )
    report = imported(tmp_path, table)
    if grain is None:
        assert (report.outcome, report.batches) == (Outcome.UNSUPPORTED, ())
    else:
        batch = report.batches[0]
        assert (batch.grain, batch.imported_total, batch.vat) == (grain, Decimal(50), Vat.WITHOUT)
        assert {fact["day"] for fact in facts(report)} == {batch.period[0] if batch.period else None}
        assert (report.outcome is Outcome.PARTIAL) is (grain is Grain.SPAN)
        assert ("grain" in codes(report)) is (grain is not Grain.MONTH)


def test_a_part_of_one_month_belongs_to_that_month(tmp_path: Path) -> None:
    table = sheet(
        [
            ["Продажи по номенклатуре"],
            ["Параметры:", None, "Период: 01.01.2024 - 20.01.2024"],
            [],
            ["Номенклатура", None, "Количество", "Выручка"],
            ["Чай", None, 2, 20],
            ["Итого", None, 2, 20],
        ]
    )
    batch = imported(tmp_path, table).batches[0]
    assert (batch.grain, batch.period) == (Grain.MONTH, (date(2024, 1, 1), date(2024, 1, 21)))


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Остатки и доступность товаров", "1c-report"),
        ("Оборотно-сальдовая ведомость по счету 62 за 1 квартал 2025 г.", "1c-register"),
        ("Ведомость по товарам на складах", "1c-report"),
        ("Анализ задолженности", "1c-report"),
    ],
)
def test_other_reports_are_named_and_never_sales(tmp_path: Path, title: str, word: str) -> None:
    captions: Rows = [[title], *CAPTIONS[1:]]
    report = imported(tmp_path, sheet(report_rows(captions=captions), merges=MERGES, levels=LEVELS))
    assert (report.outcome, report.recognised, report.batches) == (Outcome.UNSUPPORTED, word, ())


def test_a_real_workbook_with_outlines_and_merges(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("Лист_1")
    for row, (values, level) in enumerate(zip(report_rows(), LEVELS, strict=True)):
        page.set_row(row, None, None, {"level": level})
        for column, value in enumerate(values):
            if value is not None:
                page.write(row, column, value)
    for top, left, bottom, right in MERGES:
        page.merge_range(top, left, bottom, right, report_rows()[top][left])
    book.close()
    report = read(path, tmp_path)
    assert (report.outcome, report.rows, report.imported_total) == (Outcome.OK, 3, Decimal("450.4"))


def test_gross_profit_of_twelve_months(tmp_path: Path) -> None:
    report = read(shared("data/excel1c/gross_profit_12months.xlsx"), tmp_path)
    assert report.outcome is Outcome.OK
    assert (report.rows, report.currency) == (5849, "KZT")
    assert report.file_total == report.imported_total
    months: dict[object, Decimal] = {}
    for fact in facts(report):
        amount = fact["amount"]
        assert isinstance(amount, Decimal)
        months[fact["day"]] = months.get(fact["day"], Decimal(0)) + amount
    assert months[date(2025, 6, 1)] == Decimal("986256804.85")
    assert months[date(2025, 7, 1)] == Decimal("1101349549.15")
    assert len(months) == 12
    batch = report.batches[0]
    assert (batch.vat, batch.filtered, batch.returns) == (Vat.WITH, True, Returns.NETTED)


@pytest.mark.parametrize(
    "name",
    [
        "repairs_list_tdsheet.xls", "sharedstrings_case.xlsx", "shop_sellers_kpi.xlsx", "stock_availability.xlsx",
        "stock_tdsheet_biff8.xls",
    ],
)  # fmt: skip
def test_real_reports_that_are_no_sales_by_months(tmp_path: Path, name: str) -> None:
    report = read(shared(f"data/excel1c/{name}"), tmp_path)
    assert report.outcome in {Outcome.UNSUPPORTED, Outcome.NEEDS_MAPPING}
    assert not report.batches
    assert report.issues
    assert report.issues[0].fix is not None


def test_shipments_of_two_months_in_one_figure(tmp_path: Path) -> None:
    report = read(shared("data/excel1c/shipments_resaved.xlsx"), tmp_path)
    assert (report.outcome, report.rows, report.currency) == (Outcome.PARTIAL, 109, "RUB")
    assert report.file_total == report.imported_total == Decimal("1532277.12")
    batch = report.batches[0]
    assert (batch.grain, batch.period) == (Grain.SPAN, (date(2024, 10, 1), date(2024, 12, 1)))
    assert (batch.vat, batch.returns, batch.filtered) == (Vat.WITH, Returns.NETTED, True)
    assert {fact["day"] for fact in facts(report)} == {date(2024, 10, 1)}
    assert len({fact["customer"] for fact in facts(report)}) > 40
    found = {issue.row for issue in report.issues if issue.code == "group_differs"}
    assert {6, 7, 8, 9, 10} <= found


def test_groups_without_levels_and_total_are_refused(tmp_path: Path) -> None:
    rows: Rows = [
        ["Продажи"], ["Параметры:", None, "Период: 01.01.2024 - 31.01.2024"], [],
        ["Менеджер", None, "Количество", "Выручка"], ["Номенклатура"],
        ["Ким", None, 3, 50], ["Чай", None, 2, 20], ["Кофе", None, 1, 30],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows, merges=((3, 2, 4, 2), (3, 3, 4, 3))))
    assert (report.outcome, report.batches) == (Outcome.UNSUPPORTED, ())
    whole = imported(tmp_path, sheet(rows, merges=((3, 2, 4, 2), (3, 3, 4, 3)), levels=[0, 0, 0, 0, 0, 0, 1, 1]))
    assert (whole.outcome, whole.imported_total) == (Outcome.OK, Decimal(50))
    assert [(fact["manager"], fact["product"]) for fact in facts(whole)] == [("Ким", "Чай"), ("Ким", "Кофе")]


@pytest.mark.parametrize(
    ("months", "days"),
    [
        (("Январь 2026 г.", "Февраль 2026 г."), (date(2026, 1, 1), date(2026, 2, 1))),
        (("01.2026", "02.2026"), (date(2026, 1, 1), date(2026, 2, 1))),
        (("1 квартал 2026 г.", "II квартал 2026 г."), (date(2026, 1, 1), date(2026, 4, 1))),
    ],
)
def test_periods_in_columns_and_in_rows(tmp_path: Path, months: tuple[str, str], days: tuple[date, date]) -> None:
    columns = sheet(
        [["Продажи"], ["Параметры:", None, "Вид: полный"], [], ["Номенклатура", *months], [None, "Выручка", "Выручка"],
         ["Чай", 20, 40], ["Итого", 20, 40]]
    )  # fmt: skip
    in_rows = sheet(
        [["Продажи"], ["Параметры:", None, "Вид: полный"], [], ["Период", None, "Выручка"], ["Номенклатура"],
         [months[0], None, 20], ["Чай", None, 20], [months[1], None, 40], ["Чай", None, 40], ["Итого", None, 60]],
        merges=((3, 2, 4, 2),), levels=[0, 0, 0, 0, 0, 0, 1, 0, 1, 0],
    )  # fmt: skip
    for table in (columns, in_rows):
        report = imported(tmp_path, table)
        assert [(fact["day"], fact["product"], fact["amount"]) for fact in facts(report)] == [
            (days[0], "Чай", Decimal(20)), (days[1], "Чай", Decimal(40)),
        ]  # fmt: skip
        assert report.batches[0].grain is (Grain.QUARTER if "квартал" in months[0] else Grain.MONTH)
