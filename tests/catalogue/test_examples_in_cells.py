"""The worked examples of the sources as live cells: numbers typed into a sheet, recalculated by LibreOffice."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from kpi_desktop.catalogue.rules.examples import expected
from kpi_desktop.expr.context import replaced
from kpi_desktop.expr.dialects import excel
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.expr.nodes import Call, Name, Read
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.handbook import handbook
from kpi_desktop.workbook.recalculate import recalculated
from tests.catalogue.formulas import CATALOGUE
from tests.catalogue.test_examples import OURS, seed, tried

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.expr.nodes import Node

#: What the source prints, and what its own numbers give: it is ten times too high in each.
MISCALCULATED = {"E12": ("4,4 %", Fraction(75, 17_000)), "E13": ("2,5 %", Fraction(25, 10_000)),
                 "E14": ("7,14 %", Fraction(50, 7_000))}  # fmt: skip


class Typed:
    """Where the inputs of one example stand: its row, one column for each."""

    def __init__(self, row: int, symbols: list[str]) -> None:
        self.row, self.symbols = row, symbols

    def cell(self, leaf: Leaf) -> str:
        return f"{chr(ord('B') + self.symbols.index(leaf.measure))}{self.row}"


def as_cells(tree: Node) -> Node:
    """The formula with each symbol read from a cell; one read in another window stands under the name it holds."""

    def read(term: Name | Call) -> Node:
        while isinstance(term, Call):
            inner = term.args[0]
            assert isinstance(inner, Name | Call)
            term = inner
        return Read(Leaf(term.text), msg(term.text))

    return replaced(tree, read)


def test_cells_of_all_examples_give_the_expected_value(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row, (metric, example) in enumerate(OURS, start=1):
        trial = tried(metric, example)
        place = Typed(row, [name for name, _ in trial.inputs])
        sheet[f"A{row}"] = "=" + excel.render(as_cells(trial.tree), place)
        for name, value in trial.inputs:
            assert isinstance(value, Decimal)
            sheet[place.cell(Leaf(name))] = value
    book.save(tmp_path / "examples.xlsx")
    with recalculated(tmp_path / "examples.xlsx") as copy:
        found = [line[0] for line in CalamineWorkbook.from_path(str(copy)).get_sheet_by_index(0).to_python()]
    for (metric, example), cell in zip(OURS, found, strict=True):
        assert isinstance(cell, float), (example.id, metric.id, cell)
        assert cell == pytest.approx(float(expected(example)), rel=1e-14), (example.id, metric.id)


@pytest.mark.parametrize("example_id", MISCALCULATED)
def test_a_miscalculated_example_shows_both_figures(example_id: str) -> None:
    printed, right = MISCALCULATED[example_id]
    entry = seed(example_id)
    metric, example = next((metric, one) for metric, one in OURS if one.id == example_id)
    assert entry["expected"] == pytest.approx(float(right * 100), rel=1e-15)
    assert expected(example) == tried(metric, example).value
    assert float(expected(example)) == pytest.approx(float(right), rel=1e-15)
    assert example.printed == printed
    for lang, wrong, true in (
        ("ru", printed, f"{float(right * 100):.2f}".replace(".", ",")),
        ("en", printed.replace(",", ".").replace(" ", ""), f"{float(right * 100):.2f}"),
    ):
        text = handbook(CATALOGUE, lang)
        assert wrong in text, lang
        assert true in text, lang
