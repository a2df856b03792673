"""The side bar: the pages by what they are for, then the book, the theme and the language.

Every entry fits a small window: the lines draw closer together there; what still has no room is scrolled to.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from kpi_desktop.gui.widgets.blocks import label, row

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from kpi_desktop.i18n.message import Message

_WIDTH = 210

#: Heights of an entry in pixels: where there is room, and where there is little.
_LINE, _LOW_LINE = 34, 27


class Sidebar(QWidget):
    """Buttons of pages under small headings; `chosen` is called with the page's name."""

    def __init__(self, groups: Sequence[tuple[Message | None, Sequence[str]]], chosen: Callable[[str], object]) -> None:
        """Build the buttons of these groups; one without a heading stands under a line of its own."""
        super().__init__()
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(_WIDTH)
        self._brand = QLabel("KPI Desktop")
        self._brand.setObjectName("brand")
        self._headings: list[tuple[Message, QLabel]] = []
        self._buttons: dict[str, QPushButton] = {}
        self._feet: list[QPushButton] = []
        self._entries = QWidget()
        lines = QVBoxLayout(self._entries)
        lines.setContentsMargins(10, 0, 10, 0)
        lines.setSpacing(1)
        for heading, names in groups:
            self._add_group(lines, heading, names, chosen)
        lines.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidget(self._entries)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(10, 4, 10, 0)
        self._foot.setSpacing(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 10, 0, 8)
        box.setSpacing(2)
        self._brand.setContentsMargins(10, 0, 0, 0)
        box.addWidget(self._brand)
        box.addWidget(self._area, 1)
        box.addLayout(self._foot)

    def _add_group(
        self, lines: QVBoxLayout, heading: Message | None, names: Sequence[str], chosen: Callable[[str], object]
    ) -> None:
        if heading is not None:
            text = label("group")
            self._headings.append((heading, text))
            lines.addWidget(text)
        else:
            lines.addSpacing(8)
        for name in names:
            entry = _entry(partial(chosen, name))
            entry.setCheckable(True)
            lines.addWidget(entry)
            self._buttons[name] = entry

    def add_foot(self, *acts: Callable[[], object]) -> list[QPushButton]:
        """Buttons side by side at the bottom, one for each act; their texts are the caller's."""
        made = [_entry(act) for act in acts]
        self._feet += made
        self._foot.addLayout(row(*made, spacing=0))
        return made

    def tell(self, names: Mapping[str, str], hints: Mapping[str, str], tr: Callable[[Message], str]) -> None:
        """Set the texts: the pages' names and what is told over them, the headings."""
        for name, entry in self._buttons.items():
            entry.setText(names[name])
            entry.setToolTip(hints.get(name, ""))
        for heading, text in self._headings:
            text.setText(tr(heading))

    def show_entries(self, shown: bool) -> None:
        """Show the pages, or none while no book is open."""
        self._entries.setVisible(shown)

    def mark(self, name: str) -> None:
        """Mark the page that is shown and bring its entry into sight."""
        for own, entry in self._buttons.items():
            entry.setChecked(own == name)
        if name in self._buttons:
            self._area.ensureWidgetVisible(self._buttons[name], 0, 8)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the lines closer together where the window is low."""
        super().resizeEvent(event)
        room = len(self._buttons) * (_LINE + 1) + len(self._headings) * 30 + 150
        height = _LINE if self.height() >= room else _LOW_LINE
        for entry in (*self._buttons.values(), *self._feet):
            entry.setFixedHeight(height)


def _entry(pressed: Callable[[], object]) -> QPushButton:
    found = QPushButton()
    found.setProperty("kind", "nav")
    found.setCursor(Qt.CursorShape.PointingHandCursor)
    found.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    found.clicked.connect(lambda _checked=False: pressed())
    return found
