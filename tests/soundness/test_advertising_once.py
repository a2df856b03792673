"""Advertising counts once in profit: by its account, with what marketplaces charge beside (NUMBERS 8 and 10)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.i18n.translator import Translator
from tests.unit.engine.company import FACTS, Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.figure import Figure

MAY, JUNE = Period.month("2023-05"), Period.month("2023-06")
QUARTER = Period(Period.month("2023-04").start, JUNE.end)
SALES = """day document product channel amount cost
2023-04-02 1 Чай Сайт 500.00 200.00
2023-05-02 2 Чай Сайт 1000.00 400.00
2023-06-02 3 Чай Сайт 700.00 300.00"""
RENT = ["2023-04-01 Аренда fixed 100.00", "2023-05-01 Аренда fixed 100.00", "2023-06-01 Аренда fixed 100.00"]
ADVERTS = "2023-05-01 Реклама advertising 80.00"


@pytest.fixture
def company(tmp_path: Path) -> Company:
    found = Company(tmp_path)
    found.add(Export(SALES, first="2023-04-01", last="2023-06-30"))
    return found


def spend(company: Company, *rows: str) -> None:
    text = "\n".join(["day article class amount", *RENT, *rows])
    company.add(Export(text, "expense", "Траты", "2023-04-01", "2023-06-30", Grain.MONTH))


def advertise(company: Company, *rows: str, first: str = "2023-04-01", last: str = "2023-06-30") -> None:
    company.add(Export("\n".join(["day channel cost", *rows]), "advertising", "Кабинет", first, last))


def promote(company: Company, *rows: str) -> None:
    """The marketplace's own report charges promotion, as its importer hands it over."""
    text = "\n".join(["day channel article class amount", *rows])
    batch = Export(text, "expense", "Площадка", "2023-04-01", "2023-06-30").batch(company.where)
    company.book.add(replace(batch, importer="wildberries", recognised="wildberries"), FACTS)


def figure(company: Company, metric: str, period: Period = MAY) -> Figure:
    return next(iter(company.engine.figures([metric], [period])))


def value(company: Company, metric: str, period: Period = MAY) -> object:
    return figure(company, metric, period).value


def by(company: Company, metric: str, dimension: str) -> dict[str | None, object]:
    return {one.member: one.value for one in company.engine.figures([metric], [MAY], dimension)}


def codes(found: Figure) -> set[str]:
    return {flag.code for flag in found.flags}


def test_the_account_is_an_expense_of_profit(company: Company) -> None:
    spend(company)
    advertise(company, "2023-05-10 Поиск 70.00")
    assert value(company, "operating_expenses") == Decimal(170)  # rent 100, account 70
    assert value(company, "profit") == Decimal(430)  # 600 - 170
    assert value(company, "contribution") == Decimal(530)  # 600 - 70


def test_the_same_advertising_among_the_expenses_counts_once(company: Company) -> None:
    spend(company, ADVERTS)
    advertise(company, "2023-05-10 Поиск 70.00")
    found = figure(company, "profit")
    assert found.value == Decimal(430)  # the account is the authority: 600 - 100 - 70
    said = [flag for flag in found.flags if flag.code == "advertising_doubled"]
    assert "80" in Translator("ru")(said[0].message)
    assert value(company, "drr") == Decimal("0.07")
    assert value(company, "contribution") == Decimal(530)


def test_without_an_account_the_rows_are_the_advertising(company: Company) -> None:
    spend(company, ADVERTS)
    found = figure(company, "profit")
    assert found.value == Decimal(420)  # 600 - 100 - 80
    assert "advertising_doubled" not in codes(found)


def test_a_quarter_goes_month_by_month(company: Company) -> None:
    """April has its rows alone, May the account and the same again, June the account alone."""
    spend(company, "2023-04-01 Реклама advertising 30.00", ADVERTS)
    advertise(company, "2023-05-10 Поиск 70.00", "2023-06-10 Поиск 50.00", first="2023-05-01")
    found = figure(company, "profit", QUARTER)
    assert found.value == Decimal(850)  # 1,300 - 300 - (30 + 70 + 50)
    assert "partial" not in codes(found)
    assert value(company, "profit", JUNE) == Decimal(250)  # 400 - 100 - 50


def test_what_a_marketplace_charges_stays(company: Company) -> None:
    spend(company, ADVERTS)
    advertise(company, "2023-05-10 Поиск 70.00")
    promote(company, "2023-05-12 Wildberries Продвижение advertising 20.00")
    assert value(company, "profit") == Decimal(410)  # 600 - 100 - 70 - 20
    assert value(company, "contribution") == Decimal(510)  # 600 - 70 - 20
    assert value(company, "drr") == Decimal("0.09")


def test_a_marketplace_in_the_account_counts_once(company: Company) -> None:
    spend(company)
    advertise(company, "2023-05-10 Wildberries 25.00")
    promote(company, "2023-05-12 Wildberries Продвижение advertising 20.00")
    assert value(company, "profit") == Decimal(475)  # 600 - 100 - 25


def test_an_account_that_stopped_is_said(company: Company) -> None:
    spend(company)
    advertise(company, "2023-04-10 Поиск 70.00", last="2023-04-30")
    assert "partial" in codes(figure(company, "profit"))
    advertise(company, "2023-05-10 Поиск 10.00", first="2023-05-01", last="2023-05-15")
    found = figure(company, "profit")
    assert found.value == Decimal(490)
    assert "partial" in codes(found)


def test_one_figure_for_a_quarter_gives_no_profit_of_a_month(company: Company) -> None:
    spend(company, ADVERTS)
    text = "day channel cost\n2023-04-01 Поиск 90.00"
    company.add(Export(text, "advertising", "Кабинет", "2023-04-01", "2023-06-30", Grain.QUARTER))
    found = value(company, "profit")
    assert isinstance(found, Missing)
    assert found.reason is Reason.GRAIN
    assert value(company, "profit", QUARTER) == Decimal(910)  # 1,300 - 300 - 90, the 80 are among the 90


def test_parts_add_up_where_the_account_lacks_the_split(company: Company) -> None:
    spend(company, ADVERTS)
    advertise(company, "2023-05-10 Поиск 70.00")
    parts = by(company, "operating_expenses", "article")
    assert parts["Аренда"] == Decimal(100)
    assert parts["Реклама"] == Decimal(0)
    assert sum(part for part in parts.values() if isinstance(part, Decimal)) == Decimal(170)


def test_break_even_counts_promotion(company: Company) -> None:
    """Fixed 100; contribution is 600 on the second of May, 530 from the tenth, -20 from the twelfth on."""
    spend(company)
    advertise(company, "2023-05-10 Поиск 70.00")
    assert value(company, "breakeven_day") == Decimal(2)
    promote(company, "2023-05-12 Wildberries Продвижение advertising 550.00")
    found = value(company, "breakeven_day")
    assert isinstance(found, Missing)
    assert found.reason is Reason.NOT_REACHED


def test_mixed_vat_of_the_account_refuses_profit(company: Company) -> None:
    from kpi_desktop.facts.batch import Vat

    spend(company)
    rows = "day channel cost\n2023-05-10 Поиск 70.00"
    company.add(Export(rows, "advertising", "Кабинет", "2023-04-01", "2023-06-30", vat=Vat.WITH))
    found = value(company, "profit")
    assert isinstance(found, Missing)
    assert found.reason is Reason.VAT_MIXED
