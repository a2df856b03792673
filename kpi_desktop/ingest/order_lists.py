"""Lists of customers' orders: what is promised to buyers is no sale until it is shipped or paid (NUMBERS 2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kpi_desktop.ingest.normalise import fold, key

if TYPE_CHECKING:
    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.proposal import Proposal

#: How lists and files of orders are called.
_TITLES = ("заказы клиент", "заказы покупател", "заказ клиента", "заказы от клиент", "заказы от покупател",
           "customer orders", "sales orders")  # fmt: skip
#: Columns that only lists of orders have: how much of each was paid, shipped, kept for the buyer.
_OF_ORDERS = frozenset(map(key, (
    "процент оплаты", "процент отгрузки", "% оплаты", "% отгрузки", "выставлено счетов", "зарезервировано", "отгружено",
    "не отгружено", "осталось отгрузить", "отгрузка", "текущее состояние", "состояние заказа", "статус заказа",
    "план дата отгрузки", "плановая дата отгрузки", "желаемая дата отгрузки", "дата отгрузки план",
)))  # fmt: skip
_LEAST = 2
#: With one of these the day of shipment beside is a plan: how much was shipped is told there.
_SHIPPED = frozenset(map(key, ("процент отгрузки", "% отгрузки", "отгружено", "не отгружено", "осталось отгрузить",
                               "отгрузка")))  # fmt: skip
#: Orders to suppliers are no orders of buyers.
_BOUGHT = ("поставщик", "процентпоступления", "supplier", "purchase")
#: What tells lines of goods, whose list is read as what was sold.
_LINES = frozenset({"product", "sku", "quantity", "price"})
#: What an order takes from the columns of a sale where its own words name none.
_ALIKE = ("day", "document", "customer", "manager")


def of_orders(layout: Layout, proposals: list[Proposal], name: str) -> Proposal | None:
    """The columns as those of a list of orders; None where the table is none. `name` is that of the file."""
    found = {one.fact: one for one in proposals}
    order, sale = found["order"], found["sale"]
    if sale.found & _LINES or not _is_list(layout, name):
        return None
    targets = dict(order.targets)
    for target in _ALIKE:
        place = next((index for index, of in sale.targets.items() if of == target), None)
        if target not in targets.values() and place is not None and place not in targets:
            targets[place] = target
    if any(head.key in _SHIPPED for head in layout.headings):
        targets = {index: target for index, target in targets.items() if target != "shipped_day"}
    absent = tuple(target for target in order.absent if target not in targets.values())
    why = {**sale.why, **order.why}
    return None if absent else replace(order, targets=targets, why=why, absent=())


def _is_list(layout: Layout, name: str) -> bool:
    about = fold(" ".join((*layout.captions, layout.table.sheet, name.replace("_", " "))))
    columns = {head.key for head in layout.headings}
    if any(word in text for word in _BOUGHT for text in (about, *columns)):
        return False
    return any(title in about for title in _TITLES) or len(columns & _OF_ORDERS) >= _LEAST
