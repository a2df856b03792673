"""Another definition of a figure in one line: its name, what it gives, and whose definition it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.numbers import figure_text
from kpi_desktop.present.prose import metric_name

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.engine.figure import Figure


def form_text(metric: Metric, figure: Figure, currency: str, lang: str) -> str:
    """The line; why there is no value stands in it too."""
    tr = Translator(lang)
    name, value = metric_name(metric, lang), figure_text(figure, metric, currency, lang)
    source = msg("source: {source}", source=metric.source) if metric.source else msg("the program's own definition")
    if isinstance(figure.value, Missing):
        return tr(msg("{name}: {value} — {why} ({source})", name=name, value=value, why=figure.value.message,
                      source=source))  # fmt: skip
    return tr(msg("{name}: {value} ({source})", name=name, value=value, source=source))
