"""Documents of 1C as they count: which of them are facts, what their lines come to with VAT, in whose money."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.ingest.importers.odata_kinds import SERVICE_PARTS, counts
from kpi_desktop.ingest.normalise import PLACEHOLDERS, key, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kpi_desktop.ingest.importers.odata_kinds import ObjectKind
    from kpi_desktop.ingest.importers.odata_names import Names
    from kpi_desktop.ingest.readers.odata_json import Element

_ZERO = Decimal(0)
_KOPECK = Decimal("0.01")
_EARLIEST = 1990
#: Money of the book has fourteen digits before the point.
LARGEST = Decimal(10) ** 14

OPERATION = ("ВидОперации", "ХозяйственнаяОперация")
#: Fields of documents and lines by what they mean; the first filled one counts.
TOTAL = ("СуммаДокумента", "Сумма", "СуммаПлатежа")
WITH_VAT = ("СуммаСНДС", "Всего")
AMOUNT = ("Сумма", "СуммаВыручки", "Стоимость", "СуммаПродажи")
INCLUDES_VAT = ("СуммаВключаетНДС", "ЦенаВключаетНДС")
WITHOUT_VAT = ("ДокументБезНДС",)
CURRENCY = ("ВалютаДокумента", "Валюта")
CUSTOMER = ("Контрагент", "Партнер", "Покупатель", "Плательщик", "Получатель")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a tabular part: its amount with VAT where the document tells, else as it is written."""

    element: Element
    amount: Decimal
    vat: Decimal | None
    service: bool | None


@dataclass(frozen=True, slots=True)
class Document:
    """One document that counts. `stated` is its own total, `total` what its lines come to.

    `with_vat` is None where nothing tells whether VAT is in the amounts. `currency` is '' where only a key is known.
    """

    element: Element
    moment: datetime
    number: str
    operation: str
    currency: str
    currency_key: str
    stated: Decimal | None
    lines: tuple[Line, ...] = ()
    with_vat: bool | None = None
    unread_lines: int = 0

    @property
    def total(self) -> Decimal | None:
        """What the lines come to; None for a document without lines."""
        return sum((line.amount for line in self.lines), _ZERO) if self.lines else None


def why_out(element: Element, kind: ObjectKind) -> str:
    """Why a document is no fact by its own state: `deleted`, `unposted`, `bank`, its operation; else ''."""
    if element.flag("DeletionMark"):
        return "deleted"
    if element.flag("Posted") is False or element.flag("Active") is False:
        return "unposted"
    if kind.fact == "payment" and element.flag("ПроведеноБанком") is False:
        return "bank"
    operation = operation_of(element)
    return "" if counts(kind, operation) else operation or "operation"


def read_document(element: Element, kind: ObjectKind, names: Names) -> Document | str:
    """The document, or what hinders: `day`, `number`, `amount`."""
    moment = element.moment("Date", "Period")
    if moment is None or moment.year < _EARLIEST:
        return "day"
    number = element.text("Number") if not kind.register else _recorder(element, names)
    if not number and not kind.register and not kind.summary:
        return "number"
    code, unnamed = names.currency(element.reference(*CURRENCY))
    stated = element.number(*TOTAL) if not kind.register else None
    if kind.fact in ("payment", "stock", "price"):
        fits = kind.fact != "payment" or (stated is not None and abs(stated) < LARGEST)
        return Document(element, moment, number, operation_of(element), code, unnamed, stated) if fits else "amount"
    read, with_vat, unread = _lines(element, kind, stated)
    if not read and (stated is None or kind.fact == "sale"):
        return "amount" if unread or stated is None else "lines"
    return Document(element, moment, number, operation_of(element), code, unnamed, stated, read, with_vat, unread)


