"""The sheets of the funnel and of the change: their figures by hand, and as LibreOffice recalculates them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.workbook.build import build_workbook
from kpi_desktop.workbook.differences import Kind
from kpi_desktop.workbook.package import read_parts, write_parts
from kpi_desktop.workbook.reading import read_sheets
from kpi_desktop.workbook.recalculate import recalculated
from kpi_desktop.workbook.verify import verify
from tests.report.diagnosed import NOW, USUAL, diagnosed
from tests.workbook.company import company

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("weak") / "month.xlsx"
    bundle = company(split=False)
    build_workbook(replace(bundle, diagnosis=diagnosed(bundle.month)), out, "ru")
    return out


def _row(cells: dict[str, str | None], name: str) -> int:
    return next(int(place[1:]) for place, text in cells.items() if place[0] == "A" and text == name)


def test_recalculated_parts_add_up_and_are_those_of_hand(written: Path) -> None:
    """Meetings alone fell, from 80 to 50 of 200: the whole fall from 3,200 to 2,000 is theirs."""
    with recalculated(written, 120) as copy:
        cells = {place: cell.value for place, cell in read_sheets(copy)["Изменение"].items()}
    parts = {name: float(cells[f"J{_row(cells, name)}"] or "nan") for name in
             ("Этап leads", "Этап visits", "Этап orders", "Средний чек")}  # fmt: skip
    assert parts == pytest.approx({"Этап leads": 0, "Этап visits": -1200, "Этап orders": 0, "Средний чек": 0}, abs=1e-6)
    assert float(cells[f"J{_row(cells, 'Изменение результата')}"] or "nan") == NOW[-1] - USUAL[-1]
    assert float(cells[f"J{_row(cells, 'Проверка: сумма минус изменение')}"] or "nan") == 0


def test_conversions_of_the_funnel_are_formulas(written: Path) -> None:
    sheet = read_sheets(written)["Воронка"]
    row = next(int(place[1:]) for place, cell in sheet.items() if place[0] == "A" and cell.value == "Этап visits")
    assert sheet[f"C{row}"].formula == f"B{row}/B{row - 1}"
    assert float(sheet[f"C{row}"].value or "nan") == 0.25
    assert float(sheet[f"F{row}"].value or "nan") == 0.25


def test_nothing_differs_and_a_changed_part_is_named(written: Path, tmp_path: Path) -> None:
    assert verify(written).sound
    parts = read_parts(written.read_bytes())
    name = next(name for name, xml in parts.items() if b"PRODUCT(" in xml and name.startswith("xl/worksheets"))
    parts[name] = parts[name].replace(b"PRODUCT(", b"SUM(", 1)
    spoiled = tmp_path / "spoiled.xlsx"
    write_parts(spoiled, parts)
    assert {(found.sheet, found.kind) for found in verify(spoiled).different} >= {("Изменение", Kind.FORMULA)}


def test_without_a_funnel_there_are_no_such_sheets(tmp_path: Path) -> None:
    info = build_workbook(company(split=False), tmp_path / "plain.xlsx", "ru")
    assert not {"Воронка", "Изменение"} & set(info.sheets)
