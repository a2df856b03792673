"""A card of the overview: name, figure, change, and the way it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtSvgWidgets import QSvgWidget
from PySide6.QtWidgets import QFrame

from kpi_desktop.gui.widgets.blocks import column, label, set_tone

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent


class Card(QFrame):
    """One figure at a glance; a click, Enter or Space opens the metric."""

    chosen = Signal(str)

    def __init__(self, metric: str) -> None:
        """A card of the metric of that id."""
        super().__init__()
        self.setObjectName("card")
        self._metric = metric
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._name, self._value, self._change = label("cardName"), label("cardValue"), label()
        self._line = QSvgWidget()
        self._line.setFixedHeight(38)
        box = column(self._name, self._value, self._change, self._line, spacing=4)
        box.setContentsMargins(16, 13, 16, 12)
        self.setLayout(box)
        self.setMinimumWidth(190)

    def show_figure(self, name: str, value: str, change: str, tone: str, svg: str) -> None:
        """Fill the card with printed texts and the sparkline's SVG ('' where there is no history)."""
        self._name.setText(name)
        self._value.setText(value)
        self._change.setText(change)
        set_tone(self._change, tone)
        self._line.setVisible(bool(svg))
        if svg:
            self._line.load(QByteArray(svg.encode()))
        self.setAccessibleName(f"{name}: {value}. {change}")
        self.setToolTip(name)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Open the metric."""
        self.chosen.emit(self._metric)
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open the metric by keyboard."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._metric)
        else:
            super().keyPressEvent(event)
