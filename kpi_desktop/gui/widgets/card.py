"""A card of the overview: name, figure, change, and the way it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from kpi_desktop.gui.widgets.blocks import column, label, set_tone
from kpi_desktop.gui.widgets.spark import Spark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent


class Card(QFrame):
    """One figure at a glance; a click, Enter or Space opens the metric."""

    chosen = Signal(str)

    def __init__(self, metric: str) -> None:
        """A card of the metric of that id."""
        super().__init__()
        self.setObjectName("card")
        self._metric, self._full_name = metric, ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._name, self._value, self._change = label("cardName"), label("cardValue"), label()
        self._line = Spark()
        box = column(self._name, self._value, self._change, self._line, spacing=4)
        box.setContentsMargins(16, 13, 16, 12)
        self.setLayout(box)
        self._name.setMinimumWidth(20)
        self.setMinimumWidth(190)

    def show_figure(self, name: str, value: str, change: str, tone: str) -> None:
        """Fill the card with printed texts."""
        self._full_name = name
        self._shorten()
        self._value.setText(value)
        self._change.setText(change)
        set_tone(self._change, tone)
        self.setAccessibleName(f"{name}: {value}. {change}")
        self.setToolTip(name)

    def _shorten(self) -> None:
        room = max(40, self.width() - 36)
        text = self._name.fontMetrics().elidedText(self._full_name, Qt.TextElideMode.ElideRight, room)
        self._name.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """A long name is cut rather than widen the card; the tooltip has it whole."""
        super().resizeEvent(event)
        self._shorten()

    def show_history(self, values: Sequence[Decimal | None], colour: str) -> None:
        """Draw the way the figure went, oldest month first."""
        self._line.show_values(values, colour)

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
