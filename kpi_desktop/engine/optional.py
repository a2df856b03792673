"""Measures that the owner may have none of: a company without an advertising account spends nothing through one.

Such a measure is zero where its fact has no data at all, or none yet. It is not zero by silence where its stream was
there before and is absent, or covers a part of a month: that is said month by month (NUMBERS 1), and a window that is
compared with has no value then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine.coverage import Reach
from kpi_desktop.engine.figure import Covered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.engine.coverage import Coverage
    from kpi_desktop.engine.figure import Flag
    from kpi_desktop.facts.schema import FactTable

#: Why there may be nothing of it without anything being wrong.
_MAY_LACK = frozenset({Reason.NO_DATA, Reason.NOT_COVERED, Reason.HISTORY_SHORT, Reason.NO_COLUMN})


def optional_reach(coverage: Coverage, window: Period, without: frozenset[int]) -> tuple[Reach, tuple[Flag, ...]]:
    """The reach of an optional measure, and what must be said: it is whole where every month is told or has no stream.

    The reach of a month that is told in part stays as it is, so that comparisons leave its other days out.
    """
    reach = coverage.reach(window, without)
    parts = [part for part in (coverage.reach(month, without) for month in _months(window)) if not _none_yet(part)]
    said = [flag for part in parts for flag in part.flags or coverage.absent_flags(part.absent)]
    flags = tuple(dict.fromkeys(said))
    if all(part.covered.complete for part in parts) and not reach.cut:
        whole = Covered(window.start, window.last_day, complete=window.start < window.end)
        return Reach(window, whole, reach.covers, (), flags), flags
    if reach.nothing and window.start < window.end:
        gap = Covered(window.start, window.last_day, complete=False)
        return Reach(window, gap, reach.covers, reach.absent, flags, reach.cut), flags
    return reach, flags


def excused(missing: Missing | None, reach: Reach, *, whole: bool) -> Missing | None:
    """The reason why an optional measure has no value here; None where it is zero or what its rows tell.

    `whole` windows are those that must be told to the last day, because something is compared with them.
    """
    if missing is None or (missing.reason in _MAY_LACK and (reach.covered.complete or not whole)):
        return None
    return missing


def is_unsplit(measure: Measure, fact: FactTable, dimension: str | None) -> bool:
    """Whether an optional measure cannot be split so: all of it then stands under «(не указано)», and the parts add
    up."""
    return measure.optional and dimension is not None and fact.split_column(dimension) is None


def _none_yet(reach: Reach) -> bool:
    return reach.nothing and not reach.absent and not reach.cut


def _months(window: Period) -> Iterator[Period]:
    """The calendar months of the window, cut at its edges."""
    for month in window.months():
        start, end = max(month.start, window.start), min(month.end, window.end)
        if start < end:
            yield Period(start, end)
