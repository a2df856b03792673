"""Documents of CommerceML as orders: which of them are facts, what they come to, in whose money, by whom."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from kpi_desktop.ingest.headings import heading
from kpi_desktop.ingest.importers.bank_documents import CURRENCIES
from kpi_desktop.ingest.importers.exchange import money_of
from kpi_desktop.ingest.normalise import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kpi_desktop.ingest.readers.orders_xml import Extra, Line, OrderDocument

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?|(\d{2})\.(\d{2})\.(\d{4})(?: .*)?")
_CODE = re.compile(r"^\[[^\]]{1,20}\]\s*")
_CANCELLED = re.compile(r".*(отмен|аннулир|отказ|cancel|declin).*")
_YES = {"true", "да", "1", "истина"}
_NO = {"false", "нет", "0", "ложь"}
#: What the operations of documents mean, as the standard and the usual shops name them.
_MEANINGS = {
    "order": {"", "заказ товара", "заказ", "заказ покупателя", "заказ клиента", "order"},
    "sale": {
        "отпуск товара", "отпуск товаров", "реализация", "реализация товара", "реализация товаров",
        "реализация товаров и услуг", "отгрузка", "отгрузка товара", "отгрузка товаров", "продажа", "продажа товара",
        "sale", "розничная продажа",
    },
    "return": {"возврат товара", "возврат товаров", "возврат товара от покупателя", "возврат от покупателя",
               "возврат товаров от покупателя", "возврат", "return"},
    "money": {"выплата наличных денег", "выплата безналичных денег", "эквайринговая операция", "оплата", "payment"},
}  # fmt: skip
_BUYERS = {"покупатель", "buyer", "плательщик", "получатель"}
_SELLERS = {"продавец", "saler", "seller"}
_KOPECK = Decimal("0.01")
_EARLIEST = 1990


@dataclass(frozen=True, slots=True)
class Order:
    """One order in the currency of the file; `stated` is the sum of its heading, `expected` that of its lines."""

    source: OrderDocument
    day: date
    number: str
    amount: Decimal
    raw: Decimal
    stated: Decimal | None
    expected: Decimal | None
    currency: str
    rate: Decimal
    customer: str
    customer_name: str


def meaning_of(document: OrderDocument) -> str:
    """What the operation makes of the document: `order`, `sale`, `return`, `money`; '' for any other operation."""
    return _meaning(document.text("ХозОперация"))


@lru_cache(maxsize=256)
def _meaning(operation: str) -> str:
    folded = fold(operation)
    return next((meaning for meaning, words in _MEANINGS.items() if folded in words), "")


def why_out(document: OrderDocument) -> str:
    """Why a document is no fact by its own state: its operation, `deleted`, `unposted`, `bought`, `status`; else ''."""
    if not meaning_of(document):
        return document.text("ХозОперация")
    if document.text("ПометкаУдаления").lower() in _YES:
        return "deleted"
    if document.text("Проведен", "Проведён").lower() in _NO:
        return "unposted"
    if bought(document):
        return "bought"
    return "" if document.fields.get("Сумма") or document.lines else "status"


def currency_code(word: str) -> str:
    """The code of a currency as files name it: RUB for «руб.», UAH for «грн»; '' where there is none."""
    text = tidy(word).rstrip(".")
    if not text:
        return ""
    return CURRENCIES.get(text) or heading(f"сумма {text}").currency or text.upper()[:3]


def base_currency(documents: Iterable[OrderDocument]) -> str:
    """The currency of the shop's books: the one most documents have at a rate of one, else most of all."""
    pairs = [(currency_code(one.text("Валюта")), rate_of(one)) for one in documents]
    at_one = Counter(code for code, rate in pairs if code and rate == 1)
    named = at_one or Counter(code for code, _ in pairs if code)
    return min(named, key=lambda code: (-named[code], code), default="")


def rate_of(document: OrderDocument) -> Decimal | None:
    """Units of the base currency for one of the document's; one where none is given, None where it is unreadable."""
    rate, multiple = document.text("Курс"), document.text("Кратность")
    value = number_of(rate) if rate else Decimal(1)
    parts = number_of(multiple) if multiple else Decimal(1)
    return None if not value or not parts or value < 0 or parts < 0 else value / parts


def read_order(document: OrderDocument, base: str, names: Mapping[str, str]) -> Order | str:
    """The document as an order, or what hinders: `day`, `number`, `amount`, `currency`."""
    day, number = day_of(document.text("Дата")), tidy(document.fields.get("Номер", "") or document.fields.get("Ид", ""))
    stated, expected = money_of(document.fields.get("Сумма", "")), lines_total(document)
    value = stated if stated is not None else expected
    rate, code = rate_of(document), currency_code(document.text("Валюта")) or base
    if day is None or not number:
        return "number" if day else "day"
    if value is None:
        return "amount"
    if rate is None or (code != base and rate == 1):
        return "currency"
    factor = Decimal(1) if code == base else rate
    amount = value if code == base else (value * factor).quantize(_KOPECK, ROUND_HALF_UP)
    key, name = _customer(document, names)
    return Order(document, day, number, amount, value, stated, expected, code, factor, key, name)


