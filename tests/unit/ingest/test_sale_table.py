"""Tables of sales: every row's fact is written here by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import Documents, Returns, Vat
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from tests.unit.ingest.tables import Rows, codes, facts, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

HEAD: list[object] = ["Дата", "Номер документа", "Покупатель", "Номенклатура", "Количество", "Цена", "Сумма"]


def rows(*lines: list[object], head: list[object] | None = None) -> Rows:
    return [list(line) for line in (head or HEAD, *lines)]  # type: ignore[arg-type]


def money(value: object) -> str | None:
    return None if value is None else f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) else str(value)


def test_plain_lines(tmp_path: Path) -> None:
    table = sheet(
        rows(
            [datetime(2024, 1, 31, 23, 59), 101.0, "ООО «Ромашка»", "Стол ", 2, 150.5, 301],  # noqa: DTZ001
            [datetime(2024, 2, 1), "102", "Розничный покупатель", "Стул", 1, 99.99, 99.99],  # noqa: DTZ001
        )
    )
    report = imported(tmp_path, table)
    assert report.outcome is Outcome.OK
    first, second = facts(report)
    assert first["day"] == date(2024, 1, 31)
    assert first["time"] == datetime(2024, 1, 31, 23, 59)  # noqa: DTZ001
    assert (first["document"], second["document"]) == ("101", "102")
    assert (first["customer"], second["customer"]) == ("ООО «Ромашка»", None)
    assert (first["product"], money(first["quantity"]), money(first["amount"])) == ("Стол", "2", "301")
    assert (first["src_row"], second["src_row"]) == (2, 3)
    assert "placeholder_customer" in codes(report)
    batch = report.batches[0]
    assert batch.period == (date(2024, 1, 31), date(2024, 2, 2))
    assert (batch.returns, batch.documents, batch.grain) == (Returns.SEPARATE, Documents.NUMBERED, Grain.DAY)
    assert report.file_total == report.imported_total == Decimal("400.99")


def test_headings_below_captions_with_blank_columns_and_a_total(tmp_path: Path) -> None:
    table = sheet(
        [
            [None, "Продажи за период: 01.03.2024 - 31.03.2024"],
            [],
            [None, "Дата", None, "Товар", "Кол-во", "Сумма с НДС, руб."],
            [None, "05.03.2024", None, "Чай", "1", "1 200,50"],
            [],
            [None, "06.03.2024", None, "Кофе", "2", "(5,3)"],
            [None, "Итого", None, None, "3", "1 195,20"],
            [None, "Ответственный: Иванов"],
        ]
    )
    report = imported(tmp_path, table)
    assert (report.outcome, report.rows) == (Outcome.OK, 2)
    assert [money(fact["amount"]) for fact in facts(report)] == ["1200.5", "-5.3"]
    batch = report.batches[0]
    assert batch.period == (date(2024, 3, 1), date(2024, 4, 1))
    assert batch.period_stated
    assert (batch.currency, batch.vat) == ("RUB", Vat.WITH)
    assert report.file_total == Decimal("1195.20")
    assert [fact["src_row"] for fact in facts(report)] == [4, 6]


def test_a_total_that_differs_is_told(tmp_path: Path) -> None:
    table = sheet(rows(["01.03.2024", 1, "А", "Б", 1, 10, 10], ["Всего:", None, None, None, 1, None, 11]))
    report = imported(tmp_path, table)
    assert "total_differs" in codes(report)
    assert (report.file_total, report.imported_total) == (Decimal(11), Decimal(10))


def test_subtotals_and_an_unmarked_total_are_not_sales(tmp_path: Path) -> None:
    table = sheet(
        rows(
            ["01.03.2024", 1, "А", "Б", 1, 10, 10],
            ["Итого по 01.03.2024", None, None, None, 1, None, 10],
            ["02.03.2024", 2, "А", "Б", 1, 5, 5],
            ["Итого по 02.03.2024", None, None, None, 1, None, 5],
            ["Итого", None, None, None, 2, None, 15],
        )
    )
    report = imported(tmp_path, table)
    assert (report.rows, report.imported_total, report.file_total) == (2, Decimal(15), Decimal(15))
    bare = sheet(
        rows(
            ["01.03.2024", 1, "А", "Б", 1, 10, 10],
            ["02.03.2024", 2, "А", "Б", 1, 5, 5],
            [None, None, None, None, 2, None, 15],
        )
    )
    report = imported(tmp_path, bare)
    assert (report.rows, report.imported_total, report.file_total) == (2, Decimal(15), Decimal(15))


def test_amount_from_quantity_and_price_returns_and_writeoffs(tmp_path: Path) -> None:
    table = sheet(
        rows(
            [date(2011, 11, 1), 536365.0, 17850.0, "A", 6, 9.949999999999999],
            [date(2011, 11, 1), "C536379", 17850.0, "A", -1, 9.95],
            [date(2011, 11, 2), 536366.0, None, "A", -5, 0],
            [date(2011, 11, 2), 536367.0, 0, "A", 3, 0],
            [date(2011, 11, 2), "A563185", None, "Долг", 1, -11.06],
            head=["InvoiceDate", "InvoiceNo", "CustomerID", "Description", "Quantity", "UnitPrice"],
        )
    )
    report = imported(tmp_path, table)
    found = facts(report)
    assert [money(fact["amount"]) for fact in found] == ["59.7", "-9.95", "0", "0", "-11.06"]
    assert [fact["kind"] for fact in found] == ["sale", "return", "writeoff", "sale", "sale"]
    assert [fact["customer"] for fact in found] == ["17850", "17850", None, None, None]
    assert [fact["document"] for fact in found] == ["536365", "C536379", "536366", "536367", "A563185"]
    assert report.file_total == report.imported_total == Decimal("38.69")


def test_returns_that_only_a_word_marks_are_turned(tmp_path: Path) -> None:
    table = sheet(
        rows(
            ["01.03.2024", "Реализация", "А", "Б", 2, 10, 20],
            ["02.03.2024", "Возврат от покупателя", "А", "Б", 1, 10, 10],
            head=["Дата", "Вид операции", "Покупатель", "Товар", "Количество", "Цена", "Сумма"],
        )
    )
    report = imported(tmp_path, table)
    back = facts(report)[1]
    assert (back["kind"], money(back["amount"]), money(back["quantity"])) == ("return", "-10", "-1")
    assert "returns_turned" in codes(report)
    assert report.file_total == report.imported_total == Decimal(10)


def test_cost_of_the_line_of_the_unit_and_unknown(tmp_path: Path) -> None:
    unit = sheet(
        rows(
            ["01.03.2024", 1, "Б", 3, 10, 4],
            ["01.03.2024", 1, "В", 1, 10, 0],
            ["01.03.2024", 1, "Г", -1, 10, 4],
            head=["Дата", "Чек", "Товар", "Количество", "Цена", "Закупочная цена"],
        )
    )
    assert [money(fact["cost"]) for fact in facts(imported(tmp_path, unit))] == ["12", None, "-4"]
    line = sheet(
        rows(["01.03.2024", 1, "Б", 3, 30, 12], head=["Дата", "Чек", "Товар", "Количество", "Выручка", "Себестоимость"])
    )
    assert [money(fact["cost"]) for fact in facts(imported(tmp_path, line))] == ["12"]


def test_unreadable_rows_are_listed_and_left_out(tmp_path: Path) -> None:
    table = sheet(
        rows(
            ["01.03.2024", 1, "А", "Б", 1, 10, "10"],
            ["31.02.2024", 2, "А", "Б", 1, 10, "10"],
            ["02.03.2024", 3, "А", "Б", 1, 10, "десять"],
            ["03.03.2024", 4, "А", "Б", "много", 10, "7"],
            ["04.03.2024", 5, "А", "Б", 1, 10, "#REF!"],
        )
    )
    report = imported(tmp_path, table)
    assert report.outcome is Outcome.PARTIAL
    assert (report.rows, report.batches[0].rows) == (5, 2)
    listed = [(issue.code, issue.row) for issue in report.issues if issue.row]
    assert listed == [
        ("date_unreadable", 3),
        ("amount_unreadable", 4),
        ("amount_unreadable", 6),
        ("cell_unreadable", 5),
    ]
    assert (report.file_total, report.imported_total) == (Decimal(27), Decimal(17))


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (["Дата", "Поставщик", "Номенклатура", "Количество", "Цена", "Сумма"], "purchases"),
        (["Дата", "Сумма", "Комментарий"], "who knows"),
        (["Номенклатура", "Количество", "Цена", "Сумма"], "no date"),
    ],
)
def test_what_is_not_surely_sales_is_asked_about(tmp_path: Path, head: list[object], why: str) -> None:
    values: dict[object, list[object]] = {
        "Дата": ["01.03.2024", "02.03.2024"], "Поставщик": ["П", "П"], "Номенклатура": ["Н", "М"],
        "Количество": [1, 2], "Цена": [5, 5], "Сумма": [5, 10], "Комментарий": ["к", "к"],
    }  # fmt: skip
    table = sheet(rows(*[[values[name][row] for name in head] for row in (0, 1)], head=head))
    report = imported(tmp_path, table)
    assert report.outcome is Outcome.NEEDS_MAPPING, why
    assert not report.batches
    assert "[columns]" in report.mapping


def test_a_stock_list_with_dates_is_not_sales(tmp_path: Path) -> None:
    table = sheet([["Остатки товаров на складе"], [], *rows(["01.03.2024", 1, "А", "Б", 1, 10, 10])])
    assert imported(tmp_path, table).outcome in {Outcome.NEEDS_MAPPING, Outcome.UNSUPPORTED}


def test_two_equal_amount_columns_are_asked_about(tmp_path: Path) -> None:
    table = sheet(rows(["01.03.2024", "Б", 1, 10, 11], head=["Дата", "Товар", "Количество", "Сумма", "Сумма"]))
    report = imported(tmp_path, table)
    assert report.outcome is Outcome.NEEDS_MAPPING
    chosen = report.mapping.replace('"Сумма #2" = ""', '"Сумма #2" = "x_other"')
    assert 'fact = "sale"' in chosen
    replayed = imported(tmp_path, table, options=ImportOptions(mapping=chosen))
    assert replayed.outcome is Outcome.OK
    assert [money(fact["amount"]) for fact in facts(replayed)] == ["10"]


def test_dates_that_read_both_ways_are_asked_about_once(tmp_path: Path) -> None:
    table = sheet(rows(["03/04/2024", 1, "А", "Б", 1, 10, 10], ["05/06/2024", 2, "А", "Б", 1, 10, 10]))
    report = imported(tmp_path, table)
    assert report.outcome is Outcome.NEEDS_MAPPING
    chosen = report.mapping.replace("[columns]", 'date_order = "mdy"\n[columns]')
    replayed = imported(tmp_path, table, options=ImportOptions(mapping=chosen))
    assert [fact["day"] for fact in facts(replayed)] == [date(2024, 3, 4), date(2024, 5, 6)]
    silent = imported(tmp_path, table, options=ImportOptions(saved=(replayed.batches[0].mapping,)))
    assert silent.outcome is Outcome.OK
    assert facts(silent) == facts(replayed)


def test_sheets_of_one_layout_are_one_batch_and_others_are_named(tmp_path: Path) -> None:
    one = sheet(rows(["01.03.2024", 1, "А", "Б", 1, 10, 10]), name="Март")
    two = sheet(rows(["01.04.2024", 2, "В", "Б", 1, 20, 20]), name="Апрель")
    third = sheet([["Имя", "Телефон"], ["А", "1"]], name="Люди")
    report = imported(tmp_path, one, two, third)
    assert len(report.batches) == 1
    assert report.batches[0].sheets == ("Март", "Апрель")
    found = facts(report)
    assert [(fact["src_sheet"], fact["src_row"], fact["customer"]) for fact in found] == [(0, 2, "А"), (1, 2, "В")]
    assert "sheets_not_used" in codes(report)


def test_two_different_sheets_of_sales_are_asked_about(tmp_path: Path) -> None:
    one = sheet(rows(["01.03.2024", 1, "А", "Б", 1, 10, 10]), name="Данные")
    two = sheet(rows(["01.03.2024", "Б", 10, 1], head=["Дата", "Товар", "Выручка", "Количество"]), name="Свод")
    report = imported(tmp_path, one, two)
    assert report.outcome is Outcome.NEEDS_MAPPING


def test_further_columns_become_free_ones_and_constants_of_nothing_are_dropped(tmp_path: Path) -> None:
    head = [*HEAD, "Бренд", "Вес, кг", "Пусто", "№ п/п"]
    table = sheet(rows(["01.03.2024", 1, "А", "Б", 1, 10, 10, "Acme", 2.5, None, 1], head=head))
    report = imported(tmp_path, table)
    assert report.batches[0].free == {"x_brend": "Бренд", "x_ves_kg": "Вес, кг"}
    assert (facts(report)[0]["x_brend"], money(facts(report)[0]["x_ves_kg"])) == ("Acme", "2.5")


def test_look_alike_letters_in_headings(tmp_path: Path) -> None:
    head = ["Дaтa", "Hoмeр дoкумeнтa", "Пoкупaтeль", "Номeнклатура", "Koличество", "Цeна", "Cумма"]
    assert (
        imported(tmp_path, sheet(rows(["01.03.2024", 1, "А", "Б", 1, 10, 10], head=list(head)))).outcome is Outcome.OK
    )


def test_a_merged_date_stands_for_all_its_rows(tmp_path: Path) -> None:
    table = sheet(
        rows(["01.03.2024", 1, "А", "Б", 1, 10, 10], [None, None, "А", "В", 1, 20, 20]),
        merges=((1, 0, 2, 0), (1, 1, 2, 1)),
    )
    assert [(fact["day"], fact["document"]) for fact in facts(imported(tmp_path, table))] == [
        (date(2024, 3, 1), "1")
    ] * 2


def test_a_head_of_two_rows(tmp_path: Path) -> None:
    table = sheet(
        [
            ["Дата", "Товар", "Продажи", None],
            [None, None, "Количество", "Сумма"],
            ["01.03.2024", "Чай", 2, 50],
        ],
        merges=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3)),
    )
    report = imported(tmp_path, table)
    assert report.outcome is Outcome.OK, report.issues
    assert [(fact["product"], money(fact["amount"])) for fact in facts(report)] == [("Чай", "50")]


def test_months_instead_of_days(tmp_path: Path) -> None:
    table = sheet(
        rows(
            ["Январь 2024", "Чай", 2, 50], ["Февраль 2024", "Чай", 3, 75], head=["Месяц", "Товар", "Кол-во", "Выручка"]
        )
    )
    report = imported(tmp_path, table)
    assert report.batches[0].grain is Grain.MONTH
    assert report.batches[0].period == (date(2024, 1, 1), date(2024, 3, 1))


def test_a_wrong_mapping_file_is_explained(tmp_path: Path) -> None:
    table = sheet(rows(["01.03.2024", 1, "А", "Б", 1, 10, 10]))
    for text in ("fact = ", 'fact = "sales"\n[columns]', 'fact = "sale"\n[columns]\n"Дата" = "dey"'):
        report = imported(tmp_path, table, options=ImportOptions(mapping=text))
        assert report.outcome is Outcome.NEEDS_MAPPING
        assert not report.batches


def test_a_document_total_on_every_line_is_not_summed(tmp_path: Path) -> None:
    head = ["Дата", "Номер документа", "Товар", "Сумма документа"]
    lines: list[list[object]] = [
        ["01.03.2024", number, product, 100 * number] for number in range(1, 7) for product in ("Чай", "Кофе")
    ]
    report = imported(tmp_path, sheet(rows(*lines, head=list(head))))
    assert report.outcome is Outcome.NEEDS_MAPPING
    assert not report.batches


def test_a_sheet_that_repeats_another_is_not_counted_twice(tmp_path: Path) -> None:
    lines: list[list[object]] = [
        ["01.03.2024", number, "А", "Б", 1, 10 * number, 10 * number] for number in range(1, 8)
    ]
    report = imported(tmp_path, sheet(rows(*lines), name="Март"), sheet(rows(*lines), name="Копия"))
    assert report.outcome is Outcome.NEEDS_MAPPING
    chosen = report.mapping.replace("[columns]", 'sheets = ["Март"]\n[columns]')
    replayed = imported(
        tmp_path,
        sheet(rows(*lines), name="Март"),
        sheet(rows(*lines), name="Копия"),
        options=ImportOptions(mapping=chosen),
    )
    assert (replayed.outcome, replayed.imported_total) == (Outcome.OK, Decimal(280))


def test_a_sheet_of_returns_is_subtracted(tmp_path: Path) -> None:
    sold = sheet(rows(["01.03.2024", 1, "А", "Б", 2, 10, 20]), name="Продажи")
    back = sheet(rows(["02.03.2024", 2, "А", "Б", 1, 10, 10]), name="Возвраты")
    report = imported(tmp_path, sold, back)
    assert [money(fact["amount"]) for fact in facts(report)] == ["20", "-10"]
    assert report.file_total == report.imported_total == Decimal(10)


def test_rows_that_were_cancelled_or_not_posted_are_out(tmp_path: Path) -> None:
    head = [*HEAD, "Статус", "Проведен"]
    table = sheet(
        rows(
            ["01.03.2024", 1, "А", "Б", 1, 10, 10, "Выполнен", "Да"],
            ["01.03.2024", 2, "А", "Б", 1, 20, 20, "Отменён", "Да"],
            ["01.03.2024", 3, "А", "Б", 1, 40, 40, "Выполнен", "Нет"],
            head=head,
        )
    )
    report = imported(tmp_path, table)
    assert (report.rows, report.imported_total, report.file_total) == (1, Decimal(10), Decimal(10))
    assert codes(report).count("left_out") == 2


def test_a_dated_daily_total_is_not_a_sale_but_a_motor_oil_is(tmp_path: Path) -> None:
    table = sheet(
        rows(
            ["01.03.2024", 1, "А", "Total Quartz 9000", 1, 10, 10],
            ["01.03.2024", None, None, "Итого за день", 1, None, 10],
            ["02.03.2024", 2, "А", "Б", 1, 7, 7],
        )
    )
    assert imported(tmp_path, table).imported_total == Decimal(17)


def test_figures_in_thousands_are_asked_about(tmp_path: Path) -> None:
    table = sheet([["Продажи, тыс. руб."], [], *rows(["01.03.2024", 1, "А", "Б", 1, 10, 10])])
    assert imported(tmp_path, table).outcome is not Outcome.OK


def test_times_of_day_beside_dates(tmp_path: Path) -> None:
    table = sheet(
        rows(
            ["01.03.2024", "18:17:30", 1, "Чай", 1, 10],
            ["01.03.2024", "9:05", 2, "Чай", 1, 10],
            head=["Дата", "Время", "Чек", "Товар", "Количество", "Сумма"],
        )
    )
    found = [fact["time"] for fact in facts(imported(tmp_path, table))]
    assert found == [datetime(2024, 3, 1, 18, 17, 30), datetime(2024, 3, 1, 9, 5)]  # noqa: DTZ001


def test_changed_columns_are_shown(tmp_path: Path) -> None:
    first = imported(tmp_path, sheet(rows(["01.03.2024", 1, "А", "Б", 1, 10, 10])))
    wider = sheet(rows(["01.03.2024", 1, "А", "Б", 1, 10, 10, "Acme"], head=[*HEAD, "Бренд"]))
    report = imported(tmp_path, wider, options=ImportOptions(saved=(first.batches[0].mapping,)))
    assert report.outcome is Outcome.OK
    assert codes(report)[0] == "columns_changed"


def test_headings_repeated_on_every_page_are_no_rows(tmp_path: Path) -> None:
    table = sheet(rows(["01.03.2024", 1, "А", "Б", 1, 10, 10], list(HEAD), ["02.03.2024", 2, "А", "Б", 1, 5, 5]))
    report = imported(tmp_path, table)
    assert (report.outcome, report.rows, report.imported_total) == (Outcome.OK, 2, Decimal(15))


def test_advertising_is_not_taken_for_sales(tmp_path: Path) -> None:
    table = sheet(
        rows(
            ["01.03.2024", "Директ", 1000, 50, 900, 3000],
            head=["Дата", "Источник", "Показы", "Клики", "Расход", "Доход"],
        )
    )
    report = imported(tmp_path, table)
    assert [batch.fact for batch in report.batches] == ["advertising"]
    assert report.imported_total == Decimal(900)


def test_a_saved_order_of_dates_never_overrules_the_file(tmp_path: Path) -> None:
    first = imported(tmp_path, sheet(rows(["13/01/2024", 1, "А", "Б", 1, 10, 10])))
    assert 'date_order = "dmy"' in first.batches[0].mapping
    american = sheet(rows(["01/13/2024", 1, "А", "Б", 1, 10, 10], ["01/02/2024", 2, "А", "Б", 1, 10, 10]))
    report = imported(tmp_path, american, options=ImportOptions(saved=(first.batches[0].mapping,)))
    assert [fact["day"] for fact in facts(report)] == [date(2024, 1, 13), date(2024, 1, 2)]
    forced = imported(tmp_path, american, options=ImportOptions(mapping=first.batches[0].mapping))
    assert forced.outcome is Outcome.NEEDS_MAPPING
