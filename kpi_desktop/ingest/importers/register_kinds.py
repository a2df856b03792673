"""What each register's rows mean: turnovers of accounts, of pairs of accounts, and single postings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain
from kpi_desktop.ingest import dates
from kpi_desktop.ingest.importers.register_head import plain
from kpi_desktop.ingest.importers.register_rows import (
    Entry,
    Sheet,
    account_of,
    is_service,
    levels_of_accounts,
    lines,
    period_node,
)
from kpi_desktop.ingest.importers.tree_levels import leaves_of, stated_levels
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from numpy.typing import NDArray

_When = tuple[date, Grain]

#: The accounting kind that is imported, as the column «Показатели» writes it; all others are left out.
BOOK = frozenset({"бу", "бу регл", "бу упр", "сумма"})


def indicated(sheet: Sheet) -> NDArray[np.bool_]:
    """The rows of bookkeeping amounts, where a column says which rows are of tax accounting or quantities."""
    marks = sheet.label(sheet.head.columns.get("indicator"))
    if "indicator" not in sheet.head.columns:
        return np.ones(sheet.rows, dtype=bool)
    return np.array([not mark or plain(mark) in BOOK for mark in marks], dtype=bool)


def filled_down(sheet: Sheet, labels: list[str]) -> list[str]:
    """Labels that stand once over their rows of «БУ», «НУ», «Кол.»."""
    if "indicator" not in sheet.head.columns:
        return labels
    marks, last, found = sheet.label(sheet.head.columns["indicator"]), "", []
    for label, mark in zip(labels, marks, strict=True):
        last = label or (last if mark else "")
        found.append(last)
    return found


@dataclass(frozen=True, slots=True)
class Balance:
    """The rows of a trial balance that have sums, their levels, and which of them are leaves."""

    labels: list[str]
    rows: list[int]
    levels: NDArray[np.int64]
    leaves: NDArray[np.bool_]
    stated: bool


def balance_of(sheet: Sheet) -> Balance:
    """The rows of a trial balance, without those of 1C's own."""
    labels = filled_down(sheet, sheet.label(sheet.head.columns.get("label", 0)))
    wanted = indicated(sheet)
    rows = [
        row for row, label in enumerate(labels)
        if wanted[row] and label and not is_service(label) and sheet.sums(row)
    ]  # fmt: skip
    column = sheet.head.columns.get("label", 0)
    levels = stated_levels(sheet.table, sheet.head.first, sheet.table.rows, column)[rows]
    stated = bool(levels.any())
    levels = levels if stated else levels_of_accounts([labels[row] for row in rows])
    return Balance(labels, rows, levels, leaves_of(levels), stated)


def balance_entries(sheet: Sheet) -> list[Entry]:
    """The leaves of a trial balance: an account, or the last of its analytics."""
    balance, found, path = balance_of(sheet), [], list[tuple[int, str]]()
    for place, row in enumerate(balance.rows):
        level = int(balance.levels[place])
        while path and path[-1][0] >= level:
            path.pop()
        path.append((level, balance.labels[row]))
        if balance.leaves[place]:
            found.append(_leaf(sheet, row, [label for _, label in path]))
    return found


def _leaf(sheet: Sheet, row: int, path: list[str]) -> Entry:
    """The entry of a leaf: its account is the last code on the way down, its analytics are what follows."""
    entry = Entry(sheet.number(row), "", sums=sheet.sums(row))
    rest: list[str] = []
    for label in path:
        if account := account_of(label):
            entry.account, rest = account, []
        elif period := period_node(label):
            entry.day, entry.grain = period
        else:
            rest.append(label)
    entry.subconto = tuple(rest)
    kinds = [plain(text) for text in sheet.head.captions if not plain(text).startswith("счет")]
    for kind, value in zip(kinds, rest, strict=False):
        if kind.startswith("контрагент"):
            entry.counterparty = value
    return entry


@dataclass(slots=True)
class Block:
    """The turnovers of one account (of one of its analytics, of one month) in an analysis of account."""

    account: str
    when: _When | None
    subconto: tuple[str, ...]
    level: int
    rows: list[int] = field(default_factory=list)


def analysis_blocks(sheet: Sheet) -> list[Block]:
    """The blocks of an analysis that are not sums of others."""
    column = sheet.head.columns.get("label", 0)
    owners, corrs = sheet.label(column), sheet.label(sheet.head.columns["corr"])
    levels = stated_levels(sheet.table, sheet.head.first, sheet.table.rows, column)
    wanted, blocks = indicated(sheet), [Block("", None, (), 0)]
    for row in range(sheet.rows):
        if owners[row] and not is_service(owners[row]):
            blocks.append(_next_block(blocks, owners[row], int(levels[row])))
        if wanted[row] and corrs[row] and not is_service(corrs[row]) and sheet.sums(row):
            blocks[-1].rows.append(row)
    return _lowest(blocks)


def _next_block(blocks: list[Block], owner: str, level: int) -> Block:
    """The block that begins under a label: of another account, or of a part of the one above."""
    account = account_of(owner)
    if account:
        return Block(account, None, (), level)
    above = next((block for block in reversed(blocks) if block.level < level or not block.subconto), blocks[0])
    when = period_node(owner)
    if when:
        return Block(above.account, when, above.subconto, level)
    return Block(above.account, above.when, (*above.subconto, owner), level)


def _lowest(blocks: list[Block]) -> list[Block]:
    """Blocks whose parts (sub-accounts, analytics, months) have blocks of their own are sums of them."""
    filled = [block for block in blocks if block.rows]
    return [block for block in filled if not any(_is_part(other, block) for other in filled)]


