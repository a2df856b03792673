"""Own metrics that define one another in a circle: which, and at which name of the formula that is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.draft import Mistake
from kpi_desktop.catalogue.names import find
from kpi_desktop.expr.errors import FormulaError, folded
from kpi_desktop.expr.nodes import Name, walk
from kpi_desktop.expr.parse import parse
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kpi_desktop.catalogue.draft import Draft
    from kpi_desktop.catalogue.model import Catalogue


def circle(catalogue: Catalogue, draft: Draft, others: Mapping[str, Draft]) -> Mistake | None:
    """The circle that the draft would close with the book's other own metrics, as the owner calls them."""
    for name in _names(draft.formula):
        first = _own(catalogue, name.text, others)
        path = None if first is None else _way(catalogue, first, draft, others, ())
        if path is not None:
            told = " → ".join((draft.name or draft.id, *path, draft.name or draft.id))
            what = msg("The metrics define one another in a circle: {cycle}", cycle=told)
            return Mistake("formula", what, _fix(path), name.at)
    return None


def _fix(path: tuple[str, ...]) -> Message:
    return msg("Write “{name}” out by measures, or change its formula first", name=path[0])


def _way(
    catalogue: Catalogue, at: Draft, goal: Draft, others: Mapping[str, Draft], seen: tuple[str, ...]
) -> tuple[str, ...] | None:
    """The names from a metric to the one that is written; None where none leads there."""
    if at.id in seen:
        return None
    own = {folded(word) for word in (goal.id, goal.name, goal.name_en) if word}
    for name in _names(at.formula):
        if folded(name.text) in own:
            return (at.name or at.id,)
        further = _own(catalogue, name.text, others)
        path = None if further is None else _way(catalogue, further, goal, others, (*seen, at.id))
        if path is not None:
            return (at.name or at.id, *path)
    return None


def _own(catalogue: Catalogue, name: str, others: Mapping[str, Draft]) -> Draft | None:
    """The own metric that is meant: one in use, or one that cannot be used for want of what is written now."""
    thing = find(catalogue, name)
    if thing is not None:
        return others.get(thing.id)
    word = folded(name)
    return next(
        (one for one in others.values() if word in {folded(one.id), folded(one.name), folded(one.name_en)}), None
    )


def _names(formula: str) -> Iterator[Name]:
    try:
        yield from (part for part in walk(parse(formula)) if isinstance(part, Name))
    except FormulaError:
        return
