"""A deal is won on the day it was closed, a task is done on the day it was finished."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Period
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

NOVEMBER = Period.month("2023-11")

DEALS = """
day deal amount status closed_day
2023-10-05 D1 100 won 2023-11-02
2023-10-20 D2 300 lost 2023-11-09
2023-10-21 D3 300 lost 2023-11-30
2023-11-03 D4 500 won 2023-11-28
2023-11-04 D7 - won 2023-11-29
2023-11-10 D5 700 won 2023-12-01
2023-11-12 D6 900 open -
"""

TASKS = """
day task done_day sprint
2023-10-05 T1 2023-11-02 A
2023-11-05 T2 2023-11-09 B
2023-11-06 T3 2023-12-04 B
2023-11-07 T4 - B
"""


def test_deals_belong_to_the_month_in_which_they_were_closed(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export(DEALS, fact="deal", first="2023-10-01", last="2023-12-31"))
    figures = company.engine.figures(["win_rate", "avg_deal_size", "new_opportunities"], [NOVEMBER])
    assert [figure.value for figure in figures] == [Decimal(3) / 5, Decimal(300), Decimal(4)]
    assert {flag.code for flag in figures[0].flags} == {"begun_before"}
    assert not figures[2].flags


def test_tasks_belong_to_the_month_in_which_they_were_finished(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export(TASKS, fact="task", first="2023-10-01", last="2023-12-31"))
    figures = company.engine.figures(["task_burn_rate", "work_done", "work_remaining"], [NOVEMBER])
    assert [figure.value for figure in figures] == [Decimal(1), Decimal(2), Decimal(2)]


def test_days_that_lack_at_the_end_are_told_once(tmp_path: Path) -> None:
    """The list reaches to 20 November: what is done to date says so, and says it once."""
    company = Company(tmp_path)
    company.add(Export(TASKS, fact="task", first="2023-10-01", last="2023-11-20"))
    done = company.engine.figures(["work_done"], [NOVEMBER])[0]
    assert [flag.code for flag in done.flags].count("partial") == 1
