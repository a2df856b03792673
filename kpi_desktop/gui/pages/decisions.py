"""Decisions: two advertisements compared, a pilot kept or dropped, an investment, the limits of the month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabWidget

from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.widgets.blocks import column, label
from kpi_desktop.gui.widgets.decide_ads import AdsSheet
from kpi_desktop.gui.widgets.decide_investment import InvestmentSheet
from kpi_desktop.gui.widgets.decide_limits import LimitsSheet
from kpi_desktop.gui.widgets.decide_pilot import PilotSheet
from kpi_desktop.i18n.formats import month_year
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.app.comparable import Comparable
    from kpi_desktop.core.period import Period
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.gui.widgets.sheet import Sheet

#: The tabs by what `open` may be asked for.
TABS = ("ads", "pilot", "investment", "limits")


class DecisionsPage(Page):
    """Each question of an owner on its own tab."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._month: Period | None = None
        self._title, self._about = label("title"), label("muted", wrap=True)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.sheets: dict[str, Sheet] = {
            "ads": AdsSheet(context),
            "pilot": PilotSheet(context),
            "investment": InvestmentSheet(context),
            "limits": LimitsSheet(context),
        }
        for sheet in self.sheets.values():
            self.tabs.addTab(sheet, "")
            sheet.failed.connect(self._tell)
        self.tabs.currentChanged.connect(lambda _place: self._start())
        box = column(self._title, self._about, self.tabs, spacing=10)
        box.setStretch(2, 1)
        box.setContentsMargins(22, 16, 18, 12)
        self.setLayout(box)
        for changed in (context.month_changed, context.data_changed):
            changed.connect(self._again)

    def _again(self) -> None:
        if self.isVisible():
            self.open(None)

    def _start(self) -> None:
        if self.isVisible() and self.context.book is not None:
            self.sheets[TABS[self.tabs.currentIndex()]].start()

    def open(self, what: object) -> None:
        """Read what the book has to choose from; `what` may name a tab."""
        workspace, book = self.context.workspace, self.context.book
        month = self.context.month.month_text if self.context.month else None
        if book is None:
            return
        if what in TABS:
            self.tabs.setCurrentIndex(TABS.index(str(what)))

        def read(_watch: Watch) -> Comparable:
            from kpi_desktop.app.comparable import comparable

            return comparable(workspace, book, month)

        self.ask(read, self._show)
        self._start()

    def _show(self, found: Comparable) -> None:
        self._month = found.month
        for sheet in self.sheets.values():
            sheet.offer(found)
        self._entitle()

    def retranslate(self) -> None:
        """Set every text."""
        tr = self.context.tr_
        self._about.setText(tr(msg("Before money is spent: what is really better, what pays back, how far one may go")))
        titles = (msg("Two advertisements"), msg("Pilot: keep or drop"), msg("Investment"), msg("Limits of the month"))
        for place, title in enumerate(titles):
            self.tabs.setTabText(place, tr(title))
        for sheet in self.sheets.values():
            sheet.retranslate()
        self._entitle()

    def _entitle(self) -> None:
        title = self.context.tr_(msg("Decisions"))
        if self._month is not None:
            title += f" · {month_year(self._month.start, self.context.lang)}"
        self._title.setText(title)
        self.tabs.setAccessibleName(title)
