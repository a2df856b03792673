"""The head of a table with months or days across: which columns are which month, and what stands over single ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.ingest import dates, numbers
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.importers.year_month import told_year, year_of_name
from kpi_desktop.ingest.normalise import fold, number_text
from kpi_desktop.ingest.source import Cell
from kpi_desktop.ingest.totals import is_total

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from kpi_desktop.ingest.source import SourceTable

#: How far down the row of months is looked for.
_DEPTH = 40
#: Plain numbers are days of a month where so many follow one another.
_DAYS = 5
_MONTH = re.compile(
    r"(янв(?:арь)?|фев(?:раль)?|мар(?:т)?|апр(?:ель)?|май|июн(?:ь)?|июл(?:ь)?|авг(?:уст)?|сен(?:т|тябрь)?|окт(?:ябрь)?|"
    r"ноя(?:брь)?|дек(?:абрь)?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NUMBER_OF = {name: number for number, names in enumerate((
    ("янв", "jan"), ("фев", "feb"), ("мар", "mar"), ("апр", "apr"), ("май", "may"), ("июн", "jun"), ("июл", "jul"),
    ("авг", "aug"), ("сен", "sep"), ("окт", "oct"), ("ноя", "nov"), ("дек", "dec")), 1) for name in names}  # fmt: skip
_YEAR = re.compile(r"(?<!\d)(20\d{2}|19[89]\d)(?!\d)")
_DAY_MONTH = re.compile(r"(\d{1,2})[./](\d{1,2})\.?")
_MONTH_YEAR = re.compile(
    r"(янв\w*|фев\w*|мар\w*|апр\w*|ма[йяе]|июн\w*|июл\w*|авг\w*|сен\w*|окт\w*|ноя\w*|дек\w*|jan\w*|feb\w*|mar\w*|apr\w*|"
    r"may|jun\w*|jul\w*|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)\W+(20\d{2})"
)
#: Columns beside the months that sum them up or measure them.
_BESIDE = re.compile(
    r"(итог|всего|сумма|год|за год|средн|total|average|sum|ytd|%|доля|прирост|отклонен|квартал|кв\.?\b|i+v? кв|полугод|"
    r"отработан|дней|часов|дни|нараст)"
)


@dataclass(frozen=True, slots=True)
class Point:
    """One period over a column: year and day may be left to the captions; `measure` is what else the cell says."""

    year: int | None
    month: int | None
    day: int | None
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What the owner's mapping file states, the first and last day that the file covers; and the name of the file."""

    period: tuple[date, date] | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class CrossHead:
    """Rows from `first` on are data. `points` are the periods as texts, `columns` the figures of each of them.

    `measures` names the figures ('' where nothing stands over them); `asks` is set where the year is not to be told.
    """

    row: int
    first: int
    points: list[str]
    columns: list[list[int]]
    measures: list[str]
    totals: frozenset[int]
    period_name: str
    captions: tuple[str, ...]
    asks: Message | None = None
    notes: tuple[Message, ...] = ()


def find_cross(table: SourceTable, given: Given) -> CrossHead | None:
    """The head with the most periods; None where no row holds periods side by side over figures."""
    best: tuple[int, dict[int, Point]] | None = None
    for row in range(min(table.rows - 1, _DEPTH)):
        points = _points(table, row)
        if points and (best is None or len(points) > len(best[1])):
            best = (row, points)
    return _head(table, *best, given) if best else None


def _points(table: SourceTable, row: int) -> dict[int, Point]:
    """The periods of a row by column: at least two of one kind, one after another, with figures below."""
    order = _order(table, row)
    found = {column: point for column in range(len(table.columns)) if (point := _point(table, row, column, order))}
    kinds = {(point.month is None, point.day is None) for point in found.values()}
    if len(found) < 2 or len(kinds) != 1:
        return {}
    one = next(iter(found.values()))
    numbered = [point.day or 0 for point in found.values()] if one.month is None else []
    if numbered and not (_one_after_another(numbered) and _names_beside(table, row, min(found))):
        return {}
    if not _ordered(list(found.values())) or not _figures_below(table, row, list(found)):
        return {}
    return found


