"""«Отчёт по стоимости услуг» of Яндекс Маркет: a sheet for each kind of service, a charge in each row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.importers.block import Block, filled_rows
from kpi_desktop.ingest.importers.marketplace import Origin, Trade, handed_over
from kpi_desktop.ingest.normalise import fold, key
from kpi_desktop.ingest.totals import is_total

if TYPE_CHECKING:
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

#: The contract's word: a report of services is a table like others.
WORD = "table"
CHANNEL = "Яндекс Маркет"
_LAYOUT = "market-services"
_COST, _DAY, _SERVICE = "Стоимость услуги", ("Дата и время оказания услуги", "Дата оказания услуги"), "Услуга"
_OWN = key("ID бизнес-аккаунта")
_COMMISSION = ("размещени", "комисси")
_PROMOTION = ("буст", "продвижени", "реклам", "отзыв", "полк", "баннер")
_TOP = 30


def examine(job: Job) -> FileReport | None:
    """Read the charges of all sheets; None where no sheet is such a list, or the owner gives a mapping."""
    if job.options.mapping is not None:
        return None
    blocks = [block for table in job.source.tables if not table.hidden and (block := _find(table)) is not None]
    trades = [_read(job, block) for block in blocks]
    trades = [trade for trade in trades if trade.charges]
    if not trades:
        return None
    whole = trades[0]
    for number, trade in enumerate(trades[1:], start=1):
        for part in trade.charges:
            part["src_sheet"] = _same(number, len(part["src_row"]))
        whole.charges += trade.charges
        whole.issues += trade.issues
        whole.partial |= trade.partial
        for article, amount in trade.charged.items():
            whole.charged[article] = whole.charged.get(article, amount - amount) + amount
    title = Translator(job.options.lang)(msg("services of Yandex Market"))
    report = handed_over(whole, Origin(WORD, title, _LAYOUT, currency=whole.currency))
    sheets = tuple(trade.block.table.sheet for trade in trades)
    batches = tuple(replace(batch, sheets=sheets) for batch in report.batches)
    return replace(report, rows=sum(trade.size for trade in trades), batches=batches)


def _same(number: int, count: int) -> object:
    import pyarrow as pa

    return pa.array(np.full(count, number, dtype=np.int16))


def _find(table: SourceTable) -> Block | None:
    for row in range(min(table.rows, _TOP)):
        names = tuple(cell_text(table, row, column) for column in range(len(table.columns)))
        block = Block(table, row, names, np.arange(0))
        whole = block.column(*_DAY) is not None and block.beginning(_COST) is not None
        if whole and _OWN in {key(name) for name in names}:
            return _without_totals(replace(block, rows=filled_rows(table, row + 1, table.rows)))
    return None


def _without_totals(block: Block) -> Block:
    out = np.zeros(len(block.rows), dtype=bool)
    for index in range(len(block.names)):
        cells = block.cells(index)
        out |= cells.by_word(is_total(word) for word in cells.words)
    return block.without(out)


def _read(job: Job, block: Block) -> Trade:
    """The charges of one sheet: each by its service, else by the name of the sheet."""
    cost = block.beginning(_COST)
    assert cost is not None
    sign = numbers.decimal_sign(block.cells(cost).used_words()) or ","
    trade = Trade(job, block, CHANNEL, sign=sign)
    if not trade.size:
        return trade
    rows = trade.place_on_days(*_DAY)
    amounts = trade.money_of(cost, "amount")
    codes, names = trade.names(_SERVICE) or (np.zeros(trade.size, dtype=np.int32), [block.table.sheet])
    for code in np.unique(codes).tolist():
        name = names[code] if code >= 0 else block.table.sheet
        trade.charge(rows & (codes == code), amounts, f"{CHANNEL}: {name}", _class(name))
    return trade


def _class(name: str) -> str:
    folded = fold(name)
    if any(word in folded for word in _PROMOTION):
        return "advertising"
    return "commission" if any(word in folded for word in _COMMISSION) else "variable"
