"""Calls by their direction, and by people and channels within it: counted by hand from the log beside them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.core.missing import Value

#: October: two came in (Anna's by the site, Boris's by the map), three went out (two of Anna's, one of Boris's).
LOG = """
day direction manager channel
2026-10-01 in Анна Сайт
2026-10-05 out Анна Сайт
2026-10-09 out Анна Карты
2026-10-20 in Борис Карты
2026-10-31 out Борис Сайт
"""
OCTOBER = Period.month("2026-10")
NAMES = ("act_calls", "act_calls_in", "act_calls_out")


@pytest.fixture
def company(tmp_path: Path) -> Company:
    made = Company(tmp_path)
    made.add(Export(LOG, "call", "АТС", "2026-10-01", "2026-10-31"))
    return made


def split(company: Company, metric: str, by: str) -> dict[str | None, Value]:
    return {one.member: one.value for one in company.engine.figures([metric], [OCTOBER], by)}


def test_both_directions_are_all_calls(company: Company) -> None:
    found = {one.metric: one.value for one in company.engine.figures(NAMES, [OCTOBER])}
    assert found == {"act_calls": Decimal(5), "act_calls_in": Decimal(2), "act_calls_out": Decimal(3)}


def test_a_direction_is_split_by_people_and_channels(company: Company) -> None:
    assert split(company, "act_calls_in", "manager") == {"Анна": Decimal(1), "Борис": Decimal(1)}
    assert split(company, "act_calls_out", "manager") == {"Анна": Decimal(2), "Борис": Decimal(1)}
    assert split(company, "act_calls_out", "channel") == {"Сайт": Decimal(2), "Карты": Decimal(1)}


def test_a_log_without_directions_gives_neither(tmp_path: Path) -> None:
    made = Company(tmp_path)
    made.add(Export("day manager\n2026-10-01 Анна", "call", "АТС", "2026-10-01", "2026-10-31"))
    total, into, out = made.engine.figures(NAMES, [OCTOBER])
    assert total.value == Decimal(1)
    for one in (into, out):
        assert isinstance(one.value, Missing)
        assert one.value.reason is Reason.NO_COLUMN
