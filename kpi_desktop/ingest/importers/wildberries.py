"""The realisation report of Wildberries by rows: sales, returns, and what the marketplace kept (NUMBERS 11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.facts.batch import SERIES
from kpi_desktop.i18n.formats import number_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.importers.ad_report import first_totals
from kpi_desktop.ingest.importers.block import find_block
from kpi_desktop.ingest.importers.marketplace import RETURN, SALE, WRITEOFF, Origin, Trade, handed_over, nothing_in
from kpi_desktop.ingest.normalise import fold
from kpi_desktop.ingest.outcome import FileReport, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.importers.block import Block
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

WORD = "wildberries"
CHANNEL = "Wildberries"

_OPERATION = ("Обоснование для оплаты", "supplier_oper_name")
_DOCUMENT = ("Тип документа", "doc_type_name")
_SOLD = ("Вайлдберриз реализовал Товар (Пр)", "retail_amount")
_PAYABLE = ("К перечислению Продавцу за реализованный Товар", "ppvz_for_pay")
_DAY = ("Дата продажи", "sale_dt")
_QUANTITY = ("Кол-во", "Количество", "quantity")
_ROW_ID = ("№", "rrd_id", "Srid", "Rid")
_REPORT_ID = ("Номер отчета", "№ отчета", "realizationreport_id")
_CURRENCY = ("Валюта", "currency_name")
_REASON = ("Виды логистики, штрафов и корректировок ВВ", "Виды логистики, штрафов и доплат",
           "Обоснование штрафов и доплат", "bonus_type_name")  # fmt: skip
_HEADS = tuple((operation, sold) for operation, sold in zip(_OPERATION, _SOLD, strict=True)) + tuple(
    (operation, payable) for operation, payable in zip(_OPERATION, _PAYABLE, strict=True)
)
_LINES = {
    "document": _ROW_ID,
    "product": ("Название", "Наименование", "Предмет", "subject_name"),
    "sku": ("Артикул поставщика", "Артикул продавца", "sa_name"),
    "product_group": ("Предмет", "subject_name"),
    "region": ("Страна", "site_country"),
    "warehouse": ("Склад", "office_name"),
    "x_brand": ("Бренд", "brand_name"),
}


@dataclass(frozen=True, slots=True)
class Charge:
    """A column of what the marketplace charges (`sign` 1) or adds (`sign` -1), as an article of expenses."""

    article: str
    headings: tuple[str, ...]
    sign: int = 1


LOGISTICS = "Логистика Wildberries"
COMMISSION = "Комиссия Wildberries"
COMPENSATION = "Компенсации Wildberries"
OTHER = "Прочие удержания Wildberries"
PROMOTION = "Продвижение Wildberries"
CHARGES = (
    Charge(LOGISTICS, ("Услуги по доставке товара покупателю", "delivery_rub")),
    Charge("Хранение Wildberries", ("Хранение", "storage_fee")),
    Charge("Приёмка Wildberries", ("Операции на приемке", "Платная приемка", "acceptance")),
    Charge("Штрафы Wildberries", ("Общая сумма штрафов", "penalty")),
    Charge(OTHER, ("Удержания", "deduction")),
    Charge("Корректировка вознаграждения Wildberries", ("Корректировка Вознаграждения Вайлдберриз (ВВ)",)),
    Charge("Доплаты Wildberries", ("Доплаты", "additional_payment"), sign=-1),
    Charge("Программа лояльности Wildberries", ("Стоимость участия в программе лояльности",
                                                "cashback_commission_change")),
    Charge("Программа лояльности Wildberries", ("Сумма удержанная за начисленные баллы программы лояльности",
                                                "Сумма баллов, удержанных по программе лояльности", "cashback_amount")),
    Charge("Программа лояльности Wildberries", ("Компенсация скидки по программе лояльности", "cashback_discount"),
           sign=-1),
)  # fmt: skip

_SALES = frozenset({
    "продажа", "возврат", "сторно продаж", "сторно возвратов", "коррекция продаж", "коррекция возвратов",
    "корректная продажа", "корректный возврат", "реализация",
})  # fmt: skip
_COMPENSATIONS = ("компенсация", "частичная компенсация", "добровольная компенсация", "оплата брака",
                  "оплата потерянного", "авансовая оплата за товар без движения", "возмещение ущерба")  # fmt: skip
_SERVICES = ("логистика", "коррекция логистики", "хранение", "пересчет хранения", "штраф", "доплат", "удержани",
             "платная приемка", "пересчет платной приемки", "операции на приемке", "возмещение издержек",
             "возмещение за выдачу", "услуга платной доставки", "стоимость участия", "компенсация скидки",
             "сумма удержанная", "корректировка", "бронирование", "коррекция эквайринга",
             "разовое изменение срока")  # fmt: skip
_LOOK = msg("Check in the seller's account what it is; enter it as an expense if it is one")
_LATE_PERCENT = 10


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read a report by rows; a list of reports is refused with what to download instead."""
    block = find_block(table, *_HEADS)
    if block is None:
        return _list_of_reports(job, table) or _analytics(job, table)
    block = block.without(first_totals(block, ("итого", "всего", "total")))
    day, sold, payable = (block.column(*words) for words in (_DAY, _SOLD, _PAYABLE))
    trade = Trade(job, block, CHANNEL, sign=_sign(block))
    if not trade.size:
        return nothing_in(trade, WORD)
    if day is None or sold is None or payable is None:
        return _without(job, block)
    dated = trade.place_on_days(*_DAY)
    _read(trade, dated, sold)
    if not trade.sales and not trade.charges:
        return nothing_in(trade, WORD)
    return handed_over(trade, _origin(trade, dated))


