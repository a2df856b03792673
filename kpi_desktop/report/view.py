"""What the report's templates get: frozen texts, nothing to call and nothing to compute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpi_desktop.i18n.translator import Translator
    from kpi_desktop.present.bundle import Bundle
    from kpi_desktop.report.brand import Brand


@dataclass(frozen=True, slots=True)
class Setting:
    """What every section is made from: the bundle, the language, the brand."""

    bundle: Bundle
    translate: Translator
    brand: Brand

    @property
    def lang(self) -> str:
        """The language of the report."""
        return self.translate.lang


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report: its template (`id`.html), its heading, and the texts that fill the template."""

    id: str
    title: str
    view: object


@dataclass(frozen=True, slots=True)
class Change:
    """A change against one base: the base's value, the change, and whether it is good."""

    value: str
    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Figures:
    """A drawing with what stands around it."""

    title: str
    unit: str
    source: str
    svg: str


@dataclass(frozen=True, slots=True)
class Table:
    """A plain table: headings, rows of cells (the first names the row, the rest are figures), a line of totals."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
