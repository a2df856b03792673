"""The monthly report of realisation of Ozon (by documentation): one line for an article, sold beside returned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.importers.ad_period import span_inside
from kpi_desktop.ingest.importers.block import Block, filled_rows
from kpi_desktop.ingest.importers.marketplace import RETURN, SALE, Origin, Trade, handed_over, nothing_in
from kpi_desktop.ingest.importers.one_figure import grain_of_whole, said_of
from kpi_desktop.ingest.normalise import fold
from kpi_desktop.ingest.outcome import FileReport, Outcome
from kpi_desktop.ingest.totals import is_total

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

WORD = "ozon"
_TOP = 40
_SOLD, _BACK = "реализовано на сумму", "возвращено на сумму"
_NUMBER = ("№ п/п", "п/п", "№")
_LINES = {
    "product": ("Название товара", "Товар", "Наименование товара"),
    "sku": ("Артикул", "Код товара продавца", "SKU"),
}


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read the report; None where no row of headings has what was sold and what came back."""
    head = _head(table)
    if head is None:
        return None
    block = _block(table, head)
    names = [fold(name) for name in block.names]
    sold, back = (next(place for place, name in enumerate(names) if name.startswith(word)) for word in (_SOLD, _BACK))
    words = [word for index in (sold, back) for word in block.cells(index).used_words()]
    trade = Trade(job, block, "Ozon", sign=numbers.decimal_sign(words) or ",")
    if not trade.size:
        return nothing_in(trade, WORD)
    period = _period(table, head)
    if period is None:
        text = msg("The report does not say for which days its figures are")
        fix = msg("Download the report of realisation again, with its lines above the table: they name the period")
        issue = job.error("unsupported", text, fix=fix, sheet=table.sheet)
        return FileReport(job.source.name, Outcome.UNSUPPORTED, WORD, trade.size, issues=(issue,))
    days = np.full(trade.size, np.datetime64(period[0], "D").astype(np.int64), dtype=np.int32)
    trade.days = days
    _read(trade, (sold, back), names)
    grain = grain_of_whole(period)
    if grain.value == "span":
        trade.warn("whole_period", *said_of(period))
    if not trade.sales:
        return nothing_in(trade, WORD)
    return handed_over(trade, Origin(WORD, "Отчёт о реализации", period=period, grain=grain, currency=trade.currency))


def _read(trade: Trade, places: tuple[int, int], names: list[str]) -> None:
    """Both sides of every line: sold and, with a minus, returned; each with its pieces and its commission."""
    sold, back = places
    for index, until, sign, kind in ((sold, back, 1, SALE), (back, len(names), -1, RETURN)):
        amounts = trade.money_of(index, "amount") * sign
        pieces = _pieces(names, (index, until), second=sign < 0)
        quantities = None if pieces is None else trade.money_of(pieces, "quantity", places=6) * sign
        rows = amounts != 0
        if rows.any():
            kinds = np.full(trade.size, kind, dtype=np.int32)
            trade.sell(rows, amounts, kinds, quantities, _LINES)
        trade.add_raw(index, rows, np.full(trade.size, sign, dtype=np.int8))
        fee = _first(names, index, until, "базовое вознаграждение", "сумма вознаграждения", "итого комиссия")
        if fee is not None:
            trade.charge(np.ones(trade.size, dtype=bool), trade.money_of(fee, "") * sign, "Комиссия Ozon", "commission")


def _pieces(names: list[str], between: tuple[int, int], *, second: bool) -> int | None:
    """The pieces of one side: of two such columns the first is of what was sold, wherever the sums stand beside."""
    counted = [place for place, name in enumerate(names) if name.startswith(("кол-во", "количество"))]
    return counted[second] if len(counted) == 2 else _first(names, *between, "кол-во", "количество")


def _first(names: list[str], start: int, stop: int, *words: str) -> int | None:
    """The first column between two whose heading begins with one of the words."""
    return next((place for place in range(start, stop) if names[place].startswith(words)), None)


def _head(table: SourceTable) -> int | None:
    """The row of headings that has what was sold and what came back."""
    for row in range(min(table.rows, _TOP)):
        found = [fold(cell_text(table, row, column)) for column in range(len(table.columns))]
        if all(any(text.startswith(word) for text in found) for word in (_SOLD, _BACK)):
            return row
    return None


def _block(table: SourceTable, head: int) -> Block:
    """The table under its head of up to three rows, without the row that numbers the columns and without totals."""
    names = []
    for column in range(len(table.columns)):
        texts = [cell_text(table, row, column) for row in range(head, max(head - 3, -1), -1)]
        names.append(next((text for text in texts if text), ""))
    block = Block(table, head, tuple(names), filled_rows(table, head + 1, table.rows))
    number = block.column(*_NUMBER)
    lead = block.cells(0 if number is None else number)
    shown = [lead.shown(row) for row in range(len(block.rows))]
    numbered = number is not None or any(text.rstrip(".").isdigit() for text in shown)
    is_line = np.array([_is_line(text, numbered=numbered) for text in shown], dtype=bool)
    return block.without(~(is_line & ~_numbering(block)))


def _is_line(text: str, *, numbered: bool) -> bool:
    """Whether a row is a line of the report: it has its number, or, where rows have none, a name that is no total."""
    return text.rstrip(".").isdigit() if numbered else bool(text) and not is_total(text)


def _numbering(block: Block) -> NDArray[np.bool_]:
    """The row under the head that says 1, 2, 3 and so on."""
    out = np.zeros(len(block.rows), dtype=bool)
    for row in range(min(len(out), 2)):
        texts = [block.cells(column).shown(row) for column in range(len(block.names))]
        filled = [text.split("=")[0].strip() for text in texts if text]
        out[row] = len(filled) > 4 and filled[:5] == ["1", "2", "3", "4", "5"]
    return out


def _period(table: SourceTable, head: int) -> tuple[date, date] | None:
    lines = [cell_text(table, row, column) for row in range(head) for column in range(len(table.columns))]
    for line in lines:
        span = span_inside(line) or span_inside(key_words(line))
        if span is not None:
            return span
    return None


def key_words(line: str) -> str:
    """What follows «за» or «за период»: «Отчёт о реализации за июль 2026» names a month."""
    _, _, rest = fold(line).partition(" за ")
    return rest.removeprefix("период ").strip()
