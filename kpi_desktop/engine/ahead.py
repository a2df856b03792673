"""When nothing can be said of the end of a month in progress: its first days are not loaded, or too few days are.

A forecast is what is sold so far over the share of the month by its days: a day that no file covers would count as one
without sales, and from one day the whole month is a guess. How few are too few the book's owner decides
(`forecast_days`); that days are to be covered, NUMBERS 19 and 21 ask for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.working import Week, Working
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import msg, nmsg

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.coverage import Reach
    from kpi_desktop.engine.figure import Covered

#: The parameter of the book: from how many known days on a month is forecast.
LEAST_DAYS = "forecast_days"

_AHEAD = frozenset({"forecast", "forecast_low", "forecast_high"})


def first_days_missing(measure: Measure, reach: Reach, week: str) -> Missing | None:
    """Why a forecast cannot be made of the days that are loaded; other measures tell what they know."""
    return not_from_the_start(reach.covered, reach.window, week) if measure.algorithm in _AHEAD else None


def not_from_the_start(covered: Covered, period: Period, week: str) -> Missing | None:
    """A period in progress of whose beginning some working day is not loaded: it may not be taken for one of no sales.

    Weekends and holidays before the first loaded day lack nothing. In a book that has the month before, quiet days at
    the edge are loaded already (see `coverage`).
    """
    first, last = covered.first, covered.last
    if first is None or last is None or last >= period.last_day or not Working(Week(week)).days(period.start, first):
        return None
    text = msg(
        "The period is loaded only from {first} to {last}: without its earlier days there is no forecast and no plan "
        "to date. Load it from the first day on",
        first=day_message(first),
        last=day_message(last),
    )
    return Missing(Reason.NOT_COVERED, text, "revenue_forecast", ("sale",))


def too_few_days(known: int, least: int) -> Missing | None:
    """So few days on which the company works say nothing of the whole month."""
    if known >= least:
        return None
    text = nmsg(
        "A forecast needs {n} known day of the period or more, leaving out days off; known so far: {known}",
        "A forecast needs {n} known days of the period or more, leaving out days off; known so far: {known}",
        n=least,
        known=known,
    )
    return Missing(Reason.HISTORY_SHORT, text, "revenue_forecast", ("sale",))
