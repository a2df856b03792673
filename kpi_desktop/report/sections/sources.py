"""Where the figures came from: every file with its rows, its days and its control totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.i18n.formats import date_text, money_text, number_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.recognised import recognised_message
from kpi_desktop.report.basis import basis_message
from kpi_desktop.report.view import Section

if TYPE_CHECKING:
    from kpi_desktop.present.bundle import SourceLine
    from kpi_desktop.report.view import Setting


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One import: file and what it was, rows, days, the file's own total, what was imported, the difference."""

    file: str
    about: str
    rows: str
    days: str
    file_total: str
    imported: str
    difference: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Sources:
    """The table of imports and what it shows."""

    heads: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    intro: str


def section(setting: Setting) -> Section | None:
    """The sources, or nothing for a book without imports."""
    bundle, translate = setting.bundle, setting.translate
    if not bundle.sources:
        return None
    rows = tuple(_row(setting, line) for line in bundle.sources)
    heads = tuple(
        translate(head)
        for head in (
            msg("File"),
            msg("Data rows"),
            msg("Period"),
            msg("Total of the file"),
            msg("Imported"),
            msg("Difference"),
        )
    )
    if any(row.differs for row in rows):
        intro = msg("Some totals differ: look at the files that are marked before you rely on the figures.")
    else:
        intro = msg("The total of every file beside what was imported from it.")
    return Section("sources", translate(msg("Sources and control totals")), Sources(heads, rows, translate(intro)))


def _row(setting: Setting, line: SourceLine) -> SourceRow:
    lang, known = setting.lang, line.file_total is not None and line.imported_total is not None
    difference = (line.imported_total or Decimal(0)) - (line.file_total or Decimal(0)) if known else None
    return SourceRow(
        line.file,
        _about(setting, line),
        number_text(Decimal(line.rows), 0, lang),
        _days(setting, line),
        _money(line.file_total, line, setting),
        _money(line.imported_total, line, setting),
        _money(difference, line, setting),
        bool(difference),
    )


def _money(value: Decimal | None, line: SourceLine, setting: Setting) -> str:
    """A control total; a file that names no currency is in the book's."""
    return "—" if value is None else money_text(value, line.currency or setting.bundle.currency, setting.lang)


def _days(setting: Setting, line: SourceLine) -> str:
    if line.first is None or line.last is None:
        return "—"
    return f"{date_text(line.first, setting.lang)} – {date_text(line.last, setting.lang)}"


def _imported(setting: Setting, line: SourceLine) -> str:
    """When the file was imported: the day is enough."""
    try:
        day = date.fromisoformat(line.imported_at[:10])
    except ValueError:
        return line.imported_at
    return setting.translate(msg("imported {day}", day=date_text(day, setting.lang)))


def _about(setting: Setting, line: SourceLine) -> str:
    fact = setting.bundle.catalogue.facts.get(line.fact)
    name = (fact.name_ru if setting.lang == "ru" else fact.name_en) if fact else line.fact
    kind, basis = setting.translate(recognised_message(line.recognised)), setting.translate(basis_message(line.vat))
    parts = [name, kind, basis, line.filters, _imported(setting, line)]
    return " · ".join(part for part in parts if part)
