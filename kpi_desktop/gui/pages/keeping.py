"""Figures by hand: months or days down, measures across; typed or pasted, saved as one undoable entry."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QTableView

from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.gui.models.kept import KeptGridModel
from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.widgets.blocks import button, column, label, row
from kpi_desktop.i18n.formats import month_year
from kpi_desktop.i18n.message import msg, nmsg

if TYPE_CHECKING:
    from kpi_desktop.app.keeping import KeptView
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch

#: Months that the grid shows: the present one and those before it.
_MONTHS = 24

#: What a new grid shows: what small shops count by hand.
_USUAL = ("revenue_net", "orders", "visitors", "calls", "leads", "expenses_total")


class KeepPage(Page):
    """The grid of what the owner counts without any program."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._view: KeptView | None = None
        self._extra: list[str] = []
        self._title, self._about, self._state = label("title"), label("muted", wrap=True), label("muted", wrap=True)
        self.model = KeptGridModel(context.colours.bad)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self._more, self._by, self._member, self._of = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self._member.setEditable(True)
        for choice, letters in ((self._more, 26), (self._by, 16), (self._member, 16), (self._of, 20)):
            choice.setMinimumContentsLength(letters)
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._save, self._back, self._again = button(self.save, "primary"), button(self.back), button(self.undo_entry)
        self._more_label, self._by_label = label("muted"), label("muted")
        self._more_label.setBuddy(self._more)
        self._by_label.setBuddy(self._by)
        choices = row(self._of, self._more_label, self._more, self._by_label, self._by, self._member, None)
        head = row(self._title, None, self._again, self._back, self._save)
        box = column(head, self._about, choices, self.table, self._state, spacing=12)
        box.setContentsMargins(22, 16, 18, 12)
        self.setLayout(box)
        self._more.activated.connect(self._add_measure)
        self._by.activated.connect(self._other_split)
        self._of.activated.connect(lambda _: self._fill())
        self._member.activated.connect(lambda _: self._fill())
        line = self._member.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._other_member)
        self.model.dataChanged.connect(lambda *_: self._count())
        QShortcut(QKeySequence.StandardKey.Paste, self.table).activated.connect(self.paste)
        QShortcut(QKeySequence.StandardKey.Undo, self.table).activated.connect(self.back)

    def open(self, what: object) -> None:
        """Read what the book has."""
        del what
        workspace, book = self.context.workspace, self.context.book
        if book is None:
            return

        def ask(_watch: Watch) -> KeptView:
            from kpi_desktop.app.keeping import kept_view

            return kept_view(workspace, book)

        self.ask(ask, self._show)

    def _show(self, view: KeptView) -> None:
        self._view = view
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        tr = self.context.tr_
        self._title.setText(tr(msg("Entry by hand")))
        self._about.setText(
            tr(msg("What no program counts. An empty cell is not zero. Imported data go first; where both are there "
                   "and differ, the figure says so."))
        )  # fmt: skip
        self._save.setText(tr(msg("Save")))
        self._back.setText(tr(msg("Take back")))
        self._again.setText(tr(msg("Take the last entry out")))
        self._more_label.setText(tr(msg("Add a measure")))
        self._by_label.setText(tr(msg("Whose")))
        for widget, text in ((self._more, msg("Add a measure")), (self._by, msg("Whose")), (self._member, msg("Name")),
                             (self._of, msg("Rows")), (self.table, msg("Entry by hand"))):  # fmt: skip
            widget.setAccessibleName(tr(text))
        if self._view is not None:
            self._fill_choices(self._view)
            self._fill()

    def _fill_choices(self, view: KeptView) -> None:
        russian = self.context.lang == "ru"
        self._more.clear()
        self._more.addItem("…", "")
        for measure in view.measures:
            self._more.addItem(measure.name_ru if russian else measure.name_en, measure.id)
        chosen = self._by.currentData()
        self._by.clear()
        self._by.addItem(self.context.tr_(msg("Company")), "")
        for dimension in view.dimensions:
            self._by.addItem(dimension.name_ru if russian else dimension.name_en, dimension.id)
        self._by.setCurrentIndex(max(0, self._by.findData(chosen)))
        self._member.setVisible(bool(self._by.currentData()))
        self._fill_months()

    def _fill_months(self) -> None:
        """The rows of the grid: months, or the days of one month."""
        chosen = self._of.currentData()
        self._of.clear()
        self._of.addItem(self.context.tr_(msg("By months")), "")
        for month in self._months():
            text = msg("{month} by days", month=month_year(month.start, self.context.lang))
            self._of.addItem(self.context.tr_(text), month.month_text)
        self._of.setCurrentIndex(max(0, self._of.findData(chosen)))

    def _months(self) -> list[Period]:
        """The present month and those before it, as far as figures go, the newest first."""
        this = Period.of(date.today(), Grain.MONTH)  # noqa: DTZ011 - the company's own day
        figures = self._view.figures if self._view is not None else ()
        first = min((Period.of(one.cell.first, Grain.MONTH) for one in figures), default=this)
        return Period(min(first, this.shifted(1 - _MONTHS)).start, this.end).months()[::-1]

    def _periods(self) -> list[Period]:
        """What the rows stand for: the newest month first, or the days of the chosen month from its first on."""
        month = str(self._of.currentData() or "")
        if not month:
            return self._months()
        whole = Period.month(month)
        return [Period.of(whole.start + timedelta(days=number), Grain.DAY) for number in range(whole.days)]

    def _other_split(self) -> None:
        dimension = str(self._by.currentData() or "")
        self._member.clear()
        if dimension and self._view is not None:
            self._member.addItems(self._view.members.get(dimension, ()))
        self._member.setVisible(bool(dimension))
        self._fill()

    def _other_member(self) -> None:
        if self._member.currentText().strip() != self.model.member:
            self._fill()

    def _add_measure(self) -> None:
        chosen = str(self._more.currentData() or "")
        if chosen and chosen not in self._extra:
            self._extra.append(chosen)
            self._fill()
        self._more.setCurrentIndex(0)

    def _fill(self) -> None:
        """Show the figures of the chosen split and member; figures typed and not saved are kept out of mind."""
        view = self._view
        if view is None:
            return
        self.model.lang, self.model.bad = self.context.lang, self.context.colours.bad
        self.model.dimension = str(self._by.currentData() or "")
        self.model.member = self._member.currentText().strip() if self.model.dimension else ""
        shown = {one.cell.measure for one in view.figures} | set(self._extra)
        self._extra = [one.id for one in view.measures if one.id in (shown or _USUAL)]
        measures = [one for one in view.measures if one.id in self._extra]
        periods = self._periods()
        rows = {period: place for place, period in enumerate(periods)}
        columns = {measure.id: place for place, measure in enumerate(measures)}
        there = {
            (rows[period], columns[one.cell.measure]): one.cell.value
            for one in view.figures
            if (period := Period(one.cell.first, one.cell.end)) in rows
            and (one.cell.dimension, one.cell.member) == (self.model.dimension, self.model.member)
        }
        self.model.fill(periods, measures, there)
        self.table.resizeColumnsToContents()
        self._again.setEnabled(bool(view.figures))
        self._count()

    def _count(self) -> None:
        """What is waiting to be saved, or what cannot be read."""
        try:
            waiting = len(self.model.changes())
        except UsageError as error:
            fix = f" {self.context.tr_(error.fix)}" if error.fix is not None else ""
            self._state.setText(self.context.tr_(error.message) + "." + fix)
            self._save.setEnabled(False)
            return
        named = bool(self.model.member) or not self.model.dimension
        self._save.setEnabled(waiting > 0 and named)
        told = nmsg("{n} figure is not saved yet", "{n} figures are not saved yet", n=waiting)
        self._state.setText(self.context.tr_(told) if waiting else "")

    def paste(self) -> None:
        """Take cells from the clipboard, from the chosen one on."""
        index = self.table.currentIndex()
        if index.isValid():
            self.model.paste(index.row(), index.column(), QGuiApplication.clipboard().text())

    def back(self) -> None:
        """Take the last typing back."""
        self.model.back()

    def save(self) -> None:
        """Store what was typed as one entry."""
        workspace, book, cells = self.context.workspace, self.context.book, self.model.changes()
        if book is None or not cells:
            return

        def keep_all(_watch: Watch) -> int:
            from kpi_desktop.app.keeping import keep

            return keep(workspace, book, cells)

        self.work(keep_all, lambda _: self._changed())

    def undo_entry(self) -> None:
        """Take the last entry out of the book again."""
        view, workspace, book = self._view, self.context.workspace, self.context.book
        if view is None or book is None or not view.figures:
            return
        last = max(one.source.batch for one in view.figures)

        def take(_watch: Watch) -> None:
            from kpi_desktop.app.books import undo

            undo(workspace, book, last)

        self.work(take, lambda _: self._changed())

    def _changed(self) -> None:
        self.context.set_data_changed()
        self.open(None)
