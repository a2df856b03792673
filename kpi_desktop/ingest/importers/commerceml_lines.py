"""Lines of orders, sales and returns of an exchange file: what each comes to in the currency of the shop's books."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from kpi_desktop.facts.batch import Vat
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.importers import commerceml_orders as orders
from kpi_desktop.ingest.importers.exchange import money_of, quantity_of
from kpi_desktop.ingest.normalise import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kpi_desktop.ingest.importers.commerceml_orders import Order
    from kpi_desktop.ingest.readers.orders_xml import Extra, Line, OrdersFile, Product

_ZERO, _FINE = Decimal(0), Decimal("0.0001")
FREE = {
    "x_customer_name": msg("Customer's name"),
    "x_goods_id": msg("Product's id in 1C"),
    "x_currency": msg("Currency of the order"),
}


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line as a fact; `amount` has its share of what is stated for the document as a whole."""

    order: Order
    line: Line
    product: Product | None
    group: str
    amount: Decimal
    quantity: Decimal | None
    vat: Decimal | None
    discount: Decimal | None


def lines_of(facts: Iterable[Order], found: OrdersFile) -> list[OrderLine]:
    """The lines of the documents in their order; documents whose lines cannot be read have none."""
    return [one for order in facts for one in _of_one(order, found)]


def _of_one(order: Order, found: OrdersFile) -> list[OrderLine]:
    lines = order.source.lines
    own = [orders.line_amount(line) for line in lines]
    known = [amount for amount in own if amount is not None]
    if not lines or len(known) < len(own):
        return []
    sums = [amount + extra for amount, extra in zip(known, _line_extras(order), strict=True)]
    if order.expected is not None:
        sums = spread(sums, order.expected - sum(sums, _ZERO))
    ready = []
    for line, amount in zip(lines, sums, strict=True):
        product = found.goods.get(line.key) if found.goods else None
        told = "" if fold(line.group) in {"товар", "услуга", "работа"} else line.group
        group = told or (found.groups.get(product.parent, "") if product else "")
        ready.append(OrderLine(
            order, line, product, tidy(group), in_base(amount, order.rate),
            quantity_of(line.quantity), _tax(line.taxes, order.rate), _discount(line.discounts, order.rate),
        ))  # fmt: skip
    return ready


def _line_extras(order: Order) -> list[Decimal]:
    """Taxes on top and discounts outside the sums of single lines."""
    document = order.source
    each = [(orders.on_top(line.taxes), orders.on_top(line.discounts)) for line in document.lines]
    own_discounts = not document.discounts
    return [tax - (discount if own_discounts else _ZERO) for tax, discount in each]


def spread(sums: Sequence[Decimal], rest: Decimal) -> list[Decimal]:
    """The sums with a rest that belongs to all of them, each by its share; the last takes what rounding leaves."""
    whole = sum(sums, _ZERO)
    if not rest or not whole:
        return list(sums)
    shares = [(rest * one / whole).quantize(_FINE, ROUND_HALF_UP) for one in sums]
    shares[-1] += rest - sum(shares, _ZERO)
    return [one + share for one, share in zip(sums, shares, strict=True)]


def in_base(amount: Decimal, rate: Decimal) -> Decimal:
    """The amount at the document's own rate."""
    return amount if rate == 1 else (amount * rate).quantize(_FINE, ROUND_HALF_UP)


def _tax(taxes: Sequence[Extra], rate: Decimal) -> Decimal | None:
    """The VAT of the line where it states one; an empty amount is unknown, not zero."""
    stated = [money_of(one.amount) for one in taxes if fold(one.name) in {"ндс", "vat", "avt", "пдв", "ққс", ""}]
    known = [amount for amount in stated if amount is not None]
    return in_base(sum(known, _ZERO), rate) if known else None


def _discount(discounts: Sequence[Extra], rate: Decimal) -> Decimal | None:
    known = [amount for one in discounts if (amount := money_of(one.amount)) is not None]
    return in_base(sum(known, _ZERO), rate) if known else None


def line_columns(lines: Sequence[OrderLine]) -> dict[str, Sequence[object]]:
    """What lines of orders and of sales have in common."""
    return {
        "day": [one.order.day for one in lines],
        "document": [one.order.number for one in lines],
        "customer": [one.order.customer for one in lines],
        "product": [tidy(one.line.name or (one.product.name if one.product else "")) for one in lines],
        "sku": [tidy(one.line.sku or (one.product.sku if one.product else "")) for one in lines],
        "product_group": [one.group for one in lines],
        "quantity": [one.quantity for one in lines],
        "unit": [tidy(one.line.unit).rstrip(".") for one in lines],
        "price": [_price(one) for one in lines],
        "amount": [one.amount for one in lines],
        "vat_amount": [one.vat for one in lines],
        "discount": [one.discount for one in lines],
        "service": [_service(one) for one in lines],
        "x_goods_id": [one.line.key for one in lines],
    }


def order_line_columns(lines: Sequence[OrderLine]) -> dict[str, Sequence[object]]:
    """The lines of orders."""
    return line_columns(lines) | {"cancelled": [orders.cancelled(one.order.source) for one in lines]}


def sale_columns(lines: Sequence[OrderLine]) -> dict[str, Sequence[object]]:
    """The lines of sales and of returns, which are negative."""
    values = line_columns(lines)
    back = [orders.meaning_of(one.order.source) == "return" for one in lines]
    for name in ("quantity", "amount", "vat_amount", "discount"):
        values[name] = [_signed(value, minus) for value, minus in zip(values[name], back, strict=True)]
    sources = [one.order.source for one in lines]
    names = [(one.order.customer, one.order.customer_name) for one in lines]
    return values | {
        "kind": ["return" if minus else "sale" for minus in back],
        "manager": [one.text("Менеджер", "Ответственный") for one in sources],
        "channel": [one.text("Сайт") for one in sources],
        "region": [one.region for one in sources],
        "warehouse": [tidy(one.warehouse or one.text("Склад")) for one in sources],
        "x_customer_name": [name if name != key else "" for key, name in names],
    }


def _signed(value: object, minus: bool) -> object:
    """A return is negative however its document writes it."""
    return -abs(value) if minus and isinstance(value, Decimal) else value


def _price(one: OrderLine) -> Decimal | None:
    price = money_of(one.line.price)
    return None if price is None else in_base(price, one.order.rate)


def _service(one: OrderLine) -> bool | None:
    """Whether the line is a service by the kind of its product; None where the file does not tell."""
    kind = fold(one.line.kind)
    return None if not kind else kind in {"услуга", "работа", "послуга", "service"}


def vat_of(facts: Iterable[Order]) -> Vat:
    """The amounts have VAT in them where any document states one: taxes on top were added."""
    for one in facts:
        lines = (tax for line in one.source.lines for tax in line.taxes)
        if any((money_of(tax.amount) or _ZERO) > 0 for tax in (*one.source.taxes, *lines)):
            return Vat.WITH
    return Vat.UNKNOWN
