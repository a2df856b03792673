"""Reports of Ozon (by documentation): accruals, the monthly report of realisation, and lists of postings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.facts.batch import Documents
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.importers import ozon_orders, ozon_realisation
from kpi_desktop.ingest.importers.ad_period import span_inside
from kpi_desktop.ingest.importers.ad_report import captions
from kpi_desktop.ingest.importers.block import find_block
from kpi_desktop.ingest.importers.marketplace import RETURN, SALE, WRITEOFF, Origin, Trade, handed_over, nothing_in
from kpi_desktop.ingest.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from kpi_desktop.ingest.importers.block import Block
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

WORD = "ozon"
CHANNEL = "Ozon"

_DAY = ("Дата начисления",)
_KIND = ("Тип начисления",)
_GROUP = ("Группа услуг",)
_POSTING = ("Номер отправления или идентификатор услуги", "Номер отправления", "ID начисления")
_GROSS = ("За продажу или возврат до вычета комиссий и услуг",)
_COMMISSION = ("Комиссия за продажу", "Вознаграждение Ozon", "Комиссия за продажу, руб.")
_TOTAL = ("Итого", "Итого, руб.", "Сумма итого, руб.", "Сумма итого", "Итого, RUB")
_QUANTITY = ("Количество",)
_LINES = {
    "document": _POSTING,
    "product": ("Название товара или услуги", "Название товара"),
    "sku": ("Артикул", "SKU"),
    "warehouse": ("Склад отгрузки",),
}
COMMISSION = "Комиссия Ozon"
SERVICES = "Доставка и обработка Ozon"
COMPENSATION = "Компенсации Ozon"
#: How kinds of accruals begin that are sales, or take sales back.
_SALES = ("доставка покупателю", "получение возврата", "доставка и обработка возврата", "продажа", "возврат товара",
          "отмена начисления", "возврат от покупателя")  # fmt: skip
_COMPENSATIONS = ("компенсац", "претензи", "потер", "декомпенсац")
_PROMOTION = ("продвижени", "реклам", "трафарет", "вывод в топ", "баннер", "бонусы продавца", "подпис")
_REVENUE_KINDS = {"выручка": 1, "возврат выручки": -1}


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read a report of Ozon; None where the sheet is of no kind known here."""
    block = find_block(table, (*_KIND, *_DAY, *_GROSS), (*_KIND, *_DAY, "Итого"), (*_KIND, *_DAY, "Итого, руб."),
                       (*_KIND, *_DAY, "Сумма итого, руб."))  # fmt: skip
    if block is not None:
        return _accruals(job, block)
    return ozon_realisation.examine(job, table) or ozon_orders.examine(job, table)


def _accruals(job: Job, block: Block) -> FileReport:
    block = block.without(~_kinded(block))
    trade = Trade(job, block, CHANNEL, sign=_sign(block))
    if not trade.size:
        return nothing_in(trade, WORD)
    dated = trade.place_on_days(*_DAY)
    if block.column(*_GROSS) is None:
        _read_one_by_one(trade, dated)
    else:
        _read(trade, dated)
    if not trade.sales and not trade.charges:
        return nothing_in(trade, WORD)
    period = next((span for line in captions(block.table, block.head) if (span := span_inside(line))), None)
    return handed_over(
        trade, Origin(WORD, "Начисления", period=period, currency=trade.currency, documents=Documents.NUMBERED)
    )


def _kinded(block: Block) -> NDArray[np.bool_]:
    """The rows that name a kind of accrual: a row of totals names none."""
    index = block.column(*_KIND)
    assert index is not None
    return block.cells(index).filled


def _sign(block: Block) -> str:
    words = [word for index in block.columns(*_GROSS, *_TOTAL) for word in block.cells(index).used_words()]
    return numbers.decimal_sign(words) or ","


