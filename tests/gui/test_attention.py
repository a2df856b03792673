"""What happened and what to do first: three steps on the overview that lead on, all findings on their page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTableView, QWidget

from tests.gui.seeing import opened, said, texts

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


#: «21 993 000,00 ₽ — …»: what a finding is about in money.
_SUM = re.compile("^(?:≈\u00a0)?([\\d\u00a0]+(?:,\\d\\d)?)\u00a0₽ — ")


def pressed(window: Window, text: str) -> None:
    found = next(one for one in window.page().findChildren(QPushButton) if text in one.text())
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def _in_sight(page: QWidget, text: str) -> bool:
    """Whether the button has its place: a mouse presses nothing of a page that is still being laid out."""
    found = next(one for one in page.findChildren(QPushButton) if text in one.text())
    return found.isVisible() and found.height() > 0 and not found.visibleRegion().isEmpty()


def test_three_findings_then_all_and_a_click_opens_the_metric(qtbot: QtBot, window: Window, book: Path) -> None:
    opened(qtbot, window, book)
    page = window.page()
    qtbot.waitUntil(lambda: said(page, "1. Слабое звено"), timeout=60_000)
    assert said(page, "Что произошло")
    assert said(page, "3\u00a0974\u00a0092,00\u00a0₽: на 919\u00a0016,00\u00a0₽ больше, чем в октябре 2025 года")
    assert said(page, "Что сделать сначала")
    assert said(page, "2. Подписано, но не оплачено")
    assert said(page, "договорам вместе — 5\u00a0614\u00a0000,00\u00a0₽")
    assert not said(page, "Реклама не окупается"), "smaller sums wait behind the button"
    pressed(window, "1. Слабое звено")
    assert window.page() is window.pages["funnel"]
    window.back()
    pressed(window, "2. Подписано, но не оплачено")
    assert window.page() is window.pages["lists"]
    window.go("overview", None)
    pressed(window, "Все находки")
    assert window.page() is window.pages["findings"]


def test_the_page_of_findings_tells_sums_conditions_and_leads_to_members_lists_and_metrics(
    qtbot: QtBot, window: Window, book: Path
) -> None:
    opened(qtbot, window, book)
    window.go("findings", None)
    page = window.page()
    qtbot.waitUntil(lambda: said(page, "Что проверить · октябрь 2026"), timeout=60_000)
    qtbot.waitUntil(lambda: said(page, "План не выполнен"), timeout=60_000)
    assert said(page, "Суммы пересекаются: складывать их нельзя.")
    found = [match for match in map(_SUM.match, texts(page)) if match]
    sums = [float(match[1].replace("\u00a0", "").replace(",", ".")) for match in found]
    assert len(sums) > 2
    assert sums == sorted(sums, reverse=True), "the largest sum first, whatever its severity"
    assert said(page, "Условие: [Возврат на инвестиции (ROI), по прибыли] < 1 или ")
    assert said(page, "Посмотреть не удалось:")
    qtbot.waitUntil(lambda: _in_sight(page, "Список для обзвона"), timeout=10_000)
    pressed(window, "Список для обзвона")
    assert window.page() is window.pages["lists"]
    window.go("findings", None)
    pressed(window, "Выполнение плана")
    assert window.page() is window.pages["metric"]
    window.back()
    assert window.page() is page, "back from a metric to the findings that it was opened from"
    next(one for one in page.findChildren(QPushButton) if "Социальные сети →" in one.text()).click()
    overview = window.page()
    assert overview is window.pages["overview"]
    qtbot.waitUntil(lambda: said(overview, "Социальные сети"), timeout=30_000)
    (split,) = (view.model() for view in overview.findChildren(QTableView) if view.isVisible())
    qtbot.waitUntil(lambda: split.columnCount() > 0 and split.rowCount() == 1, timeout=30_000)
    told = {
        str(split.headerData(at, Qt.Orientation.Horizontal)): split.index(0, at).data()
        for at in range(split.columnCount())
    }
    # What the finding stands on, beside what every split shows.
    assert told["Возврат на инвестиции (ROI), по прибыли"] == "0,24\u00a0раза"
    assert told["Окупаемость рекламы (ROI), по выручке"] == "−18,2\u00a0%"
    assert {"Выручка", "Изменение"} <= set(told)
    window.go("findings", None)
    window.context.set_language("en")
    qtbot.waitUntil(lambda: said(page, "Advertising does not pay back"), timeout=10_000)
    assert said(page, "Condition: [ROI, profit ratio] < 1 or ")
    assert said(page, "Could not be looked at:")


def test_a_small_book_says_which_exports_the_rules_wait_for(qtbot: QtBot, window: Window, small: Path) -> None:
    opened(qtbot, window, small)
    page = window.page()
    qtbot.waitUntil(lambda: said(page, "Что сделать сначала"), timeout=60_000)
    pressed(window, "Все находки")
    page = window.page()
    qtbot.waitUntil(lambda: said(page, "Нужны выгрузки: «Лиды»"), timeout=10_000)
    assert said(page, "Где взять:")
