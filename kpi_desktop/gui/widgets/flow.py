"""Widgets side by side as far as they have room, the rest on further lines: nothing is cut in a narrow window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator


class Flow(QLayout):
    """A row that breaks like a line of text; hidden widgets take no place."""

    def __init__(self, *widgets: QWidget, spacing: int = 10) -> None:
        """These widgets, so many pixels apart."""
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(QMargins())
        self.setSpacing(spacing)
        for widget in widgets:
            self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        """One more at the end."""
        self._items.append(item)

    def insert(self, place: int, widget: QWidget) -> None:
        """One more at that place."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """One of them."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Take one out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        """It takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """A narrow row has more lines."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """How tall it is at that width."""
        places = list(self._places(width))
        return max((rect.bottom() + 1 for _, rect in places), default=0)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        """Put everything in its place."""
        super().setGeometry(rect)
        for item, place in self._places(rect.width()):
            item.setGeometry(place.translated(rect.topLeft()))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All on one line."""
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        wide = sum(size.width() for size in shown) + self.spacing() * max(len(shown) - 1, 0)
        return QSize(wide, max((size.height() for size in shown), default=0))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """The widest of them."""
        shown = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(
            max((size.width() for size in shown), default=0), max((size.height() for size in shown), default=0)
        )

    def _places(self, width: int) -> Iterator[tuple[QLayoutItem, QRect]]:
        """Where each of them stands; those of one line are centred on it."""
        line: list[tuple[QLayoutItem, QSize]] = []
        top = taken = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().expandedTo(item.minimumSize())
            if line and taken + size.width() > width:
                yield from self._line(line, top)
                top += max(one.height() for _, one in line) + self.spacing()
                line, taken = [], 0
            line.append((item, QSize(min(size.width(), width), size.height())))
            taken += size.width() + self.spacing()
        yield from self._line(line, top)

    def _line(self, line: list[tuple[QLayoutItem, QSize]], top: int) -> Iterator[tuple[QLayoutItem, QRect]]:
        left, height = 0, max((size.height() for _, size in line), default=0)
        for item, size in line:
            yield item, QRect(QPoint(left, top + (height - size.height()) // 2), size)
            left += size.width() + self.spacing()
