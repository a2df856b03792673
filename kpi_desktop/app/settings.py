"""The book's settings that a person decides: company, currency, language, VAT basis of sources that do not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened
from kpi_desktop.core.errors import UsageError
from kpi_desktop.engine import engine
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace

#: The setting that states the VAT basis of sources which do not say.
VAT_BASIS = engine.VAT_SETTING

#: Every setting with the values that it takes; () is any text.
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "company": (),
    "currency": (),
    "language": LANGUAGES,
    VAT_BASIS: ("with", "without", "unknown"),
}


def read_settings(workspace: Workspace, path: Path) -> dict[str, str]:
    """The settings as they are; the VAT basis is `unknown` until it is stated."""
    with opened(workspace, path) as (book, _):
        return {
            "company": book.company,
            "currency": book.currency,
            "language": book.language,
            VAT_BASIS: book.settings.get(VAT_BASIS, "") or "unknown",
        }


def change_settings(workspace: Workspace, path: Path, wanted: Mapping[str, str]) -> None:
    """Change settings; UsageError for an unknown name or value, and then nothing is changed."""
    for name, value in wanted.items():
        _check(name, value)
    with opened(workspace, path, read_only=False) as (book, _):
        for name, value in wanted.items():
            match name:
                case "company":
                    book.set_company(value)
                case "currency":
                    book.set_currency(value.upper())
                case "language":
                    book.set_language(value)
                case _:
                    book.set_setting(name, "" if value == "unknown" else value)


def _check(name: str, value: str) -> None:
    if name not in SETTINGS:
        raise UsageError(
            msg("There is no setting “{name}”", name=name),
            fix=msg("The settings are: {names}", names=", ".join(SETTINGS)),
        )
    allowed = SETTINGS[name]
    if allowed and value not in allowed:
        raise UsageError(
            msg("“{name}” cannot be “{value}”", name=name, value=value),
            fix=msg("Choose one of: {names}", names=", ".join(allowed)),
        )
