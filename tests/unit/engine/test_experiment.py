"""Two advertisements, a pilot, an investment: by published figures, hand arithmetic and simulation."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.engine.experiment import (
    Group,
    Keep,
    Verdict,
    compare_means,
    compare_shares,
    fisher,
    newcombe,
    pooled,
    sample,
)
from kpi_desktop.engine.investment import returned

D = Decimal


def test_the_interval_of_newcombe() -> None:
    # R. G. Newcombe, 1998, table II: 56 of 70 less 48 of 80, method 10: 0.0524 to 0.3339.
    low, high = newcombe(Group(48, 80), Group(56, 70))
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)
    # 9 of 10 less 3 of 10: 0.1705 to 0.8090.
    low, high = newcombe(Group(3, 10), Group(9, 10))
    assert (round(low, 4), round(high, 4)) == (0.1705, 0.8090)


def test_the_exact_test_of_the_tea_taster() -> None:
    # Three of four cups told right: 1/70 + 16/70 on each side, 34/70 in all.
    assert fisher(Group(3, 4), Group(1, 4)) == pytest.approx(34 / 70)
    assert fisher(Group(0, 5), Group(5, 5)) == pytest.approx(2 / 252)
    assert fisher(Group(2, 10), Group(2, 10)) == pytest.approx(1)


def test_the_pooled_test() -> None:
    # 25 of 1000 and 50 of 700 (the sources' magazines, as their percents would need): z = 4.53.
    assert pooled(Group(25, 1000), Group(50, 700)) == pytest.approx(5.0e-6, rel=0.3)


def test_the_needed_sample() -> None:
    # The usual textbook case: 10 % against 12 %, 5 % and 80 %: 3 841 in each group.
    assert sample(0.10, 0.02) == 3841
    assert sample(0.99, 0.02) == sample(0.99, -0.02)


def test_the_magazines_of_the_sources() -> None:
    found = compare_shares(Group(25, 10000), Group(50, 7000), 0.002)
    assert round(found.difference, 6) == round(50 / 7000 - 25 / 10000, 6)
    assert found.verdict is Verdict.SECOND
    assert found.low > 0


def test_little_is_too_early_and_enough_without_a_difference_is_alike() -> None:
    assert compare_shares(Group(3, 30), Group(5, 30), 0.05).verdict is Verdict.TOO_EARLY
    assert compare_shares(Group(400, 4000), Group(402, 4000), 0.02).verdict is Verdict.ALIKE


def test_looking_often_asks_for_more() -> None:
    once = compare_shares(Group(100, 1000), Group(130, 1000), 0.02)
    often = compare_shares(Group(100, 1000), Group(130, 1000), 0.02, looks=5)
    assert once.verdict is Verdict.SECOND
    assert often.verdict is Verdict.TOO_EARLY
    assert often.needed > once.needed
    assert often.low < once.low


def test_the_interval_holds_the_truth() -> None:
    dice = random.Random(5)
    held = 0
    for _ in range(600):
        one = Group(sum(dice.random() < 0.08 for _ in range(90)), 90)
        two = Group(sum(dice.random() < 0.15 for _ in range(60)), 60)
        low, high = newcombe(one, two)
        held += low <= 0.07 <= high
    assert held >= 600 * 0.93


def test_equal_advertisements_are_seldom_called_different() -> None:
    dice = random.Random(9)
    wrong = 0
    for _ in range(600):
        groups = [Group(sum(dice.random() < 0.06 for _ in range(n)), n) for n in (70, 110)]
        wrong += compare_shares(groups[0], groups[1], 0.05).verdict in (Verdict.FIRST, Verdict.SECOND)
    assert wrong <= 600 * 0.06


def test_a_pilot_is_kept_dropped_or_too_early() -> None:
    dice = random.Random(2)
    base = [dice.gauss(1000, 300) for _ in range(400)]
    good, bad, few = ([dice.gauss(mean, 300) for _ in range(n)] for mean, n in ((1300, 60), (800, 60), (1300, 12)))
    assert compare_means(good, base).verdict is Keep.KEEP  # type: ignore[union-attr]
    assert compare_means(bad, base).verdict is Keep.DROP  # type: ignore[union-attr]
    early = compare_means(few, base)
    assert early is not None
    assert early.verdict is Keep.TOO_EARLY
    assert early.more is not None
    assert early.more >= 18
    assert compare_means([5.0], base) is None


def test_a_threshold_is_what_was_agreed() -> None:
    dice = random.Random(4)
    base = [dice.gauss(1000, 300) for _ in range(400)]
    pilot = [dice.gauss(1100, 300) for _ in range(200)]
    assert compare_means(pilot, base).verdict is Keep.KEEP  # type: ignore[union-attr]
    assert compare_means(pilot, base, threshold=300).verdict is Keep.DROP  # type: ignore[union-attr]


def test_the_interval_of_means_holds_the_truth() -> None:
    dice = random.Random(8)
    held = 0
    for _ in range(400):
        found = compare_means([dice.gauss(10, 5) for _ in range(8)], [dice.gauss(7, 2) for _ in range(25)])
        assert found is not None
        held += found.low <= 3 <= found.high
    assert held >= 400 * 0.93


def test_both_definitions_of_return() -> None:
    found = returned(D(10000), [D(12000)])
    assert (found.middle.net_return, found.middle.gross_return) == (D("0.2"), D("1.2"))  # the sources: +20 % and 1.2
    assert found.low is None


def test_payback() -> None:
    assert returned(D(100), [D(30), D(80), D(10)]).middle.payback == 2
    assert returned(D(100), [D(120), D(-50), D(40)]).middle.payback == 3  # it fell below the cost again
    assert returned(D(100), [D(30), D(30)]).middle.payback == 4  # 60 so far, 30 a month: two months more
    never = returned(D(100), [D(-5), D(2)]).middle.payback
    assert isinstance(never, Missing)
    assert never.reason is Reason.NEVER
    assert isinstance(returned(D(100000), [D(1), D(1)]).middle.payback, Missing)


def test_only_months_to_come_are_in_doubt() -> None:
    gains = [D(10), D(20), D(30)]
    assert returned(D(100), gains).low is None
    ahead = returned(D(100), gains, months=5)
    assert ahead.low is not None
    assert ahead.high is not None
    # Mean 20, deviation 10, Student 4.303 x 10 / sqrt 3 = 24.84 a month for two months.
    assert ahead.middle.total == 100
    assert (ahead.low.total, ahead.high.total) == (D("50.31"), D("149.69"))
    # Gains reckoned from a usual month that is known to 5 either way: 15 either way over three months.
    doubted = returned(D(100), gains, doubt=D(5))
    assert doubted.low is not None
    assert doubted.high is not None
    assert (doubted.low.total, doubted.high.total) == (D(45), D(75))
    for wrong in ((D(0), gains), (D(5), [])):
        with pytest.raises(ValueError, match="cost and gains"):
            returned(*wrong)
