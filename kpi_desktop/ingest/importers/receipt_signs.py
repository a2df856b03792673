"""Receipts whose sign of settlement is the number that the law gives it: the words stand in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest.normalise import identifiers, key, read_cells
from kpi_desktop.ingest.source import Cell, RawColumn

if TYPE_CHECKING:
    from kpi_desktop.ingest.headings import Layout

_HEADS = frozenset(map(key, ("признак расчета", "признак расчета чека", "признак расчёта", "тип расчета")))
#: Tag 1054 of fiscal documents.
_WORDS = {"1": "Приход", "2": "Возврат прихода", "3": "Расход", "4": "Возврат расхода"}


def with_words_for_signs(layout: Layout) -> Layout:
    """The table with «Возврат прихода» for 2 and so on, where a column of signs has nothing but such numbers."""
    import pyarrow as pa

    columns = list(layout.table.columns)
    for index, head in enumerate(layout.headings):
        if head.key not in _HEADS:
            continue
        codes, words = identifiers(read_cells(columns[index], layout.first, layout.table.rows))
        used = [words[code] for code in np.unique(codes[codes >= 0]).tolist()]
        if not used or not set(used) <= _WORDS.keys():
            continue
        named = [None] * layout.first + [_WORDS[words[code]] if code >= 0 else None for code in codes.tolist()]
        texts = pa.array(named, pa.string())
        kinds = np.where(np.asarray(texts.is_valid()), np.uint8(Cell.TEXT), np.uint8(Cell.EMPTY))
        columns[index] = RawColumn(kinds, texts.dictionary_encode())
    changed = any(one is not other for one, other in zip(columns, layout.table.columns, strict=True))
    return replace(layout, table=replace(layout.table, columns=tuple(columns))) if changed else layout
