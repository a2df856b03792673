"""How a metric is set beside its past: over which months it is read, and on which scale an amount is judged."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop import resources
from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.core.missing import Missing
from kpi_desktop.engine.findings.sight import overlaps
from kpi_desktop.engine.judging.judge import judge
from kpi_desktop.engine.judging.observed import Observed
from tests.unit.engine.findings.months import sight

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Catalogue


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The program's definitions."""
    return load_catalogue(resources.folder("formulas"))


@pytest.mark.parametrize(
    ("metric", "expected"), [("tcv", True), ("purchase_frequency", True), ("aov", False), ("yoy_growth", False)]
)
def test_a_metric_over_twelve_months_shares_them_with_its_neighbours(
    catalogue: Catalogue, metric: str, expected: bool
) -> None:
    assert overlaps(catalogue, metric) is expected


def test_an_amount_is_unusual_only_where_ratio_and_difference_both_say_so(catalogue: Catalogue) -> None:
    """Sums of a few sales, 1 to 16 a click: 0.4 is far below by ratio, within a usual step by difference."""
    values = [Decimal(number) for number in (2, 9, 4, 16, 3, 7, 1, 12, 5, 2, 8, 4) * 2]
    now = Decimal("0.2")
    found = sight(catalogue, {"rpc": [*values, now]}).judged("rpc")
    assert not isinstance(found, Missing)
    by_ratio = judge([Observed.amount(float(one), 0.0) for one in values], Observed.amount(float(now), 0.0))
    by_difference = judge([Observed.level(float(one)) for one in values], Observed.level(float(now)))
    assert by_ratio.p < by_difference.p < 0.5
    assert found.p == by_difference.p
    assert found.usual == by_ratio.usual, "the usual level stays that of ratios"
