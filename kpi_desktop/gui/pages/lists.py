"""Lists that are worked through, from whom to call to the burndown; each line opens the rows behind it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFileDialog, QStackedWidget, QWidget

from kpi_desktop.engine.lists import LISTS
from kpi_desktop.engine.lists.model import Line, Table, Word
from kpi_desktop.gui.models.table import TextTable
from kpi_desktop.gui.pages.list_texts import headings, lacking, line_cells, ordered, shown, told, with_mean
from kpi_desktop.gui.pages.page import Page
from kpi_desktop.gui.theme import on_screen
from kpi_desktop.gui.widgets.blocks import button, column, label, panel, set_tone
from kpi_desktop.gui.widgets.chart import ChartView
from kpi_desktop.gui.widgets.flow import Flow
from kpi_desktop.gui.widgets.list_rows import ListRows
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.charts.burndown import burndown_chart, burndown_texts, part_name, parts_of
from kpi_desktop.present.lists import NAMES, groups_of
from kpi_desktop.present.periods import period_text

if TYPE_CHECKING:
    from kpi_desktop.engine.lists.model import Listing
    from kpi_desktop.engine.rows import RowPage
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch

_GROUPS = {"again": msg("Share that bought again"), "revenue": msg("Revenue")}


class ListsPage(Page):
    """One list at a time, sorted by a click on a heading; a click on a line shows the rows behind it."""

    def __init__(self, context: Context) -> None:
        """Build the page."""
        super().__init__(context)
        self._name, self._segment = next(iter(LISTS)), ""
        self._found: tuple[str, Listing] | None = None
        self._sorted: tuple[int, bool] | None = None
        self._title, self._about = label("title"), label("muted", wrap=True)
        self._told, self._flags, self._notes = (
            label(wrap=True, selectable=True),
            label(wrap=True),
            label("muted", wrap=True),
        )
        set_tone(self._flags, "warn")
        self._choice, self._group, self._part = QComboBox(), QComboBox(), QComboBox()
        self._excel = button(self._ask_where)
        self._chart = ChartView()
        self._summary_model, self._model = TextTable(), TextTable()
        self._summary = table_view(self._summary_model, self._choose_segment)
        self._table = table_view(self._model, self._open_line)
        self._table.horizontalHeader().setSectionsClickable(True)
        self._table.horizontalHeader().sectionClicked.connect(self._sort)
        self._empty = label(wrap=True, selectable=True)
        self.rows = ListRows(context, self)
        self._build()
        context.month_changed.connect(self._again)
        context.data_changed.connect(self._again)

    def _build(self) -> None:
        for choice in (self._choice, self._group, self._part):
            choice.setMinimumWidth(150)
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._choice.addItems([""] * len(LISTS))
        self._choice.currentIndexChanged.connect(self._chosen)
        self._group.currentIndexChanged.connect(lambda _place: self._fill_table())
        self._part.currentIndexChanged.connect(lambda _place: self._draw())
        self._chart_panel, self._empty_panel = (
            panel(column(self._chart), margins=10),
            panel(column(self._empty), "hint"),
        )
        self._list = QWidget()
        self._list.setLayout(column(
            self._told, self._flags, self._chart_panel, self._summary, self._table, self._notes, spacing=10,
        ))  # fmt: skip
        none = QWidget()
        none.setLayout(column(self._empty_panel, None))
        self._views = QStackedWidget()
        for view in (self._list, none, self.rows):
            self._views.addWidget(view)
        self.rows.closed.connect(lambda: self._views.setCurrentIndex(0))
        box = column(
            self._title, Flow(self._choice, self._group, self._part, self._excel), self._about, self._views,
            QWidget(), spacing=12,
        )  # fmt: skip
        box.setStretchFactor(self._views, 1000)
        box.setStretch(box.count() - 1, 1)
        box.setContentsMargins(22, 18, 18, 12)
        self.setLayout(box)

    def _again(self) -> None:
        if self.isVisible():
            self.open(None)

    def open(self, what: object) -> None:
        """Make the list of that id, or the one shown last, for the chosen month."""
        if isinstance(what, str) and what in LISTS and what != self._name:
            self._choice.setCurrentIndex(list(LISTS).index(what))
            return
        if self.context.book is None:
            return
        workspace, book, name = self.context.workspace, self.context.book, self._name
        month = self.context.month.month_text if self.context.month else None

        def compute(_watch: Watch) -> tuple[str, Listing]:
            from kpi_desktop.app.lists import make_lists

            currency, (listing,) = make_lists(workspace, book, [name], month)
            return currency, listing

        self.ask(compute, self._show)

    def _chosen(self, place: int) -> None:
        self._name = list(LISTS)[place]
        self._sorted, self._segment = None, ""
        self.open(None)

    def nothing(self) -> None:
        """No list, and nothing to choose in it."""
        self._found, self._segment = None, ""
        for widget in (self._views, self._group, self._part, self._excel):
            widget.setVisible(False)
        self._fill()

    def _show(self, found: tuple[str, Listing]) -> None:
        self._views.setVisible(True)
        self._excel.setVisible(True)
        self._found, self._segment = found, ""
        self._fill_choices(found[1])
        self._fill()

    def retranslate(self) -> None:
        """Set every text."""
        tr = self.context.tr_
        for place, name in enumerate(LISTS):
            self._choice.setItemText(place, tr(NAMES[name][0]))
        for widget, caption in ((self._choice, msg("List")), (self._group, msg("What the cells show")),
                             (self._part, msg("Sprint or project")), (self._table, msg("Lists")),
                             (self._summary, msg("In short"))):  # fmt: skip
            widget.setAccessibleName(tr(caption))
        self._excel.setText(tr(msg("To Excel…")))
        self.rows.retranslate()
        if self._found is not None:
            self._fill_choices(self._found[1])
        self._fill()

    def _fill_choices(self, listing: Listing) -> None:
        """What of a list is shown: the cells of cohorts, the part of a burndown."""
        groups = groups_of(listing.table)
        parts = parts_of(listing) if listing.id == "burndown" and listing.missing is None else ()
        names = [part_name(part, self.context.translate) for part in parts]
        for box, texts in ((self._group, [self.context.tr_(_GROUPS[one]) for one in groups]), (self._part, names)):
            place = max(box.currentIndex(), 0)
            box.blockSignals(True)
            box.clear()
            box.addItems(texts)
            box.setCurrentIndex(place if place < len(texts) else 0)
            box.blockSignals(False)
            box.setVisible(len(texts) > 1)

    def _fill(self) -> None:
        tr = self.context.tr_
        title = tr(msg("Lists"))
        if self._found is not None:
            title += f" · {period_text(self._found[1].period, self.context.lang)}"
        self._title.setText(title)
        self._about.setText(tr(NAMES[self._name][1]))
        if self._found is None:
            return
        currency, listing = self._found
        empty = listing.missing is not None or not any(table.lines for table in listing.tables)
        self._views.setCurrentIndex(1 if empty else 0)
        self._excel.setEnabled(not empty)
        self._empty.setText(lacking(listing, self.context) if empty else "")
        totals, flags, notes = told(listing, currency, self.context)
        self._told.setText(totals)
        for widget, text in ((self._flags, flags), (self._notes, notes)):
            widget.setText(text)
            widget.setVisible(bool(text))
        if not empty:
            self._draw()
            self._fill_summary(currency, listing)
            self._fill_table()

    def _draw(self) -> None:
        """The burndown of the chosen part."""
        listing = self._found[1] if self._found else None
        shown = listing is not None and listing.id == "burndown" and listing.missing is None
        self._chart_panel.setVisible(shown)
        if not shown or listing is None:
            return
        translate, colours = self.context.translate, self.context.colours
        part = parts_of(listing)[max(self._part.currentIndex(), 0)]
        texts = burndown_texts(listing, part, translate)
        self._chart.show_chart(burndown_chart(listing, part, translate), texts, lambda svg: on_screen(svg, colours))

    def _fill_summary(self, currency: str, listing: Listing) -> None:
        """The short table above: segments, classes, spans of days."""
        table = next((one for one in listing.beside if one.id not in ("days", "mean")), None)
        self._summary.setVisible(table is not None)
        if table is None:
            return
        keys = [self._key(line) for line in table.lines]
        self._summary_model.fill(headings(table, "", self.context), line_cells(table, "", currency, self.context), keys)
        self._summary.fit(0)
        head, rows = self._summary.horizontalHeader().sizeHint().height() + 8, self._summary_model.rowCount()
        self._summary.setMinimumHeight(head + 34 * min(rows, 2))
        self._summary.setMaximumHeight(head + 34 * min(rows, 5))

    @staticmethod
    def _key(line: Line) -> str:
        """What a line of the short table picks from the long one."""
        first = line.cells[0]
        return first.code if isinstance(first, Word) else str(first)

    def _choose_segment(self, key: object) -> None:
        """Show the lines of one segment only; the same again shows all."""
        self._segment = "" if key == self._segment else str(key)
        self._fill_table()

    def _shown(self, listing: Listing) -> Table:
        table = with_mean(listing) if listing.id == "cohorts" else listing.table
        if self._segment:
            lines = tuple(line for line in table.lines if self._segment in map(self._code, line.cells))
            table = Table(table.id, table.name, table.columns, lines or table.lines)
        return ordered(table, self._sorted[0], down=self._sorted[1]) if self._sorted else table

    @staticmethod
    def _code(cell: object) -> str:
        return cell.code if isinstance(cell, Word) else cell if isinstance(cell, str) and len(cell) == 1 else ""

    def _fill_table(self) -> None:
        if self._found is None:
            return
        currency, listing = self._found
        table, group = self._shown(listing), self._group_id(listing)
        keys = [line if line.where else None for line in table.lines]
        self._model.fill(headings(table, group, self.context), line_cells(table, group, currency, self.context), keys)
        self._table.fit(self._widest(table))

    @staticmethod
    def _widest(table: Table) -> int:
        """The column that takes the room to spare: the customer's or the product's name."""
        names = [column.id for column in table.columns]
        return next((names.index(name) for name in ("customer", "name", "channel") if name in names), 0)

    def _group_id(self, listing: Listing) -> str:
        groups = groups_of(listing.table)
        return groups[max(self._group.currentIndex(), 0)] if groups else ""

    def _sort(self, section: int) -> None:
        """Sort by the column under the pointer; a second click turns the order."""
        if self._found is None:
            return
        listing = self._found[1]
        place = shown(listing.table, self._group_id(listing))[section]
        down = not self._sorted[1] if self._sorted and self._sorted[0] == place else True
        self._sorted = (place, down)
        self._fill_table()

    def _open_line(self, key: object) -> None:
        if self._found is None or key is None:
            return
        listing, book, workspace = self._found[1], self.context.book, self.context.workspace
        assert isinstance(key, Line)
        assert book is not None

        def read(offset: int, limit: int) -> RowPage:
            from kpi_desktop.app.lists import rows_behind

            return rows_behind(workspace, book, listing, key, offset, limit)

        self.rows.open(read)
        self._views.setCurrentWidget(self.rows)

    def _ask_where(self) -> None:
        caption = self.context.tr_(msg("To Excel…"))
        name, _ = QFileDialog.getSaveFileName(self, caption, f"{self._name}.xlsx", "*.xlsx")
        if name:
            self.write(Path(name))

    def write(self, path: Path) -> None:
        """Write the list to a workbook of its own."""
        book, workspace, lang, name = self.context.book, self.context.workspace, self.context.lang, self._name
        month = self.context.month.month_text if self.context.month else None
        if book is None:
            return

        def work(_watch: Watch) -> None:
            from kpi_desktop.app.lists import ListOutput, write_list

            write_list(workspace, book, name, month, ListOutput(path, lang))

        self.work(work, lambda _done: self._open_file(path))

    @staticmethod
    def _open_file(path: Path) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
