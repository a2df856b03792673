"""Funnel, parts and ranges of the sheet «what if»: typed numbers give what the shell's `whatif` and paper give."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.outputs import Output, write_workbook
from kpi_desktop.app.whatif import Wish, what_if
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.workbook.reading import read_sheets
from kpi_desktop.workbook.verify import verify
from tests.unit.engine.company import Company, Export
from tests.workbook.test_whatif_sheet import SHEET, typed_cells

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kpi_desktop.engine.whatif import Effect
    from kpi_desktop.workbook.reading import Cell

MONTH = "2026-09"
FUNNEL = "Лиды → Договоры. Эффект в деньгах: Сумма договоров"
PEOPLE = "Одна часть компании: Менеджер. Эффект в деньгах: Прибыль"
ALL = "Все строки вместе"

#: On a line of a part: new leads, conversion, check; effect, the company's profit, from, to.
LEADS, CONVERSION, CHECK, EFFECT, COMPANY, LOW, HIGH = "C", "E", "G", "I", "J", "K", "L"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every day four leads of two people; Anna sells for 10,000 a day, Boris for 12,000 each second one; cost 6,000.

    120 leads, 45 sales, revenue 300,000 + 180,000, cost 270,000, expenses 100,000 fixed, 50,000 variable:
    profit 60,000, of which 480,000 - 270,000 - 50,000 = 160,000 grows.
    Anna signs 20 contracts of 1,000 or 3,000, of 40,000 together.
    """
    company = Company(tmp_path_factory.mktemp("parts"))
    leads, sales = ["day lead manager"], ["day document customer manager quantity amount cost"]
    contracts = ["day contract manager total"]
    for day in range(1, 31):
        stamp = f"2026-09-{day:02}"
        leads += [f"{stamp} {who}{stamp}{n} {name}" for who, name in (("A", "Анна"), ("B", "Борис")) for n in range(2)]
        sales.append(f"{stamp} SA{stamp} A{stamp}0 Анна 1 10000 6000")
        sales += [f"{stamp} SB{stamp} B{stamp}0 Борис 1 12000 6000"] * (day % 2)
        contracts += [f"{stamp} C{stamp} Анна {3000 if day % 2 else 1000}"] * (day <= 20)
    costs = ["day amount class", "2026-09-05 100000 fixed", "2026-09-05 50000 variable"]
    for lines, fact in ((leads, "lead"), (sales, "sale"), (contracts, "contract"), (costs, "expense")):
        company.add(Export("\n".join(lines), fact=fact, first="2026-09-01", last="2026-09-30"))
    company.book.close()
    return company.path


