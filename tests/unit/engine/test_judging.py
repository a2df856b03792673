"""A month beside its own past: what is usual, what is chance, what is too little to say anything."""

from __future__ import annotations

import random

import numpy as np
import pytest

from kpi_desktop.engine.judging.guard import guarded, holm, inside
from kpi_desktop.engine.judging.judge import Basis, Worse, judge
from kpi_desktop.engine.judging.observed import Observed


def shares(rates: list[float], cases: int = 400) -> list[Observed | None]:
    """Months in which exactly these parts of the cases got through."""
    return [Observed.share(round(cases * rate), cases) for rate in rates]


def test_a_level_share_is_usual_and_its_fall_is_not_chance() -> None:
    # 400 cases at 30 %: one standard error is sqrt(0.3 * 0.7 / 400) = 2.3 points. 29 % is less than half of one below
    # 30 %; 20 % is 4.4 of them below.
    history = shares([0.30, 0.31, 0.29, 0.30, 0.32, 0.28] * 4)
    near = judge(history, Observed.share(116, 400))
    far = judge(history, Observed.share(80, 400))
    assert near.basis is Basis.SEASON
    assert near.usual == pytest.approx(0.30, abs=0.006)
    assert near.p > 0.2
    assert far.p < 0.0005
    assert far.low is not None
    assert far.low > 0.20


def test_the_bad_side_of_a_figure_may_be_up() -> None:
    history = shares([0.30, 0.31, 0.29] * 8)
    assert judge(history, Observed.share(160, 400), Worse.UP).p < 0.001
    assert judge(history, Observed.share(160, 400), Worse.DOWN).p > 0.99


def test_a_season_that_repeats_is_usual_and_not_a_fall() -> None:
    # Every January has 500 leads, every other month 1,000: the third January is usual with 500, not with 1,000.
    year = [500] + [1000] * 11
    history: list[Observed | None] = [Observed.count(number) for number in year * 2]
    january = judge(history, Observed.count(500))
    assert january.usual == pytest.approx(500, rel=0.06)
    assert january.p > 0.2
    # A February of 500 has no such excuse.
    assert judge([*history, Observed.count(500)], Observed.count(500)).p < 0.001


def test_the_trend_of_the_figure_is_part_of_what_is_usual() -> None:
    # Growth by 3 % a month: after 24 months of it 1,000 * 1.03 ** 24 = 2,033 is usual.
    history: list[Observed | None] = [Observed.count(round(1000 * 1.03**month)) for month in range(24)]
    assert judge(history, Observed.count(2033)).usual == pytest.approx(2033, rel=0.03)


def test_months_that_always_differ_make_the_range_wide() -> None:
    # Beyond counting: leads of 2,000 whose months differ by a fifth. Counting alone would allow 2,000 +- 88.
    history: list[Observed | None] = [Observed.count(number) for number in (1600, 2400, 2050, 1700, 2300, 1950) * 4]
    found = judge(history, Observed.count(1750))
    assert found.p > 0.1
    assert found.low is not None
    assert found.low < 1600


@pytest.mark.parametrize(("months", "basis"), [(0, Basis.NONE), (5, Basis.NONE), (6, Basis.MEDIAN), (12, Basis.MEDIAN)])
def test_short_histories_raise_nothing(months: int, basis: Basis) -> None:
    found = judge(shares([0.4] * months), Observed.share(0, 400))
    assert found.basis is basis
    assert not found.enough
    assert found.p == 1.0


def test_thirteen_months_are_enough_and_a_month_unknown_is_no_zero() -> None:
    history = shares([0.4, 0.41, 0.39] * 5)
    history[-3] = None
    found = judge(history, Observed.share(100, 400))
    assert found.enough
    assert found.usual == pytest.approx(0.4, abs=0.01)
    assert not judge([None] * 10 + shares([0.4] * 5), Observed.share(0, 400)).enough


def test_a_few_cases_tell_nothing_however_bad() -> None:
    found = judge(shares([0.4] * 24), Observed.share(0, 4))
    assert not found.enough
    assert found.p == 1.0


def test_a_changed_mix_is_no_fault() -> None:
    # Half of the cases at 50 %, half at 10 %: 30 %. With nine tenths of the poor half the mix alone gives 14 %.
    history: list[Observed | None] = [Observed.share(120 + d, 400, 0.30) for d in (0, 3, -3, 5, -5, 0) * 4]
    assert judge(history, Observed.share(56, 400, 0.14)).p > 0.3
    assert judge(history, Observed.share(56, 400, 0.30)).p < 0.001


