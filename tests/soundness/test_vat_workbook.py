"""A workbook over converted rows: its formulas give the program's figures, the files' own amounts stand beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.outputs import Output, verify_workbook, write_workbook
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.facts.batch import Vat
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

#: 1,200 with 20 %, 1,100 with 10 %, a return of 240 with 20 %: 1,000 + 1,000 - 200 of 1,200 + 1,100 - 240.
SOLD = (
    "day document customer product amount vat_rate cost cost_vat\n2025-05-03 1 А Чай 1200.00 20 600.00 100.00\n"
    "2025-05-04 2 Б Книга 1100.00 10 550.00 50.00\n2025-05-05 3 А Чай -240.00 20 -120.00 -20.00"
)


def table(path: Path, sheet: str) -> list[list[object]]:
    from python_calamine import CalamineWorkbook

    return [list(row) for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()]


@pytest.mark.slow
def test_amounts_of_the_files_stand_beside_those_of_the_reports(tmp_path: Path) -> None:
    found = Company(tmp_path)
    found.add(Export(SOLD, "sale", "1C", "2025-05-01", "2025-05-31", vat=Vat.WITH))
    spent = "day class amount\n2025-05-10 fixed 300.00"
    found.add(Export(spent, "expense", "table", "2025-05-01", "2025-05-31", vat=Vat.WITHOUT))
    found.book.close()
    out = tmp_path / "kpi.xlsx"
    write_workbook(load_workspace(), found.path, Output(out, "2025-05", "ru"))
    checked = verify_workbook(out)
    assert (checked.different, checked.not_cached) == ((), ())
    rows = table(out, "Данные")
    head = next(index for index, row in enumerate(rows) if "НДС строки" in row)
    columns = ("Сумма", "Сумма в файле", "НДС строки", "Себестоимость", "Себестоимость в файле", "НДС себестоимости")
    cells = [[row[rows[head].index(name)] for name in columns] for row in rows[head + 1 : head + 4]]
    assert sorted(cells) == [
        [-200, -240, -40, -100, -120, -20],
        [1000, 1100, 100, 500, 550, 50],
        [1000, 1200, 200, 500, 600, 100],
    ]