def _sign(block: Block) -> str:
    words = [word for index in block.columns(*_SOLD, *_PAYABLE) for word in block.cells(index).used_words()]
    return numbers.decimal_sign(words) or "."


def _without(job: Job, block: Block) -> FileReport:
    text = msg("The report lacks a column that gives the sale, its day or what is paid for it")
    fix = msg("Download the detailed report of Wildberries again (Reports, “Details”) with all its columns")
    issue = job.error("unsupported", text, fix=fix, sheet=block.table.sheet)
    return FileReport(job.source.name, Outcome.UNSUPPORTED, WORD, len(block.rows), issues=(issue,))


def _list_of_reports(job: Job, table: SourceTable) -> FileReport | None:
    """The list of weekly reports has sums of weeks that cross months, and no goods."""
    block = find_block(table, ("№ отчета", "К перечислению за товар"), ("Номер отчета", "К перечислению за товар"))
    if block is None:
        return None
    text = msg("This is the list of Wildberries reports: it has one figure for each week and no goods")
    fix = msg("Open the report in the seller's account and download “Details”: that file is imported")
    issue = job.error("unsupported", text, fix=fix, sheet=table.sheet)
    return FileReport(job.source.name, Outcome.UNSUPPORTED, WORD, len(block.rows), issues=(issue,))


def _analytics(job: Job, table: SourceTable) -> FileReport:
    """What was ordered and bought out: sums less the commission, or by days of orders, are no revenue of a day."""
    text = msg("This is Wildberries' analytics of orders and buyouts: its sums are not the revenue of the days")
    fix = msg("Open the report in the seller's account and download “Details”: that file is imported")
    issue = job.error("unsupported", text, fix=fix, sheet=table.sheet)
    return FileReport(job.source.name, Outcome.UNSUPPORTED, WORD, max(table.rows - 1, 0), issues=(issue,))


