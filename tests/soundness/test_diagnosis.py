"""The sample company's month diagnosed, beside SQL over the raw rows: who went on, what it brought, what is usual."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.end2end.shell import kpi

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    import duckdb

#: Of the leads of the month, those whose client came to a meeting on that day or later, by the month's end.
_MET = """
SELECT COUNT(*), COUNT(*) FILTER (EXISTS (SELECT 1 FROM visits v WHERE v.customer = l.customer
  AND v.day >= l.day AND v.day < (date_trunc('month', l.day) + INTERVAL 1 MONTH)))
FROM leads l WHERE l.day >= DATE '{month}-01' AND l.day < DATE '{month}-01' + INTERVAL 1 MONTH {more}
"""
_PAID = "SELECT SUM(total) FROM contracts WHERE paid IS NOT NULL GROUP BY date_trunc('month', paid) ORDER BY MIN(paid)"


@pytest.fixture(scope="module")
def october(sample_copy: Path) -> dict[str, Any]:
    answer = kpi("diagnose", "--book", sample_copy, "--month", "2026-10")
    assert answer.code == 0, answer.said
    found: dict[str, Any] = answer.json
    return found


def test_cases_are_followed_by_client(october: dict[str, Any], raw: duckdb.DuckDBPyConnection) -> None:
    leads, met = raw.execute(_MET.format(month="2026-10", more="")).fetchall()[0]
    stages = {stage["id"]: stage for stage in october["stages"]}
    assert (stages["visits"]["cases"], stages["visits"]["hits"]) == (leads, met)
    assert [stages[name]["reading"] for name in ("visits", "contracts", "payments")] == ["cohort"] * 3
    assert Decimal(october["result"]) == raw.execute(_PAID).fetchall()[-1][0]


def test_the_planted_fault_is_the_weak_link(october: dict[str, Any], raw: duckdb.DuckDBPyConnection) -> None:
    """Enquiries of the site come to a meeting a quarter as often in October 2026; the other channels as ever."""
    assert (october["weak_link"], october["certain"]) == ("visits", True)
    visits = next(stage for stage in october["stages"] if stage["id"] == "visits")
    assert (visits["channel"], visits["person"]) == ("Сайт", None)
    months = [f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 13)][:21]
    shares = [met / leads for leads, met in (
        raw.execute(_MET.format(month=month, more="")).fetchall()[0] for month in months)]  # fmt: skip
    assert min(shares) < float(visits["usual"]) < max(shares)
    site, rest = ("AND channel = 'Сайт'", "AND channel <> 'Сайт'")
    (was, met_then), (now, met_now) = (
        raw.execute(_MET.format(month=month, more=site)).fetchall()[0] for month in ("2026-09", "2026-10")
    )
    assert met_now / now < 0.5 * met_then / was
    (was, met_then), (now, met_now) = (
        raw.execute(_MET.format(month=month, more=rest)).fetchall()[0] for month in ("2026-09", "2026-10")
    )
    assert met_now / now > 0.8 * met_then / was
    # What the stage alone would give: the result grows as the share does.
    gain = Decimal(october["result"]) * (Decimal(visits["usual"]) / Decimal(visits["value"]) - 1)
    assert abs(Decimal(visits["gain"]) - gain) < 1


def test_the_usual_result_is_one_that_the_company_has_had(
    october: dict[str, Any], raw: duckdb.DuckDBPyConnection
) -> None:
    """Contracts of a month come from the visits of the one before: cohorts' shares in a chain of dates gave 10 million
    a month to a company that has never had 8."""
    change = next(change for change in october["changes"] if change["base"] == "usual")
    results = [row[0] for row in raw.execute(_PAID).fetchall()]
    assert min(results[-13:-1]) < Decimal(change["before"]) < max(results[-13:-1])
