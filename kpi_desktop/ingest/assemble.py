"""Typed fact columns out of raw cells: what every kind of column becomes, and the file in which they go to the book."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.facts.schema import Kind
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.dates import read_days
from kpi_desktop.ingest.deal_words import LOST_OF_DEALS, LOST_TOO, WON_OF_DEALS, WON_TOO, unnumbered
from kpi_desktop.ingest.normalise import dictionary_array, fold, identifiers, without_dashes
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.facts.schema import Column
    from kpi_desktop.ingest.dates import Order
    from kpi_desktop.ingest.normalise import Cells

_PLACES = {Kind.MONEY: 4, Kind.QUANTITY: 6, Kind.COUNT: 0}
_YES = frozenset({"да", "yes", "true", "истина", "1", "y", "+", "x", "х", "v", "включен", "включает", "в сумме"})
_NO = frozenset({"нет", "no", "false", "ложь", "0", "n", "-", "не включен", "не включает", "сверху"})
#: Words of files for the fixed words of a `choice` column, folded.
CHOICE_WORDS: dict[str, tuple[str, ...]] = {
    "in": (
        "приход",
        "поступление",
        "входящий",
        "входящее",
        "входящая",
        "incoming",
        "inbound",
        "credit",
        "входящие",
        "поступления",
        "зачисление",
        "пополнение",
        "кредит",
        "входящий платеж",
    ),
    "out": (
        "расход",
        "списание",
        "исходящий",
        "исходящее",
        "исходящая",
        "outgoing",
        "outbound",
        "debit",
        "исходящие",
        "списания",
        "выплата",
        "дебет",
        "исходящий платеж",
    ),
    "won": (*map(fold, (*WON_OF_DEALS, *WON_TOO)),),
    "lost": (*map(fold, (*LOST_OF_DEALS, *LOST_TOO)),),
    "open": ("открыта", "открыт", "открыто", "в работе", "in progress"),
    "new": (
        "новый",
        "новая",
        "не обработан",
        "не обработана",
        "необработан",
        "в работе",
        "в обработке",
        "думает",
        "перезвонить",
        "не дозвонились",
        "недозвон",
        "in progress",
    ),
    "qualified": ("квалифицирован", "квалифицированный", "качественный", "целевой", "целевая"),
    "rejected": (
        "отклонен",
        "отклонена",
        "некачественный",
        "брак",
        "junk",
        "не целевой",
        "нецелевой",
        "нецелевая",
        "отказ",
        "отказался",
        "спам",
        "spam",
        "дубль",
        "duplicate",
        "rejected",
    ),
    "converted": (
        "конвертирован",
        "в сделке",
        "продажа",
        "купил",
        "купила",
        "куплено",
        "продано",
        "стал клиентом",
        "сделка",
        "converted",
    ),
    "fixed": ("постоянные", "постоянный"),
    "variable": ("переменные", "переменный"),
    "advertising": ("реклама", "маркетинг"),
    "design": ("дизайн",),
    "sales": ("продажи", "расходы на продажи"),
    "overhead": ("накладные", "административные", "общехозяйственные"),
    "investment": ("инвестиции", "вложения", "капитальные"),
    "owner": ("собственник", "дивиденды", "вывод собственника"),
    "labour": ("труд",),
    "commission": ("комиссия", "комиссии"),
    "tax": ("налоги", "налог"),
    "goods": ("товары", "товар", "закупка", "закупки", "закупка товара", "закупка товаров", "себестоимость", "сырье"),
    "loan": ("кредит", "кредиты"),
    "meeting": ("встреча",),
    "email": ("письмо", "почта", "e mail"),
    "proposal": ("кп", "коммерческое предложение", "предложение"),
    "presentation": ("презентация",),
    "conversation": ("разговор", "беседа"),
    "social": ("соцсети", "социальные сети"),
    "referral": ("рекомендация", "реферальный запрос"),
    "selling": ("продажи", "продажа"),
    "data_entry": ("ввод данных", "заполнение crm"),
    "content": ("контент", "создание контента"),
    "other": ("прочее", "другое"),
    "desktop": ("пк", "компьютер", "компьютеры", "ноутбук", "десктоп", "настольный компьютер", "pc", "computer"),
    "mobile": (
        "смартфон",
        "смартфоны",
        "телефон",
        "телефоны",
        "мобильный",
        "мобильные",
        "мобильная",
        "мобильное",
        "мобильные телефоны",
        "phone",
        "smartphone",
        "mobile phone",
    ),
    "tablet": ("планшет", "планшеты"),
    "tv": ("тв", "телевизор", "телевизоры", "smart tv", "connected tv"),
}


@dataclass(slots=True)
class FactColumns:
    """The columns of one sheet on their way to the book, and the cells of it that could not be read.

    `bad` has for each target the rows (counted from 0 in the data) whose cell held something else.
    """

    arrays: dict[str, pa.Array] = field(default_factory=dict)
    bad: dict[str, NDArray[np.bool_]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manner:
    """How one column is read: its kind, the marks of its numbers and dates, the words it may hold."""

    kind: Kind
    sign: str | None
    order: Order
    choices: tuple[str, ...] = ()
    date1904: bool = False


def fill(into: FactColumns, target: str, cells: Cells, manner: Manner) -> None:
    """Read one column as its kind; what cannot be read becomes null and is marked."""
    import pyarrow as pa

    kind = manner.kind
    if kind in {Kind.DATE, Kind.TIME}:
        days = read_days(cells, order=manner.order, date1904=manner.date1904)
        values = days.days if kind is Kind.DATE else days.seconds
        width = pa.int32() if kind is Kind.DATE else pa.int64()
        array = pa.array(values, type=width, mask=~days.valid)
        into.arrays[target] = array.cast(pa.date32() if kind is Kind.DATE else pa.timestamp("s"))
        into.bad[target] = days.bad
    elif kind in _PLACES:
        found = numbers.read_numbers(cells, _PLACES[kind], manner.sign)
        into.bad[target] = found.bad
        if kind is Kind.COUNT:
            # Half a visit is no visit: such a cell is listed, not rounded.
            into.bad[target] = found.bad | found.loose
            into.arrays[target] = pa.array(found.scaled, mask=~found.valid | found.loose)
        else:
            into.arrays[target] = numbers.decimal_array(found.scaled, found.valid, _PLACES[kind])
    elif kind is Kind.FLAG:
        into.arrays[target], into.bad[target] = _flags(cells)
    elif kind is Kind.CHOICE:
        into.arrays[target], into.bad[target] = _choices(cells, manner.choices)
    else:
        into.arrays[target] = dictionary_array(*without_dashes(*identifiers(cells)))


def _flags(cells: Cells) -> tuple[pa.Array, NDArray[np.bool_]]:
    import pyarrow as pa

    folded = [fold(word) for word in cells.words]
    yes = cells.by_word(word in _YES for word in folded)
    no = cells.by_word(word in _NO for word in folded)
    if cells.numbers is not None:
        numeric = (cells.kinds == Cell.NUMBER) | (cells.kinds == Cell.YES_NO)
        yes = yes | (numeric & (cells.numbers == 1))
        no = no | (numeric & (cells.numbers == 0))
    return pa.array(yes, mask=~(yes | no)), cells.filled & ~(yes | no)


def told_by(cells: Cells, column: Column) -> bool:
    """Whether every word of the cells is one of the column's fixed words."""
    known = {fold(word) for choice in column.choices for word in (choice, *CHOICE_WORDS.get(choice, ()))}
    return all(fold(word) in known or fold(unnumbered(word)) in known for word in cells.used_words())


