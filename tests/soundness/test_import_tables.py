"""Tables as small shops keep them: what is imported is what the file says, or it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.outcome import FileReport, Outcome
from tests.importers.files import read
from tests.unit.ingest.tables import facts

if TYPE_CHECKING:
    from pathlib import Path

Row = Sequence[object]
HEAD: Row = ("Дата", "Чек", "Клиент", "Товар", "Количество", "Сумма")
JANUARY: list[Row] = [
    (date(2026, 1, 5), "00001", "Иванов", "Чай", 2, 200),
    (date(2026, 1, 15), "00001", "Иванов", "Кофе", 1, 300),
    (date(2026, 1, 20), "00002", "Петров", "Чай", 3, 300),
]
FEBRUARY: list[Row] = [
    (date(2026, 2, 3), "00003", "Иванов", "Кофе", 2, 600),
    (date(2026, 2, 17), "00004", "Ким", "Чай", 1, 100),
]


def imported(folder: Path, *sheets: tuple[str, Sequence[Row]], merges: Sequence[str] = ()) -> FileReport:
    import openpyxl

    book = openpyxl.Workbook(write_only=False)
    book.worksheets[0].title = sheets[0][0]
    for name, rows in sheets:
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for span in merges:
            sheet.merge_cells(span)
    path = folder / "продажи.xlsx"
    book.save(path)
    return read(path, folder)


def amounts(report: FileReport, kind: str = "") -> Decimal:
    chosen = [row["amount"] for row in facts(report) if not kind or row["kind"] == kind]
    return sum((value for value in chosen if isinstance(value, Decimal)), Decimal(0))


@pytest.mark.parametrize("head", ["Номер", "№", "Заказ №", "Номер ФД", "Чек №"])
def test_numbers_of_documents_under_short_headings(tmp_path: Path, head: str) -> None:
    report = imported(tmp_path, ("Л", [("Дата", head, *HEAD[2:]), *JANUARY]))
    assert [row["document"] for row in facts(report)] == ["00001", "00001", "00002"]


def test_a_count_of_rows_is_no_document(tmp_path: Path) -> None:
    rows = [("№", *HEAD), *((place, *row) for place, row in enumerate(JANUARY, 1))]
    assert [row["document"] for row in facts(imported(tmp_path, ("Л", rows)))] == ["00001", "00001", "00002"]
    rows = [("№", "Дата", "Товар", "Количество", "Сумма"), *((n, r[0], *r[3:]) for n, r in enumerate(JANUARY, 1))]
    assert "document" not in facts(imported(tmp_path, ("Л", rows)))[0]


def test_sheets_by_months_with_a_column_more_are_one_list(tmp_path: Path) -> None:
    report = imported(
        tmp_path,
        ("Январь", [HEAD, *JANUARY]),
        ("Февраль", [(*HEAD, "Комментарий"), *((*row, "срочно") for row in FEBRUARY)]),
    )
    assert (report.outcome, report.rows, report.imported_total) == (Outcome.OK, 5, Decimal(1500))
    assert len(report.batches) == 1


def test_sheets_over_the_same_days_are_asked_about(tmp_path: Path) -> None:
    report = imported(
        tmp_path, ("Один", [HEAD, *JANUARY]), ("Другой", [(*HEAD, "Комментарий"), *((*row, "") for row in JANUARY)])
    )
    assert report.outcome is Outcome.NEEDS_MAPPING


def test_a_sheet_of_returns_with_a_column_more(tmp_path: Path) -> None:
    back = (date(2026, 1, 21), "00005", "Иванов", "Чай", 1, 100, "брак")
    report = imported(tmp_path, ("Продажи", [HEAD, *JANUARY]), ("Возвраты", [(*HEAD, "Причина"), back]))
    assert (report.outcome, amounts(report), amounts(report, "return")) == (Outcome.OK, Decimal(700), Decimal(-100))


def test_a_head_whose_upper_cells_reach_down(tmp_path: Path) -> None:
    head = [("Дата", "Чек", "Клиент", "Товар", "Продано", None), (None, None, None, None, "Количество", "Сумма")]
    merges = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1"]
    for given in (merges, []):
        report = imported(tmp_path, ("Л", [*head, *JANUARY]), merges=given)
        assert (report.outcome, report.imported_total) == (Outcome.OK, Decimal(800))


def test_the_date_stands_in_the_name_of_the_document(tmp_path: Path) -> None:
    name = "Реализация товаров и услуг 0000-00012{} от {}.03.2026 12:00:00"
    rows = [(name.format(day % 3, f"{day:02d}"), "Иванов", "Чай", 1, 100) for day in (5, 13, 27)]
    report = imported(
        tmp_path, ("TDSheet", [("Документ реализации", "Контрагент", "Номенклатура", "Количество", "Сумма"), *rows])
    )
    assert [row["day"] for row in facts(report)] == [date(2026, 3, 5), date(2026, 3, 13), date(2026, 3, 27)]
    again = read(tmp_path / "продажи.xlsx", tmp_path, None)
    assert again.mapping == report.mapping


def test_an_amount_below_zero_is_a_return(tmp_path: Path) -> None:
    rows = [*JANUARY, (date(2026, 1, 25), "00009", "Иванов", "Чай", 1, -100)]
    report = imported(tmp_path, ("Л", [HEAD, *rows]))
    assert (amounts(report, "sale"), amounts(report, "return")) == (Decimal(800), Decimal(-100))
    assert [row["quantity"] for row in facts(report) if row["kind"] == "return"] == [Decimal(-1)]


@pytest.mark.parametrize("discount", [[20, 0, 30], [0.1, 0, 0.1], ["10%", 0, "10%"]])
def test_the_amount_after_the_discount_counts(tmp_path: Path, discount: list[object]) -> None:
    rows = [(*row, cut, row[5] - off) for row, cut, off in zip(JANUARY, discount, (20, 0, 30), strict=True)]  # type: ignore[operator]
    report = imported(tmp_path, ("Л", [(*HEAD, "Скидка", "Итого за вычетом"), *rows]))
    assert report.imported_total == Decimal(750)


def test_a_discount_that_no_column_knows_of_is_asked_about(tmp_path: Path) -> None:
    head = ("Дата", "Чек", "Товар", "Количество", "Цена", "Скидка")
    rows = [(row[0], row[1], row[3], row[4], 100, 10) for row in JANUARY]
    assert imported(tmp_path, ("Л", [head, *rows])).outcome is Outcome.NEEDS_MAPPING
    priced = imported(tmp_path, ("Л", [(*head[:4], "Цена со скидкой", "Скидка"), *rows]))
    assert priced.imported_total == Decimal(600)


@pytest.mark.parametrize("summed", [True, False])
def test_lines_take_the_date_of_the_first_line_of_their_document(tmp_path: Path, summed: bool) -> None:
    first, second, third = JANUARY
    if summed:  # the first row only sums up the lines below it
        rows: list[Row] = [(*first[:3], None, None, 500), (None, None, None, *first[3:]),
                           (None, None, None, *second[3:]),
                           (*third[:3], None, None, 300), (None, None, None, *third[3:])]  # fmt: skip
    else:
        rows = [first, (None, None, None, *second[3:]), third, ("Итого", None, None, None, None, 800)]
    report = imported(tmp_path, ("Л", [HEAD, *rows]))
    assert (report.outcome, report.imported_total, report.rows) == (Outcome.OK, Decimal(800), 3)
    assert [(row["day"], row["document"], row["customer"]) for row in facts(report)] == [
        (date(2026, 1, 5), "00001", "Иванов"), (date(2026, 1, 5), "00001", "Иванов"),
        (date(2026, 1, 20), "00002", "Петров"),
    ]  # fmt: skip


def test_a_product_may_be_called_total(tmp_path: Path) -> None:
    rows = [(*row[:3], "Всего понемногу, набор" if row[3] == "Чай" else "Итого Premium", *row[4:]) for row in JANUARY]
    daily = (date(2026, 1, 20), None, None, "Итого за день", 6, 800)

    report = imported(tmp_path, ("Л", [HEAD, *rows, daily]))
    assert (report.rows, report.imported_total) == (3, Decimal(800))


def test_a_total_above_the_rows(tmp_path: Path) -> None:
    report = imported(tmp_path, ("Л", [HEAD, (None, None, None, None, 6, 800), *JANUARY]))
    assert (report.outcome, report.rows, report.file_total, report.imported_total) == (
        Outcome.OK, 3, Decimal(800), Decimal(800),
    )  # fmt: skip


def test_codes_are_never_numbers_to_sum(tmp_path: Path) -> None:
    codes = [("00770000", "+7 (912) 345-67-89", 4607001234567), ("00770001", "8 912 345 67 80", 4607001234568),
             ("00000012", "+79123456781", 4607001234569)]  # fmt: skip
    rows = [(*row, *code) for row, code in zip(JANUARY, codes, strict=True)]
    report = imported(tmp_path, ("Л", [(*HEAD, "Партия", "Связь", "Упаковка"), *rows]))
    kept = [[row[name] for name in ("x_partiya", "x_svyaz", "x_upakovka")] for row in facts(report)]
    assert kept == [[code[0], code[1], str(code[2])] for code in codes]


def test_dates_with_times_under_the_heading_time(tmp_path: Path) -> None:
    rows = [(datetime.fromisoformat("2026-01-05T10:30:00"), *row[1:]) for row in JANUARY]
    report = imported(tmp_path, ("Л", [("Время", *HEAD[1:]), *rows]))
    assert (report.outcome, {row["day"] for row in facts(report)}) == (Outcome.OK, {date(2026, 1, 5)})


def test_one_heading_twice_with_the_same_contents_is_no_question(tmp_path: Path) -> None:
    rows = [(*row, "шт", "шт") for row in JANUARY]
    assert imported(tmp_path, ("Л", [(*HEAD, "Ед. изм.", "Ед. изм."), *rows])).outcome is Outcome.OK


def test_orders_that_came_back_are_no_sales(tmp_path: Path) -> None:
    states = ("Выполнен", "Возврат", "Частичный возврат")
    rows = [(*row, state) for row, state in zip(JANUARY, states, strict=True)]
    report = imported(tmp_path, ("Л", [(*HEAD, "Статус заказа"), *rows]))
    assert report.imported_total == Decimal(500)
    assert [issue.code for issue in report.issues] == ["left_out"]


def test_the_cost_of_the_line_goes_before_the_cost_of_a_unit(tmp_path: Path) -> None:
    rows = [(*row, 60, cost) for row, cost in zip(JANUARY, (121, 59, 180), strict=True)]
    report = imported(tmp_path, ("Л", [(*HEAD, "Цена закупки", "Сумма закупки"), *rows]))
    assert [row["cost"] for row in facts(report)] == [Decimal(121), Decimal(59), Decimal(180)]


@pytest.mark.parametrize("word", [None, "Иванов Итог"])
def test_subtotals_of_groups_are_no_sales(tmp_path: Path, word: str | None) -> None:
    rows = [*JANUARY, (None, None, word, None, 6, 800), *FEBRUARY, (None, None, word, None, 3, 700)]
    report = imported(tmp_path, ("Л", [HEAD, *rows]))
    assert (report.outcome, report.rows, report.file_total, report.imported_total) == (
        Outcome.OK, 5, Decimal(1500), Decimal(1500),
    )  # fmt: skip


def test_a_subtotal_of_some_rows_only_is_no_total_of_the_file(tmp_path: Path) -> None:
    report = imported(tmp_path, ("Л", [HEAD, *JANUARY, (None, None, None, None, 6, 800), *FEBRUARY]))
    assert (report.rows, report.file_total, report.imported_total) == (5, Decimal(1500), Decimal(1500))
    assert "total_differs" not in [issue.code for issue in report.issues]


def test_dates_on_the_first_row_of_each_day(tmp_path: Path) -> None:
    rows = [(row[0] if place != 1 else None, *row[3:]) for place, row in enumerate(JANUARY)]
    report = imported(tmp_path, ("Л", [("Дата", "Товар", "Количество", "Сумма"), *rows]))
    assert [row["day"] for row in facts(report)] == [date(2026, 1, 5), date(2026, 1, 5), date(2026, 1, 20)]


def test_amounts_with_vat_go_before_amounts_without(tmp_path: Path) -> None:
    rows = [(*row[:5], 1000, row[5]) for row in JANUARY]
    report = imported(tmp_path, ("Л", [(*HEAD[:5], "Сумма без НДС", "Всего с НДС"), *rows]))
    assert (report.imported_total, str(report.batches[0].vat)) == (Decimal(800), "with")
