"""Where the columns that a rule names stand in a file: by the table's own head, else by a row that has them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest.headings import cell_text, find_layout
from kpi_desktop.ingest.normalise import Cells, key, read_cells

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from kpi_desktop.ingest.source import SourceTable

#: How far down a row of headings is looked for.
_TOP = 60


@dataclass(frozen=True, slots=True)
class Places:
    """The columns of one sheet by the keys of their headings; data rows begin at `first` (zero-based)."""

    table: SourceTable
    first: int
    columns: dict[str, tuple[int, ...]]

    def cells(self, heading: str) -> list[Cells]:
        """The data cells under a heading, merged ones in each of their rows; exports repeat headings."""
        found = self.columns.get(key(heading), ())
        return [
            _filled_down(read_cells(self.table.columns[index], self.first, self.table.rows), self, index)
            for index in found
        ]


def find_places(table: SourceTable, headings: Iterable[str], known: AbstractSet[str]) -> Places | None:
    """Where these headings stand; None where the sheet does not have all of them."""
    wanted = {key(heading) for heading in headings}
    layout = find_layout(table, known) if table.rows > 1 else None
    if layout is not None:
        columns = _by_key(head.text for head in layout.headings)
        if wanted <= columns.keys():
            return Places(table, layout.first, columns)
    for row in range(min(table.rows, _TOP)):
        columns = _by_key(cell_text(table, row, place) for place in range(len(table.columns)))
        if wanted <= columns.keys():
            return Places(table, row + 1, columns)
    return None


def _by_key(texts: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for place, text in enumerate(texts):
        if text:
            found[key(text)] = (*found.get(key(text), ()), place)
    return found


def _filled_down(cells: Cells, places: Places, column: int) -> Cells:
    """A cell merged over several rows stands for each of them."""
    source: NDArray[np.int64] | None = None
    for top, left, bottom, _right in places.table.merges:
        if left == column and bottom > top >= places.first:
            source = np.arange(len(cells.kinds)) if source is None else source
            source[top - places.first : bottom - places.first + 1] = top - places.first
    if source is None:
        return cells
    return Cells(
        cells.kinds[source],
        cells.words,
        cells.codes[source],
        None if cells.numbers is None else cells.numbers[source],
        None if cells.moments is None else cells.moments[source],
    )
