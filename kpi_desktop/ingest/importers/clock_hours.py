"""Time sheets that write how long people worked as a clock (02:30:00, 1:15): the column becomes hours in figures."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest.headings import heading
from kpi_desktop.ingest.normalise import key, read_cells
from kpi_desktop.ingest.source import Cell, RawColumn

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.normalise import Cells

_HEADS = tuple(map(key, (
    "Duration (decimal)", "Duration", "Duration (h)", "Time (h)", "Spent time", "Time spent", "Total time", "Hours",
    "Длительность", "Длительность (ч)", "Продолжительность", "Отработано", "Затраченное время", "Затрачено",
    "Потрачено времени", "Часы", "Время работы", "Время",
)))  # fmt: skip
#: A time sheet says who worked or on what; it has neither money nor telephone calls.
_WHO = frozenset(map(key, (
    "User", "Member", "Employee", "Сотрудник", "Пользователь", "Исполнитель", "Работник", "ФИО", "Участник", "Автор",
)))  # fmt: skip
_WHAT = frozenset(map(key, ("Project", "Task", "Проект", "Задача", "Вид работ", "Activity", "Деятельность", "Client")))
_OTHERS = ("направление", "номер", "телефон", "чек", "сумма", "статус", "phone", "direction", "caller", "total")
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)(?::([0-5]\d))?")
_DAY_ZERO = np.datetime64("1899-12-30T00:00:00", "s")


def with_hours(layout: Layout) -> Layout:
    """The table with its column of durations in hours, where it is a time sheet that writes them as a clock."""
    keys = [head.key for head in layout.headings]
    if not (_WHO & set(keys) and _WHAT & set(keys)) or any(name.startswith(_OTHERS) for name in keys):
        return layout
    found = [keys.index(name) for name in _HEADS if name in keys]
    if not found:
        return layout
    index = found[0]
    cells = read_cells(layout.table.columns[index], 0, layout.table.rows)
    hours, valid = _hours(cells)
    below = np.arange(len(hours)) >= layout.first
    filled = cells.filled & below
    if filled.any() and (valid & filled).sum() * 2 > filled.sum():
        return _replaced(layout, index, (hours, valid & below))
    heads = list(layout.headings)
    heads[index] = heading("Часы")
    return replace(layout, headings=tuple(heads))


def _hours(cells: Cells) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Hours by the clock in texts and in cells of time, to the second, and where they are."""
    found = [_CLOCK.fullmatch(word.strip()) for word in cells.words]
    seconds = np.array(
        [*(int(one[1]) * 3600 + int(one[2]) * 60 + int(one[3] or 0) if one else -1 for one in found), -1],
        dtype=np.int64,
    )[cells.codes]
    if cells.moments is not None:
        rows = cells.kinds == Cell.MOMENT
        seconds[rows] = (cells.moments[rows].astype("datetime64[s]") - _DAY_ZERO).astype(np.int64)
    return seconds / 3600, seconds >= 0


def _replaced(layout: Layout, index: int, hours: tuple[NDArray[np.float64], NDArray[np.bool_]]) -> Layout:
    values, valid = hours
    raw = layout.table.columns[index]
    kinds = np.where(valid, np.uint8(Cell.NUMBER), raw.kinds)
    own = np.full(len(values), np.nan) if raw.numbers is None else raw.numbers
    texts = _without_texts(raw, valid)
    column = RawColumn(kinds, texts, np.where(valid, np.round(values, 6), own), raw.moments)
    columns = (*layout.table.columns[:index], column, *layout.table.columns[index + 1 :])
    heads = (*layout.headings[:index], heading("Часы"), *layout.headings[index + 1 :])
    return replace(layout, table=replace(layout.table, columns=columns), headings=heads)


def _without_texts(raw: RawColumn, figures: NDArray[np.bool_]) -> pa.DictionaryArray:
    """The texts of the cells that did not become figures."""
    import pyarrow as pa

    return raw.texts.take(pa.array(np.arange(len(figures)), mask=figures))
