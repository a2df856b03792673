"""The book's settings that a person decides: company, currency, language, VAT basis, the parameters of definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.app.workspace import PARAMETER
from kpi_desktop.catalogue.model import ParameterKind
from kpi_desktop.catalogue.resolve import parameters_of
from kpi_desktop.core.errors import UsageError
from kpi_desktop.engine import kept, vat
from kpi_desktop.engine.standards import BENCHMARK
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import LANGUAGES

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
    for name, value in wanted.items():
        if name in parameters:
            _check_parameter(parameters[name], value)
        else:
            _check(name, value, tuple(parameters))
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
            allowed = f"{parameter.least}–{parameter.most}"
            good = value.isdecimal() and parameter.least <= int(value) <= parameter.most
        case ParameterKind.CHOICE:
            allowed = ", ".join(parameter.choices)
            good = value in parameter.choices
        case ParameterKind.WORDS:
            return
    if not good:
        raise UsageError(
            msg("“{name}” cannot be “{value}”", name=parameter.id, value=value),
            fix=msg("Choose one of: {names}", names=allowed),
        )


def _check(name: str, value: str, parameters: tuple[str, ...]) -> None:
    if name not in SETTINGS:
        raise UsageError(
            msg("There is no setting “{name}”", name=name),
            fix=msg("The settings are: {names}", names=", ".join((*SETTINGS, *parameters))),
        )
    allowed = SETTINGS[name]
    if allowed and value not in allowed:
        raise UsageError(
            msg("“{name}” cannot be “{value}”", name=name, value=value),
            fix=msg("Choose one of: {names}", names=", ".join(allowed)),
        )
