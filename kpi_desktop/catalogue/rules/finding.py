"""How a rule words a finding: with the file of the metric or measure and the key in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Measure, Metric
    from kpi_desktop.expr.errors import FormulaError


def in_metric(metric: Metric, key: str, code: str, message: Message, fix: Message | None = None) -> Issue:
    """A finding at a key of a metric's file."""
    return Issue(code, Level.ERROR, message, fix, file=file_of(metric), column=key)


def in_measure(measure: Measure, key: str, code: str, message: Message, fix: Message | None = None) -> Issue:
    """A finding at a key of a measure."""
    return Issue(code, Level.ERROR, message, fix, file="measures.toml", column=f"{measure.id}.{key}")


def in_formula(metric: Metric, key: str, code: str, error: FormulaError) -> Issue:
    """A formula of a metric that cannot be used, with its caret; another formula's caret comes with that formula."""
    where = getattr(metric, key, None) if "." not in key else metric.symbols.get(key.partition(".")[2])
    message = error.message
    if error.formula and where is not None and error.formula != where:
        message = msg("in “{formula}”: {what}", formula=error.formula, what=error.message)
    return in_metric(metric, key, code, message, error.fix)


def file_of(metric: Metric) -> str:
    """The file that defines the metric."""
    return f"{metric.group}/{metric.id}.toml"
