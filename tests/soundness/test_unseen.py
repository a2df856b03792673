"""Exports that the program has not met: what is read is what the file says, to the kopeck and to the row.

The quick tests compare control totals; the slow ones go through the shell and compare the figures of a month too.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.importers.files import read
from tests.soundness.unseen import (
    banks,
    both_sides,
    by_weeks,
    calls,
    crm_bank,
    crm_lists,
    deals,
    mixtures,
    one_c,
    orders,
    payments,
    people,
    plan_fact,
    receipts,
    services,
    shapes,
    shop_lines,
    sites,
    summaries,
    tills,
    undated,
    vat,
)
from tests.soundness.unseen.made import faults, xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from tests.soundness.unseen.made import Case, Rows

MODULES = (
    banks, both_sides, by_weeks, calls, crm_bank, crm_lists, deals, mixtures, one_c, orders, payments, people,
    plan_fact, receipts, services, shapes, shop_lines, sites, summaries, tills, undated, vat,
)  # fmt: skip
CASES = [case for module in MODULES for case in module.CASES]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_read_is_what_the_file_says(case: Case, tmp_path: Path) -> None:
    reports = [read(path, tmp_path) for path in case.make(tmp_path)]
    assert {report.outcome.value for report in reports} <= set(case.outcomes)
    assert all(report.recognised.startswith(case.word) for report in reports)
    assert sum(report.rows for report in reports) == case.rows
    if case.total:
        for totals in ([r.file_total for r in reports], [r.imported_total for r in reports]):
            assert sum((total for total in totals if total is not None), Decimal(0)) == Decimal(case.total)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_figures_are_the_truth(case: Case, tmp_path: Path) -> None:
    assert faults(case, tmp_path) == []


def test_lines_of_equal_sums_stay_what_they_are(tmp_path: Path) -> None:
    """Two lines of 100 with a cost of 50 each: the cost of the receipt is 100 too, and is no sum of lines."""
    rows: Rows = [["Дата", "Чек", "Товар", "Сумма", "Закупка всего"]]
    rows += [[f"{day:02}.11.2025", str(day), name, 100, 50] for day in (3, 15) for name in ("Чай", "Кофе")]
    rows.append(["20.11.2025", "20", "Чай", 70, 30])
    report = read(xlsx(tmp_path / "a.xlsx", ("Продажи", rows)), tmp_path)
    assert report.imported_total == Decimal(470)
