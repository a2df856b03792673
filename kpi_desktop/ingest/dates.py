"""Dates of a column: moments, serial numbers and texts of many shapes, with one order of day and month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain
from kpi_desktop.ingest.source import Cell
from kpi_desktop.ingest.stamps import read_stamps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from kpi_desktop.ingest.normalise import Cells


class Order(StrEnum):
    """Which of day and month comes first in texts like 03/04/2024."""

    DMY = "dmy"
    MDY = "mdy"
    UNKNOWN = ""


_MONTHS = {
    **{name: index for index, names in enumerate((
        ("янв", "jan"), ("фев", "feb"), ("мар", "mar"), ("апр", "apr"), ("май", "мая", "мае", "may"),
        ("июн", "jun"), ("июл", "jul"), ("авг", "aug"), ("сен", "sep"), ("окт", "oct"), ("ноя", "nov"),
        ("дек", "dec"),
    ), 1) for name in names},
}  # fmt: skip
_RUSSIAN_MONTH = (
    r"янв(?:ар[ьея])?|фев(?:р(?:ал[ьея])?)?|мар(?:т[ае]?)?|апр(?:ел[ьея])?|ма[йяе]|июн[ьея]?|июл[ьея]?|авг(?:уст[ае]?)?|"
    r"сен(?:т(?:ябр[ьея])?)?|окт(?:ябр[ьея])?|ноя(?:б(?:р[ьея])?)?|дек(?:абр[ьея])?"
)
_MONTH_WORD = (
    r"(" + _RUSSIAN_MONTH + r"|jan(?:uary)?|feb(?:ruary)?|"
    r"mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?")
_CLOCK = (
    r"(?:[ ,T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?: ?(?P<half>[ap]m))?(?: ?(?:z|utc|gmt)?(?:[+-]\d{1,2}:?(?:\d{2})?)?)?)?"
)
_SHAPES = {
    "ymd": re.compile(r"(?P<y>\d{4})[-./](?P<a>\d{1,2})[-./](?P<b>\d{1,2})" + _CLOCK, re.IGNORECASE),
    "numbers": re.compile(r"(?P<a>\d{1,2})(?P<mark>[-./])(?P<b>\d{1,2})(?P=mark)(?P<y>\d{4}|\d{2})(?: ?г\.?)?" + _CLOCK,
                          re.IGNORECASE),
    "day_month": re.compile(r"(?P<a>\d{1,2})[ ./-]*" + _MONTH_WORD.replace("(", "(?P<m>", 1)
                            + r"[ ,./-]*(?P<y>\d{4}|\d{2})(?: ?г(?:\.|ода?)?)?" + _CLOCK, re.IGNORECASE),
    "month_day": re.compile(_MONTH_WORD.replace("(", "(?P<m>", 1) + r" *(?P<a>\d{1,2}),? +(?P<y>\d{4})" + _CLOCK,
                            re.IGNORECASE),
    "month": re.compile(_MONTH_WORD.replace("(", "(?P<m>", 1) + r"[ ,./-]*(?P<y>\d{4})(?: ?г(?:\.|ода?)?)?",
                        re.IGNORECASE),
    "month_short": re.compile(_MONTH_WORD.replace("(", "(?P<m>", 1) + r"[.'’-](?P<y>\d{2})", re.IGNORECASE),
    # «янв 26» is the year in Russian, where the day stands before the month; «Jan 26» is a day.
    "month_space": re.compile(rf"(?P<m>{_RUSSIAN_MONTH})\.? (?P<y>2\d|3[2-9])(?: ?г\.?)?", re.IGNORECASE),
    "month_number": re.compile(r"(?P<b>0?[1-9]|1[0-2])[./](?P<y>20\d{2})(?: ?г\.?)?"),
    "month_iso": re.compile(r"(?P<y>20\d{2})-(?P<b>0[1-9]|1[0-2])"),
    "packed": re.compile(r"(?P<y>(?:19|20)\d{2})(?P<a>\d{2})(?P<b>\d{2})(?P<hour>\d{2})?"),
}  # fmt: skip

#: The name of the day of the week before or after a date.
_WEEKDAY = re.compile(
    r"^(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|"
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6})\.?,? +(?=\d)|"
    r"(?<=\d),? *\(?(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\.?\)?$",
    re.IGNORECASE,
)
_IN_TEXT = re.compile(
    r"(?<!\d)(\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|\d{1,2} [а-яё]{3,8} \d{4})(?!\d)", re.IGNORECASE
)
#: Years outside of these are typing errors or «no date» marks of the source, not business days.
_FIRST_YEAR, _LAST_YEAR = 1980, 2100
_SERIALS = (25569.0, 73051.0)  # 1970 to 2100
_EMPTY_WORDS = frozenset({"-", "—", "–", "нет", "null", "none", "н/д", "n/a"})


@dataclass(frozen=True, slots=True)
class Days:
    """A column read as dates: seconds since 1970 where `valid`; `bad` cells hold something else.

    `order` is how numbers like 03/04/2024 were read, `undecided` that the column does not tell. `months` says that the
    column names months, not days; `clock` that times of day are there.
    """

    seconds: NDArray[np.int64]
    valid: NDArray[np.bool_]
    bad: NDArray[np.bool_]
    order: Order
    undecided: bool
    months: bool
    clock: bool

    @property
    def days(self) -> NDArray[np.int32]:
        """Days since 1970."""
        return (self.seconds // 86400).astype(np.int32)

    def take(self, rows: NDArray[np.bool_]) -> Days:
        """The same for some of the rows."""
        return Days(
            self.seconds[rows], self.valid[rows], self.bad[rows], self.order, self.undecided, self.months, self.clock
        )

    def span(self) -> tuple[date, date] | None:
        """The first and the last day."""
        days = self.days[self.valid]
        if not len(days):
            return None
        first, last = np.datetime64(int(days.min()), "D"), np.datetime64(int(days.max()), "D")
        return date.fromisoformat(str(first)), date.fromisoformat(str(last))


def order_of(words: Iterable[str]) -> tuple[Order, bool]:
    """Day or month first, decided by all texts of the column together, and whether the column leaves it open."""
    day_first = month_first = False
    open_texts = dots = told = False
    words = tuple(words)
    stamps = read_stamps(words)
    rest: Iterable[str] = words
    if stamps is not None:
        left, right = stamps.first[stamps.told], stamps.second[stamps.told]
        told, dots = bool(len(left)), bool(stamps.dots[stamps.told].any())
        day_first, month_first = bool((left > 12).any()), bool((right > 12).any())
        open_texts = bool(((left <= 12) & (right <= 12) & (left != right)).any())
        rest = (words[index] for index in np.flatnonzero(~stamps.there).tolist())
    return _order_of_rest(rest, (day_first, month_first, open_texts, dots, told))


def _order_of_rest(words: Iterable[str], seen: tuple[bool, bool, bool, bool, bool]) -> tuple[Order, bool]:
    day_first, month_first, open_texts, dots, told = seen
    for word in words:
        found = _SHAPES["numbers"].fullmatch(_without_weekday(word))
        if not found:
            continue
        told = True
        left, right = int(found["a"]), int(found["b"])
        dots = dots or found["mark"] == "."
        month_first = month_first or right > 12 or bool(found["half"])
        day_first = day_first or left > 12
        open_texts = open_texts or (left <= 12 and right <= 12 and left != right)
    if day_first != month_first:
        return (Order.DMY if day_first else Order.MDY), False
    if day_first and month_first:
        return Order.UNKNOWN, True
    if dots:
        return Order.DMY, False
    return (Order.DMY if told and not open_texts else Order.UNKNOWN), open_texts


def contradicting(words: Iterable[str], order: Order) -> str:
    """A text that is a date only if day and month stand the other way round than `order` says; '' where none is."""
    other = Order.DMY if order is Order.MDY else Order.MDY
    words = tuple(words)
    stamps = read_stamps(words)
    if stamps is not None:
        ours, theirs = (stamps.seconds(month_first=one is Order.MDY)[1] for one in (order, other))
        against = np.flatnonzero(stamps.told & ~ours & theirs)
        if len(against):
            return words[int(against[0])]
        words = tuple(words[index] for index in np.flatnonzero(~stamps.there).tolist())
    return next((word for word in words if parse(word, order) is None and parse(word, other) is not None), "")


def parse(word: str, order: Order = Order.DMY) -> tuple[datetime, Grain, bool] | None:
    """The moment that a text holds, whether it is a day or a month, and whether it has a time; None if no date."""
    word = _without_weekday(word)
    for shape, pattern in _SHAPES.items():
        found = pattern.fullmatch(word)
        if found:
            parts = found.groupdict()
            year, month, day = _year_month_day(shape, parts, order)
            return _moment(
                year,
                month,
                day,
                parts,
                Grain.MONTH if shape.startswith("month") and shape != "month_day" else Grain.DAY,
            )
    return None


def _without_weekday(word: str) -> str:
    """«пн, 01.06.2026» and «01.06.2026 (пн)» as the date alone, as is one behind an apostrophe."""
    word = word.lstrip("'’`")
    if not word or not (word[0].isalpha() or word[-1].isalpha() or word[-1] in ").") or not _WEEKDAY.search(word):
        return word
    return _WEEKDAY.sub("", word, count=1).strip()


def days_in(text: str) -> list[str]:
    """The days that a caption names, as ISO dates: «Прайс-лист на 28.12.2021» names one."""
    words = _IN_TEXT.findall(text)
    return [found[0].date().isoformat() for word in words if (found := parse(word)) and found[1] is Grain.DAY]


def _year_month_day(shape: str, parts: dict[str, str | None], order: Order) -> tuple[int, int, int]:
    year = int(parts["y"] or 0)
    if len(parts["y"] or "") == 2:
        year += 2000 if year < 70 else 1900
    if shape in {"ymd", "packed"}:
        return year, int(parts["a"] or 0), int(parts["b"] or 0)
    if shape == "numbers":
        left, right = int(parts["a"] or 0), int(parts["b"] or 0)
        return (year, left, right) if order is Order.MDY else (year, right, left)
    if shape in {"month_number", "month_iso"}:
        return year, int(parts["b"] or 0), 1
    return year, _MONTHS[(parts["m"] or "")[:3].lower()], int(parts.get("a") or 1)


def _moment(
    year: int, month: int, day: int, parts: dict[str, str | None], grain: Grain
) -> tuple[datetime, Grain, bool] | None:
    hour_text = parts.get("hour")
    hour = int(hour_text or 0)
    half = (parts.get("half") or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        clock = time(hour, int(parts.get("minute") or 0), int(parts.get("second") or 0))
        moment = datetime.combine(date(year, month, day), clock)
    except ValueError:
        return None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    return moment, grain, hour_text is not None


def read_days(cells: Cells, *, order: Order = Order.UNKNOWN, date1904: bool = False) -> Days:
    """All dates of a column; what is neither date nor empty is `bad`, never guessed."""
    size = len(cells.kinds)
    seconds = np.zeros(size, dtype=np.int64)
    valid, bad = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    decided, undecided = order_of(cells.used_words()) if order is Order.UNKNOWN else (order, False)
    months, clock = False, False
    if cells.words:
        months, clock = _read_words(cells, decided, (seconds, valid, bad))
    if cells.moments is not None:
        rows = cells.kinds == Cell.MOMENT
        found = cells.moments[rows].astype("datetime64[s]").astype(np.int64)
        seconds[rows] = found
        valid[rows] = _sensible(found)
        bad[rows] = ~valid[rows]
        clock = clock or bool((found % 86400 != 0).any())
        months = months and not rows.any()
    if cells.numbers is not None:
        rows = cells.kinds == Cell.NUMBER
        if rows.any():
            seconds[rows], valid[rows] = _from_numbers(cells.numbers[rows], date1904=date1904)
            bad[rows] = ~valid[rows]
            clock = clock or bool((seconds[rows] % 86400 != 0).any())
            months = False
    bad |= (cells.kinds == Cell.ERROR) | (cells.kinds == Cell.YES_NO)
    return Days(seconds, valid, bad, decided, undecided, months, clock)


def _sensible(seconds: NDArray[np.int64]) -> NDArray[np.bool_]:
    first = int(np.datetime64(f"{_FIRST_YEAR}-01-01", "s").astype(np.int64))
    after = int(np.datetime64(f"{_LAST_YEAR + 1}-01-01", "s").astype(np.int64))
    return np.asarray((seconds >= first) & (seconds < after))


def _read_words(
    cells: Cells, order: Order, into: tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]
) -> tuple[bool, bool]:
    seconds, valid, bad = into
    table = np.zeros(len(cells.words) + 1, dtype=np.int64)
    good, wrong = np.zeros(len(table), dtype=bool), np.zeros(len(table), dtype=bool)
    grains, clock = set(), False
    epoch = datetime(1970, 1, 1)  # noqa: DTZ001 - dates of a business are local and have no zone
    used = np.zeros(len(table), dtype=bool)
    used[cells.codes] = True
    stamps = read_stamps(cells.words)
    if stamps is not None:
        moments, fine = stamps.seconds(month_first=order is Order.MDY)
        fine &= _sensible(moments)
        table[:-1], good[:-1], wrong[:-1] = np.where(fine, moments, 0), fine, stamps.there & ~fine
        grains |= {Grain.DAY} if (fine & used[:-1]).any() else set()
        clock = bool((fine & used[:-1] & stamps.timed).any())
        used[:-1] &= ~stamps.there
    for index in np.flatnonzero(used[:-1]).tolist():
        word = cells.words[index]
        found = parse(word, order)
        if found is None:
            wrong[index] = word.lower() not in _EMPTY_WORDS
            continue
        moment, grain, timed = found
        table[index] = int((moment - epoch).total_seconds())
        good[index] = True
        grains.add(grain)
        clock = clock or timed
    rows = cells.codes >= 0
    codes = cells.codes[rows]
    seconds[rows], valid[rows], bad[rows] = table[codes], good[codes], wrong[codes]
    return grains == {Grain.MONTH}, clock


def _from_numbers(values: NDArray[np.float64], *, date1904: bool) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Numbers as dates: a spreadsheet's serial, else yyyymmdd or yyyymmddhh written as one number."""
    values = np.where(np.isfinite(values), values, 0.0)
    shift = 25569.0 - (1462.0 if date1904 else 0.0)
    serial = (values >= _SERIALS[0]) & (values < _SERIALS[1])
    seconds = np.where(serial, np.rint((values - shift) * 86400.0), 0.0).astype(np.int64)
    packed = ~serial & (values == np.floor(values)) & (values >= 19_000_000)
    valid = serial.copy()
    if packed.any():
        distinct, inverse = np.unique(values[packed], return_inverse=True)
        found = [parse(str(int(value))) for value in distinct.tolist()]
        epoch = datetime(1970, 1, 1)  # noqa: DTZ001 - dates of a business are local and have no zone
        table = np.array([int((one[0] - epoch).total_seconds()) if one else 0 for one in found], dtype=np.int64)
        good = np.array([one is not None for one in found], dtype=bool)
        seconds[packed], valid[packed] = table[inverse.reshape(-1)], good[inverse.reshape(-1)]
    return seconds, valid


def read_times(cells: Cells) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Times of day as seconds after midnight, where they are valid, and what was no time."""
    found = [_TIME.fullmatch(word) for word in cells.words]
    table = np.array(
        [*((int(one[1]) * 60 + int(one[2])) * 60 + int(one[3] or 0) if one else -1 for one in found), -1],
        dtype=np.int64,
    )
    seconds = table[cells.codes]
    if cells.numbers is not None:
        rows = (cells.kinds == Cell.NUMBER) & (cells.numbers >= 0) & (cells.numbers < 1)
        seconds[rows] = np.rint(cells.numbers[rows] * 86400).astype(np.int64)
    if cells.moments is not None:
        rows = cells.kinds == Cell.MOMENT
        seconds[rows] = cells.moments[rows].astype("datetime64[s]").astype(np.int64) % 86400
    valid = (seconds >= 0) & (seconds < 86400)
    return np.where(valid, seconds, 0), valid, cells.filled & ~valid
