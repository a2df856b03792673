"""How well a column reads, as a small bar, and texts that are cut by the room they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QWheelEvent

    from kpi_desktop.gui.context import Context

_WIDTH, _HEIGHT = 92, 7


class QualityBar(QWidget):
    """Valid, doubtful and empty cells of a column as three parts of one bar."""

    def __init__(self, context: Context) -> None:
        """An empty bar."""
        super().__init__()
        self._context = context
        self._shares: tuple[int, int, int] = (0, 0, 0)
        self.setFixedSize(_WIDTH, _HEIGHT)

    def show_counts(self, valid: int, doubtful: int, empty: int) -> None:
        """Show other counts."""
        self._shares = (valid, doubtful, empty)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The three parts; doubtful ones are never too thin to be seen."""
        del event
        colours, total = self._context.colours, sum(self._shares)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QPainterPath()
        whole.addRoundedRect(QRectF(0, 0, _WIDTH, _HEIGHT), 3, 3)
        painter.setClipPath(whole)
        painter.fillRect(0, 0, _WIDTH, _HEIGHT, QColor(colours.border))
        left = 0.0
        for count, colour in zip(self._shares[:2], (colours.good, colours.warn), strict=True):
            width = max(_WIDTH * count / total, 3.0) if count and total else 0.0
            painter.fillRect(QRectF(left, 0, width, _HEIGHT), QColor(colour))
            left += width
        painter.end()


class ElidedLabel(QLabel):
    """One line that ends with «…» where it has no room; the whole text is its tooltip."""

    def __init__(self, role: str = "") -> None:
        """An empty line."""
        super().__init__()
        self.setObjectName(role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """It may become narrow."""
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The text as far as there is room."""
        del event
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()


class QuietList(QComboBox):
    """A drop-down list that the wheel does not change while the page is scrolled."""

    def __init__(self) -> None:
        """An empty list that may be narrower than its longest choice."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """The wheel belongs to the page."""
        event.ignore()

    def choose(self, value: object) -> None:
        """Show the choice with this value."""
        self.setCurrentIndex(self.findData(value))
