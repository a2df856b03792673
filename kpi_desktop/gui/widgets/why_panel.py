"""«Почему изменилось»: a base, a way, the change step by step, and what it says."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QSizePolicy

from kpi_desktop.core.missing import Missing
from kpi_desktop.gui.theme import on_screen
from kpi_desktop.gui.widgets.blocks import column, label
from kpi_desktop.gui.widgets.flow import Flow
from kpi_desktop.gui.widgets.row_chart import RowChart
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.app.explaining import Why
    from kpi_desktop.gui.context import Context


class WhyPanel(QFrame):
    """Shows one explanation; `asked` (base, way) wants another one."""

    asked = Signal(str, str)

    def __init__(self, context: Context) -> None:
        """An empty panel, hidden until there is something to tell."""
        super().__init__()
        self.setObjectName("panel")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._context = context
        self._why: Why | None = None
        self._title, self._said = label("heading"), label(wrap=True, selectable=True)
        self._base, self._choice = QComboBox(), QComboBox()
        self.chart = RowChart()
        for choice in (self._base, self._choice):
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            choice.activated.connect(lambda _place: self._ask())
        box = column(self._title, Flow(self._base, self._choice), self.chart, self._said, spacing=10)
        box.setContentsMargins(16, 14, 16, 14)
        self.setLayout(box)
        self.hide()

    def clear(self) -> None:
        """Nothing is told yet of what is shown now."""
        self._why = None
        self.hide()

    def show_why(self, why: Why) -> None:
        """Tell the explanation; nothing is shown of a metric that has no base and no way at all."""
        self._why = why
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text in the window's language."""
        tr, why = self._context.tr_, self._why
        self._title.setText(tr(msg("Why it changed")))
        self._base.setAccessibleName(tr(msg("Compared with")))
        self._choice.setAccessibleName(tr(msg("What it is told by")))
        self.setVisible(why is not None and why.found is not None)
        if why is None or why.found is None or why.base is None:
            return
        from kpi_desktop.present.why import base_name

        self._base.clear()
        for sides in why.bases:
            self._base.addItem(tr(base_name(sides, self._context.lang)), sides.base.value)
        self._base.setCurrentIndex(self._base.findData(why.base.base.value))
        self._choice.clear()
        for choice in why.choices:
            self._choice.addItem(tr(choice.name), choice.id)
        self._choice.setCurrentIndex(self._choice.findData(why.choice))
        self._draw(why)

    def _draw(self, why: Why) -> None:
        found = why.found
        self.chart.setVisible(not isinstance(found, Missing))
        if isinstance(found, Missing):
            self._said.setText(self._context.tr_(found.message))
        elif found is not None:
            from kpi_desktop.present.why import WhyText

            text = WhyText(found, why.metric, why.currency, self._context.translate)
            self.chart.show_chart(text.chart(), text.hovers(), partial(on_screen, colours=self._context.colours))
            self._said.setText("\n".join(text.sentences()))

    def _ask(self) -> None:
        self.asked.emit(str(self._base.currentData()), str(self._choice.currentData()))
