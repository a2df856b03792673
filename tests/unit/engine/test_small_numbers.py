"""Small numbers are told honestly: intervals hold what they promise, people are ranked only where they differ."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.period import Period
from kpi_desktop.engine.figure import Base, Covered, Figure
from kpi_desktop.engine.provisos import wilson
from kpi_desktop.engine.ranking import ranked
from kpi_desktop.engine.standards import Standards

MONTH = Period.month("2026-09")
CATALOGUE = load_workspace().catalogue


def figure(
    metric: str, value: str, member: str | None = None, cases: int | None = None, month: Period = MONTH
) -> Figure:
    return Figure(
        metric=metric, period=month, value=Decimal(value), inputs=(),
        covered=Covered(month.start, month.last_day, complete=True), as_of=date(2026, 9, 30),
        dimension="manager" if member else None, member=member, cases=None if cases is None else Decimal(cases),
    )  # fmt: skip


def test_the_interval_holds_the_true_share_at_least_93_times_in_100() -> None:
    dice = random.Random(20261126)
    held = asked = 0
    for size in (10, 20, 30, 50, 100):
        for true in (0.05, 0.1, 0.3, 0.5, 0.8):
            for _ in range(200):
                hits = sum(dice.random() < true for _ in range(size))
                found = wilson(Decimal(hits), Decimal(size))
                assert found is not None
                held += found[0] <= Decimal(str(true)) <= found[1]
                asked += 1
    assert held / asked >= 0.93
    assert held / asked < 0.985


def test_only_people_who_differ_have_a_place() -> None:
    people = [
        figure("win_rate", "0.60", "Анна", 100), figure("win_rate", "0.30", "Борис", 100),
        figure("win_rate", "0.32", "Вера", 100), figure("win_rate", "0.50", "Глеб", 10),
    ]  # fmt: skip
    found = {one.member: one for one in ranked(CATALOGUE, people)}
    assert found["Анна"].rank == 1
    assert found["Вера"].rank is None
    assert [flag.code for flag in found["Вера"].flags] == ["not_significant"]
    assert [flag.code for flag in found["Глеб"].flags] == ["few_cases", "not_significant"]


def test_a_figure_stands_beside_plan_team_own_past_and_benchmark() -> None:
    anna, boris = figure("revenue", "120", "Анна"), figure("revenue", "60", "Борис")
    beside = [figure("revenue", "180"), anna, boris, figure("sales_plan", "150", "Анна")]
    past = [
        figure("revenue", value, "Анна", month=MONTH.shifted(-back))
        for back, value in enumerate(("90", "130", "100"), 1)
    ]
    found = Standards.of(CATALOGUE, beside, past).beside_figure(anna).comparisons
    values = {base: (one.value, one.change) for base, one in found.items()}
    assert set(values) == {Base.PLAN, Base.TEAM_MEAN, Base.OWN_BEST, Base.OWN_MEDIAN}
    assert values[Base.PLAN] == (Decimal(150), Decimal("-0.2"))
    assert values[Base.TEAM_MEAN][0] == 90
    assert values[Base.OWN_BEST][0] == 130
    assert values[Base.OWN_MEDIAN] == (Decimal(100), Decimal("0.2"))


def test_a_share_differs_from_its_benchmark_in_points() -> None:
    found = Standards.of(CATALOGUE, [], []).beside_figure(figure("crr", "0.54")).comparisons
    assert found[Base.BENCHMARK].value == Decimal("0.6")
    assert found[Base.BENCHMARK].change == Decimal("-0.06")
    assert found[Base.BENCHMARK].kind.value == "points"


def test_a_ratio_of_a_person_is_held_against_all_people_together() -> None:
    anna = figure("win_rate", "0.5", "Анна", 40)
    beside = [anna, figure("win_rate", "0.1", "Борис", 400), figure("win_rate", "0.1364")]
    found = Standards.of(CATALOGUE, beside, []).beside_figure(anna).comparisons
    assert found[Base.TEAM_MEAN].value == Decimal("0.1364")
