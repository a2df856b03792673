"""The overview of a month: cards, the table of everything that can be computed, and what would unlock the rest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QTabBar,
    QWidget,
)

from kpi_desktop.gui.models.table import TextTable
from kpi_desktop.gui.pages.overview_texts import (
    card_history,
    card_texts,
    filled,
    headings,
    metric_rows,
    unlock_lines,
)
from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.pages.split_texts import split_headings, split_rows
from kpi_desktop.gui.widgets.attention import Attention
from kpi_desktop.gui.widgets.blocks import button, clear, column, label, panel, row
from kpi_desktop.gui.widgets.card import Card
from kpi_desktop.gui.widgets.closing import MonthClosing
from kpi_desktop.gui.widgets.goal import Goal
from kpi_desktop.gui.widgets.tab_list import TabList
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.gui.widgets.writing import Writing
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.present.matrix import common_flags
from kpi_desktop.present.periods import period_text

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from kpi_desktop.app.books import BookSummary
    from kpi_desktop.app.figures import MonthView
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch

_CARD_WIDTH = 206
_MOST_CARDS = 8
#: Below this the title and the tools do not fit side by side.
_WIDE = 1060


class OverviewPage(Page):
    """The dashboard: only what can be computed, then one box 'Add…'."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._view: MonthView | None = None
        self._stale = True
        self._title, self._months = label("title"), QComboBox()
        self._import = button(self.choose_files)
        self._workbook = button(self.save_workbook)
        self._report = button(self.save_report, "primary")
        self._goal = Goal()
        self._cards, self._grid = list[Card](), QGridLayout()
        self._grid.setSpacing(12)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._search = QLineEdit()
        self._search.setClearButtonEnabled(True)
        self._model = TextTable()
        self._table = table_view(self._model, lambda key: self.go.emit("metric", key), whole=True)
        self._tabs, self._by, self._asked = QTabBar(), "", tuple[str, ...]()
        self._split = TabList(self._tabs, self._search)
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.currentChanged.connect(self._tab_chosen)
        self._hint_title, self._hint_lines = label("heading"), column(spacing=6)
        self._hint = panel(column(self._hint_title, self._hint_lines, spacing=8), "hint")
        self._empty, self._empty_text = QFrame(), label("heading", wrap=True)
        self._empty.setObjectName("drop")
        self._empty.setMinimumHeight(260)
        self.writing, self._common = Writing(self), label("muted", wrap=True)
        self.writing.busy.connect(self._busy)
        self._closing, self._look = MonthClosing(self), Attention(self)
        self._months.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._months.setMinimumContentsLength(14)
        self._build()
        self._months.activated.connect(self._month_chosen)
        self._search.textChanged.connect(lambda _text: self._fill_table())
        self._search.setAcceptDrops(False)
        context.book_changed.connect(self._forget)
        context.data_changed.connect(self._forget)
        context.month_changed.connect(self._reload)

    def _build(self) -> None:
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(10)
        self._head.addLayout(row(self._title, None, self._months, self._import), 1)
        self._head.addLayout(row(None, self._workbook, self._goal, self._report))
        cards = QWidget()
        cards.setLayout(self._grid)
        first = button(self.choose_files, "primary")
        self._first = first
        self._empty.setLayout(column(None, self._empty_text, row(first, None), None, spacing=14, margins=28))
        self._body = QWidget()
        parts = (
            self._common, self._look, cards, self._tabs, self._split, self._search, self._table, self._closing,
            self._hint,
        )  # fmt: skip
        self._body.setLayout(column(*parts, spacing=12))
        inner = QWidget()
        inner.setLayout(column(self._body, self._empty, None, spacing=14, margins=2))
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        box = column(self._head, area, self.writing, spacing=12)
        box.setStretch(1, 1)
        box.setContentsMargins(22, 16, 18, 12)
        self.setLayout(box)

    def open(self, what: object) -> None:
        """Show the month, computing it if something changed since.

        (dimension, member, metrics) shows that member with these metrics before the usual ones.
        """
        if isinstance(what, tuple):
            by, member, self._asked = what
            self._stale, self._by = self._stale or self._by != by, by
            self._search.setText(member)
            self._fill_table()
        if self._stale and self.context.book is not None:
            self._reload()

    def _forget(self) -> None:
        self._stale, self._view, self._by, self._asked = True, None, "", ()
        self._look.forget()

    def _reload(self) -> None:
        if self.context.book is None:
            return
        workspace, book, month, by = self.context.workspace, self.context.book, self.context.month, self._by
        self._stale = False
        self.writing.say(msg("Computing…"))

        def compute(_watch: Watch) -> tuple[BookSummary, MonthView | None]:
            from kpi_desktop.app.books import summary
            from kpi_desktop.app.figures import month_view

            view = month_view(workspace, book, month, by or None)
            return view.book if view is not None else summary(workspace, book), view

        self.ask(compute, self._show).failure(lambda _error: self.writing.say(None))

    def _show(self, found: tuple[BookSummary, MonthView | None]) -> None:
        summary, self._view = found
        self.writing.say(None)
        self.context.set_summary(summary)
        if self._view is not None and self.context.month is None:
            self.context.month = self._view.month
        self.retranslate()
        if self._view is not None:
            self._look.ask(self._view.month)

    def _tab_chosen(self, place: int) -> None:
        by = str(self._tabs.tabData(place) or "")
        if by != self._by and self._view is not None:
            self._by, self._asked = by, ()
            self._reload()

    def show_split(self, place: int) -> None:
        """Show all metrics (0) or the split by the dimension of that number."""
        self._tabs.setCurrentIndex(place)

    def _fill_tabs(self, view: MonthView) -> None:
        self._tabs.blockSignals(True)
        while self._tabs.count():
            self._tabs.removeTab(0)
        self._tabs.addTab(self.context.tr_(msg("All metrics")))
        for dimension in view.book.dimensions:
            name = dimension.name_ru if self.context.lang == "ru" else dimension.name_en
            place = self._tabs.addTab(name)
            self._tabs.setTabData(place, dimension.id)
            if dimension.id == self._by:
                self._tabs.setCurrentIndex(place)
        self._tabs.setAccessibleName(self.context.tr_(msg("Split by")))
        self._split.refresh()
        self._tabs.blockSignals(False)

    def retranslate(self) -> None:
        """Set every text and print the figures anew."""
        tr, view = self.context.tr_, self._view
        self._import.setText(tr(msg("Import…")))
        self._first.setText(tr(msg("Choose files…")))
        self._workbook.setText(tr(msg("Excel workbook")))
        self._report.setText(tr(msg("Make the report")))
        self.writing.retranslate()
        self._retell_names()
        self._empty_text.setText(
            tr(msg("Drop an export here: a table of sales in Excel or CSV, or a 1C report. Everything else follows."))
        )
        self._hint_title.setText(tr(msg("Add…")))
        self._closing.fill(view)
        self._look.retranslate()
        self._body.setVisible(view is not None)
        self._empty.setVisible(view is None)
        for widget in (self._workbook, self._goal, self._report, self._months):
            widget.setVisible(view is not None)
        if view is None:
            self._title.setText(tr(msg("Overview")))
            self._months.clear()
            return
        self._title.setText(f"{tr(msg('Overview'))} · {period_text(view.month, self.context.lang)}")
        self._goal.fill(view.presets, tr, self.context.lang)
        told = "; ".join(tr(flag.message) for flag in common_flags(view.matrix, view.computed, view.month))
        self._common.setText(tr(msg("For all figures of the month: {what}", what=told)) if told else "")
        self._common.setVisible(bool(told))
        self._fill_months(view)
        self._fill_cards(view)
        self._fill_tabs(view)
        self._fill_table()
        self._fill_hint(view)

    def _retell_names(self) -> None:
        tr = self.context.tr_
        self._search.setPlaceholderText(tr(msg("Search the names") if self._by else msg("Search the metrics")))
        self._search.setAccessibleName(tr(msg("Search the metrics")))
        self._table.setAccessibleName(tr(msg("Metrics of the month")))
        self._import.setToolTip("Ctrl+I")

    def _fill_months(self, view: MonthView) -> None:
        self._months.clear()
        known = view.book.months if view.month in view.book.months else (*view.book.months, view.month)
        for month in reversed(known):
            self._months.addItem(period_text(month, self.context.lang).capitalize(), month)
            if month == view.month:
                self._months.setCurrentIndex(self._months.count() - 1)
        self._months.setAccessibleName(self.context.tr_(msg("Month")))

    def _fill_cards(self, view: MonthView) -> None:
        clear(self._grid)
        self._cards = []
        for metric_id in filled(view, _MOST_CARDS):
            card = Card(metric_id)
            card.show_figure(*card_texts(view, self.context.workspace.metric(metric_id), self.context))
            card.show_history(card_history(view, metric_id), self.context.colours.accent)
            card.chosen.connect(lambda key: self.go.emit("metric", key))
            self._cards.append(card)
        self._place_cards()

    def _place_cards(self) -> None:
        columns = 4 if self.width() >= 4 * _CARD_WIDTH else 2
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fewer cards in a row where the window is narrow, and the tools below the title."""
        narrow = self.width() < _WIDE
        self._head.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._place_cards()
        super().resizeEvent(event)

    def _fill_table(self) -> None:
        if self._view is None:
            return
        search = self._search.text()
        if self._by:
            rows = split_rows(self._view, search, self.context, self._asked)
            self._model.fill(split_headings(self._view, self.context, self._asked), rows)
        else:
            keys, cells = metric_rows(self._view, search, self.context)
            self._model.fill(headings(self._view, self.context), cells, keys)
        self._table.fit()

    def _fill_hint(self, view: MonthView) -> None:
        clear(self._hint_lines)
        lines = unlock_lines(view, self.context)
        self._hint.setVisible(bool(lines))
        for text in lines:
            # What to add reads as a line of its own; the way to it stands quietly below.
            what, _, how = text.partition("\n")
            for role, told in (("", what), ("muted", how)):
                if told:
                    line = label(role, wrap=True, selectable=True)
                    line.setText(told)
                    self._hint_lines.addWidget(line)

    def _month_chosen(self, index: int) -> None:
        self.context.set_month(self._months.itemData(index))

    def save_workbook(self) -> None:
        """Ask where to put the month's workbook, then write it."""
        self._save(msg("Where to put the workbook"), "xlsx", "Excel (*.xlsx)", self.write_workbook)

    def save_report(self) -> None:
        """Ask where to put the month's report, then render it."""
        self._save(msg("Where to put the report"), "pdf", "PDF (*.pdf)", self.write_report)

    def _save(self, caption: Message, suffix: str, kinds: str, write: object) -> None:
        if self._view is None or self.context.book is None:
            return
        name = f"{self.context.book.stem} {self._view.month.name}.{suffix}"
        proposed = str(self.context.book.with_name(name))
        chosen, _ = QFileDialog.getSaveFileName(self, self.context.tr_(caption), proposed, kinds)
        if chosen and callable(write):
            write(Path(chosen).with_suffix(f".{suffix}"))

    def write_workbook(self, out: Path) -> None:
        """Write the workbook and open it in the program that shows such files."""
        from kpi_desktop.app.outputs import Output, write_workbook

        if self._view is not None:
            self.writing.start(write_workbook, Output(out, self._view.month.month_text, self.context.lang))

    def write_report(self, out: Path) -> None:
        """Render the report and open it."""
        from kpi_desktop.app.outputs import Output, write_report

        if self._view is not None:
            month, preset = self._view.month.name, self._goal.chosen()
            self.writing.start(write_report, Output(out, month, self.context.lang, preset=preset))

    def _busy(self, busy: bool) -> None:
        for widget in (self._workbook, self._goal, self._report, self._import):
            widget.setEnabled(not busy)
