"""Cash books: money that came in one column and money that went in another become an amount with its direction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.headings import Layout, heading
from kpi_desktop.ingest.normalise import key, read_cells
from kpi_desktop.ingest.source import Cell, RawColumn

if TYPE_CHECKING:
    from kpi_desktop.ingest.source import SourceTable

_IN = frozenset(
    key(word)
    for word in ("приход", "поступление", "поступления", "поступило", "приход сумма", "сумма прихода", "пришло",
                 "зачислено", "сумма поступления", "income", "money in", "paid in", "credit")
)  # fmt: skip
_OUT = frozenset(
    key(word)
    for word in ("расход", "расходы", "списание", "списания", "списано", "выплата", "выплачено", "сумма расхода",
                 "ушло", "сумма списания", "outcome", "money out", "paid out", "debit")
)  # fmt: skip
#: A balance that is kept beside stays as it is; where goods come and go the words mean pieces.
_GOODS = ("товар", "номенклатур", "артикул", "склад", "остаток товар", "product", "sku")


def with_direction(layout: Layout) -> Layout:
    """The table with one column of amounts and one of directions; as it was where no row shows what it is."""
    columns = [(index, head.key) for index, head in enumerate(layout.headings)]
    came = [index for index, name in columns if name in _IN]
    went = [index for index, name in columns if name in _OUT]
    if len(came) != 1 or len(went) != 1 or any(word in name for _, name in columns for word in _GOODS):
        return layout
    left, right = (_filled(layout, index) for index in (came[0], went[0]))
    if (left & right).any() or not left.any() or not right.any():
        return layout
    return _joined(layout, came[0], went[0], (left, right))


def _filled(layout: Layout, column: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Where the column has an amount; a nought is none."""
    cells = read_cells(layout.table.columns[column], layout.first, layout.table.rows)
    sign = numbers.decimal_sign(cells.used_words())
    found = numbers.read_numbers(cells, 4, sign)
    return np.asarray(cells.filled & ~(found.valid & (found.scaled == 0)) & (found.valid | found.bad))


def _joined(
    layout: Layout, came: int, went: int, filled: tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], ...]
) -> Layout:
    import pyarrow as pa

    table = layout.table
    out = np.concatenate([np.zeros(layout.first, dtype=bool), filled[1]])
    there = np.concatenate([np.zeros(layout.first, dtype=bool), filled[0] | filled[1]])
    words = pa.array(["Расход" if gone else "Приход" for gone in out.tolist()], pa.string(), mask=~there)
    kinds = np.where(there, np.uint8(Cell.TEXT), np.uint8(Cell.EMPTY))
    columns = list(table.columns)
    columns[came] = _either(table, came, went, out)
    columns[went] = RawColumn(kinds, words.dictionary_encode())
    heads = list(layout.headings)
    heads[came], heads[went] = heading("Сумма"), heading("Направление")
    return replace(layout, table=replace(table, columns=tuple(columns)), headings=tuple(heads))


def _either(table: SourceTable, came: int, went: int, out: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> RawColumn:
    """Of each row the cell of the one column or of the other."""
    import pyarrow as pa

    one, two = table.columns[came], table.columns[went]
    texts = pa.compute.if_else(pa.array(out), two.texts.cast(pa.string()), one.texts.cast(pa.string()))
    nothing = np.full(table.rows, np.nan)
    values = np.where(out, nothing if two.numbers is None else two.numbers,
                      nothing if one.numbers is None else one.numbers)  # fmt: skip
    return RawColumn(np.where(out, two.kinds, one.kinds), texts.dictionary_encode(), values)
