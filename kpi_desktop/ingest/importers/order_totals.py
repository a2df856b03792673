"""Orders whose sums stand on their first line only (Shopify, WooCommerce): the sum of each line by price and quantity.

The order's own total proves it: the lines add up to it, or to it and the discount beside it, in every order. The
discount and what was refunded are taken off the lines in proportion, to the kopeck.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.headings import heading
from kpi_desktop.ingest.normalise import key, read_cells
from kpi_desktop.ingest.source import Cell, RawColumn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.headings import Layout


def _keys(*words: str) -> tuple[str, ...]:
    return tuple(map(key, words))


_PIECES = _keys("lineitem quantity", "item quantity", "quantity", "qty", "количество", "кол-во")
_PRICES = _keys("lineitem price", "item price", "item cost", "price", "unit price", "цена", "цена за единицу",
                "цена продажи")  # fmt: skip
_NUMBERS = _keys("name", "order", "order name", "order number", "order id", "номер заказа", "заказ", "id заказа",
                 "номер")  # fmt: skip
#: Sums of an order, those of its goods alone first.
_TOTALS = _keys("subtotal", "order subtotal", "order subtotal amount", "сумма товаров", "стоимость товаров",
                "сумма заказа", "итого", "всего", "total", "order total", "order total amount", "сумма")  # fmt: skip
_CUTS = _keys("discount amount", "cart discount amount", "order discount", "скидка", "сумма скидки", "скидка на заказ")
_BACK = _keys("refunded amount", "order refund amount", "сумма возврата", "возвращено")
#: Columns of money of the whole order: on the lines below the first they stay empty.
_MONEY = ("total", "amount", "shipping", "taxes", "tax", "discount", "refund", "outstanding", "сумма", "итого", "скидк",
          "доставк", "price", "цена", "fee")  # fmt: skip
_PLACES, _KOPECK = 4, 100


def with_line_sums(layout: Layout) -> Layout:
    """The table with a sum on every line; as it was where its orders are not written so, or do not add up."""
    keys = [head.key for head in layout.headings]
    pieces, price = _first(keys, _PIECES), _first(keys, _PRICES)
    if pieces is None or price is None:
        return layout
    lines, there = _product(layout, pieces, price)
    for total in (index for name in _TOTALS for index, found in enumerate(keys) if found == name):
        first = _filled(layout, total)
        orders = _orders(layout, _first(keys, _NUMBERS), first & there)
        if orders is None or (first & ~there).any() or not (there & ~first).any():
            continue
        sums = _by_lines(layout, keys, (lines, there, orders), total)
        if sums is not None:
            return _rebuilt(layout, keys, (total, there & ~first, orders), sums)
    return layout


def _first(keys: list[str], words: tuple[str, ...]) -> int | None:
    return next((keys.index(word) for word in words if word in keys), None)


def _values(layout: Layout, index: int | None) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    size = layout.table.rows - layout.first
    if index is None:
        return np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool)
    cells = read_cells(layout.table.columns[index], layout.first, layout.table.rows)
    read = numbers.read_numbers(cells, _PLACES, numbers.decimal_sign(cells.used_words()))
    return np.where(read.valid, read.scaled, 0), read.valid


def _filled(layout: Layout, index: int) -> NDArray[np.bool_]:
    return read_cells(layout.table.columns[index], layout.first, layout.table.rows).filled


def _product(layout: Layout, pieces: int, price: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    (count, counted), (each, priced) = _values(layout, pieces), _values(layout, price)
    exact = count.astype(object) * each.astype(object) // 10**_PLACES
    return exact.astype(np.int64), counted & priced


def _orders(layout: Layout, number: int | None, begun: NDArray[np.bool_]) -> NDArray[np.int64] | None:
    """Which order each line is of; None where the numbers of orders do not go with the sums on first lines."""
    if not begun.any() or not begun[0]:
        return None
    orders = np.cumsum(begun) - 1
    if number is None:
        return orders
    cells = read_cells(layout.table.columns[number], layout.first, layout.table.rows)
    shown = [cells.shown(row) for row in range(len(begun))]
    heads = [shown[row] for row in np.flatnonzero(begun).tolist()]
    fits = all(not text or text == heads[order] for text, order in zip(shown, orders.tolist(), strict=True))
    return orders if fits and len(set(heads)) == len(heads) else None


def _by_lines(
    layout: Layout,
    keys: list[str],
    found: tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]],
    total: int,
) -> NDArray[np.int64] | None:
    """The sum of every line with its part of discount and refund; None where any order does not add up."""
    lines, there, orders = found
    own, _ = _values(layout, total)
    cut, _ = _values(layout, _first(keys, _CUTS))
    back, _ = _values(layout, _first(keys, _BACK))
    sums = np.where(there, lines, 0)
    for order in range(int(orders.max()) + 1):
        rows = np.flatnonzero(orders == order)
        whole, stated, less = int(sums[rows].sum()), int(own[rows[0]]), abs(int(cut[rows[0]]))
        if abs(whole - stated) > _KOPECK and abs(whole - less - stated) > _KOPECK:
            return None
        left = max(stated - abs(int(back[rows[0]])), 0)
        sums[rows] = _shared(sums[rows], left)
    return sums


def _shared(parts: NDArray[np.int64], whole: int) -> NDArray[np.int64]:
    """The parts in their proportion, to the kopeck, so that they add up to the whole."""
    before = int(parts.sum())
    if before in (whole, 0):
        return parts
    shares = [int(part) * whole // before // _KOPECK * _KOPECK for part in parts.tolist()]
    shares[int(np.argmax(parts))] += whole - sum(shares)
    return np.array(shares, dtype=np.int64)


def _rebuilt(
    layout: Layout, keys: list[str], about: tuple[int, NDArray[np.bool_], NDArray[np.int64]], sums: NDArray[np.int64]
) -> Layout:
    import pyarrow as pa

    total, below, orders = about
    table = layout.table
    columns, heads = list(table.columns), list(layout.headings)
    source = np.flatnonzero(np.append(True, orders[1:] != orders[:-1]))[orders] + layout.first
    for index, name in enumerate(keys):
        if not any(word in name for word in _MONEY) and not (_filled(layout, index) & below).any():
            columns[index] = _carried(columns[index], source, layout.first)
        elif index != total and name in _TOTALS:
            heads[index] = replace(heads[index], key="", alias="")
    number = _first(keys, _NUMBERS)
    if number is not None and keys[number] == "name":
        heads[number] = heading("Order name")
    filled = np.concatenate([np.zeros(layout.first, dtype=bool), np.ones(len(sums), dtype=bool)])
    values = np.concatenate([np.full(layout.first, np.nan), sums / 10.0**_PLACES])
    kinds = np.where(filled, np.uint8(Cell.NUMBER), columns[total].kinds)
    nothing = pa.nulls(table.rows, pa.dictionary(pa.int32(), pa.string()))
    note = msg(
        "Sums of orders stand on their first lines (“{column}”): the sum of a line is its price by its quantity, "
        "less its part of the discount and of what was refunded", column=heads[total].text,
    )  # fmt: skip
    columns[total], heads[total] = RawColumn(kinds, nothing, values), heading("Сумма строки")
    return replace(layout, table=replace(table, columns=tuple(columns)), headings=tuple(heads),
                   notes=(*layout.notes, note))  # fmt: skip


def _carried(column: RawColumn, source: NDArray[np.int64], first: int) -> RawColumn:
    """The column with what stands on the first line of an order on all its lines."""
    import pyarrow as pa

    places = np.concatenate([np.arange(first), source])
    return RawColumn(
        column.kinds[places], column.texts.take(pa.array(places)),
        None if column.numbers is None else column.numbers[places],
        None if column.moments is None else column.moments[places],
    )  # fmt: skip
