"""Tables with months or days across: every filled cell becomes a row, totals at the edges are left out and checked.

The long table keeps the headings of the columns at the left, a column of days and one column for each figure, so that
everything after it (mapping, questions, totals) works as with any table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.headings import Layout, cell_text, heading
from kpi_desktop.ingest.importers.cross_head import CrossHead, find_cross
from kpi_desktop.ingest.importers.units import only_unit, unit_in
from kpi_desktop.ingest.normalise import Cells, fold, key, read_cells
from kpi_desktop.ingest.source import Cell, RawColumn, SourceTable
from kpi_desktop.ingest.totals import is_total

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.importers.cross_head import Given

#: Time-sheets: letters of days that were not worked.
_NOT_WORKED = frozenset({"в", "о", "от", "б", "к", "н", "нн", "до", "оз", "р", "ож", "г", "у", "пр", "нв", "вых",
                         "выходной", "отпуск", "больничный", "x", "х", "-", "—", "–"})  # fmt: skip
_VALUE_WORDS = (
    ("план", "План"), ("численн", "Численность"), ("табел", "Часы"), ("рабочего времени", "Часы"), ("часы", "Часы"),
    ("расход", "Сумма расходов"), ("затрат", "Сумма расходов"), ("выруч", "Выручка"), ("продаж", "Сумма продаж"),
    ("реализац", "Сумма реализации"), ("sales", "Sales amount"), ("revenue", "Revenue"), ("plan", "Plan"),
    ("target", "Plan"), ("expense", "Expense amount"), ("headcount", "Headcount"), ("hours", "Hours"),
)  # fmt: skip
#: What stands at the left where expenses are those of advertising.
_CHANNELS = frozenset(
    map(key, ("канал", "источник", "площадка", "рекламный канал", "кампания", "система", "channel", "source"))
)
#: Words that say that the figures are pieces, not money.
_ONLY_PIECES = frozenset({"шт", "штук", "кол во", "колво", "кол-во", "pcs"})
_PIECES = ("штук", " шт", "кол во", "количеств", "pcs", "units", "qty")


def cross_layout(table: SourceTable, given: Given) -> Layout | None:
    """The long table of a sheet with months or days across; None where it is no such sheet."""
    head = find_cross(table, given)
    if head is None:
        return None
    labels = _labels(table, head)
    rows = _data_rows(table, head, labels)
    if not len(rows):
        return None
    return _long(table, head, labels, rows)


def _labels(table: SourceTable, head: CrossHead) -> list[int]:
    """The columns that name the rows: with a heading, and with texts or numbers beside the months."""
    figures = {column for columns in head.columns for column in columns if column >= 0}
    found = []
    for column in range(len(table.columns)):
        cells = read_cells(table.columns[column], head.first, table.rows)
        if column in figures or not cells.filled.any() or column in head.totals:
            continue
        if column < min(figures) or len(cells.used_words()) * 2 > int(cells.filled.sum()):
            found.append(column)
    return found


def _data_rows(table: SourceTable, head: CrossHead, labels: list[int]) -> NDArray[np.int64]:
    """Rows with a figure that are neither totals by their words nor the sums of the rows above them."""
    start, stop = head.first, table.rows
    places = [column for columns in head.columns for column in columns if column >= 0]
    figures = [read_cells(table.columns[column], start, stop) for column in places]
    size = stop - start
    filled, total, named = (np.zeros(size, dtype=bool) for _ in range(3))
    for cells in figures:
        filled |= cells.filled
    for column in labels:
        cells = read_cells(table.columns[column], start, stop)
        total |= cells.by_word(is_total(word) for word in cells.words)
        named |= (cells.codes >= 0) if not _counts_rows(cells) else np.zeros(size, dtype=bool)
    data = filled & ~total
    sums = _sums(figures, data, named)
    return np.flatnonzero(data & ~sums)


def _counts_rows(cells: Cells) -> bool:
    """Whether the column only numbers the rows."""
    found = numbers.read_numbers(cells, 0)
    values = found.scaled[found.valid]
    return bool(len(values) and len(values) * 2 > int(cells.filled.sum()) and (np.diff(values) == 1).all())


def _sums(figures: list[Cells], data: NDArray[np.bool_], named: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows that are the sum of all rows, or of the stretch of rows right above or below, in every filled column."""
    sign = numbers.decimal_sign([word for cells in figures for word in cells.used_words()])
    read = [numbers.read_numbers(cells, 4, sign) for cells in figures]
    values = np.array([np.where(one.valid, one.scaled, 0) for one in read], dtype=np.int64)
    found = np.zeros(len(data), dtype=bool)
    rows = np.flatnonzero(data)
    if len(rows) < 3:
        return found
    part = values[:, rows]
    whole = part.sum(axis=1)
    telling = (part != 0).sum(axis=0) > 1
    for at, row in enumerate(rows.tolist()):
        if not telling[at]:
            continue
        own = part[:, at]
        if (2 * own == whole).all() or _sum_of_neighbours(part, at, own, unnamed=not named[row]):
            found[row] = True
    return found


