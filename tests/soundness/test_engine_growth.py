"""Wrong growth: one of two shops stops reporting, and the other must not seem to have lost its sales."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.missing import Missing
from kpi_desktop.core.period import Period
from kpi_desktop.engine.figure import Base
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

OLD = "day document amount\n2023-01-05 1 100.00\n2023-02-06 2 100.00\n2023-03-10 3 100.00"
NEW = "day document amount shop\n2023-01-10 1 10.00 А\n2023-02-10 2 20.00 А\n2023-03-10 3 30.00 А\n2023-04-10 4 45.00 А"


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """The old shop reports until March, the new one until April and again a year later."""
    made = Company(tmp_path)
    made.add(Export(OLD, source="old", first="2023-01-01", last="2023-03-31"))
    made.add(Export(NEW.replace("shop", "department"), source="new", first="2023-01-01", last="2023-04-30"))
    year = "day document amount department\n2024-03-10 1 60.00 А\n2024-04-10 2 90.00 А"
    made.add(Export(year, source="new", first="2024-03-01", last="2024-04-30"))
    return made


def test_growth_is_of_the_streams_that_both_months_have(company: Company) -> None:
    figure = company.engine.figures(["mom_growth"], [Period.month("2023-04")])[0]
    assert figure.value == Decimal("0.5")  # 45 on 30, not on 130
    assert dict(figure.inputs) == {"value": Decimal("45.00"), "value_prev": Decimal("30.00")}
    assert "partial" in {flag.code for flag in figure.flags}


def test_growth_of_the_year_leaves_out_a_stream_that_had_ended_then(company: Company) -> None:
    # in April 2023 the old shop had just stopped: April 2024 is compared with the new shop alone
    figure = company.engine.figures(["yoy_growth"], [Period.month("2024-04")])[0]
    assert figure.value == 1


@pytest.mark.parametrize("metric", ["mom_growth", "yoy_growth"])
def test_growth_is_the_change_that_stands_beside_revenue(company: Company, metric: str) -> None:
    engine = company.engine
    base = Base.PREVIOUS if metric == "mom_growth" else Base.LAST_YEAR
    for month in engine.months():
        growth = engine.figures([metric], [month])[0].value
        change = engine.figures(["revenue"], [month])[0].comparisons[base].change
        assert isinstance(growth, Missing) == isinstance(change, Missing), month
        assert isinstance(growth, Missing) or growth == change, month
