"""The settings of a book in words: the book's own ones, then the parameters of definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import ParameterKind
from kpi_desktop.gui.widgets.setting_row import SettingLine
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.present.prose import metric_name
from kpi_desktop.present.settings import CHOICES, KEPT_CHOICES, NAMES, choices_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.catalogue.model import Parameter
    from kpi_desktop.gui.context import Context

#: What these parameters mean where their values are named in words; their own texts name the values of the shell.
_MEANS: Mapping[str, Message] = {
    "working_week": msg("By which days leads are answered and plans are met."),
    "day_profile": msg("How the plan of a month is parted over its days."),
    "order_sale": msg("Counts only where there is neither 1C nor a till nor a marketplace's report."),
    "bank_expenses": msg(
        "By the day of payment; without goods, taxes, loans and transfers, and without advertising where there is an "
        "advertising account. A month with unclassified outgoing payments gives nothing."
    ),
    "sale_channel": msg("Sales that nothing is known of stay without a channel and stay in the total."),
}

_COMPANY = msg("As it stands in the workbook and in the report.")
_CURRENCY = msg("Three letters, as RUB. A book that already has amounts keeps its currency: they are never relabelled.")
_LANGUAGE = msg("The language of the book's reports; the window has its own, at the bottom left.")
_VAT = msg("What amounts are where a file does not say. Without it profit and margin are not computed.")
_VAT_REPORT = msg(
    "The one basis of all figures. Rows are brought on it by their own amount of VAT or their rate; with rows that "
    "tell neither profit is not computed. As in the files: files that differ are brought together if every row can be."
)
_VAT_COST = msg("What the cost is where a file gives it and does not say.")
_FIRST = msg("Where a figure is both imported and entered by hand.")


def book_lines(values: Mapping[str, str], context: Context) -> list[SettingLine]:
    """Company, currency, language, VAT, and which figures go first."""
    tr = context.tr_
    first = [(value, tr(text)) for value, text in KEPT_CHOICES]
    kept = values["kept_first"]

    def line(name: str, about: Message) -> SettingLine:
        choices = tuple((value, tr(text)) for value, text in CHOICES.get(name, ()))
        return SettingLine(name, tr(NAMES[name]), tr(about), values[name], choices=choices)

    if kept not in ("", "all"):
        first.append((kept, kept))
    return [
        line("company", _COMPANY),
        line("currency", _CURRENCY),
        line("language", _LANGUAGE),
        line("vat_basis", _VAT),
        line("vat_cost", _VAT_COST),
        line("vat_report", _VAT_REPORT),
        SettingLine("kept_first", tr(NAMES["kept_first"]), tr(_FIRST), kept, choices=tuple(first)),
    ]


def parameter_line(parameter: Parameter, value: str, metrics: tuple[str, ...], context: Context) -> SettingLine:
    """A parameter with its bounds or choices, its default and the metrics that depend on it."""
    tr, russian = context.tr_, context.lang == "ru"
    about = parameter.about_ru if russian else parameter.about_en
    if parameter.id in _MEANS:
        about = tr(_MEANS[parameter.id])
    words = {value: tr(text) for value, text in choices_of(parameter.id, {parameter.id: parameter})}
    name = parameter.name_ru if russian else parameter.name_en
    if parameter.unit == "day":
        name = tr(msg("{name}, days", name=name))
    if parameter.kind is ParameterKind.NUMBER:
        bounds = tr(msg("From {least} to {most}.", least=parameter.least, most=parameter.most))
        about = f"{about} {bounds}".strip()
    catalogue, lang = context.workspace.catalogue, context.lang
    return SettingLine(
        parameter.id,
        name,
        about,
        value,
        words.get(parameter.default, parameter.default) or tr(msg("nothing")),
        tuple(words.items()),
        tuple((one, metric_name(catalogue.metrics[one], lang)) for one in metrics),
    )
