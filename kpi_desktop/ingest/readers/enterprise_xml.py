"""Messages of 1C in the format EnterpriseData: documents and entries of catalogues one by one, as texts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kpi_desktop.ingest.readers.elements import branches, child, children, line_of, local, named, value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import _Element

DOCUMENT, CATALOGUE = "Документ.", "Справочник."
_KEYS = "КлючевыеСвойства"
_COMMON = ("ОбщиеДанные", "ОбщиеСвойстваОбъектовФормата")
#: Parts of documents that are the company's own sales; agents' services and returnable tare are not.
GOODS_PARTS = {"Товары", "ТоварыПродажа", "Услуги", "Продукция"}
RETURN_PARTS = {"ТоварыВозврат", "ТоварыВозвращенные", "ВозвращенныеТовары"}
OTHERS_PARTS = {"АгентскиеУслуги", "ВозвратнаяТара", "КомиссионныеТовары"}


@dataclass(frozen=True, slots=True)
class Reference:
    """A thing that a document names: its id, what it is called, its tax number or article."""

    key: str = ""
    name: str = ""
    inn: str = ""
    sku: str = ""

    def __bool__(self) -> bool:
        """Whether the document names anything at all."""
        return bool(self.key or self.name or self.inn)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One row of a document's table of goods or services."""

    part: str
    line: int
    product: Reference
    unit: str
    quantity: str
    price: str
    amount: str
    vat: str
    rate: str


@dataclass(frozen=True, slots=True)
class PaymentPart:
    """One row of what a payment is for."""

    amount: str
    contract: str
    article: str


