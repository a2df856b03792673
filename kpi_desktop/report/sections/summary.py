"""The month on one page: cards of the headline figures and the month in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from markupsafe import Markup

from kpi_desktop.engine.figure import Base
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.charts.svg import sparkline
from kpi_desktop.present.matrix import figure_at, history, known
from kpi_desktop.present.numbers import change_text, figure_text
from kpi_desktop.present.periods import period_text
from kpi_desktop.present.prose import base_text, headlines, metric_name, shown_change, summary, tone
from kpi_desktop.report.sections.findings import Box, box
from kpi_desktop.report.view import Section

if TYPE_CHECKING:
    from kpi_desktop.engine.figure import Comparison
    from kpi_desktop.report.view import Setting

#: Months of a sparkline; fewer than three are no line.
_SPARK = 13


@dataclass(frozen=True, slots=True)
class CardChange:
    """One change on a card: arrow, text, what it is against."""

    arrow: str
    text: str
    against: str
    tone: str


@dataclass(frozen=True, slots=True)
class Card:
    """One headline figure."""

    name: str
    value: str
    changes: tuple[CardChange, ...]
    spark: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The cards and the sentences."""

    cards: tuple[Card, ...]
    sentences: tuple[str, ...]
    empty: str
    look: Box


def section(setting: Setting) -> Section:
    """The summary; it is there even where nothing could be computed, and says so."""
    bundle, lang = setting.bundle, setting.lang
    cards = tuple(_card(setting, metric) for metric in headlines(bundle))
    sentences = tuple(sentence.text for sentence in summary(bundle, lang))
    month = period_text(bundle.month, lang)
    title = setting.translate(msg("The month in short: {month}", month=month))
    empty = "" if cards else setting.translate(msg("Nothing could be computed for this month from what is loaded."))
    return Section("summary", title, Summary(cards, sentences, empty, box(setting)))


def _card(setting: Setting, metric_id: str) -> Card:
    bundle, lang = setting.bundle, setting.lang
    metric, figure = bundle.catalogue.metrics[metric_id], figure_at(bundle.matrix, metric_id, bundle.month)
    assert figure is not None
    changes = [
        _change(setting, metric_id, comparison)
        for base in (Base.PREVIOUS, Base.LAST_YEAR)
        if (comparison := figure.comparisons.get(base)) is not None
        and isinstance(comparison.change, Decimal)
        and comparison.now is None  # the change of another figure than the card's stands with it in the table
    ]
    values = tuple(known(f) for _, f in history(bundle.matrix, metric_id, bundle.month)[-_SPARK:])
    alt = setting.translate(msg("{name}: the last months", name=metric_name(metric, lang)))
    enough = sum(value is not None for value in values) >= 3
    return Card(
        metric_name(metric, lang),
        figure_text(figure, metric, bundle.currency, lang),
        tuple(changes),
        Markup(sparkline(values, alt)) if enough else "",
    )


def _change(setting: Setting, metric_id: str, comparison: Comparison) -> CardChange:
    metric, lang = setting.bundle.catalogue.metrics[metric_id], setting.lang
    change = shown_change(comparison, metric)
    return CardChange(
        "▲" if change > 0 else "▼" if change < 0 else "",
        change_text(comparison, metric, lang, setting.bundle.currency),
        setting.translate(msg("vs {month}", month=base_text(comparison.period, lang))),
        tone(comparison, metric),
    )
