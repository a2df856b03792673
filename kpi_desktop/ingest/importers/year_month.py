"""Year and month in columns of their own («Год», «Месяц»), or months without a year: they become one column of days."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import dates
from kpi_desktop.ingest.headings import Layout, heading
from kpi_desktop.ingest.normalise import fold, read_cells
from kpi_desktop.ingest.source import Cell, RawColumn

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.normalise import Cells

_MONTH_KEYS = frozenset({"месяц", "период", "month", "period"})
_YEAR_KEYS = frozenset({"год", "year"})
_WORD = re.compile(r"[A-Za-zА-Яа-яЁё]+\.?")
_DATES = re.compile(r"\d{1,4}[-.]\d{1,2}[-.]\d{1,4}|\d{4}[-.]\d{2}(?!\d)|\d{2}[-.]\d{4}|\d{5,}")
_YEAR = re.compile(r"(?<!\d)(20\d{2}|19[89]\d)(?!\d)")


def with_year_and_month(layout: Layout, period: tuple[date, date] | None, name: str = "") -> Layout:
    """The table with its months as days; as it was where its months are dates already or there are none.

    `name` is that of the file: its year counts where nothing in the table states one.
    """
    keys = [head.key for head in layout.headings]
    month = next((index for index, key in enumerate(keys) if key in _MONTH_KEYS), None)
    if month is None:
        return layout
    shown = _shown(layout, month)
    numbers = [_month_number(text) for text in shown]
    told = [number for number in numbers if number is not None]
    if not told or len(told) * 2 < sum(bool(text) for text in shown) or 0 in told:
        return layout
    year = next((index for index, key in enumerate(keys) if key in _YEAR_KEYS), None)
    years = _years(layout, year, period)
    if years is None and not years_in((*layout.captions, layout.table.sheet)) and (named := year_of_name(name)):
        years = [named] * (layout.table.rows - layout.first)
        layout = replace(layout, notes=(*layout.notes, told_year(named)))
    if years is None:
        asked = msg("The table does not say of which year the months are: give the first and the last day in `period`")
        return replace(layout, asks=layout.asks or asked)
    texts = [f"{number:02}.{one}" if number and one else text
             for number, one, text in zip(numbers, years, shown, strict=True)]  # fmt: skip
    return replaced(layout, month, texts)


def _shown(layout: Layout, column: int) -> list[str]:
    cells = read_cells(layout.table.columns[column], layout.first, layout.table.rows)
    return [cells.shown(row) for row in range(len(cells.kinds))]


def _month_number(text: str) -> int | None:
    """«Март» and «3» are 3; 0 for what is a date of its own; None for anything else."""
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else None
    found = dates.parse(f"{fold(text)} 2000") if _WORD.fullmatch(text) else None
    if found is not None:
        return found[0].month
    return 0 if text and dates.parse(text) is not None else None


def _years(layout: Layout, year: int | None, period: tuple[date, date] | None) -> list[int] | None:
    """The year of every row: its own column's, else the only one that captions or the owner state."""
    size = layout.table.rows - layout.first
    if year is not None:
        cells = read_cells(layout.table.columns[year], layout.first, layout.table.rows)
        return [_year_of(cells, row) for row in range(size)]
    if period is not None:
        return [period[0].year] * size if period[0].year == period[1].year else None
    stated = years_in((*layout.captions, layout.table.sheet))
    return [stated.pop()] * size if len(stated) == 1 else None


def _year_of(cells: Cells, row: int) -> int:
    found = _YEAR.search(cells.shown(row))
    return int(found[1]) if found else 0


def month_of_word(word: str) -> int | None:
    """The number of the month that a word names, in any case and short form."""
    found = dates.parse(f"{fold(word).rstrip('.')} 2000")
    return found[0].month if found is not None and _WORD.fullmatch(word) else None


def years_in(texts: tuple[str, ...]) -> set[int]:
    """The years that captions and names of sheets speak of."""
    return set(map(int, _YEAR.findall(" ".join(texts))))


def year_of_name(name: str) -> int | None:
    """The one year that the name of a file states: «Продажи 2026»; a date in it is of the export, not of the rows."""
    found = years_in((_DATES.sub(" ", name.replace("_", " ")),))
    return found.pop() if len(found) == 1 else None


def told_year(year: int) -> Message:
    """What is said of a year that only the name of the file states."""
    return msg("The year {year} is taken from the name of the file", year=str(year))


def replaced(layout: Layout, column: int, texts: list[str]) -> Layout:
    """The layout with other texts in that column's data rows."""
    import pyarrow as pa

    raw = layout.table.columns[column]
    above = raw.texts[: layout.first].cast(pa.string())
    below = pa.array([text or None for text in texts], pa.string())
    whole = pa.concat_arrays([above, below]).dictionary_encode()
    kinds = raw.kinds.copy()
    kinds[layout.first :] = np.where(np.asarray(below.is_valid()), np.uint8(Cell.TEXT), np.uint8(Cell.EMPTY))
    columns = list(layout.table.columns)
    columns[column] = RawColumn(kinds, whole, raw.numbers, raw.moments)
    heads = list(layout.headings)
    heads[column] = heading(heads[column].text)
    return replace(layout, table=replace(layout.table, columns=tuple(columns)), headings=tuple(heads))
