"""Settings of the book: company and taxes, the parameters of definitions, sources, customers, rules of the bank."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QTabWidget, QWidget

from kpi_desktop.gui.operation import Operation
from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.pages.setting_texts import book_lines, parameter_line
from kpi_desktop.gui.widgets.blocks import column, label, row
from kpi_desktop.gui.widgets.setting_row import SettingRow
from kpi_desktop.gui.widgets.tab_list import TabList
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.core.errors import KpiDesktopError
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.gui.widgets.setting_row import SettingLine

Found = tuple[dict[str, str], dict[str, tuple[str, ...]]]

#: The tabs by what `open` may be asked for.
TABS = ("book", "parameters", "streams", "customers", "bank", "articles", "staff", "taxes")


class SettingsPage(Page):
    """Everything that the owner decides about the book; a change is kept at once and figures are computed anew."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._found: Found | None = None
        self.rows: dict[str, SettingRow] = {}
        self._title, self._about = label("title"), label("muted", wrap=True)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        # Its bar takes the keyboard by itself; where a list stands for the bar, Tab would be caught here.
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tabs.tabBar().setDrawBase(False)
        self._places = dict.fromkeys(TABS[:2], 0)
        self._list = TabList(self.tabs.tabBar(), self.tabs)
        box = column(self._title, self._about, row(self._list, None), self.tabs, spacing=10)
        box.setStretch(3, 1)
        box.setContentsMargins(22, 16, 18, 12)
        self.setLayout(box)

    def open(self, what: object) -> None:
        """Read what the book says; `what` may name a tab."""
        workspace, book = self.context.workspace, self.context.book
        if book is None:
            return

        def ask(_watch: Watch) -> Found:
            from kpi_desktop.app.settings import dependants, read_settings

            return read_settings(workspace, book), dependants(workspace)

        def show(found: Found) -> None:
            self._found = found
            self._fill()
            if what in TABS:
                self.tabs.setCurrentIndex(TABS.index(str(what)))

        self.ask(ask, show)

    def retranslate(self) -> None:
        """Set every text."""
        tr = self.context.tr_
        self._title.setText(tr(msg("Settings")))
        self._about.setText(tr(msg("Kept in the book. A change is stored at once, and every figure is computed anew.")))
        self.tabs.setAccessibleName(self._title.text())
        if self._found is not None and self.context.book is not None:
            self._fill()

    def _fill(self, *, lists: bool = True) -> None:
        """Make the tabs anew (the lists only if asked); the one that was shown, and its place, stay."""
        if self._found is None:
            return
        shown, tr = self.tabs.currentIndex(), self.context.tr_
        self._remember()
        for place in reversed(range(self.tabs.count() if lists else 2)):
            old = self.tabs.widget(place)
            self.tabs.removeTab(place)
            if old is not None:
                old.deleteLater()
        self.rows = {}
        values, metrics = self._found
        parameters = self.context.workspace.catalogue.parameters.values()
        lines = [parameter_line(one, values[one.id], metrics.get(one.id, ()), self.context) for one in parameters]
        own = book_lines(values, self.context)
        self.tabs.insertTab(0, self._rows("book", own), tr(msg("Book")))
        self.tabs.insertTab(1, self._rows("parameters", lines), tr(msg("Parameters")))
        if lists:
            # Short, so that all of them stand side by side in a window of usual width.
            titles = (
                msg("Sources"),
                msg("Customers"),
                msg("Bank"),
                msg("Expenses"),
                msg("Employees"),
                msg("Taxes"),
            )
            for title, part in zip(titles, self._lists(), strict=True):
                self.tabs.addTab(part, tr(title))
        self.tabs.setCurrentIndex(max(shown, 0))
        self._list.refresh()

    def _remember(self) -> None:
        for place, name in enumerate(TABS[:2]):
            area = self.tabs.widget(place)
            if isinstance(area, QScrollArea):
                self._places[name] = area.verticalScrollBar().value()

    def _rows(self, name: str, lines: list[SettingLine]) -> QScrollArea:
        inside = QWidget()
        made = []
        for line in lines:
            found = SettingRow(self.context, line)
            found.changed.connect(self.change)
            found.opened.connect(lambda metric: self.go.emit("metric", metric))
            self.rows[line.id] = found
            made.append(found)
        box = column(*made, None, spacing=8)
        box.setContentsMargins(0, 10, 10, 4)
        inside.setLayout(box)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        bar = area.verticalScrollBar()
        place = self._places[name]
        if place:
            bar.rangeChanged.connect(lambda _least, most: bar.setValue(min(place, most)))
        return area

    def _lists(self) -> tuple[QWidget, ...]:
        """The rules that are lists, each with its acts."""
        from kpi_desktop.gui.widgets.articles import ArticlesPane
        from kpi_desktop.gui.widgets.bank_rules import BankRulesPane
        from kpi_desktop.gui.widgets.customers import CustomersDialog
        from kpi_desktop.gui.widgets.staff import StaffPane
        from kpi_desktop.gui.widgets.streams import StreamsDialog
        from kpi_desktop.gui.widgets.tax import TaxPane

        told = (self.failed.emit, self.context.data_changed.emit)
        found = []
        for dialog in (StreamsDialog(self, self.context, told), CustomersDialog(self, self.context, told)):
            dialog.stay()
            found.append(self._within(dialog))
        panes = [pane(self.context, told) for pane in (BankRulesPane, ArticlesPane, StaffPane, TaxPane)]
        return (*found, *map(self._within, panes))

    @staticmethod
    def _within(part: QWidget) -> QWidget:
        """A list with air above it, under its tab."""
        found = QWidget()
        found.setObjectName("ground")
        box = column(part)
        box.setContentsMargins(0, 12, 0, 0)
        found.setLayout(box)
        return found

    def change(self, name: str, value: str) -> None:
        """Keep one setting; what is refused is told at its row."""
        workspace, book = self.context.workspace, self.context.book
        if book is None:
            return

        def keep(_watch: Watch) -> dict[str, str]:
            from kpi_desktop.app.settings import change_settings, read_settings

            change_settings(workspace, book, {name: value})
            return read_settings(workspace, book)

        Operation(keep).success(self._kept).failure(partial(self._refused, name)).start()

    def _kept(self, values: Mapping[str, str]) -> None:
        if self._found is None:
            return
        self._found = dict(values), self._found[1]
        self.context.data_changed.emit()
        self._fill(lists=False)

    def _refused(self, name: str, error: KpiDesktopError) -> None:
        row = self.rows.get(name)
        if row is None:
            self.failed.emit(error)
        else:
            row.refuse(error)