def _read(trade: Trade, dated: NDArray[np.bool_], sold: int) -> None:
    signs, sales, others = _sorted(trade, dated)
    amounts, payable = trade.money("amount", *_SOLD), trade.money("", *_PAYABLE)
    assert amounts is not None
    assert payable is not None
    amounts, payable = (np.where(signs < 0, -np.abs(values), values) for values in (amounts, payable))
    back = (signs < 0) | (amounts < 0)
    kinds = np.where(amounts == 0, WRITEOFF, np.where(back, RETURN, SALE)).astype(np.int32)
    pieces = trade.money("quantity", *_QUANTITY, places=6)
    if pieces is not None:
        pieces = np.where(back, -np.abs(pieces), pieces)
    lines = {
        target: headings for target, headings in _LINES.items() if target != "x_brand" or trade.block.column(*headings)
    }
    if sales.any():
        trade.sell(sales, amounts, kinds, pieces, lines)
    trade.add_raw(sold, sales, np.where(signs < 0, -1, 1).astype(np.int8))
    trade.charge(sales, amounts - payable, COMMISSION, "commission")
    _others(trade, others, amounts, payable)
    _charges(trade, dated)


def _sorted(trade: Trade, dated: NDArray[np.bool_]) -> tuple[NDArray[np.int8], NDArray[np.bool_], NDArray[np.bool_]]:
    """The sign of every row by its kind of document, the rows that are sales, and the rows that are known not to be."""
    operations, names = trade.names(*_OPERATION) or (np.full(trade.size, -1, dtype=np.int32), [])
    folded = [*(fold(name) for name in names), ""]
    documents = trade.names(*_DOCUMENT)
    words = [*(fold(name) for name in documents[1]), ""] if documents else [""]
    codes = documents[0] if documents else np.full(trade.size, -1, dtype=np.int32)
    returned = np.array([word.startswith("возврат") for word in words])[codes]
    unsaid = np.array([not word for word in words])[codes]
    by_name = np.array([word in {"возврат", "сторно продаж", "корректный возврат"} for word in folded])[operations]
    signs = np.where(returned | (unsaid & by_name), -1, 1).astype(np.int8)
    plain = np.array([{"продажа": 1, "возврат": -1}.get(word, 0) for word in folded])[operations]
    disputed = (plain != 0) & (plain != signs)
    sales = np.array([word in _SALES for word in folded])[operations] & ~disputed & dated
    known = [word.startswith((*_COMPENSATIONS, *_SERVICES)) for word in folded]
    others = np.array(known)[operations] & dated
    unknown = np.array([not (here or word in _SALES) for here, word in zip(known[:-1], folded[:-1], strict=True)])
    for count, name in _counted(operations, names, unknown):
        text = msg("{rows} rows of the kind “{name}” are not known to the program: only what they charge was imported",
                   rows=count, name=name)  # fmt: skip
        trade.warn("operation_unknown", text, _LOOK)
    if disputed.any():
        place = int(np.flatnonzero(disputed)[0])
        trade.warn("operation_unknown", msg("The row says both sale and return: it was not imported"),
                   msg("Check this row in the seller's account"), place)  # fmt: skip
    return signs, np.asarray(sales), np.asarray(others)


def _counted(codes: NDArray[np.int32], names: list[str], wanted: NDArray[np.bool_]) -> list[tuple[int, str]]:
    """How many rows have each of the wanted texts; rows without a text are named so."""
    counts = np.bincount(codes + 1, minlength=len(names) + 1)
    found = [(int(counts[place + 1]), name) for place, name in enumerate(names) if wanted[place] and counts[place + 1]]
    return found + ([(int(counts[0]), "—")] if counts[0] else [])


