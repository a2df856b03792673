"""What a book lets its owner compare: members with a conversion, and whose pilots there may be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.closing import opened_month
from kpi_desktop.app.dimensions import split_dimensions
from kpi_desktop.app.experiments import CONVERSIONS
from kpi_desktop.app.figures import month_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.model import Dimension
    from kpi_desktop.core.period import Period

#: What advertisements are compared by unless another is chosen.
FIRST = "channel"

#: More members than this are typed, not chosen from a list.
_MOST = 300


@dataclass(frozen=True, slots=True)
class Comparable:
    """By dimension its members that have a conversion in the month, channels first.

    `pilots` are the dimensions of sale lines with their members (none where there are too many to choose from).
    `month` is None where the book has no months yet.
    """

    month: Period | None
    members: Mapping[Dimension, tuple[str, ...]]
    pilots: Mapping[Dimension, tuple[str, ...]]


def comparable(workspace: Workspace, path: Path, month: str | None = None) -> Comparable:
    """What can be compared in a month (the last fully covered one where none is named)."""
    with opened_month(workspace, path, month) as (then, book, engine):
        if not engine.months():
            return Comparable(None, {}, {})
        chosen, known = month_of(month, engine), split_dimensions(then, book)
        found: dict[Dimension, tuple[str, ...]] = {}
        for dimension in known:
            figures = engine.figures(CONVERSIONS, [chosen], dimension.id)
            counted = {f.member for f in figures if f.member and isinstance(f.value, Decimal) and f.cases}
            if len(counted) > 1:
                found[dimension] = tuple(sorted(counted))
        sold = {column.id for column in book.dimensions("sale")}
        pilots: dict[Dimension, tuple[str, ...]] = {}
        for one in known:
            if one.id in sold:
                names = tuple(sorted(filter(None, book.members(one.id).values())))
                pilots[one] = names if len(names) <= _MOST else ()
        ordered = sorted(found.items(), key=lambda one: one[0].id != FIRST)
        return Comparable(chosen, dict(ordered), pilots)
