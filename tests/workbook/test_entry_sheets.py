"""The month's workbook filled in by hand: typed figures and plans come back, nothing else of it is ever imported."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from kpi_desktop.app.keeping import author_name
from kpi_desktop.app.plans import plan_versions
from kpi_desktop.cli.shell import run
from kpi_desktop.workbook.recalculate import recalculated
from kpi_desktop.workbook.verify import verify
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.workbook import Workbook

HAND, CHANNELS, PLANS = "Ввод вручную", "Ввод вручную · Канал", "Планы"

SALES = """day document customer amount channel
2026-09-03 1 A 100 Сайт
2026-09-20 2 B 250 Салон
2026-10-01 3 A 100 Сайт
2026-10-31 4 B 200 Салон
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Two months of sales by two channels; 40 calls of October by hand, plans of October for revenue and margin."""
    company = Company(tmp_path)
    company.add(Export(SALES, first="2026-09-01", last="2026-10-31"))
    company.book.close()
    path = company.path
    where = ("--book", str(path))
    assert run(["keep", "set", "calls", "40", "--month", "2026-10", *where]) == 0
    assert run(["plan", "set", "--month", "2026-10", "--amount", "500", *where]) == 0
    assert run(["plan", "set", "--month", "2026-10", "--amount", "40%", "--metric", "margin", *where]) == 0
    return path


@pytest.fixture
def written(tmp_path: Path, book: Path) -> Path:
    out = tmp_path / "Октябрь.xlsx"
    assert run(["workbook", str(out), "--book", str(book), "--month", "2026-10", "--by", "channel"]) == 0
    return out


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> Any:  # noqa: ANN401 - JSON
    capsys.readouterr()
    run([*words, "--json"])
    return json.loads(capsys.readouterr().out)


def opened(path: Path) -> Workbook:
    import openpyxl

    return openpyxl.load_workbook(path)


def typed(path: Path, change: Callable[[Workbook], None]) -> None:
    made = opened(path)
    change(made)
    made.save(path)


def kept(capsys: pytest.CaptureFixture[str], book: Path) -> set[tuple[str, str, str | None, str]]:
    found = asked(capsys, "keep", "list", "--book", str(book))["figures"]
    return {(one["measure"], one["period"], one["member"], one["value"]) for one in found}


def plans(book: Path) -> dict[tuple[str, str, str], Decimal]:
    return {(row.metric, row.month, row.channel): row.amount for row in plan_versions(book)[-1].rows}


def revenue(capsys: pytest.CaptureFixture[str], book: Path) -> str:
    found = asked(capsys, "kpis", "--book", str(book), "--month", "2026-10")
    return next(str(one["value"]) for one in found["metrics"] if one["id"] == "revenue")


def at(made: Workbook, sheet: str, row: str, column: str) -> str:
    """The cell in the row that begins with `row` and in the column whose hidden id is `column`."""
    page = made[sheet]
    ids = [cell.value for cell in page[2]]
    return page.cell(next(n for n in range(4, 99) if page.cell(n, 1).value == row), ids.index(column) + 1).coordinate


def test_it_holds_what_the_book_has_and_untouched_brings_nothing(
    book: Path, written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = opened(written)
    assert made[HAND][at(made, HAND, "2026-10", "calls")].value == 40
    assert made[HAND][at(made, HAND, "2026-09", "calls")].value is None
    assert [made[CHANNELS].cell(row, 2).value for row in (4, 5)] == ["Салон", "Сайт"]
    assert made[PLANS][at(made, PLANS, "Выручка", "2026-10")].value == 500
    assert made[PLANS][at(made, PLANS, "Маржа", "2026-10")].value == 0.4
    assert made["kpi_desktop_entries"].sheet_state == "veryHidden"
    answer = asked(capsys, "import", str(written), "--book", str(book))["files"][0]
    assert (answer["outcome"], answer["recognised"], answer["imported"]) == ("unsupported", "own-workbook", 0)
    assert f"{HAND}, {CHANNELS}, {PLANS}" in answer["issues"][0]["fix"]
    assert len(plan_versions(book)) == 2
    assert revenue(capsys, book) in ("300", "300.00")


def test_what_was_typed_comes_back_and_only_that(book: Path, written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def change(made: Workbook) -> None:
        hand, split, plan = made[HAND], made[CHANNELS], made[PLANS]
        hand[at(made, HAND, "2026-10", "calls")] = 45
        hand[at(made, HAND, "2026-09", "calls")] = "31"
        hand[at(made, HAND, "2026-09", "visitors")] = 0
        split["C4"] = 12
        plan[at(made, PLANS, "Выручка", "2026-11")] = 620.5
        plan[at(made, PLANS, "Маржа", "2026-10")] = "-"
        plan.cell(6, 1, "Количество продаж (N)")
        plan.cell(6, 4, "Сайт")
        plan[at(made, PLANS, "Количество продаж (N)", "2026-11")] = 7

    typed(written, change)
    answer = asked(capsys, "import", str(written), "--book", str(book))["files"][0]
    assert (answer["outcome"], answer["imported"]) == ("ok", 7), answer["issues"]
    assert kept(capsys, book) == {
        ("calls", "2026-10", None, "45"), ("calls", "2026-09", None, "31"), ("visitors", "2026-09", None, "0"),
        ("visitors", "2026-10", "Салон", "12"),
    }  # fmt: skip
    assert len(plan_versions(book)) == 3
    assert (plan_versions(book)[-1].who, plan_versions(book)[-1].note) == (author_name(), "Октябрь.xlsx")
    assert plans(book) == {
        ("revenue", "2026-10", ""): Decimal(500), ("revenue", "2026-11", ""): Decimal("620.5"),
        ("sales_count", "2026-11", "Сайт"): Decimal(7),
    }  # fmt: skip
    told = {(issue["sheet"], issue["row"]): issue["message"] for issue in answer["issues"]}
    assert told[HAND, 5].endswith("2026-10: было 40,00, стало 45,00")
    assert any(text.startswith("План на 2026-10, Маржа: число 0,40 убрано") for text in told.values())
    assert revenue(capsys, book) in ("300", "300.00")


def test_an_old_workbook_does_not_bring_old_figures_back(
    book: Path, written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Calls were 40 when it was written and are 50 in the book since: the untouched cell is no news."""
    assert run(["keep", "set", "calls", "50", "--month", "2026-10", "--book", str(book)]) == 0
    assert run(["plan", "set", "--month", "2026-10", "--amount", "900", "--book", str(book)]) == 0
    typed(written, lambda made: made[HAND].__setitem__(at(made, HAND, "2026-09", "calls"), 31))
    answer = asked(capsys, "import", str(written), "--book", str(book))["files"][0]
    assert (answer["outcome"], answer["imported"]) == ("ok", 1)
    assert kept(capsys, book) == {("calls", "2026-10", None, "50"), ("calls", "2026-09", None, "31")}
    assert plans(book)["revenue", "2026-10", ""] == Decimal(900)
    again = asked(capsys, "import", str(written), "--book", str(book))["files"][0]
    assert (again["outcome"], again["imported"]) == ("ok", 0)
    assert len(kept(capsys, book)) == 2


