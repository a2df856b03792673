"""The workbook formulas of every metric, recalculated by LibreOffice, agree with Python: zeros and empties too."""

from __future__ import annotations

import csv
import random
import shutil
import subprocess
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.catalogue.resolve import leaves_of, resolved
from kpi_desktop.core.missing import Missing, Reason, Value
from kpi_desktop.expr.dialects import excel
from kpi_desktop.expr.dialects.value import evaluate
from kpi_desktop.i18n.message import msg
from tests.catalogue.formulas import CATALOGUE

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.expr.leaf import Leaf
    from kpi_desktop.expr.nodes import Node

ABSENT = Missing(Reason.NO_DATA, msg("no data"))
TREES = {metric_id: tree for metric_id in CATALOGUE.metrics if (tree := resolved(CATALOGUE, metric_id)) is not None}
LEAVES = leaves_of(CATALOGUE, TREES)
SETS = 24


class Column:
    """The measures of one set of numbers: one column of the sheet."""

    def __init__(self, letter: str) -> None:
        self.letter = letter
        self.rows = {leaf: row for row, leaf in enumerate(LEAVES, start=1)}

    def cell(self, leaf: Leaf) -> str:
        return f"{self.letter}{self.rows[leaf]}"


def numbers(number: int) -> dict[Leaf, Value]:
    """All zero, all absent, then mixtures of money, small counts that cancel, zeros and absent measures."""
    if number < 2:
        return dict.fromkeys(LEAVES, Decimal(0) if number == 0 else ABSENT)
    chance = random.Random(number)
    kinds: list[Value] = [ABSENT, Decimal(0), Decimal("0.1"), Decimal("0.2"), Decimal("0.3"), Decimal(1), Decimal(2)]
    rich = number % 3 == 0
    return {
        leaf: Decimal(chance.randint(-(10**6), 10**10)).scaleb(-2) if rich else chance.choice(kinds[number % 2 :])
        for leaf in LEAVES
    }


def write(place: Path, columns: list[dict[Leaf, Value]]) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for index, values in enumerate(columns, start=1):
        letter = chr(ord("A") + index - 1)
        for row, leaf in enumerate(LEAVES, start=1):
            value = values[leaf]
            sheet[f"{letter}{row}"] = "=NA()" if isinstance(value, Missing) else float(value)
        for row, tree in enumerate(TREES.values(), start=len(LEAVES) + 1):
            # 17 digits, since the text of a csv cell otherwise shows fewer than the cell holds
            cell = sheet[f"{letter}{row}"]
            cell.value = "=" + excel.render(tree, Column(letter))
            cell.number_format = "0.0000000000000000E+00"
    book.save(place)


def recalculated(folder: Path) -> list[list[str]]:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is absent")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", "csv", "--outdir", str(folder), str(folder / "k.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    with (folder / "k.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))[len(LEAVES) :]


def agrees(tree: Node, values: dict[Leaf, Value], cell: str) -> bool:
    value = evaluate(tree, values.__getitem__)
    if isinstance(value, Missing):
        return cell == value.excel
    if cell.startswith("#"):
        return False
    return float(cell) == pytest.approx(float(value), rel=1e-12, abs=1e-9)


def test_cells_agree_with_python(tmp_path: Path) -> None:
    columns = [numbers(number) for number in range(SETS)]
    write(tmp_path / "k.xlsx", columns)
    found = recalculated(tmp_path)
    wrong = [
        (metric_id, number, cells[number], evaluate(tree, columns[number].__getitem__))
        for (metric_id, tree), cells in zip(TREES.items(), found, strict=True)
        for number in range(SETS)
        if not agrees(tree, columns[number], cells[number])
    ]
    assert wrong == []
