"""Documents of two programs set against one another: what is one document, what differs, what stands alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpi_desktop.engine.matching import Entry, MatchState, matched
from kpi_desktop.facts.batch import SourceRef


def entry(number: str, day: int, customer: str, amount: str, row: int = 1) -> Entry:
    return Entry(number, date(2026, 10, day), customer, Decimal(amount), SourceRef(1, "a.xlsx", "Лист1", row))


@pytest.mark.parametrize(
    ("here", "there", "states"),
    [
        ([entry("7", 1, "", "5")], [entry("7", 2, "", "5")], ["matched"]),
        ([entry("7", 1, "", "5")], [entry("7", 1, "", "6")], ["different"]),
        ([entry("УТ-000123", 1, "", "5")], [entry("123", 1, "", "5")], ["matched"]),
        ([entry("УТ-000123", 1, "", "5")], [entry("123", 1, "", "6")], ["only_here", "only_there"]),
        ([entry("", 1, "ООО «Сова»", "5")], [entry("", 1, "ооо сова", "5")], ["matched"]),
        ([entry("", 1, "Сова", "5")], [entry("", 1, "Филин", "5")], ["matched"]),  # the only ones of the day
        (
            [entry("", 1, "Сова", "5"), entry("", 1, "Ёж", "5")],
            [entry("", 1, "Филин", "5")],
            ["only_here", "only_here", "only_there"],
        ),
        ([entry("", 1, "", "5")] * 2, [entry("", 1, "", "5")], ["matched", "only_here"]),  # never two for one
    ],
)
def test_states(here: list[Entry], there: list[Entry], states: list[str]) -> None:
    assert sorted(match.state.value for match in matched(here, there)) == states


def test_money_comes_on_other_days() -> None:
    found = matched([entry("1", 9, "Сова", "5")], [entry("55", 2, "Сова", "5")], days_differ=True)
    assert [match.state for match in found] == [MatchState.MATCHED]
