"""Compact pivots: groups and what is in them in one column, told by indents, each group with the sum of its rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain
from kpi_desktop.ingest import dates, numbers
from kpi_desktop.ingest.headings import Heading, Layout, heading
from kpi_desktop.ingest.importers.cross import taken_rows
from kpi_desktop.ingest.importers.groups import SECTION
from kpi_desktop.ingest.importers.tree_levels import leaves_of, subtree_ends
from kpi_desktop.ingest.normalise import read_cells
from kpi_desktop.ingest.source import Cell, RawColumn, SourceTable
from kpi_desktop.ingest.totals import is_total

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: How spreadsheets head the one column of a compact pivot.
_LABELS = frozenset({"названиястрок", "rowlabels"})
_DEEPEST, _MOST_ROWS = 6, 100_000


def with_pivot_flat(layout: Layout) -> Layout:
    """The innermost rows with their groups in columns, where every group is the sum of its rows in all columns."""
    table = layout.table
    if table.indents is None or not layout.headings or layout.headings[0].key not in _LABELS or table.rows > _MOST_ROWS:
        return layout
    labels = read_cells(table.columns[0], layout.first, table.rows)
    rows = np.flatnonzero(labels.filled & ~labels.by_word(is_total(word) for word in labels.words))
    indents = table.indents[layout.first :][rows].astype(np.int64)
    levels = np.searchsorted(np.unique(indents), indents)
    if not 0 < levels.max(initial=0) < _DEEPEST:
        return layout
    figures = [index for index, head in enumerate(layout.headings) if index and head.text]
    if not figures or not all(_adds_up(layout, index, rows, levels) for index in figures):
        return layout
    return _flat(layout, [labels.shown(int(row)) for row in rows], (rows, levels), figures)


def _adds_up(layout: Layout, index: int, rows: NDArray[np.int64], levels: NDArray[np.int64]) -> bool:
    """Whether each group is the sum of the rows one level below it."""
    read = numbers.read_numbers(read_cells(layout.table.columns[index], layout.first, layout.table.rows), 4)
    values = np.where(read.valid, read.scaled, 0)[rows]
    if read.bad[rows].any():
        return False
    for place, end in enumerate(subtree_ends(levels).tolist()):
        inside = values[place + 1 : end][levels[place + 1 : end] == levels[place] + 1]
        if end > place + 1 and abs(int(inside.sum()) - int(values[place])) > 100:
            return False
    return True


def _flat(
    layout: Layout, names: list[str], found: tuple[NDArray[np.int64], NDArray[np.int64]], figures: list[int]
) -> Layout:
    rows, levels = found
    leaves = leaves_of(levels)
    depth = int(levels.max()) + 1
    path, texts = [""] * depth, [list[str]() for _ in range(depth)]
    for name, level, leaf in zip(names, levels.tolist(), leaves.tolist(), strict=True):
        path[level:] = [name, *[""] * (depth - level - 1)]
        if leaf:
            for column, text in zip(texts, path, strict=True):
                column.append(text)
    table, places = layout.table, rows[leaves] + layout.first
    columns = [_texts(column) for column in texts] + [taken_rows(table, index, places) for index in figures]
    flat = SourceTable(
        sheet=table.sheet, rows=len(places), columns=tuple(columns), first_row=table.first_row,
        first_column=table.first_column, all_text=table.all_text, date1904=table.date1904, hidden=table.hidden,
        places=(places + table.first_row).astype(np.int32),
        hidden_rows=table.hidden_rows, hidden_columns=table.hidden_columns,
    )  # fmt: skip
    heads = (*_heads(texts), *(layout.headings[index] for index in figures))
    return replace(layout, table=flat, head=0, first=0, headings=heads)


def _heads(texts: list[list[str]]) -> list[Heading]:
    """A level of nothing but days or months is the date, the others are parts of the table."""
    found, parts = list[Heading](), 0
    for column in texts:
        grains = {moment[1] if (moment := dates.parse(text)) else None for text in column if text}
        if len(grains) == 1 and None not in grains:
            found.append(heading("Месяц" if Grain.MONTH in grains else "Дата"))
            continue
        parts += 1
        found.append(heading(SECTION if parts == 1 else f"{SECTION} {parts}"))
    return found


def _texts(words: list[str]) -> RawColumn:
    import pyarrow as pa

    texts = pa.array([word or None for word in words], pa.string()).dictionary_encode()
    kinds = np.where(np.asarray(texts.is_valid()), np.uint8(Cell.TEXT), np.uint8(Cell.EMPTY))
    return RawColumn(kinds, texts)
