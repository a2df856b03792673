"""The settings of a book in words: the book's own ones, then the parameters of definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.choices import CHOICE_WORDS
from kpi_desktop.catalogue.model import ParameterKind
from kpi_desktop.gui.widgets.setting_row import SettingLine
from kpi_desktop.gui.widgets.vat import VAT_CHOICES
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.present.prose import metric_name

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
_VAT_REPORTS = (
    ("unknown", msg("as in the files")),
    ("with", msg("all figures with VAT")),
    ("without", msg("all figures without VAT")),
)
_VAT_COST = msg("What the cost is where a file gives it and does not say.")
_VAT_COSTS = (
    ("unknown", msg("as the amounts of the same file")),
    ("with", msg("the cost includes VAT")),
    ("without", msg("the cost excludes VAT")),
)
_FIRST = msg("Where a figure is both imported and entered by hand.")


def book_lines(values: Mapping[str, str], context: Context) -> list[SettingLine]:
    """Company, currency, language, VAT, and which figures go first."""
    tr = context.tr_
    first = [("", tr(msg("imported ones first"))), ("all", tr(msg("those entered by hand first")))]
    kept = values["kept_first"]
    if kept not in ("", "all"):
        first.append((kept, kept))
    return [
        SettingLine("company", tr(msg("Company name")), tr(_COMPANY), values["company"]),
        SettingLine("currency", tr(msg("Currency")), tr(_CURRENCY), values["currency"]),
        SettingLine("language", tr(msg("Language of the reports")), tr(_LANGUAGE), values["language"],
                    choices=(("ru", "Русский"), ("en", "English"))),
        SettingLine("vat_basis", tr(msg("VAT where a file does not say")), tr(_VAT), values["vat_basis"],
                    choices=tuple((value, tr(text)) for value, text in VAT_CHOICES)),
        SettingLine("vat_cost", tr(msg("VAT in the cost of goods")), tr(_VAT_COST), values["vat_cost"],
                    choices=tuple((value, tr(text)) for value, text in _VAT_COSTS)),
        SettingLine("vat_report", tr(msg("VAT in the reports")), tr(_VAT_REPORT), values["vat_report"],
                    choices=tuple((value, tr(text)) for value, text in _VAT_REPORTS)),
        SettingLine("kept_first", tr(msg("Figures by hand")), tr(_FIRST), kept, choices=tuple(first)),
    ]  # fmt: skip


def parameter_line(parameter: Parameter, value: str, metrics: tuple[str, ...], context: Context) -> SettingLine:
    """A parameter with its bounds or choices, its default and the metrics that depend on it."""
    tr, russian = context.tr_, context.lang == "ru"
    about = parameter.about_ru if russian else parameter.about_en
    if parameter.id in _MEANS:
        about = tr(_MEANS[parameter.id])
    words = {one: choice_text(parameter, one, context) for one in parameter.choices}
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


def choice_text(parameter: Parameter, value: str, context: Context) -> str:
    """A value of a list in words."""
    words = CHOICE_WORDS.get((parameter.id, value))
    return value if words is None else context.tr_(words)
