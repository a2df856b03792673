"""Documents of a CommerceML file one by one, in the form of any version: elements of 2.x and 3.x, attributes of 1.x."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from kpi_desktop.ingest import refusal

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
    """One line of goods: what it costs in all, else price and quantity."""

    amount: str
    price: str
    quantity: str


@dataclass(frozen=True, slots=True)
class Extra:
    """A tax or a discount of the whole document and whether its amount is in the sum already."""

    amount: str
    included: bool


@dataclass(frozen=True, slots=True)
class Partner:
    """A counterparty of a document."""

    key: str
    name: str
    role: str


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

    def text(self, *names: str) -> str:
        """The first of the own fields or requisites that says anything."""
        return next((found for name in names if (found := self.fields.get(name) or self.requisites.get(name, ""))), "")


@dataclass(slots=True)
class OrdersFile:
    """What a whole file holds: documents, names of counterparties by key (1.x), counts of the other things."""

    version: str = ""
    documents: list[OrderDocument] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    holds: Counter[str] = field(default_factory=Counter)


def read_orders(path: Path) -> OrdersFile:
    """Read the file in one pass, keeping one document in memory at a time; Refusal where it is broken."""
    from lxml import etree

    found = OrdersFile()
    try:
        with path.open("rb") as stream:
            found.documents.extend(_document(element) for element in _finished(stream, found))
    except etree.XMLSyntaxError as error:
        raise refusal.damaged("XML") from error
    return found


def _finished(stream: BinaryIO, found: OrdersFile) -> Iterator[_Element]:
    """Every outermost document when it is whole; everything read before is thrown away."""
    from lxml import etree

    inside = 0
    events = etree.iterparse(
        stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    for event, element in events:
        name = _local(element)
        if event == "start":
            _note(element, name, found, first=element.getparent() is None)
            inside += name == DOCUMENT
            continue
        inside -= name == DOCUMENT
        if inside:
            continue
        if name == DOCUMENT:
            yield element
        elif name == "Контрагент" and element.get("Идентификатор"):
            found.names[element.get("Идентификатор", "")] = element.get("Наименование", "")
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _note(element: _Element, name: str, found: OrdersFile, *, first: bool) -> None:
    if first:
        if element.getroottree().docinfo.internalDTD is not None:
            raise refusal.damaged("DOCTYPE")
        found.version = element.get("ВерсияСхемы", "")
    if name in _ENTRIES or name in {GOODS, GROUPS, *OFFERS}:
        found.holds[name] += 1


def _document(element: _Element) -> OrderDocument:
    fields = {name: value.strip() for name, value in _attributes(element) if value.strip()}
    for child in _children(element):
        if len(child) == 0 and (child.text or "").strip():
            fields[_local(child)] = (child.text or "").strip()
    line = element.sourceline
    return OrderDocument(
        line=line if isinstance(line, int) else 0,
        fields=fields,
        requisites=_requisites(element),
        partners=tuple(_partners(element)),
        lines=tuple(_lines(element)),
        taxes=tuple(_extras(element, "Налоги", "Налог", "СуммаНалога")),
        discounts=tuple(_extras(element, "Скидки", "Скидка", "")),
        region=_region(element),
    )


def _attributes(element: _Element) -> list[tuple[str, str]]:
    return [(str(name).rpartition("}")[2], str(value)) for name, value in element.attrib.items()]


def _requisites(element: _Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for group in _named(element, "ЗначенияРеквизитов"):
        for entry in _named(group, "ЗначениеРеквизита"):
            name, value = _value(entry, "Наименование"), _value(entry, "Значение")
            if name and value:
                found.setdefault(name, value)
    return found


def _partners(element: _Element) -> Iterator[Partner]:
    for group in _named(element, "Контрагенты"):
        for entry in _named(group, "Контрагент"):
            name = _value(entry, "Наименование") or _value(entry, "ПолноеНаименование")
            yield Partner(_value(entry, "Ид") or _value(entry, "ИНН"), name, _value(entry, "Роль"))
    for entry in _named(element, "ПредприятиеВДокументе"):
        yield Partner(entry.get("Контрагент", ""), "", entry.get("Роль", ""))


def _lines(element: _Element) -> Iterator[Line]:
    for group in _named(element, "Товары"):
        for entry in _named(group, "Товар"):
            price = _value(entry, "ЦенаЗаЕдиницу") or _value(entry, "Цена")
            yield Line(_value(entry, "Сумма"), price, _value(entry, "Количество"))
    for entry in _named(element, "ТоварнаяПозиция"):
        yield Line(entry.get("Сумма", ""), entry.get("Цена", ""), entry.get("Количество", ""))


def _extras(element: _Element, group_name: str, name: str, attribute_name: str) -> Iterator[Extra]:
    for group in _named(element, group_name):
        for entry in _named(group, name):
            yield Extra(_value(entry, "Сумма"), _value(entry, "УчтеноВСумме").lower() in {*_TRUE, ""})
    for entry in _named(element, attribute_name) if attribute_name else ():
        yield Extra(entry.get("Сумма", ""), entry.get("ВключенВСумму", "1").lower() in _TRUE)


def _region(element: _Element) -> str:
    """The region, else the town, of the first counterparty's address where it is given in parts."""
    parts: dict[str, str] = {}
    for entry in element.iter():
        if isinstance(entry.tag, str) and _local(entry) == "АдресноеПоле":
            parts.setdefault(_value(entry, "Тип"), _value(entry, "Значение"))
    return parts.get("Регион") or parts.get("Город", "")


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: _Element) -> Iterator[_Element]:
    return (child for child in element if isinstance(child.tag, str))


def _named(element: _Element, name: str) -> Iterator[_Element]:
    return (child for child in _children(element) if _local(child) == name)


def _value(element: _Element, name: str) -> str:
    return next((text for child in _named(element, name) if (text := (child.text or "").strip())), "")
