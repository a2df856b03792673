"""A year of plans of one metric as a grid: the company and its people, teams or channels by month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened
from kpi_desktop.app.plans import set_plans, standing_plans
from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.amount import EXACT, rounded
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.period import Period
from kpi_desktop.engine.planning import Kin, kin_of
from kpi_desktop.engine.plans import PLANS, PlanRow, from_text
from kpi_desktop.facts.typed import number_of
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.plans import PlanVersion

#: Who may have a row of its own beside the company: what `PlanRow` knows them by.
SPLITS = ("manager", "channel", "team")

#: A member's name ('' is the company) and the month as 2026-10.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PlanYear:
    """The grid: `there` are the amounts (fractions for shares), `others` counts plans of the year at other levels.

    `adds` says that the members' plans may be summed beside the company's own, which may differ (NUMBERS 19).
    """

    metric: Metric
    by: str
    year: int
    currency: str
    metrics: tuple[Metric, ...]
    years: tuple[int, ...]
    members: tuple[str, ...]
    there: Mapping[Place, Decimal]
    adds: bool
    others: int
    versions: tuple[PlanVersion, ...]


def planned_amount(text: str, *, share: bool) -> Decimal | None:
    """A plan as it is typed into a cell; None for an empty one, UsageError for what is no plan.

    A share needs its sign: «0,5» may be a half or half a per cent.
    """
    bare = text.strip()
    per_cent = bare.endswith("%")
    value = number_of(bare.removesuffix("%"))
    if value is None and not per_cent:
        return None
    if value is None or value < 0 or (per_cent and not share):
        raise UsageError(msg("A plan cannot be “{amount}”", amount=bare))
    if share and value and not per_cent:
        raise UsageError(msg("“{amount}” is no share", amount=bare), fix=msg("Write a share as 40 %"))
    return value.scaleb(-2, EXACT) if per_cent else value


def plan_year(workspace: Workspace, path: Path, metric: str, by: str, year: int | None) -> PlanYear:
    """The plans of a metric in a year as they stand in the book; None is that of the last covered month."""
    with opened(workspace, path) as (book, engine):
        months, month = engine.months(), engine.default_month()
        last = month.start.year if month is not None else date.today().year  # noqa: DTZ011 - the company's own day
        first = months[0].start.year if months else last
        chosen = year if year is not None else last
        rows = [row for row in standing_plans(book) if row.metric == metric and row.month[:4] == f"{chosen:04d}"]
        shown = {(member, row.month): row.amount for row in rows if (member := _member(row, by)) is not None}
        names = {name for name in book.members(by).values() if name} | {name for name, _ in shown if name}
        catalogue = engine.catalogue
        return PlanYear(
            catalogue.metrics[metric], by, chosen, book.currency, tuple(catalogue.metrics.values()),
            tuple(range(min(first, chosen), max(last + 1, chosen) + 1)), tuple(sorted(names, key=str.casefold)), shown,
            kin_of(catalogue, catalogue.metrics[metric]) is Kin.ADDS, len(rows) - len(shown),
            from_text(book.settings.get(PLANS, "")),
        )  # fmt: skip


def _member(row: PlanRow, by: str) -> str | None:
    """Whose row of the grid a plan stands in: '' the company's; None where it is of another level."""
    if not any(row.whose):
        return ""
    name = dict(zip(("manager", "team", "channel"), row.whose, strict=True))[by]
    return name if name and sum(map(bool, row.whose)) == 1 else None


def save_year(
    workspace: Workspace, path: Path, found: PlanYear, changes: Mapping[Place, Decimal | None], who: str = ""
) -> tuple[PlanVersion, ...]:
    """Store what was changed as one version; an amount of None drops that plan. A person stays in the team."""
    rows: list[PlanRow] = []
    gone: list[PlanRow] = []
    for (member, month), amount in changes.items():
        row = PlanRow(found.metric.id, month, amount or Decimal(0), **({found.by: member} if member else {}))
        (gone if amount is None else rows).append(row)
    return set_plans(workspace, path, _in_team(path, rows), who, gone=gone)


def _in_team(path: Path, rows: Iterable[PlanRow]) -> list[PlanRow]:
    from kpi_desktop.app.books import opened_book

    with opened_book(path) as book:
        old = {row.key: row for row in standing_plans(book)}
    return [replace(old[row.key], amount=row.amount) if row.key in old else row for row in rows]


def year_before(workspace: Workspace, path: Path, found: PlanYear, per_cent: Decimal) -> dict[Place, Decimal]:
    """So many per cent of last year's figures by the months of `found`; only months that are wholly covered.

    Money is rounded to kopecks, counts to whole ones, shares to hundredths of a per cent. Losses give no plan.
    """
    with opened(workspace, path) as (_, engine):
        months = [Period.month(f"{found.year - 1:04d}-{number:02d}") for number in range(1, 13)]
        known = set(engine.months())
        return _raised(engine, found, [month for month in months if month in known], per_cent)


def _raised(engine: Engine, found: PlanYear, months: list[Period], per_cent: Decimal) -> dict[Place, Decimal]:
    members, places = set(found.members), _places(found.metric)
    plans = {}
    for by in (None, found.by):
        for figure in engine.figures([found.metric.id], months, by):
            name = figure.member or ""
            if by is not None and name not in members:
                continue
            value = figure.value
            if not isinstance(value, Decimal) or value < 0 or not figure.covered.complete:
                continue
            raised = EXACT.divide(EXACT.multiply(value, per_cent), Decimal(100))
            plans[name, f"{found.year:04d}-{figure.period.month_text[5:]}"] = rounded(raised, places)
    return plans


def _places(metric: Metric) -> int:
    return {Display.SHARE: 4, Display.COUNT: 0}.get(metric.display, 2)
