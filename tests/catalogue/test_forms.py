"""Other definitions of one quantity: each has a main one, and both stand side by side wherever figures are shown."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.catalogue.forms import beside_main, forms_of
from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.catalogue.rules import forms as rule
from kpi_desktop.cli.shell import run
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.resources import folder
from kpi_desktop.workbook.layout import TITLES
from kpi_desktop.workbook.reading import read_sheets
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE = load_catalogue(folder("formulas"))

#: Three buyers of 500, 300 and 200: the largest has a half, the first three everything.
SALES = """
day amount customer document manager
2026-10-01 500 A 1 Анна
2026-10-12 300 B 2 Анна
2026-10-31 200 C 3 Борис
"""

#: What the sources define in two ways, with the metric under which the other definition stands.
TWICE = {
    "churn_never_returned": "churn_rate", "crr_ever": "crr", "repeat_purchases_in_period": "repeat_purchases",
    "customer_lifetime_repeaters": "customer_lifetime", "sales_cycle_median": "sales_cycle",
    "cash_burn_operating": "cash_burn_rate", "cac_advertising": "cac", "leads_won_share": "sales_conversion",
    "new_deals_won_share": "win_rate", "purchases_per_customer": "purchase_frequency",
}  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Path:
    company = Company(tmp_path)
    company.add(Export(SALES, first="2026-10-01", last="2026-10-31"))
    company.book.close()
    return company.path


@pytest.mark.parametrize(("form", "main"), TWICE.items())
def test_each_names_the_other(form: str, main: str) -> None:
    assert form in {one.id for one in forms_of(CATALOGUE, main)}
    assert forms_of(CATALOGUE, form)[0].id == main


def test_a_metric_of_one_definition_stands_alone() -> None:
    assert forms_of(CATALOGUE, "revenue") == ()


def test_a_form_without_its_main_one_keeps_its_place() -> None:
    names = ["cac_full", "leads", "crr_ever", "cac", "crr", "cac_advertising"]
    found = beside_main(CATALOGUE.metrics[name] for name in names)
    assert [one.id for one in found] == ["leads", "cac", "cac_full", "cac_advertising", "crr", "crr_ever"]
    assert [one.id for one in beside_main([CATALOGUE.metrics["cac_full"]])] == ["cac_full"]


@pytest.mark.parametrize(
    ("of", "code"), [("nothing", "unknown_form"), ("crr_ever", "bad_form"), ("aov", "bad_form"), ("margin", "bad_form")]
)
def test_what_is_no_main_definition_is_found(of: str, code: str) -> None:
    broken = replace(CATALOGUE.metrics["retention_rate"], form_of=of)
    catalogue = replace(CATALOGUE, metrics={**CATALOGUE.metrics, broken.id: broken})
    assert [issue.code for issue in rule.check(catalogue)] == [code]
    assert not list(rule.check(CATALOGUE))


def test_explain_tells_them_with_their_sources(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["explain", "top_customer_share", "--book", str(book), "--month", "2026-10", "--json"]) == 0
    found = {one["figure"]["id"]: one for one in json.loads(capsys.readouterr().out)["forms"]}
    values = {name: float(one["figure"]["value"]) for name, one in found.items()}
    assert values == {"top_customer_share_1": 0.5, "top_customer_share_3": 1.0, "top_customer_share_10": 1.0}
    assert run(["explain", "top_customer_share_1", "--book", str(book), "--month", "2026-10"]) == 0
    told = capsys.readouterr().out
    assert "\n  Зависимость от ключевых клиентов: 100,0\u00a0% (источник: A:120)" in told
    assert run(["explain", "crr", "--book", str(book), "--month", "2026-10", "--lang", "en"]) == 0
    assert "\n  Retention" in capsys.readouterr().out


def test_the_sheet_of_kpis_has_them_one_under_the_other(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "k.xlsx"
    assert run(["workbook", str(out), "--book", str(book), "--month", "2026-10"]) == 0
    cells = read_sheets(out)[Translator("ru")(TITLES["kpis"])]
    rows = {cell.value: int(at[1:]) for at, cell in cells.items() if at[0] == "A" and at[1:].isdigit() and cell.value}
    main = rows["Зависимость от ключевых клиентов"]
    titles = [CATALOGUE.metrics[f"top_customer_share_{n}"].name_ru for n in (1, 3, 10)]
    assert sorted(rows[title] for title in titles) == [main + 1, main + 2, main + 3]
