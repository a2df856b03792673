"""Cash books and statements: what came in one column and went in another becomes an amount with its direction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.dates import read_days
from kpi_desktop.ingest.headings import Layout, heading
from kpi_desktop.ingest.normalise import fold, key, read_cells
from kpi_desktop.ingest.source import Cell, RawColumn
from kpi_desktop.ingest.totals import is_total

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.source import SourceTable

_IN = frozenset(
    key(word)
    for word in ("приход", "поступление", "поступления", "поступило", "приход сумма", "сумма прихода", "пришло",
                 "зачислено", "зачисление", "зачисления", "сумма зачисления", "сумма поступления",
                 "приход коп", "income", "money in", "paid in", "credit")
)  # fmt: skip
_OUT = frozenset(
    key(word)
    for word in ("расход", "расходы", "списание", "списания", "списано", "выплата", "выплачено", "сумма расхода",
                 "ушло", "расход коп", "сумма списания", "outcome", "money out", "paid out", "debit")
)  # fmt: skip
#: A bank states its client's money the bank's way: credit came in, debit went out.
_CREDIT = frozenset(map(key, ("сумма по кредиту", "по кредиту", "оборот по кредиту", "кредит")))
_DEBIT = frozenset(map(key, ("сумма по дебету", "по дебету", "оборот по дебету", "дебет")))
_BALANCES = ("входящий остаток", "исходящий остаток", "остаток на ", "сальдо на ")
_OF_BANK = (
    "назначение",
    "purpose",
    "инн",
    "бик",
    "счетконтрагента",
    "корсчет",
    "банкконтрагента",
    "mcc",
    "кэшбэк",
    "описаниеоперации",
)
_REST = ("остаток", "сальдо", "balance")
#: A running balance proves which column came in where it does on so many rows.
_PROVED = 0.9
#: A balance that is kept beside stays as it is; where goods come and go the words mean pieces.
_GOODS = ("товар", "номенклатур", "артикул", "склад", "остаток товар", "product", "sku")


def with_direction(layout: Layout) -> Layout:
    """The table with one column of amounts and one of directions; as it was where no row shows what it is."""
    columns = [(index, head.alias or head.key) for index, head in enumerate(layout.headings)]
    came = [index for index, name in columns if name in _IN]
    went = [index for index, name in columns if name in _OUT]
    credit = [index for index, name in columns if name in _CREDIT]
    debit = [index for index, name in columns if name in _DEBIT]
    if not came and not went and (of_bank(layout) or _rest_proves(layout, credit, debit)):
        came, went = credit, debit
    came, went = _of_figures(layout, came), _of_figures(layout, went)
    if len(came) != 1 or len(went) != 1 or any(word in name for _, name in columns for word in _GOODS):
        return layout
    counted = ~(_totals(layout) | _beside_the_days(layout, (came[0], went[0])))
    left, right = (_filled(layout, index) & counted for index in (came[0], went[0]))
    # The statement of a short time may have only one side; of any other table the other side must prove what it is.
    one_side = of_bank(layout) and bool(left.any() or right.any())
    if (left & right).any() or not (one_side or (left.any() and right.any())):
        return layout
    return _joined(layout, (came[0], went[0]), (left, right), counted)


def _of_figures(layout: Layout, columns: list[int]) -> list[int]:
    """Of several columns of one name those with amounts: «Счёт: дебет, кредит» are accounts."""
    return columns if len(columns) < 2 else [index for index in columns if bool(_values(layout, index)[1].any())]


def of_bank(layout: Layout) -> bool:
    """Whether the columns are those of a bank's statement: what is paid for, whose account, whose taxpayer number."""
    return any(name.startswith(_OF_BANK) for head in layout.headings for name in (head.key, head.alias) if name)


def _beside_the_days(layout: Layout, pair: tuple[int, int]) -> NDArray[np.bool_]:
    """Rows above the first day and below the last with nothing but figures in them: balances, counts, turnovers.

    Only a row that has both sides at once, or a caption of a bank's statement, is one; any other is told as unread.
    """
    dated = np.zeros(layout.table.rows - layout.first, dtype=bool)
    for index, head in enumerate(layout.headings):
        if head.key.startswith(("дата", "date")) or head.key in {"день", "число"}:
            cells = read_cells(layout.table.columns[index], layout.first, layout.table.rows)
            dated |= read_days(cells, date1904=layout.table.date1904).valid
    if not dated.any():
        return dated
    first, last = int(np.argmax(dated)), len(dated) - 1 - int(np.argmax(dated[::-1]))
    edge = np.ones(len(dated), dtype=bool)
    edge[first : last + 1] = False
    both = _filled(layout, pair[0]) & _filled(layout, pair[1])
    named = np.zeros(len(dated), dtype=bool)
    for index, head in enumerate(layout.headings):
        if head.key.startswith(_OF_BANK[:2]):
            named |= read_cells(layout.table.columns[index], layout.first, layout.table.rows).filled
    return np.asarray(edge & ~dated & (both | (~named & of_bank(layout))))