@dataclass(frozen=True, slots=True)
class EnterpriseDocument:
    """One document; `fields` are its own values as texts, those of its key properties and common data too."""

    kind: str
    line: int
    fields: dict[str, str]
    organisation: Reference
    customer: Reference
    currency: str
    settlement: str
    rate: str
    multiple: str
    warehouse: str
    department: str
    manager: str
    account: str
    rows: tuple[DocumentRow, ...]
    payments: tuple[PaymentPart, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """A product of the catalogue that came with the message."""

    name: str
    sku: str
    group: str
    unit: str
    service: bool


@dataclass(slots=True)
class EnterpriseFile:
    """What a whole message holds."""

    version: str = ""
    documents: list[EnterpriseDocument] = field(default_factory=list)
    products: dict[str, Product] = field(default_factory=dict)
    holds: Counter[str] = field(default_factory=Counter)
    supported: set[str] = field(default_factory=set)


class _Wanted:
    """The elements that are objects of the format, and the cells of the list of what an infobase can exchange."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name == "Value" or name.startswith((DOCUMENT, CATALOGUE)))


def read_enterprise(path: Path) -> EnterpriseFile:
    """Read the message in one pass, keeping one object in memory at a time; Refusal where it is broken."""
    found = EnterpriseFile()

    def entered(element: _Element, name: str, first: bool) -> None:
        if name == "Body":
            found.version = str(element.tag).rpartition("}")[0].rpartition("/")[2]
        elif name == "УдалениеОбъекта":
            found.holds[name] += 1
        elif first and name.rpartition(":")[2] == "return":
            found.holds["IBParameters"] += 1

    for name, element in branches(path, _Wanted(), entered):
        _take(found, name, element)
    return found


def _take(found: EnterpriseFile, name: str, element: _Element) -> None:
    if name == "Value":
        texts = ((one.text or "").strip() for one in element.iter())
        found.supported |= {text for text in texts if text.startswith((DOCUMENT, CATALOGUE))}
        return
    found.holds[name] += 1
    if name.startswith(DOCUMENT):
        found.documents.append(_document(name.removeprefix(DOCUMENT), element))
    elif name == "Справочник.Номенклатура":
        found.products |= _product(element)


def _document(kind: str, element: _Element) -> EnterpriseDocument:
    settlement = child(element, "ДанныеВзаиморасчетов")
    return EnterpriseDocument(
        kind=kind,
        line=line_of(element),
        fields=_fields(element),
        organisation=_reference(child(element, _KEYS, "Организация")) or _reference(child(element, "Организация")),
        customer=_reference(child(element, "Контрагент")) or _reference(child(element, "Партнер")),
        currency=_currency(child(element, "Валюта")) or _currency(child(element, "ОбщиеДанные", "Валюта")),
        settlement=_currency(child(settlement, "ВалютаВзаиморасчетов")),
        rate=value(settlement, "КурсВзаиморасчетов"),
        multiple=value(settlement, "КратностьВзаиморасчетов"),
        warehouse=value(element, "Склад", "Наименование"),
        department=value(element, "Подразделение", "Наименование"),
        manager=_manager(element),
        account=_account(element),
        rows=tuple(_rows(element)),
        payments=tuple(_payments(element)),
    )


def _fields(element: _Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for place in (element, child(element, _KEYS), *(child(element, name) for name in _COMMON)):
        for one in children(place) if place is not None else ():
            if len(one) == 0 and (one.text or "").strip():
                found.setdefault(local(one), (one.text or "").strip())
    return found


def _reference(element: _Element | None) -> Reference:
    if element is None:
        return Reference()
    name = value(element, "Наименование") or value(element, "НаименованиеПолное")
    return Reference(
        value(element, "Ссылка"), name or value(element, "НаименованиеСокращенное"), value(element, "ИНН"),
        value(element, "Артикул"),
    )  # fmt: skip


def _currency(element: _Element | None) -> str:
    code = value(element, "ДанныеКлассификатора", "Код") or value(element, "Код")
    return code or value(element, "ДанныеКлассификатора", "Наименование") or value(element, "Наименование")


def _manager(element: _Element) -> str:
    places = (("Менеджер",), ("Ответственный",), ("ОбщиеСвойстваОбъектовФормата", "Ответственный"),
              ("ОбщиеДанные", "Ответственный"))  # fmt: skip
    return next((name for place in places if (name := value(element, *place, "Наименование"))), "")


def _account(element: _Element) -> str:
    for place in (child(element, "ОбщиеДанные"), element):
        number = value(place, "БанковскийСчетОрганизации", "НомерСчета")
        if number or (number := value(place, "Касса", "Наименование")):
            return number
    return ""


def _rows(element: _Element) -> Iterator[DocumentRow]:
    for part in children(element):
        name = local(part)
        if name not in GOODS_PARTS | RETURN_PARTS | OTHERS_PARTS:
            continue
        for row in named(part, "Строка"):
            data = child(row, "ДанныеНоменклатуры")
            product = child(data, "Номенклатура")
            thing = _reference(product if product is not None else child(row, "Номенклатура")) or _reference(data)
            if not thing.name:
                thing = Reference(thing.key, value(row, "Содержание"), sku=thing.sku)
            rate = value(row, "СтавкаНДС") or value(row, "СтавкаНДС", "Ставка")
            untaxed = value(row, "СтавкаНДС", "НеОблагается").lower() == "true"
            yield DocumentRow(
                name, line_of(row), thing, _unit(row), value(row, "Количество"), value(row, "Цена"),
                value(row, "Сумма"), value(row, "СуммаНДС"), "БезНДС" if untaxed else rate,
            )  # fmt: skip


def _unit(element: _Element) -> str:
    unit = child(element, "ЕдиницаИзмерения")
    return value(unit, "ДанныеКлассификатора", "Наименование") or value(unit, "Наименование")


def _payments(element: _Element) -> Iterator[PaymentPart]:
    for row in (one for part in named(element, "РасшифровкаПлатежа") for one in named(part, "Строка")):
        contract = child(row, "ДанныеВзаиморасчетов", "Договор")
        if contract is None:
            contract = child(row, "Договор")
        yield PaymentPart(
            value(row, "Сумма"), value(contract, "Номер") or value(contract, "Наименование"),
            value(row, "СтатьяДДС", "Наименование"),
        )  # fmt: skip


def _product(element: _Element) -> dict[str, Product]:
    keys = child(element, _KEYS)
    key = value(keys, "Ссылка")
    kind = value(element, "ТипНоменклатуры") or value(element, "ВидНоменклатуры", "ТипНоменклатуры")
    group = value(keys, "Группа", "Наименование") or value(element, "Группа", "Наименование")
    product = Product(
        value(keys, "Наименование") or value(keys, "НаименованиеПолное"), value(keys, "Артикул"),
        group or value(element, "ВидНоменклатуры", "Наименование"), _unit(element),
        kind.lower() in {"услуга", "работа"},
    )  # fmt: skip
    return {key: product} if key else {}
