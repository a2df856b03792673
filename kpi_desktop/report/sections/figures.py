"""The table of figures: every KPI that has a value, by groups, beside the previous month and the last year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.engine.figure import Base
from kpi_desktop.i18n.formats import date_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.matrix import computed, figure_at
from kpi_desktop.present.numbers import capital, change_text, comparison_text, figure_text, interval_text, no_change
from kpi_desktop.present.periods import period_short
from kpi_desktop.present.prose import days_text, metric_name, same_days, tone
from kpi_desktop.report.basis import basis_message
from kpi_desktop.report.groups import grouped
from kpi_desktop.report.view import Change, Section

if TYPE_CHECKING:
    from kpi_desktop.engine.figure import Comparison, Figure
    from kpi_desktop.report.view import Setting


@dataclass(frozen=True, slots=True)
class Row:
    """One KPI: its name, its figure, its interval if it has one, its changes, the numbers of its notes."""

    name: str
    value: str
    interval: str
    previous: Change
    last_year: Change
    notes: str


@dataclass(frozen=True, slots=True)
class Group:
    """The KPIs of one part of the business."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The whole table with its headings and the notes under it."""

    heads: tuple[str, ...]
    groups: tuple[Group, ...]
    size: str
    year: bool
    general: tuple[str, ...]
    notes: tuple[str, ...]
    notes_head: str


class _Notes:
    """Notes under the table, each said once and referred to by its number; what holds for all rows has no number."""

    def __init__(self, said: list[list[str]]) -> None:
        everywhere = [text for text in said[0] if all(text in row for row in said)] if len(said) > 1 else []
        self.general = tuple(dict.fromkeys(everywhere))
        self.texts = tuple(dict.fromkeys(text for row in said for text in row if text not in self.general))

    def numbers(self, found: list[str]) -> str:
        return ", ".join(str(n) for n, text in enumerate(self.texts, 1) if text in found)


def section(setting: Setting) -> Section | None:
    """The table, or nothing where no KPI has a value."""
    bundle, translate, lang = setting.bundle, setting.translate, setting.lang
    there = computed(bundle)
    if not there:
        return None
    said = {metric: _said(setting, metric) for metric in there}
    notes = _Notes(list(said.values()))
    groups = tuple(
        Group(translate(name), tuple(_row(setting, metric, notes.numbers(said[metric])) for metric in metrics))
        for name, metrics in grouped(bundle, there)
    )
    month = bundle.month
    rows = [row for group in groups for row in group.rows]
    year = any(row.last_year.value != no_change(lang) for row in rows)
    heads = (
        translate(msg("Metric")),
        period_short(month, lang),
        period_short(month.shifted(-1), lang),
        translate(msg("Change")),
        *((period_short(month.years_back(1), lang), translate(msg("Change"))) if year else ()),
    )
    general = tuple(translate(msg("All figures: {note}", note=_small(note))) for note in notes.general)
    table = FigureTable(heads, groups, _size(rows), year, general, notes.texts, translate(msg("Notes")))
    return Section("figures", translate(msg("Figures")), table)


def _size(rows: list[Row]) -> str:
    """The size of the figures: the longest one must fit into its column."""
    value = max(len(text) for row in rows for text in (row.value, row.previous.value, row.last_year.value))
    change = max(len(text) for row in rows for text in (row.previous.text, row.last_year.text))
    if value <= 16 and change <= 13:
        return "normal"
    return "wide" if value <= 20 and change <= 15 else "widest"


def _row(setting: Setting, metric_id: str, notes: str) -> Row:
    bundle, lang = setting.bundle, setting.lang
    metric, figure = bundle.catalogue.metrics[metric_id], figure_at(bundle.matrix, metric_id, bundle.month)
    assert figure is not None
    return Row(
        metric_name(metric, lang),
        figure_text(figure, metric, bundle.currency, lang),
        interval_text(figure, metric, lang),
        _change(setting, figure, Base.PREVIOUS),
        _change(setting, figure, Base.LAST_YEAR),
        notes,
    )


def _change(setting: Setting, figure: Figure, base: Base) -> Change:
    metric, comparison = setting.bundle.catalogue.metrics[figure.metric], figure.comparisons.get(base)
    return Change(
        comparison_text(comparison, metric, setting.bundle.currency, setting.lang),
        change_text(comparison, metric, setting.lang, setting.bundle.currency),
        tone(comparison, metric),
    )


def _compared(setting: Setting, metric_id: str, comparison: Comparison) -> str:
    """The days of the comparison; where the figure on them is not the printed one, both sides."""
    metric, lang = setting.bundle.catalogue.metrics[metric_id], setting.lang
    told = same_days(comparison, metric, setting.bundle.currency, lang)
    if told is None:
        return setting.translate(msg("Compared with the same days: {days}", days=days_text(comparison.period, lang)))
    return capital(setting.translate(told))


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _said(setting: Setting, metric_id: str) -> list[str]:
    """What must be said beside the figure: its flags, the days it covers, a basis other than the report's."""
    figure = figure_at(setting.bundle.matrix, metric_id, setting.bundle.month)
    assert figure is not None
    translate, covered = setting.translate, figure.covered
    found = [capital(translate(flag.message)) for flag in figure.flags]
    if not covered.complete and covered.first and covered.last:
        days = {"first": date_text(covered.first, setting.lang), "last": date_text(covered.last, setting.lang)}
        found.append(translate(msg("Not the whole month: data from {first} to {last}", **days)))
    for comparison in figure.comparisons.values():
        part = comparison.period.whole_months is None or comparison.now is not None
        if part and isinstance(comparison.change, Decimal):
            found.append(_compared(setting, metric_id, comparison))
    if figure.basis and basis_message(figure.basis) != basis_message(setting.bundle.basis):
        found.append(translate(msg("Another VAT basis: {basis}", basis=basis_message(figure.basis))))
    return found
