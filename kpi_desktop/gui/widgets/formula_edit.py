"""The editor of a formula: one line that offers names at the cursor and underlines the place of a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QCompleter, QPlainTextEdit, QTextEdit

from kpi_desktop.app.completion import Completion, complete

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from kpi_desktop.gui.context import Context

#: Keys that belong to the list of names while it is open.
_OF_LIST = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape})

_LINES = 2
_MARGIN = 24


class FormulaEdit(QPlainTextEdit):
    """A formula while it is written; `edited` at each change of its text."""

    edited = Signal()

    def __init__(self, context: Context) -> None:
        """An empty formula."""
        super().__init__()
        self._context = context
        self._offered = Completion(0, 0, ())
        self._list = QStringListModel(self)
        self._completer = QCompleter(self._list, self)
        self._completer.setWidget(self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.activated.connect(self._take)
        popup = self._completer.popup()
        assert popup is not None
        self._popup = popup
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES + _MARGIN)
        self.textChanged.connect(self.edited.emit)

    def text(self) -> str:
        """The formula on one line; positions in it are those of the editor."""
        return self.toPlainText().replace("\n", " ")

    def offered(self) -> Completion:
        """What is offered at the cursor now."""
        return self._offered

    def point_at(self, at: int | None) -> None:
        """Underline the place of a mistake; None takes the line away."""
        if at is None:
            self.setExtraSelections([])
            return
        text = self.text()
        start = min(at, max(len(text) - 1, 0))
        end = start + 1
        while end < len(text) and (text[end].isalnum() or text[end] == "_") and text[start].isalnum():
            end += 1
        if text[start : start + 1] == "[":
            closed = text.find("]", start)
            end = closed + 1 if closed >= 0 else len(text)
        mark = QTextEdit.ExtraSelection()
        mark.cursor = QTextCursor(self.document())
        mark.cursor.setPosition(start)
        mark.cursor.setPosition(min(end, len(text)), QTextCursor.MoveMode.KeepAnchor)
        wave = QTextCharFormat()
        wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wave.setUnderlineColor(QColor(self._context.colours.bad))
        mark.format = wave
        self.setExtraSelections([mark])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Letters open the list of names, Enter and Tab take from it; a formula has one line."""
        if self._popup.isVisible() and event.key() in _OF_LIST:
            event.ignore()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        super().keyPressEvent(event)
        asked = event.key() == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.text().strip() or event.key() == Qt.Key.Key_Backspace or asked:
            self.offer(always=bool(asked))

    def offer(self, *, always: bool = False) -> None:
        """Show what may stand at the cursor, once a letter of it is there."""
        cursor = self.textCursor().position()
        self._offered = complete(self._context.workspace, self.text(), cursor, self._context.lang)
        tr = self._context.tr_
        begun = cursor > self._offered.start
        exact = [s.insert for s in self._offered.suggestions] == [self.text()[self._offered.start : self._offered.end]]
        if not self._offered.suggestions or exact or not (begun or always):
            self._popup.hide()
            return
        self._list.setStringList([f"{s.label} — {tr(s.about)}" for s in self._offered.suggestions])
        place = self.cursorRect()
        place.setWidth(min(460, self.width()))
        self._completer.complete(place)

    def _take(self, chosen: str) -> None:
        rows = self._list.stringList()
        if chosen in rows:
            self.take(rows.index(chosen))

    def take(self, index: int) -> None:
        """Put the suggestion into the formula in the place of the letters that were typed."""
        cursor = self.textCursor()
        cursor.setPosition(self._offered.start)
        cursor.setPosition(self._offered.end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(self._offered.suggestions[index].insert)
        self.setTextCursor(cursor)
        self._popup.hide()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The list goes with the cursor, unless it is the list that took it."""
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._popup.hide()
        super().focusOutEvent(event)
