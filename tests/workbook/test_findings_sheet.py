"""The sheet of findings: sums and figures are formulas over the KPIs, and follow them as LibreOffice recalculates."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.findings import program_rules
from kpi_desktop.catalogue.judgements import read_rules
from kpi_desktop.engine.findings.joint import findings
from kpi_desktop.engine.findings.sight import Sight
from kpi_desktop.present.bundle import Said
from kpi_desktop.workbook.build import build_workbook
from kpi_desktop.workbook.reading import read_sheets
from kpi_desktop.workbook.verify import verify
from tests.workbook.company import CATALOGUE, company

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.present.bundle import Bundle
    from kpi_desktop.workbook.reading import Cell

#: An owner's own rule with a sum, and one whose sum cannot be linked: its usual level is an estimate.
_OWN = """
[checks_small]
ru = "Чек мал"
when = "aov > 0"
severity = "problem"
money = "revenue / 10"
money_ru = "десятая часть выручки"
evidence_ru = "Средний чек {aov}, продаж {sales_count}."
check_ru = "Проверьте цены."
do_ru = "Поднимите цены."
"""


def _bundle() -> Bundle:
    bundle = company(split=False)
    rules = (*read_rules(CATALOGUE, _OWN), *program_rules(CATALOGUE))
    sight = Sight.of(CATALOGUE, bundle.month, bundle.matrix.total.values())
    return replace(bundle, said=Said(findings(rules, sight), sight))


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Cell]]:
    out = tmp_path_factory.mktemp("findings") / "month.xlsx"
    build_workbook(_bundle(), out, "ru")
    return out, read_sheets(out)["Что проверить"]


def _place(cells: dict[str, Cell], text: str) -> str:
    return next(place for place, cell in cells.items() if cell.value == text)


def test_the_sum_of_an_own_rule_is_a_formula_over_the_kpi(sheet: tuple[Path, dict[str, Cell]]) -> None:
    _, cells = sheet
    row = _place(cells, "1. Чек мал")[1:]
    money = cells[f"C{row}"]
    assert money.formula is not None
    assert money.formula.startswith("Показатели!$")
    bundle = _bundle()
    revenue = bundle.matrix.total["revenue", bundle.month.month_text].value
    assert isinstance(revenue, Decimal)
    assert float(money.value or "nan") == pytest.approx(float(revenue) / 10)
    assert cells[f"A{row}"].value == "Проблема"
    assert (cells[f"E{row}"].value, cells[f"F{row}"].value) == ("Проверьте цены.", "Поднимите цены.")
    assert cells[f"G{row}"].value == "[Средний чек (AOV)] > 0"


def test_the_figures_are_linked_and_what_waits_for_data_is_named(sheet: tuple[Path, dict[str, Cell]]) -> None:
    _, cells = sheet
    figures = {cells[f"B{place[1:]}"].value: cell for place, cell in cells.items()
               if place[0] == "C" and cell.formula and cells[f"A{place[1:]}"].value == "1"}  # fmt: skip
    assert set(figures) == {"Средний чек (AOV)", "Количество продаж (N)"}
    assert all((cell.formula or "").startswith("Показатели!$") for cell in figures.values())
    waits = _place(cells, "Посмотреть не удалось:")
    below = [cell.value or "" for place, cell in cells.items() if place[0] == "D" and int(place[1:]) > int(waits[1:])]
    assert any("Мало лидов" in titles for titles in below)


def test_the_workbook_with_findings_recalculates_to_itself(sheet: tuple[Path, dict[str, Cell]]) -> None:
    out, _ = sheet
    assert not verify(out).different


def test_a_month_without_findings_has_no_such_sheet(tmp_path: Path) -> None:
    bundle = company(split=False)
    sight = Sight.of(CATALOGUE, bundle.month, bundle.matrix.total.values())
    rules = [rule for rule in program_rules(CATALOGUE) if rule.id == "loss"]
    out = tmp_path / "quiet.xlsx"
    build_workbook(replace(bundle, said=Said(findings(rules, sight), sight)), out, "ru")
    assert "Что проверить" not in read_sheets(out)
