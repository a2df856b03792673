"""Documents of EnterpriseData as facts: which are sales, returns, orders or money, and what their rows come to."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from kpi_desktop.ingest.importers.bank_documents import CURRENCIES
from kpi_desktop.ingest.importers.commerceml_orders import currency_code, day_of, number_of
from kpi_desktop.ingest.importers.exchange import money_of, quantity_of
from kpi_desktop.ingest.normalise import tidy
from kpi_desktop.ingest.readers.enterprise_xml import OTHERS_PARTS, RETURN_PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kpi_desktop.ingest.readers.enterprise_xml import DocumentRow, EnterpriseDocument, EnterpriseFile, Product

_ZERO, _KOPECK, _FINE = Decimal(0), Decimal("0.01"), Decimal("0.0001")
_TRUE, _FALSE = {"true", "1", "да"}, {"false", "0", "нет"}
RETAIL = "ОтчетОРозничныхПродажах"
_MEANINGS = {
    "sale": {"РеализацияТоваровУслуг", "РеализацияТоваров", "АктВыполненныхРабот", "РасходнаяНакладная", RETAIL},
    "return": {"ВозвратТоваровОтПокупателя", "ВозвратТоваровОтКлиента"},
    "order": {"ЗаказКлиента", "ЗаказПокупателя"},
}
_RECEIVED = ("ПБДС", "ПКО", "ПоступлениеНаРасчетныйСчет", "ПоступлениеБезналичных", "ПриходныйКассовыйОрдер",
             "ПоступлениеВКассу", "ПоступлениеНаСчет")  # fmt: skip
_PAID = ("СБДС", "РКО", "СписаниеСРасчетногоСчета", "СписаниеБезналичных", "РасходныйКассовыйОрдер", "РасходИзКассы",
         "РасходСоСчета")  # fmt: skip
#: Money that only changes its place.
_OWN = ("ПереводНаДругойСчет", "ВзносНаличными", "СнятиеНаличных", "ПолучениеНаличныхВБанке", "НаБанковскийСчет",
        "ВнутренняяПередача", "КонвертацияВалюты")  # fmt: skip
_RATE = re.compile(r"(?:НДС)?\s*(\d{1,2})(?:[.,]0+)?\s*%?")


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that counts, in the currency of the books; `total` is its sum with VAT where it states one."""

    source: EnterpriseDocument
    meaning: str
    day: date
    number: str
    total: Decimal | None
    rate: Decimal


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One row of a document as a fact; a return is negative."""

    entry: Entry
    row: DocumentRow
    product: Product | None
    amount: Decimal
    vat: Decimal | None
    quantity: Decimal | None
    price: Decimal | None
    back: bool


def meaning_of(document: EnterpriseDocument) -> str:
    """What the kind of document makes of it: `sale`, `return`, `order`, `in`, `out`, `own`; '' for any other."""
    kind = document.kind
    for meaning, kinds in _MEANINGS.items():
        if kind in kinds:
            return meaning
    direction = "in" if kind.startswith(_RECEIVED) else "out" if kind.startswith(_PAID) else ""
    return "own" if direction and kind.endswith(_OWN) else direction


def why_out(document: EnterpriseDocument) -> str:
    """Why a document does not count by its own state: `other` kind, `deleted`, `unposted`; else ''."""
    if not meaning_of(document):
        return "other"
    fields = document.fields
    if fields.get("ПометкаУдаления", "").lower() in _TRUE or fields.get("СостояниеОбъекта", "") == "Удален":
        return "deleted"
    return "unposted" if fields.get("Проведен", "").lower() in _FALSE else ""


def base_currency(documents: Iterable[EnterpriseDocument]) -> str:
    """The currency in which most documents are; roubles where as many are in them."""
    named = Counter(code for one in documents if (code := code_of(one.currency)))
    return min(named, key=lambda code: (-named[code], code != "RUB", code), default="")


def code_of(text: str) -> str:
    """The letters of a currency that is named by its digits or in words."""
    digits = text.strip()
    return CURRENCIES.get(digits.zfill(3), "") if digits.isdigit() else currency_code(text)


def read_entry(document: EnterpriseDocument, base: str) -> Entry | str:
    """The document as an entry, or what hinders: `day`, `number`, `currency`."""
    fields = document.fields
    money = meaning_of(document) in {"in", "out", "own"}
    day = day_of(fields.get("ДатаВыписки", "") if money else "") or day_of(fields.get("Дата", ""))
    number = tidy((fields.get("НомерВходящегоДокумента", "") if money else "") or fields.get("Номер", ""))
    if day is None or not number:
        return "number" if day else "day"
    rate = _rate(document, base)
    if rate is None:
        return "currency"
    return Entry(document, meaning_of(document), day, number, money_of(fields.get("Сумма", "")), rate)


def _rate(document: EnterpriseDocument, base: str) -> Decimal | None:
    """Units of the base for one of the document's currency, by the document's own rate; None where it has none."""
    code = code_of(document.currency) or base
    if code == base:
        return Decimal(1)
    rate, multiple = number_of(document.rate), number_of(document.multiple or "1")
    if code_of(document.settlement) != code or not rate or not multiple or rate == 1:
        return None
    return rate / multiple


def lines_of(entry: Entry, found: EnterpriseFile) -> list[EntryLine] | None:
    """The rows that are the company's own, with VAT; None where one of them cannot be read."""
    lines = []
    for row in entry.source.rows:
        if row.part in OTHERS_PARTS:
            continue
        amount, vat = _with_vat(entry.source, row)
        quantity, price = quantity_of(row.quantity), money_of(row.price)
        if amount is None:
            return None
        back = entry.meaning == "return" or row.part in RETURN_PARTS or amount < 0
        sign = -1 if back else 1
        lines.append(EntryLine(
            entry, row, found.products.get(row.product.key), sign * abs(_based(amount, entry.rate)),
            None if vat is None else sign * abs(_based(vat, entry.rate)),
            None if quantity is None else sign * abs(quantity), None if price is None else _based(price, entry.rate),
            back,
        ))  # fmt: skip
    return lines


