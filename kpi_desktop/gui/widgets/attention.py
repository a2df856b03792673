"""The month for an owner on the overview: what happened and why, what to do first, what to add."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QWidget

from kpi_desktop.gui.operation import Operation
from kpi_desktop.gui.widgets.blocks import button, clear, column, label, row, set_tone, while_there
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.app.first import MonthFirst
    from kpi_desktop.core.period import Period
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.gui.pages.page import Page
    from kpi_desktop.present.first import FirstPage
    from kpi_desktop.present.steps import Step


class Attention(QFrame):
    """Hidden until the month is looked at; a step opens the list, the metric or the funnel that it speaks of.

    The result stands first, then what to do, what the change is made of last: so a small window shows the steps.
    """

    def __init__(self, page: Page) -> None:
        """Build the panel; `page` leads to other pages."""
        super().__init__()
        self.setObjectName("panel")
        self._page = page
        self._asked: tuple[object, Period] | None = None
        self._found: MonthFirst | None = None
        self._title, self._first, self._happened = label("heading"), column(spacing=4), column(spacing=4)
        self._why = label("heading")
        self._steps_title, self._lines = label("heading"), column(spacing=10)
        self._more = button(lambda: page.go.emit("findings", None), "link")
        self._vat = button(lambda: page.go.emit("settings", "book"), "link")
        self._add = label("muted", wrap=True, selectable=True)
        head = row(self._steps_title, None, self._more)
        box = column(self._title, self._first, head, self._lines, self._why, self._happened, self._add,
                     row(self._vat, None), spacing=8)  # fmt: skip
        box.setContentsMargins(16, 10, 16, 12)
        self.setLayout(box)
        self.setVisible(False)

    def forget(self) -> None:
        """The book holds other rows than before."""
        self._asked, self._found = None, None
        self.setVisible(False)

    def ask(self, month: Period) -> None:
        """Look at a month, once."""
        context = self._page.context
        book, workspace = context.book, context.workspace
        if book is None or self._asked == (book, month):
            return
        asked = self._asked = (book, month)
        self._found = None
        self.setVisible(False)

        def read(watch: Watch) -> MonthFirst | None:
            from kpi_desktop.app.first import month_first

            return None if watch.cancelled() else month_first(workspace, book, month.name)

        def show(found: MonthFirst | None) -> None:
            if self._asked == asked:
                self._found = found
                self.retranslate()

        Operation(read).success(while_there(self, show)).start()

    def retranslate(self) -> None:
        """Set every text."""
        tr, found = self._page.context.tr_, self._found
        self._title.setText(tr(msg("What happened")))
        self._steps_title.setText(tr(msg("What to do first")))
        self._more.setText(tr(msg("All findings, and what could not be looked at")) + " →")
        self._why.setText(tr(msg("What it is made of")))
        clear(self._first)
        clear(self._happened)
        clear(self._lines)
        self.setVisible(found is not None)
        if found is None:
            return
        page = self._told(found)
        self._title.setVisible(bool(page.happened))
        self._why.setVisible(bool(page.reasons))
        for box, told in ((self._first, page.levels), (self._happened, page.reasons)):
            for text in told:
                line = label(wrap=True, selectable=True)
                line.setText(text)
                box.addWidget(line)
        for place, step in enumerate(page.shown, 1):
            self._lines.addWidget(self._line(place, step))
        if not page.steps:
            nothing = label("", wrap=True, selectable=True)
            nothing.setText(tr(msg("The rules that could be looked at find nothing to check.")))
            self._lines.addWidget(nothing)
        self._add.setText(page.unlock)
        self._add.setVisible(bool(page.unlock))
        self._vat.setText(tr(msg("State whether the amounts include VAT")) + " →")
        self._vat.setVisible(page.vat)

    def _told(self, found: MonthFirst) -> FirstPage:
        from kpi_desktop.present.findings import findings_text
        from kpi_desktop.present.first import Known, first_page
        from kpi_desktop.present.happened import Writer

        translate = self._page.context.translate
        said = findings_text(found.findings.findings, found.findings.sight, found.currency, translate.lang)
        known = Known(found.happened, found.diagnosis, said, found.unlock)
        return first_page(known, Writer(found.catalogue, found.currency, translate))

    def _line(self, place: int, step: Step) -> QWidget:
        """One step: its title leads on, below it the numbers and what to do."""
        said, advice = label(wrap=True, selectable=True), label(wrap=True, selectable=True)
        said.setText(step.said)
        advice.setText(step.do)
        font = advice.font()
        font.setBold(True)
        advice.setFont(font)
        found = QWidget()
        found.setLayout(column(row(self._title_of(place, step), None), said, advice, spacing=2))
        return found

    def _title_of(self, place: int, step: Step) -> QWidget:
        text = f"{place}. {step.title}"
        ways = (("lists", step.list), (step.page, step.page), ("metric", step.metric))
        page, what = next(((page, what) for page, what in ways if what), ("", ""))
        if not page:
            plain = label()
            plain.setText(text)
            set_tone(plain, "bad" if step.tone == "bad" else "warn")
            return plain
        found = button(partial(self._page.go.emit, page, None if page == step.page else what), "link")
        found.setText(f"{text} →")
        return found
