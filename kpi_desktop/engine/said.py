"""What must be said beside a value by where its rows come from: filters, payments, orders, a history that is short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.needs import needed_columns
from kpi_desktop.core.period import add_months
from kpi_desktop.engine.figure import Flag
from kpi_desktop.engine.refusals import TOLERATED
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import msg, nmsg

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.coverage import Coverage, Reach

#: Months until which 'new' is only an upper bound, and the first year of history may miss what was begun before it.
HISTORY_BOUND = 12

#: Months of history under which a customer's lifetime value is only a lower bound (NUMBERS 15).
LIFETIME_MONTHS = 24


def _months(window: Period) -> int:
    return window.whole_months or len(window.months())


def begun_flags(measure: Measure, window: Period, coverage: Coverage) -> tuple[Flag, ...]:
    """Deals closed in the first year of loaded history may have been begun before it, and then they are not here."""
    first = coverage.first_day
    if measure.day == "day" or first is None or window.start >= add_months(first, HISTORY_BOUND):
        return ()
    text = msg("what was begun before {day} is not loaded: a part may be missing", day=day_message(first))
    return (Flag("begun_before", text),)


def to_date_flags(reach: Reach) -> tuple[Flag, ...]:
    """A value over a customer's whole time says so while that time is short."""
    months = _months(reach.window)
    if months >= LIFETIME_MONTHS:
        return ()
    text = nmsg(
        "not less than this: only {n} month of history is loaded",
        "not less than this: only {n} months of history are loaded",
        n=months,
    )
    return (Flag("at_least", text),)


def filtered(reach: Reach) -> tuple[Flag, ...]:
    """A report that was made with a filter is never the company (NUMBERS 3)."""
    if not any(cover.filtered for cover in reach.covers):
        return ()
    return (Flag("filtered", msg("the report was made with a filter: this is a part of the company")),)


def banked(reach: Reach) -> tuple[Flag, ...]:
    """Expenses that are told by payments of the bank (NUMBERS 10)."""
    if not any(cover.from_bank for cover in reach.covers):
        return ()
    text = msg("by payments of the bank, on the day of payment, where no table of expenses has that article")
    return (Flag("from_bank", text),)


def ordered(reach: Reach) -> tuple[Flag, ...]:
    """Orders that stand for sales because nobody else gives them (NUMBERS 2)."""
    if not any(cover.from_orders for cover in reach.covers):
        return ()
    return (Flag("from_orders", msg("by orders that were shipped or paid: no other source gives the sales")),)


def tolerated_flags(measure: Measure, reach: Reach, coverage: Coverage) -> tuple[Flag, ...]:
    """Names the sources whose rows lack a column that the measure counts by."""
    flags = []
    for column in sorted(TOLERATED.intersection(needed_columns(measure))):
        for source in sorted({cover.source_id for cover in reach.covers if column not in cover.present}):
            text = msg("“{source}” does not name customers", source=coverage.name(source))
            if column == "cost":
                text = msg("“{source}” has no cost", source=coverage.name(source))
            flags.append(Flag(f"no_{column}", text))
    return tuple(flags)
