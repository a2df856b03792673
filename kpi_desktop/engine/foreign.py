"""Rows in another currency than the book are never added: what lacks them is not told as whole (NUMBERS 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.counted import COUNTED
from kpi_desktop.engine.figure import Flag
from kpi_desktop.engine.sql import BY_FIRST
from kpi_desktop.i18n.message import nmsg

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.coverage import Coverage
    from kpi_desktop.i18n.message import Message


def foreign_missing(measure: Measure, coverage: Coverage, window: Period) -> Missing | None:
    """Money of which some was refused has no value: the rest of it would be too little without a word."""
    number = _number(measure, coverage, window)
    if not number or not _tells_money(measure):
        return None
    about = f"{measure.fact}.currency"
    return Missing(Reason.CURRENCY, _told(number), about, (measure.fact,))


def foreign_flags(measure: Measure, coverage: Coverage, window: Period) -> tuple[Flag, ...]:
    """What is counted without the refused rows says so."""
    number = _number(measure, coverage, window)
    return (Flag("currency", _told(number)),) if number else ()


def _told(number: int) -> Message:
    return nmsg(
        "{n} row in another currency than the book is not in it: load it in the book's currency",
        "{n} rows in another currency than the book are not in it: load them in the book's currency",
        n=number,
    )


def _tells_money(measure: Measure) -> bool:
    """Whether the measure is money, money of a month, or told from the money of two facts."""
    return "money" in str(measure.unit) or measure.compares_money


def _number(measure: Measure, coverage: Coverage, window: Period) -> int:
    """How many refused rows the measure could have read: those of the window, or all before its end."""
    return sum(
        number
        for day, number in coverage.foreign
        if day < window.end and (day >= window.start or _reads_earlier(measure))
    )


def _reads_earlier(measure: Measure) -> bool:
    """Whether rows of earlier days decide: what is open or in force, who is new, days other than that of the row."""
    by_first = measure.aggregation in BY_FIRST or measure.aggregation is Aggregation.FIRST_EVER or measure.firsts
    return by_first or measure.algorithm in COUNTED or measure.day != "day"
