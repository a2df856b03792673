"""Days and people down, kinds of work across («Звонки», «Встречи», «КП»): each figure is so many actions of a kind."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.headings import Layout, heading
from kpi_desktop.ingest.importers.cross import stacked, taken_rows
from kpi_desktop.ingest.normalise import fold, read_cells
from kpi_desktop.ingest.source import Cell, RawColumn, SourceTable
from kpi_desktop.ingest.totals import ends_as_total, is_total

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: How a kind of work is called in the plural, and the word of the fact for it; calls that were dialled are not yet
#: conversations, so they count among all actions and have no kind.
_KINDS = {
    **dict.fromkeys(("звонки", "звонков", "исходящие звонки", "исходящих звонков", "холодные звонки",
                     "холодных звонков", "calls"), ""),
    **dict.fromkeys(("разговоры", "разговоров", "переговоры", "conversations"), "разговор"),
    **dict.fromkeys(("встречи", "встреч", "meetings"), "встреча"),
    **dict.fromkeys(("кп", "отправлено кп", "выслано кп", "коммерческие предложения", "коммерческих предложений",
                     "предложения", "proposals"), "кп"),
    **dict.fromkeys(("письма", "писем", "email", "e mail", "emails", "отправлено писем"), "письмо"),
    **dict.fromkeys(("презентации", "презентаций", "presentations", "demo", "демо"), "презентация"),
    **dict.fromkeys(("рекомендации", "рекомендаций", "referrals"), "рекомендация"),
}  # fmt: skip
#: What may stand around the name of a kind: how it is counted, and that it is what was reached.
_COUNTED = re.compile(r"^(количество|кол во|число)\s+|\s+(шт|штук|количество|кол во)$")
_REACHED = re.compile(r"\s*\b(факт|выполнено|сделано)\b\s*")
_PLANNED = re.compile(r"\b(план|цель|норма|остаток|откл\w*)\b|%")
_MARKS = re.compile(r"[^\w%]+")
_DAYS = ("дата", "день", "месяц", "неделя", "период", "date", "day", "month", "week")
_PEOPLE = ("менеджер", "сотрудник", "фио", "продавец", "ответственный", "manager", "employee")
#: Numbers of rows, and counts of what came of the actions: any other figures beside make the table one of more things.
_NUMBERS_OF_ROWS = frozenset({"номер", "пп", "номерпп", "no"})
_RESULTS = frozenset({"договоры", "договоров", "заключено договоров", "сделки", "сделок", "заявки", "заявок", "счета",
                      "выставлено счетов", "deals", "contracts"})  # fmt: skip


def with_activities(layout: Layout) -> Layout:
    """One row for each day, person and kind of work; as it was where fewer than two columns name kinds of work."""
    if layout.table.places is not None:
        return layout
    kinds = {index: kind for index, head in enumerate(layout.headings) if (kind := _kind(head.text)) is not None}
    days = [index for index, head in enumerate(layout.headings) if head.key.startswith(_DAYS)]
    people = [index for index, head in enumerate(layout.headings) if head.key.startswith(_PEOPLE)]
    if len(kinds) < 2 or len(set(kinds.values())) < len(kinds) or len(days) + len(people) < 1:
        return layout
    beside = [index for index in range(len(layout.headings)) if index not in {*kinds, *days, *people}]
    if len(days) > 1 or len(people) > 1 or not all(_counts(layout, index) for index in kinds):
        return layout
    if not all(_harmless(layout, index) for index in beside):
        return layout
    return _long(layout, (days, people), kinds)


def _harmless(layout: Layout, index: int) -> bool:
    """Whether the column may be left out: remarks, plans, shares, totals of the row, counts of what came of it all."""
    head = layout.headings[index]
    folded = _MARKS.sub(" ", fold(head.text)).strip()
    cells = read_cells(layout.table.columns[index], layout.first, layout.table.rows)
    figures = bool(numbers.read_numbers(cells, 4).valid.any())
    named = _COUNTED.sub("", _REACHED.sub(" ", folded).strip()).strip() in _RESULTS
    return not figures or named or head.key in _NUMBERS_OF_ROWS or bool(_PLANNED.search(folded)) or is_total(head.text)


def _kind(text: str) -> str | None:
    """The kind of work that a heading names, '' where it is one without a kind; None where it names something else."""
    folded = _MARKS.sub(" ", fold(text)).strip()
    if _PLANNED.search(folded):
        return None
    folded = _REACHED.sub(" ", folded).strip()
    return _KINDS.get(_COUNTED.sub("", folded).strip())


def _counts(layout: Layout, index: int) -> bool:
    """Whether the column holds whole numbers from nought on, here and there a dash."""
    cells = read_cells(layout.table.columns[index], layout.first, layout.table.rows)
    found = numbers.read_numbers(cells, 4)
    values = found.scaled[found.valid]
    return bool(len(values)) and bool(((values >= 0) & (values % 10_000 == 0)).all())


def _long(layout: Layout, names: tuple[list[int], list[int]], kinds: dict[int, str]) -> Layout:
    """The table with a column of kinds and one of counts."""
    days, people = names
    table = layout.table
    rows = _without_totals(layout, [*days, *people], list(kinds))
    cells = [taken_rows(table, index, rows) for index in kinds]
    at, point = (found.astype(np.int64) for found in np.nonzero(np.array([one.kinds != Cell.EMPTY for one in cells]).T))
    words = list(kinds.values())
    columns = [taken_rows(table, index, rows[at]) for index in (*days, *people)]
    columns += [_words([words[index] for index in point.tolist()]), stacked(cells, at, point)]
    heads = [layout.headings[index] for index in (*days, *people)]
    heads += [heading("Вид действия"), heading("Количество действий")]
    places = table.sheet_rows(rows[at]).astype(np.int32)
    long = SourceTable(
        sheet=table.sheet, rows=len(at), columns=tuple(columns), first_row=table.first_row,
        first_column=table.first_column, all_text=table.all_text, date1904=table.date1904, hidden=table.hidden,
        places=places, hidden_rows=table.hidden_rows, hidden_columns=table.hidden_columns,
    )  # fmt: skip
    notes = (*layout.notes, *_told(layout, {*days, *people}, kinds))
    return replace(layout, table=long, head=0, first=0, headings=tuple(heads), notes=notes)


def _without_totals(layout: Layout, names: list[int], kinds: list[int]) -> NDArray[np.int64]:
    """The rows without those of totals, where the last of these is the sum of all others; all rows where it is not."""
    table = layout.table
    total = np.zeros(table.rows - layout.first, dtype=bool)
    for index in names:
        cells = read_cells(table.columns[index], layout.first, table.rows)
        total |= cells.by_word(is_total(word) or ends_as_total(word) for word in cells.words)
    rows = np.arange(layout.first, table.rows, dtype=np.int64)
    if not total.any():
        return rows
    last = int(np.flatnonzero(total)[-1])
    for index in kinds:
        read = numbers.read_numbers(read_cells(table.columns[index], layout.first, table.rows), 4)
        if int(read.scaled[last]) != int(read.scaled[read.valid & ~total].sum()):
            return rows
    return np.asarray(rows[~total])


def _told(layout: Layout, named: set[int], kinds: dict[int, str]) -> list[Message]:
    """What was taken for actions, and what columns of figures beside them were not read."""
    names = ", ".join(f"«{layout.headings[index].text}»" for index in kinds)
    found = [msg("Columns {columns} are read as actions of people, one kind in each", columns=names)]
    if "" in kinds.values():
        called = next(layout.headings[index].text for index, kind in kinds.items() if not kind)
        found.append(msg("“{column}” counts among all actions, not among conversations: not every call is answered",
                         column=called))  # fmt: skip
    left = [
        head.text
        for index, head in enumerate(layout.headings)
        if head.text and index not in named and index not in kinds and head.key not in _NUMBERS_OF_ROWS
    ]
    if left:
        found.append(msg("Columns beside the actions were not imported: {columns}", columns=", ".join(left[:10])))
    return found


def _words(words: list[str]) -> RawColumn:
    import pyarrow as pa

    kinds: NDArray[np.uint8] = np.array([Cell.TEXT if word else Cell.EMPTY for word in words], dtype=np.uint8)
    return RawColumn(kinds, pa.array([word or None for word in words], pa.string()).dictionary_encode())
