"""A brand is a folder: `brand.toml` with name, accent colour and contacts, and a logo beside it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.message import msg
from kpi_desktop.resources import folder

if TYPE_CHECKING:
    from pathlib import Path

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Brand:
    """How the report looks and whom to ask: nothing in it reaches the page unescaped."""

    place: Path
    name: str
    accent: str
    logo: str
    contacts: tuple[str, ...]


def default_brand() -> Path:
    """The folder of the brand that ships with the program."""
    return folder("templates") / "brand" / "default"


def load_brand(place: Path | None) -> Brand:
    """Read a brand's folder; a colour that is no colour or a logo outside the folder is refused."""
    place = (place or default_brand()).resolve()
    try:
        text = (place / "brand.toml").read_bytes()[:_MOST_BYTES].decode("utf-8")
        table = tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise UsageError(
            msg("The brand “{folder}” cannot be read: {why}", folder=place.name, why=str(error)),
            fix=msg("A brand is a folder with a file brand.toml: name, accent, logo, contacts"),
        ) from error
    accent, logo = str(table.get("accent", "#2563eb")), str(table.get("logo", ""))
    if not _COLOUR.fullmatch(accent):
        raise UsageError(
            msg("The brand “{folder}”: “{colour}” is not a colour", folder=place.name, colour=accent),
            fix=msg("Write the colour as #2563eb"),
        )
    if logo and not (place / logo).resolve().is_relative_to(place):
        raise UsageError(msg("The brand “{folder}”: the logo lies outside its folder", folder=place.name))
    contacts = table.get("contacts", [])
    lines = tuple(str(line) for line in contacts) if isinstance(contacts, list) else ()
    return Brand(place, str(table.get("name", "")), accent.lower(), logo, lines)
