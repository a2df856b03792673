"""Money kept in thousands or millions: where the table says so beyond doubt its figures become roubles, and it is told.

A unit counts where it stands alone («Продажи, тыс. руб.», «млн руб.» over a column). «План 500 тыс. руб.» is a sum and
no unit, prices are hardly ever in thousands, and sums that would be too large are roubles that a cell only shows
shortened: then the owner is asked (a figure a thousand times off is worse than a question).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.headings import Heading, Layout, heading
from kpi_desktop.ingest.mapping import EXTRA_TARGETS
from kpi_desktop.ingest.normalise import fold, read_cells
from kpi_desktop.ingest.source import Cell, RawColumn

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType
    from collections.abc import Sequence

    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.ingest.job import Job

_ROUBLES = r"(?:\s*(?:руб(?:л[а-я]*)?|р|₽)(?![а-я]))"
_FULL = r"(?:\s*руб(?:л[а-я]*)?(?![а-я]))"
_UNITS = (
    (1000, re.compile(rf"(?<![а-яa-z\d])(?:(?:в )?тыс(?![а-я])\.?{_ROUBLES}?|т\.?{_FULL}|тысяч[а-я]*{_ROUBLES}"
                      r"|в тысячах)\.?")),
    # «т.р.» after a comma or alone; «Иванов Т. Р.» is a name
    (1000, re.compile(r"(?:^|[,(])\s*т\.?р\.?\s*(?=$|[),;])")),
    (1000, re.compile(r"\b(?:in thousands|thousands of)\b")),
    (1_000_000, re.compile(rf"(?<![а-яa-z\d])(?:(?:в )?млн(?![а-я])\.?{_ROUBLES}?|миллион[а-я]*{_ROUBLES}"
                           r"|в миллионах)\.?")),
    (1_000_000, re.compile(r"\bin millions\b")),
)  # fmt: skip
#: A number right before the unit makes both an amount, and goods are counted in thousands too.
_AMOUNT = re.compile(r"\d[ .,]*$")
_PIECES = re.compile(r"^[ .,]*(?:шт|ед|кг|чел|покупат|клиент|заказ|штук|м2|кв)")
#: A row of a small business above this many roubles is more likely in roubles already.
_TOO_LARGE = 100_000_000
_PRICES = frozenset({"price", "unit_cost", "list_price"})
_EDGES = re.compile(r"^[\s,.;:()/\[\]-]+|[\s,;:(/\[-]+$")


def unit_in(text: str) -> int | None:
    """How many roubles one unit of a caption is: 1 where it names none, None where it names a sum or two units."""
    folded = fold(text)
    found = set()
    for size, pattern in _UNITS:
        for hit in pattern.finditer(folded):
            if _AMOUNT.search(folded[: hit.start()]) or _PIECES.match(folded[hit.end() :]):
                return None
            found.add(size)
    return found.pop() if len(found) == 1 else None if found else 1


def only_unit(text: str) -> bool:
    """Whether a caption says nothing but in what its figures are: «тыс. руб.», «руб.»."""
    folded = fold(text)
    for _, pattern in _UNITS:
        folded = pattern.sub("", folded)
    return not re.sub(rf"{_ROUBLES}|[^а-яa-z\d]", "", folded)


def with_units(layout: Layout) -> Layout:
    """The table whose headings stated thousands, with these columns in roubles (or pieces) and plain headings."""
    columns, heads, told = list(layout.table.columns), list(layout.headings), []
    for index, head in enumerate(layout.headings):
        size, shown = _own_unit(head), layout.table.shown.get(layout.table.first_column + index, 1)
        if size == 1:
            continue
        if shown == size:  # the cells hold roubles already: the heading tells what they show
            heads[index] = _without_unit(head)
            continue
        if shown != 1:
            return layout
        grown = _grown(layout, index, size)
        if grown is None:
            return layout
        columns[index], heads[index] = grown, _without_unit(head)
        told.append((head.text, size))
    told += [
        (head.text, layout.table.shown[layout.table.first_column + index])
        for index, head in enumerate(layout.headings)
        if layout.table.first_column + index in layout.table.grown
    ]
    if not told:
        return replace(layout, headings=tuple(heads))
    names = ", ".join(f"«{name}»" for name, _ in told)
    notes = [_note(names, size) for size in sorted({size for _, size in told})][:1]
    table = replace(layout.table, columns=tuple(columns))
    return replace(layout, table=table, headings=tuple(heads), notes=(*layout.notes, *notes))


def in_unit(text: str) -> bool:
    """Whether a text speaks of thousands or millions in any way."""
    return any(pattern.search(fold(text)) for _, pattern in _UNITS)


def _own_unit(head: Heading) -> int:
    """The unit of one column; 1 also where the heading speaks of it in a way that is asked about."""
    found = None
    for size, pattern in _UNITS:
        if hit := pattern.search(fold(head.text)):
            found = size if found is None and not _AMOUNT.search(fold(head.text)[: hit.start()]) else 1
    return found or 1


def _without_unit(head: Heading) -> Heading:
    text = fold(head.text)
    for _, pattern in _UNITS:
        text = pattern.sub(" ", text)
    plain = heading(_EDGES.sub("", text))
    return replace(plain, text=head.text, unit=_own_unit(head))


def _note(names: str, size: int) -> Message:
    if size == 1000:
        return msg("{names}: the figures are in thousands, they were multiplied by 1000", names=names)
    return msg("{names}: the figures are in millions, they were multiplied by 1,000,000", names=names)


def in_roubles(
    job: Job, layouts: Sequence[Layout], targets: MappingType[int, str], fact: FactTable
) -> tuple[list[Layout], list[Message]]:
    """The sheets with their money in roubles, and what must be asked where a unit is stated but not surely meant."""
    kinds = {column.id: column.kind for column in fact.columns}
    money = [index for index, target in targets.items() if kinds.get(target) is Kind.MONEY or target in EXTRA_TARGETS]
    if not any(kind is Kind.MONEY for kind in kinds.values()):
        return list(layouts), []
    found = [_whole(layout, money, targets) for layout in layouts]
    unclear = next((layout for layout, new in zip(layouts, found, strict=True) if new is None), None)
    if unclear is None:
        return [layout for layout in found if layout is not None], []
    sheet = unclear.table.sheet or job.source.name
    text = msg("The figures of “{sheet}” are in thousands or millions: write them in roubles and take these words away",
               sheet=sheet)  # fmt: skip
    return list(layouts), [text]


def _whole(layout: Layout, money: Sequence[int], targets: MappingType[int, str]) -> Layout | None:
    """The sheet whose caption or tab states the unit, in roubles; None where that is not sure."""
    stated = {text: unit_in(text) for text in (*layout.captions, layout.table.sheet) if unit_in(text) != 1}
    sizes = set(stated.values())
    if None in sizes or len(sizes) > 1 or any(head.unit == 1 and in_unit(head.text) for head in layout.headings):
        return None
    if not sizes:
        return layout
    size = sizes.pop() or 1
    mine = [index for index in money if layout.headings[index].unit == 1]
    shown = {index: layout.table.shown.get(layout.table.first_column + index, 1) for index in mine}
    priced = any(layout.headings[index].currency for index in mine) or bool(_PRICES & set(targets.values()))
    if priced or set(shown.values()) - {1, size}:
        return None
    mine = [index for index in mine if shown[index] == 1]  # the others hold roubles and show thousands
    columns = list(layout.table.columns)
    for index in mine:
        grown = _grown(layout, index, size)
        if grown is None:
            return None
        columns[index] = grown
    if not mine:
        return layout
    note = _note(f"«{next(iter(stated))}»", size)
    return replace(layout, table=replace(layout.table, columns=tuple(columns)), notes=(*layout.notes, note))


def _grown(layout: Layout, index: int, size: int) -> RawColumn | None:
    """The column with its figures multiplied; None where they cannot surely be read or would be too large."""
    import pyarrow as pa

    raw, first = layout.table.columns[index], layout.first
    cells = read_cells(raw, first, layout.table.rows)
    words = cells.used_words()
    sign = numbers.decimal_sign(words)
    if sign is None and any(numbers.ambiguous(word) for word in words):
        return None
    told = [numbers.parse(word, sign or ",") for word in cells.words]
    values = np.array([*(np.nan if value is None else float(value * size) for value in told), np.nan])[cells.codes]
    if cells.numbers is not None:
        values = np.where(cells.kinds == Cell.NUMBER, cells.numbers * size, values)
    found = np.isfinite(values)
    if found.any() and float(np.median(np.abs(values[found]))) > _TOO_LARGE:
        return None
    kinds = raw.kinds.copy()
    kinds[first:] = np.where(found, np.uint8(Cell.NUMBER), kinds[first:])
    grown = np.full(layout.table.rows, np.nan) if raw.numbers is None else raw.numbers.copy()
    grown[first:] = np.where(found, np.round(values, 4), grown[first:])
    gone = pa.array(np.concatenate([np.zeros(first, dtype=bool), found]))
    texts = pa.compute.if_else(gone, pa.scalar(None, pa.string()), raw.texts.cast(pa.string()))
    return RawColumn(kinds, texts.dictionary_encode(), grown, raw.moments)