def _others(trade: Trade, rows: NDArray[np.bool_], amounts: NDArray[np.int64], payable: NDArray[np.int64]) -> None:
    """What is paid to the seller beside sales: compensations and the like are no revenue and lessen the expenses."""
    operations, names = trade.names(*_OPERATION) or (np.full(trade.size, -1, dtype=np.int32), [])
    paid = np.array([*(fold(name).startswith(_COMPENSATIONS) for name in names), False])[operations]
    discounts = np.array([*(fold(name).startswith("компенсация скидки") for name in names), False])[operations]
    trade.charge(rows & paid & ~discounts, -payable, COMPENSATION, "variable")
    trade.charge(rows & ~(paid & ~discounts), -payable, OTHER, "variable")
    if (rows & paid & ~discounts & ((payable != 0) | (amounts != 0))).any():
        trade.tell("compensations", msg(
            "Compensations of Wildberries are no revenue: they stand among expenses with a minus"))  # fmt: skip


def _charges(trade: Trade, dated: NDArray[np.bool_]) -> None:
    operations, names = trade.names(*_OPERATION) or (np.full(trade.size, -1, dtype=np.int32), [])
    reversed_rows = np.array([*(fold(name) == "логистика сторно" for name in names), False])[operations]
    reasons, words = trade.names(*_REASON) or (np.full(trade.size, -1, dtype=np.int32), [])
    promoted = np.array([*("продвижени" in fold(word) for word in words), False])[reasons]
    for charge in CHARGES:
        amounts = trade.money("", *charge.headings)
        if amounts is None:
            continue
        amounts = amounts * charge.sign
        if charge.article == LOGISTICS:
            amounts = np.where(reversed_rows, -np.abs(amounts), amounts)
        if charge.article == OTHER:
            trade.charge(dated & promoted, amounts, PROMOTION, "advertising")
            trade.charge(dated & ~promoted, amounts, OTHER, "variable")
        else:
            trade.charge(dated, amounts, charge.article, "variable")


def _origin(trade: Trade, dated: NDArray[np.bool_]) -> Origin:
    days = trade.days[dated]
    period = answered(days)
    number = _number(trade)
    net = sum((Decimal(str(value)) for part in trade.sales for value in part["amount"].to_pylist()), Decimal(0))
    payout = net - sum(trade.charged.values(), Decimal(0))
    codes = {_code(name) for name in trade.texts(*_CURRENCY)}
    return Origin(
        WORD, "Отчёт о реализации", f"{SERIES}{period[0]} {period[1]} {number}", period if is_week(days) else None,
        currency=codes.pop() if len(codes) == 1 else "",
        details=((msg("Paid out for these rows (no revenue, not imported)"),
                  number_text(payout, 2, trade.job.options.lang)),),
    )  # fmt: skip


def _code(name: str) -> str:
    known = {"руб": "RUB", "тенге": "KZT", "бел руб": "BYN"}
    return known.get(fold(name).rstrip("."), name.strip().upper()[:3])


def _number(trade: Trade) -> str:
    """What tells this report from the other weeks: its number, else its first row's."""
    reports, rows = trade.texts(*_REPORT_ID), trade.texts(*_ROW_ID)
    if len(reports) == 1:
        return reports[0]
    return min(rows, key=lambda text: (len(text), text)) if rows else trade.job.sha256[:12]


def is_week(days: NDArray[np.int32]) -> bool:
    """Whether nearly all rows lie in the week of the last one: then it is a weekly report, or one of a day."""
    return int((days >= _monday(days)).sum()) * 100 >= len(days) * (100 - _LATE_PERCENT)


def answered(days: NDArray[np.int32]) -> tuple[date, date]:
    """The days that the report answers for: of a weekly report its week, else from the first row to the last.

    Sales of earlier weeks come late in a report; they do not make it a report of those weeks.
    """
    last = _day(int(days.max()))
    if not is_week(days):
        return _day(int(days.min())), last
    monday = _monday(days)
    inside = days[days >= monday]
    if len(np.unique(inside)) > 2:
        return _day(monday), _day(monday) + timedelta(days=6)
    return _day(int(inside.min())), last


def _monday(days: NDArray[np.int32]) -> int:
    last = int(days.max())
    return last - _day(last).weekday()


def _day(number: int) -> date:
    found: date = np.datetime64(number, "D").astype(object)
    return found
