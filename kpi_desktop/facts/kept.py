"""Figures that the owner keeps by hand: a measure of a month or a day, for the company or one member of a dimension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from kpi_desktop.facts.batch import SourceRef

#: What the book writes where an import has the name of its fact: these figures are of no one fact.
KEPT = "kept"

#: Digits before and after the point that a figure may have: money of any company, rates with six places.
MOST_DIGITS, MOST_PLACES = 21, 6


@dataclass(frozen=True, slots=True)
class KeptCell:
    """What was typed into one cell: a figure for [first, end), or None where an earlier figure was wiped out.

    `dimension` and `member` are '' for the company's total; `row` is the row of the workbook that it came from, `spot`
    its sheet and cell there (C7).
    """

    measure: str
    first: date
    end: date
    value: Decimal | None
    dimension: str = ""
    member: str = ""
    row: int = 0
    spot: tuple[str, str] = ("", "")

    @property
    def place(self) -> tuple[str, date, date, str, str]:
        """What the figure is of: a later figure of the same place takes its place."""
        return self.measure, self.first, self.end, self.dimension, self.member


@dataclass(frozen=True, slots=True)
class KeptFigure:
    """A figure that stands in the book, with where it came from and the code of its member."""

    cell: KeptCell
    code: int
    source: SourceRef
    entered_at: str


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """Hand-kept figures on their way into the book, all of one entry or one workbook.

    `title` is what the list of imports shows, `author` who entered them; `digest` tells the same workbook again.
    """

    cells: tuple[KeptCell, ...]
    title: str
    author: str
    digest: str
    sheet: str = ""
    currency: str = ""
