"""People in order of a conversion, but only where the difference is real: chance is no merit and no fault.

Each person is tested against all the others together (two proportions), at five per cent over all people at once
(Bonferroni). Who has fewer than thirty cases, or does not differ, has no place; the figure says why.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Direction
from kpi_desktop.engine.figure import Flag
from kpi_desktop.engine.staff import PERSON
from kpi_desktop.engine.standards import PEOPLE
from kpi_desktop.i18n.message import msg, nmsg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.engine.figure import Figure
    from kpi_desktop.engine.staff import Staff

#: Cases under which a share of one person is unsteady.
STEADY_CASES = 30

#: The chance of a false difference over all people of one split.
LEVEL = 0.05


def ranked(catalogue: Catalogue, figures: Iterable[Figure], staff: Staff | None = None) -> list[Figure]:
    """The figures with a place for those people who differ, and a flag for those who do not.

    Who had left by the period's end (`staff`) is neither ranked nor compared; the figure says so.
    """
    found = [_of_leaver(figure) if _left(figure, staff) else figure for figure in figures]
    groups: dict[tuple[str, str], list[int]] = {}
    for index, figure in enumerate(found):
        counts = figure.member and figure.cases and isinstance(figure.value, Decimal) and not _left(figure, staff)
        if figure.dimension in PEOPLE and counts:
            groups.setdefault((figure.metric, figure.dimension), []).append(index)
    for (metric, _), places in groups.items():
        up = catalogue.metrics[metric].better is not Direction.DOWN
        members = [found[index] for index in places]
        for index, figure in zip(places, members, strict=True):
            flags = _flags(figure, members)
            rank = None if flags else 1 + sum(_better(other, figure, up=up) for other in members)
            found[index] = replace(figure, rank=rank, flags=(*figure.flags, *flags))
    return found


def _left(figure: Figure, staff: Staff | None) -> bool:
    if not staff or figure.dimension != PERSON or not figure.member:
        return False
    return staff.left(figure.member, figure.period.last_day)


def _of_leaver(figure: Figure) -> Figure:
    return replace(
        figure, flags=(*figure.flags, Flag("left", msg("left the company: is not compared with the others")))
    )


def _flags(figure: Figure, members: list[Figure]) -> tuple[Flag, ...]:
    cases = figure.cases or Decimal(0)
    flags: list[Flag] = []
    if cases < STEADY_CASES:
        flags.append(Flag("few_cases", nmsg("only {n} case: unsteady", "only {n} cases: unsteady", n=int(cases))))
    if not differs(figure, members):
        flags.append(Flag("not_significant", msg("the difference from the others is not significant")))
    return tuple(flags)


def differs(figure: Figure, members: list[Figure]) -> bool:
    """Whether the person's share differs from that of all the others together by more than chance."""
    others = [other for other in members if other is not figure]
    own, rest = float(figure.cases or 0), sum(float(other.cases or 0) for other in others)
    if not own or not rest:
        return False
    hits, rest_hits = float(_value(figure)) * own, sum(float(_value(o)) * float(o.cases or 0) for o in others)
    pooled = (hits + rest_hits) / (own + rest)
    spread = sqrt(max(pooled * (1 - pooled), 0.0) * (1 / own + 1 / rest))
    if not spread:
        return False
    limit = NormalDist().inv_cdf(1 - LEVEL / (2 * len(members)))
    return abs(hits / own - rest_hits / rest) / spread > limit


def _better(other: Figure, figure: Figure, *, up: bool) -> bool:
    return _value(other) > _value(figure) if up else _value(other) < _value(figure)


def _value(figure: Figure) -> Decimal:
    return figure.value if isinstance(figure.value, Decimal) else Decimal(0)