def _is_part(block: Block, of: Block) -> bool:
    if block.account != of.account:
        return bool(of.account) and block.account.startswith(of.account + ".")
    deeper = len(block.subconto) > len(of.subconto) and block.subconto[: len(of.subconto)] == of.subconto
    dated = block.when is not None and of.when is None and block.subconto[: len(of.subconto)] == of.subconto
    return (deeper and (of.when is None or block.when == of.when)) or dated


def analysis_entries(sheet: Sheet) -> list[Entry]:
    """The leaves of an analysis of account: its turnovers with each corresponding account."""
    return [entry for block in analysis_blocks(sheet) for entry in _analysed(sheet, block)]


def _analysed(sheet: Sheet, block: Block) -> list[Entry]:
    column = sheet.head.columns["corr"]
    labels, rows = sheet.label(column), block.rows
    stated = stated_levels(sheet.table, sheet.head.first, sheet.table.rows, column)[rows]
    codes_only = all(account_of(labels[row]) for row in rows)
    levels = levels_of_accounts([labels[row] for row in rows]) if codes_only or not stated.any() else stated
    found, path = [], list[tuple[int, str]]()
    for place, (row, leaf) in enumerate(zip(rows, leaves_of(levels).tolist(), strict=True)):
        while path and path[-1][0] >= levels[place]:
            path.pop()
        path.append((int(levels[place]), labels[row]))
        if not leaf:
            continue
        codes = [code for _, label in path if (code := account_of(label))]
        rest = tuple(label for _, label in path if not account_of(label))
        entry = Entry(sheet.number(row), block.account, codes[-1] if codes else "", (*block.subconto, *rest),
                      sums=sheet.sums(row))  # fmt: skip
        if block.when:
            entry.day, entry.grain = block.when
        found.append(entry)
    return found


def posting_entries(sheet: Sheet) -> list[Entry]:
    """Every posting twice: on its debit account and on its credit account, so that turnovers of each are whole."""
    sides = posting_sides(sheet)
    found = []
    for row, entry in _dated_rows(sheet):
        for side in ("debit", "credit"):
            account, amount, analytics = sides.of(side, row)
            other = "credit" if side == "debit" else "debit"
            value = amount if amount is not None else sides.of(other, row)[1]
            if account and value is not None:
                found.append(_side_of(entry, (account, sides.of(other, row)[0]), analytics, {side: value}))
    return found


def card_entries(sheet: Sheet) -> list[Entry]:
    """The postings of one account: its own side is the one with an amount."""
    sides = posting_sides(sheet)
    found = []
    for row, entry in _dated_rows(sheet):
        for side in ("debit", "credit"):
            account, amount, analytics = sides.of(side, row)
            if account and amount is not None:
                other = sides.of("credit" if side == "debit" else "debit", row)[0]
                found.append(_side_of(entry, (account, other), analytics, {side: amount}))
    return found


def _side_of(entry: Entry, accounts: tuple[str, str], analytics: tuple[str, ...], sums: dict[str, int]) -> Entry:
    return Entry(entry.row, *accounts, analytics, "", entry.document, entry.content, entry.day, entry.grain, sums)


def _dated_rows(sheet: Sheet) -> list[tuple[int, Entry]]:
    """The rows with a day, and what both sides of their postings share."""
    days = sheet.texts(sheet.head.columns["day"])
    documents = sheet.texts(sheet.head.columns.get("document"))
    contents = sheet.label(sheet.head.columns.get("content"))
    wanted, found = indicated(sheet), []
    for row in range(sheet.rows):
        first = lines(days[row])[:1]
        day = dates.parse(first[0]) if first and wanted[row] and not is_service(first[0]) else None
        if day is None:
            continue
        about = lines(documents[row])
        content = contents[row] or " / ".join(about[1:])
        found.append(
            (row, Entry(sheet.number(row), "", document=about[0] if about else "", content=content,
                        day=day[0].date(), grain=day[1]))
        )  # fmt: skip
    return found


class Sides:
    """Where a posting's accounts and amounts stand."""

    def __init__(self, sheet: Sheet) -> None:
        """Find the columns of both sides."""
        self._sheet = sheet
        self._places = {"debit": _places(sheet, sheet.head.debit), "credit": _places(sheet, sheet.head.credit)}

    def of(self, side: str, row: int) -> tuple[str, int | None, tuple[str, ...]]:
        """The side's account, its amount (None where the cell is empty) and its analytics."""
        account, amount = self._places[side]
        column = self._sheet.head.columns.get("sum") if amount is None else amount
        read = None if column is None else self._sheet.money(column)
        value = int(read.scaled[row]) if read is not None and read.valid[row] else None
        texts = self._sheet.texts(account)[row] if account is not None else ""
        analytics = lines(self._sheet.texts(self._sheet.head.columns.get(f"own_{side}"))[row])
        return account_of((lines(texts) or ("",))[0]), value, analytics


def posting_sides(sheet: Sheet) -> Sides:
    """The columns of accounts and amounts of a card or a report on postings."""
    return Sides(sheet)


def _places(sheet: Sheet, span: tuple[int, int]) -> tuple[int | None, int | None]:
    """The account is the first filled column under «Дебет» (or «Кредит»), the amount the last one with numbers."""
    start, stop = span
    kinds = [(column, sheet.table.columns[column].kinds[sheet.head.first :]) for column in range(start, stop)]
    filled = [column for column, kind in kinds if (kind != Cell.EMPTY).any()]
    named = set(sheet.head.columns.values()) - {start}
    filled = [column for column in filled if column not in named or column == start]
    if not filled:
        return None, None
    amounts = [column for column in filled[1:] if sheet.money(column).valid.any()]
    return filled[0], amounts[-1] if amounts else None
