"""What stands at a month's end is compared with what stood at the end of the other month.

The last contract of a month is seldom signed on its last day: that says nothing of the contracts in force.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.missing import Missing
from kpi_desktop.core.period import Period
from kpi_desktop.engine.figure import Base

if TYPE_CHECKING:
    from kpi_desktop.engine.engine import Engine

OCTOBER, SEPTEMBER = Period.month("2026-10"), Period.month("2026-09")


@pytest.mark.parametrize("metric", ["arr", "mrr", "arpa", "acv", "customer_years", "contract_churn", "receivables"])
def test_the_month_before_is_the_one_that_was_printed(sample_engine: Engine, metric: str) -> None:
    """The sample's last contract is of 26 October 2026, and the month's sales are whole."""
    now, before = sample_engine.figures([metric], [OCTOBER, SEPTEMBER])
    found = now.comparisons[Base.PREVIOUS]
    assert isinstance(now.value, Decimal)
    assert isinstance(before.value, Decimal)
    assert found.period == SEPTEMBER
    assert found.value == before.value
    assert isinstance(found.change, Decimal)
    difference = now.value - before.value
    assert (found.change > 0) is (difference > 0)
    shown = difference if now.metric == "contract_churn" else difference / before.value
    assert abs(found.change - shown) < Decimal("1e-20")


def test_new_contracts_are_still_compared_on_the_same_days(sample_engine: Engine) -> None:
    """Signing is an event: of October 26 days are known, and September is read on as many."""
    (found,) = sample_engine.figures(["contracts_count"], [OCTOBER])
    assert found.comparisons[Base.PREVIOUS].period.days == 26
    assert not isinstance(found.comparisons[Base.PREVIOUS].change, Missing)


def test_a_state_names_the_day_of_its_list(sample_engine: Engine) -> None:
    """The last contract was signed on 26 October, sales reach the 31st: debts and contracts in force stand there."""
    edge, signed = sample_engine.figures(["receivables", "contracts_count"], [OCTOBER])
    assert edge.as_of == date(2026, 10, 31) == sample_engine.known_day("contract", OCTOBER)
    assert signed.as_of == date(2026, 10, 26)
