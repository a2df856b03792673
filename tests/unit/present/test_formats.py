from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpi_desktop.i18n.formats import (
    MonthForm,
    date_text,
    money_text,
    month_axis,
    month_name,
    month_year,
    number_text,
    plural,
    share_text,
    short_number_text,
)


def plain(text: str) -> str:
    """No-break spaces as `_`, so that the table shows where they stand."""
    return text.replace("\u00a0", "_")


@pytest.mark.parametrize(
    ("value", "currency", "ru", "en"),
    [
        ("12480350", "RUB", "12_480_350,00_₽", "₽12,480,350.00"),
        ("0.005", "RUB", "0,01_₽", "₽0.01"),
        ("-0.005", "RUB", "−0,01_₽", "−₽0.01"),
        ("-0.004", "RUB", "0,00_₽", "₽0.00"),
        ("1461756.25", "GBP", "1_461_756,25_£", "£1,461,756.25"),
        ("999.995", "KZT", "1_000,00_₸", "₸1,000.00"),
        ("-1234.5", "CHF", "−1_234,50_CHF", "−1,234.50_CHF"),
        ("12.3", "", "12,30", "12.30"),
        ("12345678901234567890123456789012.345", "", "12_345_678_901_234_567_890_123_456_789_012,35", None),
    ],
)
def test_money(value: str, currency: str, ru: str, en: str | None) -> None:
    assert plain(money_text(Decimal(value), currency, "ru")) == ru
    if en:
        assert plain(money_text(Decimal(value), currency, "en")) == en


@pytest.mark.parametrize(
    ("value", "places", "ru", "en"),
    [("0.32894", 1, "32,9_%", "32.9%"), ("-0.00049", 1, "0,0_%", "0.0%"), ("12.5", 0, "1_250_%", "1,250%")],
)
def test_share(value: str, places: int, ru: str, en: str) -> None:
    assert plain(share_text(Decimal(value), places, "ru")) == ru
    assert plain(share_text(Decimal(value), places, "en")) == en


def test_half_is_rounded_away_from_zero_as_excel_does() -> None:
    assert [number_text(Decimal(v), 0, "en") for v in ("0.5", "1.5", "2.5", "-0.5", "-2.5")] == [
        "1",
        "2",
        "3",
        "−1",
        "−3",
    ]


def test_sign_of_a_change() -> None:
    assert [number_text(Decimal(v), 1, "ru", signed=True) for v in ("8.44", "-0.3", "0.04", "-0.04")] == [
        "+8,4",
        "−0,3",
        "0,0",
        "0,0",
    ]


def test_short_numbers_have_no_more_decimals_than_the_value() -> None:
    assert [plain(short_number_text(Decimal(v), 3, "ru")) for v in ("3.000000", "3.5", "1E+3", "0.0004")] == [
        "3",
        "3,5",
        "1_000",
        "0",
    ]


@pytest.mark.parametrize(
    ("count", "word"),
    [
        *[(n, "заказ") for n in (1, 21, 101)],
        *[(n, "заказа") for n in (2, 4, 22)],
        *[(n, "заказов") for n in (0, 5, 11, 12, 14, 25, 111)],
    ],
)
def test_russian_plurals(count: int, word: str) -> None:
    assert plural(count, ("заказ", "заказа", "заказов")) == word


def test_months() -> None:
    """Every month in the cases in which sentences put it."""
    table = """
    январь января январе
    февраль февраля феврале
    март марта марте
    апрель апреля апреле
    май мая мае
    июнь июня июне
    июль июля июле
    август августа августе
    сентябрь сентября сентябре
    октябрь октября октябре
    ноябрь ноября ноябре
    декабрь декабря декабре
    """
    cases = (MonthForm.NOMINATIVE, MonthForm.GENITIVE, MonthForm.PREPOSITIONAL)
    for number, line in enumerate(table.split("\n")[1:13], 1):
        day = date(2011, number, 1)
        assert [month_name(day, "ru", case) for case in cases] == line.split()
    assert month_year(date(2011, 11, 1), "ru") == "ноябрь 2011"
    assert month_year(date(2011, 11, 1), "en", MonthForm.GENITIVE) == "November 2011"
    assert (month_axis(date(2011, 11, 1), "ru"), month_axis(date(2009, 5, 1), "en")) == ("ноя 11", "May 09")


def test_dates() -> None:
    assert (date_text(date(2011, 11, 3), "ru"), date_text(date(2011, 11, 3), "en")) == ("03.11.2011", "3 Nov 2011")
