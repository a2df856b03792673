"""Weeks down or across («01.10–07.10», «неделя 41»): they are read where each is surely told and belongs to its month.

Weeks from Monday to Sunday are kept as weeks, so that a month which cuts one has no figure of its own. Weeks that
people cut at the ends of months («01.10–04.10», «05.10–11.10») add up to months, and are kept as parts of them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.headings import Layout, cell_text
from kpi_desktop.ingest.importers.bare_days import month_in
from kpi_desktop.ingest.importers.year_month import month_of_word, replaced, year_of_name, years_in
from kpi_desktop.ingest.normalise import fold, read_cells
from kpi_desktop.ingest.source import Cell, RawColumn, SourceTable
from kpi_desktop.ingest.totals import is_total

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Span = tuple[date, date]

_YEAR = r"(?:\.(\d{4}|\d{2}))?(?: ?г\.?)?"
_DAYS = re.compile(rf"(?:с )?(\d{{1,2}})\.(\d{{1,2}}){_YEAR} ?(?:-|–|—|по) ?(\d{{1,2}})\.(\d{{1,2}}){_YEAR}")
_WORDS = re.compile(r"(?:с )?(\d{1,2}) ?([а-я]{3,8})? ?(?:-|–|—|по) ?(\d{1,2}) ([а-я]{3,8})\.?(?: (\d{4}))?(?: ?г\.?)?")
_NUMBER = re.compile(r"(?:неделя|нед\.?|week|w) ?(?:номер )?(\d{1,2})|(\d{1,2})(?:-я|-ая)? ?(?:неделя|нед\.?)")
_HEADS = ("недел", "период", "дата", "дни", "week", "period", "date")
_LONGEST, _DEPTH, _MOST = 7, 40, 0.8
#: In years that begin on Friday or later spreadsheets and calendars number weeks differently.
_LAST_ALIKE = 3
#: Weeks up to this number may be counted within a month.
_OF_A_MONTH = 6


def with_weeks(layout: Layout, name: str) -> Layout:
    """The table whose rows are of weeks, with the first day of each; as it was where they are not surely told."""
    if layout.spans is not None:
        return _settled(layout)
    index = next((at for at, head in enumerate(layout.headings) if head.key.startswith(_HEADS)), None)
    if index is None or layout.table.places is not None:
        return layout
    cells = read_cells(layout.table.columns[index], layout.first, layout.table.rows)
    shown = [cells.shown(row) for row in range(len(cells.kinds))]
    year = _year((*layout.captions, layout.table.sheet), name)
    bare = layout.headings[index].key.startswith(("недел", "номернедел", "week"))
    spans = [_span(text, year, bare=bare) for text in shown]
    told = {span for span in spans if span is not None}
    if not _numbers_fit(shown, told, (*layout.captions, layout.table.sheet, name)):
        return layout
    named = sum(bool(text) and not is_total(text) for text in shown)
    if len(told) < 2 or sum(span is not None for span in spans) < _MOST * named or _grain(told) is None:
        return layout
    texts = [f"{span[0]:%d.%m.%Y}" if span else text for span, text in zip(spans, shown, strict=True)]
    days = replaced(layout, index, texts)
    heads = list(days.headings)
    heads[index] = replace(heads[index], key="дата")
    return _settled(replace(days, headings=tuple(heads), spans=tuple(sorted(told))))


def weeks_across(table: SourceTable, name: str) -> tuple[SourceTable, tuple[Span, ...] | None]:
    """The sheet with first days in place of the weeks over its columns, and these weeks; None where it has none."""
    captions: list[str] = []
    for row in range(min(table.rows - 1, _DEPTH)):
        texts = [cell_text(table, row, column) for column in range(len(table.columns))]
        year = _year((*captions, *texts, table.sheet), name)
        spans = {at: span for at, text in enumerate(texts) if text and (span := _span(text, year, bare=False))}
        found = list(spans.values())
        fits = _numbers_fit(texts, found, (*captions, table.sheet, name))
        if fits and len(found) > 1 and found == sorted(set(found)) and _grain(found) is not None:
            columns = list(table.columns)
            for at, span in spans.items():
                columns[at] = _with_text(columns[at], row, f"{span[0]:%d.%m.%Y}")
            return replace(table, columns=tuple(columns)), tuple(found)
        captions += [text for text in texts if text]
    return table, None


def spans_over(table: SourceTable) -> int:
    """The most stretches of days that stand in one of the first rows, whether they are weeks or not."""
    rows = range(min(table.rows - 1, _DEPTH))
    found = (
        {text for column in range(len(table.columns)) if _DAYS.fullmatch(fold(text := cell_text(table, row, column)))}
        for row in rows
    )
    return max((len(texts) for texts in found), default=0)


def grain_of_spans(spans: Sequence[Span]) -> Grain:
    """What the figures of these weeks stand for: weeks, or months that were cut into them."""
    return _grain(spans) or Grain.WEEK


def _numbers_fit(texts: Sequence[str], spans: Iterable[Span], about: Sequence[str]) -> bool:
    """Whether numbered weeks are surely those of the year: «неделя 1» under «Июнь 2026» is the first of June."""
    numbers = [int(found) for text in texts for found in re.findall(r"\d+", text) if _NUMBER.fullmatch(fold(text))]
    numbers += [int(text) for text in texts if text.isdigit()]
    if not numbers:
        return True
    months = {month for text in about if (found := month_in(text)) for month in found[1:]}
    return max(numbers) > _OF_A_MONTH and all(not months or {first.month, last.month} & months for first, last in spans)


def _settled(layout: Layout) -> Layout:
    """The table with weeks cut at the ends of months brought to their months, and what is said of it."""
    assert layout.spans is not None
    if _grain(layout.spans) is not Grain.MONTH:
        text = msg("The rows are of whole weeks: a month that cuts a week has no figure of its own")
        return replace(layout, notes=(*layout.notes, text))
    index = next(at for at, head in enumerate(layout.headings) if head.key == "дата")
    cells = read_cells(layout.table.columns[index], layout.first, layout.table.rows)
    shown = [cells.shown(row) for row in range(len(cells.kinds))]
    months = {f"{first:%d.%m.%Y}": f"01.{first:%m.%Y}" for first, _ in layout.spans}
    moved = replaced(layout, index, [months.get(text, text) for text in shown])
    heads = list(moved.headings)
    heads[index] = layout.headings[index]
    text = msg("The weeks are parts of months: they are added up by months, figures by days there are none")
    return replace(moved, headings=tuple(heads), notes=(*layout.notes, text))


def grain_of(layout: Layout) -> tuple[Grain, date] | None:
    """What the rows of weeks stand for, and the last day of the last one; None for any other table."""
    if layout.spans is None or (grain := _grain(layout.spans)) is None:
        return None
    return grain, max(last for _, last in layout.spans)


def _grain(spans: Iterable[Span]) -> Grain | None:
    """Weeks, months that are cut into weeks; None where the stretches are neither or overlap."""
    found = sorted(set(spans))
    if any(not 0 <= (last - first).days < _LONGEST for first, last in found):
        return None
    if any(one[1] >= two[0] for one, two in pairwise(found)):
        return None
    if all(first.weekday() == 0 and (last - first).days == _LONGEST - 1 for first, last in found):
        return Grain.WEEK
    inside = all((first.year, first.month) == (last.year, last.month) for first, last in found)
    whole = found[0][0].day == 1 and all(two[0] - one[1] == timedelta(days=1) for one, two in pairwise(found))
    return Grain.MONTH if inside and whole else None


def _span(text: str, year: int | None, *, bare: bool) -> Span | None:
    """The first and the last day of a week as it is written; None where it is no week or its year is not told."""
    folded = fold(text).strip(" ,.")
    try:
        if pair := _DAYS.fullmatch(folded):
            return _between((pair[1], pair[2], pair[3]), (pair[4], pair[5], pair[6]), year)
        if (pair := _WORDS.fullmatch(folded)) and (last := month_of_word(pair[4])):
            first = month_of_word(pair[2]) if pair[2] else last
            return _between((pair[1], str(first or ""), pair[5]), (pair[3], str(last), pair[5]), year)
        number = _NUMBER.fullmatch(folded)
        told = number[1] or number[2] if number else folded if bare and folded.isdigit() else ""
        if told and year is not None and date(year, 1, 1).weekday() <= _LAST_ALIKE:
            return date.fromisocalendar(year, int(told), 1), date.fromisocalendar(year, int(told), 7)
    except ValueError:
        return None
    return None


def _between(first: Sequence[str | None], last: Sequence[str | None], year: int | None) -> Span | None:
    ends = int(last[2]) if last[2] else int(first[2]) if first[2] else year
    if ends is None:
        return None
    ends += 2000 * (ends < 100)
    high = date(ends, int(last[1] or 0), int(last[0] or 0))
    starts = int(first[2]) if first[2] else ends
    starts += 2000 * (starts < 100)
    low = date(starts, int(first[1] or 0), int(first[0] or 0))
    return (low, high) if low <= high else (low.replace(year=low.year - 1), high)


def _year(texts: Sequence[str], name: str) -> int | None:
    """The one year that the captions speak of, else that of the file's name."""
    years = years_in(tuple(texts))
    if len(years) == 1:
        return years.pop()
    return None if years else year_of_name(name)


def _with_text(column: RawColumn, row: int, text: str) -> RawColumn:
    """The column with another text in one of its cells."""
    import pyarrow as pa

    at = np.arange(len(column.kinds)) == row
    texts = pa.compute.if_else(pa.array(at), pa.scalar(text), column.texts.cast(pa.string()))
    return replace(column, texts=texts.dictionary_encode(), kinds=np.where(at, np.uint8(Cell.TEXT), column.kinds))
