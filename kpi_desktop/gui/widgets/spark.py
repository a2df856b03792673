"""A sparkline: the way a figure went, in its card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

_HEIGHT, _MARGIN = 40, 4.0


class Spark(QWidget):
    """A line with a pale area under it; a month without data is a gap."""

    def __init__(self) -> None:
        """An empty line."""
        super().__init__()
        self._values: Sequence[Decimal | None] = ()
        self._colour = QColor()
        self.setFixedHeight(_HEIGHT)

    def show_values(self, values: Sequence[Decimal | None], colour: str) -> None:
        """Draw these values, oldest first; nothing where fewer than three are known."""
        enough = sum(value is not None for value in values) > 2
        self._values, self._colour = values if enough else (), QColor(colour)
        self.setVisible(enough)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the card."""
        return QSize(150, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw line and area."""
        if not self._values:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for run in self._runs():
            self._draw(painter, run)

    def _runs(self) -> list[list[QPointF]]:
        known = [float(value) for value in self._values if value is not None]
        low, high = min(known), max(known)
        scale = (self.height() - 2 * _MARGIN) / ((high - low) or 1)
        step = (self.width() - 2 * _MARGIN) / max(1, len(self._values) - 1)
        runs: list[list[QPointF]] = [[]]
        for place, value in enumerate(self._values):
            if value is None:
                runs.append([])
                continue
            y = self.height() / 2 if low == high else self.height() - _MARGIN - (float(value) - low) * scale
            runs[-1].append(QPointF(_MARGIN + place * step, y))
        return [run for run in runs if run]

    def _draw(self, painter: QPainter, run: list[QPointF]) -> None:
        shade = QLinearGradient(0, 0, 0, self.height())
        top, bottom = QColor(self._colour), QColor(self._colour)
        top.setAlpha(56)
        bottom.setAlpha(0)
        shade.setColorAt(0, top)
        shade.setColorAt(1, bottom)
        floor = float(self.height())
        painter.setPen(QPen(QColor(0, 0, 0, 0)))
        painter.setBrush(shade)
        painter.drawPolygon(QPolygonF([QPointF(run[0].x(), floor), *run, QPointF(run[-1].x(), floor)]))
        painter.setPen(QPen(self._colour, 1.6))
        painter.drawPolyline(QPolygonF(run))
        painter.setBrush(self._colour)
        painter.drawEllipse(run[-1], 2.2, 2.2)
