"""A month's result set against a base, its change taken apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kpi_desktop.engine.funnel.words import Axis

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.funnel.shares import Change
    from kpi_desktop.engine.funnel.words import BaseOf


@dataclass(frozen=True, slots=True)
class Members:
    """What a change by members is told from: the names of all links, those before the members', the members' own."""

    causes: tuple[str, ...]
    head: tuple[tuple[Fraction, ...], tuple[Fraction, ...]]
    before: Mapping[str, Sequence[Fraction]]
    after: Mapping[str, Sequence[Fraction]]


@dataclass(frozen=True, slots=True)
class Against:
    """The result's change against a base, taken apart; `month` is the month of the base, None where it is no month.

    By channels, people or products (`by`) the changes within them and the mix of them stand apart. `before` and `after`
    are the links of the whole chain, none where it is told by members (`members`). `people` are the best colleagues by
    stage.
    """

    base: BaseOf
    month: Period | None
    change: Change
    by: Axis = Axis.WHOLE
    before: tuple[Fraction, ...] = ()
    after: tuple[Fraction, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    members: Members | None = None