def _sum_of_neighbours(part: NDArray[np.int64], at: int, own: NDArray[np.int64], *, unnamed: bool) -> bool:
    """Whether the row sums up at least two rows right above it (or, for group rows, right below it)."""
    above = np.cumsum(part[:, :at][:, ::-1], axis=1)[:, 1:]
    below = np.cumsum(part[:, at + 1 :], axis=1)[:, 1:]
    least = 1 if unnamed else 2
    for sums in (above, below):
        hits = (sums == own[:, None]).all(axis=0)
        if hits.any() and int((own != 0).sum()) >= least:
            return True
    return False


def _long(table: SourceTable, head: CrossHead, labels: list[int], rows: NDArray[np.int64]) -> Layout:
    """One row for each sheet row and month in which any of its figures is filled."""
    places = rows + head.first
    cells = [[_figures(table, column, places) for column in columns] for columns in head.columns]
    filled = np.array([_any_filled(columns) for columns in cells])
    at, point = (found.astype(np.int64) for found in np.nonzero(filled.T))
    source = places[at]
    columns = [taken_rows(table, column, source) for column in labels]
    columns.append(_moments_as_text([head.points[index] for index in point.tolist()]))
    columns += [
        stacked([cells[index][place] for index in range(len(cells))], at, point) for place in range(len(head.measures))
    ]
    names = [_label_name(table, head, column) for column in labels]
    heads = [*names, head.period_name, *_value_names(table, head, names)]
    long = SourceTable(
        sheet=table.sheet, rows=len(source), columns=tuple(columns), first_row=table.first_row,
        first_column=table.first_column, all_text=table.all_text, date1904=table.date1904, hidden=table.hidden,
        places=(source + table.first_row).astype(np.int32), **_shown(table, head, len(labels) + 1),
    )  # fmt: skip
    return Layout(long, 0, 0, tuple(heading(name) for name in _distinct(heads)), head.captions, head.asks, head.notes)


def _shown(table: SourceTable, head: CrossHead, first: int) -> dict[str, Any]:
    """What the cells of the months show of what they hold, for the columns of figures that they became."""
    sizes, grown = {}, set()
    for place in range(len(head.measures)):
        there = {table.first_column + columns[place] for columns in head.columns if columns[place] >= 0}
        number = table.first_column + first + place
        if found := {table.shown[column] for column in there if column in table.shown}:
            sizes[number] = max(found)
        if there & table.grown:
            grown.add(number)
    return {"shown": sizes, "grown": frozenset(grown)}


