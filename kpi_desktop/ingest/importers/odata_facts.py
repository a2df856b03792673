"""Columns of facts out of documents of 1C: sale lines, orders and their lines, payments, receipts of goods, prices."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.ingest.importers.odata_documents import customer_of, number_of
from kpi_desktop.ingest.importers.odata_kinds import is_transfer
from kpi_desktop.ingest.purpose_vat import vat_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kpi_desktop.ingest.importers.odata_documents import Document, Line
    from kpi_desktop.ingest.importers.odata_kinds import ObjectKind
    from kpi_desktop.ingest.importers.odata_names import Names
    from kpi_desktop.ingest.readers.odata_json import Element

Row = dict[str, object]
_ZERO = Decimal(0)
MANAGER = ("Менеджер", "Ответственный")
WAREHOUSE = ("Склад", "СкладОрганизации", "СтруктурнаяЕдиница", "МестоХранения")
DEPARTMENT = ("Подразделение", "ПодразделениеОрганизации", "ПодразделениеКомпании", "Магазин")
ORGANISATION = ("Организация",)
PRODUCT = ("Номенклатура", "Товар")
UNIT = ("ЕдиницаИзмерения", "Единица", "Упаковка")
STATUS = ("Статус", "СостояниеЗаказа", "Состояние")
_CANCELLED = ("отмен", "аннулир", "отказ")


def sale_rows(documents: Sequence[Document], kind: ObjectKind, names: Names) -> Iterator[Row]:
    """A row for each line of each document; goods that came back are negative."""
    for one in documents:
        head = _heading(one, kind, names)
        for line in one.lines:
            row = head | _goods(line, names) | _sums(one, line, kind)
            warehouse = line.element.reference(*WAREHOUSE)
            if warehouse is not None:
                row["warehouse"] = names.name(warehouse, "Склад")
            yield row


def _heading(one: Document, kind: ObjectKind, names: Names) -> Row:
    element = one.element
    return {
        "place": element.place,
        "day": one.moment.date(),
        "time": one.moment,
        "document": "" if kind.summary else number_of(one, kind),
        "customer": customer_of(element, names)[0],
        "manager": names.name(element.reference(*MANAGER), "Менеджер"),
        "warehouse": names.name(element.reference(*WAREHOUSE), "Склад"),
        "department": names.name(element.reference(*DEPARTMENT), "Подразделение"),
        "organisation": names.name(element.reference(*ORGANISATION), "Организация"),
        "currency": one.currency,
    }


def _goods(line: Line, names: Names) -> Row:
    found = line.element.reference(*PRODUCT)
    card = names.card(found)
    about = line.element.text("Содержание")
    product = names.name(found, "Номенклатура") if found or not about else about
    service = line.service if line.service is not None else (card.service if card else None)
    return {
        "product": product,
        "sku": (card.article or card.code) if card else "",
        "product_group": card.group if card else "",
        "unit": _unit(line.element, names),
        "service": service,
    }


def _unit(element: Element, names: Names) -> str:
    """The unit of measure where its name is known: a key in its place would tell nothing."""
    found = element.reference(*UNIT)
    card = names.card(found)
    return card.name if card else (found.name if found else "")


def _sums(one: Document, line: Line, kind: ObjectKind) -> Row:
    """Amounts with the sign of the document; a cost of nothing under revenue is unknown."""
    element = line.element
    back = kind.back or (line.amount < 0 and not kind.back)
    discounts = [element.number(name) for name in ("СуммаСкидки", "СуммаРучнойСкидки", "СуммаАвтоматическойСкидки")]
    known = [value for value in discounts if value is not None]
    cost = element.number("Себестоимость", "СуммаСебестоимости") if kind.register else None

    def signed(value: Decimal | None) -> Decimal | None:
        return None if value is None else (-abs(value) if back else value)

    empty = line.amount == 0 and back
    return {
        "kind": "writeoff" if empty else "return" if back else "sale",
        "amount": signed(line.amount),
        "quantity": signed(element.number("Количество")),
        "price": element.number("Цена") if one.with_vat else None,
        "vat_amount": signed(line.vat),
        "discount": signed(sum(known, _ZERO)) if known else None,
        "cost": signed(cost) if cost else None,
    }


def order_rows(documents: Sequence[Document], names: Names) -> Iterator[Row]:
    """A row for each order: its own total, else what its lines come to."""
    for one in documents:
        element = one.element
        status = _status(element, names)
        yield {
            "place": element.place,
            "day": one.moment.date(),
            "document": one.number,
            "customer": customer_of(element, names)[0],
            "status": status,
            "amount": one.stated if one.stated is not None else one.total,
            "cancelled": _cancelled(element, status),
            "manager": names.name(element.reference(*MANAGER), "Менеджер"),
        }


def _status(element: Element, names: Names) -> str:
    found = element.reference(*STATUS)
    return names.name(found, "СостояниеЗаказа") if found else ""


def _cancelled(element: Element, status: str) -> bool | None:
    """By the way in which the order was closed, else by its status; None where neither is in the answer."""
    ending = element.text("ВариантЗавершения")
    word = (ending or status).lower()
    return any(part in word for part in _CANCELLED) if word else None


def order_line_rows(documents: Sequence[Document], names: Names) -> Iterator[Row]:
    """A row for each line of each order."""
    for one in documents:
        customer = customer_of(one.element, names)[0]
        for line in one.lines:
            goods = _goods(line, names)
            del goods["service"]
            discount = line.element.number("СуммаСкидки", "СуммаРучнойСкидки")
            yield goods | {
                "place": one.element.place, "day": one.moment.date(), "document": one.number, "customer": customer,
                "quantity": line.element.number("Количество"), "amount": line.amount, "vat_amount": line.vat,
                "price": line.element.number("Цена") if one.with_vat else None, "discount": discount,
            }  # fmt: skip


def payment_rows(documents: Sequence[Document], kind: ObjectKind, names: Names, say_transfer: str) -> Iterator[Row]:
    """A row for each document of money; one that moves money between own accounts has no direction."""
    for one in documents:
        element, transfer = one.element, is_transfer(one.operation)
        lines = element.part("РасшифровкаПлатежа")
        article = element.reference("СтатьяДвиженияДенежныхСредств", "Статья")
        inside = (line.reference("СтатьяДвиженияДенежныхСредств") for line in lines)
        article = article or next((found for found in inside if found), None)
        contract = element.reference("ДоговорКонтрагента", "Договор")
        purpose = element.text("НазначениеПлатежа", "Основание", "Комментарий")
        vat, rate = vat_of(purpose, one.stated)
        yield {
            "place": element.place,
            "day": one.moment.date(),
            "document": number_of(one, kind),
            "vat_amount": vat,
            "vat_rate": rate,
            "direction": None if transfer else kind.direction,
            "amount": abs(one.stated) if one.stated is not None else None,
            "customer": customer_of(element, names)[0],
            "contract": names.name(contract, "Договор"),
            "article": say_transfer if transfer else names.name(article, "Статья") or one.operation,
            "purpose": purpose,
            "account": names.name(
                element.reference("СчетОрганизации", "БанковскийСчет", "БанковскийСчетОрганизации", "Касса"), "Счет"
            ),
            "x_operation": one.operation,
            "x_bank_number": element.text("НомерВходящегоДокумента"),
            "x_organisation": names.name(element.reference(*ORGANISATION), "Организация"),
        }  # fmt: skip


def stock_rows(documents: Sequence[Document], kind: ObjectKind, names: Names) -> Iterator[Row]:
    """A row for each line of a receipt of goods: what came in; what is in stock it does not say."""
    for one in documents:
        warehouse = names.name(one.element.reference(*WAREHOUSE), "Склад")
        organisation = names.name(one.element.reference(*ORGANISATION), "Организация")
        for element in one.element.part(*kind.parts):
            found, incoming = element.reference(*PRODUCT), element.number("Количество")
            if found is None or not incoming:
                continue
            card = names.card(found)
            yield {
                "place": element.place, "day": one.moment.date(), "product": names.name(found, "Номенклатура"),
                "sku": (card.article or card.code) if card else "", "product_group": card.group if card else "",
                "warehouse": warehouse, "unit": _unit(element, names), "incoming": incoming, "quantity": None,
                "price": element.number("Цена"), "organisation": organisation,
            }  # fmt: skip


def price_rows(documents: Sequence[Document], names: Names) -> Iterator[Row]:
    """A row for each record of the register of prices."""
    for one in documents:
        element = one.element
        found = element.reference(*PRODUCT)
        card = names.card(found)
        yield {
            "place": element.place, "day": one.moment.date(), "product": names.name(found, "Номенклатура"),
            "sku": (card.article or card.code) if card else "", "product_group": card.group if card else "",
            "price": element.number("Цена"), "unit": _unit(element, names), "currency": one.currency,
            "price_kind": names.name(element.reference("ВидЦен", "ВидЦены", "ТипЦен"), "ВидЦен"),
        }  # fmt: skip


def columns_of(rows: Sequence[Row]) -> dict[str, list[object]]:
    """Rows as columns, without the place."""
    names = [name for name in (rows[0] if rows else {}) if name != "place"]
    return {name: [row.get(name) for row in rows] for name in names}
