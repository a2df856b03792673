"""Registers of acquirers and payment services: what buyers paid, what the acquirer kept, what reached the account.

The payments are no sales (those stand in the till or the shop) and no receipts of money (the payout stands in the bank
statement, less the commission): only the commission is a fact, the expense «Эквайринг». What was paid and paid out is
told beside. There is no common format: a register is one where amount, commission and a sign of a card or of a payment
stand together on a day, and no goods; where it also has the amount after the commission, the three must agree.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.formats import number_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.dates import order_of
from kpi_desktop.ingest.headings import cell_text, currency_code, heading
from kpi_desktop.ingest.importers.block import Block, filled_rows
from kpi_desktop.ingest.importers.marketplace import Origin, Trade, handed_over, nothing_in
from kpi_desktop.ingest.normalise import fold, key
from kpi_desktop.ingest.totals import is_total

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

#: The contract's word: a register is a table like others.
WORD = "table"
LAYOUT = "acquiring"
#: An article of formulas/articles.toml, so that a commission in the bank statement is not counted beside it.
_ARTICLE, _CLASS = "Эквайринг", "variable"

_DAY = (
    "Дата платежа", "Дата оплаты", "Дата операции", "Дата и время операции", "Дата/время операции", "Дата транзакции",
    "Дата и время транзакции", "Дата и время платежа", "Дата завершения", "Дата проведения", "Дата зачисления",
    "Дата возмещения", "Дата создания платежа", "Дата создания", "Дата и время", "Дата", "Transaction date",
    "Payment date", "Created (UTC)", "Created", "Date",
)  # fmt: skip
_GROSS = (
    "Сумма платежа", "Сумма операции", "Сумма операций", "Сумма транзакции", "Сумма оплаты", "Сумма покупки",
    "Сумма от клиента", "Оборот", "Сумма", "Gross", "Gross amount", "Amount", "Transaction amount",
)  # fmt: skip
_FEE = (
    "Комиссия", "Сумма комиссии", "Комиссия банка", "Комиссия эквайера", "Комиссия магазина", "Вознаграждение",
    "Комиссия за операцию", "Плата за эквайринг", "Торговая уступка", "Вознаграждение банка", "Комиссия с магазина",
    "Комиссия сервиса", "Удержанная комиссия", "Fee", "Fees", "Commission", "Processing fee",
)  # fmt: skip
_NET = (
    "Сумма за вычетом комиссии", "Сумма к перечислению", "К перечислению", "Сумма перечисления", "Сумма к зачислению",
    "К зачислению", "Сумма зачисления", "Зачислено", "Сумма расчета", "Сумма к возмещению", "К возмещению",
    "Сумма возмещения", "Сумма к выплате", "К выплате", "Сумма выплаты", "Сумма к получению", "Net", "Net amount",
    "Payout amount",
)  # fmt: skip
_KIND = ("Тип операции", "Тип транзакции", "Операция", "Вид операции", "Тип", "Type", "Transaction type")
_STATE = ("Статус", "Статус операции", "Статус платежа", "Состояние", "Status", "Payment status")
#: What only a list of payments by card has.
_SIGNS = frozenset(map(key, (
    "Номер терминала", "ID терминала", "Терминал", "Номер карты", "Маска карты", "Номер карты / кошелька", "Карта",
    "Код авторизации", "RRN", "Платежная система", "Идентификатор платежа", "ID платежа", "№ операции",
    "Номер транзакции", "ID транзакции", "Номер платёжного поручения", "Номер мерчанта", "ID мерчанта",
    "Available On (UTC)", "Available On", "Card brand", "Transaction ID", "balance_transaction_id", "Дата реестра",
    "Количество операций",
)))  # fmt: skip
_WEAK = frozenset(map(key, ("Способ оплаты", "Метод платежа", "Метод оплаты", "Тип платежа", "Payment method")))
_BUYERS = ("клиент", "покупател", "заказчик", "customer", "client", "buyer")
_CURRENCY = ("Валюта платежа", "Валюта операции", "Валюта", "Currency")
#: A list with goods is one of sales or of a marketplace, a list with accounts or VAT one of a bank or of 1C.
_OF_GOODS = ("товар", "артикул", "номенклатур", "sku", "product", "количествотовар", "скидк", "дебет", "кредит",
             "приход", "расход", "инн", "менеджер", "бюджет", "lineitem", "shipping")  # fmt: skip
_FAILED = ("отклон", "отмен", "неусп", "не усп", "ошиб", "ожида", "создан", "в обработке", "не оплачен", "истек",
           "fail", "declin", "cancel", "reject", "pending", "expired", "denied", "new")  # fmt: skip
_REFUNDS = ("возврат", "отмена", "refund", "chargeback", "reversal")
_PAYOUTS = ("выплата", "перечислен", "вывод", "payout", "withdrawal", "transfer", "general withdrawal")
_NEARLY = 0.95
_TOP = 30


def recognise(table: SourceTable) -> bool:
    """Whether the sheet is a register of payments with the commission taken from them, and its amounts agree."""
    block = _find(table)
    return block is not None and _is_sound(block)


def _keys(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(heading(word).key for word in words)


_HEADS = tuple(map(_keys, (_DAY, _GROSS, _FEE)))
_NETS = _keys(_NET)


def _find(table: SourceTable) -> Block | None:
    for row in range(min(table.rows, _TOP)):
        names = tuple(cell_text(table, row, column) for column in range(len(table.columns)))
        keys = {heading(name).key for name in names if name}
        if not all(keys & words for words in _HEADS) or any(part in one for one in keys for part in _OF_GOODS):
            continue
        if not _of_payments(keys):
            continue
        plain = tuple("" if _is_rate(name) else heading(name).key for name in names)
        if not set(plain) & _HEADS[2]:
            continue
        block = Block(table, row, plain, filled_rows(table, row + 1, table.rows))
        return block.without(_totals(block))
    return None


def _is_rate(name: str) -> bool:
    """Whether a heading says that its figures are per cent."""
    return "%" in name or any(word in fold(name) for word in ("процент", "ставка", "тариф", "rate", "percent"))


def _of_payments(keys: set[str]) -> bool:
    """Whether signs of payments by card are enough: a list of one's own clients has a way of payment too."""
    weak = keys & _WEAK if not any(word in one for word in _BUYERS for one in keys) else frozenset()
    return len(keys & _SIGNS) + len(weak) >= (1 if keys & _NETS else 2)


