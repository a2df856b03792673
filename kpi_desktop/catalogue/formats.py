"""Formats as `formats.toml` lists them: what an export is recognised by, which facts it fills, how to get it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.core.issue import Issue

FORMATS = "formats.toml"


class Evidence(StrEnum):
    """What the importer was proved on: real files, or only the vendor's description."""

    FILES = "files"
    DOCUMENTATION = "documentation"


@dataclass(frozen=True, slots=True)
class HowTo:
    """The way to an export in one program, step by step."""

    program_ru: str
    program_en: str
    steps_ru: tuple[str, ...]
    steps_en: tuple[str, ...]

    def program(self, lang: str) -> str:
        """The program's name."""
        return self.program_ru if lang == "ru" else self.program_en

    def steps(self, lang: str) -> tuple[str, ...]:
        """What to press, in order."""
        return self.steps_ru if lang == "ru" else self.steps_en


@dataclass(frozen=True, slots=True)
class Format:
    """One export that the program knows; `word` is the contract's, `gives` the columns of each fact that it fills.

    `read` is false where the program tells the format but does not read it yet: it is listed and never advised.
    """

    id: str
    word: str
    name_ru: str
    name_en: str
    signs_ru: str
    signs_en: str
    files: tuple[str, ...]
    evidence: Evidence
    gives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    how: tuple[HowTo, ...] = ()
    read: bool = True

    def name(self, lang: str) -> str:
        """What the export is called."""
        return self.name_ru if lang == "ru" else self.name_en

    def signs(self, lang: str) -> str:
        """What it is recognised by."""
        return self.signs_ru if lang == "ru" else self.signs_en

    @property
    def keys(self) -> frozenset[str]:
        """What it supplies, as facts and columns: `sale`, `sale.amount`, ..."""
        return keys_of(self.gives)


def keys_of(gives: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Facts and columns as keys: `sale`, `sale.amount`, ..."""
    return frozenset(gives) | {f"{fact}.{column}" for fact, columns in gives.items() for column in columns}


def read_formats(data: Mapping[str, object], issues: list[Issue]) -> dict[str, Format]:
    """Every format of `formats.toml`, in the order of the file."""
    whole = Table(data, FORMATS, "", issues)
    return {key: _format(whole.table(key)) for key in data}


def _format(table: Table) -> Format:
    gives = table.table("gives")
    found = Format(
        id=table.path,
        word=table.text("word"),
        name_ru=table.text("ru"),
        name_en=table.text("en"),
        signs_ru=table.text("signs_ru"),
        signs_en=table.text("signs_en"),
        files=table.words("files"),
        evidence=table.choice("evidence", Evidence, Evidence.DOCUMENTATION),
        gives={fact: gives.words(fact) for fact in gives.data},
        how=tuple(_how(entry) for entry in table.tables("how")),
        read=table.flag("read", default=True),
    )
    table.finish()
    return found


def _how(table: Table) -> HowTo:
    found = HowTo(table.text("program_ru"), table.text("program_en"), table.words("ru"), table.words("en"))
    table.finish()
    return found
