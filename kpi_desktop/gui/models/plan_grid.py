"""The grid of a year's plans: a row for each one who has a plan, a column for each month; typed, pasted, taken back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor

from kpi_desktop.app.plan_year import planned_amount
from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.formats import number_text, percent, share_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Index = QModelIndex | QPersistentModelIndex
Cell = tuple[int, int]
_ROOT = QModelIndex()


class PlanGridModel(QAbstractTableModel):
    """Cells as typed, beside what the book has; where plans add up, a last row sums all rows but the company's."""

    def __init__(self) -> None:
        """An empty grid."""
        super().__init__()
        self.bad, self.warn, self.lang = "#c62828", "#b45309", "ru"
        self.captions: Sequence[str] = ()
        self.months: Sequence[str] = ()
        self._names = 0
        self._share = False
        self._there: dict[Cell, Decimal] = {}
        self._typed: dict[Cell, str] = {}
        self._past: list[dict[Cell, str]] = []

    def fill(self, names: int, there: Mapping[Cell, Decimal], *, share: bool) -> None:
        """Show the book's plans of so many rows by month; what was typed and not saved is forgotten."""
        self.beginResetModel()
        self._names, self._there, self._share = names, dict(there), share
        self._typed, self._past = {}, []
        self.endResetModel()

    def caption(self, rows: Sequence[str], months: Sequence[str]) -> None:
        """Name rows and columns; a row beyond those of the plans is that of the sums."""
        self.beginResetModel()
        self.captions, self.months = tuple(rows), tuple(months)
        self.endResetModel()

    def rowCount(self, _parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """A row for each one and, where it has a name, that of the sums."""
        return len(self.captions)

    def columnCount(self, _parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """A column for each month."""
        return len(self.months)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell but the sums may be edited."""
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if index.row() < self._names else found

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> str | None:  # noqa: N802
        """Names at the left, months above."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return (self.captions if orientation is Qt.Orientation.Vertical else self.months)[section]

    def data(self, index: Index, role: int = 0) -> object:
        """What was typed, else what the book has; nothing is not zero."""
        cell = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._shown(cell)
            case Qt.ItemDataRole.EditRole:
                return self._typed.get(cell, self._plain(self._there.get(cell)))
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.ForegroundRole:
                colour = self._colour(cell)
                return QBrush(QColor(colour)) if colour else None
        return None

    def _shown(self, cell: Cell) -> str:
        """A plan as it is printed, or word for word what is none."""
        try:
            value = self.total(cell[1]) if cell[0] >= self._names else self.value(cell)
        except UsageError:
            return self._typed[cell]
        return "" if value is None else self._text(value)

    def _colour(self, cell: Cell) -> str:
        if cell[0] >= self._names:
            return self.warn if self.differs(cell[1]) else ""
        try:
            self.value(cell)
        except UsageError:
            return self.bad
        return ""

    def setData(self, index: Index, value: object, role: int = 0) -> bool:  # noqa: N802 - Qt's name
        """Take what was typed."""
        del role
        if str(value) != self.data(index, Qt.ItemDataRole.EditRole):
            self.take({(index.row(), index.column()): str(value)})
        return True

    def take(self, texts: Mapping[Cell, str]) -> int:
        """Take one or many cells as one step that can be taken back; how many with a text had no place."""
        fit = {cell: text.strip() for cell, text in texts.items()
               if cell[0] < self._names and cell[1] < len(self.months)}  # fmt: skip
        if fit:
            self._past.append(dict(self._typed))
            self._typed.update(fit)
            self._changed()
        return sum(1 for cell, text in texts.items() if cell not in fit and text.strip())

    def paste(self, row: int, column: int, text: str) -> int:
        """Cells copied from a spreadsheet, from this cell on; how many did not fit."""
        lines = text.rstrip("\r\n").splitlines()
        return self.take({
            (row + down, column + across): word
            for down, line in enumerate(lines)
            for across, word in enumerate(line.split("\t"))
        })  # fmt: skip

    def put(self, plans: Mapping[Cell, Decimal]) -> None:
        """Write amounts into cells as if they were typed, as one step."""
        self.take({cell: self._plain(value) for cell, value in plans.items()})

    def back(self) -> None:
        """Take the last typing, pasting or filling back."""
        if self._past:
            self._typed = self._past.pop()
            self._changed()

    def forget(self) -> None:
        """What was typed is stored: nothing is left to take back."""
        self._past = []

    def is_empty(self, cell: Cell) -> bool:
        """Whether a cell shows nothing."""
        return not self.data(self.index(*cell), Qt.ItemDataRole.EditRole)

    @property
    def touched(self) -> bool:
        """Whether there is anything to take back."""
        return bool(self._past)

    def value(self, cell: Cell) -> Decimal | None:
        """The plan of a cell as it would be saved; UsageError where what was typed is none."""
        if cell not in self._typed or self._typed[cell] == self._plain(self._there.get(cell)):
            return self._there.get(cell)
        return planned_amount(self._typed[cell], share=self._share)

    def total(self, column: int) -> Decimal | None:
        """The sum of a month without the company's own plan; None where there is none or a cell cannot be read."""
        try:
            found = [value for row in range(1, self._names) if (value := self.value((row, column))) is not None]
        except UsageError:
            return None
        return sum(found, Decimal(0)) if found else None

    def differs(self, column: int) -> bool:
        """Whether the company's own plan of a month is not the sum of the others."""
        try:
            own = self.value((0, column))
        except UsageError:
            return False
        total = self.total(column)
        return own is not None and total is not None and own != total

    def changes(self) -> dict[Cell, Decimal | None]:
        """What differs from the book; UsageError where something typed is no plan."""
        found = {cell: self.value(cell) for cell in sorted(self._typed)}
        return {cell: value for cell, value in found.items() if value != self._there.get(cell)}

    def _plain(self, value: Decimal | None) -> str:
        """An amount as it is edited: without groups, so that it reads back as itself."""
        if value is None:
            return ""
        text = f"{(percent(value) if self._share else value).normalize():f}" + ("%" if self._share else "")
        return text.replace(".", ",") if self.lang == "ru" else text

    def _text(self, value: Decimal) -> str:
        """An amount with every digit that it has; a share in per cent."""
        shown = percent(value) if self._share else value
        places = max(0, -int(shown.normalize().as_tuple().exponent))
        return share_text(value, places, self.lang) if self._share else number_text(value, places, self.lang)

    def _changed(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.captions) - 1, len(self.months) - 1))
