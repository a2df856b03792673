"""How every printed KPI is computed: the formula set in type, the month's numbers put in, the definition in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from kpi_desktop.i18n.message import msg
from kpi_desktop.present.formulas import formula_html, formula_numbers, formula_words
from kpi_desktop.present.matrix import computed, figure_at
from kpi_desktop.present.prose import metric_name
from kpi_desktop.report.groups import grouped
from kpi_desktop.report.view import Section

if TYPE_CHECKING:
    from kpi_desktop.report.view import Setting


@dataclass(frozen=True, slots=True)
class Definition:
    """One KPI: name, formula as HTML, the formula with numbers, what it means, what to do, a contradiction if any."""

    name: str
    formula: str
    numbers: str
    text: str
    advice: str
    note: str


@dataclass(frozen=True, slots=True)
class DefinitionGroup:
    """The definitions of one part of the business."""

    name: str
    definitions: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """All of them; a report by goal prints them close together and without advice: the handbook has the whole texts."""

    groups: tuple[DefinitionGroup, ...]
    compact: bool


def section(setting: Setting) -> Section | None:
    """Definitions of the KPIs that the table prints."""
    bundle, translate = setting.bundle, setting.translate
    there = computed(bundle)
    if not there:
        return None
    groups = tuple(
        DefinitionGroup(translate(name), tuple(_definition(setting, metric) for metric in metrics))
        for name, metrics in grouped(bundle, there)
    )
    return Section("definitions", translate(msg("How it is computed")), Definitions(groups, bundle.preset is not None))


def _definition(setting: Setting, metric_id: str) -> Definition:
    bundle, lang = setting.bundle, setting.lang
    catalogue, metric = bundle.catalogue, bundle.catalogue.metrics[metric_id]
    figure = figure_at(bundle.matrix, metric_id, bundle.month)
    assert figure is not None
    russian, name = lang == "ru", metric_name(metric, lang)
    # A measure that is called as its metric needs no line of its own: `Buyers = Buyers`.
    formula = "" if formula_words(metric, catalogue, lang) == name else formula_html(metric, catalogue, lang)
    return Definition(
        name,
        Markup(formula),
        formula_numbers(figure, metric, catalogue, bundle.currency, lang),
        metric.definition_ru if russian else metric.definition_en,
        metric.advice_ru if russian else metric.advice_en,
        metric.note_ru if russian else metric.note_en,
    )
