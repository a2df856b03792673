"""A tried metric in words: the numbers put into the formula, step by step where it rests on other metrics."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing
from kpi_desktop.expr.dialects import substituted
from kpi_desktop.i18n.formats import short_number_text
from kpi_desktop.present.numbers import no_data, value_text

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.catalogue.trial import Trial

_PLACES = 6


def trial_text(trial: Trial, metric: Metric, lang: str) -> str:
    """`750 000 / 250 = 3 000,00`; the metrics it rests on come first, one line each."""
    lines = [_line(step, _plain(step, lang), lang) for step in trial.steps]
    result = value_text(trial.value, metric.display, metric.decimals, "", lang)
    return "\n".join([*lines, _line(trial, result, lang)])


def _plain(trial: Trial, lang: str) -> str:
    if isinstance(trial.value, Missing):
        return no_data(lang)
    return short_number_text(trial.value, _PLACES, lang)


def _line(trial: Trial, result: str, lang: str) -> str:
    inputs = dict(trial.inputs)

    def shown(symbol: str) -> str:
        value = inputs.get(symbol)
        return short_number_text(value, _PLACES, lang) if isinstance(value, Decimal) else symbol

    return substituted.render(trial.tree, shown, lambda value: short_number_text(value, _PLACES, lang), result, lang)
