"""One setting on the page of settings: what it means, its value, its default, and the metrics that follow it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from kpi_desktop.gui.widgets.blocks import button, clear, column, label, panel, row, set_tone
from kpi_desktop.i18n.message import msg, nmsg

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics

    from kpi_desktop.core.errors import KpiDesktopError
    from kpi_desktop.gui.context import Context

#: The field and a list are as wide as the longest usual value.
_FIELD, _SIDE = 250, 285


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A setting in the window's language: `choices` are values with their words, none for a free text.

    `default` is in words, '' where the setting has none to go back to; `metrics` are ids with names.
    """

    id: str
    name: str
    about: str
    value: str
    default: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    metrics: tuple[tuple[str, str], ...] = ()


class SettingRow(QWidget):
    """Emits `changed` with the setting's id and its new value ('' for the default) and `opened` with a metric's id."""

    changed = Signal(str, str)
    opened = Signal(str)

    def __init__(self, context: Context, line: SettingLine) -> None:
        """A row for one setting."""
        super().__init__()
        self.line, self._context = line, context
        tr = context.tr_
        name, about = label("heading", wrap=True), label("muted", wrap=True)
        name.setText(line.name)
        about.setText(line.about)
        about.setVisible(bool(line.about))
        self.field = self._choice() if line.choices else self._text()
        self.field.setFixedWidth(_FIELD)
        self.field.setAccessibleName(line.name)
        self.field.setAccessibleDescription(line.about)
        self.back = button(lambda: self.changed.emit(line.id, ""), "link")
        usual = tr(msg("By default: {value}", value=line.default))
        self.back.setText(_in_lines(usual, self.back.fontMetrics(), _SIDE - 14))
        self.back.setToolTip(usual)
        self.back.setEnabled(line.value != line.default and self._shown() != line.default)
        self.back.setVisible(bool(line.default))
        self.told = label(wrap=True)
        set_tone(self.told, "bad")
        self.told.hide()
        self.follow = button(self._show_metrics, "link")
        self.follow.setText(tr(nmsg("{n} metric depends on it", "{n} metrics depend on it", n=len(line.metrics))))
        self.follow.setVisible(bool(line.metrics))
        self._links = QVBoxLayout()
        self._links.setSpacing(0)
        left = column(name, about, row(self.follow, None), self._links, None, spacing=4)
        right = column(self.field, row(self.back, None), self.told, None, spacing=4)
        box = row(spacing=24)
        box.addLayout(left, 1)
        side = QWidget()
        side.setLayout(right)
        side.setFixedWidth(_SIDE)
        box.addWidget(side)
        self.setLayout(column(panel(box, margins=14)))

    def _shown(self) -> str:
        return dict(self.line.choices).get(self.line.value, self.line.value)

    def _choice(self) -> QWidget:
        found = QComboBox()
        for value, words in self.line.choices:
            found.addItem(words, value)
        found.setToolTip(self._shown())
        found.view().setMinimumWidth(found.view().sizeHintForColumn(0) + 24)
        found.setCurrentIndex(max(0, found.findData(self.line.value)))
        found.activated.connect(lambda place: self._take(str(found.itemData(place))))
        return found

    def _text(self) -> QWidget:
        found = QLineEdit(self.line.value)
        found.editingFinished.connect(lambda: self._take(found.text().strip()))
        return found

    def _take(self, value: str) -> None:
        if value != self.line.value:
            self.changed.emit(self.line.id, value)

    def refuse(self, error: KpiDesktopError) -> None:
        """Say why the value was not taken; it stays in the field to be corrected."""
        tr = self._context.tr_
        fix = f". {tr(error.fix)}" if error.fix is not None else ""
        self.told.setText(tr(error.message) + fix)
        self.told.setFixedWidth(_FIELD)
        self.told.show()

    def _show_metrics(self) -> None:
        if self._links.count():
            clear(self._links)
            return
        for metric, name in self.line.metrics:
            link = button(partial(self.opened.emit, metric), "link")
            link.setText(name)
            self._links.addWidget(link)


def _in_lines(text: str, metrics: QFontMetrics, room: int) -> str:
    """The text of a button on as many lines as it needs: a button wraps none itself."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and metrics.horizontalAdvance(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)
