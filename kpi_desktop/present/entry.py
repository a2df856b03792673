"""The sheets of a workbook that the owner fills in: figures kept by hand, and plans; read back by the importer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.period import Period

#: Who a plan is for, as columns of the sheet of plans: person, team, channel; all empty is the company.
Whose = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class KeptGrid:
    """One sheet: its lines are (period as text, member), its columns measures by id and heading.

    `figures` are by line and measure; an empty cell stays empty. `by_day` sheets hold days, others months.
    """

    title: str
    dimension: str
    by_day: bool
    headings: tuple[str, ...]
    measures: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    figures: Mapping[tuple[str, str, str], Decimal]
    hint: str


@dataclass(frozen=True, slots=True)
class PlanGrid:
    """The sheet of plans: a line for each metric and whose plan it is, a column for each month.

    `amounts` are by metric, whose and month (2026-10), as they stand in the book: fractions for shares.
    """

    lines: tuple[tuple[Metric, Whose], ...]
    months: tuple[Period, ...]
    amounts: Mapping[tuple[str, Whose, str], Decimal]


@dataclass(frozen=True, slots=True)
class EntrySheets:
    """Everything that the owner may type into one workbook of the month."""

    kept: tuple[KeptGrid, ...]
    plans: PlanGrid
