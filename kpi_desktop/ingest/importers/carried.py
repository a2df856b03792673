"""Documents that name their date, number and buyer on their first line only: the lines below belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.normalise import Cells
from kpi_desktop.ingest.source import Cell
from kpi_desktop.ingest.totals import ends_as_total, is_total

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

#: A pattern holds where so many rows follow it.
_NEARLY = 0.95
#: Columns that belong to the whole document.
_OF_DOCUMENT = frozenset({"day", "time", "document", "customer", "manager", "channel", "region", "segment",
                          "department", "organisation", "currency", "warehouse", "kind"})  # fmt: skip


def carried_down(cells: Mapping[int, Cells], targets: Mapping[int, str], sign: str | None) -> dict[int, Cells] | None:
    """The columns with what stands on the first line of a document on all its lines; None where the table is not so."""
    index = {target: place for place, target in targets.items()}
    named = index.get("product", index.get("sku"))
    if "day" not in index or named is None:
        return None
    others = ~_totals(cells)
    begun, named_rows = cells[index["day"]].filled & others, cells[named].filled
    lines = named_rows & ~begun & others
    numbered = cells[index["document"]].filled if "document" in index else begun
    if not _is_pattern(begun, numbered, lines):
        return None
    source = np.maximum.accumulate(np.where(begun, np.arange(len(begun)), 0))
    heads = begun & ~named_rows
    if 0 < int(heads.sum()) < _NEARLY * int(begun.sum()):
        return None
    if heads.any() and not _repeats_lines(cells.get(index.get("amount", -1)), (heads, lines), source, sign):
        return None
    result = {}
    for place, column in cells.items():
        moved = column
        if targets[place] in _OF_DOCUMENT and not column.filled[lines].any():
            moved = _picked(column, np.where(lines, source, np.arange(len(begun))))
        result[place] = _emptied(moved, heads)
    return result


def _totals(cells: Mapping[int, Cells]) -> NDArray[np.bool_]:
    found = np.zeros(len(next(iter(cells.values())).kinds), dtype=bool)
    for column in cells.values():
        flags = [is_total(word) or ends_as_total(word) for word in column.words]
        if any(flags):
            found |= column.by_word(flags)
    return found


def _is_pattern(begun: NDArray[np.bool_], numbered: NDArray[np.bool_], lines: NDArray[np.bool_]) -> bool:
    """Whether date and number come and go together, and a good part of the lines has neither."""
    rows = begun | lines
    if int(lines.sum()) < 0.1 * max(int(rows.sum()), 1) or not rows.any() or not begun[int(np.flatnonzero(rows)[0])]:
        return False
    return float((begun == numbered)[rows].mean()) >= _NEARLY and not (numbered & lines).any()


def _repeats_lines(
    amount: Cells | None,
    rows: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    source: NDArray[np.int64],
    sign: str | None,
) -> bool:
    """Whether the first line of each document only sums up the lines below it, or has no amount at all."""
    heads, lines = rows
    if amount is None or not amount.filled[heads].any():
        return True
    read = numbers.read_numbers(amount, 4, sign)
    sums = np.zeros(len(heads), dtype=np.int64)
    np.add.at(sums, source[lines], np.where(read.valid, read.scaled, 0)[lines])
    return float((np.abs(sums - read.scaled)[heads] <= 100).mean()) >= _NEARLY


def _picked(cells: Cells, source: NDArray[np.int64]) -> Cells:
    return Cells(
        cells.kinds[source],
        cells.words,
        cells.codes[source],
        None if cells.numbers is None else cells.numbers[source],
        None if cells.moments is None else cells.moments[source],
    )


def _emptied(cells: Cells, rows: NDArray[np.bool_]) -> Cells:
    if not rows.any():
        return cells
    return Cells(
        np.where(rows, np.uint8(Cell.EMPTY), cells.kinds),
        cells.words,
        np.where(rows, np.int32(-1), cells.codes).astype(np.int32),
        None if cells.numbers is None else np.where(rows, np.nan, cells.numbers),
        cells.moments,
    )