def _choices(cells: Cells, choices: Sequence[str]) -> tuple[pa.Array, NDArray[np.bool_]]:
    codes, words = identifiers(cells)
    of_word = {word: index for index, choice in enumerate(choices) for word in (choice, *CHOICE_WORDS.get(choice, ()))}
    told = (of_word.get(fold(word), of_word.get(fold(unnumbered(word)), -1)) for word in words)
    table = np.array([*told, -1], dtype=np.int32)
    found = table[codes]
    return dictionary_array(found.astype(np.int32), list(choices)), (codes >= 0) & (found < 0)


def write_facts(parts: Sequence[Mapping[str, pa.Array]], target: Path) -> int:
    """Write the sheets of one batch one below the other as an Arrow file; returns the rows."""
    import pyarrow as pa

    names = list(dict.fromkeys(name for part in parts for name in part))
    tables = []
    for part in parts:
        size = len(part["src_row"])
        kinds = {name: next(other[name].type for other in parts if name in other) for name in names}
        tables.append(pa.table({name: part.get(name, _nothing(size, kinds[name])) for name in names}))
    table = tables[0] if len(tables) == 1 else pa.concat_tables(tables).unify_dictionaries().combine_chunks()
    with pa.OSFile(str(target), "wb") as stream, pa.ipc.new_file(stream, table.schema) as writer:
        writer.write_table(table)
    return int(table.num_rows)


def _nothing(size: int, kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    return pa.nulls(size, kind)
