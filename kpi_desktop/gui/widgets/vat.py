"""The choice of the VAT basis for sources that do not say: without it profit is not computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from kpi_desktop.gui.widgets.blocks import label, row
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.settings import VAT_CHOICES

if TYPE_CHECKING:
    from kpi_desktop.gui.context import Context


class VatChoice(QWidget):
    """A labelled list with the three bases; `chosen` tells the one that the owner picked."""

    chosen = Signal(str)

    def __init__(self, context: Context) -> None:
        """An unset choice."""
        super().__init__()
        self._context = context
        self._label, self._list = label("muted"), QComboBox()
        self._label.setBuddy(self._list)
        for value, _ in VAT_CHOICES:
            self._list.addItem("", value)
        self.setLayout(row(self._label, self._list, None))
        self._list.activated.connect(lambda place: self.chosen.emit(VAT_CHOICES[place][0]))

    def show_basis(self, basis: str) -> None:
        """Show what the book says."""
        self._list.setCurrentIndex(max(0, self._list.findData(basis)))

    def retranslate(self) -> None:
        """Set the texts."""
        tr = self._context.tr_
        self._label.setText(tr(msg("VAT where a file does not say")))
        self._list.setAccessibleName(self._label.text())
        for place, (_, text) in enumerate(VAT_CHOICES):
            self._list.setItemText(place, tr(text))
