"""A year of plans in the window: a metric is chosen, cells are typed or pasted, one version is saved."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QTableView, QWidget

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.period import Period
from kpi_desktop.engine.standards import PLANNED
from kpi_desktop.facts.typed import number_of
from kpi_desktop.gui.models.plan_grid import PlanGridModel
from kpi_desktop.gui.widgets.blocks import button, column, label, row, set_tone
from kpi_desktop.gui.widgets.sheet import Sheet
from kpi_desktop.i18n.formats import date_text, month_axis
from kpi_desktop.i18n.message import msg, nmsg

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from kpi_desktop.app.plan_year import Place, PlanYear
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.errors import KpiDesktopError
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch

#: Who may have a row, with the caption of the choice and that of the row of sums.
_SPLITS = (
    ("manager", msg("By people"), msg("Sum of people")),
    ("channel", msg("By channels"), msg("Sum of channels")),
    ("team", msg("By teams"), msg("Sum of teams")),
)
_NAMES = 190


class PlanYearSheet(Sheet):
    """Rows are the company and its members, columns the months; nothing is stored before it is saved."""

    def __init__(self, context: Context) -> None:
        """Build the sheet."""
        super().__init__(context)
        self._found: PlanYear | None = None
        self._of: Path | None = None
        self._unplaced = 0
        self.model, self.table = PlanGridModel(), QTableView()
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.table.setMinimumHeight(150)
        self.table.verticalHeader().setMaximumWidth(_NAMES)
        self.table.verticalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.what, self.by, self.year = QComboBox(), QComboBox(), QComboBox()
        for choice, letters in ((self.what, 22), (self.by, 14), (self.year, 5)):
            choice.setMinimumContentsLength(letters)
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.activated.connect(lambda _place: self.start())
        self.per_cent, self.who = QLineEdit("110"), QLineEdit()
        self.per_cent.setMaximumWidth(70)
        self.who.setMaximumWidth(210)
        self.state, self.history = label(wrap=True), label("muted", wrap=True)
        self.save, self.undo = button(self.keep, "primary"), button(self.model.back)
        self.grow, self._percent_sign = button(self.raise_year), label("muted")
        self._lay_out()
        self.model.dataChanged.connect(lambda *_: self._count())
        for key, act in ((QKeySequence.StandardKey.Paste, self.paste), (QKeySequence.StandardKey.Undo, self.model.back),
                         (QKeySequence.StandardKey.Delete, self.empty)):  # fmt: skip
            shortcut = QShortcut(QKeySequence(key), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("ground")
        choices = row(self.what, self.by, self.year, None)
        fill = row(self.grow, self.per_cent, self._percent_sign, None, self.who, self.undo, self.save)
        box = column(choices, self.table, self.told, self.state, fill, self.history, spacing=8)
        box.setStretch(1, 1)
        box.setContentsMargins(0, 10, 6, 4)
        inside.setLayout(box)
        self.setWidget(inside)

    def start(self) -> None:
        """Read the plans of the chosen metric, unless something typed into the same book is not saved yet."""
        book, workspace = self.book, self.context.workspace
        if book is None or (book == self._of and self.model.touched):
            return
        metric, by = str(self.what.currentData() or PLANNED), str(self.by.currentData() or "manager")
        year = self.year.currentData() if book == self._of else None
        if book != self._of:
            metric = PLANNED

        def read(_watch: Watch) -> PlanYear:
            from kpi_desktop.app.plan_year import plan_year

            return plan_year(workspace, book, metric, by, year)

        self.run(read, lambda found: self._show(book, found))

    def _show(self, book: Path, found: PlanYear) -> None:
        if book == self._of and self.model.touched:
            return
        self.table.setEnabled(True)
        self._of, self._found, self._unplaced = book, found, 0
        there = {self._cell(place): amount for place, amount in found.there.items()}
        self.model.fill(1 + len(found.members), there, share=found.metric.display is Display.SHARE)
        self.retranslate()

    def _cell(self, place: Place) -> tuple[int, int]:
        found = self._found
        assert found is not None
        member, month = place
        return (1 + found.members.index(member) if member else 0), int(month[5:]) - 1

    def _place(self, cell: tuple[int, int]) -> Place:
        found = self._found
        assert found is not None
        return (found.members[cell[0] - 1] if cell[0] else ""), f"{found.year:04d}-{cell[1] + 1:02d}"

    def retranslate(self) -> None:
        """Set every text."""
        tr = self.context.tr_
        self.save.setText(tr(msg("Save the plan")))
        self.undo.setText(tr(msg("Take back")))
        self.grow.setText(tr(msg("Last year's figure ×")))
        self.grow.setToolTip(tr(msg("Fills the selected cells; with one cell selected, every empty one")))
        self._percent_sign.setText("%")
        self.who.setPlaceholderText(tr(msg("Who")))
        self.who.setToolTip(tr(msg("Who sets the plan")))
        for widget, text in ((self.what, msg("Metric")), (self.by, msg("Whose")), (self.year, msg("Year")),
                             (self.table, msg("Plans")), (self.who, msg("Who sets the plan")),
                             (self.per_cent, msg("Per cent of last year's figure"))):  # fmt: skip
            widget.setAccessibleName(tr(text))
        if self._found is not None:
            self._offer(self._found)
            self._caption(self._found)
            self._tell_history(self._found)
            self._count()

    def _offer(self, found: PlanYear) -> None:
        """Fill the choices; revenue, which most plans are of, goes first."""
        tr = self.context.tr_
        for choice in (self.what, self.by, self.year):
            choice.clear()
        first = [one for one in found.metrics if one.id == PLANNED]
        others = sorted((one for one in found.metrics if one.id != PLANNED), key=lambda one: self._name(one).casefold())
        for one in (*first, *others):
            self.what.addItem(self._name(one), one.id)
        for by, caption, _ in _SPLITS:
            self.by.addItem(tr(caption), by)
        for year in found.years:
            self.year.addItem(str(year), year)
        for choice, value in ((self.what, found.metric.id), (self.by, found.by), (self.year, found.year)):
            choice.setCurrentIndex(choice.findData(value))

    def _name(self, metric: Metric) -> str:
        return metric.name_ru if self.context.lang == "ru" else metric.name_en

    def _caption(self, found: PlanYear) -> None:
        tr, lang = self.context.tr_, self.context.lang
        self.model.lang = lang
        self.model.bad, self.model.warn = self.context.colours.bad, self.context.colours.warn
        sums = [tr(text) for by, _, text in _SPLITS if by == found.by and found.adds and found.members]
        months = [month_axis(Period.month(f"{found.year:04d}-{number:02d}").start, lang) for number in range(1, 13)]
        self.model.caption([tr(msg("Company in all")), *found.members, *sums], months)
        for place in range(len(months)):
            self.table.setColumnWidth(place, 104)

    def _tell_history(self, found: PlanYear) -> None:
        tr, lang = self.context.tr_, self.context.lang
        told = []
        if found.others:
            told.append(tr(nmsg("{n} plan of the year is of another level and is not in this table",
                                "{n} plans of the year are of another level and are not in this table",
                                n=found.others)))  # fmt: skip
        if found.versions:
            first, last = found.versions[0], found.versions[-1]
            days = [date_text(date.fromisoformat(one.made_on), lang) for one in (first, last)]
            told.append(tr(msg("Original plan: {day}", day=days[0])) + (f", {first.who}" if first.who else ""))
            if last is not first:
                told.append(tr(msg("Version {n}: {day}", n=last.number, day=days[1]))
                            + (f", {last.who}" if last.who else ""))  # fmt: skip
        self.history.setText(". ".join(told))

    def _count(self) -> None:
        """What waits to be saved, what cannot be read, where the sum is not the company's own plan."""
        tr = self.context.tr_
        told, wrong, waiting = [], False, 0
        try:
            waiting = len(self.model.changes())
        except UsageError as error:
            wrong = True
            told.append(tr(error.message))
            if error.fix is not None:
                told.append(tr(error.fix))
        if waiting:
            told.append(tr(nmsg("{n} plan is not saved yet", "{n} plans are not saved yet", n=waiting)))
        if self._unplaced:
            told.append(tr(nmsg("{n} pasted cell is outside the table and was left out",
                                "{n} pasted cells are outside the table and were left out",
                                n=self._unplaced)))  # fmt: skip
        if self._found is not None and self._found.adds:
            unequal = [month for place, month in enumerate(self.model.months) if self.model.differs(place)]
            if unequal:
                told.append(tr(msg("The sum is not the company's own plan: {months}", months=", ".join(unequal))))
        self.state.setText(". ".join(told))
        set_tone(self.state, "bad" if wrong else "")
        self.save.setEnabled(waiting > 0 and not wrong)
        self.undo.setEnabled(self.model.touched)
        for choice in (self.what, self.by, self.year):
            choice.setEnabled(not self.model.touched)

    def paste(self) -> None:
        """Take cells from the clipboard, from the chosen one on."""
        index = self.table.currentIndex()
        if index.isValid():
            chosen = self.table.selectionModel().selectedIndexes() or [index]
            corner = min(one.row() for one in chosen), min(one.column() for one in chosen)
            self._unplaced = self.model.paste(*corner, QGuiApplication.clipboard().text())
            self._count()
            self._unplaced = 0

    def empty(self) -> None:
        """Empty the selected cells: their plans are dropped when it is saved."""
        self.model.take({(one.row(), one.column()): "" for one in self.table.selectionModel().selectedIndexes()})

    def raise_year(self) -> None:
        """Fill cells with last year's figures times the per cent."""
        found, book, workspace = self._found, self.book, self.context.workspace
        if found is None or book is None:
            return
        text = self.per_cent.text().strip().removesuffix("%")
        try:
            per_cent = number_of(text)
            if per_cent is None or per_cent <= 0:
                raise UsageError(msg("“{amount}” is no per cent of a figure", amount=text))
        except UsageError as error:
            self.refuse(error)
            return

        def reckon(_watch: Watch) -> dict[Place, Decimal]:
            from kpi_desktop.app.plan_year import year_before

            return year_before(workspace, book, found, per_cent)

        self.run(reckon, lambda plans: self._raise(found, plans))

    def _raise(self, found: PlanYear, plans: dict[Place, Decimal]) -> None:
        if found is not self._found:
            return
        chosen = {(one.row(), one.column()) for one in self.table.selectionModel().selectedIndexes()}
        cells = {self._cell(place): amount for place, amount in plans.items()}
        if len(chosen) > 1:
            cells = {cell: amount for cell, amount in cells.items() if cell in chosen}
        else:
            cells = {cell: amount for cell, amount in cells.items() if self.model.is_empty(cell)}
        if cells:
            self.model.put(cells)
        else:
            self.refuse(UsageError(msg("{year} has no whole months whose figures would fill these cells",
                                       year=found.year - 1)))  # fmt: skip

    def keep(self) -> None:
        """Store what was changed as one version."""
        found, book, workspace, who = self._found, self.book, self.context.workspace, self.who.text().strip()
        if found is None or book is None:
            return
        changes = {self._place(cell): amount for cell, amount in self.model.changes().items()}
        if not changes:
            return
        self.save.setEnabled(False)
        self.table.setEnabled(False)

        def store(_watch: Watch) -> None:
            from kpi_desktop.app.plan_year import save_year

            save_year(workspace, book, found, changes, who)

        self.run(store, lambda _done: self._kept())

    def _kept(self) -> None:
        self.model.forget()
        self.context.set_data_changed()
        self.start()

    def refuse(self, error: KpiDesktopError) -> None:
        """Say what was refused; what was typed stays."""
        self.table.setEnabled(True)
        super().refuse(error)
        self._count()
