"""The grid of figures by hand: a row for each month or day, a column for each measure; typed, pasted, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor

from kpi_desktop.core.errors import UsageError
from kpi_desktop.facts.kept import KeptCell
from kpi_desktop.facts.typed import number_of
from kpi_desktop.i18n.formats import date_text, month_year, number_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.core.period import Period

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class KeptGridModel(QAbstractTableModel):
    """Cells as typed, beside what the book has: what differs is marked and becomes one entry when it is saved."""

    def __init__(self, bad: str = "#c62828") -> None:
        """An empty grid; `bad` is the colour of what is no number."""
        super().__init__()
        self.bad, self.lang = bad, "ru"
        self.periods: Sequence[Period] = ()
        self.measures: Sequence[Measure] = ()
        self.dimension, self.member = "", ""
        self._there: dict[tuple[int, int], Decimal | None] = {}
        self._typed: dict[tuple[int, int], str] = {}
        self._past: list[dict[tuple[int, int], str]] = []

    def fill(
        self, periods: Sequence[Period], measures: Sequence[Measure], there: Mapping[tuple[int, int], Decimal | None]
    ) -> None:
        """Show the book's figures; what was typed and not saved is forgotten."""
        self.beginResetModel()
        self.periods, self.measures, self._there = tuple(periods), tuple(measures), dict(there)
        self._typed, self._past = {}, []
        self.endResetModel()

    def rowCount(self, _parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """A row for each month or day."""
        return len(self.periods)

    def columnCount(self, _parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """A column for each measure."""
        return len(self.measures)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell may be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> str | None:  # noqa: N802
        """Months or days at the left, measures above."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            period = self.periods[section]
            return date_text(period.start, self.lang) if period.days == 1 else month_year(period.start, self.lang)
        measure = self.measures[section]
        return measure.name_ru if self.lang == "ru" else measure.name_en

    def data(self, index: Index, role: int = 0) -> object:
        """What was typed, else what the book has; nothing is not zero."""
        place = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._typed.get(place, self._text(place))
            case Qt.ItemDataRole.EditRole:
                return self._typed.get(place, self._plain(place))
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.ForegroundRole if self.wrong(place) is not None:
                return QBrush(QColor(self.bad))
        return None

    def setData(self, index: Index, value: object, role: int = 0) -> bool:  # noqa: N802 - Qt's name
        """Take what was typed."""
        del role
        if str(value) != self.data(index, Qt.ItemDataRole.EditRole):
            self.take({(index.row(), index.column()): str(value)})
        return True

    def take(self, texts: Mapping[tuple[int, int], str]) -> None:
        """Take one or many typed cells as one step that can be taken back."""
        self._past.append(dict(self._typed))
        for place, text in texts.items():
            if place[0] < len(self.periods) and place[1] < len(self.measures):
                self._typed[place] = text.strip()
        self._changed()

    def paste(self, row: int, column: int, text: str) -> None:
        """Cells copied from a spreadsheet, from this cell on."""
        lines = text.rstrip("\r\n").splitlines()
        self.take({
            (row + down, column + across): word
            for down, line in enumerate(lines)
            for across, word in enumerate(line.split("\t"))
        })  # fmt: skip

    def back(self) -> None:
        """Take the last typing or pasting back."""
        if self._past:
            self._typed = self._past.pop()
            self._changed()

    def wrong(self, place: tuple[int, int]) -> UsageError | None:
        """Why what was typed there is no number."""
        try:
            number_of(self._typed.get(place, ""))
        except UsageError as error:
            return error
        return None

    def changes(self) -> list[KeptCell]:
        """What differs from the book; UsageError where something typed is no number."""
        found = []
        for (row, column), text in sorted(self._typed.items()):
            value = number_of(text)
            if value != self._there.get((row, column)):
                period, measure = self.periods[row], self.measures[column]
                found.append(KeptCell(measure.id, period.start, period.end, value, self.dimension, self.member))
        return found

    def _plain(self, place: tuple[int, int]) -> str:
        """The book's figure as it is edited: without groups, so that it reads back as itself."""
        value = self._there.get(place)
        text = "" if value is None else format(value.normalize(), "f")
        return text.replace(".", ",") if self.lang == "ru" else text

    def _text(self, place: tuple[int, int]) -> str:
        value = self._there.get(place)
        if value is None:
            return ""
        places = max(0, -int(value.normalize().as_tuple().exponent))
        return number_text(value, places, self.lang)

    def _changed(self) -> None:
        last = self.index(len(self.periods) - 1, len(self.measures) - 1)
        self.dataChanged.emit(self.index(0, 0), last)
