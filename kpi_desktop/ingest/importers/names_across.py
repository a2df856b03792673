"""Days down and shops, people or kinds of payment across: each cell is the revenue of one of them on that day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest import dates, numbers
from kpi_desktop.ingest.headings import Layout, heading
from kpi_desktop.ingest.importers.cross import stacked, taken_rows
from kpi_desktop.ingest.importers.groups import SECTION
from kpi_desktop.ingest.normalise import fold, read_cells
from kpi_desktop.ingest.source import Cell, RawColumn, SourceTable
from kpi_desktop.ingest.totals import is_total

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

#: What the table is of, said above it or on its tab.
_OF_SALES = ("выручк", "продаж", "реализац", "sales", "revenue")
#: Words by which the columns are told to be members of one kind where no total proves it.
_BY = ("по магазин", "по менеджер", "по точк", "по сотрудник", "по канал", "по отдел", "по продавц", "по филиал",
       "по категори", "по салон", "by store", "by manager", "by shop")  # fmt: skip
#: Columns that are no part of the revenue.
_OTHER = ("план", "цел", "%", "дол", "прош", "расход", "затрат", "себестоим", "возврат", "скид", "остат", "кол", "чек",
          "сред", "прибыл", "комисс", "клиент", "посетит", "конверс", "сумм", "долг", "аванс", "нацен", "марж", "посещ",
          "трафик", "визит", "ндс", "налог", "звон", "заяв", "лид", "запис", "заказ", "покуп", "шт", "курс", "смен",
          "plan", "cost", "qty", "count", "average", "cheque", "rate", "margin", "visit", "order", "tax")  # fmt: skip
#: The total stands for its row on so many of them.
_NEARLY = 0.98


def with_names_across(layout: Layout, known: AbstractSet[str]) -> Layout:
    """One row for each day and member, where titles speak of sales and a total or the title proves the members."""
    about = fold(" ".join((*layout.captions, layout.table.sheet)))
    plain = layout.table.places is None and layout.asks is None
    if not plain or not any(word in about for word in _OF_SALES) or any(word in about for word in ("план", "расход")):
        return layout
    found = _columns(layout, known)
    if found is None:
        return layout
    day, members, total = found
    rows = _dated(layout, day)
    proved = total is not None and _is_sum(layout, members, total, rows)
    told = total is None and any(word in about for word in _BY)
    return _long(layout, day, members, rows) if (proved or told) and len(rows) else layout


def _columns(layout: Layout, known: AbstractSet[str]) -> tuple[int, list[int], int | None] | None:
    """The column of days, those of the members, and of their total; None where anything else stands beside."""
    day, members, totals = None, list[int](), list[int]()
    for index, head in enumerate(layout.headings):
        cells = read_cells(layout.table.columns[index], layout.first, layout.table.rows)
        if not cells.filled.any():
            continue
        if not head.text:
            return None
        if day is None and head.key.startswith(("дата", "месяц", "день", "date", "month", "day", "период")):
            day = index
        elif is_total(head.text) or (head.key in known and members and not totals):
            totals.append(index)
        elif head.key not in known and not any(word in fold(head.text) for word in _OTHER):
            members.append(index)
        else:
            return None
    return (day, members, totals[0] if totals else None) if day is not None and _fits(members, totals) else None


def _fits(members: list[int], totals: list[int]) -> bool:
    return len(members) > 1 and len(totals) < 2


def _dated(layout: Layout, day: int) -> NDArray[np.int64]:
    """The rows with a day, totals apart."""
    cells = read_cells(layout.table.columns[day], layout.first, layout.table.rows)
    return np.flatnonzero(dates.read_days(cells, date1904=layout.table.date1904).valid) + layout.first


def _is_sum(layout: Layout, members: list[int], total: int, rows: NDArray[np.int64]) -> bool:
    read = [
        numbers.read_numbers(read_cells(layout.table.columns[index], 0, layout.table.rows), 4)
        for index in (*members, total)
    ]
    if any(one.bad[rows].any() for one in read) or not read[-1].valid[rows].any():
        return False
    values = [np.where(one.valid, one.scaled, 0)[rows] for one in read]
    sums = np.sum(values[:-1], axis=0)
    return bool(values[-1].any()) and float((np.abs(sums - values[-1]) <= 100).mean()) >= _NEARLY


def _long(layout: Layout, day: int, members: list[int], rows: NDArray[np.int64]) -> Layout:
    table = layout.table
    cells = [taken_rows(table, index, rows) for index in members]
    at, point = (found.astype(np.int64) for found in np.nonzero(np.array([one.kinds != Cell.EMPTY for one in cells]).T))
    names = [layout.headings[index].text for index in members]
    columns = (
        taken_rows(table, day, rows[at]),
        _texts([names[index] for index in point.tolist()]),
        stacked(cells, at, point),
    )
    long = SourceTable(
        sheet=table.sheet, rows=len(at), columns=columns, first_row=table.first_row, first_column=table.first_column,
        all_text=table.all_text, date1904=table.date1904, hidden=table.hidden,
        places=(rows[at] + table.first_row).astype(np.int32),
        hidden_rows=table.hidden_rows, hidden_columns=table.hidden_columns,
    )  # fmt: skip
    heads = (layout.headings[day], heading(SECTION), heading("Выручка"))
    return replace(layout, table=long, head=0, first=0, headings=heads)


def _texts(words: list[str]) -> RawColumn:
    import pyarrow as pa

    return RawColumn(np.full(len(words), np.uint8(Cell.TEXT)), pa.array(words, pa.string()).dictionary_encode())
