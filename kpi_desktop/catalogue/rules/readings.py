"""Every formula can be given as a number and as a workbook cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.rules.finding import in_metric
from kpi_desktop.expr.dialects import excel, value
from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.expr.nodes import Call, walk
from kpi_desktop.expr.parse import parse
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.issue import Issue


def check(catalogue: Catalogue) -> Iterator[Issue]:
    """The findings."""
    for metric in catalogue.metrics.values():
        for key, text in {"formula": metric.formula, **{f"symbols.{s}": b for s, b in metric.symbols.items()}}.items():
            try:
                parts = tuple(walk(parse(text))) if text else ()
            except FormulaError:
                continue  # the rule on formulas tells of it
            for part in parts:
                if isinstance(part, Call) and part.function in value.UNSUPPORTED | excel.UNSUPPORTED:
                    what = msg("“{name}” cannot be computed here", name=part.function.value)
                    yield in_metric(metric, key, "unsupported", what, msg("Leave the formula empty for now"))
