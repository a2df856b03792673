"""What to look at, on the overview: three findings that lead to their metrics, the rest on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.gui.seeing import opened, said

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


def pressed(window: Window, text: str) -> None:
    found = next(one for one in window.page().findChildren(QPushButton) if text in one.text())
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def test_three_findings_then_all_and_a_click_opens_the_metric(qtbot: QtBot, window: Window, book: Path) -> None:
    opened(qtbot, window, book)
    page = window.page()
    qtbot.waitUntil(lambda: said(page, "Реклама не окупается"), timeout=60_000)
    assert said(page, "На что обратить внимание")
    assert said(page, "Реклама в канале «Социальные сети» убыточна. Прибыль — 0,24 от расходов на неё.")
    assert not said(page, "План не выполнен"), "the fifth finding waits behind the button"
    pressed(window, "Все находки")
    qtbot.waitUntil(lambda: said(page, "План не выполнен"), timeout=10_000)
    assert said(page, "Посмотреть не удалось:")
    window.context.set_language("en")
    qtbot.waitUntil(lambda: said(page, "Advertising does not pay back"), timeout=10_000)
    assert said(page, "Could not be looked at:")
    window.context.set_language("ru")
    qtbot.waitUntil(lambda: said(page, "Реклама не окупается"), timeout=10_000)
    pressed(window, "Реклама не окупается")
    assert window.page() is window.pages["metric"]


def test_a_small_book_says_which_exports_the_rules_wait_for(qtbot: QtBot, window: Window, small: Path) -> None:
    opened(qtbot, window, small)
    page = window.page()
    qtbot.waitUntil(lambda: said(page, "Показателей мало, чтобы судить о целом"), timeout=60_000)
    pressed(window, "Все находки")
    qtbot.waitUntil(lambda: said(page, "Нужны выгрузки: «Лиды»"), timeout=10_000)
    assert said(page, "Где взять:")