def _rest_proves(layout: Layout, credit: list[int], debit: list[int]) -> bool:
    """Whether the balance that is kept beside grows by the credit and falls by the debit, from row to row."""
    rest = [index for index, head in enumerate(layout.headings) if head.key.startswith(_REST)]
    if len(rest) != 1 or len(credit) != 1 or len(debit) != 1:
        return False
    read = [_values(layout, index) for index in (rest[0], credit[0], debit[0])]
    (left, there), (came, _), (went, _) = read
    rows = np.flatnonzero(there)
    if len(rows) < 3:
        return False
    change, moved = np.diff(left[rows]), came[rows] - went[rows]
    return max(float((change == moved[1:]).mean()), float((-change == moved[:-1]).mean())) >= _PROVED


def _values(layout: Layout, column: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    cells = read_cells(layout.table.columns[column], layout.first, layout.table.rows)
    found = numbers.read_numbers(cells, 4, numbers.decimal_sign(cells.used_words()))
    return np.where(found.valid, found.scaled, 0), found.valid


def _totals(layout: Layout) -> NDArray[np.bool_]:
    """Rows that sum up both columns, or state what there was before and after: they are neither money in nor out."""
    found = np.zeros(layout.table.rows - layout.first, dtype=bool)
    for column in layout.table.columns:
        cells = read_cells(column, layout.first, layout.table.rows)
        found |= cells.by_word(is_total(word) or fold(word).startswith(_BALANCES) for word in cells.words)
    return found


def _filled(layout: Layout, column: int) -> NDArray[np.bool_]:
    """Where the column has an amount; a nought is none."""
    cells = read_cells(layout.table.columns[column], layout.first, layout.table.rows)
    sign = numbers.decimal_sign(cells.used_words())
    found = numbers.read_numbers(cells, 4, sign)
    return np.asarray(cells.filled & ~(found.valid & (found.scaled == 0)) & (found.valid | found.bad))


def _joined(
    layout: Layout,
    pair: tuple[int, int],
    filled: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    counted: NDArray[np.bool_],
) -> Layout:
    import pyarrow as pa

    table, (came, went) = layout.table, pair
    rest = np.concatenate([np.zeros(layout.first, dtype=bool), ~counted])
    out = np.concatenate([np.zeros(layout.first, dtype=bool), filled[1]])
    there = np.concatenate([np.zeros(layout.first, dtype=bool), filled[0] | filled[1]])
    words = pa.array(["Расход" if gone else "Приход" for gone in out.tolist()], pa.string(), mask=~there)
    kinds = np.where(there, np.uint8(Cell.TEXT), np.uint8(Cell.EMPTY))
    columns = list(table.columns)
    columns[came] = blanked(either(table, came, went, out), rest)
    columns[went] = RawColumn(kinds, words.dictionary_encode())
    heads = list(layout.headings)
    heads[came], heads[went] = heading("Сумма"), heading("Направление")
    return replace(layout, table=replace(table, columns=tuple(columns)), headings=tuple(heads))


def blanked(column: RawColumn, rows: NDArray[np.bool_]) -> RawColumn:
    """The column with nothing in these rows."""
    import pyarrow as pa

    texts = pa.compute.if_else(pa.array(rows), pa.scalar(None, pa.string()), column.texts.cast(pa.string()))
    values = None if column.numbers is None else np.where(rows, np.nan, column.numbers)
    moments = None if column.moments is None else np.where(rows, np.datetime64("NaT", "s"), column.moments)
    kinds = np.where(rows, np.uint8(Cell.EMPTY), column.kinds)
    return RawColumn(kinds, texts.dictionary_encode(), values, moments)


def either(table: SourceTable, came: int, went: int, out: NDArray[np.bool_]) -> RawColumn:
    """Of each row the cell of the one column or of the other."""
    import pyarrow as pa

    one, two = table.columns[came], table.columns[went]
    texts = pa.compute.if_else(pa.array(out), two.texts.cast(pa.string()), one.texts.cast(pa.string()))
    nothing = np.full(table.rows, np.nan)
    values = np.where(out, nothing if two.numbers is None else two.numbers,
                      nothing if one.numbers is None else one.numbers)  # fmt: skip
    never = np.full(table.rows, np.datetime64("NaT", "s"))
    moments = np.where(out, never if two.moments is None else two.moments,
                       never if one.moments is None else one.moments)  # fmt: skip
    return RawColumn(np.where(out, two.kinds, one.kinds), texts.dictionary_encode(), values, moments)
