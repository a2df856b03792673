"""Why a figure has no value: the same on every run, and the same in a cell of the workbook as in the program."""

from __future__ import annotations

import math
import random
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from kpi_desktop.catalogue.resolve import resolved
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.engine import evidence, refusals, said
from kpi_desktop.expr.dialects import excel
from kpi_desktop.expr.dialects.leaves import leaves
from kpi_desktop.expr.dialects.value import evaluate
from kpi_desktop.expr.nodes import Call, walk
from kpi_desktop.i18n.message import msg
from kpi_desktop.workbook.reading import read_sheets
from kpi_desktop.workbook.recalculate import recalculated
from tests.unit.engine.company import CATALOGUE, Company, Export

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kpi_desktop.core.missing import Value
    from kpi_desktop.expr.leaf import Leaf

ABSENT = Missing(Reason.NO_DATA, msg("There is no data here"))

#: Draws of the measures under each formula.
DRAWS = 12

MEASURES: tuple[Value, ...] = (ABSENT, Decimal(0), Decimal(0), Decimal(3))

Drawn = tuple[str, "Mapping[Leaf, Value]", "Value"]


class Turned(frozenset[str]):
    """A set that is walked in a chosen order, as sets of text are from run to run."""

    backwards = False

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(frozenset(self), reverse=self.backwards))


@pytest.mark.parametrize("backwards", [False, True])
def test_the_reason_does_not_change_from_run_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, backwards: bool
) -> None:
    """One shop names buyers and no cost, the other cost and no buyers: profit of known buyers lacks one of the two."""
    turned = Turned(refusals.TOLERATED)
    turned.backwards = backwards
    for room in (evidence, refusals, said):
        monkeypatch.setattr(room, "TOLERATED", turned)
    company = Company(tmp_path)
    named = "day document customer amount\n2023-05-02 1 А 100.00"
    costed = "day document cost amount\n2023-05-03 7 30.00 50.00"
    for text, source in ((named, "site"), (costed, "shop")):
        company.add(Export(text, source=source, first="2023-01-01", last="2023-12-31"))
    found = company.engine.figures(["ltv_profit"], [Period.month("2023-05")])[0].inputs[0][1]
    assert isinstance(found, Missing)
    assert (found.reason, found.about) == (Reason.NO_COLUMN, "sale.customer")


def test_a_cell_of_the_workbook_has_no_value_for_the_same_reason(tmp_path: Path) -> None:
    """Every formula of the catalogue over absent measures, zeros and numbers, recalculated by another program."""
    path = tmp_path / "formulas.xlsx"
    drawn = _written(path)
    with recalculated(path) as copy:
        cells = read_sheets(copy)["S"]
    wrong = [
        (name, {str(leaf): str(value)[:9] for leaf, value in given.items()}, wanted, cells[f"A{place}"].value)
        for place, (name, given, wanted) in enumerate(drawn, start=1)
        if not _same(cells[f"A{place}"].value, wanted)
    ]
    assert not wrong, wrong[:5]


def _written(path: Path) -> list[Drawn]:
    """A row for each formula and draw: the formula first, its measures to the right."""
    dice = random.Random(20)
    drawn: list[Drawn] = []
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("S")
    for name in CATALOGUE.metrics:
        tree = resolved(CATALOGUE, name)
        read = leaves(tree) if tree is not None else ()
        if tree is None or excel.UNSUPPORTED & {part.function for part in walk(tree) if isinstance(part, Call)}:
            continue
        for _ in range(DRAWS if read else 1):
            given: dict[Leaf, Value] = {leaf: dice.choice(MEASURES) for leaf in read}
            row = len(drawn)
            for column, value in enumerate(given.values(), start=1):
                if isinstance(value, Missing):
                    sheet.write_formula(row, column, "=NA()")
                else:
                    sheet.write_number(row, column, float(value))
            places = {leaf: f"{_letters(column)}{row + 1}" for column, leaf in enumerate(given, start=1)}
            sheet.write_formula(row, 0, "=" + excel.render(tree, _Cells(places)))
            drawn.append((name, given, evaluate(tree, given.__getitem__)))
    book.close()
    return drawn


class _Cells:
    """Where each measure of a row stands."""

    def __init__(self, places: Mapping[Leaf, str]) -> None:
        self.places = places

    def cell(self, leaf: Leaf) -> str:
        return self.places[leaf]


def _letters(column: int) -> str:
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)


def _same(cell: str | None, wanted: Value) -> bool:
    if isinstance(wanted, Missing):
        return cell == wanted.excel
    return cell is not None and not cell.startswith("#") and math.isclose(float(cell), wanted, abs_tol=1e-9)
