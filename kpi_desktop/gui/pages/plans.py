"""Plans: how far the company and its people are in the month, and the table of the year where plans are set."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QTabWidget, QWidget

from kpi_desktop.engine.plans import light, share
from kpi_desktop.gui.models.table import Heading, TextCell, TextTable
from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.widgets.blocks import button, column, label, row
from kpi_desktop.gui.widgets.plan_year import PlanYearSheet
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.formats import month_year, share_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.numbers import figure_text, member_text, no_data

if TYPE_CHECKING:
    from kpi_desktop.app.plans import Progressing
    from kpi_desktop.core.missing import Value
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch


#: The tabs by what `open` may be asked for.
TABS = ("month", "year")


class PlansPage(Page):
    """Whose plan is how far."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._found: list[Progressing] = []
        self._title, self._told = label("title"), label("muted", wrap=True)
        self._model = TextTable()
        self._table = table_view(self._model)
        self._who, self._amount = QComboBox(), QLineEdit()
        self._who.setEditable(True)
        self._who.setMinimumWidth(200)
        self._set = button(self._keep, "primary")
        self._drop = button(self._take_out)
        self._read, self._write = button(self._import), button(self._export)
        month = column(
            self._told, self._table, row(self._who, self._amount, self._set, self._drop, None),
            row(self._read, self._write, None), spacing=14,
        )  # fmt: skip
        month.setContentsMargins(0, 12, 0, 0)
        inside = QWidget()
        inside.setObjectName("ground")
        inside.setLayout(month)
        self.sheet = PlanYearSheet(context)
        self.sheet.failed.connect(self._tell)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(inside, "")
        self.tabs.addTab(self.sheet, "")
        self.tabs.currentChanged.connect(lambda _place: self._start())
        box = column(self._title, self.tabs, spacing=10)
        box.setStretch(1, 1)
        box.setContentsMargins(22, 18, 18, 12)
        self.setLayout(box)
        context.month_changed.connect(self._again)
        context.data_changed.connect(self._again)

    def _again(self) -> None:
        if self.isVisible():
            self.open(None)

    def _start(self) -> None:
        if self.isVisible() and self.tabs.currentWidget() is self.sheet:
            self.sheet.start()

    def open(self, what: object) -> None:
        """Compute the chosen month; `what` may name a tab."""
        if what in TABS:
            self.tabs.setCurrentIndex(TABS.index(str(what)))
        self._start()
        if self.context.book is None:
            return
        workspace, book = self.context.workspace, self.context.book
        month = self.context.month.month_text if self.context.month else None

        def compute(_watch: Watch) -> list[Progressing]:
            from kpi_desktop.app.plans import plan_progress

            return plan_progress(workspace, book, month)

        self.ask(compute, self._show)

    def nothing(self) -> None:
        """No plan of another company."""
        self._show([])

    def _show(self, found: list[Progressing]) -> None:
        self._found = found
        self._fill()

    def retranslate(self) -> None:
        """Set every text."""
        tr = self.context.tr_
        self._told.setText(tr(msg("The plan of a month under way is also told to date: by working days")))
        self._amount.setPlaceholderText(tr(msg("Plan of the month")))
        self._amount.setAccessibleName(tr(msg("Plan of the month")))
        self._who.setAccessibleName(tr(msg("Person")))
        self._table.setAccessibleName(tr(msg("Plans")))
        self._set.setText(tr(msg("Set the plan")))
        self._drop.setText(tr(msg("Drop the plan")))
        self._read.setText(tr(msg("Plans from a file…")))
        self._write.setText(tr(msg("Plans to Excel…")))
        self.tabs.setTabText(0, tr(msg("How the month goes")))
        self.tabs.setTabText(1, tr(msg("Plan of the year")))
        self.tabs.setAccessibleName(tr(msg("Plans")))
        self.sheet.retranslate()
        self._fill()

    def _fill(self) -> None:
        tr, lang = self.context.tr_, self.context.lang
        title = tr(msg("Plans"))
        if self._found:
            title += f" · {month_year(self._found[0].plan.period.start, lang)}"
        self._title.setText(title)
        headings = [Heading(tr(msg("Person")))]
        for told, spare in (
            (msg("Plan"), False), (msg("Revenue"), False), (msg("Of the plan"), True), (msg("To date"), False),
            (msg("By the forecast"), True),
        ):  # fmt: skip
            headings.append(Heading(tr(told), figures=True, spare=spare))
        self._model.fill(headings, [self._cells(one) for one in self._found])
        self._table.say_empty(tr(msg("Plans stand here beside the facts: once sales are imported and a plan is set")))
        self._table.fit(0)
        names = [one.member for one in self._found if one.member]
        if [self._who.itemText(index) for index in range(self._who.count())] != names:
            self._who.clear()
            self._who.addItems(names)

    def _cells(self, one: Progressing) -> list[TextCell]:
        context, lang = self.context, self.context.lang
        summary = context.summary
        currency = summary.currency if summary else ""
        name = context.tr_(msg("Company in all")) if one.member is None else member_text(one.member, lang)
        amounts = [
            TextCell(figure_text(figure, context.workspace.metric(figure.metric), currency, lang))
            for figure in (one.plan, one.actual)
        ]
        to_date: Value | None = one.to_date.value if one.to_date is not None else None
        parts = (share(one.actual.value, one.plan.value), share(one.actual.value, to_date),
                 share(one.forecast.value, one.plan.value))  # fmt: skip
        colour = self._colour(parts[1])
        cells = [TextCell(no_data(lang) if part is None else share_text(part, 1, lang)) for part in parts]
        return [TextCell(name), *amounts, cells[0], TextCell(cells[1].text, colour), cells[2]]

    def _colour(self, done: Decimal | None) -> str:
        values, colours = self.context.workspace.catalogue.values, self.context.colours
        if done is None:
            return colours.muted
        found = light(done, Decimal(values["band_low"]), Decimal(values["band_high"]))
        return {"green": colours.good, "red": colours.bad}.get(found, "")

    def _keep(self) -> None:
        book, month = self.context.book, self._found[0].plan.period.month_text if self._found else ""
        workspace, who, amount = self.context.workspace, self._who.currentText().strip(), self._amount.text()
        if book is None or not amount.strip():
            return

        def keep(_watch: Watch) -> None:
            from kpi_desktop.app.plans import plan_row, set_plans

            set_plans(workspace, book, [plan_row(workspace, month, amount, whose=(who, "", ""))])

        self.work(keep, lambda _done: self._kept())

    def _take_out(self) -> None:
        """Drop the plan of the chosen person in the month that is shown; with no name, the company's own."""
        book, workspace, who = self.context.book, self.context.workspace, self._who.currentText().strip()
        if book is None or not self._found:
            return
        month = self._found[0].plan.period.month_text

        def drop(_watch: Watch) -> None:
            from kpi_desktop.app.plans import plan_row, set_plans

            set_plans(workspace, book, [], gone=[plan_row(workspace, month, "0", whose=(who, "", ""))])

        self.work(drop, lambda _done: self._kept())

    def _kept(self) -> None:
        self._amount.clear()
        self.context.set_data_changed()

    def _import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.context.tr_(msg("Plans from a file…")))
        book, workspace = self.context.book, self.context.workspace
        if not name or book is None:
            return

        def read(_watch: Watch) -> None:
            from kpi_desktop.app.plans import read_plan_file, set_plans

            set_plans(workspace, book, read_plan_file(workspace, book, Path(name)))

        self.work(read, lambda _done: self._kept())

    def _export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.context.tr_(msg("Plans to Excel…")), "plans.xlsx", "*.xlsx")
        book = self.context.book
        if not name or book is None:
            return

        def write(_watch: Watch) -> int:
            from kpi_desktop.app.plans import export_plans

            return export_plans(book, Path(name))

        self.work(write, lambda _count: None)