def _names_beside(table: SourceTable, row: int, first: int) -> bool:
    """Whether names stand left of the days: a row that only numbers the columns begins with the first of them."""
    return any((column.kinds[row + 1 : row + 30] == Cell.TEXT).any() for column in table.columns[:first])


def _one_after_another(days: list[int]) -> bool:
    steps = [after - before for before, after in pairwise(days)]
    return len(days) >= _DAYS and min(steps) > 0 and steps.count(1) * 5 >= len(steps) * 4


def _ordered(points: list[Point]) -> bool:
    """Periods go up from left to right, each at most once for each measure; months without a year may wrap once."""
    keys = [(point.year or 0, point.month or 0, point.day or 0) for point in points]
    different = list(dict.fromkeys(keys))
    falls = sum(after < before for before, after in pairwise(different))
    return len(different) > 1 and falls <= (1 if points[0].year is None else 0)


def _figures_below(table: SourceTable, row: int, columns: list[int]) -> bool:
    """Whether most of the columns hold numbers under the head, and no dates."""
    good = 0
    for column in columns:
        kinds = table.columns[column].kinds[row + 1 : row + 60]
        if (kinds == Cell.MOMENT).any():
            return False
        good += bool((kinds == Cell.NUMBER).any()) or _numbers_in_texts(table, row, column)
    return good * 2 >= len(columns)


def _numbers_in_texts(table: SourceTable, row: int, column: int) -> bool:
    texts = [cell_text(table, at, column) for at in range(row + 1, min(row + 40, table.rows))]
    told = [text for text in texts if text]
    return bool(told) and sum(numbers.parse(text) is not None or len(text) < 3 for text in told) * 2 > len(told)


def _order(table: SourceTable, row: int) -> dates.Order:
    """Day or month first in the dates of the row; where they leave it open, the order in which days follow on."""
    texts = [text for column in range(len(table.columns)) if (text := cell_text(table, row, column))]
    order, undecided = dates.order_of(texts)
    if not undecided:
        return order if order is not dates.Order.UNKNOWN else dates.Order.DMY
    for one in (dates.Order.DMY, dates.Order.MDY):
        days = [found[0].toordinal() for text in texts if (found := dates.parse(text, one))]
        if len(days) > 1 and all(after - before == 1 for before, after in pairwise(days)):
            return one
    return dates.Order.UNKNOWN


def _point(table: SourceTable, row: int, column: int, order: dates.Order) -> Point | None:
    raw = table.columns[column]
    if raw.kinds[row] == Cell.MOMENT and raw.moments is not None:
        moment = raw.moments[row].astype("datetime64[D]").item()
        return Point(moment.year, moment.month, moment.day) if moment.year > 1980 else None
    if raw.kinds[row] == Cell.NUMBER and raw.numbers is not None:
        text = number_text(float(raw.numbers[row]))
        return Point(None, None, int(text)) if text.isdigit() and 1 <= int(text) <= 31 else None
    return _text_point(cell_text(table, row, column), order) if raw.kinds[row] == Cell.TEXT else None


