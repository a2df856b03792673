"""Everyone can use it: names for screen readers, keyboard, contrast, exact figures under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from kpi_desktop.gui.theme import DARK, LIGHT, Colours
from kpi_desktop.gui.widgets.card import Card
from kpi_desktop.gui.widgets.chart import ChartView
from tests.gui.seeing import opened, said

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window

INTERACTIVE = {
    QAccessible.Role.Button, QAccessible.Role.CheckBox, QAccessible.Role.ComboBox, QAccessible.Role.EditableText,
    QAccessible.Role.List, QAccessible.Role.Table, QAccessible.Role.PageTab, QAccessible.Role.PageTabList,
    QAccessible.Role.ButtonMenu,
}  # fmt: skip


def nameless(found: QAccessibleInterface) -> Iterator[str]:
    """Interactive things on the screen that a screen reader could not name."""
    if found.state().invisible:
        return
    widget = found.object()
    if found.role() in INTERACTIVE and not found.text(QAccessible.Text.Name):
        yield f"{found.role()} {widget}"
    if found.role() in (QAccessible.Role.Table, QAccessible.Role.ComboBox, QAccessible.Role.EditableText):
        return
    for place in range(found.childCount()):
        child = found.child(place)
        if child is not None and child.isValid():
            yield from nameless(child)


def test_every_control_has_a_name(qtbot: QtBot, window: Window, small: Path) -> None:
    assert not list(nameless(QAccessible.queryAccessibleInterface(window)))
    opened(qtbot, window, small)
    pages = ("overview", "data", "metrics", "own", "whatif", "import")
    for page, what in (*((name, None) for name in pages), ("metric", "aov")):
        window.go(page, what)
        qtbot.wait(400)
        assert not list(nameless(QAccessible.queryAccessibleInterface(window))), page


def test_keyboard_goes_everywhere(qtbot: QtBot, window: Window, small: Path) -> None:
    opened(qtbot, window, small)
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.page() is window.pages["metrics"]
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.page() is window.overview
    card = window.overview.findChildren(Card)[0]
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert window.page() is window.pages["metric"]
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.page() is window.overview


def test_tab_reaches_every_button_of_the_start(qtbot: QtBot, window: Window) -> None:
    qtbot.waitExposed(window)
    window.activateWindow()
    reached = set()
    for _ in range(30):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    buttons = {found for found in window.start.findChildren(QPushButton) if found.isVisible()}
    assert buttons <= reached


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    found = QColor(colour)
    return 0.2126 * linear(found.redF()) + 0.7152 * linear(found.greenF()) + 0.0722 * linear(found.blueF())


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_stand_out_from_their_ground(colours: Colours) -> None:
    pairs = [
        (text, ground)
        for text in (colours.text, colours.muted, colours.good, colours.bad, colours.accent)
        for ground in (colours.ground, colours.panel, colours.panel_alt)
    ]
    pairs += [(colours.warn, colours.warn_soft), (colours.accent, colours.soft), (colours.accent_text, colours.fill)]
    for text, ground in pairs:
        light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)


def test_chart_tells_exact_figures(qtbot: QtBot, window: Window, book: Path) -> None:
    opened(qtbot, window, book)
    window.go("metric", "aov")
    page = window.pages["metric"]
    qtbot.waitUntil(lambda: said(page, "Продажи сайта.xlsx"), timeout=30_000)
    chart = page.findChildren(ChartView)[0]
    assert chart.month_at(chart.width()) == 23
    assert chart.month_at(0) == 0
    assert chart.accessibleDescription().split("; ")[-1].startswith("Октябрь 2026: 7")
    before = chart.grab().toImage()
    QTest.mouseMove(chart, QPoint(chart.width() // 2, 60))
    qtbot.wait(50)
    assert chart.grab().toImage() != before
