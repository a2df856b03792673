"""The periods that captions of reports name: of a whole report, and of one column or row of it."""

from __future__ import annotations

import re
from datetime import date

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.ingest import dates

_SPAN = re.compile(
    r"(\d{1,2}\.\d{1,2}\.\d{2,4})(?: \d{1,2}:\d{2}(?::\d{2})?)?\s*г?\.?\s*(?:-|–|—|по|to)\s*(\d{1,2}\.\d{1,2}\.\d{2,4})"
)
_MONTHS = re.compile(
    r"(?P<low>[а-яa-z]{3,})(?P<year> \d{4})?(?: ?г(?:\.|ода?)?)?\s*(?:-|–|—|по)\s*(?P<high>[а-яa-z]{3,} \d{4})",
    re.IGNORECASE,
)
_HALF = re.compile(r"(?P<half>[12]|I{1,2})(?:-?е)? полугодие (?P<year>\d{4})", re.IGNORECASE)
_FROM_JANUARY = re.compile(r"(?P<months>\d{1,2}) месяц(?:ев|а)? (?P<year>\d{4})", re.IGNORECASE)
_ONE_DAY = re.compile(r"(?:за |период: ?)(\d{1,2}\.\d{1,2}\.\d{2,4}|\d{1,2} [а-я]{3,} \d{4})", re.IGNORECASE)
_NAMED = re.compile(r"(?:период\W+|за |for )(?P<name>[а-яa-z]+ \d{4})", re.IGNORECASE)
_QUARTER = re.compile(
    r"(?:за |период\W+)?([1-4]|I{1,3}|IV) (?:квартал|кв\.?) (\d{4})(?: ?г(?:\.|ода?)?)?", re.IGNORECASE
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
#: «Реализация товаров 0000-000123 от 05.03.2026 12:00:00»: the date of the document stands in its name.
DOCUMENT_DATE = re.compile(r"(?:^|\s)от (\d{2}\.\d{2}\.\d{4}(?: \d{1,2}:\d{2}(?::\d{2})?)?)(?!\d)")
_A_DAY = r"(\d{1,2}\.\d{1,2}\.\d{2,4}|\d{1,2} [а-я]{3,8} \d{4})"
_FIRST = re.compile(rf"(?:начало периода|дата начала|период с|за период с|\bс)\W{{1,3}}{_A_DAY}", re.IGNORECASE)
_LAST = re.compile(rf"(?:конец периода|окончание периода|дата окончания|\bпо)\W{{1,3}}{_A_DAY}", re.IGNORECASE)
_YEAR_ALONE = re.compile(r"(20\d{2}) ?(?:г\.?|год)", re.IGNORECASE)
_MONTH_ANYWHERE = re.compile(r"(?<![^\W\d_])(?P<month>[а-яёa-z]{3,9})[ .,]{1,2}(?P<year>20\d{2})(?!\d)", re.IGNORECASE)
_YEAR = re.compile(r"(?:за |период\W+)(\d{4}) ?(?:г(?:\.|од)?)(?!\w)", re.IGNORECASE)


def period_of(text: str) -> tuple[date, Grain] | None:
    """The month, day, quarter or year that a caption of a block names."""
    if named := _QUARTER.fullmatch(text):
        return date(int(named[2]), 3 * (_ROMAN.get(named[1].upper()) or int(named[1])) - 2, 1), Grain.QUARTER
    if named := _YEAR_ALONE.fullmatch(text):
        return date(int(named[1]), 1, 1), Grain.YEAR
    found = dates.parse(text)
    if not found:
        return None
    return found[0].date(), found[1]


def document_day(text: str) -> date | None:
    """The day that stands in the name of a document; None where there is none."""
    found = DOCUMENT_DATE.search(text)
    day = dates.parse(found[1]) if found else None
    return day[0].date() if day else None


def stated_period(captions: tuple[str, ...]) -> tuple[date, date] | None:
    """The first and last day that the captions state, in any of the ways 1C writes it."""
    for text in captions:
        span = _SPAN.search(text)
        if span:
            low, high = dates.parse(span[1]), dates.parse(span[2])
            if low and high:
                return low[0].date(), high[0].date()
    return next((found for text in captions if (found := _named(text))), None) or _ends(captions)


def month_named(texts: tuple[str, ...]) -> tuple[date, date] | None:
    """The one month of a year that titles and names of sheets speak of: «План/факт, март 2026»; None where several."""
    found = {
        month[0].date()
        for text in texts
        for named in _MONTH_ANYWHERE.finditer(text)
        if (month := dates.parse(f"{named['month']} {named['year']}")) and month[1] is Grain.MONTH
    }
    if len(found) != 1:
        return None
    first = found.pop()
    return first, Period.of(first, Grain.MONTH).last_day


def _ends(captions: tuple[str, ...]) -> tuple[date, date] | None:
    """The first and the last day where each has a caption of its own: «Начало периода: …», «по 30 ноября 2025 г.»."""
    low = next((day for text in captions if (found := _FIRST.search(text)) and (day := dates.parse(found[1]))), None)
    high = next((day for text in captions if (found := _LAST.search(text)) and (day := dates.parse(found[1]))), None)
    return (low[0].date(), high[0].date()) if low and high and low[0] <= high[0] else None


def _named(text: str) -> tuple[date, date] | None:
    """A period given by the names of months, of a quarter or of a year, or one day."""
    several = _months(text)
    if several:
        return several
    if (found := _ONE_DAY.search(text)) and (day := dates.parse(found[1])):
        return day[0].date(), day[0].date()
    if found := _QUARTER.search(text):
        quarter = _ROMAN.get(found[1].upper()) or int(found[1])
        return _of_year(int(found[2]), quarter * 3 - 2, quarter * 3)
    if (named := _NAMED.search(text)) and (month := dates.parse(named["name"])):
        return month[0].date(), Period.of(month[0].date(), Grain.MONTH).last_day
    if found := _YEAR.search(text):
        return _of_year(int(found[1]), 1, 12)
    return None


def _months(text: str) -> tuple[date, date] | None:
    """Several months: «Январь 2025 г. - Март 2025 г.», «1 полугодие 2025 г.», «9 месяцев 2025 г.»."""
    if found := _MONTHS.search(text):
        year = found["year"] or found["high"][-5:]
        low, high = dates.parse(found["low"] + year), dates.parse(found["high"])
        if low and high and low[1] is high[1] is Grain.MONTH and low[0] <= high[0]:
            return low[0].date(), Period.of(high[0].date(), Grain.MONTH).last_day
    if found := _HALF.search(text):
        half = _ROMAN.get(found["half"].upper()) or int(found["half"])
        return _of_year(int(found["year"]), 6 * half - 5, 6 * half)
    if (found := _FROM_JANUARY.search(text)) and 1 <= int(found["months"]) <= 12:
        return _of_year(int(found["year"]), 1, int(found["months"]))
    return None


def _of_year(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), Period.of(date(year, last, 1), Grain.MONTH).last_day
