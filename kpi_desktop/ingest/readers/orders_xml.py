"""Documents of a CommerceML file one by one, in the form of any version: elements of 2.x and 3.x, attributes of 1.x."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kpi_desktop.ingest.readers.elements import attributes, branches, children, line_of, local, named, value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import _Element

DOCUMENT = "Документ"
#: What the file may hold beside documents, by the element that says so, and the element of one entry.
GOODS, GROUPS = "Каталог", "Классификатор"
OFFERS = ("ПакетПредложений", "ИзмененияПакетаПредложений")
_ENTRIES = {"Товар", "Предложение", "Контрагент"}
_TRUE = {"true", "1", "да", "истина"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of goods: what it costs in all, else price and quantity; taxes and discounts of its own."""

    amount: str
    price: str
    quantity: str
    key: str = ""
    name: str = ""
    sku: str = ""
    unit: str = ""
    kind: str = ""
    group: str = ""
    line: int = 0
    taxes: tuple[Extra, ...] = ()
    discounts: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Extra:
    """A tax or a discount of a document or a line and whether its amount is in the sum already."""

    amount: str
    included: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Partner:
    """A counterparty of a document."""

    key: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Product:
    """An entry of the catalogue that a 1.x file carries beside its documents."""

    name: str
    sku: str
    parent: str


@dataclass(frozen=True, slots=True)
class OrderDocument:
    """One document as texts. `fields` are its own elements or attributes, `requisites` its named values."""

    line: int
    fields: dict[str, str]
    requisites: dict[str, str]
    partners: tuple[Partner, ...]
    lines: tuple[Line, ...]
    taxes: tuple[Extra, ...]
    discounts: tuple[Extra, ...]
    region: str = ""
    warehouse: str = ""

    def text(self, *names: str) -> str:
        """The first of the own fields or requisites that says anything."""
        return next((found for name in names if (found := self.fields.get(name) or self.requisites.get(name, ""))), "")


@dataclass(slots=True)
class OrdersFile:
    """What a whole file holds: documents, names of counterparties and goods by key (1.x), counts of other things."""

    version: str = ""
    made: str = ""
    documents: list[OrderDocument] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    goods: dict[str, Product] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    holds: Counter[str] = field(default_factory=Counter)


def read_orders(path: Path) -> OrdersFile:
    """Read the file in one pass, keeping one document in memory at a time; Refusal where it is broken."""
    found = OrdersFile()

    def entered(element: _Element, name: str, first: bool) -> None:
        if first:
            found.version = element.get("ВерсияСхемы", "")
            found.made = element.get("ДатаФормирования", "")
        if name in _ENTRIES or name in {GOODS, GROUPS, *OFFERS}:
            found.holds[name] += 1
        _note(element, name, found)

    for _, element in branches(path, {DOCUMENT}, entered):
        found.documents.append(_document(element))
    return found


def _note(element: _Element, name: str, found: OrdersFile) -> None:
    """Entries of 1.x say all in attributes, which are there from the start."""
    own = element.get("Идентификатор", "")
    if not own:
        return
    if name == "Контрагент":
        found.names[own] = element.get("Наименование", "")
    elif name == "Товар":
        product = Product(element.get("Наименование", ""), element.get("Артикул", ""), element.get("Родитель", ""))
        for key in (own, element.get("ИдентификаторВКаталоге", "")):
            if key:
                found.goods[key] = product
    elif name == "Группа":
        found.groups[own] = element.get("Наименование", "")


def _document(element: _Element) -> OrderDocument:
    fields = attributes(element)
    for one in children(element):
        if len(one) == 0 and (one.text or "").strip():
            fields[local(one)] = (one.text or "").strip()
    warehouses = [value(store, "Наименование") for group in named(element, "Склады") for store in named(group, "Склад")]
    return OrderDocument(
        line=line_of(element),
        fields=fields,
        requisites=_requisites(element),
        partners=tuple(_partners(element)),
        lines=tuple(_lines(element)),
        taxes=tuple(_extras(element, "Налоги", "Налог", "СуммаНалога")),
        discounts=tuple(_extras(element, "Скидки", "Скидка", "")),
        region=_region(element),
        warehouse=next(filter(None, warehouses), ""),
    )


