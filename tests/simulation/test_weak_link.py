"""The weak link in companies whose fault is known: a smaller run of `tests/bench/weak_link.py`."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi_desktop.engine.funnel.weak import weak_link
from tests.bench.weak_link import found, healthy, named_wrongly, worst_sum
from tests.simulation.funnel_company import make
from tests.simulation.reading import counted, profit


@pytest.mark.slow
def test_the_right_stage_is_first() -> None:
    # 95 % is asked of 1,000 companies; of 200 chance allows three standard errors (1.5 points each) less.
    hits, alarms, _, _ = found(200, 3, 5, 40_000)
    assert hits >= 0.91
    assert alarms >= 0.6


@pytest.mark.slow
def test_healthy_companies_raise_few_alarms() -> None:
    # At most 5 %; of 300 chance allows two standard errors (1.3 points each) more.
    assert healthy(300, 60_000)[0] <= 0.076


@pytest.mark.slow
def test_nobody_is_named_for_a_fault_of_all() -> None:
    # At most 5 % of the stages found; of some 140 chance allows two standard errors (1.8 points each) more.
    of, wrong = named_wrongly(150, 70_000)
    assert of > 120
    assert wrong <= 0.086 * of


def test_a_short_history_raises_none_and_says_so() -> None:
    for months in (4, 9, 12):
        for seed in range(5):
            made = make(80_000 + seed, "visits", 5.0, months)
            link = weak_link(counted(made), profit(made))
            assert not link.enough
            assert not link.certain
            assert link.first is None


def test_parts_add_up_to_the_change() -> None:
    assert worst_sum(10, 90_000) < Decimal("0.0000001")
