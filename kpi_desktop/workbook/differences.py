"""What can be wrong with a cell of a workbook, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.workbook.stream import canonical_number

if TYPE_CHECKING:
    from kpi_desktop.workbook.reading import Cell


class Kind(StrEnum):
    """What is wrong with a cell."""

    CACHED = "cached"  # the value that the file shows is not what its formula gives
    VALUE = "value"  # the formula gives another value than the program computed
    FORMULA = "formula"  # the formula is not the one that was written
    DATA = "data"  # a cell of a data row, or a figure that is a value, was changed
    TEXT = "text"  # a heading, a name or a note was changed
    ROW = "row"  # a row was deleted, emptied or added


WORDS = {
    Kind.CACHED: msg("the value shown is not what the formula gives"),
    Kind.VALUE: msg("the formula gives another value than the program"),
    Kind.FORMULA: msg("the formula was changed"),
    Kind.DATA: msg("the value was changed"),
    Kind.TEXT: msg("the text was changed"),
    Kind.ROW: msg("the row was deleted or added"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that is not as it should be; `expected` is empty where only the change is known."""

    sheet: str
    cell: str
    expected: str
    found: str
    kind: Kind

    @property
    def message(self) -> Message:
        """The difference as a line of the shell: where, what, and both values where they are known."""
        place, told = f"{self.sheet}!{self.cell}", WORDS[self.kind]
        if self.kind is Kind.ROW:
            return msg("{place}: {told}", place=place, told=told)
        found = self.found or msg("empty")
        if not self.expected:
            return msg("{place}: {told}; now {found}", place=place, told=told, found=found)
        return msg(
            "{place}: {expected} ≠ {found} ({told})", place=place, expected=self.expected, found=found, told=told
        )


def shown_text(cell: Cell) -> str:
    """What a cell shows, a number in the one spelling that checks compare."""
    if cell.value is None:
        return ""
    return canonical_number(cell.value) if cell.kind == "n" else cell.value
