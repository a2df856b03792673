"""The rows behind a line of a list, each with its file, sheet and row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kpi_desktop.gui.models.table import TextTable
from kpi_desktop.gui.pages.metric_texts import row_cells, row_headings
from kpi_desktop.gui.widgets.blocks import button, column, label, row
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.message import msg, nmsg

if TYPE_CHECKING:
    from kpi_desktop.engine.lists.model import Line, Listing
    from kpi_desktop.engine.rows import RowPage
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.gui.pages.page import Page

_PAGE = 100


class ListRows(QWidget):
    """Pages of rows; `closed` asks for the list again."""

    closed = Signal()

    def __init__(self, context: Context, page: Page) -> None:
        """Build the view; `page` runs the questions."""
        super().__init__()
        self._context, self._page = context, page
        self._asked: tuple[Listing, Line] | None = None
        self._found: RowPage | None = None
        self._offset = 0
        self._back = button(self.closed.emit, "link")
        self._title, self._place = label("heading"), label("muted")
        self._earlier, self._later = button(lambda: self._turn(-_PAGE)), button(lambda: self._turn(_PAGE))
        self._model = TextTable()
        self._table = table_view(self._model)
        self.setLayout(column(
            self._back, row(self._title, self._place, None, self._earlier, self._later), self._table, spacing=10,
        ))  # fmt: skip

    def open(self, listing: Listing, line: Line) -> None:
        """Show the rows behind a line."""
        self._asked, self._offset, self._found = (listing, line), 0, None
        self._ask()

    def _turn(self, step: int) -> None:
        self._offset = max(0, self._offset + step)
        self._ask()

    def _ask(self) -> None:
        book, workspace, offset = self._context.book, self._context.workspace, self._offset
        if self._asked is None or book is None:
            return
        listing, line = self._asked

        def read(_watch: Watch) -> RowPage:
            from kpi_desktop.app.lists import rows_behind

            return rows_behind(workspace, book, listing, line, offset, _PAGE)

        self._page.ask(read, self._show)

    def _show(self, found: RowPage) -> None:
        self._found = found
        self._fill()

    def retranslate(self) -> None:
        """Set every text."""
        tr = self._context.tr_
        self._back.setText("← " + tr(msg("To the list")))
        self._title.setText(tr(msg("Rows behind it")))
        self._table.setAccessibleName(tr(msg("Rows behind it")))
        self._earlier.setText("←")
        self._later.setText("→")
        self._earlier.setAccessibleName(tr(msg("Earlier rows")))
        self._later.setAccessibleName(tr(msg("Later rows")))
        self._fill()

    def _fill(self) -> None:
        found = self._found
        if found is None:
            return
        self._model.fill(row_headings(found, self._context), row_cells(found, self._context))
        self._table.fit(max(0, len(found.columns) - 1))
        last = self._offset + len(found.rows)
        told = nmsg("{first}–{last} of {n} row", "{first}–{last} of {n} rows", n=found.total,
                    first=min(self._offset + 1, last), last=last)  # fmt: skip
        self._place.setText(self._context.tr_(told))
        self._earlier.setEnabled(self._offset > 0)
        self._later.setEnabled(last < found.total)
