"""What a person sees and does: texts on the screen, a book opened, files dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QListWidget, QTableView, QWidget

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kpi_desktop.gui.window import Window


def texts(widget: QWidget) -> list[str]:
    """What can be read on the page, tables included."""
    found = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    found += [button.text() for button in widget.findChildren(QAbstractButton) if button.isVisible()]
    for names in widget.findChildren(QListWidget):
        found += [names.item(place).text() for place in range(names.count()) if names.isVisible()]
    for view in widget.findChildren(QTableView):
        model = view.model()
        if not view.isVisible() or model is None:
            continue
        found += [str(model.headerData(c, Qt.Orientation.Horizontal)) for c in range(model.columnCount())]
        for r in range(model.rowCount()):
            found += [str(model.index(r, c).data()) for c in range(model.columnCount())]
    return found


def said(widget: QWidget, words: str) -> bool:
    """Whether these words can be read on it."""
    return any(words in text for text in texts(widget))


def opened(qtbot: QtBot, window: Window, book: Path) -> None:
    """Open a book whose last month is October 2026 and wait for its overview."""
    window.open_book(book)
    qtbot.waitUntil(lambda: said(window, "Обзор · октябрь 2026"), timeout=30_000)


def drop_files(window: Window, paths: list[Path]) -> None:
    """As a person does it: the files come over the window first, then they are let go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, held, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(300, 300), action, data, held, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(300, 300), action, data, held, none)
    QApplication.sendEvent(window, drop)