def _with_vat(document: EnterpriseDocument, row: DocumentRow) -> tuple[Decimal | None, Decimal | None]:
    """The sum of the row with VAT and the VAT in it, by its own amount, else by its rate."""
    amount, vat = money_of(row.amount), money_of(row.vat)
    if not row.amount:
        price, quantity = money_of(row.price), quantity_of(row.quantity)
        amount = None if price is None or quantity is None else (price * quantity).quantize(_KOPECK, ROUND_HALF_UP)
    if amount is None or document.fields.get("СуммаВключаетНДС", "").lower() not in _FALSE:
        return amount, vat
    if vat is None:
        share = _RATE.fullmatch(row.rate.replace("_", "").strip())
        vat = (amount * Decimal(share[1]) / 100).quantize(_KOPECK, ROUND_HALF_UP) if share else _ZERO
    return amount + vat, vat


def stated_total(entry: Entry) -> Decimal | None:
    """What the heading says of the document's own rows with VAT; None where it says nothing or speaks of more."""
    rows = entry.source.rows
    if (
        entry.total is None
        or entry.source.kind == RETAIL
        or any(row.part in OTHERS_PARTS | RETURN_PARTS for row in rows)
    ):
        return None
    if entry.source.fields.get("СуммаВключаетНДС", "").lower() in _FALSE:
        raw = sum((money_of(row.amount) or _ZERO for row in rows), _ZERO)
        if raw == entry.total:
            return None
    total = _based(entry.total, entry.rate)
    return -abs(total) if entry.meaning == "return" else total


def basis_unknown(entry: Entry) -> bool:
    """Whether the sums are without VAT and neither an amount nor a rate tells how much it is."""
    if entry.source.fields.get("СуммаВключаетНДС", "").lower() not in _FALSE:
        return False
    return any(not row.vat and not row.rate for row in entry.source.rows if row.part not in OTHERS_PARTS)


def _based(amount: Decimal, rate: Decimal) -> Decimal:
    return amount if rate == 1 else (amount * rate).quantize(_FINE, ROUND_HALF_UP)


def amount_of(entry: Entry, lines: Iterable[EntryLine]) -> Decimal:
    """What an order comes to: its own sum, else its rows."""
    if entry.total is not None:
        return _based(entry.total, entry.rate)
    return sum((line.amount for line in lines), _ZERO)


def customer_keys(documents: Iterable[EnterpriseDocument]) -> dict[str, str]:
    """A key for each customer by its reference: its name, and its tax number too where a name stands for several."""
    named: dict[str, dict[str, str]] = defaultdict(dict)
    for one in documents:
        customer = one.customer
        if customer:
            named[tidy(customer.name)][customer.key or customer.inn or customer.name] = customer.inn
    keys = {}
    for name, references in named.items():
        for key, inn in references.items():
            keys[key] = name if name and len(references) == 1 else tidy(f"{name} {inn or key}")
    return keys


@dataclass(frozen=True, slots=True)
class Movement:
    """One payment as a fact."""

    entry: Entry
    amount: Decimal
    contract: str
    article: str


def movements_of(entry: Entry) -> list[Movement] | None:
    """The payment by contracts and articles where its parts add up to it, else as a whole; None where it has no sum."""
    parts = [(money_of(part.amount), part) for part in entry.source.payments]
    known = [amount for amount, _ in parts if amount is not None]
    whole = (
        entry.total if entry.total is not None else sum(known, _ZERO) if known and len(known) == len(parts) else None
    )
    if whole is None or whole < 0:
        return None
    if parts and len(known) == len(parts) and sum(known, _ZERO) == whole:
        return [
            Movement(entry, _based(amount, entry.rate), tidy(part.contract), tidy(part.article))
            for amount, part in parts if amount is not None
        ]  # fmt: skip
    first = entry.source.payments[0] if entry.source.payments else None
    return [
        Movement(entry, _based(whole, entry.rate), tidy(first.contract) if first else "",
                 tidy(first.article) if first else "")
    ]  # fmt: skip