@pytest.fixture(scope="module")
def written(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sheet") / "kpi.xlsx"
    write_workbook(load_workspace(), book, Output(out, MONTH, "ru"))
    return out


def at(cells: Mapping[str, Cell], heading: str, name: str, column: str, *, nth: int = 0) -> str:
    """The cell on the line of that name below the heading; `nth` of equal names."""
    rows = sorted((int(place[1:]), cell.value) for place, cell in cells.items() if place[0] == "A")
    top = next(row for row, value in rows if value == heading)
    return f"{column}{[row for row, value in rows if row > top and value == name][nth]}"


def told(cells: Mapping[str, Cell], heading: str, name: str, columns: str) -> list[float]:
    return [float(cells[at(cells, heading, name, column)].value or "nan") for column in columns]


def of_shell(book: Path, *wishes: str, part: tuple[str, str] | None = None) -> dict[str, Effect]:
    moved = what_if(load_workspace(), book, [Wish(*wish.split("=")) for wish in wishes], MONTH, part=part)
    return {effect.metric: effect for effect in moved.effects}


def spread(effect: Effect) -> list[float]:
    """After, then from and to."""
    assert isinstance(effect.after, Decimal)
    assert effect.range is not None
    return [float(effect.after), *map(float, effect.range)]


def test_nothing_is_moved_and_everything_verifies(written: Path) -> None:
    cells = read_sheets(written)[SHEET]
    main = "От лидов. Эффект в деньгах: Прибыль"
    assert told(cells, main, "Прибыль", "BCDEFG") == [60000, 160000, -100000, 480000, 60000, 0]
    assert told(cells, main, "Количество продаж (N)", "BCDFG") == [45, 45, 0, 45, 0]
    # No estimate, no range: a dash as everywhere where nothing is told.
    assert [cells[at(cells, main, "Прибыль", column)].value for column in "IJ"] == ["—", "—"]
    assert told(cells, FUNNEL, "Сумма договоров", "BFG") == [40000, 40000, 0]
    # Of 160,000 Anna's are 300,000 - 180,000 - 50,000 x 30 / 48 = 88,750.
    assert told(cells, PEOPLE, "Анна", "BDFHIJ") == [60, 0.5, 10000, 88750, 0, 60000]
    stages = [cells[at(cells, FUNNEL, name, "B")] for name in ("Лиды", "Лиды → Договоры")]
    assert all(stage.formula and "Меры!" in stage.formula for stage in stages)
    assert verify(written).sound


def test_a_raised_conversion_of_the_company_has_the_shells_result_and_range(
    book: Path, written: Path, tmp_path: Path
) -> None:
    """45 of 120 becomes 54 (1.2), the check 11,733.33 (1.1): 160,000 x 1.32 - 100,000 = 111,200."""
    main, cells = "От лидов. Эффект в деньгах: Прибыль", read_sheets(written)[SHEET]
    wishes = {at(cells, main, "Конверсия в продажи", "C"): "0.45",
              at(cells, main, "Средняя сумма чека (ATC)", "C"): repr(480000 / 45 * 1.1)}  # fmt: skip
    out = typed_cells(written, tmp_path / "typed.xlsx", wishes)
    cells, shell = read_sheets(out)[SHEET], of_shell(book, "sales_conversion=0.45", "atc=+10%")
    assert told(cells, main, "Прибыль", "FG") == pytest.approx([111200, 51200])
    assert told(cells, main, "Прибыль", "FIJ") == pytest.approx(spread(shell["profit"]), abs=0.02)
    assert told(cells, main, "Выручка", "FIJ") == pytest.approx(spread(shell["revenue"]), abs=0.02)
    # The check moves no count of sales: 54.
    assert told(cells, main, "Количество продаж (N)", "FIJ") == pytest.approx(spread(shell["sales_count"]), abs=1e-6)
    assert told(cells, main, "Количество продаж (N)", "F") == pytest.approx([54])
    assert verify(out).sound


def test_a_raised_conversion_of_the_funnel_moves_its_own_money(book: Path, written: Path, tmp_path: Path) -> None:
    """A quarter of 120 leads instead of 20: 30 contracts of 2,000."""
    place = at(read_sheets(written)[SHEET], FUNNEL, "Лиды → Договоры", "C", nth=0)
    out = typed_cells(written, tmp_path / "typed.xlsx", {place: "0.25"})
    cells, shell = read_sheets(out)[SHEET], of_shell(book, "sales.contracts=0.25")
    assert told(cells, FUNNEL, "Сумма договоров", "FG") == pytest.approx([60000, 20000])
    assert told(cells, FUNNEL, "Договоры", "FG") == pytest.approx([30, 10])
    assert told(cells, FUNNEL, "Сумма договоров", "FIJ") == pytest.approx(spread(shell["sales.amount"]), abs=0.02)
    assert told(cells, FUNNEL, "Договоры", "FIJ") == pytest.approx(spread(shell["sales.cases"]), abs=1e-6)
    assert told(cells, "От лидов. Эффект в деньгах: Прибыль", "Прибыль", "FG") == [60000, 0]
    assert verify(out).sound


def test_one_person_moves_the_company_by_his_own_part_and_both_add_up(
    book: Path, written: Path, tmp_path: Path
) -> None:
    """Anna's conversion by 1.2: 88,750 x 0.2 = 17,750; Boris's check by 0.9: -(160,000 - 88,750) x 0.1 = -7,125."""
    cells = read_sheets(written)[SHEET]
    wishes = {at(cells, PEOPLE, "Анна", CONVERSION): "0.6", at(cells, PEOPLE, "Борис", CHECK): "10800"}
    out = typed_cells(written, tmp_path / "typed.xlsx", wishes)
    cells = read_sheets(out)[SHEET]
    assert told(cells, PEOPLE, "Анна", EFFECT + COMPANY) == pytest.approx([17750, 77750])
    assert told(cells, PEOPLE, "Борис", EFFECT + COMPANY) == pytest.approx([-7125, 52875])
    assert told(cells, PEOPLE, ALL, EFFECT + COMPANY) == pytest.approx([10625, 70625])
    for name, wish in (("Анна", "sales_conversion=0.6"), ("Борис", "atc=10800")):
        shell = of_shell(book, wish, part=("manager", name))["profit"]
        assert told(cells, PEOPLE, name, COMPANY + LOW + HIGH) == pytest.approx(spread(shell), abs=0.02)
    assert verify(out).sound
