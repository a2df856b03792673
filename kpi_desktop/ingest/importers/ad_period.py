"""When an advertising report spent its money: by days or months of its rows, else as one figure of its period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.ingest import dates
from kpi_desktop.ingest.importers.periods import month_named

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

Span = tuple[date, date]
#: What is in the way of an import, and what to do about it.
Problem = tuple[Message, Message]

_DASH = re.compile(r"\s+[-–—]\s+|\s+по\s+|\s+to\s+|(?<=\d)\s?[–—]\s?(?=\d)")
_NUMERIC = re.compile(
    r"(\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})\D{1,12}?(\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})"
)
#: «1 марта 2026 — 31 марта 2026», «1 – 31 марта 2026» among other words, «20260301-20260331» in the name of a file.
_WORDED = re.compile(r"(\d{1,2} [^\W\d_]{3,} \d{4})\D{1,12}?(\d{1,2} [^\W\d_]{3,} \d{4})")
_OF_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s?[-–—]\s?(\d{1,2}) ([^\W\d_]{3,} \d{4})")
_PACKED = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})\s?[-–—_ ]\s?(20\d{2})(\d{2})(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})\.? +(?:de +)?([^\W\d_]+)\.?,? +(?:de +|del +)?(\d{4})(?: *[рr]\.?)?")
_WEEKDAY = re.compile(r"^[^\W\d_]{2,12}\.?, +(?=\w)")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.? +(\d{1,2}),? +(\d{4})")
#: How names of months begin in the languages in which services write their periods, beside Russian and English.
_MONTHS = (
    ("jan", "ene", "gen", "sty", "січ", "қаң"), ("feb", "fév", "fev", "lut", "лют"), ("mär", "mar", "berez", "бер"),
    ("apr", "abr", "avr", "kwi", "кві"), ("mai", "may", "mag", "maj", "тра"), ("jun", "juin", "giu", "cze", "чер"),
    ("jul", "juil", "lug", "lip", "лип"), ("aug", "ago", "août", "aout", "sie", "сер"), ("sep", "set", "wrz", "вер"),
    ("okt", "oct", "out", "ott", "paź", "жов"), ("nov", "lis", "лис"), ("dez", "dic", "déc", "dec", "gru", "гру"),
)  # fmt: skip


def stated_span(text: str) -> Span | None:
    """The first and the last day of a line such as «July 8, 2025 - July 31, 2025»; None where it states none."""
    parts = [_moment(part.strip(" .")) for part in _DASH.split(text.strip())]
    found = [part for part in parts if part is not None]
    if len(found) != len(parts) or len(found) > 2:
        return None
    first, last = found[0], found[-1]
    return (first[0], last[1]) if first[0] <= last[1] else None


def span_inside(text: str) -> Span | None:
    """The period that a line states among other words: «Статистика за период 01.07.2025 - 31.07.2025»."""
    whole = stated_span(text)
    if whole is not None:
        return whole
    found = _NUMERIC.search(text) or _WORDED.search(text)
    pair = (found[1], found[2]) if found else ("", "")
    if found is None and (short := _OF_MONTH.search(text)):
        pair = (f"{short[1]} {short[3]}", f"{short[2]} {short[3]}")
    first, last = _moment(pair[0]), _moment(pair[1])
    return (first[0], last[1]) if first and last and first[0] <= last[1] else None


def span_of_name(name: str) -> Span | None:
    """The period in the name of a file: its first and its last day, or the one month that it names."""
    text = PurePath(name).stem.replace("_", " ")
    packed = _PACKED.search(text)
    if packed:
        text = f"{packed[1]}-{packed[2]}-{packed[3]} - {packed[4]}-{packed[5]}-{packed[6]}"
    found = span_inside(text) or month_named((text,))
    return None if found is None or found[0] == found[1] else found


def told_of_name(span: Span) -> Message:
    """What is said where the days of figures are taken from the name of the file."""
    first, last = (day_message(day) for day in span)
    return msg("The days of the figures are taken from the name of the file: {first} to {last}", first=first, last=last)


def _moment(text: str) -> Span | None:
    """The days that a text names: one, or those of a month."""
    text = _WEEKDAY.sub("", text)
    found = dates.parse(text)
    if found is not None:
        day = found[0].date()
        return (day, day) if found[1] is Grain.DAY else (day, Period.of(day, Grain.MONTH).last_day)
    for shape, places in ((_DAY_FIRST, (1, 2, 3)), (_MONTH_FIRST, (2, 1, 3))):
        match = shape.fullmatch(text)
        month = _month(match[places[1]]) if match else 0
        if match and month:
            try:
                day = date(int(match[places[2]]), month, int(match[places[0]]))
            except ValueError:
                return None
            return day, day
    return None


def _month(name: str) -> int:
    lowered = name.lower()
    return next((number for number, starts in enumerate(_MONTHS, 1) if lowered.startswith(starts)), 0)


def same_day(day: date, count: int) -> pa.Array:
    """One day for every row."""
    import pyarrow as pa

    return pa.array(np.full(count, np.datetime64(day, "D")))


@dataclass(frozen=True, slots=True)
class Spans:
    """The first and the last day that the figures of each row are for, as days since 1970."""

    firsts: NDArray[np.int32]
    lasts: NDArray[np.int32]

    @classmethod
    def same(cls, span: Span, count: int) -> Spans:
        """One period for all rows."""
        first, last = (np.full(count, _number(day), dtype=np.int32) for day in span)
        return cls(first, last)

    @classmethod
    def of(cls, days: NDArray[np.int32], grain: Grain) -> Spans:
        """The day, week, month, quarter or year in which each of these days lies."""
        firsts, lasts = days.copy(), days.copy()
        for day in np.unique(days).tolist():
            whole = Period.of(_date(day), grain)
            firsts[days == day], lasts[days == day] = _number(whole.start), _number(whole.last_day)
        return cls(firsts, lasts)

    def within(self, span: Span | None) -> Spans:
        """The same, cut to the days of the report."""
        if span is None:
            return self
        first, last = (_number(day) for day in span)
        firsts, lasts = np.maximum(self.firsts, first), np.minimum(self.lasts, last)
        odd = firsts > lasts
        return Spans(np.where(odd, self.firsts, firsts), np.where(odd, self.lasts, lasts))

    @property
    def distinct(self) -> list[Span]:
        """The different periods, in their order."""
        pairs = sorted(set(zip(self.firsts.tolist(), self.lasts.tolist(), strict=True)))
        return [(_date(first), _date(last)) for first, last in pairs]

    @property
    def whole(self) -> Span | None:
        """From the first day of all to the last."""
        return (_date(int(self.firsts.min())), _date(int(self.lasts.max()))) if len(self.firsts) else None

    def rows(self, span: Span) -> NDArray[np.bool_]:
        """The rows of one period."""
        return np.asarray((self.firsts == _number(span[0])) & (self.lasts == _number(span[1])))

    def days(self) -> pa.Array:
        """The days on which the rows stand in the book."""
        import pyarrow as pa

        return pa.array(self.firsts, type=pa.int32()).cast(pa.date32())


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _date(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)


def undated(column: str) -> Problem:
    """What is said where a column of days holds something else."""
    return (
        msg("The column “{column}” holds something that is not a day", column=column),
        msg("Export the report again, unchanged, with the dates as the service writes them"),
    )


def many_periods(count: int) -> Problem:
    """Why a report with a period of its own in nearly every row cannot be imported."""
    return (
        msg("The report has {count} different periods: they are too many to keep as one figure each", count=count),
        msg("Export the report by days"),
    )
