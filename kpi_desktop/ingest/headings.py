"""Where the headings of a table are and what they say: captions above, merged and two-row heads, currency and VAT."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest import dates, numbers
from kpi_desktop.ingest.normalise import fold, key, tidy
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import date

    from kpi_desktop.facts.batch import Vat
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.source import SourceTable

#: How far down a heading row is looked for: reports have captions, never this many.
_DEPTH = 60
#: Two known headings in a row and no figures: that is the head.
_SURE = 20.0
#: One known heading, and rows of figures right under it.
_LIKELY, _ENOUGH = 10.0, 3
#: A head has at most so many rows.
_DEEPEST = 3

#: So many headings, and so large a part of all, begin alike where the name of the record stands before each.
_PART, _FEW, _MOST = " - ", 4, 0.8

_CURRENCIES = {
    "RUB": ("руб", "рублей", "рублях", "rub", "rur", "₽", "р"),
    "KZT": ("kzt", "тенге", "тг", "₸"),
    "USD": ("usd", "$", "долл"),
    "EUR": ("eur", "€", "евро"),
    "UAH": ("uah", "грн", "₴"),
    "BYN": ("byn", "бел руб"),
    "GBP": ("gbp", "£"),
}
_CURRENCY_OF = {word: code for code, words in _CURRENCIES.items() for word in words}
#: Names and numeric codes of currencies in lists of documents.
_CURRENCY_STARTS = (("российский руб", "RUB"), ("рубл", "RUB"), ("643", "RUB"), ("810", "RUB"),
                    ("белорусский руб", "BYN"),
                    ("доллар", "USD"), ("840", "USD"), ("евро", "EUR"), ("978", "EUR"), ("гривн", "UAH"),
                    ("казахстанский тенге", "KZT"), ("398", "KZT"))  # fmt: skip
_CODE = 3
_WITH_VAT = re.compile(r"\b(с|вкл|включая|incl|including|with) (учетом )?(ндс|vat)\b")
_WITHOUT_VAT = re.compile(r"\b(без|excl|excluding|without|ex) (учета )?(ндс|vat)\b")
_OTHER_THINGS = ("план", "остат", "приход", "поступ", "прошл", "закуп", "резерв", "откл", "изменен", "plan", "stock")
#: A pivot table's caption of a sum: «Сумма по полю Выручка».
_OF_PIVOT = re.compile(r"^(сумма по полю|sum of) (?=\w)")
#: What only says how a name is written: «Клиент (ФИО)».
_WHOSE = re.compile(r"\((фио|ф\. ?и\. ?о\.?|имя|наименование|название)\)")
_COPY = re.compile(r" #\d+$")
_MARKS = re.compile(r"[^\w$€£₽₸₴%]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: as written, as compared, and the currency and VAT basis that it states.

    `alias` is the lowest part of a head of several rows («Продажи / Сумма» is also `сумма`), '' where the part above
    says that it is something else: a plan, a stock, another month. `unit` is what its figures were multiplied by.
    """

    text: str
    key: str
    currency: str = ""
    vat: Vat | None = None
    alias: str = ""
    unit: int = 1


@dataclass(frozen=True, slots=True)
class Layout:
    """A table with its headings found: rows are zero-based in the table, `first` is the first data row.

    `asks` is what the owner must say before anything of it can be read: of which year the months across are. `notes`
    tell what of the sheet is no part of the table. `spans` are the weeks of which the rows are, first and last days.
    `told` are the days that the table tells of, also where it has no row of them: a blank is a day without expenses.
    `part_of` names the list of which several sheets of unlike columns are parts, '' where the sheet stands alone.
    """

    table: SourceTable
    head: int
    first: int
    headings: tuple[Heading, ...]
    captions: tuple[str, ...]
    asks: Message | None = None
    notes: tuple[Message, ...] = ()
    spans: tuple[tuple[date, date], ...] | None = None
    part_of: str = ""
    told: tuple[date, date] | None = None

    @property
    def hash(self) -> str:
        """A short stable name of this set of headings: exports of one kind share it."""
        named = "\n".join(heading.key for heading in self.headings if heading.text)
        return hashlib.sha256(named.encode()).hexdigest()[:12]


