"""Finds measures, metrics and symbols by their id or by their Russian or English name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.expr.errors import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kpi_desktop.catalogue.model import Catalogue, Measure, Metric


def find(catalogue: Catalogue, text: str) -> Measure | Metric | None:
    """What a name in a formula means: a measure's id first, then a metric's, then either's name on screen.

    A measure goes first, so that the metric `revenue_gross` can be bound to the measure `revenue_gross`.
    """
    exact = catalogue.measures.get(text) or catalogue.metrics.get(text)
    if exact is not None:
        return exact
    if not catalogue.by_name:
        _fill(catalogue)
    return catalogue.by_name.get(folded(text))


def _fill(catalogue: Catalogue) -> None:
    for things in (catalogue.measures, catalogue.metrics):
        for thing in things.values():
            for name in (thing.id, thing.name_ru, thing.name_en):
                catalogue.by_name.setdefault(folded(name), thing)


def pick(text: str, names: Iterable[str]) -> str | None:
    """The one of `names` that is meant: written exactly so, else the only one that differs in case alone."""
    names = tuple(names)
    if text in names:
        return text
    near = [name for name in names if folded(name) == folded(text)]
    return near[0] if len(near) == 1 else None


def bound(symbols: Mapping[str, str], text: str) -> str | None:
    """What a symbol is bound to; None where it is no symbol."""
    symbol = pick(text, symbols)
    return None if symbol is None else symbols[symbol]
