"""A chart of rows, a funnel or a waterfall: the pointer lights a row up and says it, a click chooses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QToolTip

from kpi_desktop.gui.widgets.chart import ChartView
from kpi_desktop.present.charts.steps import row_bands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

    from kpi_desktop.present.charts.description import Chart

_LIGHT = 22


class RowChart(ChartView):
    """Draws rows as wide as it stands; mouse or arrow keys go from row to row."""

    chosen = Signal(int)

    def __init__(self) -> None:
        """An empty chart."""
        super().__init__()
        self._bands: Sequence[tuple[float, float]] = ()

    def _place(self, chart: Chart) -> None:
        self._bands = row_bands(chart)

    def _mark(self, painter: QPainter, at: int) -> None:
        top, bottom = self._bands[at]
        colour = QColor(self.palette().highlight().color())
        colour.setAlpha(_LIGHT)
        painter.fillRect(QRectF(0, top, self.width(), bottom - top), colour)

    def row_at(self, y: float) -> int | None:
        """The number of the row at a height."""
        return next((place for place, (top, bottom) in enumerate(self._bands) if top <= y < bottom), None)

    def point(self, month: int | None) -> None:
        """Light a row up and say it."""
        self._at = month
        self.update()
        if month is None or month >= len(self._texts):
            QToolTip.hideText()
            return
        place = self.mapToGlobal(QPointF(self.width() / 3, self._bands[month][0] - 38)).toPoint()
        QToolTip.showText(place, self._texts[month], self)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Light the row under the mouse up."""
        row = self.row_at(event.position().y())
        if row != self._at:
            self.point(row)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the row under the mouse."""
        row = self.row_at(event.position().y())
        if row is not None:
            self.chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go from row to row with the arrows, choose one with Enter."""
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key, 0)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self.chosen.emit(self._at)
        elif step and self._bands:
            last = len(self._bands) - 1
            self.point(0 if self._at is None else min(last, max(0, self._at + step)))
        else:
            super().keyPressEvent(event)