def heading(text: str) -> Heading:
    """A heading taken apart: «Сумма с НДС, руб.» is `сумма` in RUB with VAT."""
    from kpi_desktop.facts.batch import Vat

    folded = _OF_PIVOT.sub("", _MARKS.sub(" ", _WHOSE.sub(" ", fold(_COPY.sub("", text)))).strip())
    vat = Vat.WITH if _WITH_VAT.search(folded) else Vat.WITHOUT if _WITHOUT_VAT.search(folded) else None
    folded = _WITHOUT_VAT.sub(" ", _WITH_VAT.sub(" ", folded))
    words, currency = [], ""
    for word in folded.split():
        code = _CURRENCY_OF.get(word)
        if code and len(folded.split()) > 1:
            currency = code
        else:
            words.append(word)
    above, _, lowest = text.rpartition(" / ")
    return Heading(text, key(" ".join(words)), currency, vat, _alias(above, lowest))


def _alias(above: str, lowest: str) -> str:
    folded = fold(above)
    if not above or dates.parse(above) or any(word in folded for word in _OTHER_THINGS):
        return ""
    return heading(lowest).key


def currency_in(text: str) -> str:
    """The currency that a caption names in brackets or after «валюта»; '' where it names none."""
    for found in re.finditer(r"\(([^()]{1,12})\)|валют[аы]\W+([\w$€£₽₸₴]+)", text, re.IGNORECASE):
        inside = fold(found[1] or found[2]).strip(". ")
        if inside in _CURRENCY_OF:
            return _CURRENCY_OF[inside]
    return ""


def currency_code(word: str) -> str:
    """The code of a currency as a cell of a column of currencies names it; the word itself where it is not known."""
    folded = fold(word).strip(". ")
    if folded in _CURRENCY_OF:
        return _CURRENCY_OF[folded]
    named = next((code for start, code in _CURRENCY_STARTS if folded.startswith(start)), "")
    return named or (word.strip().upper() if len(word.strip()) == _CODE and word.strip().isascii() else word.strip())


def cell_text(table: SourceTable, row: int, column: int) -> str:
    """The text of one cell, '' where it holds none."""
    found = table.columns[column].texts[row].as_py()
    return tidy(found) if found else ""


def find_layout(table: SourceTable, known: AbstractSet[str], row: int | None = None) -> Layout | None:
    """The table with its heading row found, or taken from `row`; None where no row looks like headings."""
    lower = _best_row(table, known) if row is None else row
    if lower is None or lower >= table.rows:
        return None
    head = lower if row is not None else _top_row(table, lower, known)
    lower += row is None and _heads_below(table, lower, known)
    depth = max(_head_depth(table, head), lower - head + 1)
    names = _without_common_start(_names(table, head, depth))
    captions = [_caption(table, above, column) for above in range(head) for column in range(len(table.columns))]
    return Layout(
        table, head, head + depth, tuple(heading(name) for name in names), tuple(text for text in captions if text)
    )


def _best_row(table: SourceTable, known: AbstractSet[str]) -> int | None:
    """The row that looks most like headings; under sure headings with figures below them no others are looked for."""
    best, best_score, best_keys, below = None, 0.0, set[str](), 0
    for row in range(min(table.rows, _DEPTH)):
        score = _row_score(table, row, known)
        if best is not None and has_values(table, row):
            below += 1
            if best_score >= _SURE or (best_score >= _LIKELY and below >= _ENOUGH):
                break
        if score <= best_score:
            continue
        keys = {heading(text).key for column in range(len(table.columns)) if (text := cell_text(table, row, column))}
        if best is None or not keys <= best_keys:
            best, best_score, best_keys, below = row, score, keys, 0
    return best


def has_values(table: SourceTable, row: int) -> bool:
    """Whether the row holds figures or dates in more than one cell, as rows of data do."""
    return sum(column.kinds[row] in {Cell.NUMBER, Cell.MOMENT} or _value_in(table, row, index)
               for index, column in enumerate(table.columns)) > 1  # fmt: skip


def _value_in(table: SourceTable, row: int, column: int) -> bool:
    text = cell_text(table, row, column) if table.columns[column].kinds[row] == Cell.TEXT else ""
    return bool(text) and _looks_like_data(text) and len(text) <= 200


def _top_row(table: SourceTable, lower: int, known: AbstractSet[str]) -> int:
    """Where the head begins whose lowest row is `lower`: cells merged down into it, or headings over its gaps."""
    top = lower
    for merge_top, left, bottom, _right in table.merges:
        if merge_top < lower <= bottom and lower - merge_top < _DEEPEST and cell_text(table, merge_top, left):
            top = min(top, merge_top)
    if top < lower or not lower:
        return top
    over = [
        heading(text).key in known
        for column in range(len(table.columns))
        if (text := cell_text(table, lower - 1, column))
        and not cell_text(table, lower, column)
        and (table.columns[column].kinds[lower + 1 : lower + 20] != Cell.EMPTY).any()
    ]
    return lower - 1 if any(over) else lower


