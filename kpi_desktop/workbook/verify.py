"""Checks a workbook of ours: recalculates it and names every cell that differs, and why."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import TOLERANCE
from kpi_desktop.workbook.differences import Difference, Kind, shown_text
from kpi_desktop.workbook.manifest import HASHED, formula_hash, read_manifest, text_mark
from kpi_desktop.workbook.reading import Cell, not_ours, read_book, read_sheets
from kpi_desktop.workbook.recalculate import DEADLINE, recalculated
from kpi_desktop.workbook.row_check import changed_rows
from kpi_desktop.workbook.stream import canonical_number

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.workbook.manifest import Manifest
    from kpi_desktop.workbook.reading import Book

#: Below this, what is left of two figures that cancel is the doubles' own dust.
_DUST = 1e-12


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome: how many formula cells there are, how many agree everywhere, what differs, what shows nothing."""

    formulas: int
    equal: int
    different: tuple[Difference, ...] = ()
    not_cached: tuple[tuple[str, str], ...] = ()
    control: dict[str, str] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.different and not self.not_cached

    def as_json(self) -> dict[str, object]:
        """The shape of the shell's contract."""
        return {
            "formulas": self.formulas,
            "equal": self.equal,
            "different": [
                {
                    "sheet": found.sheet,
                    "cell": found.cell,
                    "expected": found.expected,
                    "found": found.found,
                    "kind": found.kind.value,
                }
                for found in self.different
            ],
            "not_cached": [{"sheet": sheet, "cell": place} for sheet, place in self.not_cached],
        }


def verify(path: Path, deadline: float = DEADLINE) -> Verified:
    """Recalculate the workbook and compare every formula cell, every formula text and every data cell."""
    book = read_book(path)
    try:
        manifest = read_manifest(book.manifest)
    except (ValueError, LookupError, TypeError, struct.error) as error:
        raise not_ours(path) from error
    with recalculated(path, deadline) as copy:
        fresh = read_sheets(copy)
    return compared(book, manifest, fresh)


def compared(book: Book, manifest: Manifest, fresh: dict[str, dict[str, Cell]]) -> Verified:
    """The workbook against its manifest and against its recalculated copy."""
    differences = [found for sheet in manifest.big for found in changed_rows(book.sheets.get(sheet.title, {}), sheet)]
    blamed = {(found.sheet, found.cell) for found in differences}
    kept, own = _choice_kept(book, manifest), _inputs_kept(book, manifest)
    formulas, equal, not_cached = 0, 0, []
    for sheet, cells in book.sheets.items():
        for place, cell in cells.items():
            if cell.formula is None:
                continue
            formulas += 1
            if cell.value is None or (cell.kind == "s" and not cell.value):
                not_cached.append((sheet, place))
                continue
            known = manifest.cells.get((sheet, place))
            found = _difference(cell, fresh.get(sheet, {}).get(place), known, follows=own.get(sheet, kept))
            if found is None:
                equal += (sheet, place) not in blamed
            elif (sheet, place) not in blamed:
                differences.append(Difference(sheet, place, *found))
    differences.extend(_lost(book, manifest))
    differences.extend(_changed_numbers(book, manifest))
    differences.extend(_changed_texts(book, manifest))
    return Verified(formulas, equal, tuple(differences), tuple(not_cached), dict(manifest.control))


def _difference(
    cell: Cell, fresh: Cell | None, known: tuple[int, str, bool] | None, *, follows: bool
) -> tuple[str, str, Kind] | None:
    """What is wrong with a formula cell, None where all is well."""
    if known is not None and cell.formula and formula_hash(cell.formula) != known[0]:
        return _expected(known[1]), "=" + cell.formula, Kind.FORMULA
    now = Cell("n", None) if fresh is None else fresh
    if not _same(cell, now):
        return shown_text(now), shown_text(cell), Kind.CACHED
    if known is not None and (follows or not known[2]) and not _same(_promised(known[1]), now):
        return _expected(known[1]), shown_text(now), Kind.VALUE
    return None


def _lost(book: Book, manifest: Manifest) -> list[Difference]:
    """Formulas that are there no more: a number typed over one, a deleted cell."""
    lost = []
    for (sheet, place), (_, shown, _) in manifest.cells.items():
        cell = book.sheets.get(sheet, {}).get(place)
        if cell is None or cell.formula is None:
            lost.append(
                Difference(sheet, place, _expected(shown), "" if cell is None else shown_text(cell), Kind.FORMULA)
            )
    return lost


def _changed_numbers(book: Book, manifest: Manifest) -> list[Difference]:
    """Figures that are values and were typed over."""
    changed = []
    for (sheet, place), text in manifest.numbers.items():
        cell = book.sheets.get(sheet, {}).get(place, Cell("n", None))
        if cell.formula is not None or not _same(cell, Cell("n", text)):
            found = shown_text(cell) if cell.formula is None else "=" + cell.formula
            changed.append(Difference(sheet, place, canonical_number(text), found, Kind.DATA))
    return changed


def _changed_texts(book: Book, manifest: Manifest) -> list[Difference]:
    """Words that were typed over: a month's name, a KPI's name, a definition."""
    changed = []
    for (sheet, place), text in manifest.texts.items():
        cell = book.sheets.get(sheet, {}).get(place, Cell("s", None))
        if cell.formula is not None or cell.kind != "s" or text_mark(cell.value or "") != text:
            found = shown_text(cell) if cell.formula is None else "=" + cell.formula
            changed.append(Difference(sheet, place, "" if text.startswith(HASHED) else text, found, Kind.TEXT))
    return changed


def _choice_kept(book: Book, manifest: Manifest) -> bool:
    """Whether the drop-down still stands on the month for which the manifest holds figures."""
    if manifest.choice is None:
        return True
    sheet, place, chosen = manifest.choice
    cell = book.sheets.get(sheet, {}).get(place)
    return cell is not None and cell.value == chosen


def _inputs_kept(book: Book, manifest: Manifest) -> dict[str, bool]:
    """For each sheet with numbers that the reader may change: whether all of them stand as they were written."""
    kept: dict[str, bool] = {}
    for (sheet, place), text in manifest.inputs.items():
        cell = book.sheets.get(sheet, {}).get(place, Cell("n", None))
        kept[sheet] = kept.get(sheet, True) and cell.formula is None and _same(cell, Cell("n", text))
    return kept


def _same(left: Cell, right: Cell) -> bool:
    if left.kind != right.kind or left.value is None or right.value is None:
        return left.kind == right.kind and left.value == right.value
    if left.kind != "n":
        return left.value == right.value
    try:
        a, b = float(left.value), float(right.value)
    except ValueError:
        return left.value == right.value
    return a == b or math.isclose(a, b, rel_tol=float(TOLERANCE), abs_tol=_DUST)


def _promised(text: str) -> Cell:
    """What the manifest says that a cell shows."""
    if text.startswith("="):
        return Cell("n", text[1:])
    return Cell("s", text[1:]) if text.startswith("'") else Cell("e", text)


def _expected(text: str) -> str:
    return text[1:] if text[:1] in ("=", "'") else text
