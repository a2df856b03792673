"""What a column of a table holds, by a look at its first rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.facts.schema import Kind
from kpi_desktop.ingest import dates, numbers
from kpi_desktop.ingest.dates import Order
from kpi_desktop.ingest.normalise import read_cells
from kpi_desktop.ingest.totals import is_total

if TYPE_CHECKING:
    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.normalise import Cells


#: Rows that are looked at to tell what a column holds; the whole column is read and counted at import.
SAMPLE = 3000

#: A column is dates (or numbers) where at least this share of its filled cells are.
SHARE = 0.6

#: Dates are told by their headings too, and unreadable ones are listed: half is enough.
_DATE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Profile:
    """What a column holds, by a look at its first rows."""

    filled: int
    dates: int
    numbers: int
    texts: int
    totals: int
    times: int
    cells: Cells

    def suits(self, kind: Kind) -> bool:
        """Whether the column can be read as that kind."""
        if not self.filled:
            return False
        if kind is Kind.TIME and self.times >= SHARE * self.filled:
            return True
        if kind in {Kind.DATE, Kind.TIME}:
            return self.dates > 0 and self.dates >= _DATE_SHARE * (self.filled - self.totals)
        if kind in {Kind.MONEY, Kind.QUANTITY, Kind.COUNT}:
            return self.numbers >= SHARE * self.filled
        return True


def profiles(layout: Layout) -> list[Profile]:
    """A look at every column of the table."""
    stop = min(layout.table.rows, layout.first + SAMPLE)
    return [profile(read_cells(column, layout.first, stop)) for column in layout.table.columns]


def profile(cells: Cells) -> Profile:
    """How many of the cells are dates, numbers, texts."""
    filled = int(cells.filled.sum())
    texts = int((cells.codes >= 0).sum())
    found_dates = dates.read_days(cells, order=Order.UNKNOWN)
    found_numbers = numbers.read_numbers(cells, 4)
    times = int(dates.read_times(cells)[1].sum())
    totals = int(cells.by_word(is_total(word) for word in cells.words).sum())
    return Profile(filled, int(found_dates.valid.sum()), int(found_numbers.valid.sum()), texts, totals, times, cells)
