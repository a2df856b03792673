"""The page of lists: chosen, sorted, narrowed, opened down to rows, written to Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QScrollArea

from kpi_desktop.engine.lists import LISTS
from kpi_desktop.gui.window import NAVIGATION, SHORTCUTS
from tests.gui.seeing import opened, said

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.pages.lists import ListsPage
    from kpi_desktop.gui.window import Window


@pytest.fixture
def page(qtbot: QtBot, window: Window, book: Path) -> ListsPage:
    opened(qtbot, window, book)
    window.go("lists", "abc")
    found = window.pages["lists"]
    qtbot.waitUntil(lambda: said(found, "Класс A"), timeout=30_000)
    return found  # type: ignore[return-value]


def first(page: ListsPage, column: int) -> str:
    model = page._model
    return str(model.data(model.index(0, column)))


def test_a_click_on_a_heading_sorts(page: ListsPage) -> None:
    assert first(page, 0) == "A"
    page._table.horizontalHeader().sectionClicked.emit(2)
    most = first(page, 2)
    page._table.horizontalHeader().sectionClicked.emit(2)
    assert first(page, 0) == "C"
    assert first(page, 2) != most


def test_a_line_opens_its_rows_and_a_class_narrows(qtbot: QtBot, page: ListsPage) -> None:
    everything = page._model.rowCount()
    page._summary.clicked.emit(page._summary_model.index(1, 0))
    assert 0 < page._model.rowCount() < everything
    assert first(page, 0) == "B"
    page._summary.clicked.emit(page._summary_model.index(1, 0))
    assert page._model.rowCount() == everything
    name = first(page, 1)
    page._table.clicked.emit(page._model.index(0, 0))
    qtbot.waitUntil(lambda: said(page.rows, ".xlsx") or said(page.rows, ".csv"), timeout=30_000)
    assert said(page.rows, name)
    page.rows.closed.emit()
    assert said(page, "Класс A")


def test_cohorts_are_a_heat_map_of_shares_or_money(qtbot: QtBot, page: ListsPage) -> None:
    page.open("cohorts")
    qtbot.waitUntil(lambda: said(page, "Все когорты"), timeout=30_000)
    model = page._model
    assert model.data(model.index(1, 2), Qt.ItemDataRole.BackgroundRole) is not None
    assert first(page, 2).endswith("%")
    page._group.setCurrentIndex(1)
    assert str(model.data(model.index(1, 2))).endswith("₽")
    # The last cohort has no month since: its cell is empty, not a zero
    last = model.index(model.rowCount() - 1, 3)
    assert model.data(last) == ""


def test_burndown_is_drawn_by_part(qtbot: QtBot, page: ListsPage) -> None:
    page.open("burndown")
    qtbot.waitUntil(page._chart.isVisible, timeout=30_000)
    whole = page._chart.accessibleDescription()
    page._part.setCurrentIndex(1)
    assert page._chart.accessibleDescription() != whole
    assert said(page, "Отклонение от плана")


def test_what_is_lacking_is_said(qtbot: QtBot, window: Window, small: Path) -> None:
    opened(qtbot, window, small)
    window.go("lists", "callback")
    page = window.pages["lists"]
    qtbot.waitUntil(lambda: said(page, "Добавьте"), timeout=30_000)
    assert said(page, "Договоры")


def test_every_list_is_written_to_excel(
    qtbot: QtBot, page: ListsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtGui import QDesktopServices
    from python_calamine import CalamineWorkbook

    written: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: written.append(url.toLocalFile()))
    out = tmp_path / "abc.xlsx"
    page.write(out)
    qtbot.waitUntil(lambda: bool(written), timeout=30_000)
    cells = [cell for row in CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).iter_rows() for cell in row]
    assert "ABC товаров" in cells
    assert first(page, 1) in cells


def test_shortcuts_of_the_other_pages_stay(qtbot: QtBot, window: Window, small: Path) -> None:
    assert set(SHORTCUTS) == {name for name, _ in NAVIGATION}
    assert [SHORTCUTS[name] for name in ("overview", "data", "metrics", "plans", "keep", "formats")] == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]
    opened(qtbot, window, small)
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    assert window.page() is window.pages["lists"]
    assert set(LISTS) >= {"callback", "abc"}


def test_the_side_bar_fits_a_small_window(qtbot: QtBot, window: Window, small: Path) -> None:
    """Every page's entry is wholly in sight at the least size."""
    opened(qtbot, window, small)
    window.resize(880, 560)
    qtbot.wait(50)
    bar = window.sidebar
    area = bar.findChild(QScrollArea)
    assert area is not None
    assert area.verticalScrollBar().maximum() == 0
    settings = next(entry for entry in bar.findChildren(QPushButton) if entry.text() == "Настройки")
    foot = settings.mapTo(area.viewport(), settings.rect().bottomLeft()).y()
    assert foot < area.viewport().height()
