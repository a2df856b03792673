"""A large button with a line of explanation under its caption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton

from kpi_desktop.gui.widgets.blocks import column, label

if TYPE_CHECKING:
    from collections.abc import Callable


class Choice(QPushButton):
    """One of a few ways to go on."""

    def __init__(self, pressed: Callable[[], object]) -> None:
        """A choice without words; see `say`."""
        super().__init__()
        self.setProperty("kind", "big")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._caption, self._about = label("heading"), label("muted")
        for line in (self._caption, self._about):
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        box = column(self._caption, self._about, spacing=3)
        box.setContentsMargins(18, 13, 18, 13)
        self._box = box
        self.setLayout(box)
        self.clicked.connect(lambda _checked=False: pressed())

    def say(self, caption: str, about: str) -> None:
        """Set the caption and the explanation."""
        self._caption.setText(caption)
        self._about.setText(about)
        self.setAccessibleName(caption)
        self.setAccessibleDescription(about)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as its two lines."""
        return self._box.sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never lower than its two lines."""
        return self._box.minimumSize()
