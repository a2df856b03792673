"""The window's table view: quiet lines, whole rows, columns that always fit the width they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QStyledItemDelegate, QTableView

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent, QResizeEvent, QWheelEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from kpi_desktop.gui.models.table import Index, TextTable

_ROW = 34
#: A row whose names go on over a second line.
_TALL_ROW = 52
#: Rows of a longer table keep one height: it is scrolled rather than read.
_MOST_WRAPPED = 400
#: What a cell's frame takes from its text.
_CELL_MARGIN = 22
#: No text column is wider than this unless there is room to spare, nor narrower than that.
_WIDEST, _NARROWEST = 330, 64
#: A name narrower than this says little: spare columns are left out first.
_READABLE = 116
#: The column that takes what is left holds the names of the rows: it is the last to be cut.
_READABLE_NAMES = 190
#: A long caption does not widen its column beyond this.
_WIDEST_HEAD = 154


class Filled(QStyledItemDelegate):
    """Cells whose model gives them a colour of ground: the style sheet would paint none."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Lay the colour under the cell."""
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None:
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)


class FittedTable(QTableView):
    """A table without a horizontal scroll bar: figures are never cut, long names are, and a tooltip has them whole.

    With `whole` it is as tall as its rows, so that only the page around it scrolls.
    """

    def __init__(self, model: TextTable, *, whole: bool = False) -> None:
        """A table over `model`."""
        super().__init__()
        self._texts, self._whole, self._stretch, self._empty = model, whole, 0, ""
        self.setModel(model)
        self.setItemDelegate(Filled(self))
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(28)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        if whole:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def fit(self, stretch: int = 0) -> None:
        """Give every column its width; column `stretch` takes what is left."""
        self._stretch = stretch
        self._share()
        if self._whole:
            self._take_height()

    def _share(self) -> None:
        count = self._texts.columnCount()
        if not count:
            return
        header = self.horizontalHeader()
        for column in range(count):
            self.setColumnHidden(column, False)
        heads = [min(header.sectionSizeHint(c), _WIDEST_HEAD) for c in range(count)]
        wanted = [max(self.sizeHintForColumn(c), heads[c]) + 6 for c in range(count)]
        soft = [c for c in range(count) if not self._texts.is_uncut(c)]
        widths = [min(w, _WIDEST) if c in soft else w for c, w in enumerate(wanted)]
        self._leave_out(widths, heads, soft)
        spare = self.viewport().width() - sum(widths)
        if spare < 0:
            spare = self._narrow_all(widths, heads, soft, -spare)
        captions = {c: header.sectionSizeHint(c) + 6 for c in range(count) if widths[c] and c not in soft}
        for column, most in (*captions.items(), *((c, wanted[c]) for c in soft if widths[c])):
            given = max(min(spare, most - widths[column]), 0)
            widths[column] += given
            spare -= given
        if spare > 0 and self._stretch < count:
            widths[self._stretch] += spare
        for column, width in enumerate(widths):
            if width:
                self.setColumnWidth(column, width)
        self._wrap(soft, widths)

    def _narrow_all(self, widths: list[int], heads: list[int], soft: list[int], lacking: int) -> int:
        """Take what is lacking from the columns of text, from names last; 0 or, below zero, what is still lacking."""
        shown = [column for column in soft if widths[column]]
        names = {0, self._stretch}
        floor = {column: max(heads[column], self._word(column)) for column in shown}
        others = [column for column in shown if column not in names]
        own = [column for column in shown if column in names]
        for columns, least in (
            (others, _READABLE), (own, _READABLE_NAMES), (others, _NARROWEST), (own, _NARROWEST),
        ):  # fmt: skip
            lacking = self._narrow(widths, {column: max(least, floor[column]) for column in columns}, lacking)
        return -self._narrow(widths, dict.fromkeys(shown, _NARROWEST), lacking)

    def _word(self, column: int) -> int:
        """The width of a column's longest word: a cell is broken between words, not in them."""
        metrics, rows = self.fontMetrics(), min(self._texts.rowCount(), _MOST_WRAPPED)
        texts = (str(self._texts.index(row, column).data() or "") for row in range(rows))
        longest = max((max(text.split(), key=len) for text in texts if text.strip()), key=len, default="")
        return min(metrics.horizontalAdvance(longest) + _CELL_MARGIN, _READABLE)

    def _wrap(self, soft: list[int], widths: list[int]) -> None:
        """A row with a name longer than its column takes two lines."""
        if self._texts.rowCount() > _MOST_WRAPPED:
            return
        metrics = self.fontMetrics()
        for row in range(self._texts.rowCount()):
            texts = ((widths[c], str(self._texts.index(row, c).data() or "")) for c in soft if widths[c])
            long = any(" " in text and metrics.horizontalAdvance(text) + _CELL_MARGIN > wide for wide, text in texts)
            self.setRowHeight(row, _TALL_ROW if long else _ROW)
        if self._whole:
            self._take_height()

    def _take_height(self) -> None:
        """As tall as all rows; one line stays for the words of an empty table."""
        head = self.horizontalHeader().sizeHint().height()
        rows = sum(self.rowHeight(row) for row in range(self._texts.rowCount()))
        self.setFixedHeight(head + max(rows, _ROW) + 12)

    def _leave_out(self, widths: list[int], heads: list[int], soft: list[int]) -> None:
        """Hide spare columns, the last first, until the names and captions of the others have room to be read."""
        for column in reversed(range(len(widths))):
            floors = [
                min(width, max(self._least(c), heads[c])) if c in soft else width for c, width in enumerate(widths)
            ]
            least = sum(floors)
            if least <= self.viewport().width():
                return
            if self._texts.is_spare(column):
                widths[column] = 0
                self.setColumnHidden(column, True)

    def _least(self, column: int) -> int:
        return _READABLE_NAMES if column in (0, self._stretch) else _READABLE

    @staticmethod
    def _narrow(widths: list[int], least: dict[int, int], lacking: int) -> int:
        """Take what is lacking from the widest of these columns, none below its least; what is still lacking."""
        while lacking > 0:
            able = [column for column, narrowest in least.items() if widths[column] > narrowest]
            if not able:
                return lacking
            widest = max(able, key=widths.__getitem__)
            step = min(lacking, 8, widths[widest] - least[widest])
            widths[widest] -= step
            lacking -= step
        return 0

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Share the new width."""
        super().resizeEvent(event)
        self._share()

    def say_empty(self, text: str) -> None:
        """What stands in the table while it has no rows: what would stand here and how it comes."""
        self._empty = text
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The rows, or the words for none."""
        super().paintEvent(event)
        if self._empty and not self._texts.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            place = self.viewport().rect().adjusted(16, 12, -16, -12)
            flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
            painter.drawText(place, int(flags), self._empty)
            painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """A whole table leaves the wheel to its page."""
        if self._whole:
            event.ignore()
        else:
            super().wheelEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough for a page, a few rows tall."""
        return QSize(500, 8 * _ROW)


def table_view(model: TextTable, opened: Callable[[object], None] | None = None, *, whole: bool = False) -> FittedTable:
    """A table over `model`; a click or Enter opens the row's subject."""
    view = FittedTable(model, whole=whole)
    if opened is not None:

        def follow(index: QModelIndex) -> None:
            key = model.key(index.row())
            if key is not None:
                opened(key)

        view.activated.connect(follow)
        view.clicked.connect(follow)
        view.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
    return view
