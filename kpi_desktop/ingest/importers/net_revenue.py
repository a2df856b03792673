"""Tables of days with what was sold and what came back in columns of their own: the revenue is less what came back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.headings import heading
from kpi_desktop.ingest.importers.report_basis import less
from kpi_desktop.ingest.normalise import key, read_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kpi_desktop.ingest.headings import Layout

_SOLD = frozenset(map(key, (
    "сумма продаж", "продажи сумма", "продано на сумму", "сумма прихода", "сумма приходов", "приход сумма",
    "сумма чеков прихода", "приход", "сумма приходов за смену", "gross sales",
)))  # fmt: skip
#: These may be counts of sales: they are money where currency, kopecks or size say so.
_SOLD_OR_COUNTED = frozenset(map(key, ("продажи", "продано", "реализовано", "реализация", "sales")))
_BACK = frozenset(map(key, (
    "сумма возвратов", "возвраты", "возвраты сумма", "возвращено на сумму", "сумма возврата прихода",
    "сумма возвратов прихода", "возврат прихода сумма", "сумма чеков возврата прихода", "возврат прихода",
    "возвраты прихода", "сумма возвратов продаж", "returns", "refunds",
)))  # fmt: skip
_BACK_OR_COUNTED = _BACK | frozenset(map(key, ("возврат", "возвращено")))
#: Sums of a list of sales or orders, and what of each came back: they are before it where a whole sum came back.
_OF_ROW = frozenset(map(key, (
    "сумма", "сумма заказа", "сумма чека", "сумма продажи", "стоимость", "стоимость заказа", "итого", "всего",
    "amount", "total", "order total", "order amount", "total amount",
)))  # fmt: skip
OF_ROW_BACK = _BACK_OR_COUNTED | frozenset(map(key, (
    "сумма возврата", "возврат сумма", "возвращено клиенту", "возвращено покупателю", "возврат покупателю",
    "возврат денег", "refund", "refunded", "refund amount", "refunded amount", "amount refunded",
)))  # fmt: skip
#: Columns that may have the revenue already.
_NET = frozenset(map(key, (
    "выручка", "чистая выручка", "сумма выручки", "выручка итого", "net sales", "revenue", "итого", "всего", "итог",
    "чистые продажи", "продажи за вычетом возвратов", "выручка за вычетом возвратов", "к зачислению",
)))  # fmt: skip
#: Sums from here on are no counts of a day's sales; an equation holds where it does on so many rows.
_MONEY, _NEARLY = 1000, 0.98


def with_net_revenue(layout: Layout) -> Layout:
    """The table whose revenue is what was sold less what came back; as it was where it has no such pair."""
    keys = [head.key for head in layout.headings]
    sold = [index for index, name in enumerate(keys) if name in _SOLD]
    back = [index for index, name in enumerate(keys) if name in _BACK]
    net = [index for index, name in enumerate(keys) if name in _NET]
    if not sold:
        sold = [index for index, name in enumerate(keys) if name in _SOLD_OR_COUNTED]
        back = [index for index, name in enumerate(keys) if name in _BACK_OR_COUNTED]
        sold = sold if _is_money(layout, [*sold, *back]) else []
    if not sold:
        return _less_refunds(layout, keys)
    if len(sold) != 1 or len(back) != 1:
        return layout
    if net:
        return _with_proved(layout, sold[0], back[0], net)
    return _subtracted(layout, sold[0], back[0])


def _subtracted(layout: Layout, sold: int, back: int) -> Layout:
    columns, heads = list(layout.table.columns), list(layout.headings)
    note = msg("Revenue is “{sold}” less “{back}”", sold=heads[sold].text, back=heads[back].text)
    columns[sold], heads[sold] = less(columns[sold], columns[back], layout.first), heading("Выручка")
    table = replace(layout.table, columns=tuple(columns))
    return replace(layout, table=table, headings=tuple(heads), notes=(*layout.notes, note))


def _less_refunds(layout: Layout, keys: Sequence[str]) -> Layout:
    """The sums of a list less what came back of each: a sum that came back whole proves that they are before it."""
    sums = [index for index, name in enumerate(keys) if name in _OF_ROW]
    back = [index for index, name in enumerate(keys) if name in OF_ROW_BACK]
    if len(sums) != 1 or len(back) != 1 or not refunds_money(layout, back[0]):
        return layout
    whole, gone = _values(layout, sums[0]), np.abs(_values(layout, back[0]))
    if not ((gone > 0) & (gone == whole)).any() or (gone > np.abs(whole)).any():
        return layout
    return _subtracted(layout, sums[0], back[0])


def refunds_money(layout: Layout, index: int) -> bool:
    """Whether money was given back at all under this heading, and not pieces."""
    return bool(_values(layout, index).any()) and _is_money(layout, [index])


def _with_proved(layout: Layout, sold: int, back: int, net: Sequence[int]) -> Layout:
    """The table in which the column that is sales less returns is the revenue, and the sales before them are not."""
    read = [_values(layout, index) for index in (sold, back)]
    if not read[1].any():
        return layout
    left = read[0] - np.abs(read[1])
    proved = [index for index in net if float((np.abs(_values(layout, index) - left) <= 100).mean()) >= _NEARLY]
    if len(proved) != 1:
        return layout
    heads = list(layout.headings)
    note = msg("Revenue is “{net}”: it is “{sold}” less “{back}”", net=heads[proved[0]].text, sold=heads[sold].text,
               back=heads[back].text)  # fmt: skip
    heads[proved[0]] = replace(heading("Выручка"), text=heads[proved[0]].text, currency=heads[proved[0]].currency)
    heads[sold] = replace(heads[sold], key="", alias="")
    return replace(layout, headings=tuple(heads), notes=(*layout.notes, note))


def _is_money(layout: Layout, columns: Sequence[int]) -> bool:
    """Whether currency, kopecks or size say that columns without a word of money hold it."""
    if any(layout.headings[index].currency for index in columns):
        return True
    found = np.concatenate([_values(layout, index) for index in columns]) if columns else np.zeros(1, dtype=np.int64)
    return bool((found % 10_000 != 0).any() or (np.abs(found) >= _MONEY * 10_000).any())


def _values(layout: Layout, index: int) -> NDArray[np.int64]:
    """The figures of a column at four decimals, nought where there is none."""
    cells = read_cells(layout.table.columns[index], layout.first, layout.table.rows)
    read = numbers.read_numbers(cells, 4, numbers.decimal_sign(cells.used_words()))
    return np.asarray(np.where(read.valid, read.scaled, 0))
