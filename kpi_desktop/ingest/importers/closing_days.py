"""Deals with the day of winning in one column and the day of losing in another: one day of closing for both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.headings import heading
from kpi_desktop.ingest.importers.in_and_out import either
from kpi_desktop.ingest.normalise import key, read_cells

if TYPE_CHECKING:
    from kpi_desktop.ingest.headings import Layout

_WON = frozenset(map(key, ("won time", "won at", "время выигрыша", "дата выигрыша", "выиграна")))
_LOST = frozenset(map(key, ("lost time", "lost at", "время проигрыша", "дата проигрыша", "проиграна")))
#: Where one of these is, it has the day of closing of every deal already.
_CLOSED = frozenset(map(key, ("deal closed on", "close date", "closed date", "closed at", "дата закрытия",
                              "сделка закрыта")))  # fmt: skip


def with_closing_days(layout: Layout) -> Layout:
    """The table with one column of days of closing; as it was where it has no such pair, or a row has both days."""
    keys = [head.key for head in layout.headings]
    won = [index for index, name in enumerate(keys) if name in _WON]
    lost = [index for index, name in enumerate(keys) if name in _LOST]
    if len(won) != 1 or len(lost) != 1 or _CLOSED & set(keys):
        return layout
    there = [read_cells(layout.table.columns[index], layout.first, layout.table.rows).filled for index in (*won, *lost)]
    if (there[0] & there[1]).any():
        return layout
    columns, heads = list(layout.table.columns), list(layout.headings)
    note = msg("The day of closing is “{won}”, and “{lost}” for deals that were lost",
               won=heads[won[0]].text, lost=heads[lost[0]].text)  # fmt: skip
    out = np.concatenate([np.zeros(layout.first, dtype=bool), there[1]])
    columns[won[0]], heads[won[0]] = either(layout.table, won[0], lost[0], out), heading("Дата закрытия")
    table = replace(layout.table, columns=tuple(columns))
    return replace(layout, table=table, headings=tuple(heads), notes=(*layout.notes, note))
