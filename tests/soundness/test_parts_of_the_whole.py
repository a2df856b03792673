"""Parts make the whole in every month: revenue by kind of customer is 100 %, new and returning buyers are all buyers.

On the sample company, a real shop of a year, and a real shop of customers. Who is unique is never added up.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import opened
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from tests.soundness.test_sql_real import imported_once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.figure import Figure

SHARES = ("revenue_share_new", "revenue_share_existing", "revenue_share_unidentified")
BUYERS = ("buyers", "new_buyers", "returning_buyers")

#: Each of the three parts is rounded to kopecks once.
ROUNDED = Decimal("0.015")


@pytest.fixture(scope="module")
def retail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    yield from _opened(tmp_path_factory, "data/transactions/uci_online_retail_derived.xlsx")


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    yield from _opened(tmp_path_factory, "data/transactions/cdnow_master.txt")


def _opened(factory: pytest.TempPathFactory, file: str) -> Iterator[Engine]:
    with opened(load_workspace(), imported_once(factory, file)) as (_, engine):
        yield engine


def check_shares(engine: Engine) -> int:
    """Months in which the three shares are known; each is checked to be the whole, revenue apart from roundings."""
    months = engine.months()
    found = {(f.metric, f.period): f.value for f in engine.figures((*SHARES, "revenue"), months)}
    known = 0
    for month in months:
        parts, revenue = [found[share, month] for share in SHARES], found["revenue", month]
        if any(isinstance(part, Missing) for part in parts):
            reasons = {part.reason for part in parts if isinstance(part, Missing)}
            assert reasons <= {Reason.HISTORY_SHORT, Reason.NO_COLUMN}, (month, reasons)
            continue
        assert isinstance(revenue, Decimal)
        whole = sum((part for part in parts if isinstance(part, Decimal)), Decimal(0))
        assert abs(whole - 1) * abs(revenue) <= ROUNDED, (month, parts)
        known += 1
    return known


def check_buyers(engine: Engine, dimension: str | None) -> int:
    """Figures of which new and returning are all buyers; who has no history has none of the two."""
    months = engine.months()
    found: dict[tuple[str | None, Period], dict[str, Figure]] = {}
    for figure in engine.figures(BUYERS, months, dimension):
        found.setdefault((figure.member, figure.period), {})[figure.metric] = figure
    known = 0
    for place, figures in found.items():
        buyers, new, returning = (figures[name].value for name in BUYERS)
        if isinstance(new, Missing) or isinstance(returning, Missing) or isinstance(buyers, Missing):
            assert isinstance(new, Missing)
            assert isinstance(returning, Missing)
            continue
        assert new + returning == buyers, (place, new, returning, buyers)
        known += bool(buyers)
    return known


def test_sample_shares(sample_engine: Engine) -> None:
    """Its first year is a report of goods without customers; then three months of history are lacking."""
    assert check_shares(sample_engine) == len(sample_engine.months()) - 12 - 3


@pytest.mark.parametrize("dimension", [None, "manager", "channel", "product_group"])
def test_sample_buyers(sample_engine: Engine, dimension: str | None) -> None:
    assert check_buyers(sample_engine, dimension) >= 20


@pytest.mark.slow
def test_online_retail_shares(retail: Engine) -> None:
    assert check_shares(retail) == 10  # thirteen months, of which the first three have no history


@pytest.mark.slow
@pytest.mark.parametrize("dimension", [None, "region"])
def test_online_retail_buyers(retail: Engine, dimension: str | None) -> None:
    assert check_buyers(retail, dimension) >= 10


@pytest.mark.slow
def test_cdnow_shares_and_buyers(cdnow: Engine) -> None:
    """January 1997 to June 1998: eighteen months, three of them the cohort of everybody's first purchase."""
    assert check_shares(cdnow) == 15
    assert check_buyers(cdnow, None) == 15


@pytest.mark.slow
def test_unique_buyers_are_counted_anew_for_a_quarter_never_added(cdnow: Engine) -> None:
    """The shop's 23,570 customers all bought first in the first quarter of 1997: that is its number of buyers."""
    quarter = Period.named("1997-Q1")
    (whole,) = cdnow.figures(["buyers"], [quarter])
    months = [figure.value for figure in cdnow.figures(["buyers"], quarter.months())]
    assert whole.value == 23_570
    assert sum(value for value in months if isinstance(value, Decimal)) > 23_570


def test_unique_buyers_of_people_are_more_than_the_company_has(sample_engine: Engine) -> None:
    month = Period.month("2026-09")
    (whole,) = sample_engine.figures(["buyers"], [month])
    members = [f.value for f in sample_engine.figures(["buyers"], [month], "product_group")]
    assert isinstance(whole.value, Decimal)
    assert sum(value for value in members if isinstance(value, Decimal)) > whole.value
