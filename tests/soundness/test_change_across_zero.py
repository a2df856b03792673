"""A per cent needs both sides of one sign: across zero, and from zero or less, the change is an amount; by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.outputs import Output, write_workbook
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.cli.shell import run
from kpi_desktop.core.period import Period
from kpi_desktop.engine.comparing import change_of
from kpi_desktop.engine.figure import Base, ChangeKind
from kpi_desktop.engine.funnel.words import Told
from kpi_desktop.present.levels import level_change
from kpi_desktop.workbook.reading import read_sheets
from kpi_desktop.workbook.verify import verify
from tests.unit.engine.company import CATALOGUE, Company, Export

if TYPE_CHECKING:
    from pathlib import Path

#: Balances at the end of each month: 1,000 is burnt to 900 (100), then grows to 1,300 (−400), to 1,350 (−50), to
#: 1,100 (250), to 975 (125), and stays (0).
BALANCES = {"01": 1000, "02": 900, "03": 1300, "04": 1350, "05": 1100, "06": 975, "07": 975}
#: The change to the month before: across zero and from below it an amount, else a part of 1.
CHANGES = {
    "03": (ChangeKind.AMOUNT, "-500"),
    "04": (ChangeKind.AMOUNT, "350"),
    "05": (ChangeKind.AMOUNT, "300"),
    "06": (ChangeKind.PERCENT, "-0.5"),
    "07": (ChangeKind.PERCENT, "-1"),
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    company = Company(tmp_path_factory.mktemp("zero"))
    rows = "\n".join(f"2026-{month}-28 Касса {balance}" for month, balance in BALANCES.items())
    company.add(Export(f"day account balance\n{rows}", "cash", "Касса", "2026-01-01", "2026-07-31"))
    for month, (kind, change) in CHANGES.items():
        (figure,) = company.engine.figures(["cash_burn_rate"], [Period.month(f"2026-{month}")])
        found = figure.comparisons[Base.PREVIOUS]
        assert (found.kind, found.change) == (kind, Decimal(change)), month
    company.book.close()
    return company.path


def test_the_shell_tells_an_amount(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["kpis", "--book", str(book), "--month", "2026-03", "--json", "--lang", "ru"]) == 0
    told = capsys.readouterr().out.replace("\xa0", " ")
    assert '"text": "−500,00' in told
    assert "−500,0 %" not in told


@pytest.mark.parametrize(("month", "shown"), [("2026-03", "-500"), ("2026-04", "350"), ("2026-06", "-0.5")])
def test_the_workbook_has_the_same_change_by_its_formula(book: Path, tmp_path: Path, month: str, shown: str) -> None:
    out = tmp_path / "month.xlsx"
    write_workbook(load_workspace(), book, Output(out, month, "ru"))
    cells = read_sheets(out)["Сводка"]
    row = next(at[1:] for at, cell in cells.items() if at[0] == "A" and str(cell.value).startswith("Burn Rate"))
    assert Decimal(str(cells[f"D{row}"].value)) == Decimal(shown)
    found = verify(out)
    assert found.sound
    assert found.equal == found.formulas


def test_a_level_beside_its_usual_one() -> None:
    assert level_change(80, 100, Told.MONEY, "en") == "−20.0%"
    assert level_change(-80, 100, Told.MONEY, "en") == level_change(80, -100, Told.MONEY, "en") == ""


@pytest.mark.parametrize(
    ("then", "now", "kind", "change"),
    [
        ("3", "90", ChangeKind.AMOUNT, "87"),  # thirty times as many: «+2 900 %» says less than 87 more
        ("9", "90", ChangeKind.PERCENT, "9"),  # ten times as many is told in per cent yet
        ("9", "91", ChangeKind.AMOUNT, "82"),
        ("90", "3", ChangeKind.PERCENT, "-0.9666666666666666666666666666666667"),
        ("0", "5", ChangeKind.AMOUNT, "5"),
    ],
)
def test_more_than_ten_times_the_base_is_an_amount(then: str, now: str, kind: ChangeKind, change: str) -> None:
    leads = CATALOGUE.metrics["leads"]
    found, told = change_of(leads, Decimal(now), Decimal(then))
    assert told is kind
    assert float(str(found)) == pytest.approx(float(change))


def test_more_than_ten_times_the_base_reads_alike_in_the_shell_and_the_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """3 leads in January, 90 in February: 87 more in both."""
    company = Company(tmp_path)
    rows = "".join(f"2026-01-{day:02} к{day}\n" for day in (2, 3, 4))
    rows += "".join(f"2026-02-{n % 28 + 1:02} ф{n}\n" for n in range(90))
    company.add(Export(f"day customer\n{rows}", "lead", "CRM", "2026-01-01", "2026-02-28"))
    company.book.close()
    capsys.readouterr()
    assert run(["kpis", "--book", str(company.path), "--month", "2026-02", "--json", "--lang", "ru"]) == 0
    told = capsys.readouterr().out
    assert '"text": "+87"' in told
    assert "900,0" not in told
    out = tmp_path / "month.xlsx"
    write_workbook(load_workspace(), company.path, Output(out, "2026-02", "ru"))
    cells = read_sheets(out)["Сводка"]
    row = next(at[1:] for at, cell in cells.items() if at[0] == "A" and str(cell.value) == "Количество лидов")
    assert Decimal(str(cells[f"D{row}"].value)) == Decimal(87)
    found = verify(out)
    assert found.sound
    assert found.equal == found.formulas
    assert level_change(90, 3, Told.COUNT, "en") == ""
