"""Answers of surveys: the last one of each person, banded by the owner's cuts (A:69-70, 92-95, 144-147)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

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
    for window, given in _last_answers(scope).items():
        counts: dict[int, Decimal] = {}
        for member, score in given:
            counts[member] = counts.get(member, Decimal(0)) + Decimal(belongs(score))
        answer[window] = dict(counts)
    return answer


def _last_answers(scope: Scope) -> dict[Period, list[tuple[int, Decimal]]]:
    """One score for each person in each window; answers without a name are each a person of their own."""
    inside = "FROM answer f JOIN win w ON f.day >= w.lo AND f.day < w.hi"
    counted = f"f.score IS NOT NULL AND {scope.counted()}"
    found = scope.by_window(
        f"SELECT p.win, p.member, p.score FROM (\n"
        f"  SELECT w.win AS win, {scope.member()} AS member, f.score AS score,\n"
        f"    ROW_NUMBER() OVER (PARTITION BY w.win, f.respondent "
        f"ORDER BY f.day DESC, f.batch DESC, f.src_row DESC) AS n\n"
        f"  {inside}\n  WHERE f.respondent IS NOT NULL AND {counted}\n) p WHERE p.n = 1\n"
        f"UNION ALL SELECT w.win, {scope.member()}, f.score {inside}\nWHERE f.respondent IS NULL AND {counted}"
    )
    return {
        window: [(int(str(member)), score) for member, score in rows if isinstance(score, Decimal)]
        for window, rows in found.items()
    }
