"""Small blocks of pages: labels by role, buttons by kind, panels, rows of widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

if TYPE_CHECKING:
    from collections.abc import Callable

Box = TypeVar("Box", bound=QBoxLayout)
Result = TypeVar("Result")


def label(role: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """A text: `title`, `heading`, `muted` or plain."""
    found = QLabel()
    found.setObjectName(role)
    found.setWordWrap(wrap)
    found.setTextFormat(Qt.TextFormat.PlainText)
    if selectable:
        found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return found


def button(pressed: Callable[[], object], kind: str = "") -> QPushButton:
    """A button: `primary`, `link`, `big` or plain."""
    found = QPushButton()
    if kind:
        found.setProperty("kind", kind)
    found.setCursor(Qt.CursorShape.PointingHandCursor)
    found.clicked.connect(lambda _checked=False: pressed())
    return found


def set_tone(widget: QWidget, tone: str) -> None:
    """Colour a text as good, bad or warn ('' for none)."""
    widget.setProperty("tone", tone)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def row(*widgets: QWidget | None, spacing: int = 10) -> QHBoxLayout:
    """Widgets side by side; None is the stretch between left and right."""
    return _filled(QHBoxLayout(), widgets, spacing)


def column(*widgets: QWidget | QLayout | None, spacing: int = 10, margins: int = 0) -> QVBoxLayout:
    """Widgets one below another; None is the stretch."""
    found = _filled(QVBoxLayout(), widgets, spacing)
    found.setContentsMargins(margins, margins, margins, margins)
    return found


def _filled(box: Box, widgets: tuple[QWidget | QLayout | None, ...], spacing: int) -> Box:
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(spacing)
    for widget in widgets:
        if widget is None:
            box.addStretch(1)
        elif isinstance(widget, QLayout):
            box.addLayout(widget)
        else:
            box.addWidget(widget)
    return box


def panel(layout: QLayout, role: str = "panel", margins: int = 16) -> QFrame:
    """A framed area."""
    found = QFrame()
    found.setObjectName(role)
    layout.setContentsMargins(margins, margins - 2, margins, margins - 2)
    found.setLayout(layout)
    found.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return found


def while_there(widget: QWidget, show: Callable[[Result], None]) -> Callable[[Result], None]:
    """`show`, unless the widget is gone when the work that it asked for is done."""

    def guarded(result: Result) -> None:
        if isValid(widget):
            show(result)

    return guarded


def clear(layout: QLayout) -> None:
    """Take every widget out of a layout."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            widget.setParent(None)
            widget.deleteLater()
