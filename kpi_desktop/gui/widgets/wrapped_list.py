"""A list whose lines are as high as their words need at the width that the list has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QListWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

#: What the style puts around the words of a line: its padding, and the frame that Qt keeps for the focus.
_SIDES, _ENDS = 26, 18
_TALL = 10_000


class WrappedList(QListWidget):
    """Long lines go on below; Qt's own heights forget the padding of the style and cut the last line."""

    def __init__(self) -> None:
        """An empty list."""
        super().__init__()
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def fit(self) -> None:
        """Give every line the height of its words: after the lines were changed, and of itself at another width."""
        room = max(40, self.viewport().width() - _SIDES)
        for place in range(self.count()):
            item = self.item(place)
            words = self.fontMetrics().boundingRect(QRect(0, 0, room, _TALL), Qt.TextFlag.TextWordWrap, item.text())
            wanted = QSize(0, words.height() + _ENDS)
            if item.sizeHint() != wanted:
                item.setSizeHint(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Another width wraps otherwise."""
        super().resizeEvent(event)
        self.fit()
