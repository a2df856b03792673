"""The rows behind a line of a list or a loss of a funnel, each with its file, sheet and row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kpi_desktop.gui.models.table import TextTable
from kpi_desktop.gui.pages.metric_texts import row_cells, row_headings
from kpi_desktop.gui.widgets.blocks import button, column, label, row
from kpi_desktop.gui.widgets.table import table_view
from kpi_desktop.i18n.message import Message, msg, nmsg

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.engine.rows import RowPage
    from kpi_desktop.gui.context import Context
    from kpi_desktop.gui.operation import Watch
    from kpi_desktop.gui.pages.page import Page

_PAGE = 100


class ListRows(QWidget):
    """Pages of rows; `closed` asks for what they lie behind again."""

    closed = Signal()

    def __init__(self, context: Context, page: Page) -> None:
        """Build the view; `page` runs the questions."""
        super().__init__()
        self._context, self._page = context, page
        self._read: Callable[[int, int], RowPage] | None = None
        self._caption, self._way = msg("Rows behind it"), msg("To the list")
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

    def open(
        self, read: Callable[[int, int], RowPage], caption: Message | None = None, way: Message | None = None
    ) -> None:
        """Show the rows that `read` gives from an offset on, so many at most, under a caption of their own."""
        self._read, self._offset, self._found = read, 0, None
        self._caption, self._way = caption or self._caption, way or self._way
        self.retranslate()
        self._ask()

    def _turn(self, step: int) -> None:
        self._offset = max(0, self._offset + step)
        self._ask()

    def _ask(self) -> None:
        read, offset = self._read, self._offset
        if read is None:
            return

        def work(_watch: Watch) -> RowPage:
            return read(offset, _PAGE)

        self._page.ask(work, self._show)

    def _show(self, found: RowPage) -> None:
        self._found = found
        self._fill()

    def retranslate(self) -> None:
        """Set every text."""
        tr = self._context.tr_
        self._back.setText("← " + tr(self._way))
        self._title.setText(tr(self._caption))
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
