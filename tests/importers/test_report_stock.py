"""Stock, turnover of goods and price lists: written by hand as 1C lays them out, and the real ones where at hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Grain
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.shared import shared
from tests.unit.ingest.tables import Rows, codes, facts, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.outcome import FileReport

D = Decimal


def on_day(report: FileReport, day: str) -> ImportOptions:
    """The draft that a report asks with, filled in."""
    assert report.outcome is Outcome.NEEDS_MAPPING
    assert 'period = ["", ""]' in report.mapping
    return ImportOptions(mapping=report.mapping.replace('["", ""]', f'["{day}", "{day}"]'))


AVAILABILITY: Rows = [
    ["Остатки и доступность товаров"], [], ["Параметры:", None, "Количество товаров: В единицах хранения"], [],
    ["Склад", None, None, None, "Сейчас", None, None, "Ожидается", None],
    [None, "Артикул", "Номенклатура", "Ед. изм.", "В наличии", "В резерве", "Доступно", "Приход", "Остаток"],
    ["Основной", None, None, None, None, None, None, None, None],
    [None, "А-1", "Стол ", "шт", 5, 2, 3, 10, 15], [None, "А-2", "Лак", "л", 2.5, None, 2.5, None, 2.5],
    [None, "А-3", "Стул", "шт", None, None, None, 4, 4],
    ["Розница", None, None, None, 7, None, 7, None, 7], [None, "А-1", "Стол", "шт", 7, None, 7, None, 7],
    ["Итого", None, None, None, None, None, None, None, None],
]  # fmt: skip


def test_stock_by_warehouse_in_mixed_units_has_no_total(tmp_path: Path) -> None:
    table = sheet(AVAILABILITY, merges=((4, 4, 4, 6), (4, 7, 4, 8)), levels=[0] * 7 + [1, 1, 1, 0, 1, 0])
    asked = imported(tmp_path, table)
    assert (asked.rows, asked.recognised) == (4, "1c-report: Остатки и доступность товаров")
    report = imported(tmp_path, table, options=on_day(asked, "2026-03-31"))
    assert (report.outcome, report.rows, codes(report)) == (Outcome.OK, 4, [])
    assert (report.file_total, report.imported_total) == (None, None)
    keys = ("warehouse", "product", "sku", "unit", "quantity", "reserved")
    assert [tuple(f[name] for name in keys) for f in facts(report)] == [
        ("Основной", "Стол", "А-1", "шт", D(5), D(2)), ("Основной", "Лак", "А-2", "л", D("2.5"), None),
        ("Розница", "Стол", "А-1", "шт", D(7), None),
    ]  # fmt: skip
    batch = report.batches[0]
    assert (batch.fact, batch.grain, batch.period) == ("stock", Grain.DAY, (date(2026, 3, 31), date(2026, 4, 1)))


TURNOVER: Rows = [
    ["Ведомость по товарам на складах"], ["Параметры:", None, "Период: 01.03.2026 - 31.03.2026"], [],
    ["Номенклатура", "Ед.", "Начальный остаток", "Приход", "Расход", "Конечный остаток"],
    ["Чай", "шт", 10, 5, 3, 12], ["Кофе", "шт", 4, None, 4, None], ["Сахар", "шт", 1, 1, 1, 2],
    ["Итого", None, 15, 6, 8, 14],
]  # fmt: skip


def test_turnover_of_goods_by_a_month(tmp_path: Path) -> None:
    report = imported(tmp_path, sheet(TURNOVER))
    assert report.outcome is Outcome.OK
    assert [(f["product"], f["opening"], f["incoming"], f["outgoing"], f["quantity"]) for f in facts(report)] == [
        ("Чай", D(10), D(5), D(3), D(12)), ("Кофе", D(4), None, D(4), D(0)), ("Сахар", D(1), D(1), D(1), D(2)),
    ]  # fmt: skip
    assert [issue.row for issue in report.issues if issue.code == "stock_differs"] == [7]
    assert (report.file_total, report.imported_total) == (D(14), D(14))
    batch = report.batches[0]
    assert (batch.grain, batch.period) == (Grain.MONTH, (date(2026, 3, 1), date(2026, 4, 1)))


def test_a_turnover_of_several_months_is_one_span(tmp_path: Path) -> None:
    rows: Rows = [list(row) for row in TURNOVER]
    rows[1] = ["Параметры:", None, "Период: 15.03.2026 - 20.04.2026"]
    batch = imported(tmp_path, sheet(rows)).batches[0]
    assert (batch.grain, batch.period) == (Grain.SPAN, (date(2026, 3, 15), date(2026, 4, 21)))


def test_a_total_that_the_rows_do_not_give_is_told(tmp_path: Path) -> None:
    rows: Rows = [*TURNOVER[:-1], ["Итого", None, 15, 6, 8, 15]]
    report = imported(tmp_path, sheet(rows))
    assert report.outcome is Outcome.PARTIAL
    assert "total_differs" in codes(report)
    assert (report.file_total, report.imported_total) == (D(15), D(14))


def test_quantity_and_value_under_each_balance(tmp_path: Path) -> None:
    rows: Rows = [
        ["Ведомость по партиям товаров за Март 2026 г."], [],
        ["Склад", "Начальный остаток", None, "Приход", None, "Расход", None, "Конечный остаток", None],
        ["Номенклатура", "Количество", "Стоимость", "Количество", "Стоимость", "Количество", "Стоимость", "Количество",
         "Стоимость"], ["Партия"],
        ["Основной", 2, 20, 1, 11, 1, 10, 2, 21], ["Чай", 2, 20, 1, 11, 1, 10, 2, 21],
        ["Поступление 1 от 01.02.2026", 2, 20, None, None, 1, 10, 1, 10],
        ["Поступление 2 от 05.03.2026", None, None, 1, 11, None, None, 1, 11], ["Итого", 2, 20, 1, 11, 1, 10, 2, 21],
    ]  # fmt: skip
    merges = tuple((2, left, 2, left + 1) for left in (1, 3, 5, 7)) + tuple((3, at, 4, at) for at in range(1, 9))
    report = imported(tmp_path, sheet(rows, merges=merges, levels=[0] * 5 + [0, 1, 2, 2, 0]))
    assert (report.outcome, report.rows) == (Outcome.OK, 2)
    keys = ("warehouse", "product", "batch_of_goods", "opening", "incoming", "outgoing", "quantity", "amount")
    assert [tuple(f[name] for name in keys) for f in facts(report)] == [
        ("Основной", "Чай", "Поступление 1 от 01.02.2026", D(2), None, D(1), D(1), D(10)),
        ("Основной", "Чай", "Поступление 2 от 05.03.2026", None, D(1), None, D(1), D(11)),
    ]


def test_warehouses_across_with_captions_of_groups(tmp_path: Path) -> None:
    rows: Rows = [
        ["Остатки товаров на складах"], ["31.03.26"], [],
        ["Товар", "На всех складах", "Главный", "Брак"], [None, "Остаток", "Остаток", "Остаток"],
        ["Плиты"], ["Газовые"], ["Плита К-1, арт. К1 (шт.)", 3, 2, 1], ["Вытяжки"], ["Вытяжка (шт.)", 5, 4, None],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows))
    assert (report.outcome, report.rows) == (Outcome.PARTIAL, 2)
    assert [(f["product_group"], f["warehouse"], f["sku"], f["unit"], f["quantity"]) for f in facts(report)] == [
        ("Газовые", "Главный", "К1", "шт", D(2)), ("Вытяжки", "Главный", None, "шт", D(4)),
        ("Газовые", "Брак", "К1", "шт", D(1)),
    ]  # fmt: skip
    assert [issue.row for issue in report.issues if issue.code == "total_differs"] == [10]
    assert report.file_total == report.imported_total == D(7)


def test_texts_instead_of_figures_are_listed_and_not_guessed(tmp_path: Path) -> None:
    rows: Rows = [
        ["Штрихкод", "Номенклатура", "Артикул", "Москва", None], [None, None, None, "В наличии", "Резерв"],
        [4260375481774, "Лампа 1", "Л-1", "> 5000", 3], [4260375481775, "Лампа 2", "Л-2", 7, "много"],
    ]  # fmt: skip
    table = sheet(rows, name="TDSheet", merges=((0, 3, 0, 4),))
    asked = imported(tmp_path, table)
    assert [issue.row for issue in asked.issues if issue.code == "cell_unreadable"] == [3, 4]
    report = imported(tmp_path, table, options=on_day(asked, "2026-03-31"))
    assert (report.outcome, report.rows, report.recognised) == (Outcome.PARTIAL, 2, "1c-report")
    barcode = next(name for name in report.batches[0].free)
    keys = (barcode, "warehouse", "quantity", "reserved")
    assert [tuple(f.get(name) for name in keys) for f in facts(report)] == [("4260375481775", "Москва", D(7), None)]


def test_a_list_of_sales_with_a_column_of_stock_is_no_stock(tmp_path: Path) -> None:
    rows: Rows = [["Номенклатура", "Продано, шт", "Выручка", "Остаток"], ["Чай", 2, 20, 5], ["Кофе", 1, 30, 4]]
    report = imported(tmp_path, sheet(rows))
    assert not any(batch.fact == "stock" for batch in report.batches)
    assert 'fact = "stock"' not in report.mapping


@pytest.mark.parametrize("caption", ["на 28.12.2021", datetime(2021, 12, 28), None])  # noqa: DTZ001 - as files keep it
def test_price_list_with_stock(tmp_path: Path, caption: str | datetime | None) -> None:
    rows: Rows = [
        [caption], ["Номенклатура", "Наличие", "Розничная цена, руб", "Оптовая цена, руб"], ["Чай", 3, 100.5, 90],
        ["Кофе", None, 200, None],
    ]  # fmt: skip
    report = imported(tmp_path, sheet(rows))
    if caption is None:
        assert (report.outcome, report.rows) == (Outcome.NEEDS_MAPPING, 2)
        report = imported(tmp_path, sheet(rows), options=on_day(report, "2021-12-28"))
    assert (report.outcome, report.rows, report.currency) == (Outcome.OK, 2, "RUB")
    assert [(f["day"], f["product"], f["price"], f["price_kind"]) for f in facts(report)] == [
        (date(2021, 12, 28), "Чай", D("100.5"), "Розничная цена, руб"),
        (date(2021, 12, 28), "Кофе", D(200), "Розничная цена, руб"),
        (date(2021, 12, 28), "Чай", D(90), "Оптовая цена, руб"),
    ]  # fmt: skip
    assert [(f["product"], f["quantity"]) for f in facts(report, 1)] == [("Чай", D(3))]
    assert [batch.fact for batch in report.batches] == ["price", "stock"]


def test_real_price_list(tmp_path: Path) -> None:
    report = read(shared("data/excel1c/price_list.ods"), tmp_path)
    assert (report.outcome, report.rows, [batch.rows for batch in report.batches]) == (Outcome.OK, 7, [7, 7])
    assert {f["day"] for f in facts(report)} == {date(2021, 12, 28)}
    assert [f["price"] for f in facts(report)] == [170000, 80000, 100000, 120000, 250000, 90990, 98000]
    assert [f["unit"] for f in facts(report, 1)] == ["т", "т", "т", "т", "кг", "т", "кг"]
    assert report.file_total is None


def test_real_stock_of_1c_77(tmp_path: Path) -> None:
    report = read(shared("data/excel1c/stock_1c77_biff5_cp1251.xls"), tmp_path)
    assert (report.outcome, report.rows) == (Outcome.OK, 326)
    assert report.batches[0].period == (date(2023, 11, 19), date(2023, 11, 20))
    assert report.file_total == report.imported_total == D(1338)
    first = facts(report)[0]
    assert {f["warehouse"] for f in facts(report)} >= {"Киев", "Милле Городок", "БРАК"}
    assert isinstance(first["product"], str)
    found = [f for f in facts(report) if f["sku"] == "KGH 644 CO"]
    assert [(f["warehouse"], f["quantity"], f["product_group"], f["unit"]) for f in found] == [
        ("Транзит", D(1), "Газовые поверхности", "шт")
    ]


def test_real_stock_of_1c_8(tmp_path: Path) -> None:
    path = shared("data/excel1c/stock_availability.xlsx")
    report = read(path, tmp_path, on_day(read(path, tmp_path), "2026-06-30"))
    assert (report.outcome, report.rows, report.batches[0].rows) == (Outcome.OK, 3825, 3797)
    assert (report.file_total, report.imported_total) == (None, None)
    own = [f for f in facts(report) if f["warehouse"] == "Актобе брак"]
    assert sum(f["quantity"] for f in own if isinstance(f["quantity"], Decimal)) == 629


def test_real_stock_with_bounds_instead_of_figures(tmp_path: Path) -> None:
    import xlrd

    path = shared("data/excel1c/stock_tdsheet_biff8.xls")
    asked = read(path, tmp_path)
    report = read(path, tmp_path, on_day(asked, "2024-05-31"))
    page = xlrd.open_workbook(str(path)).sheet_by_index(0)
    cells = [(row, column, page.cell(row, column)) for row in range(2, page.nrows) for column in range(3, page.ncols)]
    free = [cell.value for _, column, cell in cells if column in {4, 6} and cell.ctype == 2]
    bounds = [str(cell.value) for _, _, cell in cells if cell.ctype == 1 and str(cell.value).strip()]
    assert all(text.startswith(">") for text in bounds)
    assert (report.outcome, report.rows, report.batches[0].rows) == (Outcome.PARTIAL, 791, len(free))
    assert sum(f["quantity"] for f in facts(report) if isinstance(f["quantity"], Decimal)) == sum(
        map(D, map(int, free))
    )
    listed = sum(issue.code == "cell_unreadable" and issue.row is not None for issue in report.issues)
    assert listed == 10
    assert any(str(len(bounds) - 10) in str(dict(issue.message.args)) for issue in report.issues if issue.row is None)


def test_real_list_of_repairs_is_not_imported_and_its_totals_are_told(tmp_path: Path) -> None:
    report = read(shared("data/excel1c/repairs_list_tdsheet.xls"), tmp_path)
    assert (report.outcome, report.rows, report.batches) == (Outcome.UNSUPPORTED, 31, ())
    assert codes(report) == ["unsupported", "total_differs"]
    values = dict(report.issues[1].message.args)
    assert (values["rows"], values["own"]) == ("39301", "41800")


def test_capital_shared_strings_are_read(tmp_path: Path) -> None:
    report = read(shared("data/excel1c/sharedstrings_case.xlsx"), tmp_path)
    assert (report.outcome, report.batches) == (Outcome.UNSUPPORTED, ())
