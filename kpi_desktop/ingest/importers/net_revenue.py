"""Tables of days with what was sold and what came back in columns of their own: the revenue is less what came back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.headings import heading
from kpi_desktop.ingest.importers.report_basis import less
from kpi_desktop.ingest.normalise import key

if TYPE_CHECKING:
    from kpi_desktop.ingest.headings import Layout

#: «Продажи» alone may be a count of sales: only headings of money are taken.
_SOLD = frozenset(map(key, (
    "сумма продаж", "продажи сумма", "продано на сумму", "сумма прихода", "сумма приходов", "приход сумма",
    "сумма чеков прихода", "приход", "сумма приходов за смену", "gross sales",
)))  # fmt: skip
_BACK = frozenset(map(key, (
    "сумма возвратов", "возвраты", "возвраты сумма", "возвращено на сумму", "сумма возврата прихода",
    "сумма возвратов прихода", "возврат прихода сумма", "сумма чеков возврата прихода", "возврат прихода",
    "возвраты прихода", "сумма возвратов продаж", "returns", "refunds",
)))  # fmt: skip
#: Columns that have the revenue already.
_NET = frozenset(map(key, ("выручка", "чистая выручка", "сумма выручки", "выручка итого", "net sales", "revenue")))


def with_net_revenue(layout: Layout) -> Layout:
    """The table whose revenue is what was sold less what came back; as it was where it has no such pair."""
    keys = [head.key for head in layout.headings]
    sold = [index for index, name in enumerate(keys) if name in _SOLD]
    back = [index for index, name in enumerate(keys) if name in _BACK]
    if len(sold) != 1 or len(back) != 1 or _NET & set(keys):
        return layout
    columns, heads = list(layout.table.columns), list(layout.headings)
    net = less(columns[sold[0]], columns[back[0]], layout.first)
    note = msg("Revenue is “{sold}” less “{back}”", sold=heads[sold[0]].text, back=heads[back[0]].text)
    columns[sold[0]], heads[sold[0]] = net, heading("Выручка")
    table = replace(layout.table, columns=tuple(columns))
    return replace(layout, table=table, headings=tuple(heads), notes=(*layout.notes, note))
