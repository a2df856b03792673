"""Plans as they were typed into a sheet, before anybody knows whether such a metric or such an amount is planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PlanCell:
    """One cell of a sheet of plans: an amount for a month (2026-10), or None where an earlier plan was taken away.

    `metric` is its name or id as written; `whose` person, team, channel. `per_cent` says that the amount was written
    with its sign and is a fraction already; `typed` that it is a text, in which 0,5 may be a half or half a per cent.
    `spot` is where it stands: sheet and cell.
    """

    metric: str
    month: str
    amount: Decimal | None
    whose: tuple[str, str, str] = ("", "", "")
    per_cent: bool = False
    typed: bool = False
    spot: tuple[str, str] = ("", "")

    @property
    def place(self) -> tuple[str, ...]:
        """What the plan is of: two amounts of one place contradict each other."""
        return (self.metric, self.month, *self.whose)


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """Typed plans on their way into the book, all of one workbook; `title` is the file's name."""

    cells: tuple[PlanCell, ...]
    title: str
