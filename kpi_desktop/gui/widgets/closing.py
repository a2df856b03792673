"""The line under a month: whether it is closed, and the action that closes it or opens it again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from kpi_desktop.gui.widgets.blocks import button, label, row
from kpi_desktop.gui.widgets.question import ask_consent, ask_text
from kpi_desktop.i18n.formats import date_text, month_year
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.app.figures import MonthView
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.gui.pages.page import Page
    from kpi_desktop.store.closing import Closing


class MonthClosing(QWidget):
    """«Закрыть месяц» under an open month; under a closed one its edition and «Открыть снова…»."""

    def __init__(self, page: Page) -> None:
        """Keep the page whose month it is."""
        super().__init__()
        self._page = page
        self._view: MonthView | None = None
        self._told, self._act = label("muted"), button(self.ask, "link")
        self.setLayout(row(self._told, self._act, None))

    def fill(self, view: MonthView | None) -> None:
        """Say how the month stands."""
        self._view = view
        self.setVisible(view is not None and view.month.whole_months == 1)
        if view is None:
            return
        context = self._page.context
        if view.closed is None:
            self._told.setText("")
            self._act.setText(context.tr_(msg("Close the month…")))
            return
        day = date_text(view.closed.day, context.lang)
        told = msg("The month is closed: edition {n} of {day}", n=view.closed.edition, day=day)
        self._told.setText(context.tr_(told))
        self._act.setText(context.tr_(msg("Reopen…")))

    def ask(self) -> QWidget | None:
        """Ask before the month is closed; who reopens a closed one has to say why."""
        view, context = self._view, self._page.context
        if view is None:
            return None
        month = month_year(view.month.start, context.lang)
        if view.closed is None:
            question = msg("Close {month}?", month=month)
            follows = msg("Its figures stay as they are now, whatever is imported or undone later")
            return ask_consent(self._page, context, (question, follows, msg("Close the month")), self._close)
        texts = (msg("Reopen {month}", month=month), msg("Who reopens it?"))
        return ask_text(self._page, context, texts, self._ask_why)

    def _done(self, _closing: Closing) -> None:
        """The month is told anew: its page has forgotten it."""
        self._page.context.set_data_changed()
        self._page.open(None)

    def _ask_why(self, who: str) -> None:
        texts = (msg("Why is it reopened?"), msg("The reason stays with the edition"))
        ask_text(self._page, self._page.context, texts, partial(self._reopen, who))

    def _close(self) -> None:
        context, view = self._page.context, self._view
        book, workspace = context.book, context.workspace
        if book is None or view is None:
            return

        def close(_watch: Watch) -> Closing:
            from kpi_desktop.app.closing import close_month

            return close_month(workspace, book, view.month.month_text)

        self._page.work(close, self._done)

    def _reopen(self, who: str, why: str) -> None:
        context, view = self._page.context, self._view
        book = context.book
        if book is None or view is None:
            return

        def reopen(_watch: Watch) -> Closing:
            from kpi_desktop.app.closing import reopen_month

            return reopen_month(book, view.month.month_text, who, why)

        self._page.work(reopen, self._done)
