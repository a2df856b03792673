"""How deep a fault goes: all channels or one, all people or one; never a person where the difference may be chance."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.engine.funnel.mix import usual_rates
from kpi_desktop.engine.judging.guard import inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kpi_desktop.engine.funnel.counts import Counted, Passing
    from kpi_desktop.engine.judging.judge import Judged

    Floats = NDArray[np.float64]

#: Cases under which neither a channel nor a person is named.
STEADY = 30.0

#: Months of the past that tell a channel's usual share of the volume.
_YEAR = 12

#: The rest of the members may be this low before the fault is theirs too.
_REST = 0.10

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Own:
    """What the channel with the fault did: how many went on, of how many, how many would have at the usual level.

    `cases` is None for the volume itself, which is of nothing before it.
    """

    done: int
    cases: int | None
    due: float


@dataclass(frozen=True, slots=True)
class Depth:
    """Where inside a stage the fault lies: `channel` or `person` None where it is all of them alike."""

    channel: str | None = None
    person: str | None = None
    own: Own | None = None


@dataclass(frozen=True, slots=True)
class _Members:
    """What each member did and what was due from it at the stage's usual level, with the chance in it (a variance)."""

    names: Sequence[str]
    cases: Floats
    done: Floats
    due: Floats
    chance: Floats


def depth(counted: Counted, step: Passing | None, judged: Judged) -> Depth:
    """The channel and the person that alone explain a stage's fall; of the volume (`step` None) the channel only."""
    if step is None:
        volume = _of_volume(counted, judged)
        channel = _alone(volume)
        return Depth(channel, own=_own(volume, channel, of_all=False))
    usual = usual_rates(step, counted.known)
    cases = step.cases[-1]
    mix = float((cases * usual).sum() / cases.sum()) if cases.sum() else 0.0
    rates = np.minimum(usual * (judged.usual or 0.0) / mix, 1.0) if mix else usual
    channels = _of_step(counted.channels, step, rates, axis=1)
    channel = _alone(channels)
    person = _alone(_of_step(counted.people, step, rates, axis=0))
    return Depth(channel, person, _own(channels, channel, of_all=True))


def _own(members: _Members, name: str | None, *, of_all: bool) -> Own | None:
    """The figures of the one member that is named."""
    if name is None:
        return None
    at = members.names.index(name)
    return Own(round(members.done[at]), round(members.cases[at]) if of_all else None, float(members.due[at]))


def _of_step(names: Sequence[str], step: Passing, rates: Floats, axis: int) -> _Members:
    cases, hits = step.cases[-1], step.hits[-1]
    due = cases * rates
    return _Members(
        names, cases.sum(axis=axis), hits.sum(axis=axis), due.sum(axis=axis), (due * (1 - rates)).sum(axis=axis)
    )


def _of_volume(counted: Counted, judged: Judged) -> _Members:
    """The usual volume of each channel: its share of the last year's, and how much that share moves by itself."""
    by_channel = counted.volume.sum(axis=2)
    past = by_channel[-1 - _YEAR : -1]
    shares = past.sum(axis=0) / max(past.sum(), 1.0)
    due = shares * (judged.usual or 0.0)
    each = past.sum(axis=1, keepdims=True) * shares[None, :]
    excess = np.maximum(((past - each) ** 2).mean(axis=0) / np.maximum(each.mean(axis=0), 1.0), 1.0)
    return _Members(counted.channels, due, by_channel[-1], due, due * excess)


def _alone(members: _Members) -> str | None:
    """The one member that fell more than the rest, where the rest did not fall: the fault is its own."""
    if len(members.names) < 2:
        return None
    low = {
        name: _chance(members, index)
        for index, name in enumerate(members.names)
        if name and members.cases[index] >= STEADY
    }
    unlike = {name: _unlike(members, members.names.index(name)) for name in low}
    named = inside(low, opened=True) & inside(unlike, opened=True)
    if len(named) != 1:
        return None
    (name,) = named
    return name if _rest_is_usual(members, members.names.index(name)) else None


def _chance(members: _Members, index: int) -> float:
    """The chance that the member alone does so little by luck."""
    return _below(members.done[index] - members.due[index], members.chance[index])


def _unlike(members: _Members, index: int) -> float:
    """The chance that a member who fell as all of them did fell so much more by luck."""
    all_due = float(members.due.sum())
    fell = float(members.done.sum()) / all_due if all_due else 1.0
    rest = 1 - float(members.due[index]) / all_due if all_due else 0.0
    return _below(members.done[index] - fell * members.due[index], fell * members.chance[index] * rest)


def _rest_is_usual(members: _Members, index: int) -> bool:
    rest = np.arange(len(members.names)) != index
    return _below(members.done[rest].sum() - members.due[rest].sum(), members.chance[rest].sum()) > _REST


def _below(difference: float, variance: float) -> float:
    return _NORMAL.cdf(float(difference) / sqrt(variance)) if variance > 0 else float(difference >= 0)
