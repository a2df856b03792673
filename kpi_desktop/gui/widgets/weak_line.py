"""The weak link of the month on the overview: one sentence that leads to the funnel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame

from kpi_desktop.gui.operation import Operation
from kpi_desktop.gui.widgets.blocks import button, label, row, while_there
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.diagnosis import DiagnosisText

if TYPE_CHECKING:
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.funnel.diagnosis import Diagnosis
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.gui.pages.page import Page

_Found = tuple["Diagnosis | None", str]


class WeakLine(QFrame):
    """Hidden until the month is diagnosed, and where it has no funnel; asked after the month's figures are shown."""

    def __init__(self, page: Page) -> None:
        """Build the line; `page` leads to the funnel."""
        super().__init__()
        self.setObjectName("panel")
        self._page = page
        self._asked: tuple[object, Period] | None = None
        self._found: _Found | None = None
        self._text = label(wrap=True, selectable=True)
        self._more = button(lambda: page.go.emit("funnel", None), "link")
        box = row(self._text, self._more)
        box.setStretch(0, 1)
        box.setContentsMargins(16, 8, 16, 8)
        self.setLayout(box)
        self.setVisible(False)

    def forget(self) -> None:
        """The book holds other rows than before."""
        self._asked, self._found = None, None
        self.setVisible(False)

    def ask(self, month: Period) -> None:
        """Diagnose a month, once."""
        context = self._page.context
        book, workspace = context.book, context.workspace
        if book is None or self._asked == (book, month):
            return
        asked = self._asked = (book, month)
        self._found = None
        self.setVisible(False)

        def read(watch: Watch) -> _Found:
            from kpi_desktop.app.diagnosing import month_funnels

            return (None, "") if watch.cancelled() else month_funnels(workspace, book, month.month_text)[1:]

        def show(found: _Found) -> None:
            if self._asked == asked:
                self._found = found
                self.retranslate()

        Operation(read).success(while_there(self, show)).start()

    def retranslate(self) -> None:
        """Set every text."""
        tr = self._page.context.tr_
        self._more.setText(tr(msg("Open the funnel")) + " →")
        found, currency = self._found or (None, "")
        self.setVisible(found is not None)
        if found is not None:
            self._text.setText(tr(DiagnosisText(found, currency, self._page.context.translate).headline()))