def _read(trade: Trade, dated: NDArray[np.bool_]) -> None:
    """Rows with what was sold, the commission, and what services took from it; the rest of the total is services."""
    codes, names = trade.names(*_KIND) or (np.full(trade.size, -1, dtype=np.int32), [])
    gross, total = trade.money("amount", *_GROSS), trade.money("", *_TOTAL)
    commission = trade.money("", *_COMMISSION)
    assert gross is not None
    fee = np.zeros(trade.size, dtype=np.int64) if commission is None else -commission
    sales = _of(codes, names, _SALES) & dated
    paid_back = _of(codes, names, _COMPENSATIONS, anywhere=True) & ~sales & dated
    _unknown(trade, codes, names, dated & ~sales & ~paid_back & (gross != 0))
    _sell(trade, sales & (gross != 0), gross)
    trade.charge(sales, fee, COMMISSION, "commission")
    if total is None:
        trade.warn("no_total", msg("The report has no column “Total”: what services took is not known"))
        return
    trade.charge(sales, gross - fee - total, SERVICES, "variable")
    trade.charge(paid_back, -total, COMPENSATION, "variable")
    rest = dated & ~sales & ~paid_back
    _services(trade, rest, np.where(gross != 0, gross - total, -total), codes, names)


def _read_one_by_one(trade: Trade, dated: NDArray[np.bool_]) -> None:
    """The newer report: a row for every accrual; only «Выручка» and its return are sales."""
    codes, names = trade.names(*_KIND) or (np.full(trade.size, -1, dtype=np.int32), [])
    total = trade.money("amount", *_TOTAL)
    assert total is not None
    sales = np.array([*(fold(name) in _REVENUE_KINDS for name in names), False])[codes] & dated
    rewards = _of(codes, names, ("вознаграждение", "возврат вознаграждения", "комиссия")) & dated
    paid_back = _of(codes, names, _COMPENSATIONS, anywhere=True) & dated & ~sales & ~rewards
    _sell(trade, sales, total)
    trade.charge(rewards, -total, COMMISSION, "commission")
    trade.charge(paid_back, -total, COMPENSATION, "variable")
    _services(trade, dated & ~sales & ~rewards & ~paid_back, -total, codes, names)


def _sell(trade: Trade, rows: NDArray[np.bool_], gross: NDArray[np.int64]) -> None:
    if not rows.any():
        return
    kinds = np.where(gross == 0, WRITEOFF, np.where(gross < 0, RETURN, SALE)).astype(np.int32)
    pieces = trade.money("quantity", *_QUANTITY, places=6)
    if pieces is not None:
        pieces = np.where(gross < 0, -np.abs(pieces), np.abs(pieces))
    trade.sell(rows, gross, kinds, pieces, _LINES)
    index = trade.block.column(*_GROSS)
    index = trade.block.column(*_TOTAL) if index is None else index
    assert index is not None
    trade.add_raw(index, rows, np.ones(trade.size, dtype=np.int8))


def _of(
    codes: NDArray[np.int32], names: list[str], words: Iterable[str], *, anywhere: bool = False
) -> NDArray[np.bool_]:
    """The rows whose kind begins with one of the words, or holds one anywhere."""
    wanted = tuple(words)
    flags = [
        any(word in fold(name) for word in wanted) if anywhere else fold(name).startswith(wanted) for name in names
    ]
    return np.asarray(np.array([*flags, False])[codes])


def _unknown(trade: Trade, codes: NDArray[np.int32], names: list[str], rows: NDArray[np.bool_]) -> None:
    """Kinds of accruals with an amount of sale that are not known to be sales: said, and no revenue."""
    for code in np.unique(codes[rows]).tolist():
        text = msg("{rows} rows of the kind “{name}” are not known to the program: only what they charge was imported",
                   rows=int((codes[rows] == code).sum()), name=names[code])  # fmt: skip
        fix = msg("Check in the seller's account what it is; enter it as an expense if it is one")
        trade.warn("operation_unknown", text, fix)


def _services(
    trade: Trade, rows: NDArray[np.bool_], amounts: NDArray[np.int64], codes: NDArray[np.int32], names: list[str]
) -> None:
    """What Ozon charged beside sales, by its own names of services."""
    for code in np.unique(codes[rows]).tolist():
        kind = "advertising" if any(word in fold(names[code]) for word in _PROMOTION) else "variable"
        trade.charge(rows & (codes == code), amounts, f"Ozon: {names[code]}", kind)
