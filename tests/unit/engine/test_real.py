"""Whether a month or a person is really better: right in most cases where it is, seldom wrong where it is not."""

from __future__ import annotations

import random

from kpi_desktop.engine.real import Days, chance, real


def month(dice: random.Random, rate: float, cases: int = 8, days: int = 30) -> Days:
    """Days with about `cases` enquiries, each a sale with the chance `rate`."""
    under = [dice.randint(cases // 2, cases * 3 // 2) for _ in range(days)]
    return Days(tuple(float(sum(dice.random() < rate for _ in range(n))) for n in under), tuple(map(float, under)))


def test_equal_months_are_seldom_called_different() -> None:
    dice = random.Random(7)
    wrong = sum(real(month(dice, 0.2), month(dice, 0.2), [0]) for _ in range(1000))
    assert wrong <= 75  # 5 % nominal; thirty days tell their own doubt a little too small


def test_the_best_of_twelve_equal_months_is_seldom_called_better() -> None:
    dice = random.Random(11)
    wrong = 0
    for _ in range(300):
        months = [month(dice, 0.2) for _ in range(13)]
        best = max(months[1:], key=lambda one: one.ratio or 0)
        wrong += real(best, months[0], months[1:])
    assert wrong <= 300 * 0.08


def test_a_large_difference_is_found() -> None:
    dice = random.Random(3)
    found = sum(real(month(dice, 0.35), month(dice, 0.15), range(12)) for _ in range(200))
    assert found >= 190


def test_little_says_nothing() -> None:
    few = Days((1.0, 0.0, 1.0), (2.0, 2.0, 2.0))
    assert chance(few, few) is None
    assert not real(few, Days((0.0,) * 3, (2.0,) * 3), [0])
    assert chance(Days((0.0,) * 30, (0.0,) * 30), few) is None
