"""Lists of real shops beside SQL over their raw files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pytest

from kpi_desktop.core.period import Period
from kpi_desktop.engine.lists import LISTS
from kpi_desktop.expr.leaf import Leaf
from tests.shared import shared
from tests.soundness.test_sql_real import cdnow, purchases

if TYPE_CHECKING:
    from kpi_desktop.engine.engine import Engine

__all__ = ["cdnow", "purchases"]

pytestmark = pytest.mark.slow

LAST = Period.month("1998-06")


def test_cohort_of_january_1997(cdnow: Engine) -> None:
    found = LISTS["cohorts"](cdnow, LAST)
    raw = duckdb.connect()
    path = shared("data/transactions/cdnow_master.txt")
    rows = [line.split() for line in path.read_text("ascii").splitlines()[1:]]
    days = [date(int(day[:4]), int(day[4:6]), int(day[6:])) for _, day, *_ in rows]
    amounts = pa.array([Decimal(row[3]) for row in rows], pa.decimal128(12, 2))
    raw.register("rows", pa.table({"who": [row[0] for row in rows], "day": days, "amount": amounts}))
    raw.execute("CREATE TABLE buy AS SELECT * FROM rows")
    expected = dict(
        raw.execute(
            "WITH first AS (SELECT who, MIN(day) AS day FROM buy GROUP BY who)\n"
            "SELECT (year(b.day) - 1997) * 12 + month(b.day) - 1, (COUNT(DISTINCT b.who), SUM(b.amount)) FROM buy b\n"
            "JOIN first f USING (who) WHERE f.day < DATE '1997-02-01' GROUP BY 1"
        ).fetchall()
    )
    table = found.table
    line = table.lines[table.values("cohort").index(date(1997, 1, 1))]
    size = expected[0][0]
    assert line.cells[table.place("customers")] == size
    for since in range(1, 18):
        share, amount = (line.cells[table.place(f"{name}_{since}")] for name in ("again", "revenue"))
        assert isinstance(share, Decimal)
        assert (round(share * size), amount) == expected[since]
        assert abs(share - Decimal(expected[since][0]) / size) < Decimal("1e-20")


def test_cohorts_hold_all_the_revenue(cdnow: Engine) -> None:
    found = LISTS["cohorts"](cdnow, LAST)
    whole = next(one.value for one in found.totals if one.id == "revenue")
    # The whole file, and every customer of it is named
    assert whole == Decimal("2500315.63")
    leaf = Leaf("revenue_identified")
    months = [Period.month(f"1997-{month:02}") for month in range(1, 13)]
    months += [Period.month(f"1998-{month:02}") for month in range(1, 7)]
    by_month = cdnow.leaf_values([leaf], months)
    assert sum(by_month[leaf, month.month_text, None] for month in months) == whole  # type: ignore[misc]


def test_rfm_of_cdnow(cdnow: Engine) -> None:
    found = LISTS["rfm"](cdnow, LAST)
    assert {one.id: one.value for one in found.totals} == {"customers": 23570, "total": Decimal("2500315.63")}
    table = found.table
    bought = table.values("frequency")
    once = [line for line, count in zip(table.lines, bought, strict=True) if count == 1]
    # Half of the customers bought on one day only: all of them score 1
    assert {line.cells[table.place("f")] for line in once} == {Decimal(1)}
    raw = [line.split() for line in shared("data/transactions/cdnow_master.txt").read_text("ascii").splitlines()[1:]]
    days: dict[str, set[str]] = {}
    for who, day, *_ in raw:
        days.setdefault(who, set()).add(day)
    assert len(once) == sum(len(own) == 1 for own in days.values())
