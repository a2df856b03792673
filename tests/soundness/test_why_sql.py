"""`diagnose --metric` of the sample company beside SQL over its raw rows: who moved it, rate apart from mix."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.end2end.shell import kpi

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    import duckdb

_BY_MANAGER = """
SELECT manager, COALESCE(SUM(amount) FILTER (month(day) = 10), 0) - COALESCE(SUM(amount) FILTER (month(day) = 9), 0)
FROM sale WHERE year(day) = 2026 AND month(day) IN (9, 10) AND NOT tree GROUP BY 1
"""

#: By group and month profit, revenue, and the revenue of all; a rate moves at the mean share, a share at the mean rate.
_MARGIN = """
WITH sums AS (SELECT product_group AS g, month(day) AS m, SUM(amount - cost)::DOUBLE AS p, SUM(amount)::DOUBLE AS r
  FROM sale WHERE year(day) = 2026 AND month(day) IN (9, 10) AND NOT tree GROUP BY 1, 2),
sides AS (SELECT a.g, a.p / a.r AS old, b.p / b.r AS new, a.r / SUM(a.r) OVER () AS had, b.r / SUM(b.r) OVER () AS has
  FROM sums a JOIN sums b ON a.g = b.g AND a.m = 9 AND b.m = 10)
SELECT g, (new - old) * (had + has) / 2, SUM((has - had) * (old + new) / 2) OVER () FROM sides
"""


@pytest.fixture(scope="module")
def book(sample_copy: Path) -> Path:
    return sample_copy


def change(book: Path, metric: str, by: str, base: str) -> dict[str, Any]:
    answer = kpi("diagnose", "--book", book, "--month", "2026-10", "--metric", metric, "--by", by, "--against", base)
    assert answer.code == 0, answer.said
    (found,) = answer.json["changes"]
    assert sum(Decimal(part["amount"]) for part in found["parts"]) == pytest.approx(Decimal(found["total"]))
    return dict(found)


def test_revenue_by_person_is_that_of_the_rows(book: Path, raw: duckdb.DuckDBPyConnection) -> None:
    found = change(book, "revenue", "manager", "previous")
    told = {part["cause"].removeprefix("member:"): Decimal(part["amount"]) for part in found["parts"]}
    assert told == dict(raw.execute(_BY_MANAGER).fetchall())
    assert (found["by"], found["way"], found["ratio"], found["from"]) == ("manager", None, False, "2026-09-01")


def test_rate_and_mix_of_the_margin_are_those_of_the_rows(book: Path, raw: duckdb.DuckDBPyConnection) -> None:
    found = change(book, "margin", "product_group", "previous")
    told = {part["cause"].removeprefix("member:"): float(part["amount"]) for part in found["parts"]}
    rows = raw.execute(_MARGIN).fetchall()
    assert told.pop("mix") == pytest.approx(rows[0][2], abs=1e-12)
    assert told == pytest.approx({group: rate for group, rate, _ in rows}, abs=1e-12)
    assert found["ratio"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--metric", "revenue", "--by", "nonsense"), "nonsense"),
        (("--metric", "revenue", "--against", "tomorrow"), "tomorrow"),
        (("--metric", "nonsense"), "nonsense"),
        (("--by", "channel"), "--metric"),
    ],
)
def test_a_wrong_question_is_told(book: Path, options: tuple[str, ...], said: str) -> None:
    answer = kpi("diagnose", "--book", book, "--month", "2026-10", *options)
    assert answer.code != 0
    assert said in str(answer.json) + answer.said