def _lines(element: Element, kind: ObjectKind, stated: Decimal | None) -> tuple[tuple[Line, ...], bool | None, int]:
    """The lines, whether VAT is in them, how many could not be read; one for the whole where the answer has none.

    The total of a document of 1C holds its VAT in every configuration.
    """
    if not kind.register and not element.has(*kind.parts):
        whole = stated is not None and abs(stated) < LARGEST and kind.fact == "sale"
        return ((Line(element, stated, None, None),) if whole and stated is not None else ()), True, 0
    rows = _rows(element, kind)
    with_vat = vat_inside(element, [row for row, _ in rows], stated, kind)
    lines = [_line(row, with_vat, True if services else None) for row, services in rows]
    read = tuple(line for line in lines if line is not None)
    return read, with_vat, len(rows) - len(read)


def operation_of(element: Element) -> str:
    """The document's operation as 1C calls it."""
    found = element.reference(*OPERATION)
    return tidy(found.name) if found else ""


def vat_inside(element: Element, rows: Sequence[Element], stated: Decimal | None, kind: ObjectKind) -> bool | None:
    """Whether the lines' amounts hold their VAT; by the document's own mark, else by what adds up to its total."""
    if any(row.number(*WITH_VAT) is not None for row in rows):
        return True
    told = element.flag(*INCLUDES_VAT)
    if told is not None or kind.register:
        return told
    if element.flag(*WITHOUT_VAT):
        return True
    amounts = sum((row.number(*AMOUNT) or _ZERO for row in rows), _ZERO)
    taxes = sum((row.number("СуммаНДС") or _ZERO for row in rows), _ZERO)
    if stated is None or not any(row.has("СуммаНДС") for row in rows):
        return None
    if abs(amounts - stated) < _KOPECK:
        return True
    return False if abs(amounts + taxes - stated) < _KOPECK else None


def _line(row: Element, with_vat: bool | None, service: bool | None) -> Line | None:
    vat = row.number("СуммаНДС", "НДС")
    whole = row.number(*WITH_VAT)
    if whole is not None:
        return Line(row, whole, vat, service) if abs(whole) < LARGEST else None
    amount = row.number(*AMOUNT)
    if amount is None:
        price, quantity = row.number("Цена"), row.number("Количество")
        if price is None or quantity is None:
            return None
        amount = (price * quantity).quantize(_KOPECK)
    amount += (vat or _ZERO) if with_vat is False else _ZERO
    return Line(row, amount, vat, service) if abs(amount) < LARGEST else None


def _rows(element: Element, kind: ObjectKind) -> list[tuple[Element, bool]]:
    """The lines that count, and whether each stands among services; cancelled lines of orders do not count."""
    if kind.register:
        return [(element, False)]
    found = ((row, part in SERVICE_PARTS) for part in kind.parts for row in element.part(part))
    return [(row, services) for row, services in found if not row.flag("Отменено")]


def _recorder(element: Element, names: Names) -> str:
    found = element.reference("Recorder")
    return names.name(found, "Recorder") if found and found.name else (found.key if found else "")


def number_of(document: Document, kind: ObjectKind) -> str:
    """The number under which the document is kept: kinds that count on their own have their word before it."""
    return f"{kind.label} {document.number}" if kind.label and document.number else document.number


def customer_of(element: Element, names: Names) -> tuple[str, str]:
    """The buyer, and the name of one who is nobody in particular (then the buyer is '')."""
    found = element.reference(*CUSTOMER)
    name = names.name(found, "Контрагент")
    return ("", name) if name and key(name) in PLACEHOLDERS else (name, "")


def base_currency(documents: Sequence[Document]) -> str:
    """The currency (its code, else its key) of most documents; '' where none is told."""
    told = Counter(one.currency or one.currency_key for one in documents if one.currency or one.currency_key)
    return min(told, key=lambda code: (-told[code], code), default="")


def in_currency(one: Document, base: str) -> bool:
    """Whether the document is in this currency; one that says nothing is taken to be."""
    return (one.currency or one.currency_key or base) == base
