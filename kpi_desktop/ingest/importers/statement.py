"""Statements of banks with one column of sums: which rows came in, which went out, which never took place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import nmsg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.assemble import CHOICE_WORDS
from kpi_desktop.ingest.headings import heading
from kpi_desktop.ingest.importers.in_and_out import blanked, of_bank
from kpi_desktop.ingest.normalise import fold, key, read_cells
from kpi_desktop.ingest.source import Cell, RawColumn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.headings import Layout

#: Headings under which banks write whether money came or went.
_TYPES = frozenset(map(key, (
    "тип операции", "вид операции", "тип", "вид", "операция", "дебет/кредит", "дебет кредит", "дт/кт", "д/к",
    "приход/расход", "тип движения", "признак", "направление", "направление платежа", "тип транзакции", "type",
)))  # fmt: skip
#: «Тип операции (пополнение/списание)» is one too.
_TYPE_STARTS = ("типоперации", "виддвижения")
_AMOUNTS = frozenset(map(key, (
    "сумма", "сумма операции", "сумма платежа", "сумма операции в валюте счета", "сумма в валюте счета",
    "сумма в валюте операции", "сумма документа", "сумма перевода", "amount", "transaction amount",
)))  # fmt: skip
_STATES = frozenset(map(key, ("статус", "статус операции", "статус платежа", "состояние", "status", "state")))
_FAILED = ("отклон", "отмен", "отказ", "ошибк", "не исполнен", "не проведен", "черновик", "failed", "declin", "cancel",
           "rejected", "error")  # fmt: skip
_IN = frozenset({*CHOICE_WORDS["in"], "in"})
_OUT = frozenset({*CHOICE_WORDS["out"], "out"})


def as_statement(layout: Layout) -> Layout:
    """The statement with a column of directions and without payments that failed; any other table as it was."""
    if not of_bank(layout):
        return layout
    amounts = [index for index, head in enumerate(layout.headings) if head.key in _AMOUNTS]
    if not amounts:
        return layout
    layout = _without_failed(layout)
    typed = next((index for index, head in enumerate(layout.headings) if _tells(layout, index, head.key)), None)
    if typed is not None:
        heads = list(layout.headings)
        heads[typed] = heading("Направление")
        return replace(layout, headings=tuple(heads))
    named = any(head.key == key("направление") for head in layout.headings)
    return layout if named else _by_signs(layout, amounts)


def _tells(layout: Layout, index: int, name: str) -> bool:
    """Whether every word of the column says which way money went."""
    if name not in _TYPES and not name.startswith(_TYPE_STARTS):
        return False
    words = read_cells(layout.table.columns[index], layout.first, layout.table.rows).used_words()
    return bool(words) and all(fold(word).strip(" .") in _IN | _OUT for word in words)


def _without_failed(layout: Layout) -> Layout:
    """The table without the sums of payments whose state says that they did not take place; how many is told."""
    state = next((index for index, head in enumerate(layout.headings) if head.key in _STATES), None)
    if state is None:
        return layout
    cells = read_cells(layout.table.columns[state], layout.first, layout.table.rows)
    failed = cells.by_word(fold(word).startswith(_FAILED) for word in cells.words)
    if not failed.any():
        return layout
    words = ", ".join(word for word in cells.used_words() if fold(word).startswith(_FAILED))
    rows = np.concatenate([np.zeros(layout.first, dtype=bool), failed])
    table = replace(layout.table, columns=tuple(blanked(column, rows) for column in layout.table.columns))
    note = nmsg(
        "{n} payment did not take place and is not counted: {words}",
        "{n} payments did not take place and are not counted: {words}",
        n=int(failed.sum()), words=words,
    )  # fmt: skip
    return replace(layout, table=table, notes=(*layout.notes, note))


def _by_signs(layout: Layout, amounts: list[int]) -> Layout:
    """Sums below zero went out: the sums without their signs, and a column more that says which way they went."""
    import pyarrow as pa

    read = {index: _signs(layout, index) for index in amounts}
    signed = [index for index, signs in read.items() if (signs < 0).any()]
    if not signed:
        return layout
    signs = np.concatenate([np.zeros(layout.first, dtype=np.int8), read[signed[0]]])
    if any(not np.array_equal(np.sign(read[index]), np.sign(read[signed[0]])) for index in signed):
        return layout
    words = pa.array(["Расход" if sign < 0 else "Приход" for sign in signs.tolist()], pa.string(), mask=signs == 0)
    kinds = np.where(signs != 0, np.uint8(Cell.TEXT), np.uint8(Cell.EMPTY))
    columns = [
        _without_sign(column) if index in signed else column for index, column in enumerate(layout.table.columns)
    ]
    table = replace(layout.table, columns=(*columns, RawColumn(kinds, words.dictionary_encode())))
    return replace(layout, table=table, headings=(*layout.headings, heading("Направление")))


def _signs(layout: Layout, column: int) -> NDArray[np.int8]:
    cells = read_cells(layout.table.columns[column], layout.first, layout.table.rows)
    found = numbers.read_numbers(cells, 4, numbers.decimal_sign(cells.used_words()))
    return np.where(found.valid, np.sign(found.scaled), 0).astype(np.int8)


def _without_sign(column: RawColumn) -> RawColumn:
    """The same sums without minus signs and brackets."""
    import pyarrow as pa

    words = [None if word is None else _bare(word) for word in column.texts.dictionary.to_pylist()]
    texts = pa.array(words, pa.string()).take(column.texts.indices).dictionary_encode()
    return replace(column, texts=texts, numbers=None if column.numbers is None else np.abs(column.numbers))


def _bare(word: str) -> str:
    found = numbers.parse(word)
    return word if found is None or found >= 0 else word.strip().strip("()").strip("-−– \u00a0")
