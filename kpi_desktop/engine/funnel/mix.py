"""What the mix of channels and people alone would give: taken out before a stage or a person is judged (NUMBERS 24)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.engine.funnel.counts import Passing

    Floats = NDArray[np.float64]

#: A channel or a person with little history is drawn towards the mean by so many hits.
_DRAWN = 5.0

_ROUNDS = 12


def usual_rates(step: Passing, known: tuple[bool, ...] = ()) -> Floats:
    """The share that goes on by channel and person over all `known` months before the judged one (all, if not told).

    A channel and a person each multiply the common share; a cell of few cases so borrows from its row and its column.
    Who has no past has the common share.
    """
    told = np.array(known[:-1], dtype=bool) if known else np.ones(len(step.cases) - 1, dtype=bool)
    cases, hits = step.cases[:-1][told].sum(axis=0), step.hits[:-1][told].sum(axis=0)
    total = cases.sum()
    common = hits.sum() / total if total else 0.0
    by_channel, by_person = np.ones(cases.shape[0]), np.ones(cases.shape[1])
    for _ in range(_ROUNDS if min(cases.shape) > 1 else 1):
        by_channel = _drawn(hits.sum(axis=1), common * (cases * by_person[None, :]).sum(axis=1))
        by_person = _drawn(hits.sum(axis=0), common * (cases * by_channel[:, None]).sum(axis=0))
    return np.minimum(common * by_channel[:, None] * by_person[None, :], 1.0)


def _drawn(hits: Floats, due: Floats) -> Floats:
    return (hits + _DRAWN) / (due + _DRAWN)


def mixes(step: Passing, rates: Floats) -> Floats:
    """The share that each month's mix alone would give; the common share in a month without cases."""
    cases = step.cases.sum(axis=(1, 2))
    due = (step.cases * rates[None]).sum(axis=(1, 2))
    whole = step.cases[:-1].sum()
    common = float((step.cases[:-1].sum(axis=0) * rates).sum() / whole) if whole else 0.0
    return np.where(cases > 0, due / np.maximum(cases, 1.0), common)