def test_healthy_months_are_called_bad_no_more_often_than_said() -> None:
    # 400 companies of 60 leads to 1,000 a month with own seasons: p is under 5 % in one of twenty of them at most.
    dice = np.random.default_rng(20260104)
    found = []
    for _ in range(400):
        leads = dice.uniform(60, 1000)
        season = dice.normal(0, 0.15, 12)
        counts = [int(dice.poisson(leads * np.exp(season[month % 12]))) for month in range(24)]
        found.append(judge([Observed.count(number) for number in counts[:-1]], Observed.count(counts[-1])).p)
    assert 0.01 <= sum(p < 0.05 for p in found) / len(found) <= 0.08


def test_holm_by_hand() -> None:
    # Three at 3 %: the limits are 1 %, 1.5 %, 3 %. 0.012 meets 1.5 % as the second, 0.04 fails as the third.
    assert holm({"a": 0.009, "b": 0.012, "c": 0.04}, 0.03) == {"a", "b"}
    # The first fails its 1 %: none passes, though 0.012 alone would meet the second limit.
    assert holm({"a": 0.011, "b": 0.012, "c": 0.04}, 0.03) == frozenset()
    assert holm({}, 0.03) == frozenset()


def test_channels_are_looked_at_only_behind_their_stage() -> None:
    assert inside({"site": 1e-9}, opened=False) == frozenset()
    assert inside({"site": 1e-9, "fair": 0.5}, opened=True) == {"site"}
    passed = guarded({"leads": 0.2, "visits": 0.001}, {"R5": 0.5, "R17": 0.0001})
    assert passed.stages == {"visits"}
    assert passed.rules == {"R17"}


def test_false_alarms_over_stages_and_rules_stay_within_the_allowance() -> None:
    # Even chances of five stages and thirty rules, 20,000 months: 3 % and 2 % together under 5 %.
    dice = random.Random(7)
    alarms = 0
    for _ in range(20000):
        stages = {f"s{index}": dice.random() for index in range(5)}
        rules = {f"r{index}": dice.random() for index in range(30)}
        passed = guarded(stages, rules)
        alarms += bool(passed.stages or passed.rules)
    assert 0.03 < alarms / 20000 < 0.053


def test_impossible_observations_are_refused() -> None:
    with pytest.raises(ValueError, match="part of the cases"):
        Observed.share(5, 4)
    with pytest.raises(ValueError, match="not negative"):
        Observed.count(-1)
    with pytest.raises(ValueError, match="positive"):
        Observed.amount(0, 5)


def test_the_same_small_share_every_month_is_its_own_usual_level() -> None:
    # 10 of 30 in every month: usually a third, so its usual level would give nothing more.
    found = judge([Observed.share(10, 30)] * 24, Observed.share(10, 30))
    assert found.usual == pytest.approx(1 / 3, abs=1e-9)
    assert judge([Observed.share(10, 30)] * 8, Observed.share(10, 30)).usual == pytest.approx(1 / 3, abs=1e-9)


def test_a_count_so_large_that_counting_says_nothing_is_judged_by_its_own_unrest() -> None:
    """A million visits a month, give or take 3 %: counting alone would allow 0.1 %, and a month 4 % lower is healthy.

    The largest unrest that the grid had was six times counting, 0.6 %: 4 % were seven of those.
    """
    unrest = np.random.default_rng(5).normal(0, 0.03, 24)
    history: list[Observed | None] = [Observed.count(round(1_000_000 * (1 + step))) for step in unrest]
    assert judge(history, Observed.count(960_000)).p > 0.02
    assert judge(history, Observed.count(700_000)).p < 0.001, "ten of its own steps lower is no chance"


def test_a_figure_over_twelve_months_is_judged_as_one_that_wanders() -> None:
    """Means of the last twelve of months that have nothing wrong: neighbours share eleven months and lie on a path.

    Taken for months of their own, more than one in eight ends so low as one in twenty may.
    """
    dice, low = np.random.default_rng(9), {False: 0, True: 0}
    for _ in range(150):
        months = dice.normal(100, 10, 36)
        seen = [Observed.level(float(months[end - 12 : end].mean())) for end in range(12, 37)]
        for wanders in low:
            low[wanders] += judge(seen[:-1], seen[-1], wanders=wanders).p <= 0.05
    assert low[False] > 0.12 * 150
    # Of 150 chance allows two standard errors (3.6 points) more than one in twenty.
    assert low[True] <= 0.086 * 150


def test_a_figure_that_wanders_may_still_fall_too_far_at_once() -> None:
    path = 100 + np.cumsum(np.random.default_rng(9).normal(0, 1, 24))
    history: list[Observed | None] = [Observed.level(float(place)) for place in path]
    near = judge(history, Observed.level(float(path[-1]) - 1), wanders=True)
    assert near.p > 0.1, "one step from the last month is nothing"
    assert near.usual == pytest.approx(float(path[-1]), abs=1.0)
    assert judge(history, Observed.level(float(path[-1]) - 12), wanders=True).p < 0.001
