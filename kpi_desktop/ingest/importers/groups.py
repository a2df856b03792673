"""Names that stand once for a group of rows: above their rows in a row of their own, or on the first of them only."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest import dates, numbers
from kpi_desktop.ingest.headings import Layout, heading
from kpi_desktop.ingest.importers.year_month import replaced
from kpi_desktop.ingest.normalise import Cells, fold, read_cells
from kpi_desktop.ingest.source import Cell, RawColumn
from kpi_desktop.ingest.totals import ends_as_total, is_total

if TYPE_CHECKING:
    from numpy.typing import NDArray

_UNDER = re.compile(r"(?P<name>.+) (?:итог|итого|total)")
_BEFORE = re.compile(r"(?:итого|всего|total)(?: по| для| за| for)? (?P<name>.+)")
#: Bigger tables are exports of programs: each of their rows says all of itself.
_MOST_ROWS = 20_000
#: A row of so many filled cells is a row of data; a caption has one.
_FULL = 3
#: The heading of a column that the captions of groups become.
SECTION = "Раздел таблицы"


def with_groups(layout: Layout) -> Layout:
    """The table with what stands once on each of the rows that it speaks of; as it was where nothing proves it."""
    if layout.table.rows > _MOST_ROWS or not layout.headings:
        return layout
    cells = [read_cells(column, layout.first, layout.table.rows) for column in layout.table.columns]
    for index, column in enumerate(cells):
        texts = _named_once(column, cells)
        if texts is not None:
            layout = replaced(layout, index, texts)
    return _with_sections(layout, cells)


def _named_once(column: Cells, others: list[Cells]) -> list[str] | None:
    """The texts of a column whose names stand on the first row of a group that ends with the total of that name."""
    if (column.numbers is not None and (column.kinds == Cell.NUMBER).any()) or (column.kinds == Cell.MOMENT).any():
        return None
    texts = [column.shown(row) for row in range(len(column.kinds))]
    filled = np.sum([one.filled for one in others], axis=0) > 1
    groups = [(row, name) for row, text in enumerate(texts) if (name := _of_group(text))]
    spans = [_span(texts, row, name) for row, name in groups]
    if not groups or any(start is None for start in spans):
        return None
    found = list(texts)
    for start, (end, _) in zip(spans, groups, strict=True):
        assert start is not None
        for row in range(start + 1, end):
            if filled[row]:
                found[row] = texts[start]
    return found if found != texts else None


def _of_group(text: str) -> str:
    """The name in «Орлова Итог» or «Итого по Орлова»; '' of the total of all."""
    folded = fold(text).rstrip(" :.")
    found = (_UNDER.fullmatch(folded) if ends_as_total(text) else None) or _BEFORE.fullmatch(folded)
    return "" if found is None or found["name"] in {"общии", "общий", "grand", "всего"} else found["name"]


def _span(texts: list[str], end: int, name: str) -> int | None:
    """Where the group of that name begins: its name is the last text above its total, and all below it is empty."""
    start = next((row for row in range(end - 1, -1, -1) if texts[row]), None)
    return start if start is not None and fold(texts[start]) == name else None


def _with_sections(layout: Layout, cells: list[Cells]) -> Layout:
    """The table with its captions of groups in a column: of days where each of them is a day, else of names."""
    filled = np.zeros(layout.table.rows - layout.first, dtype=np.int64)
    for column in cells:
        filled += column.filled
    captions = _captions(cells, filled)
    full = np.flatnonzero(filled >= _FULL)
    places = np.array(sorted(captions), dtype=np.int64)
    if len(places) < 2 or not len(full) or places[0] > full[0]:
        return layout
    above = np.searchsorted(places, np.arange(len(filled)), side="right") - 1
    texts = [captions[int(places[above[row]])] if filled[row] >= _FULL else "" for row in range(len(filled))]
    used = set(texts) - {""}
    if len(used) < 2:
        return layout
    dated = all(dates.parse(text) is not None for text in used)
    if dated and any(head.key.startswith(("дата", "date")) for head in layout.headings):
        return layout
    return _wider(layout, texts, "Дата" if dated else SECTION)


def _captions(cells: list[Cells], filled: NDArray[np.int64]) -> dict[int, str]:
    """The rows of one text or date in the leftmost column, with a row of data or another caption under them."""
    found: dict[int, str] = {}
    rows = np.flatnonzero(filled).tolist()
    for row, below in zip(rows[-2::-1], rows[:0:-1], strict=True):
        text = cells[0].shown(row) if filled[row] == 1 else ""
        told = text and not is_total(text) and not ends_as_total(text) and len(text) <= 80
        if told and numbers.parse(text) is None and (filled[below] >= _FULL or below in found):
            found[row] = text
    return found


def _wider(layout: Layout, texts: list[str], name: str) -> Layout:
    import pyarrow as pa

    column = pa.array([*[None] * layout.first, *(text or None for text in texts)], pa.string()).dictionary_encode()
    kinds = np.where(np.asarray(column.is_valid()), np.uint8(Cell.TEXT), np.uint8(Cell.EMPTY))
    table = replace(layout.table, columns=(*layout.table.columns, RawColumn(kinds, column)))
    return replace(layout, table=table, headings=(*layout.headings, heading(name)))
