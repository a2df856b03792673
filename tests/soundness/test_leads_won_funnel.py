"""Leads followed to their won deal by the lead's number: a list of wins is a funnel, ripening like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.period import Period
from kpi_desktop.engine.funnel.diagnosis import diagnose
from kpi_desktop.engine.funnel.reading import FunnelReader
from tests.shared import shared
from tests.unit.engine.company import CATALOGUE, Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.funnel.diagnosis import Diagnosis

FUNNEL = CATALOGUE.funnels["wins"]
MONTHS = tuple(Period.month(f"2018-{number:02}") for number in range(1, 6))
_DEALS, _LEADS = (f"data/transactions/olist_{name}.csv" for name in ("closed_deals", "marketing_qualified_leads"))


def told(found: Diagnosis) -> list[tuple[int, int | None, int | None]]:
    """Of each stage: cases by the day of event, cases followed, those that went on."""
    counts = ((line.number, line.cases, line.hits) for line in found.lines)
    return [(int(number), _whole(cases), _whole(hits)) for number, cases, hits in counts]


def _whole(number: object) -> int | None:
    return None if number is None else int(str(number))


def test_a_lead_won_in_a_later_month_counts_for_its_own(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export("day lead\n2024-01-05 а\n2024-01-20 б\n2024-01-25 в\n2024-02-05 г", "lead", "CRM",
                       "2024-01-01", "2024-02-29"))  # fmt: skip
    # «а» won in its month, «б» in the next; a win before the lead («в») is no way from it; «д» is no known lead.
    company.add(Export("day lead\n2024-01-09 а\n2024-02-09 б\n2024-01-02 в\n2024-02-10 д", "won_deal", "CRM",
                       "2024-01-01", "2024-02-29"))  # fmt: skip
    found = diagnose(company.engine, FunnelReader(company.book, CATALOGUE), FUNNEL, Period.month("2024-01"))
    assert told(found)[1] == (2, 3, 2)


def _row(base: duckdb.DuckDBPyConnection, month: Period) -> tuple[int, int, int]:
    """By hand: wins of the month by their own day; leads of the month, and those of them won on that day or later."""
    inside = f"BETWEEN DATE '{month.start}' AND DATE '{month.last_day}'"
    row = base.execute(
        f"SELECT (SELECT COUNT(DISTINCT mql_id) FROM deals WHERE CAST(won_date AS DATE) {inside}), COUNT(*), "
        "COUNT(*) FILTER (CAST(d.won_date AS DATE) >= CAST(l.first_contact_date AS DATE)) "
        f"FROM leads l LEFT JOIN deals d USING (mql_id) WHERE CAST(l.first_contact_date AS DATE) {inside}"
    ).fetchone()
    assert row is not None
    return row[0], row[1], row[2]


def test_olist_leads_and_their_wins_by_sql(tmp_path: Path) -> None:
    base = duckdb.connect(":memory:")
    for name, file in (("deals", _DEALS), ("leads", _LEADS)):
        base.execute(f"CREATE TABLE {name} AS SELECT * FROM read_csv('{shared(file)}')")
    workspace, book = load_workspace(), tmp_path / "book.kpi"
    new_book(book, "Проба", "USD", "ru")
    import_files(workspace, book, [shared(_DEALS), shared(_LEADS)], {})
    with opened(workspace, book) as (kept, engine):
        found = {month: told(diagnose(engine, FunnelReader(kept, CATALOGUE), FUNNEL, month)) for month in MONTHS}
    for month in MONTHS:
        won, leads, through = _row(base, month)
        assert found[month] == [(leads, None, None), (won, leads, through)], month
