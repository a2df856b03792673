"""The first rows of a file as they were understood, so that the owner sees what will be stored before it is."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTabBar, QTableView, QWidget

from kpi_desktop.facts.schema import Kind
from kpi_desktop.gui.models.table import Heading, TextCell, TextTable
from kpi_desktop.gui.widgets.blocks import column, label
from kpi_desktop.i18n.formats import date_text, number_text, short_number_text
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.facts.schema import Column
    from kpi_desktop.gui.context import Context
    from kpi_desktop.ingest.outcome import FileReport, ReadRow, ReadRows

#: No column is wider than this: a long name ends in dots, its tooltip has it whole.
_WIDEST = 260

_FIGURES = frozenset({Kind.MONEY, Kind.QUANTITY, Kind.COUNT})


class FirstRows(QWidget):
    """One table for each kind of rows that the file gives, with what stands in which column."""

    def __init__(self, context: Context) -> None:
        """An empty table."""
        super().__init__()
        self._context = context
        self._read: tuple[ReadRows, ...] = ()
        self.kinds, self.told = QTabBar(expanding=False, drawBase=False), label("muted", wrap=True)
        self._model, self.table = TextTable(), QTableView()
        self.table.setModel(self._model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.table.setCornerWidget(QWidget())
        self.table.verticalHeader().hide()
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setMaximumSectionSize(_WIDEST)
        box = column(self.kinds, self.told, self.table, spacing=8)
        box.setStretch(2, 1)
        self.setLayout(box)
        self.kinds.currentChanged.connect(lambda _place: self._fill())

    def show_report(self, report: FileReport | None) -> None:
        """Show the rows of another reading."""
        self._read = report.read if report is not None else ()
        self.kinds.blockSignals(True)
        while self.kinds.count():
            self.kinds.removeTab(0)
        for read in self._read:
            fact = self._context.workspace.catalogue.facts[read.fact]
            self.kinds.addTab(fact.name_ru if self._context.lang == "ru" else fact.name_en)
        self.kinds.blockSignals(False)
        self.kinds.setVisible(len(self._read) > 1)
        self._fill()

    def _fill(self) -> None:
        tr, place = self._context.tr_, max(self.kinds.currentIndex(), 0)
        self.table.setAccessibleName(tr(msg("Rows as they were read")))
        self.table.setVisible(bool(self._read))
        if not self._read:
            self.told.setText(tr(msg("There are no rows yet: what is marked in the columns and findings comes first")))
            return
        read = self._read[place]
        fact = self._context.workspace.catalogue.facts[read.fact]
        shown, total = (number_text(Decimal(count), 0, self._context.lang) for count in (len(read.rows), read.total))
        self.told.setText(tr(msg("Shown {shown} of {total}: so the rows will be stored", shown=shown, total=total)))
        columns = {one.id: one for one in fact.columns}
        found = [columns.get(name) for name in read.columns]
        names = [self._name(one, read, name) for one, name in zip(found, read.columns, strict=True)]
        figures = [one is not None and one.kind in _FIGURES for one in found]
        headings = [Heading(tr(msg("Row"))), *map(Heading, names, figures)]
        self._model.fill(headings, [self._cells(row, found) for row in read.rows])
        self.table.resizeColumnsToContents()

    def _name(self, found: Column | None, read: ReadRows, name: str) -> str:
        if found is None:
            return read.free.get(name, name.removeprefix("x_"))
        return found.name_ru if self._context.lang == "ru" else found.name_en

    def _cells(self, row: ReadRow, columns: list[Column | None]) -> list[TextCell]:
        place = TextCell(" · ".join(part for part in (str(row.row), row.sheet) if part), self._context.colours.muted)
        texts = (self._text(value, one) for value, one in zip(row.cells, columns, strict=True))
        return [place, *(TextCell(text, tip=text) for text in texts)]

    def _text(self, value: object, column: Column | None) -> str:
        lang = self._context.lang
        match value:
            case None:
                return ""
            case bool():
                return self._context.tr_(msg("yes") if value else msg("no"))
            case datetime():
                return f"{date_text(value.date(), lang)} {value:%H:%M}"
            case date():
                return date_text(value, lang)
            case Decimal() | int():
                money = column is not None and column.kind is Kind.MONEY
                return number_text(Decimal(value), 2, lang) if money else short_number_text(Decimal(value), 6, lang)
            case _:
                return column.word(str(value), lang) if column is not None else str(value)