def _heads_below(table: SourceTable, head: int, known: AbstractSet[str]) -> bool:
    """Whether the row under the headings has nothing but headings, as under a caption over several columns."""
    if head + 2 >= table.rows or any(column.kinds[head + 1] not in {Cell.EMPTY, Cell.TEXT} for column in table.columns):
        return False
    texts = [text for column in range(len(table.columns)) if (text := cell_text(table, head + 1, column))]
    gaps = any(
        cell_text(table, head + 1, column) and not cell_text(table, head, column)
        for column in range(len(table.columns))
    )
    return gaps and len(texts) > 1 and all(heading(text).key in known for text in texts)


def _row_score(table: SourceTable, row: int, known: AbstractSet[str]) -> float:
    texts = values = hits = 0
    for index, column in enumerate(table.columns):
        kind = column.kinds[row]
        if kind == Cell.TEXT:
            text = cell_text(table, row, index)
            if not text:
                continue
            if _looks_like_data(text):
                values += 1
            else:
                texts += 1
                hits += heading(text).key in known
        elif kind != Cell.EMPTY:
            values += 1
    if texts < 2 or texts <= values:
        return 0.0
    below = row + 1 < table.rows and any(column.kinds[row + 1] != Cell.EMPTY for column in table.columns)
    return (10.0 * hits + texts - 2.0 * values) * (1.0 if below else 0.3)


def _looks_like_data(text: str) -> bool:
    return numbers.parse(text) is not None or dates.parse(text) is not None or len(text) > 200


def _head_depth(table: SourceTable, head: int) -> int:
    """Two or three rows where merged cells of the first span them or stand over captions of their own."""
    depth = 1
    for top, left, bottom, right in table.merges:
        if top <= head <= bottom and bottom > head:
            depth = max(depth, min(bottom - head + 1, _DEEPEST))
        elif top == head and right > left and head + 1 < table.rows:
            under = [cell_text(table, head + 1, column) for column in range(left, min(right + 1, len(table.columns)))]
            if sum(bool(text) for text in under) > 1:
                depth = max(depth, 2)
    return depth


def _names(table: SourceTable, head: int, depth: int) -> list[str]:
    """One name for each column: the rows of its head joined, copies numbered."""
    rows = _spread_head(table, head, depth)
    names, seen = [], dict[str, int]()
    for column in range(len(table.columns)):
        parts = dict.fromkeys(row[column] for row in rows if row[column])
        name = " / ".join(parts)
        seen[name] = seen.get(name, 0) + 1
        names.append(f"{name} #{seen[name]}" if name and seen[name] > 1 else name)
    return names


def _without_common_start(names: list[str]) -> list[str]:
    """The names without the kind of record that some programs put before every one: «Сделка - Этап»."""
    starts = [name.partition(_PART)[0] if _PART in name else "" for name in names if name]
    common = max(set(starts), key=starts.count, default="")
    if not common or starts.count(common) < max(_FEW, _MOST * len(starts)):
        return names
    shorter = [name.removeprefix(common + _PART) for name in names]
    return shorter if len(set(filter(None, shorter))) == len(starts) else names


def _spread_head(table: SourceTable, head: int, depth: int) -> list[list[str]]:
    """The texts of the head; a cell merged over several columns stands over each, save in the lowest row."""
    width = len(table.columns)
    rows = [[cell_text(table, head + step, column) for column in range(width)] for step in range(depth)]
    for column in range(width):
        if not rows[0][column] and table.columns[column].kinds[head] in {Cell.NUMBER, Cell.MOMENT}:
            rows[0][column] = _value_text(table, head, column)
    for top, left, bottom, right in table.merges:
        if head <= top and bottom < head + depth - 1 and right > left:
            for column in range(left, min(right + 1, width)):
                rows[top - head][column] = rows[top - head][column] or rows[top - head][left]
    return rows


def _caption(table: SourceTable, row: int, column: int) -> str:
    """What a cell above the table says: its text or its date."""
    if table.columns[column].kinds[row] == Cell.MOMENT:
        return _value_text(table, row, column)
    return cell_text(table, row, column)


def _value_text(table: SourceTable, row: int, column: int) -> str:
    raw = table.columns[column]
    if raw.kinds[row] == Cell.MOMENT and raw.moments is not None:
        return str(raw.moments[row].astype("datetime64[D]"))
    if raw.numbers is not None and np.isfinite(raw.numbers[row]):
        return f"{raw.numbers[row]:g}"
    return ""