def test_wrong_cells_are_named_with_sheet_and_cell(
    book: Path, written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spots = []

    def change(made: Workbook) -> None:
        wrong = (
            (HAND, "2026-09", "calls", "1,234"), (HAND, "2026-10", "calls", 4.5),
            (PLANS, "Выручка", "2026-11", -5), (PLANS, "Выручка", "2026-12", "много"),
            (PLANS, "Маржа", "2026-10", 40), (PLANS, "Маржа", "2026-11", "0,5"),
        )  # fmt: skip
        for sheet, row, column, value in wrong:
            cell = at(made, sheet, row, column)
            made[sheet][cell] = value
            spots.append((sheet, cell))
        made[PLANS]["A9"], made[PLANS]["E9"] = "Счастье", 3
        spots.append((PLANS, "E9"))
        made[HAND][at(made, HAND, "2026-09", "leads")] = 8

    typed(written, change)
    answer = asked(capsys, "import", str(written), "--book", str(book))["files"][0]
    assert (answer["outcome"], answer["imported"]) == ("partial", 1)
    told = {(i["sheet"], i["message"].split(":")[0]) for i in answer["issues"] if i["level"] == "warning"}
    assert told == {(sheet, f"Ячейка {cell}") for sheet, cell in spots}
    assert kept(capsys, book) == {("calls", "2026-10", None, "40"), ("leads", "2026-09", None, "8")}
    assert len(plan_versions(book)) == 2


def test_saved_by_an_office_it_is_read_the_same_and_still_verifies(
    book: Path, written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(written, lambda made: made[PLANS].__setitem__(at(made, PLANS, "Выручка", "2026-11"), 700))
    with recalculated(written, 120) as copy:
        saved = tmp_path / "saved.xlsx"
        saved.write_bytes(copy.read_bytes())
    answer = asked(capsys, "import", str(saved), "--book", str(book))["files"][0]
    assert (answer["outcome"], answer["imported"]) == ("ok", 1), answer["issues"]
    assert plans(book)["revenue", "2026-11", ""] == Decimal(700)
    fresh = tmp_path / "fresh.xlsx"
    assert run(["workbook", str(fresh), "--book", str(book), "--month", "2026-10"]) == 0
    assert verify(fresh).sound
