"""Answers of surveys: the last one of each person, banded by the owner's cuts (A:69-70, 92-95, 144-147)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.engine.algorithms.scope import day_literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.algorithms.scope import Answer, Scope

#: The two top scores of a scale, by its highest score: 4-5 of 5, 6-7 of 7, 9-10 of 10.
_TOP_SCORES = 2
_SCALES = (3, 5, 7, 10, 100)


def answers(scope: Scope) -> Answer:
    """How many people answered."""
    return _counted(scope, lambda _score: True)


def promoters(scope: Scope) -> Answer:
    """Answers from `nps_promoters` up."""
    cut = scope.number("nps_promoters")
    return _counted(scope, lambda score: score >= cut)


def detractors(scope: Scope) -> Answer:
    """Answers up to `nps_detractors`."""
    cut = scope.number("nps_detractors")
    return _counted(scope, lambda score: score <= cut)


def satisfied(scope: Scope) -> Answer:
    """Answers with one of the two top scores of the scale, which is told by the highest score ever given."""
    highest = scope.rows.run(f"SELECT MAX(f.score) FROM answer f WHERE {scope.counted()}")[0][0]
    top = highest if isinstance(highest, Decimal) else Decimal(0)
    scale = next((scale for scale in _SCALES if top <= scale), int(top))
    return _counted(scope, lambda score: score > scale - _TOP_SCORES)


def _counted(scope: Scope, belongs: Callable[[Decimal], bool]) -> Answer:
    answer: Answer = {}
    for window in scope.cut.windows:
        counts: dict[int, Decimal] = {}
        for member, score in _last_answers(scope, window):
            counts[member] = counts.get(member, Decimal(0)) + Decimal(belongs(score))
        answer[window] = dict(counts)
    return answer


def _last_answers(scope: Scope, window: Period) -> list[tuple[int, Decimal]]:
    """One score for each person; answers without a name are each a person of their own."""
    inside = (
        f"f.day >= {day_literal(window.start)} AND f.day < {day_literal(window.end)} "
        f"AND f.score IS NOT NULL AND {scope.counted()}"
    )
    named = scope.rows.run(
        f"SELECT p.member, p.score FROM (\n  SELECT {scope.member()} AS member, f.score AS score,\n"
        f"    ROW_NUMBER() OVER (PARTITION BY f.respondent ORDER BY f.day DESC, f.batch DESC, f.src_row DESC) AS n\n"
        f"  FROM answer f WHERE f.respondent IS NOT NULL AND {inside}\n) p WHERE p.n = 1"
    )
    nameless = scope.rows.run(
        f"SELECT {scope.member()} AS member, f.score FROM answer f WHERE f.respondent IS NULL AND {inside}"
    )
    return [(int(str(member)), score) for member, score in (*named, *nameless) if isinstance(score, Decimal)]
