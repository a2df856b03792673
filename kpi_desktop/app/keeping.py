"""Figures kept by hand: read from what was typed, checked, stored as an undoable batch, listed."""

from __future__ import annotations

import getpass
import secrets
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened_book
from kpi_desktop.app.naming import listed, meant
from kpi_desktop.core.errors import KpiDesktopError, UsageError
from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.core.unit import MONEY, Unit
from kpi_desktop.facts.kept import KeptCell, KeptSheet
from kpi_desktop.i18n.formats import amount_message
from kpi_desktop.i18n.message import Message, msg, named
from kpi_desktop.i18n.translator import Translator

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.model import Dimension, Measure
    from kpi_desktop.facts.kept import KeptFigure
    from kpi_desktop.store.book import Book

#: What the list of imports shows for figures that were typed.
TYPED = msg("Entered by hand")

_MONEY = Unit.of(MONEY)


@dataclass(frozen=True, slots=True)
class KeptView:
    """What the page of figures by hand shows: every figure that stands, the measures and splits that may be entered."""

    figures: tuple[KeptFigure, ...]
    measures: tuple[Measure, ...]
    dimensions: tuple[Dimension, ...]
    members: dict[str, tuple[str, ...]]
    currency: str


def keepable_measures(workspace: Workspace) -> tuple[Measure, ...]:
    """The measures that may be entered by hand, in the catalogue's order."""
    from kpi_desktop.engine.kept import keepable

    return tuple(measure for measure in workspace.catalogue.measures.values() if keepable(measure))


def checked_measure(workspace: Workspace, measure_id: str) -> Measure:
    """The measure of that id or name; UsageError with the nearest ones where it cannot be entered by hand."""
    known = {measure.id: measure for measure in keepable_measures(workspace)}
    if measure_id in known:
        return known[measure_id]
    if measure_id in workspace.catalogue.measures:
        raise UsageError(
            msg("“{measure}” is a plan: plans are entered by the command `plan`", measure=measure_id),
            fix=msg("See `kpi-desktop plan --help`"),
        )
    unknown = msg("There is no measure “{measure}”", measure=measure_id)
    return meant(measure_id, known.values(), unknown, msg("`keep list --all` names them"))


def checked_value(measure: Measure, value: Decimal | None) -> Decimal | None:
    """The figure if it can be one of the measure: counts are whole and not below zero, money has kopecks."""
    if value is None:
        return None
    name = named(measure.name_en, measure.name_ru)
    if measure.unit == _MONEY:
        if -int(value.normalize().as_tuple().exponent) > 2:
            raise UsageError(msg("“{measure}”: money has two digits behind the point", measure=name))
        return value
    if value < 0:
        raise UsageError(msg("“{measure}” cannot be below zero", measure=name))
    counted = measure.aggregation.value in {"count", "distinct", "new", "returning", "first_ever"}
    if counted and value != value.to_integral_value():
        raise UsageError(msg("“{measure}” is a count: it has no fraction", measure=name))
    return value


def checked_cell(workspace: Workspace, cell: KeptCell) -> KeptCell:
    """The cell with its measure's id, once measure, figure, dimension and period are right."""
    measure = checked_measure(workspace, cell.measure)
    dimension = _split(workspace, cell.dimension) if cell.dimension else ""
    if bool(cell.dimension) != bool(cell.member.strip()):
        raise UsageError(msg("A split needs its member: --by channel=NAME"))
    if not 1990 <= cell.first.year <= 2100:
        raise UsageError(msg("The year {year} cannot be right", year=cell.first.year))
    value = checked_value(measure, cell.value)
    return KeptCell(measure.id, cell.first, cell.end, value, dimension, cell.member.strip(), cell.row)


def _split(workspace: Workspace, name: str) -> str:
    known = workspace.catalogue.named_dimensions().values()
    unknown = msg("There is no split “{name}”", name=name)
    return meant(name, known, unknown, msg("Choose one of: {names}", names=listed(known))).id


