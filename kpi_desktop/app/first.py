"""What an owner reads first of a month: what happened and why, what to do, what to add."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.app.closing import opened_month
from kpi_desktop.app.figures import period_of
from kpi_desktop.core.missing import Missing

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.findings import MonthFindings
    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.funnel.diagnosis import Diagnosis
    from kpi_desktop.engine.happened.happened import Happened
    from kpi_desktop.present.bundle import Unlock


@dataclass(frozen=True, slots=True)
class MonthFirst:
    """All that the first page of a month is made of, with the currency of its sums."""

    month: Period
    currency: str
    catalogue: Catalogue
    happened: Happened
    diagnosis: Diagnosis | None
    findings: MonthFindings
    unlock: Unlock | None


def month_first(workspace: Workspace, path: Path, month: str | None) -> MonthFirst:
    """The first page's parts of a period, the last month that is fully covered where none is named."""
    from kpi_desktop.app.diagnosing import diagnosed
    from kpi_desktop.app.findings import findings_of, rule_set
    from kpi_desktop.app.unlocking import unlocking
    from kpi_desktop.engine.happened.happened import happened

    with opened_month(workspace, path, month) as (then, book, engine):
        period = period_of(month, engine)
        figures = engine.figures(list(then.catalogue.metrics), [period])
        missing = {one.metric: one.value for one in figures if isinstance(one.value, Missing)}
        return MonthFirst(
            period,
            book.currency,
            engine.catalogue,
            happened(engine, period),
            diagnosed(book, engine, period),
            findings_of(book, engine, period, rule_set(engine.catalogue, book.settings)),
            unlocking(then, book, engine, period, missing).first(),
        )
