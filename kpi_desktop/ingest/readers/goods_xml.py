"""Goods and offers of a CommerceML file: names, groups, prices and stocks, in one file or apart as 3.x writes them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kpi_desktop.ingest.readers.elements import attributes, branches, child, line_of, local, named, value
from kpi_desktop.ingest.readers.orders_xml import DOCUMENT, GOODS, OFFERS, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import _Element

_TRUE = {"true", "1", "да", "истина"}
#: Lists of what offers refer to; 3.x keeps them in a file of their own.
_LISTS = {"Группы", "ТипыЦен", "Склады", "ЕдиницыИзмерения", "Владелец"}
_WANTED = {"Товар", "Предложение", "Группа", "ИдКаталога", DOCUMENT, *_LISTS}


@dataclass(frozen=True, slots=True)
class Price:
    """One price of an offer as texts."""

    kind: str
    amount: str
    currency: str
    unit: str


@dataclass(frozen=True, slots=True)
class Rest:
    """What one warehouse has; `warehouse` is '' where the file gives one figure for all."""

    warehouse: str
    quantity: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A product of the catalogue, or an offer of it (`key` is then `product#variant`)."""

    line: int
    key: str
    name: str
    sku: str
    unit: str
    group: str
    deleted: bool
    offer: bool
    prices: tuple[Price, ...] = ()
    rests: tuple[Rest, ...] = ()


@dataclass(slots=True)
class GoodsFile:
    """What the file holds; names of groups, kinds of prices, warehouses and units by their ids."""

    made: str = ""
    catalogue: str = ""
    only_changes: bool = False
    owner: str = ""
    entries: list[Entry] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)
    price_kinds: dict[str, tuple[str, str]] = field(default_factory=dict)
    warehouses: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    holds: Counter[str] = field(default_factory=Counter)


def read_goods(path: Path) -> GoodsFile:
    """Read the file in one pass, keeping one product in memory at a time; Refusal where it is broken."""
    found = GoodsFile()

    def entered(element: _Element, name: str, first: bool) -> None:
        if first or not found.made:
            found.made = element.get("ДатаФормирования", "")
        if name in {GOODS, *OFFERS}:
            found.holds[name] += 1
            found.only_changes |= element.get("СодержитТолькоИзменения", "").lower() in _TRUE

    for name, element in branches(path, _WANTED, entered):
        _take(found, name, element)
    return found


def _take(found: GoodsFile, name: str, element: _Element) -> None:
    match name:
        case "Товар" | "Предложение":
            found.entries.append(_entry(element, offer=name == "Предложение"))
        case "ИдКаталога":
            found.catalogue = found.catalogue or value(element)
        case "Владелец":
            found.owner = found.owner or value(element, "Наименование")
        case "Группы" | "Группа":
            found.groups |= _groups(element)
        case "ТипыЦен" | "Склады" | "ЕдиницыИзмерения":
            _take_list(found, element)


def _take_list(found: GoodsFile, element: _Element) -> None:
    for one in named(element, "ТипЦены"):
        found.price_kinds[value(one, "Ид")] = (value(one, "Наименование"), value(one, "Валюта"))
    for one in named(element, "Склад"):
        found.warehouses[value(one, "Ид")] = value(one, "Наименование")
    for one in named(element, "ЕдиницаИзмерения"):
        short = value(one, "НаименованиеКраткое") or value(one, "НаименованиеПолное")
        found.units |= dict.fromkeys(filter(None, (value(one, "Ид"), value(one, "Код"))), short)


def _groups(element: _Element) -> dict[str, str]:
    """Names of groups and of the groups in them, by their ids."""
    found: dict[str, str] = {}
    for one in element.iter():
        if isinstance(one.tag, str) and local(one) == "Группа":
            key = value(one, "Ид") or one.get("Идентификатор", "")
            name = value(one, "Наименование") or one.get("Наименование", "")
            if key and name:
                found[key] = name
    return found


def _entry(element: _Element, *, offer: bool) -> Entry:
    own = attributes(element)
    deleted = value(element, "ПометкаУдаления").lower() in _TRUE or "Удален" in {
        own.get("Статус"),
        value(element, "Статус"),
    }
    return Entry(
        line=line_of(element),
        key=value(element, "Ид") or own.get("ИдентификаторВКаталоге", "") or own.get("Идентификатор", ""),
        name=value(element, "Наименование") or own.get("Наименование", ""),
        sku=value(element, "Артикул") or own.get("Артикул", ""),
        unit=unit_of(element) or own.get("Единица", ""),
        group=value(element, "Группы", "Ид") or own.get("Родитель", ""),
        deleted=deleted,
        offer=offer,
        prices=tuple(_prices(element)),
        rests=tuple(_rests(element)),
    )


def _prices(element: _Element) -> Iterator[Price]:
    for group in named(element, "Цены"):
        for one in named(group, "Цена"):
            yield Price(value(one, "ИдТипаЦены"), value(one, "ЦенаЗаЕдиницу"), value(one, "Валюта"), _unit(one))


def _unit(price: _Element) -> str:
    unit = child(price, "Единица")
    return value(unit, "НаименованиеКраткое") or value(unit)


def _rests(element: _Element) -> Iterator[Rest]:
    """By warehouses where the file tells them, else the one figure of the offer."""
    found = [
        Rest(one.get("ИдСклада", "") or value(one, "Ид"), one.get("КоличествоНаСкладе", "") or value(one, "Количество"))
        for one in named(element, "Склад")
    ]
    for group in named(element, "Остатки"):
        for rest in named(group, "Остаток"):
            stores = list(named(rest, "Склад"))
            found += [Rest(value(one, "Ид"), value(one, "Количество")) for one in stores]
            if not stores:
                found.append(Rest("", value(rest, "Количество")))
    whole = value(element, "Количество")
    if not any(one.quantity for one in found) and whole:
        found = [Rest("", whole)]
    yield from (one for one in found if one.quantity)
