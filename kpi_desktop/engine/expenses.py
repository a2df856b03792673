"""What classes of expenses can and cannot tell: which expenses have none, and which have theirs by their article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.figure import Flag
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.engine.coverage import Reach

#: A class that only the sum of what is no operating expense has: what has no class counts as operating beside it.
_OUTSIDE = "investment"


def unclassed_missing(measure: Measure, reach: Reach) -> Missing | None:
    """The sum of one class is not known while an expense of the window has no class: it might be of this one.

    Operating expenses are: what has no class counts as operating. Payments of the bank bear no article to be classed
    by, and are only flagged.
    """
    asked = measure.where.get("class", ())
    if measure.fact != "expense" or measure.optional or not asked or _OUTSIDE in asked:
        return None
    if not _unclassed(reach, from_bank=False):
        return None
    return Missing(
        Reason.NO_COLUMN,
        msg("Some expenses have no class: choose the class of their articles in the settings"),
        "expense.class",
        ("expense.class",),
    )


def classed_flags(measure: Measure, reach: Reach) -> tuple[Flag, ...]:
    """Says that classes came from articles, and that expenses without a class are in, or may be missing."""
    asked = measure.where.get("class", ())
    if measure.fact != "expense" or not asked:
        return ()
    flags = []
    if any(cover.classed for cover in reach.covers):
        flags.append(Flag("classed", msg("classes of expenses by their articles")))
    if _unclassed(reach, from_bank=False) and _OUTSIDE in asked:
        flags.append(Flag("unclassed", msg("expenses without a class count as operating")))
    if _unclassed(reach, from_bank=True):
        flags.append(Flag("unclassed", msg("a part of the payments has no class of expenses")))
    return tuple(flags)


def _unclassed(reach: Reach, *, from_bank: bool) -> bool:
    """Whether an expense of the window has no class; of payments of the bank, or of tables of expenses."""
    window = reach.window
    return any(
        window.start <= day < window.end
        for cover in reach.covers
        if cover.from_bank is from_bank
        for day in cover.unclassed
    )
