"""A chart with a word to every month: the mouse over a month shows its exact figure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QToolTip, QWidget

from kpi_desktop.present.charts.svg import month_places, svg_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent

    from kpi_desktop.present.charts.description import Chart


class ChartView(QWidget):
    """Draws a chart as wide as it stands; mouse or arrow keys go from month to month."""

    def __init__(self) -> None:
        """An empty chart."""
        super().__init__()
        self._chart: Chart | None = None
        self._texts: Sequence[str] = ()
        self._paint: Callable[[str], str] = str
        self._places: Sequence[tuple[float, float | None]] = ()
        self._at: int | None = None
        self._picture = QSvgRenderer()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_chart(self, chart: Chart, texts: Sequence[str], paint: Callable[[str], str]) -> None:
        """Draw `chart`; `texts` are the exact figures of its months, `paint` gives its SVG the window's colours."""
        self._chart, self._texts, self._paint, self._at = chart, texts, paint, None
        self.setFixedHeight(chart.height)
        self.setAccessibleName(chart.alt)
        self.setAccessibleDescription("; ".join(texts))
        self._draw_anew()

    def _draw_anew(self) -> None:
        if self._chart is None:
            return
        chart = replace(self._chart, width=max(320, self.width()))
        self._picture.load(QByteArray(self._paint(svg_text(chart)).encode()))
        self._place(chart)
        self.update()

    def _place(self, chart: Chart) -> None:
        """Where a pointer finds what."""
        self._places = month_places(chart)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the page."""
        return QSize(480, self._chart.height if self._chart else 200)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Lay the chart out for the new width: its texts keep their size."""
        super().resizeEvent(event)
        self._draw_anew()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the chart and the month pointed at."""
        if self._chart is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._picture.render(painter)
        if self._at is not None:
            self._mark(painter, self._at)

    def _mark(self, painter: QPainter, at: int) -> None:
        """Show the month pointed at."""
        if self._chart is None:
            return
        x, y = self._places[at]
        colour = QColor(self._chart.series[0].colour)
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, 10), QPointF(x, self.height() - 22))
        if y is not None:
            painter.setPen(QPen(colour, 2))
            painter.setBrush(self.palette().base())
            painter.drawEllipse(QPointF(x, y), 4, 4)

    def month_at(self, x: float) -> int | None:
        """The number of the month that stands nearest to `x`."""
        found = sorted(range(len(self._places)), key=lambda place: abs(self._places[place][0] - x))
        return found[0] if found else None

    def point(self, month: int | None) -> None:
        """Point at a month and say its figure."""
        self._at = month
        self.update()
        if month is None or month >= len(self._texts):
            QToolTip.hideText()
            return
        x, y = self._places[month]
        QToolTip.showText(self.mapToGlobal(QPointF(x + 6, (y or 40) - 34)).toPoint(), self._texts[month], self)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Point at the month under the mouse."""
        month = self.month_at(event.position().x())
        if month != self._at:
            self.point(month)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Point at nothing."""
        self.point(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go from month to month with the arrows."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step or not self._places:
            super().keyPressEvent(event)
            return
        last = len(self._places) - 1
        self.point(last if self._at is None else min(last, max(0, self._at + step)))
