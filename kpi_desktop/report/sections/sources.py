"""Where the figures came from: every file with its rows, its days and its control totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.resolve import leaves_of
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.formats import date_text, money_text, number_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.matrix import computed
from kpi_desktop.present.recognised import recognised_message
from kpi_desktop.report.basis import basis_message
from kpi_desktop.report.view import Section

if TYPE_CHECKING:
    from kpi_desktop.present.bundle import Bundle, SourceLine
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
    compact: bool


def section(setting: Setting) -> Section | None:
    """The sources, or nothing for a book without imports."""
    bundle, translate = setting.bundle, setting.translate
    if not bundle.sources:
        return None
    lines = _behind(bundle)
    rows = tuple(_row(setting, line) for line in lines)
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
    return Section(
        "sources",
        translate(msg("Sources and control totals")),
        Sources(heads, rows, translate(intro), bundle.preset is not None),
    )


def _behind(bundle: Bundle) -> tuple[SourceLine, ...]:
    """The imports whose facts the printed figures read: all of them where the whole catalogue is printed."""
    if bundle.preset is None:
        return bundle.sources
    leaves = leaves_of(bundle.catalogue, computed(bundle))
    facts = {bundle.catalogue.measures[leaf.measure].fact for leaf in leaves}
    return tuple(line for line in bundle.sources if line.fact in facts) or bundle.sources


def _row(setting: Setting, line: SourceLine) -> SourceRow:
    lang = setting.lang
    return SourceRow(
        line.file,
        _about(setting, line),
        number_text(Decimal(line.rows), 0, lang),
        _days(setting, line),
        _total(line.file_total, line, setting),
        _total(line.imported_total, line, setting),
        _total(line.difference, line, setting),
        bool(line.difference),
    )


def _total(value: Decimal | None, line: SourceLine, setting: Setting) -> str:
    """A control total: money (in the book's currency where the file names none), or hours, pieces without a sign."""
    if value is None:
        return "—"
    if _counts_money(line, setting):
        return money_text(value, line.currency or setting.bundle.currency, setting.lang)
    exponent = value.normalize().as_tuple().exponent
    return number_text(value, max(0, -exponent) if isinstance(exponent, int) else 0, setting.lang)


def _counts_money(line: SourceLine, setting: Setting) -> bool:
    """Whether the column that the control total adds up holds money."""
    fact = setting.bundle.catalogue.facts.get(line.fact)
    return fact is None or not fact.main or fact.column(fact.main).kind is Kind.MONEY


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
    if setting.bundle.preset is not None:
        # What most files do not say need not be said of each of them: the foot of every page has it.
        basis = basis if line.vat in ("with", "without") else ""
        name = "" if kind.endswith(f": {name}") else name
    imported = "" if setting.bundle.preset is not None else _imported(setting, line)
    parts = [name, kind, basis, line.filters, imported]
    return " · ".join(part for part in parts if part)
