"""The company's taxes with the days from which they hold: added, taken out, taken back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from kpi_desktop.engine.tax import RATE_NAMES, RATES, REGIME_NAMES, Rate, Regime, TaxSpell
from kpi_desktop.gui.models.table import Heading, TextCell, TextTable
from kpi_desktop.gui.operation import Operation
from kpi_desktop.gui.widgets.blocks import button, column, label, row, while_there
from kpi_desktop.gui.widgets.day_field import FROM_DAY, show_form
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.core.errors import KpiDesktopError
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.tax import TaxVersion
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch

Found = tuple[tuple["TaxVersion", ...], tuple["Period", ...]]


class TaxPane(QWidget):
    """The regimes as they stand and a line to add to them; months whose files contradict them are named."""

    def __init__(self, context: Context, tell: tuple[Callable[[object], None], Callable[[], None]]) -> None:
        """Read the list of the open book; the second of `tell` is told that figures have changed."""
        super().__init__()
        self._context, (_, self._changed) = context, tell
        tr = context.tr_
        about = label("muted", wrap=True)
        about.setText(
            tr(msg("Decides what VAT means where files say nothing. Without VAT all amounts count as paid and profit "
                   "is computed at once. With VAT of 5 or 7 % revenue counts without it. Under the general system the "
                   "basis of silent amounts is the setting on the first tab."))
        )  # fmt: skip
        self.lines, self.refused, self.doubt = TextTable(), label("bad", wrap=True), label("bad", wrap=True)
        self.history = label("muted", wrap=True)
        self.refused.hide()
        self.doubt.hide()
        self.table = table_view(self.lines)
        self.table.setAccessibleName(tr(msg("Tax regime")))
        self.table.say_empty(tr(msg("No regime is given yet. Write below since when which one holds")))
        self.spells: tuple[TaxSpell, ...] = ()
        self._build_line()
        given = row(self.since, self.regime, self.rate, self.add, None, spacing=8)
        acts = row(self.remove, self.undo, None, spacing=8)
        box = column(about, self.table, given, acts, self.refused, self.doubt, self.history, spacing=10)
        box.setStretch(1, 1)
        self.setLayout(box)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self._run(lambda: None, changed=False)

    def _build_line(self) -> None:
        tr = self._context.tr_
        self.since, self.regime, self.rate = QLineEdit(), QComboBox(), QComboBox()
        for field, text in ((self.since, msg("First day")), (self.regime, msg("Tax regime")), (self.rate, msg("VAT"))):
            field.setAccessibleName(tr(text))
        show_form(self.since, FROM_DAY, tr)
        self.since.setMaximumWidth(140)
        for regime, name in REGIME_NAMES.items():
            self.regime.addItem(tr(name), regime)
        self.regime.currentIndexChanged.connect(lambda _place: self._offer())
        self.add, self.remove, self.undo = button(self._add, "primary"), button(self._remove), button(self._undo)
        for found, text in ((self.add, msg("Add")), (self.remove, msg("Take the line out")),
                            (self.undo, msg("Take back"))):  # fmt: skip
            found.setText(tr(text))
        self._offer()
        self._enable()

    def _offer(self) -> None:
        """The rates that the chosen regime may have, the usual one first."""
        self.rate.clear()
        for rate in RATES[Regime(self.regime.currentData())]:
            self.rate.addItem(self._context.tr_(RATE_NAMES[rate]), rate)

    def _enable(self) -> None:
        self.remove.setEnabled(self._chosen() is not None)

    def _chosen(self) -> TaxSpell | None:
        rows = self.table.selectionModel().selectedRows() if self.table.selectionModel() else []
        return self.spells[int(str(self.lines.key(rows[0].row())))] if rows else None

    def _add(self) -> None:
        book, since = self._context.book, self.since.text()
        regime, rate = Regime(self.regime.currentData()), Rate(self.rate.currentData())

        def add() -> None:
            from kpi_desktop.app import tax
            from kpi_desktop.app.staff import day_of

            assert book is not None
            tax.begin(book, TaxSpell(day_of(since), regime, rate))

        self._run(add)

    def _remove(self) -> None:
        book, chosen = self._context.book, self._chosen()

        def remove() -> None:
            from kpi_desktop.app import tax

            if book is not None and chosen is not None:
                tax.forget(book, chosen.since)

        self._run(remove)

    def _undo(self) -> None:
        book = self._context.book

        def back() -> None:
            from kpi_desktop.app import tax

            assert book is not None
            tax.take_back(book)

        self._run(back)

    def _run(self, act: Callable[[], None], *, changed: bool = True) -> None:
        book = self._context.book
        if book is None:
            return

        def work(_watch: Watch) -> Found:
            from kpi_desktop.app import tax

            act()
            return tax.tax_versions(book), tax.contradicted(book)

        def show(found: Found) -> None:
            self._show(*found)
            if changed:
                self.since.clear()
                self._changed()

        Operation(work).success(while_there(self, show)).failure(while_there(self, self._refuse)).start()

    def _refuse(self, error: KpiDesktopError) -> None:
        """What was typed cannot be: told beside the fields, which stay as they are."""
        tr = self._context.tr_
        told = [tr(error.message), *([tr(error.fix)] if error.fix is not None else [])]
        self.refused.setText(". ".join(told))
        self.refused.show()

    def _show(self, versions: tuple[TaxVersion, ...], doubtful: tuple[Period, ...]) -> None:
        tr, lang = self._context.tr_, self._context.lang
        self.refused.hide()
        self.spells = versions[-1].spells if versions else ()
        heads = [Heading(tr(text)) for text in (msg("From"), msg("Tax regime"), msg("VAT"))]
        self.lines.fill(
            heads,
            [[TextCell(date_text(one.since, lang)), TextCell(tr(REGIME_NAMES[one.regime])),
              TextCell(tr(RATE_NAMES[one.rate]))] for one in self.spells],
            [str(place) for place in range(len(self.spells))],
        )  # fmt: skip
        self.table.fit(1)
        self.doubt.setVisible(bool(doubtful))
        self.doubt.setText(
            tr(msg("Sales of {months} have VAT in their rows, but the company pays none then: check the files or the "
                   "list", months=", ".join(month.month_text for month in doubtful)))
        )  # fmt: skip
        self.undo.setEnabled(bool(versions))
        last = versions[-1] if versions else None
        self.history.setText(
            "" if last is None else tr(msg("Version {n}: {day}", n=last.number, day=date_text(
                datetime.fromisoformat(last.made_on).date(), lang))) + (f", {last.who}" if last.who else "")
        )  # fmt: skip
        self._enable()
