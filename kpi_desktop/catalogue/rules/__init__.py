"""What must hold in `formulas/`, one rule per file; every rule yields its findings and stops at none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.rules import (
    aggregation,
    columns,
    dimensions,
    displays,
    examples,
    following,
    formats,
    forms,
    formulas,
    identity,
    readings,
    symbols,
    texts,
    units,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.issue import Issue

#: In the order in which their findings help most.
RULES: tuple[Callable[[Catalogue], Iterator[Issue]], ...] = (
    identity.check,
    forms.check,
    texts.check,
    columns.check,
    aggregation.check,
    dimensions.check,
    formulas.check,
    symbols.check,
    units.check,
    displays.check,
    readings.check,
    following.check,
    examples.check,
    formats.check,
)
