"""The close of a month in the window: closed by one question, reopened by a name and a reason."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QInputDialog, QMessageBox

from kpi_desktop.app.closing import closings
from kpi_desktop.gui.widgets.closing import MonthClosing
from tests.gui.seeing import opened, said

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


def test_a_month_is_closed_and_reopened(qtbot: QtBot, window: Window, book: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.kpi"
    shutil.copyfile(book, own)
    opened(qtbot, window, own)
    qtbot.waitUntil(lambda: said(window, "Закрыть месяц…"), timeout=60_000)
    line = window.pages["overview"].findChild(MonthClosing)
    assert line is not None
    asked = line.ask()
    assert isinstance(asked, QMessageBox)
    asked.accepted.emit()
    qtbot.waitUntil(lambda: said(window, "Месяц закрыт: редакция 1"), timeout=60_000)
    assert [(one.month, one.standing) for one in closings(own)] == [("2026-10", True)]
    line.ask()
    for answer in ("Анна", "пришёл акт"):
        box = next(found for found in window.findChildren(QInputDialog) if found.isVisible())
        box.setTextValue(answer)
        box.accept()
        qtbot.wait(50)
    qtbot.waitUntil(lambda: said(window, "Закрыть месяц…"), timeout=60_000)
    (closed,) = closings(own)
    assert (closed.reopened_by, closed.reopened_why) == ("Анна", "пришёл акт")
