"""The parts of a change, in exact fractions: by the factors of any formula, by members, mix apart from rate.

By factors it is the Shapley value again (see `funnel.shares`), but of any formula, not of a product alone: the formula
is computed with every set of factors at their new level and the others at the old one. That is 2 to the power of the
factors that moved, of which formulas have few.

A ratio by members is a mean of their own ratios, weighed by their shares of the denominator. What their ratios moved it
by is the rate, what their shares moved it by the mix; a member's mix is told beside the mean, so that a share that
passes from one low member to another is not called a loss. The two add up to the change of the ratio with nothing left.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import factorial
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from decimal import Decimal

    from kpi_desktop.core.missing import Value

    Levels = Mapping[str, Decimal]

#: Factors that may move at once: beyond them a change is not told by factors.
MOST_FACTORS = 8

_HALF = Fraction(1, 2)


def by_factors(
    value: Callable[[Levels], Value], before: Mapping[str, Decimal], after: Mapping[str, Decimal]
) -> dict[str, Fraction] | Missing | None:
    """What each factor added to the change of `value`: its Shapley value; a factor that stood still added nothing.

    Missing where the formula has no value halfway (a denominator becomes zero), None where too many factors moved.
    """
    moved = [name for name in before if before[name] != after[name]]
    if len(moved) > MOST_FACTORS:
        return None
    known: dict[frozenset[str], Fraction] = {}
    for chosen in _subsets(moved):
        found = value({name: (after if name in chosen else before)[name] for name in before})
        if isinstance(found, Missing):
            return found
        known[chosen] = Fraction(found)
    parts = dict.fromkeys(before, Fraction(0))
    count = len(moved)
    for chosen, worth in known.items():
        for name in moved:
            if name not in chosen:
                weight = Fraction(factorial(len(chosen)) * factorial(count - len(chosen) - 1), factorial(count))
                parts[name] += weight * (known[chosen | {name}] - worth)
    return parts


def _subsets(names: list[str]) -> Iterator[frozenset[str]]:
    for mask in range(1 << len(names)):
        yield frozenset(name for place, name in enumerate(names) if mask >> place & 1)


@dataclass(frozen=True, slots=True)
class Moved:
    """One member in the change of a ratio: what its own ratio added, and what its share of the whole added."""

    rate: Fraction
    mix: Fraction


def by_ratio(
    before: Mapping[str, tuple[Decimal, Decimal]], after: Mapping[str, tuple[Decimal, Decimal]]
) -> tuple[dict[str, Moved], Fraction] | None:
    """By member (part, whole) on each side: what each added to the change of all parts over all wholes.

    The second answer is what parts without a whole added: money of a channel that had no orders. None where a side has
    no whole at all. A member that is absent on one side has its other side's ratio there: it came, or went, as mix.
    """
    names = sorted({*before, *after})
    olds, news = ({name: _pair(side.get(name)) for name in names} for side in (before, after))
    old_whole, new_whole = (sum((whole for _, whole in side.values()), Fraction(0)) for side in (olds, news))
    if not old_whole or not new_whole:
        return None
    mean = _HALF * (_ratio(olds, old_whole) + _ratio(news, new_whole))
    found: dict[str, Moved] = {}
    loose = Fraction(0)
    for name in names:
        (old_part, old_size), (new_part, new_size) = olds[name], news[name]
        loose += (0 if new_size else new_part / new_whole) - (0 if old_size else old_part / old_whole)
        old_rate = old_part / old_size if old_size else None
        new_rate = new_part / new_size if new_size else None
        one = next((rate for rate in (old_rate, new_rate) if rate is not None), None)
        if one is None:
            continue
        low, high = (one if old_rate is None else old_rate), (one if new_rate is None else new_rate)
        then, now = old_size / old_whole, new_size / new_whole
        found[name] = Moved(rate=_HALF * (then + now) * (high - low), mix=(now - then) * (_HALF * (low + high) - mean))
    return found, loose


def _pair(amounts: tuple[Decimal, Decimal] | None) -> tuple[Fraction, Fraction]:
    return (Fraction(0), Fraction(0)) if amounts is None else (Fraction(amounts[0]), Fraction(amounts[1]))


def _ratio(side: Mapping[str, tuple[Fraction, Fraction]], whole: Fraction) -> Fraction:
    return sum((part for part, _ in side.values()), Fraction(0)) / whole
