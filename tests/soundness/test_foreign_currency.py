"""Rows in another currency are never added, and a figure that lacks them has no value or says so (NUMBERS 5)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.store.records import Choice, Decision
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.figure import Figure

MAY, JUNE, JULY = Period.month("2023-05"), Period.month("2023-06"), Period.month("2023-07")

#: June has one sale of 70 dollars; May and July are whole.
SALES = (
    "day document customer product quantity amount cost currency\n2023-05-02 1 А Чай 1 100.00 40.00 RUB\n"
    "2023-06-02 2 А Чай 2 200.00 80.00 RUB\n2023-06-03 3 Б Чай 1 70.00 30.00 USD\n2023-06-04 4 В Чай 1 300.00 90.00 -\n"
    "2023-07-02 5 А Чай 1 400.00 50.00 RUB"
)


def company(where: Path, text: str = SALES, fact: str = "sale", first: str = "2023-05-01") -> Company:
    found = Company(where)
    found.add(Export(text, fact, fact, first, "2023-07-31"))
    return found


def figure(found: Company, metric: str, period: Period) -> Figure:
    return found.engine.figures([metric], [period])[0]


def imported(where: Path, rows: str, metrics: list[str], period: Period) -> dict[str, Decimal | Reason]:
    """What the metrics of a table are when it is imported as a file."""
    file, book = where / "table.csv", where / "b.kpi"
    file.write_text(rows, "utf-8")
    workspace = load_workspace()
    new_book(book, "Проба", "RUB")
    import_files(workspace, book, [file], {})
    with opened(workspace, book) as (_, engine):
        found = engine.figures(metrics, [period])
    return {one.metric: one.value.reason if isinstance(one.value, Missing) else one.value for one in found}


def refused(found: Company, metric: str, period: Period) -> bool:
    value = figure(found, metric, period).value
    return isinstance(value, Missing) and value.reason is Reason.CURRENCY


@pytest.mark.parametrize("metric", ["revenue", "gross_profit", "margin", "aov", "revenue_gross", "arp_customer"])
def test_money_of_a_month_with_a_foreign_sale_has_no_value(tmp_path: Path, metric: str) -> None:
    found = company(tmp_path)
    assert refused(found, metric, JUNE)
    assert refused(found, metric, Period(MAY.start, JUNE.end))
    assert not refused(found, metric, MAY)


@pytest.mark.parametrize(("metric", "wanted"), [("sales_count", 2), ("units", 3), ("buyers", 2)])
def test_what_is_counted_says_that_a_row_is_not_in_it(tmp_path: Path, metric: str, wanted: Decimal) -> None:
    found = company(tmp_path)
    june = figure(found, metric, JUNE)
    assert "currency" not in {flag.code for flag in figure(found, metric, MAY).flags}
    assert june.value == wanted
    assert [str(flag.message) for flag in june.flags if flag.code == "currency"] == [
        "1 row in another currency than the book is not in it: load it in the book's currency"
    ]


def test_a_month_that_is_compared_with_it_has_no_change(tmp_path: Path) -> None:
    """July is 400; what June was is not known, so there is no growth of 100 to 500 %."""
    found = figure(company(tmp_path), "revenue", Period.month("2023-07"))
    assert found.value == 400
    assert {one.change.reason for one in found.comparisons.values() if isinstance(one.change, Missing)} >= {
        Reason.CURRENCY
    }


def test_the_day_of_break_even_is_not_told_from_half_of_the_sales(tmp_path: Path) -> None:
    found = company(tmp_path)
    found.add(Export("day class amount\n2023-06-01 fixed 100.00\n2023-05-01 fixed 10.00", "expense", "e",
                     "2023-05-01", "2023-07-31"))  # fmt: skip
    assert refused(found, "breakeven_day", JUNE)
    assert refused(found, "profit", JUNE)
    assert figure(found, "profit", MAY).value == 50


def test_contracts_signed_earlier_in_another_currency_count_while_they_are_in_force(tmp_path: Path) -> None:
    """12,000 and 2,400 roubles a year and 500 dollars: July's recurring revenue is not 14,400 / 12 = 1,200 a month."""
    rows = (
        "Дата подписания;Номер договора;Клиент;Сумма договора;Валюта;Дата начала;Дата окончания;Срок в месяцах\n"
        "01.05.2023;К-1;Альфа;12000;RUB;01.05.2023;30.04.2024;12\n"
        "02.05.2023;К-2;Бета;500;USD;02.05.2023;01.05.2024;12\n31.07.2023;К-3;Гамма;2400;RUB;31.07.2023;30.07.2024;12\n"
    )
    found = imported(tmp_path, rows, ["arr", "mrr"], JULY)
    assert (found["arr"], found["mrr"]) == (Reason.CURRENCY, Reason.CURRENCY)
    whole = tmp_path / "whole"
    whole.mkdir()
    assert imported(whole, rows.replace("500;USD", "600;RUB"), ["mrr"], JULY)["mrr"] == 1250


@pytest.mark.parametrize(
    ("rows", "metric"),
    [
        ("Дата;Статья расходов;Класс расхода;Сумма расхода;Валюта\n01.07.2023;Аренда;fixed;1000;RUB\n"
         "02.07.2023;Хостинг;fixed;50;USD\n31.07.2023;Склад;fixed;10;RUB\n", "operating_expenses"),
        ("Дата платежа;Номер платежа;Направление;Сумма платежа;Валюта;Контрагент;Назначение платежа\n"
         "01.07.2023;1;поступление;1000;RUB;Альфа;Оплата по договору\n02.07.2023;2;поступление;50;USD;Бета;Оплата\n"
         "31.07.2023;3;поступление;10;RUB;Альфа;Оплата по договору\n", "customer_receipts"),
        ("Дата создания сделки;Номер сделки;Клиент;Сумма сделки;Валюта;Дата закрытия;Состояние сделки\n"
         "01.06.2023;D1;Альфа;1000;RUB;10.07.2023;выиграна\n02.06.2023;D2;Бета;50;USD;20.07.2023;выиграна\n"
         "31.07.2023;D3;Бета;50;RUB;31.07.2023;проиграна\n", "avg_deal_size"),
    ],
)  # fmt: skip
def test_amounts_of_facts_that_keep_no_currency(tmp_path: Path, rows: str, metric: str) -> None:
    """The importer leaves dollars out; a deal begun in June belongs to the month in which it closed."""
    assert imported(tmp_path, rows, [metric], JULY)[metric] is Reason.CURRENCY
    whole = tmp_path / "whole"
    whole.mkdir()
    assert isinstance(imported(whole, rows.replace("USD", "RUB"), [metric], JULY)[metric], Decimal)


def test_a_refused_row_is_forgotten_with_its_import(tmp_path: Path) -> None:
    found = company(tmp_path)
    found.book.undo(found.book.batches()[0].id)
    again = "\n".join(line for line in SALES.splitlines() if "USD" not in line)
    found.add(Export(again, "sale", "sale", "2023-05-01", "2023-07-31"))
    assert figure(found, "revenue", JUNE).value == 500


def test_a_newer_export_without_it_takes_its_place(tmp_path: Path) -> None:
    found = company(tmp_path)
    june = "day document customer product quantity amount cost currency\n2023-06-02 2 А Чай 2 200.00 80.00 RUB"
    found.add(Export(june, "sale", "sale", "2023-06-01", "2023-06-30"), Decision(Choice.REPLACE))
    assert figure(found, "revenue", JUNE).value == 200
