"""How often a figure without a trend is called falling: months alike, a season, and a level that moved long ago."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from kpi_desktop.engine.findings.trend import year_on_year

#: One month's unrest about the level, and the allowance of one rule among a dozen.
_UNREST, _ALLOWED = 0.05, 0.0015


def _months(dice: np.random.Generator, alike: float, count: int) -> np.ndarray:
    """Logarithms of a figure whose neighbouring months are alike, with a season that repeats itself."""
    found = np.zeros(count + 50)
    for month in range(1, count + 50):
        found[month] = alike * found[month - 1] + dice.normal() * _UNREST * np.sqrt(1 - alike**2)
    return found[50:] + 0.2 * np.sin(np.arange(count) / 12 * 2 * np.pi)


def _chance(logs: np.ndarray) -> float:
    then, now = np.exp(logs[-24:-12]), np.exp(logs[-12:])
    return year_on_year(list(zip(then.tolist(), now.tolist(), strict=True))).chance(down=True)


def _signs(logs: np.ndarray) -> float:
    """What a test of signs would say, that takes every month for one of its own."""
    low = int((logs[-12:] < logs[-24:-12]).sum())
    return sum(comb(12, k) for k in range(low, 13)) / 2**12


@pytest.mark.slow
@pytest.mark.parametrize("alike", [0.0, 0.3, 0.5, 0.7])
def test_healthy_months_are_rarely_called_falling(alike: float) -> None:
    dice = np.random.default_rng(11)
    made = [_months(dice, alike, 24) for _ in range(2000)]
    chances = np.array([_chance(logs) for logs in made])
    # Of 2,000 chance allows three standard errors more than the level itself.
    for level in (0.02, _ALLOWED):
        assert (chances <= level).mean() <= level + 3 * np.sqrt(level / 2000)


@pytest.mark.slow
def test_signs_alone_would_call_a_tenth_of_healthy_companies_falling() -> None:
    dice = np.random.default_rng(11)
    made = [_months(dice, 0.7, 24) for _ in range(2000)]
    assert np.mean([_signs(logs) <= 0.02 for logs in made]) > 0.1


@pytest.mark.slow
@pytest.mark.parametrize("ago", [24, 30, 36])
def test_a_level_that_moved_more_than_two_years_ago_is_the_usual_one(ago: int) -> None:
    dice = np.random.default_rng(12)
    found = []
    for _ in range(1000):
        logs = _months(dice, 0.5, 48)
        logs[-ago:] -= 0.3
        found.append(_chance(logs) <= _ALLOWED)
    assert np.mean(found) <= _ALLOWED + 3 * np.sqrt(_ALLOWED / 1000)


@pytest.mark.slow
def test_a_year_lower_by_a_quarter_is_told() -> None:
    dice = np.random.default_rng(13)
    found = []
    for _ in range(400):
        logs = _months(dice, 0.3, 24)
        logs[-12:] -= 0.29
        found.append(_chance(logs) <= _ALLOWED)
    assert np.mean(found) > 0.7


def test_months_that_stand_apart_are_told_with_more_care_than_student_has() -> None:
    """Twelve differences that alternate about their mean: no month is like the next, which twelve pairs cannot prove.

    Mean −0.1, deviations ±0.1: t = −0.1 / (0.1 × √(12/11) / √12) = −3.3166 with 11 degrees of freedom, one side 0.00344
    (tables: 0.005 at 3.106, 0.0025 at 3.497).
    """
    steps = [-0.2, 0.0] * 6
    pairs = [(100.0, 100.0 * float(np.exp(step))) for step in steps]
    found = year_on_year(pairs)
    assert (found.lower, found.higher) == (6, 0)
    assert 0.00344 < found.chance(down=True) < 5 * 0.00344
    assert found.chance(down=False) == 1.0