def _figures(table: SourceTable, column: int, places: NDArray[np.int64]) -> RawColumn:
    """The figures of one column; letters of days off are no figures."""
    taken = taken_rows(table, column, places)
    words = taken.texts.dictionary.to_pylist()
    off = [index for index, word in enumerate(words) if fold(word or "") in _NOT_WORKED or not (word or "").strip()]
    if not off:
        return taken
    codes = taken.texts.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    empty = (taken.kinds == Cell.TEXT) & np.isin(codes, off)
    return RawColumn(np.where(empty, np.uint8(Cell.EMPTY), taken.kinds), taken.texts, taken.numbers, taken.moments)


def _any_filled(columns: list[RawColumn]) -> NDArray[np.bool_]:
    return np.asarray(np.logical_or.reduce([column.kinds != Cell.EMPTY for column in columns]))


def taken_rows(table: SourceTable, column: int, places: NDArray[np.int64]) -> RawColumn:
    """The cells of a column in these rows; empty ones where there is no such column (-1)."""
    import pyarrow as pa

    if column < 0:
        nothing = pa.nulls(len(places), pa.dictionary(pa.int32(), pa.string()))
        return RawColumn(np.zeros(len(places), dtype=np.uint8), nothing)
    raw = table.columns[column]
    return RawColumn(
        raw.kinds[places],
        raw.texts.take(pa.array(places)),
        None if raw.numbers is None else raw.numbers[places],
        None if raw.moments is None else raw.moments[places],
    )


def stacked(columns: list[RawColumn], at: NDArray[np.int64], point: NDArray[np.int64]) -> RawColumn:
    """Of each row the cell of its month, as one column."""
    import pyarrow as pa

    height = len(columns[0].kinds)
    chosen = point * height + at
    texts = pa.chunked_array([column.texts.cast(pa.string()) for column in columns]).combine_chunks()
    kinds = np.concatenate([column.kinds for column in columns])[chosen]
    values = np.concatenate(
        [np.full(height, np.nan) if column.numbers is None else column.numbers for column in columns]
    )[chosen]
    nothing = np.full(height, np.datetime64("NaT"), dtype="datetime64[s]")
    moments = np.concatenate([nothing if column.moments is None else column.moments for column in columns])[chosen]
    return RawColumn(kinds, texts.take(pa.array(chosen)).dictionary_encode(), values, moments)


def _moments_as_text(points: list[str]) -> RawColumn:
    import pyarrow as pa

    return RawColumn(np.full(len(points), np.uint8(Cell.TEXT)), pa.array(points, pa.string()).dictionary_encode())


def _label_name(table: SourceTable, head: CrossHead, column: int) -> str:
    """The heading of a column at the left; a corner without one is told by what it is."""
    for row in range(head.first - 1, head.row - 2, -1):
        text = cell_text(table, row, column) if row >= 0 else ""
        if text:
            return text
    return "Строка" if column == min(_named_columns(table, head), default=column) else f"Столбец {column + 1}"


def _named_columns(table: SourceTable, head: CrossHead) -> list[int]:
    return [column for column in range(len(table.columns)) if column not in head.totals]


def _value_names(table: SourceTable, head: CrossHead, names: list[str]) -> list[str]:
    """What the figures are: by the captions over single months, else by the title of the sheet."""
    about = fold(" ".join((*head.captions, table.sheet)))
    pieces = any(word in f" {about}" for word in _PIECES)
    told = next((name for word, name in _VALUE_WORDS if word in about), "")
    if told == "Сумма расходов" and "реклам" in about and any(key(name) in _CHANNELS for name in names):
        told = "Расход на рекламу"
    plain = "Количество" if pieces and told not in {"План", "Plan", "Численность", "Часы"} else told or "Значение"
    return [_measure(name, plain) for name in head.measures]


def _measure(name: str, plain: str) -> str:
    """The name of figures over which only a unit stands: «млн руб.» and «шт» are what the title speaks of."""
    if not name or only_unit(name):
        return f"{plain}, {name}" if name and unit_in(name) != 1 else plain
    return "Количество" if fold(name).strip(". ") in _ONLY_PIECES else name


def _distinct(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(f"{name} #{seen[name]}" if seen[name] > 1 else name)
    return result
