"""Keys whose sums lie outside two percentiles of all keys of their member, and those that lie inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.keyed.days import KeyDays, Marks, Whole
    from kpi_desktop.engine.keyed.sums import KeySums, Units


@dataclass(frozen=True, slots=True)
class Told:
    """By member: how many keys lie inside (True) and outside (False), and the sum of their amounts."""

    members: tuple[int, ...]
    _counts: Mapping[bool, Mapping[int, int]]
    _amounts: Mapping[bool, Mapping[int, Decimal]]

    def buyers(self, member: int, *, inside: bool) -> int:
        """How many keys of the member are no outliers, or are."""
        return self._counts[inside].get(member, 0)

    def revenue(self, member: int, *, inside: bool) -> Decimal:
        """What they sum up to."""
        return self._amounts[inside][member]


def told_apart(sums: KeySums, days: KeyDays, window: Period, percent: int) -> Told:
    """The keys with amounts in the window that have days in it too, told apart by the percentiles of their sums.

    Of n keys the n x percent / 100 with the smallest sums (whole ones) lie below the lower percentile, if no other key
    has the same sum, and so many above the upper one.
    """
    places, units = sums.of(window)
    members = None if sums.members is None else sums.members[places]
    bought = days.among(window, sums.keys[places], members)
    places, units = places[bought], units[bought]
    members = np.zeros(len(places), np.int64) if members is None else members[bought]
    inside = _inside(units, None if sums.members is None else members, percent)
    found = {side: np.unique(members[inside == side], return_counts=True) for side in (True, False)}
    return Told(
        tuple(np.unique(members).tolist()),
        {side: dict(zip(one.tolist(), count.tolist(), strict=True)) for side, (one, count) in found.items()},
        {side: sums.amounts(places, np.where(inside == side, units, 0)) for side in (True, False)},
    )


def _inside(units: Units, members: Whole | None, percent: int) -> Marks:
    """Which amounts lie within the percentiles of their member (of all, where there are no members)."""
    if members is None:
        return _between(units, np.sort(units), percent)
    inside = np.zeros(len(units), np.bool_)
    order = np.lexsort((units, members))
    codes, starts = np.unique(members[order], return_index=True)
    for group in np.split(order, starts[1:]) if len(codes) else []:
        inside[group] = _between(units[group], units[group], percent)
    return inside


def _between(units: Units, ordered: Units, percent: int) -> Marks:
    """Which amounts lie between the two percentiles; `ordered` are the same, the smallest first."""
    beyond = len(ordered) * percent // 100
    if beyond >= len(ordered):
        return np.zeros(len(units), np.bool_)
    inside: Marks = (units >= ordered[beyond]) & (units <= ordered[len(ordered) - 1 - beyond])
    return inside.astype(np.bool_)
