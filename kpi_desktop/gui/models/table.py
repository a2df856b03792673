"""A table of printed texts: what every list of the window shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

if TYPE_CHECKING:
    from collections.abc import Sequence

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


@dataclass(frozen=True, slots=True)
class TextCell:
    """One cell: its text, the colour of its tone ('' for none), what a tooltip adds, the colour of its ground."""

    text: str
    colour: str = ""
    tip: str = ""
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: its caption, whether it holds figures (they stand at the right), whether it is never cut.

    A `spare` column is left out where the window is too narrow for all of them.
    """

    text: str
    figures: bool = False
    uncut: bool = False
    spare: bool = False


class TextTable(QAbstractTableModel):
    """Rows of printed cells with a key each, so that a click can be traced to its subject."""

    def __init__(self) -> None:
        """An empty table."""
        super().__init__()
        self._headings: Sequence[Heading] = ()
        self._rows: Sequence[Sequence[TextCell]] = ()
        self._keys: Sequence[object] = ()

    def fill(
        self, headings: Sequence[Heading], rows: Sequence[Sequence[TextCell]], keys: Sequence[object] = ()
    ) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._headings, self._rows, self._keys = headings, rows, keys
        self.endResetModel()

    def key(self, row: int) -> object:
        """The subject of a row, None where rows have none."""
        return self._keys[row] if row < len(self._keys) else None

    def is_spare(self, column: int) -> bool:
        """Whether a narrow window leaves the column out."""
        return self._headings[column].spare

    def is_uncut(self, column: int) -> bool:
        """Whether a column keeps its whole width: figures do, and what is told to."""
        return self._headings[column].figures or self._headings[column].uncut

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """A cell's text, alignment, colour or tooltip."""
        cell = self._rows[index.row()][index.column()]
        match role:
            case Role.DisplayRole:
                return cell.text
            case Role.TextAlignmentRole:
                return self._alignment(index.column())
            case Role.ForegroundRole:
                return QColor(cell.colour) if cell.colour else None
            case Role.BackgroundRole:
                return QColor(cell.fill) if cell.fill else None
            case Role.ToolTipRole:
                return "\n\n".join(dict.fromkeys(text for text in (cell.text, cell.tip) if text))
            case _:
                return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        """A column's caption; figures have theirs at the right too."""
        if orientation is not Qt.Orientation.Horizontal or section >= len(self._headings):
            return None
        match role:
            case Role.DisplayRole | Role.ToolTipRole:
                return self._headings[section].text
            case Role.TextAlignmentRole:
                return self._alignment(section)
            case _:
                return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self._headings[column].figures else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
