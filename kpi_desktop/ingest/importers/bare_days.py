"""Days without a year («1 июня», «01.06») or a month («5»): what stands above the table or on its tab adds it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import dates
from kpi_desktop.ingest.importers.year_month import month_of_word, replaced, year_of_name, years_in
from kpi_desktop.ingest.normalise import fold, read_cells
from kpi_desktop.ingest.source import Cell
from kpi_desktop.ingest.totals import is_total

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.ingest.headings import Heading, Layout

#: Headings under which plain numbers are days of a month.
_NUMBERED = frozenset({"число", "день", "день месяца", "day", "деньмесяца"})
_WITH_NUMBER = re.compile(r"(\d{1,2})[./](\d{1,2})\.?")
_WITH_WORD = re.compile(r"(\d{1,2})[ .-]*([А-Яа-яЁёA-Za-z]{3,8})\.?")
#: A column is one of bare days where so many of its filled cells are.
_MOST = 0.8


@dataclass(frozen=True, slots=True)
class _Above:
    """What captions, the sheet's name and the owner say: None where nothing, or two different things."""

    year: int | None
    month: int | None


def with_bare_days(layout: Layout, period: tuple[date, date] | None, name: str = "") -> Layout:
    """The table with whole dates; it asks where neither captions, sheet, file name nor owner tell year and month."""
    found = next((index for index, head in enumerate(layout.headings) if _may_be(head)), None)
    if found is None:
        return layout
    cells = read_cells(layout.table.columns[found], layout.first, layout.table.rows)
    if bool((cells.kinds == Cell.MOMENT).any()):
        return layout
    shown = [cells.shown(row) for row in range(len(cells.kinds))]
    bare = [_bare(text) for text in shown]
    told = [one for one in bare if one is not None]
    if not told or len(told) < _MOST * sum(bool(text) and not is_total(text) for text in shown):
        return layout
    numbered = any(month is None for month, _ in told)
    if numbered and layout.headings[found].key not in _NUMBERED and any(month for month, _ in told):
        return layout
    above = _above(layout, period, name)
    if above.year is None or (numbered and above.month is None):
        return _asked(layout, month=above.year is not None)
    texts = [
        f"{one[1]:02}.{one[0] or above.month:02}.{above.year}" if one else text
        for one, text in zip(bare, shown, strict=True)
    ]
    return replaced(layout, found, texts)


def _may_be(head: Heading) -> bool:
    return head.key in _NUMBERED or head.key.startswith(("дата", "date"))


def _bare(text: str) -> tuple[int | None, int] | None:
    """Month and day of a text that has no year; the month None where it has none either."""
    if text.isdigit():
        return (None, int(text)) if 1 <= int(text) <= 31 else None
    if pair := _WITH_NUMBER.fullmatch(text):
        day, month = int(pair[1]), int(pair[2])
    elif (pair := _WITH_WORD.fullmatch(text)) and (named := month_of_word(pair[2])):
        day, month = int(pair[1]), named
    else:
        return None
    return (month, day) if 1 <= day <= 31 and 1 <= month <= 12 else None


def _above(layout: Layout, period: tuple[date, date] | None, name: str) -> _Above:
    """Year and month as the owner states them, else as captions and the sheet's name do, else the file's name."""
    own = month_in(layout.table.sheet) or next((one for text in layout.captions if (one := month_in(text))), None)
    years = {period[0].year, period[1].year} if period else years_in((*layout.captions, layout.table.sheet))
    if own and own[0]:
        years = years or {own[0]}
    years = years or ({named} if (named := year_of_name(name)) else set())
    month = own[1] if own else None
    if period and period[0].month == period[1].month:
        month = period[0].month
    return _Above(years.pop() if len(years) == 1 else None, month)


def month_in(text: str) -> tuple[int | None, int] | None:
    """The one month that a text names, and its year where it says it: «Январь», «янв 26», «Продажи за июнь 2026»."""
    whole = dates.parse(fold(text))
    if whole is not None and whole[1] is Grain.MONTH:
        return whole[0].year, whole[0].month
    named = {month for word in re.findall(r"[а-яёa-z]{3,9}", fold(text)) if (month := month_of_word(word))}
    years = years_in((text,))
    return (years.pop() if len(years) == 1 else None, named.pop()) if len(named) == 1 else None


def _asked(layout: Layout, *, month: bool) -> Layout:
    from dataclasses import replace

    if layout.asks:
        return layout
    if month:
        text = msg("The table does not say of which month the days are: give the first and the last day in `period`")
    else:
        text = msg("The table does not say of which year the days are: give the first and the last day in `period`")
    return replace(layout, asks=text)
