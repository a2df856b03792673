"""At most one company-month in twenty raises a false alarm, whatever number of stages, rules and splits is looked at.

The funnel's stages come first with most of the allowance, the rules have the rest; both by Holm. The channels and the
people of a stage are looked at only once the stage itself is no chance: a gate costs no allowance, because where
nothing is wrong it opens no more often than the stage's own alarm (NUMBERS 24).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The chance of any false alarm in one month of one company.
LEVEL = 0.05

#: What the stages may use of it, and what is left for the rules.
STAGES, RULES = 0.03, 0.02


@dataclass(frozen=True, slots=True)
class Passed:
    """What may be called more than chance."""

    stages: frozenset[str]
    rules: frozenset[str]


def holm(chances: Mapping[str, float], level: float) -> frozenset[str]:
    """The names whose chance is small enough, together at most `level` of calling anything wrongly."""
    passed: list[str] = []
    for index, (name, p) in enumerate(sorted(chances.items(), key=lambda pair: (pair[1], pair[0]))):
        if p > level / (len(chances) - index):
            break
        passed.append(name)
    return frozenset(passed)


def guarded(stages: Mapping[str, float], rules: Mapping[str, float]) -> Passed:
    """The stages and the rules of one month that are no chance; `p` of those without enough data is 1."""
    return Passed(holm(stages, STAGES), holm(rules, RULES))


def inside(members: Mapping[str, float], *, opened: bool) -> frozenset[str]:
    """The channels or people of a stage that are no chance; none where the stage itself may be."""
    return holm(members, LEVEL) if opened else frozenset()
