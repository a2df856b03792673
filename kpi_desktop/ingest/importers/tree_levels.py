"""How deep each row of a report of 1C stands: by outline, indent, leading spaces, else by which rows add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.source import SourceTable

#: Deeper trees are not looked for by their sums: too many readings would fit.
_DEEPEST = 6


def stated_levels(table: SourceTable, first: int, stop: int, column: int) -> NDArray[np.int64]:
    """Outline levels, else indents, else leading spaces of the labels; all zero where the rows are not grouped."""
    for given in (table.levels, table.indents):
        if given is not None and given[first:stop].max(initial=0) > 0:
            chosen = given[first:stop].astype(np.int64)
            return np.searchsorted(np.unique(chosen), chosen)
    raw = [text or "" for text in table.columns[column].texts.slice(first, stop - first).to_pylist()]
    spaces = np.array([len(text) - len(text.lstrip()) for text in raw], dtype=np.int64)
    return np.searchsorted(np.unique(spaces), spaces)


def leaves_of(levels: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Rows that no deeper row follows: only they are facts."""
    following = np.append(levels[1:], -1)
    return np.asarray(following <= levels)


def subtree_ends(levels: NDArray[np.int64]) -> NDArray[np.int64]:
    """For every row, the place after the last row below it."""
    ends = np.full(len(levels), len(levels), dtype=np.int64)
    open_rows: list[int] = []
    for row, level in enumerate(levels.tolist()):
        while open_rows and levels[open_rows[-1]] >= level:
            ends[open_rows.pop()] = row
        open_rows.append(row)
    return ends


def levels_by_sums(values: NDArray[np.int64], total: NDArray[np.int64], depth: int) -> NDArray[np.int64] | None:
    """The levels of rows of which nothing but their figures tells groups from leaves; None where they do not fit.

    `values` has a row for each row of the report and a column for each column of sums. Every group must be the sum of
    the rows under it in every column, and the topmost groups must give the report's own total.
    """
    rows = np.flatnonzero(values.any(axis=1))
    if not len(rows) or not 2 <= depth <= _DEEPEST:
        return None
    figures = values[rows]
    found = np.full(len(rows), depth - 1, dtype=np.int64)
    place, rest = 0, total.copy()
    while place < len(rows):
        rest = rest - figures[place]
        after = _group_end(figures, found, place, 0, depth)
        if after is None:
            return None
        place = after
    if rest.any():
        return None
    levels = np.full(len(values), depth - 1, dtype=np.int64)
    levels[rows] = found
    return levels


def _group_end(figures: NDArray[np.int64], found: NDArray[np.int64], place: int, level: int, depth: int) -> int | None:
    """Where the group that begins at `place` ends: after the first rows under it that add up to it."""
    found[place] = level
    if level == depth - 1:
        return place + 1
    rest, row = figures[place].copy(), place + 1
    while row < len(figures):
        rest -= figures[row]
        after = _group_end(figures, found, row, level + 1, depth)
        if after is None:
            return None
        row = after
        if not rest.any():
            return row
    return None