def _totals(block: Block) -> NDArray[np.bool_]:
    """Rows that sum up the others, and lines below them that have no day."""
    found = np.zeros(len(block.rows), dtype=bool)
    for index in range(len(block.names)):
        cells = block.cells(index)
        found |= cells.by_word(is_total(word) for word in cells.words)
    day = block.column(*_DAY)
    return found if day is None else found | ~block.cells(day).filled


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read the commissions; None where the sheet is no such register, or its amounts do not agree."""
    block = _find(table)
    if block is None or not _is_sound(block):
        return None
    trade = Trade(job, block, "", sign=_sign(block))
    if not trade.size:
        return nothing_in(trade, WORD)
    rows = trade.place_on_days(*_DAY) & ~_with(block, _STATE, _FAILED)
    paid, net = trade.money("", *_GROSS), trade.money("", *_NET)
    stated = trade.money("amount", *_FEE)
    assert paid is not None
    assert stated is not None
    payouts = _with(block, _KIND, _PAYOUTS)
    backs = _with(block, _KIND, _REFUNDS) & ~payouts
    paid = np.where(backs, -np.abs(paid), paid)
    rows &= ~payouts
    fee = np.where(paid < 0, -np.abs(stated), np.abs(stated))  # what goes back takes its commission with it
    if net is not None:
        fee = paid - np.where(backs, -np.abs(net), net)
    trade.charge(rows, fee, _ARTICLE, _CLASS)
    if not trade.charges:
        return nothing_in(trade, WORD)
    trade.tell("no_sales_here", _ABOUT)
    trade.block = replace(block, names=tuple(cell_text(table, block.head, at) for at in range(len(block.names))))
    currency = next(iter(_currencies(block)), trade.currency)
    details = _details(job, (paid, fee), rows)
    return handed_over(trade, Origin(WORD, _title(job), LAYOUT, currency=currency, details=details))


_ABOUT = msg(
    "This is a register of an acquirer: its commission is imported as the expense “Эквайринг”. Payments of "
    "buyers are not: they are sales of the till or the shop, and the money stands in the bank statement"
)


def _title(job: Job) -> str:
    return Translator(job.options.lang)(msg("Acquiring"))


def _details(
    job: Job, sums: tuple[NDArray[np.int64], NDArray[np.int64]], rows: NDArray[np.bool_]
) -> tuple[tuple[Message, str], ...]:
    """What buyers paid, what went back to them, what is left after the commission."""
    paid, fee = sums
    found = (
        (msg("Paid by buyers"), paid[rows & (paid > 0)]),
        (msg("Paid back to buyers"), -paid[rows & (paid < 0)]),
        (msg("Left after the commission"), (paid - fee)[rows]),
    )
    return tuple((name, number_text(Decimal(numbers.whole_sum(one)).scaleb(-4), 2, job.options.lang))
                 for name, one in found)  # fmt: skip


def _currencies(block: Block) -> set[str]:
    """The codes of the currencies of the rows."""
    index = block.column(*_CURRENCY)
    return set() if index is None else {currency_code(word) for word in block.cells(index).used_words()}


def _is_sound(block: Block) -> bool:
    """Whether days cannot be taken for months, the currency is one, and the amounts agree: else the owner is asked."""
    day = block.column(*_DAY)
    if day is None or order_of(block.cells(day).used_words())[1] or len(_currencies(block)) > 1:
        return False
    paid, stated, net = (_values(block, words) for words in (_GROSS, _FEE, _NET))
    assert paid is not None
    assert stated is not None
    rows = ~_with(block, _STATE, _FAILED) & ~_with(block, _KIND, _PAYOUTS)
    return net is None or not len(block.rows) or _agree(paid[rows], stated[rows], net[rows])


def _values(block: Block, headings: tuple[str, ...]) -> NDArray[np.int64] | None:
    """The sizes of the amounts of the first of these columns, in ten-thousandths."""
    index = block.column(*headings)
    if index is None:
        return None
    found = numbers.read_numbers(block.cells(index), 4, _sign(block))
    return np.abs(np.where(found.valid, found.scaled, 0))


def _sign(block: Block) -> str:
    words = [word for index in block.columns(*_GROSS, *_FEE, *_NET) for word in block.cells(index).used_words()]
    return numbers.decimal_sign(words) or ","


def _with(block: Block, headings: tuple[str, ...], starts: tuple[str, ...]) -> NDArray[np.bool_]:
    """The rows whose word under one of the headings has one of these beginnings in it."""
    found = np.zeros(len(block.rows), dtype=bool)
    for index in block.columns(*headings):
        cells = block.cells(index)
        found |= cells.by_word(any(f" {start}" in f" {fold(word)}" for start in starts) for word in cells.words)
    return found


def _agree(paid: NDArray[np.int64], fee: NDArray[np.int64], net: NDArray[np.int64]) -> bool:
    """Whether what is left is what was paid less the commission, in nearly every row, and something was kept."""
    same = np.abs(np.abs(paid - net) - fee) <= 100
    return bool(len(paid) and (fee != 0).any() and float(same.mean()) >= _NEARLY)
