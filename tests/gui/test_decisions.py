"""The page of decisions: what is typed and what the book has, in both languages; refused fields leave no answer."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.errors import UsageError
from kpi_desktop.gui.pages.decisions import DecisionsPage
from kpi_desktop.gui.widgets.decide_ads import AdsSheet
from kpi_desktop.gui.widgets.decide_investment import InvestmentSheet, amounts
from kpi_desktop.gui.widgets.decide_pilot import PilotSheet
from tests.gui.seeing import opened, said, texts

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


def shown(qtbot: QtBot, window: Window, book: Path, tab: str) -> DecisionsPage:
    opened(qtbot, window, book)
    window.go("decisions", tab)
    qtbot.waitUntil(lambda: said(window, "Решения · октябрь 2026"), timeout=30_000)
    page = window.page()
    assert isinstance(page, DecisionsPage)
    return page


def plain(window: Window) -> list[str]:
    return [text.replace("\u00a0", " ").replace("\u202f", " ") for text in texts(window.page())]


def test_typed_counts_are_compared(qtbot: QtBot, window: Window, small: Path) -> None:
    """25 of 1 000 and 50 of 700: 2,5 % and 7,14 %, 4,64 points apart."""
    sheet = shown(qtbot, window, small, "ads").sheets["ads"]
    assert isinstance(sheet, AdsSheet)
    sheet.first.setCurrentText("25/1000")
    sheet.second.setCurrentText("50/700")
    sheet.compare.click()
    qtbot.waitUntil(lambda: said(window, "«50/700» лучше, и это не случайность"), timeout=30_000)
    assert {"2,50 %", "7,14 %", "1 000", "700", "25", "50"} <= {*plain(window)}
    assert any("+4,64 п. п." in text for text in plain(window))
    window.context.set_language("en")
    assert said(window, "“50/700” is better, by more than chance")
    sheet.second.setCurrentText("900/700")
    sheet.compare.click()
    qtbot.waitUntil(lambda: said(window, "“900/700” is not of the form"), timeout=30_000)
    assert not said(window, "is better")


def test_channels_of_the_book_are_offered(qtbot: QtBot, window: Window, book: Path) -> None:
    sheet = shown(qtbot, window, book, "ads").sheets["ads"]
    assert isinstance(sheet, AdsSheet)
    assert sheet.by.currentData() == "channel"
    names = [sheet.first.itemText(place) for place in range(sheet.first.count())]
    assert {"Контекстная реклама", "Партнёры"} <= {*names}
    assert sheet.first.currentText() != sheet.second.currentText()
    sheet.first.setCurrentText("Контекстная реклама")
    sheet.second.setCurrentText("Партнёры")
    sheet.compare.click()
    qtbot.waitUntil(lambda: said(window, "Доля лидов, ставших сделкой"), timeout=30_000)
    assert said(window, "Рано: чтобы увидеть")
    assert said(window, "Стоимость лида")


def test_a_pilot_is_agreed_judged_and_taken_out(qtbot: QtBot, window: Window, book: Path) -> None:
    sheet = shown(qtbot, window, book, "pilot").sheets["pilot"]
    assert isinstance(sheet, PilotSheet)
    sheet.agree.click()
    assert said(window, "Заполните все поля")
    sheet.name.setText("Звонок")
    sheet.since.setText("2026-08")
    sheet.keep.setText("10 %")
    sheet.by.setCurrentIndex(sheet.by.findData("manager"))
    sheet.by.activated.emit(sheet.by.currentIndex())
    sheet.agree.click()
    qtbot.waitUntil(lambda: {"Звонок", "10,0 %"} <= {*plain(window)}, timeout=30_000)
    sheet.judge("Звонок")
    qtbot.waitUntil(lambda: said(window, "Доход на покупателя: пилот"), timeout=30_000)
    assert said(window, "Условие не было названо до начала пилота")  # agreed today, the pilot began in August
    sheet.remove.click()
    qtbot.waitUntil(lambda: said(window, "О пилотах пока не договаривались"), timeout=30_000)


def test_an_investment_from_typed_gains(qtbot: QtBot, window: Window, small: Path) -> None:
    """300 000 spent, 156 000 back: 0,52 of it, a loss of 48 %."""
    sheet = shown(qtbot, window, small, "investment").sheets["investment"]
    assert isinstance(sheet, InvestmentSheet)
    sheet.cost.setText("300 000")
    sheet.gains.setText("40 000; 55 000; 61 000")
    sheet.compute.click()
    qtbot.waitUntil(lambda: "156 000,00" in plain(window), timeout=30_000)
    assert {"0,52", "−48,0 %"} <= {*plain(window)}
    sheet.gains.setText("40000 55000")
    sheet.compute.click()
    qtbot.waitUntil(lambda: said(window, "не одна сумма"), timeout=30_000)
    assert "156 000,00" not in plain(window)


def test_two_amounts_are_never_read_as_one() -> None:
    assert amounts("40 000; 1 250,5;-7") == [Decimal(40000), Decimal("1250.5"), Decimal(-7)]
    for text in ("40000 55000", "40 00", "1 2000", "40 000 55 000 1"):
        with pytest.raises(UsageError):
            amounts(text)


def test_limits_say_their_answers_and_why_not(qtbot: QtBot, window: Window, small: Path) -> None:
    """October of the small shop is over: its revenue is its own, 450 roubles."""
    shown(qtbot, window, small, "limits")
    qtbot.waitUntil(lambda: "450,00 ₽" in plain(window), timeout=30_000)
    assert said(window, "Месяц закончился")
    assert said(window, "нет данных")


def test_an_empty_book_says_so(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    from kpi_desktop.app.books import new_book

    empty = tmp_path / "empty.kpi"
    new_book(empty, "Пусто", "RUB", "ru")
    window.open_book(empty)
    window.go("decisions", "limits")
    qtbot.waitUntil(lambda: said(window, "В книге пока нет данных"), timeout=30_000)