def lines_total(document: OrderDocument) -> Decimal | None:
    """What the lines come to with taxes on top and without discounts that are not in them; None where unreadable."""
    if not document.lines:
        return None
    total = Decimal(0)
    for line in document.lines:
        amount = line_amount(line)
        if amount is None:
            return None
        total += amount
    return total + extras_of_all(document)


def line_amount(line: Line) -> Decimal | None:
    """What the line comes to by itself: its sum, price by quantity where it has none; None where it cannot be read."""
    if line.amount:
        return money_of(line.amount)
    price, quantity = money_of(line.price), number_of(line.quantity)
    return None if price is None or quantity is None else (price * quantity).quantize(_KOPECK, ROUND_HALF_UP)


def extras_of_all(document: OrderDocument) -> Decimal:
    """Taxes on top less discounts that are not in the sums: as the document states them, else as its lines do."""
    own = document.lines
    taxes = on_top(document.taxes) if document.taxes else sum((on_top(line.taxes) for line in own), Decimal(0))
    if document.discounts:
        return taxes - on_top(document.discounts)
    return taxes - sum((on_top(line.discounts) for line in own), Decimal(0))


def day_of(text: str) -> date | None:
    """The day of an ISO or Russian date with or without a time; None for an empty one, which 1C writes as year 1."""
    parts = _DAY.fullmatch(text.strip())
    if parts is None:
        return None
    year, month, day = (parts[1], parts[2], parts[3]) if parts[1] else (parts[6], parts[5], parts[4])
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year >= _EARLIEST else None


def status_of(document: OrderDocument) -> str:
    """The status without the site's code before it."""
    text = tidy(document.text("Статус заказа", "СтатусЗаказа", "Статус"))
    return _CODE.sub("", text) or text or document.text("Статуса заказа ИД")


def cancelled(document: OrderDocument) -> bool:
    """Whether the order was cancelled, by its own mark, else by the words of its status."""
    mark = document.text("Отменен", "Отменён").lower()
    return mark in _YES if mark in _YES | _NO else bool(_CANCELLED.match(fold(status_of(document))))


def paid_day(document: OrderDocument) -> date | None:
    """The day of payment; none where the shop says that the order is not paid."""
    if document.text("Заказ оплачен").lower() in _NO:
        return None
    return day_of(document.text("Дата оплаты по 1С", "Дата оплаты"))


def paid_without_day(document: OrderDocument) -> bool:
    """Whether the order is marked as paid and does not say when."""
    return document.text("Заказ оплачен").lower() in _YES and paid_day(document) is None


def shipped_day(document: OrderDocument) -> date | None:
    """The day of shipment, which 1C fills when the goods have left."""
    if document.text("Отгружен").lower() in _NO:
        return None
    return day_of(document.text("Дата отгрузки по 1С", "Дата отгрузки"))


def bought(document: OrderDocument) -> bool:
    """Whether both the writer's role and the other side's say that the writer buys: an order to a supplier."""
    roles = {fold(one.role) for one in document.partners if one.role}
    return ours_as_buyer(document) and bool(roles & _SELLERS) and not roles & _BUYERS


def ours_as_buyer(document: OrderDocument) -> bool:
    """Whether the document says that its writer buys."""
    return fold(document.fields.get("Роль", "")) in _BUYERS


def on_top(extras: Sequence[Extra]) -> Decimal:
    """What taxes or discounts come to that are not in the sum yet."""
    return sum((money_of(extra.amount) or Decimal(0) for extra in extras if not extra.included), Decimal(0))


def _customer(document: OrderDocument, names: Mapping[str, str]) -> tuple[str, str]:
    """Key and name of the other side: the buyer where roles are told, the seller where we buy."""
    wanted = _SELLERS if ours_as_buyer(document) else _BUYERS
    told = [one for one in document.partners if fold(one.role) in wanted]
    for one in told or [one for one in document.partners if not one.role]:
        name = tidy(one.name or names.get(one.key, ""))
        return tidy(one.key) or name, name
    return "", ""


def number_of(text: str) -> Decimal | None:
    """A quantity or a rate; None where the text holds none."""
    bare = "".join(text.split()).replace(",", ".")
    return Decimal(bare) if re.fullmatch(r"-?\d{1,15}(\.\d{1,12})?", bare) else None
