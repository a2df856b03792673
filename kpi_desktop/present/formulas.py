"""A metric's formula for people: set as fractions with the owner's words, and with the month's numbers put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing
from kpi_desktop.expr.dialects import html, substituted, words
from kpi_desktop.expr.nodes import Name, walk
from kpi_desktop.expr.parse import parse
from kpi_desktop.i18n.formats import short_number_text
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.numbers import decimal_text, figure_text, no_data, unit_text

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Catalogue, Metric
    from kpi_desktop.core.missing import Value
    from kpi_desktop.engine.figure import Figure


def named(name: str, catalogue: Catalogue, lang: str) -> str:
    """What the owner calls a measure or a metric; the id itself where it is neither."""
    found = catalogue.measures.get(name) or catalogue.metrics.get(name)
    if found is None:
        return name
    return found.name_ru if lang == "ru" else found.name_en


def symbol_label(symbol: str, metric: Metric, catalogue: Catalogue, lang: str) -> str:
    """The name of a symbol of the formula: that of what it is bound to, in words where it is bound to a formula."""
    bound = metric.symbols.get(symbol, symbol)
    if bound in catalogue.measures or bound in catalogue.metrics:
        return named(bound, catalogue, lang)
    return Translator(lang)(words.render(parse(bound), lambda name: named(name, catalogue, lang)))


def formula_html(metric: Metric, catalogue: Catalogue, lang: str) -> str:
    """The formula as HTML, every name escaped; nothing where the metric has no formula of its own."""
    if not metric.formula:
        return ""
    return html.render(parse(metric.formula), lambda symbol: symbol_label(symbol, metric, catalogue, lang), lang)


def formula_words(metric: Metric, catalogue: Catalogue, lang: str) -> str:
    """The formula as one line of words: `Gross revenue ÷ Orders`."""
    if not metric.formula:
        return ""
    return Translator(lang)(
        words.render(parse(metric.formula), lambda symbol: symbol_label(symbol, metric, catalogue, lang))
    )


def _bound(symbol: str, metric: Metric, catalogue: Catalogue) -> str:
    """The measure or metric whose unit a symbol has: of a formula, its first name."""
    bound = metric.symbols.get(symbol, symbol)
    if bound in catalogue.measures or bound in catalogue.metrics:
        return bound
    return next((node.text for node in walk(parse(bound)) if isinstance(node, Name)), bound)


def input_text(symbol: str, value: Value, metric: Metric, catalogue: Catalogue, currency: str, lang: str) -> str:
    """The printed value of one symbol of the formula, with its unit."""
    if isinstance(value, Missing):
        return no_data(lang)
    bound = _bound(symbol, metric, catalogue)
    inner = catalogue.metrics.get(bound)
    if inner is not None and bound not in catalogue.measures:
        return decimal_text(value, inner.display, inner.decimals, currency, lang)
    measure = catalogue.measures.get(bound)
    if measure is None:
        return short_number_text(value, 4, lang)
    return unit_text(value, measure.unit, currency, lang)


def formula_numbers(figure: Figure, metric: Metric, catalogue: Catalogue, currency: str, lang: str) -> str:
    """The formula with the month's numbers: `750 000,00 ₽ / 250 = 3 000,00 ₽`; nothing for a bare measure."""
    if not metric.formula:
        return ""
    node, inputs = parse(metric.formula), dict(figure.inputs)
    if isinstance(node, Name) or not inputs:
        return ""

    def shown(symbol: str) -> str:
        if symbol not in inputs:
            return symbol_label(symbol, metric, catalogue, lang)
        return input_text(symbol, inputs[symbol], metric, catalogue, currency, lang)

    result = figure_text(figure, metric, currency, lang)
    return substituted.render(node, shown, lambda value: short_number_text(value, 6, lang), result, lang)