def author_name() -> str:
    """Who sits at the computer."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def keep(workspace: Workspace, path: Path, cells: Sequence[KeptCell], author: str = "") -> int:
    """Store typed figures as one batch that `undo` takes out; all of them or none. The batch's number."""
    checked = tuple(checked_cell(workspace, cell) for cell in cells)
    if not checked:
        raise UsageError(msg("Nothing was entered"))
    with opened_book(path, read_only=False) as book:
        title = Translator(book.language)(TYPED)
        sheet = KeptSheet(checked, title, author or author_name(), f"typed:{secrets.token_hex(16)}")
        return book.keep(sheet)


def take_sheet(
    workspace: Workspace, book: Book, sheet: KeptSheet
) -> tuple[int | None, int, tuple[Issue, ...], tuple[Issue, ...]]:
    """Store the figures of a workbook that the book has not yet: its batch, their number, refused cells, changes.

    Where nothing differs from the book, the batch is the last one that was entered.
    """
    there = {one.cell.place: one.cell.value for one in book.kept()}
    good, refused, changes = [], list[Issue](), list[Issue]()
    for cell in sheet.cells:
        try:
            checked = checked_cell(workspace, cell)
        except KpiDesktopError as error:
            told = msg("Cell {cell}: {why}", cell=cell.spot[1], why=error.message)
            refused.append(_issue(cell, sheet, Level.WARNING, told, error.fix))
            continue
        if there.get(checked.place) != checked.value:
            good.append(checked)
            what = _what(workspace, checked)
            told = change_message(what, there.get(checked.place), checked.value)
            changes.append(_issue(cell, sheet, Level.INFO, told))
    if not good:
        last = [one.id for one in book.batches() if one.importer == "kept" and one.state == "live"]
        return (last[-1] if last else None), 0, tuple(refused), ()
    batch = book.keep(replace(sheet, cells=tuple(good), author=author_name()))
    return batch, len(good), tuple(refused), tuple(changes)


def _issue(cell: KeptCell, sheet: KeptSheet, level: Level, told: Message, fix: Message | None = None) -> Issue:
    code = "entry_changed" if level is Level.INFO else "kept_cell"
    return Issue(code, level, told, fix, sheet.title, cell.spot[0], cell.row, cell.measure)


def _what(workspace: Workspace, cell: KeptCell) -> Message:
    """The measure and the month or day of a cell, and whose figure it is."""
    measure = workspace.catalogue.measures[cell.measure]
    name = named(measure.name_en, measure.name_ru)
    when = f"{cell.first}" if (cell.end - cell.first).days == 1 else f"{cell.first:%Y-%m}"
    if cell.member:
        return msg("{measure}, {when}, {member}", measure=name, when=when, member=cell.member)
    return msg("{measure}, {when}", measure=name, when=when)


def change_message(what: Message, before: Decimal | None, after: Decimal | None) -> Message:
    """A figure that was entered anew: what it was and what it is now."""
    if after is None:
        return msg("{what}: {before} was taken away", what=what, before=amount_message(before or Decimal(0)))
    if before is None:
        return msg("{what}: {after} is new", what=what, after=amount_message(after))
    return msg("{what}: {before} → {after}", what=what, before=amount_message(before), after=amount_message(after))


def row_of(spot: tuple[str, str]) -> int | None:
    """The row in the address of a cell."""
    digits = spot[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits else None


def kept_figures(path: Path) -> tuple[KeptFigure, ...]:
    """The figures by hand that stand in the book."""
    with opened_book(path) as book:
        return tuple(book.kept())


def kept_view(workspace: Workspace, path: Path) -> KeptView:
    """Everything that the page of figures by hand needs."""
    with opened_book(path) as book:
        dimensions = tuple(workspace.catalogue.named_dimensions().values())
        members = {d.id: tuple(sorted(name for name in book.members(d.id).values() if name)) for d in dimensions}
        figures = tuple(book.kept())
        return KeptView(figures, keepable_measures(workspace), dimensions, members, book.currency)
