"""Payments and shipments that are documents of their own in an exchange file: when their orders were paid and left."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.ingest.importers import commerceml_orders as orders
from kpi_desktop.ingest.importers.exchange import money_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kpi_desktop.ingest.importers.commerceml_orders import Order
    from kpi_desktop.ingest.readers.orders_xml import OrderDocument

_NO = {"false", "нет", "0", "ложь"}
_YES = {"true", "да", "1", "истина"}


class Basis:
    """What documents based on orders tell about them; the order's own word goes first."""

    def __init__(self, documents: Iterable[OrderDocument]) -> None:
        """Gather payments and shipments by the order that each names as its basis."""
        self._paid: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
        self._shipped: dict[str, list[date]] = defaultdict(list)
        for one in documents:
            basis, meaning = one.text("Основание", "ДокументОснование"), orders.meaning_of(one)
            if not basis or not counts(one):
                continue
            day = orders.day_of(one.text("Дата оплаты", "Дата отгрузки", "Дата"))
            amount = money_of(one.fields.get("Сумма", ""))
            if day and meaning == "money" and amount is not None:
                self._paid[basis].append((day, amount))
            elif day and meaning == "sale":
                self._shipped[basis].append(day)

    def paid_day(self, order: Order) -> date | None:
        """The day on which the order was paid in full."""
        own = orders.paid_day(order.source)
        if own or order.source.text("Заказ оплачен").lower() in _NO:
            return own
        found = sorted(entry for key in _keys(order) for entry in self._paid.get(key, ()))
        total = Decimal(0)
        for day, amount in found:
            total += amount
            if total >= order.raw:
                return day
        return None

    def shipped_day(self, order: Order) -> date | None:
        """The day of the last shipment."""
        own = orders.shipped_day(order.source)
        if own or order.source.text("Отгружен").lower() in _NO:
            return own
        return max((day for key in _keys(order) for day in self._shipped.get(key, ())), default=None)


def counts(document: OrderDocument) -> bool:
    """Whether a payment was paid or a shipment left, by its own marks; where it has none, it is done."""
    if document.text("Отменен", "Отменён").lower() in _YES:
        return False
    if document.text("Проведен", "Проведён").lower() in _NO:
        return False
    marks = ("Оплачен", "Оплачена", "Отгружен", "Отгружена")
    return not any(document.text(mark).lower() in _NO for mark in marks)


def _keys(order: Order) -> set[str]:
    return {order.source.fields.get("Ид", ""), order.source.fields.get("Номер", "")} - {""}