def _requisites(element: _Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for group in named(element, "ЗначенияРеквизитов"):
        for entry in named(group, "ЗначениеРеквизита"):
            name, text = value(entry, "Наименование"), value(entry, "Значение")
            if name and text:
                found.setdefault(name, text)
    return found


def _partners(element: _Element) -> Iterator[Partner]:
    for group in named(element, "Контрагенты"):
        for entry in named(group, "Контрагент"):
            name = value(entry, "Наименование") or value(entry, "ПолноеНаименование")
            yield Partner(value(entry, "Ид") or value(entry, "ИНН"), name, value(entry, "Роль"))
    for entry in named(element, "ПредприятиеВДокументе"):
        yield Partner(entry.get("Контрагент", ""), "", entry.get("Роль", ""))


def _lines(element: _Element) -> Iterator[Line]:
    for group in named(element, "Товары"):
        for entry in named(group, "Товар"):
            requisites = _requisites(entry)
            yield Line(
                amount=value(entry, "Сумма"),
                price=value(entry, "ЦенаЗаЕдиницу") or value(entry, "Цена"),
                quantity=value(entry, "Количество"),
                key=value(entry, "Ид"),
                name=value(entry, "Наименование"),
                sku=value(entry, "Артикул"),
                unit=_unit(entry),
                kind=requisites.get("ТипНоменклатуры", ""),
                group=requisites.get("ВидНоменклатуры", ""),
                line=line_of(entry),
                taxes=tuple(_extras(entry, "Налоги", "Налог", "")),
                discounts=tuple(_extras(entry, "Скидки", "Скидка", "")),
            )
    for entry in named(element, "ТоварнаяПозиция"):
        yield Line(
            amount=entry.get("Сумма", ""),
            price=entry.get("Цена", ""),
            quantity=entry.get("Количество", ""),
            key=entry.get("Товар", ""),
            unit=entry.get("Единица", ""),
            line=line_of(entry),
            taxes=tuple(_extras(entry, "Налоги", "Налог", "СуммаНалога")),
        )


def _unit(entry: _Element) -> str:
    """The unit of the line: in short where it is given in parts, else that of the product."""
    for one in named(entry, "Единица"):
        found = value(one, "НаименованиеКраткое") or value(one)
        if found:
            return found
    return unit_of(entry)


def unit_of(entry: _Element) -> str:
    """The product's own unit, as text or as attributes."""
    for one in named(entry, "БазоваяЕдиница"):
        found = value(one) or one.get("НаименованиеКраткое", "") or one.get("НаименованиеПолное", "")
        if found:
            return found.strip()
    return ""


def _extras(element: _Element, group_name: str, name: str, attribute_name: str) -> Iterator[Extra]:
    for group in named(element, group_name):
        for entry in named(group, name):
            included = value(entry, "УчтеноВСумме").lower() in {*_TRUE, ""}
            yield Extra(value(entry, "Сумма"), included, value(entry, "Наименование"))
    for entry in named(element, attribute_name) if attribute_name else ():
        included = entry.get("ВключенВСумму", "1").lower() in _TRUE
        yield Extra(entry.get("Сумма", ""), included, entry.get("Налог", ""))


def _region(element: _Element) -> str:
    """The region, else the town, of the first counterparty's address where it is given in parts."""
    parts: dict[str, str] = {}
    for entry in element.iter("{*}АдресноеПоле"):
        parts.setdefault(value(entry, "Тип"), value(entry, "Значение"))
    return parts.get("Регион") or parts.get("Город", "")
