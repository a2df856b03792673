"""The periods that captions of reports name: of a whole report, and of one column or row of it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.ingest import dates

_SPAN = re.compile(
    r"(\d{1,2}\.\d{1,2}\.\d{2,4})(?: \d{1,2}:\d{2}:\d{2})?\s*г?\.?\s*(?:-|–|—|по|to)\s*(\d{1,2}\.\d{1,2}\.\d{2,4})"
)
_NAMED = re.compile(r"(?:период\W+|за |for )(?P<name>[а-яa-z]+ \d{4})", re.IGNORECASE)
_QUARTER = re.compile(
    r"(?:за |период\W+)?([1-4]|I{1,3}|IV) (?:квартал|кв\.?) (\d{4})(?: ?г(?:\.|ода?)?)?", re.IGNORECASE
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_YEAR_ALONE = re.compile(r"(20\d{2}) ?(?:г\.?|год)", re.IGNORECASE)
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


def stated_period(captions: tuple[str, ...]) -> tuple[date, date] | None:
    """The first and last day that the captions state, in any of the ways 1C writes it."""
    for text in captions:
        found = _SPAN.search(text)
        if found:
            low, high = dates.parse(found[1]), dates.parse(found[2])
            if low and high:
                return low[0].date(), high[0].date()
    for text in captions:
        if found := _QUARTER.search(text):
            quarter = _ROMAN.get(found[1].upper()) or int(found[1])
            whole = Period.of(date(int(found[2]), quarter * 3, 1), Grain.QUARTER)
        elif (named := _NAMED.search(text)) and (month := dates.parse(named["name"])):
            whole = Period.of(month[0].date(), Grain.MONTH)
        elif found := _YEAR.search(text):
            whole = Period.of(date(int(found[1]), 1, 1), Grain.YEAR)
        else:
            continue
        return whole.start, whole.end - timedelta(days=1)
    return None
