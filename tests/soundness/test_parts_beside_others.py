"""The parts of a figure are the same whether it is asked for alone or beside others."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Period

if TYPE_CHECKING:
    import duckdb

    from kpi_desktop.engine.engine import Engine

OCTOBER = Period.month("2026-10")


def test_work_done_by_sprint_adds_up_beside_shares_of_the_month(
    sample_engine: Engine, raw: duckdb.DuckDBPyConnection
) -> None:
    """Work done counts all tasks done up to a day; the share of done ones looks at the month, with fewer sprints."""
    (wanted,) = raw.execute("SELECT COUNT(*) FROM tasks WHERE done < DATE '2026-11-01'").fetchall()
    alone = sample_engine.figures(["work_done"], [OCTOBER], "sprint")
    beside = sample_engine.figures(["tasks_done_share", "work_done"], [OCTOBER], "sprint")
    parts = {one.member: one.value for one in beside if one.metric == "work_done"}
    assert parts == {one.member: one.value for one in alone}
    assert sum((value for value in parts.values() if isinstance(value, Decimal)), Decimal(0)) == wanted[0]
    done = raw.execute("SELECT sprint, COUNT(*) FROM tasks WHERE done < DATE '2026-11-01' GROUP BY sprint").fetchall()
    assert {name: value for name, value in parts.items() if value} == dict(done)
    shares = [one.member for one in beside if one.metric == "tasks_done_share"]
    assert len(shares) < len(parts), "the month itself knows fewer sprints"
