"""The book's settings that a person decides: company, currency, language, VAT basis, the parameters of definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.app.naming import Name, listed, meant, named_thing
from kpi_desktop.app.workspace import PARAMETER
from kpi_desktop.catalogue.model import ParameterKind
from kpi_desktop.catalogue.resolve import parameters_of
from kpi_desktop.core.errors import UsageError
from kpi_desktop.engine import kept, vat
from kpi_desktop.engine.standards import BENCHMARK
from kpi_desktop.expr.errors import folded
from kpi_desktop.i18n.message import Message, msg, named
from kpi_desktop.i18n.translator import LANGUAGES, Translator
from kpi_desktop.present.settings import NAMES, choices_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.model import Parameter

#: The setting that states the VAT basis of sources which do not say.
VAT_BASIS = vat.VAT_SETTING
#: The settings that name the VAT basis of the reports, and that of the cost of goods where files say nothing of it.
VAT_REPORT, VAT_COST = vat.REPORT_SETTING, vat.COST_SETTING
#: The setting that names measures whose figures by hand go before the facts.
KEPT_FIRST = kept.KEPT_FIRST

#: Every setting with the values that it takes; () is any text.
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "company": (),
    "currency": (),
    "language": LANGUAGES,
    VAT_BASIS: ("with", "without", "unknown"),
    VAT_REPORT: ("with", "without", "unknown"),
    VAT_COST: ("with", "without", "unknown"),
    KEPT_FIRST: (),
}


def read_settings(workspace: Workspace, path: Path) -> dict[str, str]:
    """The settings as they are; VAT bases are `unknown` until they are stated, parameters have their defaults."""
    with opened_book(path) as book:
        settings = book.settings
        parameters = {
            name: settings.get(PARAMETER + name, found.default)
            for name, found in workspace.catalogue.parameters.items()
        }
        return {
            "company": book.company,
            "currency": book.currency,
            "language": book.language,
            **{name: settings.get(name, "") or "unknown" for name in (VAT_BASIS, VAT_REPORT, VAT_COST)},
            KEPT_FIRST: settings.get(KEPT_FIRST, ""),
            **parameters,
        }


def dependants(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    """The metrics whose value depends on each parameter, in the catalogue's order.

    A benchmark stands beside its metric. When an order is a sale, or how a plan is parted over days, is a matter of the
    rows or of comparisons, not of single metrics: such parameters have none.
    """
    found: dict[str, list[str]] = {}
    for metric in workspace.catalogue.metrics:
        for name in parameters_of(workspace.catalogue, metric):
            found.setdefault(name, []).append(metric)
        if BENCHMARK + metric in workspace.catalogue.parameters:
            found.setdefault(BENCHMARK + metric, []).append(metric)
    return {name: tuple(metrics) for name, metrics in found.items()}


def change_settings(workspace: Workspace, path: Path, wanted: Mapping[str, str]) -> None:
    """Change settings; UsageError for an unknown name or value, and then nothing is changed."""
    parameters = workspace.catalogue.parameters
    wanted = dict(_meant(workspace, name, value) for name, value in wanted.items())
    for name, value in wanted.items():
        if name in parameters:
            _check_parameter(parameters[name], value)
        else:
            _check(name, value)
    _check_measures(workspace, wanted.get(KEPT_FIRST, ""))
    with opened_book(path, read_only=False) as book:
        for name, value in wanted.items():
            match name:
                case "company":
                    book.set_company(value)
                case "currency":
                    book.set_currency(value.upper())
                case "language":
                    book.set_language(value)
                case _ if name in parameters:
                    book.set_setting(PARAMETER + name, value or parameters[name].default)
                case _:
                    book.set_setting(name, "" if value == "unknown" else value)


def setting_names(workspace: Workspace) -> dict[str, Name | Parameter]:
    """Every setting with its name in both languages, in the order in which they are shown."""
    own = {name: named_thing(name, NAMES[name]) for name in SETTINGS}
    return {**own, **workspace.catalogue.parameters}


def _meant(workspace: Workspace, name: str, value: str) -> tuple[str, str]:
    """The setting and the value that are meant: both by id or in words of either language."""
    known = setting_names(workspace)
    otherwise = msg("The settings are: {names}", names=listed(known.values()))
    setting = meant(name, known.values(), msg("There is no setting “{name}”", name=name), otherwise).id
    choices = choices_of(setting, workspace.catalogue.parameters)
    tellers = [Translator(lang) for lang in LANGUAGES]
    said = {folded(tr(text)): one for one, text in choices for tr in tellers}
    return setting, value if value in dict(choices) else said.get(folded(value), value)


def _check_measures(workspace: Workspace, value: str) -> None:
    """Measures by id, or `all`."""
    for word in value.replace(",", " ").replace(";", " ").split():
        if word != "all" and word not in workspace.catalogue.measures:
            raise UsageError(
                msg("There is no measure “{measure}”", measure=word),
                fix=msg("Name measures as `keep list --all` shows them, or write all"),
            )


def _check_parameter(parameter: Parameter, value: str) -> None:
    """An empty value takes the default back."""
    if not value:
        return
    match parameter.kind:
        case ParameterKind.NUMBER:
            allowed = named(f"{parameter.least}–{parameter.most}", f"{parameter.least}–{parameter.most}")
            good = value.isdecimal() and parameter.least <= int(value) <= parameter.most
        case ParameterKind.CHOICE:
            allowed = _allowed(parameter.id, {parameter.id: parameter})
            good = value in parameter.choices
        case ParameterKind.WORDS:
            return
    if not good:
        raise UsageError(
            msg("“{name}” cannot be “{value}”", name=named(parameter.name_en, parameter.name_ru), value=value),
            fix=msg("Choose one of: {names}", names=allowed),
        )


def _check(name: str, value: str) -> None:
    allowed = SETTINGS[name]
    if allowed and value not in allowed:
        raise UsageError(
            msg("“{name}” cannot be “{value}”", name=NAMES[name], value=value),
            fix=msg("Choose one of: {names}", names=_allowed(name, {})),
        )


def _allowed(setting: str, parameters: Mapping[str, Parameter]) -> Message:
    """The values that may be given, each in words and as the shell takes it."""
    return listed(named_thing(value, text) for value, text in choices_of(setting, parameters))
