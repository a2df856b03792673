"""Statements that name the accounts of both sides: the account that stands in every row is the owner's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest.headings import heading
from kpi_desktop.ingest.normalise import key, read_cells
from kpi_desktop.ingest.source import Cell, RawColumn

if TYPE_CHECKING:
    from kpi_desktop.ingest.headings import Layout

_PAYERS = frozenset(map(key, (
    "счет дебета", "дебет счета", "счет по дебету", "счет плательщика", "плательщик счет", "расчетный счет плательщика",
    "номер счета плательщика", "р/с плательщика", "счет дт", "payer account", "debit account",
)))  # fmt: skip
_PAYEES = frozenset(map(key, (
    "счет кредита", "кредит счета", "счет по кредиту", "счет получателя", "получатель счет",
    "расчетный счет получателя", "номер счета получателя", "р/с получателя", "счет кт",
    "payee account", "beneficiary account", "credit account",
)))  # fmt: skip
_NAMES_OF_PAYERS = frozenset(map(key, (
    "контрагент дебет", "плательщик", "наименование плательщика", "плательщик наименование", "payer", "payer name",
)))  # fmt: skip
_NAMES_OF_PAYEES = frozenset(map(key, (
    "контрагент кредит", "получатель", "наименование получателя", "получатель наименование", "payee", "beneficiary",
)))  # fmt: skip
_TOLD = frozenset(map(key, ("направление", "контрагент", "наименование контрагента")))
_SHORTEST = 5


def by_accounts(layout: Layout) -> Layout:
    """The statement with columns of directions and of the other side; as it was where no account is in every row."""
    keys = [head.key for head in layout.headings]
    payer, payee = (_column(layout, words) for words in (_PAYERS, _PAYEES))
    if payer is None or payee is None or key("направление") in keys:
        return layout
    from_side, to_side = _accounts(layout, payer), _accounts(layout, payee)
    rows = [(one, two) for one, two in zip(from_side, to_side, strict=True) if one or two]
    own = set.intersection(*({one, two} for one, two in rows)) - {""} if len(rows) > 1 else set()
    if len(own) != 1:
        return layout
    mine = own.pop()
    words: list[str | None] = [
        ("Приход" if two == mine and one != mine else "Расход" if one == mine and two != mine else None)
        for one, two in zip(from_side, to_side, strict=True)
    ]
    layout = _with(layout, "Направление", words)
    payers_at, payees_at = _column(layout, _NAMES_OF_PAYERS), _column(layout, _NAMES_OF_PAYEES)
    if payers_at is None or payees_at is None or _TOLD & set(keys):
        return layout
    payers, payees = _texts(layout, payers_at), _texts(layout, payees_at)
    others = [one if way == "Приход" else two for way, one, two in zip(words, payers, payees, strict=True)]
    return _with(layout, "Контрагент", [name or None for name in others])


def _column(layout: Layout, words: frozenset[str]) -> int | None:
    found = [index for index, head in enumerate(layout.headings) if head.key in words]
    return found[0] if len(found) == 1 else None


def _texts(layout: Layout, column: int) -> list[str]:
    cells = read_cells(layout.table.columns[column], layout.first, layout.table.rows)
    return [cells.shown(row) for row in range(len(cells.kinds))]


def _accounts(layout: Layout, column: int) -> list[str]:
    """The account of each row by its digits; '' where the cell has none."""
    digits = ("".join(filter(str.isdigit, text)) for text in _texts(layout, column))
    return [found if len(found) >= _SHORTEST else "" for found in digits]


def _with(layout: Layout, name: str, words: list[str | None]) -> Layout:
    """The table with one column of words more."""
    import pyarrow as pa

    texts = pa.array([*(None for _ in range(layout.first)), *words], pa.string())
    kinds = np.where(np.asarray(texts.is_valid()), np.uint8(Cell.TEXT), np.uint8(Cell.EMPTY))
    table = replace(layout.table, columns=(*layout.table.columns, RawColumn(kinds, texts.dictionary_encode())))
    return replace(layout, table=table, headings=(*layout.headings, heading(name)))