def _text_point(text: str, order: dates.Order) -> Point | None:
    """«Январь», «янв. 2026», «Февраль план», «01.03», «5», «01.03.2026»."""
    if not text or len(text) > 40 or is_total(text):
        return None
    if text.isdigit():
        return Point(None, None, int(text)) if 1 <= int(text) <= 31 else None
    found = dates.parse(text, dates.Order.DMY if order is dates.Order.UNKNOWN else order)
    if found is not None:
        moment, grain, _ = found
        return Point(moment.year, moment.month, None if grain.value == "month" else moment.day)
    if pair := _DAY_MONTH.fullmatch(text):
        day, month = int(pair[1]), int(pair[2])
        return Point(None, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None
    return _named_month(fold(text))


def _named_month(folded: str) -> Point | None:
    words = folded.replace(",", " ").split()
    at = next((place for place, word in enumerate(words) if _MONTH.fullmatch(word.strip("()"))), None)
    if at is None:
        short = re.fullmatch(_MONTH.pattern + r"[ .'’-]*(\d{2})", folded)
        return Point(2000 + int(short[2]), _NUMBER_OF[short[1][:3]], None) if short else None
    month = _NUMBER_OF[words[at].strip("()")[:3]]
    rest = [word for place, word in enumerate(words) if place != at and word not in {"г", "г.", "год", "года"}]
    year = next((int(word) for word in rest if _YEAR.fullmatch(word)), None)
    measure = " ".join(word for word in rest if not _YEAR.fullmatch(word)).strip(" ()/-")
    return Point(year, month, None, measure) if len(rest) < 4 else None


def _head(table: SourceTable, row: int, points: dict[int, Point], given: Given) -> CrossHead:
    found = [cell_text(table, above, column) for above in range(row) for column in range(len(table.columns))]
    captions = tuple(text for text in found if text)
    years = _years_above(table, row, points)
    about = fold(" ".join((*captions, table.sheet)))
    named = None if given.period or _YEAR.search(about) else year_of_name(given.name)
    texts, asks = _texts_of(points, years, f"{about} {named}" if named else about, given)
    spans = _spans(table, row, points)
    lower = _lower_row(table, row, spans)
    measures, columns = _measures(table, spans, lower, points)
    order = list(dict.fromkeys(texts[column] for column in points))
    grouped = [[next((place for place in columns[name] if _home(spans, place, texts) == text), -1) for name in measures]
               for text in order]  # fmt: skip
    figures = {place for places in grouped for place in places}
    totals = frozenset(
        column for column in range(min(points), len(table.columns))
        if column not in figures and _is_beside(table, row, column)
    )  # fmt: skip
    first = row + 1 + (lower is not None)
    by_month = all(point.day is None or point.day == 1 for point in points.values()) and _monthly(points)
    if _order(table, row) is dates.Order.UNKNOWN:
        asks = msg("It is not to be told whether day or month comes first in the dates above the columns")
    return CrossHead(
        row, first, [_as_month(text) if by_month else text for text in order], grouped, measures, totals,
        "Месяц" if by_month else "Дата", captions, asks,
        (*_left_out(table, row, figures | totals, min(points)), *((told_year(named),) if named and not all(
            point.year or column in years for column, point in points.items()) else ())),
    )  # fmt: skip


def _left_out(table: SourceTable, row: int, used: AbstractSet[int], first: int) -> tuple[Message, ...]:
    """Columns of figures among the months that are neither months nor totals: they are told, not read."""
    others = [
        cell_text(table, row, column) or f"{column + table.first_column}"
        for column in range(first, len(table.columns))
        if column not in used and _holds_numbers(table, row, column)
    ]
    if not others:
        return ()
    names = ", ".join(f"«{name}»" for name in others[:10])
    return (msg("Columns beside the months were not imported: {columns}", columns=names),)


def _holds_numbers(table: SourceTable, row: int, column: int) -> bool:
    kinds = table.columns[column].kinds[row + 1 :]
    return bool((kinds == Cell.NUMBER).any()) or (
        bool((kinds == Cell.TEXT).any()) and _numbers_in_texts(table, row, column)
    )


def _monthly(points: dict[int, Point]) -> bool:
    """Whether the periods are months: named ones, or first days of different months."""
    found = list(points.values())
    return all(point.month is not None for point in found) and len({point.month for point in found}) > 1


def _as_month(text: str) -> str:
    """01.03.2026 as 03.2026, so that it reads as a month."""
    return text[3:] if re.fullmatch(r"\d{2}\.\d{2}\.\d{4}", text) else text


def _years_above(table: SourceTable, row: int, points: dict[int, Point]) -> dict[int, int]:
    """The year that stands over each column, carried to the right as merged cells show it."""
    found: dict[int, int] = {}
    for above in range(max(0, row - 2), row):
        last = 0
        for column in range(min(points), max(points) + 1):
            raw = table.columns[column]
            text = cell_text(table, above, column)
            if raw.kinds[above] == Cell.NUMBER and raw.numbers is not None:
                text = number_text(float(raw.numbers[above]))
            year = _YEAR.fullmatch(fold(text).removesuffix("г.").removesuffix("год").strip())
            last = int(year[1]) if year else last
            if last:
                found[column] = last
    return found


def _texts_of(
    points: dict[int, Point], years: dict[int, int], about: str, given: Given
) -> tuple[dict[int, str], Message | None]:
    """Each column's period as text dd.mm.yyyy or mm.yyyy, and what to ask where the year or month is not told."""
    stated = set(map(int, _YEAR.findall(about)))
    year = stated.pop() if len(stated) == 1 else None
    named = {(_NUMBER_OF[word[:3].replace("мая", "май").replace("мае", "май")], int(number))
             for word, number in _MONTH_YEAR.findall(about)}  # fmt: skip
    month = next(iter(named)) if len(named) == 1 else None
    if given.period:
        year, month = given.period[0].year, (given.period[0].month, given.period[0].year)
    texts: dict[int, str] = {}
    asks = None
    passed, before = 0, 0
    for column, point in points.items():
        its_month, its_year = point.month, point.year or years.get(column) or year
        if its_month is None and month:
            its_month, its_year = month
        elif point.year is None and column not in years and its_month is not None:
            passed += its_month < before
            its_year = its_year + passed if its_year and (given.period or not passed) else None
            before = its_month
        text = _point_text(its_year, its_month, point)
        asks = asks or (None if text else _question(point))
        texts[column] = text or f"{point.month or ''}/{point.day or ''}"
    return texts, asks


def _question(point: Point) -> Message:
    if point.month is None:
        return msg("The table does not say of which month the days are: give the first and the last day in `period`")
    return msg("The table does not say of which year the months are: give the first and the last day in `period`")


def _point_text(year: int | None, month: int | None, point: Point) -> str:
    if year is None or month is None:
        return ""
    if point.day is None:
        return f"{month:02}.{year}"
    try:
        return f"{date(year, month, point.day):%d.%m.%Y}"
    except ValueError:
        return f"{point.day:02}.{month:02}.{year}"


def _spans(table: SourceTable, row: int, points: dict[int, Point]) -> dict[int, int]:
    """For every column its period's column: a merged cell, or one with gaps to its right, stands over several."""
    found: dict[int, int] = {}
    merged = {left: right for top, left, bottom, right in table.merges if top <= row <= bottom}
    starts = sorted(points)
    for at, column in enumerate(starts):
        last = merged.get(column)
        if last is None:
            after = starts[at + 1] if at + 1 < len(starts) else column + (starts[1] - starts[0])
            last = column
            while last + 1 < min(after, len(table.columns)) and table.columns[last + 1].kinds[row] == Cell.EMPTY:
                last += 1
        for place in range(column, min(last, len(table.columns) - 1) + 1):
            found[place] = column
    return found


def _lower_row(table: SourceTable, row: int, spans: dict[int, int]) -> int | None:
    """The row of captions under the months, where every month has several columns with their own names."""
    if row + 2 >= table.rows:
        return None
    texts = [cell_text(table, row + 1, column) for column in spans]
    if len(spans) == len(set(spans.values())):
        words = [text for text in texts if len(text) > 2 and numbers.parse(text) is None]
        return row + 1 if len(words) == len(texts) else None
    return row + 1 if sum(bool(text) for text in texts) * 2 > len(texts) else None


def _measures(
    table: SourceTable, spans: dict[int, int], lower: int | None, points: dict[int, Point]
) -> tuple[list[str], dict[str, list[int]]]:
    """The names of the figures, in order, and the columns of each."""
    columns: dict[str, list[int]] = {}
    for column, home in spans.items():
        if lower is not None:
            name = cell_text(table, lower, column)
            if not name or (_BESIDE.search(fold(name)) and "сумма" not in fold(name)):
                continue
        else:
            name = points[home].measure if column == home else ""
            if column != home:
                continue
        columns.setdefault(name, []).append(column)
    most = max((len(places) for places in columns.values()), default=0)
    kept = {name: places for name, places in columns.items() if len(places) * 2 > most}
    return list(kept), kept


def _home(spans: dict[int, int], place: int, texts: dict[int, str]) -> str:
    return texts[spans[place]]


def _is_beside(table: SourceTable, row: int, column: int) -> bool:
    texts = [cell_text(table, at, column) for at in (row - 1, row, row + 1) if 0 <= at < table.rows]
    return any(text and (is_total(text) or _BESIDE.search(fold(text)) is not None) for text in texts)
