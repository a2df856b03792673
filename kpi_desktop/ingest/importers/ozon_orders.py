"""The list of postings of Ozon (by documentation): an order for each posting, with its lines and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.facts.batch import Documents, FactBatch, SourceKey, Vat
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest import numbers, totals
from kpi_desktop.ingest.dates import read_days
from kpi_desktop.ingest.importers.block import find_block
from kpi_desktop.ingest.importers.exchange import write_columns
from kpi_desktop.ingest.importers.marketplace import Trade, columns_of, nothing_in
from kpi_desktop.ingest.normalise import fold
from kpi_desktop.ingest.outcome import FileReport, Outcome

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.ingest.importers.block import Block
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

WORD = "ozon"
_POSTING = ("Номер отправления",)
_DAY = ("Принят в обработку",)
_STATUS = ("Статус",)
_DELIVERED = ("Дата доставки", "Фактическая дата доставки")
_SHIPPED = ("Фактическая дата передачи в доставку", "Дата передачи в доставку", "Дата отгрузки")
_PRICE = ("Ваша цена", "Ваша стоимость", "Цена товара", "Итоговая стоимость товара", "Сумма товара")
_POSTED = ("Сумма отправления",)
_QUANTITY = ("Количество",)
_PRODUCT = ("Наименование товара", "Название товара")
_SKU = ("Артикул", "OZON id", "Ozon ID", "SKU")
_REGION = ("Регион доставки", "Город доставки")
_CURRENCY = ("Код валюты отправления", "Код валюты товара")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the list: an article of a posting."""

    row: int
    day: date
    posting: str
    status: str
    price: Decimal | None
    quantity: Decimal | None
    posted: Decimal | None
    delivered: date | None
    shipped: date | None
    product: str
    sku: str
    region: str

    @property
    def amount(self) -> Decimal | None:
        """Price times pieces; without the pieces, the price of one."""
        return None if self.price is None else self.price * (1 if self.quantity is None else self.quantity)


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read the list; None where the sheet is no list of postings."""
    block = find_block(table, (*_POSTING, *_DAY, *_STATUS))
    if block is None:
        return None
    prices = [word for index in block.columns(*_PRICE, *_POSTED) for word in block.cells(index).used_words()]
    trade = Trade(job, block, "Ozon", sign=numbers.decimal_sign(prices) or ".")
    if not trade.size:
        return nothing_in(trade, WORD)
    if not block.columns(*_PRICE, *_POSTED):
        text = msg("The list of postings has no prices and no amounts")
        fix = msg("Download the report on orders of Ozon again, with the price of the goods")
        issue = job.error("unsupported", text, fix=fix, sheet=table.sheet)
        return FileReport(job.source.name, Outcome.UNSUPPORTED, WORD, trade.size, issues=(issue,))
    lines = _lines(trade)
    if not lines:
        return nothing_in(trade, WORD)
    return _report(trade, lines)


def _lines(trade: Trade) -> list[_Line]:
    dated = trade.place_on_days(*_DAY)
    texts = {name: _texts(trade.block, words) for name, words in (
        ("posting", _POSTING), ("status", _STATUS), ("product", _PRODUCT), ("sku", _SKU), ("region", _REGION),
    )}  # fmt: skip
    money = {name: _amounts(trade, words) for name, words in (
        ("price", _PRICE), ("quantity", _QUANTITY), ("posted", _POSTED),
    )}  # fmt: skip
    days = {name: _days(trade.block, words) for name, words in (("delivered", _DELIVERED), ("shipped", _SHIPPED))}
    found = []
    for place in np.flatnonzero(dated).tolist():
        day = np.datetime64(int(trade.days[place]), "D").astype(object)
        if not texts["posting"][place]:
            trade.warn("no_number", msg("The row has no number of posting and was not imported"), place=place)
            continue
        found.append(
            _Line(int(trade.block.sheet_rows[place]), day, texts["posting"][place], texts["status"][place],
                  money["price"][place], money["quantity"][place], money["posted"][place], days["delivered"][place],
                  days["shipped"][place], texts["product"][place], texts["sku"][place], texts["region"][place])
        )  # fmt: skip
    return found


def _texts(block: Block, headings: tuple[str, ...]) -> list[str]:
    index = block.column(*headings)
    cells = None if index is None else block.cells(index)
    return ["" if cells is None else cells.shown(row) for row in range(len(block.rows))]


def _amounts(trade: Trade, headings: tuple[str, ...]) -> list[Decimal | None]:
    index = trade.block.column(*headings)
    if index is None:
        return [None] * trade.size
    trade.money_of(index, "")
    found = numbers.read_numbers(trade.block.cells(index), 4, trade.sign)
    pairs = zip(found.scaled.tolist(), found.valid.tolist(), strict=True)
    return [Decimal(value).scaleb(-4) if good else None for value, good in pairs]


def _days(block: Block, headings: tuple[str, ...]) -> list[date | None]:
    index = block.column(*headings)
    if index is None:
        return [None] * len(block.rows)
    found = read_days(block.cells(index), date1904=block.table.date1904)
    pairs = zip(found.days.tolist(), found.valid.tolist(), strict=True)
    return [np.datetime64(day, "D").astype(object) if good else None for day, good in pairs]


def is_cancelled(status: str) -> bool:
    """Whether a posting with this status was cancelled."""
    return fold(status).startswith(("отмен", "cancel"))


def is_delivered(status: str) -> bool:
    """Whether a posting with this status reached its buyer."""
    return fold(status).startswith(("доставлен", "delivered")) and "доставляется" not in fold(status)


def _report(trade: Trade, lines: list[_Line]) -> FileReport:
    job = trade.job
    orders: dict[str, list[_Line]] = {}
    for line in lines:
        orders.setdefault(line.posting, []).append(line)
    amounts = {number: _order_amount(own) for number, own in orders.items()}
    main = _order_batch(trade, orders, amounts)
    batches = [main, *([_line_batch(trade, lines)] if any(line.amount is not None for line in lines) else [])]
    say = Translator(job.options.lang)
    names = [job.facts[one.fact].name_ru if say.lang == "ru" else job.facts[one.fact].name_en for one in batches]
    return FileReport(
        file=job.source.name, outcome=Outcome.PARTIAL if trade.partial else Outcome.OK, recognised=main.recognised,
        rows=trade.size, issues=tuple(trade.issues), columns=columns_of(trade), period=main.period,
        currency=main.currency, details=((say(msg("Facts")), ", ".join(names)),), file_total=main.file_total,
        imported_total=main.imported_total, batches=tuple(batches),
    )  # fmt: skip


def _order_amount(lines: list[_Line]) -> Decimal:
    """What its lines cost together; where only the posting has an amount, it stands in each of its lines once."""
    if all(line.amount is not None for line in lines):
        return sum((line.amount for line in lines if line.amount is not None), Decimal(0))
    return max((line.posted for line in lines if line.posted is not None), default=Decimal(0))


def _order_batch(trade: Trade, orders: dict[str, list[_Line]], amounts: dict[str, Decimal]) -> FactBatch:
    heads = [own[0] for own in orders.values()]
    values: dict[str, list[object]] = {
        "day": [head.day for head in heads],
        "document": list(orders),
        "status": [head.status for head in heads],
        "amount": [amounts[number] for number in orders],
        "cancelled": [is_cancelled(head.status) for head in heads],
        "shipped_day": [head.shipped for head in heads],
        "channel": ["Ozon"] * len(heads),
        "region": [head.region for head in heads],
    }
    # A posting that was delivered on an unknown day would count as not redeemed: then no day is taken at all.
    if all(head.delivered for head in heads if is_delivered(head.status)):
        values["paid_day"] = [head.delivered if is_delivered(head.status) else None for head in heads]
    return _batch(trade, "order", values, [head.row for head in heads], _raw_total(trade, orders, amounts))


def _raw_total(trade: Trade, orders: dict[str, list[_Line]], amounts: dict[str, Decimal]) -> Decimal:
    """The control total over the raw cells: price times pieces of every row, where the rows have prices."""
    price, quantity = trade.block.column(*_PRICE), trade.block.column(*_QUANTITY)
    full = all(line.amount is not None for own in orders.values() for line in own)
    if price is None or quantity is None or not full:
        return sum(amounts.values(), Decimal(0))
    kept = {line.row for own in orders.values() for line in own}
    rows = np.array([row in kept for row in trade.block.sheet_rows.tolist()], dtype=bool)
    plus = np.ones(len(rows), dtype=np.int8)
    return totals.raw_product(trade.block.cells(quantity), trade.block.cells(price), rows, plus, trade.sign)


def _line_batch(trade: Trade, lines: list[_Line]) -> FactBatch:
    kept = [line for line in lines if line.amount is not None]
    values: dict[str, list[object]] = {
        "day": [line.day for line in kept],
        "document": [line.posting for line in kept],
        "product": [line.product for line in kept],
        "sku": [line.sku for line in kept],
        "quantity": [line.quantity for line in kept],
        "price": [line.price for line in kept],
        "amount": [line.amount for line in kept],
    }
    total = sum((line.amount for line in kept if line.amount is not None), Decimal(0))
    return _batch(trade, "order_line", values, [line.row for line in kept], total)


def _batch(trade: Trade, fact: str, values: dict[str, list[object]], rows: list[int], file_total: Decimal) -> FactBatch:
    job = trade.job
    target = job.facts_file(0 if fact == "order" else 1)
    present = write_columns(job.facts[fact], values, rows, target)
    days = [day for day in values["day"] if day is not None]
    first, last = min(days), max(days)  # type: ignore[type-var]
    codes = {code.strip().upper() for code in trade.texts(*_CURRENCY)}
    imported = sum((Decimal(str(value)) for value in values["amount"]), Decimal(0))
    return FactBatch(
        fact=fact, columns=target, rows=len(rows), source=SourceKey(WORD, "orders", name=job.options.source_name),
        file_name=job.source.name, file_sha256=job.sha256, importer=WORD, recognised=f"{WORD}: Отправления",
        mapping="", present=present, period=(first, Period.of(last, Grain.DAY).end), period_stated=False,  # type: ignore[arg-type]
        grain=Grain.DAY, sheets=(trade.block.table.sheet,), currency=codes.pop() if len(codes) == 1 else "",
        vat=Vat.WITH, documents=Documents.NUMBERED, title="Отправления", file_total=file_total,
        imported_total=imported,
    )  # fmt: skip
