"""A new owner with somebody's real export: dropped, imported, written out and stopped by the mouse and the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QProgressBar, QPushButton, QWidget

from tests.gui.seeing import drop_files, opened, said
from tests.shared import shared

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window

#: 3323 lines of 544 receipts of one day, 498 107 roubles: a grocery's export in Russian.
GROCERY = "data/transactions/ru_grocery_orders.xlsx"


def click(qtbot: QtBot, where: QWidget, words: str) -> None:
    """Press the button that begins with these words, once it can be pressed."""

    def found() -> list[QPushButton]:
        buttons = where.findChildren(QPushButton)
        return [one for one in buttons if one.isVisible() and one.isEnabled() and one.text().startswith(words)]

    qtbot.waitUntil(lambda: bool(found()), timeout=60_000)
    QTest.mouseClick(found()[0], Qt.MouseButton.LeftButton)


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Files are saved where the system's dialog would be answered with; what is opened afterwards is listed."""
    seen: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: seen.append(url.toLocalFile()))

    def answer(_parent: QWidget, _caption: str, _place: str, kinds: str) -> tuple[str, str]:
        return str(tmp_path / ("kpi.xlsx" if "xlsx" in kinds else "report.pdf")), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return seen


@pytest.mark.slow
def test_a_real_file_becomes_a_workbook_and_a_report(
    qtbot: QtBot, window: Window, saved: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kpi_desktop.gui.pages.start._documents", lambda: tmp_path)
    drop_files(window, [shared(GROCERY)])
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(QDialog)), timeout=10_000)
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    QTest.keyClicks(dialog.findChildren(QLineEdit)[0], "Shop")
    QTest.keyClick(dialog.findChildren(QLineEdit)[0], Qt.Key.Key_Return)
    click(qtbot, window, "Импортировать 1 файл")
    qtbot.waitUntil(lambda: said(window, "498\N{NO-BREAK SPACE}107,00"), timeout=60_000)
    click(qtbot, window, "Книга Excel")
    qtbot.waitUntil(lambda: len(saved) == 1, timeout=120_000)
    click(qtbot, window, "Сформировать отчёт")
    qtbot.waitUntil(lambda: len(saved) == 2, timeout=120_000)
    assert (tmp_path / "Shop.kpi").exists()
    assert (tmp_path / "kpi.xlsx").read_bytes()[:2] == b"PK"
    assert (tmp_path / "report.pdf").read_bytes()[:5] == b"%PDF-"


@pytest.mark.slow
@pytest.mark.parametrize(("words", "name"), [("Книга Excel", "kpi.xlsx"), ("Сформировать отчёт", "report.pdf")])
def test_writing_is_stopped_and_the_old_file_stays(
    qtbot: QtBot, window: Window, book: Path, saved: list[str], tmp_path: Path, words: str, name: str
) -> None:
    (tmp_path / name).write_bytes(b"the one of last month")
    opened(qtbot, window, book)
    click(qtbot, window, words)
    bar = window.overview.findChildren(QProgressBar)[0]
    qtbot.waitUntil(lambda: bar.isVisible() and bar.value() > 0, timeout=60_000)
    files = set(tmp_path.iterdir())
    click(qtbot, window.overview, "Отмена")
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=60_000)
    assert said(window.overview, "прежний файл, если он был, не изменился") or said(window.overview, "остановлен")
    assert (tmp_path / name).read_bytes() == b"the one of last month"
    assert {path.name for path in tmp_path.iterdir()} <= {path.name for path in files if not path.name.startswith(".")}
    assert not saved
    click(qtbot, window, words)
    qtbot.waitUntil(lambda: len(saved) == 1, timeout=120_000)
    assert (tmp_path / name).stat().st_size > 10_000


def test_looking_at_another_month_does_not_stop_the_writing(
    qtbot: QtBot, window: Window, small: Path, saved: list[str], months: Callable[[], None]
) -> None:
    opened(qtbot, window, small)
    click(qtbot, window, "Книга Excel")
    months()
    qtbot.waitUntil(lambda: len(saved) == 1, timeout=120_000)


@pytest.fixture
def months(window: Window) -> Callable[[], None]:
    """Choose the month before, as the list of months does."""
    from kpi_desktop.core.period import Period

    def choose() -> None:
        QApplication.processEvents()
        window.show_month(Period.month("2026-09"))

    return choose
