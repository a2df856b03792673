"""What to look at in the month, on the overview: up to three findings, and the way to the page with all of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QWidget

from kpi_desktop.gui.operation import Operation
from kpi_desktop.gui.widgets.blocks import button, clear, column, label, row, set_tone, while_there
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.app.findings import MonthFindings
    from kpi_desktop.core.period import Period
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.gui.pages.page import Page
    from kpi_desktop.present.findings import Told


class Attention(QFrame):
    """Hidden until the rules of the month are evaluated; a finding opens the metric that it speaks of."""

    def __init__(self, page: Page) -> None:
        """Build the panel; `page` leads to metrics."""
        super().__init__()
        self.setObjectName("panel")
        self._page = page
        self._asked: tuple[object, Period] | None = None
        self._found: MonthFindings | None = None
        self._title, self._lines = label("heading"), column(spacing=10)
        self._more = button(lambda: page.go.emit("findings", None), "link")
        head = row(self._title, None, self._more)
        box = column(head, self._lines, spacing=8)
        box.setContentsMargins(16, 10, 16, 12)
        self.setLayout(box)
        self.setVisible(False)

    def forget(self) -> None:
        """The book holds other rows than before."""
        self._asked, self._found = None, None
        self.setVisible(False)

    def ask(self, month: Period) -> None:
        """Evaluate the rules of a month, once."""
        context = self._page.context
        book, workspace = context.book, context.workspace
        if book is None or self._asked == (book, month):
            return
        asked = self._asked = (book, month)
        self._found = None
        self.setVisible(False)

        def read(watch: Watch) -> MonthFindings | None:
            from kpi_desktop.app.findings import month_findings

            return None if watch.cancelled() else month_findings(workspace, book, month.name)

        def show(found: MonthFindings | None) -> None:
            if self._asked == asked:
                self._found = found
                self.retranslate()

        Operation(read).success(while_there(self, show)).start()

    def retranslate(self) -> None:
        """Set every text."""
        tr, found = self._page.context.tr_, self._found
        self._title.setText(tr(msg("What to look at")))
        self._more.setText(tr(msg("All findings, and what could not be looked at")) + " →")
        clear(self._lines)
        self.setVisible(found is not None)
        if found is None:
            return
        from kpi_desktop.present.findings import MOST, findings_text

        said = findings_text(found.findings, found.sight, found.currency, self._page.context.lang, found.supplies)
        for told in said.told[:MOST]:
            self._lines.addWidget(self._line(told))
        if not said.told:
            nothing = label("", wrap=True, selectable=True)
            nothing.setText(tr(msg("The rules that could be looked at find nothing to check.")))
            self._lines.addWidget(nothing)
        self._more.setVisible(len(said.told) > MOST or bool(said.unheard))

    def _line(self, told: Told) -> QWidget:
        """One finding: its title leads to the metric, below it the numbers, what to check and what to do."""
        from kpi_desktop.catalogue.judgements import Severity
        from kpi_desktop.present.findings import severity_text

        tag = label()
        tag.setText(severity_text(told.severity, self._page.context.lang))
        set_tone(tag, "bad" if told.severity is Severity.PROBLEM else "warn")
        title = self._title_of(told)
        evidence, advice = label(wrap=True, selectable=True), label("muted", wrap=True, selectable=True)
        evidence.setText(f"{told.evidence} {told.money_line}.".removesuffix(" ."))
        advice.setText(f"{told.check} {told.action}")
        found = QWidget()
        found.setLayout(column(row(tag, title, None), evidence, advice, spacing=2))
        return found

    def _title_of(self, told: Told) -> QWidget:
        if not told.metrics:
            text = label()
            text.setText(told.title)
            return text
        found = button(partial(self._page.go.emit, "metric", told.metrics[0]), "link")
        found.setText(f"{told.title} →")
        return found
