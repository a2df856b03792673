from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.catalogue.model import Direction, Display, Metric
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.core.unit import Unit
from kpi_desktop.engine.figure import Base, ChangeKind, Comparison
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.numbers import change_text, comparison_text, member_text, unit_text, value_text
from kpi_desktop.present.prose import tone

if TYPE_CHECKING:
    from kpi_desktop.core.missing import Value

ABSENT = Missing(Reason.NO_DATA, msg("No data"))


def metric(display: Display, decimals: int = 2, better: Direction = Direction.UP) -> Metric:
    return Metric(
        id="m",
        group="shop",
        kind="S",
        name_ru="М",
        name_en="M",
        formula="",
        symbols={},
        unit=Unit.of("money"),
        display=display,
        decimals=decimals,
        better=better,
        source="",
        definition_ru="",
        definition_en="",
        advice_ru="",
        advice_en="",
        order=1,
    )


def change(kind: ChangeKind, amount: Value, was: Value = Decimal(1)) -> Comparison:
    return Comparison(Base.PREVIOUS, Period.month("2011-10"), was, amount, kind)


@pytest.mark.parametrize(
    ("value", "display", "decimals", "ru", "en"),
    [
        ("3000", Display.MONEY, 2, "3_000,00_₽", "₽3,000.00"),
        ("0.2333", Display.SHARE, 1, "23,3_%", "23.3%"),
        ("45", Display.POINTS, 0, "45", "45"),
        ("3021", Display.COUNT, 0, "3_021", "3,021"),
        ("2.005", Display.NUMBER, 2, "2,01", "2.01"),
        ("3", Display.TIMES, 0, "3_раза", "3×"),
        ("3", Display.TIMES, 1, "3,0_раза", "3.0×"),
        ("21", Display.DAYS, 0, "21_день", "21_days"),
        ("5", Display.DAYS, 0, "5_дней", "5_days"),
        ("1.5", Display.HOURS, 1, "1,5_часа", "1.5_hours"),
        ("1", Display.YEARS, 0, "1_год", "1_year"),
        ("12", Display.YEARS, 0, "12_лет", "12_years"),
    ],
)
def test_value_text(value: str, display: Display, decimals: int, ru: str, en: str) -> None:
    for lang, text in (("ru", ru), ("en", en)):
        assert value_text(Decimal(value), display, decimals, "RUB", lang).replace("\u00a0", "_") == text


def test_missing_is_never_a_zero() -> None:
    assert value_text(ABSENT, Display.MONEY, 2, "RUB", "ru") == "нет данных"
    assert value_text(ABSENT, Display.MONEY, 2, "RUB", "en") == "no data"
    assert change_text(None, metric(Display.MONEY), "ru") == "н/д"
    assert change_text(change(ChangeKind.PERCENT, ABSENT), metric(Display.MONEY), "en") == "n/a"
    assert comparison_text(change(ChangeKind.PERCENT, ABSENT, ABSENT), metric(Display.MONEY), "RUB", "ru") == "н/д"


@pytest.mark.parametrize(
    ("kind", "amount", "display", "ru"),
    [
        (ChangeKind.PERCENT, "0.0844", Display.MONEY, "+8,4_%"),
        (ChangeKind.PERCENT, "-0.36349", Display.MONEY, "−36,3_%"),
        (ChangeKind.POINTS, "-0.003", Display.SHARE, "−0,30_п._п."),  # as fine as the share of this metric
        (ChangeKind.POINTS, "5", Display.POINTS, "+5,0_п._п."),
        (ChangeKind.AMOUNT, "1200", Display.MONEY, "+1_200,00_₽"),
        (ChangeKind.AMOUNT, "-7", Display.MONEY, "−7,00_₽"),
    ],
)
def test_change_text(kind: ChangeKind, amount: str, display: Display, ru: str) -> None:
    text = change_text(change(kind, Decimal(amount)), metric(display), "ru", "RUB")
    assert text.replace("\u00a0", "_") == ru


@pytest.mark.parametrize(
    ("amount", "better", "expected"),
    [
        ("0.1", Direction.UP, "good"),
        ("0.1", Direction.DOWN, "bad"),
        ("-0.1", Direction.DOWN, "good"),
        ("0.0004", Direction.UP, "flat"),
        ("0.1", Direction.BALANCE, "flat"),
    ],
)
def test_colour_follows_what_is_printed(amount: str, better: Direction, expected: str) -> None:
    assert tone(change(ChangeKind.PERCENT, Decimal(amount)), metric(Display.MONEY, better=better)) == expected


def test_members_and_inputs() -> None:
    assert [member_text(m, "ru") for m in ("Ozon", "", "(not specified)", None)] == ["Ozon"] + ["(не указано)"] * 3
    assert unit_text(Decimal("750000"), Unit.of("money"), "RUB", "ru").replace("\u00a0", "_") == "750_000,00_₽"
    assert unit_text(Decimal("250.000000"), Unit.of("unit"), "RUB", "ru") == "250"
    assert unit_text(ABSENT, Unit.of("unit"), "RUB", "ru") == "нет данных"
