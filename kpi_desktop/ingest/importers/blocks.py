"""Several tables on one sheet, side by side or one below another: each is read as a table of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest import dates, numbers
from kpi_desktop.ingest.headings import cell_text, heading
from kpi_desktop.ingest.source import Cell, RawColumn, SourceTable

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

#: Bigger sheets are exports of programs: one table from top to bottom.
_MOST_ROWS, _MOST_COLUMNS = 20_000, 200
#: A neighbour that shares fewer of its rows than this with the table beside it is another table.
_COMMON = 0.5
#: How many rows of a lower block are looked at to tell whether it goes on with the table above.
_PEEK = 12
_ABOVE = 60
#: A block may have so many lines of title above its headings.
_TITLES = 2


def blocks(table: SourceTable, known: AbstractSet[str]) -> list[SourceTable]:
    """The tables of a sheet from left to right and from top to bottom; the sheet itself where it holds one."""
    if table.rows > _MOST_ROWS or not 1 < len(table.columns) <= _MOST_COLUMNS or table.levels is not None:
        return [table]
    return [lower for part in _side_by_side(table, known) for lower in _one_below_another(part, known)]


def _side_by_side(table: SourceTable, known: AbstractSet[str]) -> list[SourceTable]:
    """Cut at empty columns where the part to the right is a table of its own."""
    filled = np.array([_filled(column) for column in table.columns])
    runs = _runs(np.asarray(filled.any(axis=1)))
    parts = [runs[0]] if runs else []
    for start, stop in runs[1:]:
        left = slice(parts[-1][0], parts[-1][1])
        if _is_other(table, filled, (left, slice(start, stop)), known):
            parts.append((start, stop))
        else:
            parts[-1] = (parts[-1][0], stop)
    if len(parts) < 2:
        return [table]
    return [_columns_of(table, start, stop) for start, stop in parts]


def _is_other(
    table: SourceTable, filled: NDArray[np.bool_], sides: tuple[slice, slice], known: AbstractSet[str]
) -> bool:
    """Whether the right side has headings of its own and other rows, or the very headings of the left side."""
    left, right = sides
    if right.stop - right.start < 2:
        return False
    ours, theirs = np.asarray(filled[left].any(axis=0)), np.asarray(filled[right].any(axis=0))
    heads = [_texts(table, int(row), right) for row in np.flatnonzero(theirs)[:8]]
    if not any(len(texts) > 1 for texts in heads):
        return False
    before = {heading(text).key for row in np.flatnonzero(ours)[:20] for text in _texts(table, int(row), left)}
    if any(len({heading(text).key for text in texts} & before & known) > 1 for texts in heads):
        return True
    if _both_dated(table, (ours, theirs), sides):
        return True
    both = int((ours & theirs).sum())
    return both < _COMMON * max(int(ours.sum()), int(theirs.sum()))


def _both_dated(
    table: SourceTable, filled: tuple[NDArray[np.bool_], NDArray[np.bool_]], sides: tuple[slice, slice]
) -> bool:
    """Whether each side has a column of days and runs on without gaps, to an end of its own: two tables, not one."""
    if any(not _dated_heads(table, mine, side) for mine, side in zip(filled, sides, strict=True)):
        return False
    runs = [np.flatnonzero(mine) for mine in filled]
    whole = all(int(rows[-1] - rows[0]) + 1 == len(rows) for rows in runs)
    heads = [_dated_heads(table, mine, side) for mine, side in zip(filled, sides, strict=True)]
    return whole and (int(runs[0][-1]) != int(runs[1][-1]) or bool(heads[0] & heads[1]))


def _dated_heads(table: SourceTable, filled: NDArray[np.bool_], side: slice) -> set[str]:
    """The headings of days in the first rows of that side."""
    texts = (text for row in np.flatnonzero(filled)[:4] for text in _texts(table, int(row), side))
    keys = {heading(text).key for text in texts}
    return {key for key in keys if key.startswith(("дата", "date")) or key == "день"}


def _texts(table: SourceTable, row: int, side: slice) -> list[str]:
    return [text for column in range(side.start, side.stop) if (text := cell_text(table, row, column))]


def _one_below_another(table: SourceTable, known: AbstractSet[str]) -> list[SourceTable]:
    """Cut where, after an empty row, a row of other headings begins and other things stand under it."""
    filled: NDArray[np.bool_] = np.logical_or.reduce([_filled(column) for column in table.columns])
    runs = _runs(filled)
    cuts: list[int] = []
    for start, stop in runs[1:]:
        if _is_table(table, cuts[-1] if cuts else 0, start) and _begins_table(table, start, stop, known):
            cuts.append(start)
    if not cuts:
        return [table]
    edges = [0, *cuts, table.rows]
    return [_rows_of(table, start, stop) for start, stop in pairwise(edges)]


def _is_table(table: SourceTable, start: int, stop: int) -> bool:
    """Whether the rows hold a table, not only titles: a head and at least two rows of several cells."""
    filled = np.sum([_filled(column)[start:stop] for column in table.columns], axis=0)
    rows = [int(row) + start for row in np.flatnonzero(filled > 1)]
    return sum(not _is_caption(table, row) for row in rows) > 2


def _is_caption(table: SourceTable, row: int) -> bool:
    """Whether the row only says what is what: «Организация:» and its name beside it."""
    texts = list(_row_texts(table, row).values())
    return len(texts) == 2 and texts[0].endswith(":")


def _begins_table(table: SourceTable, start: int, stop: int, known: AbstractSet[str]) -> bool:
    start = _under_titles(table, start, stop)
    texts = _row_texts(table, start)
    said = {pair for row in range(min(start, _ABOVE)) for pair in _row_texts(table, row).items()}
    if texts.items() <= said:
        return False  # a list printed page by page repeats its headings
    others = any(column.kinds[start] not in {Cell.EMPTY, Cell.TEXT} for column in table.columns)
    if len(texts) < 2 or others or stop - start < 3 or any(_is_value(text) for text in texts.values()):
        return False
    if sum(heading(text).key in known for text in texts.values()) > 1:
        return True
    return _other_columns(table, start, stop)


def _under_titles(table: SourceTable, start: int, stop: int) -> int:
    """The first row of several texts, where only titles of one cell stand above it."""
    for row in range(start, min(start + _TITLES + 1, stop)):
        if len(_row_texts(table, row)) != 1:
            return row
    return start


def _row_texts(table: SourceTable, row: int) -> dict[int, str]:
    return {column: text for column in range(len(table.columns)) if (text := cell_text(table, row, column))}


def _other_columns(table: SourceTable, start: int, stop: int) -> bool:
    """Whether other things stand in the columns below than above: dates, say, end where the other block begins."""
    below = [_shape(table, column, start + 1, min(stop, start + _PEEK)) for column in range(len(table.columns))]
    above = [_shape(table, column, max(0, start - _ABOVE), start) for column in range(len(table.columns))]
    agree = sum(one == two != "" for one, two in zip(below, above, strict=True))
    return agree * 2 <= sum(bool(one) for one in above) and sum(bool(one) for one in below) > 1


def _shape(table: SourceTable, column: int, start: int, stop: int) -> str:
    """What most of the cells hold: dates, numbers or texts; '' where most are empty."""
    seen: Counter[str] = Counter()
    for row in range(start, stop):
        kind = table.columns[column].kinds[row]
        text = cell_text(table, row, column) if kind == Cell.TEXT else ""
        if kind == Cell.MOMENT or (text and dates.parse(text) is not None):
            seen["date"] += 1
        elif kind == Cell.NUMBER or (text and numbers.parse(text) is not None):
            seen["number"] += 1
        elif text:
            seen["text"] += 1
    if seen.total() <= _COMMON * (stop - start):
        return ""
    return seen.most_common(1)[0][0]


def _is_value(text: str) -> bool:
    return numbers.parse(text) is not None or dates.parse(text) is not None


def _filled(column: RawColumn) -> NDArray[np.bool_]:
    """Where the column shows something; blanks only are nothing."""
    filled = np.asarray(column.kinds != Cell.EMPTY)
    words = column.texts.dictionary.to_pylist()
    if not any(not (word or "").strip() for word in words):
        return filled
    blank = np.array([*(not (word or "").strip() for word in words), False])
    codes = column.texts.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return np.asarray(filled & ~((column.kinds == Cell.TEXT) & blank[codes]))


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The stretches of True, as (start, stop)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False]))))
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def _columns_of(table: SourceTable, start: int, stop: int) -> SourceTable:
    merges = tuple(
        (top, max(left, start) - start, bottom, min(right, stop - 1) - start)
        for top, left, bottom, right in table.merges
        if left < stop and right >= start
    )
    part = replace(table, columns=table.columns[start:stop], merges=merges, first_column=table.first_column + start)
    used = np.flatnonzero(np.array([_filled(column) for column in part.columns]).any(axis=0))
    return _rows_of(part, int(used[0]), int(used[-1]) + 1) if len(used) else part


def _rows_of(table: SourceTable, start: int, stop: int) -> SourceTable:
    if (start, stop) == (0, table.rows):
        return table
    merges = tuple(
        (max(top, start) - start, left, min(bottom, stop - 1) - start, right)
        for top, left, bottom, right in table.merges
        if top < stop and bottom >= start
    )
    return replace(
        table,
        rows=stop - start,
        columns=tuple(_cut(column, start, stop) for column in table.columns),
        merges=merges,
        first_row=table.first_row + start,
    )


def _cut(column: RawColumn, start: int, stop: int) -> RawColumn:
    return RawColumn(
        column.kinds[start:stop],
        column.texts.slice(start, stop - start),
        None if column.numbers is None else column.numbers[start:stop],
        None if column.moments is None else column.moments[start:stop],
    )
