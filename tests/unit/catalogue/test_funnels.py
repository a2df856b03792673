"""Funnels as data: what stands in the file is read, what cannot be is told with its place."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from kpi_desktop import resources
from kpi_desktop.catalogue.funnels import Via, check_funnels, read_funnels
from kpi_desktop.catalogue.load import load_catalogue

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.core.issue import Issue

_HEAD = '[mine]\nru = "Моя"\nen = "Mine"\n'
_LEADS = '[[mine.stages]]\nid = "leads"\nru = "Лиды"\nen = "Leads"\nmeasure = "leads"\n'


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(resources.folder("formulas"))


def stage(measure: str, more: str = "", name: str = "next") -> str:
    return f'[[mine.stages]]\nid = "{name}"\nru = "Дальше"\nen = "Next"\nmeasure = "{measure}"\n{more}\n'


def test_the_funnels_asked_for_are_there(catalogue: Catalogue) -> None:
    stages = {name: [stage.id for stage in funnel.stages] for name, funnel in catalogue.funnels.items()}
    assert stages["sales"] == ["responses", "leads", "visits", "contracts", "payments", "repeat"]
    assert stages["site"] == ["visitors", "carts", "orders"]
    assert stages["calls"] == ["calls", "visits", "purchases"]
    assert stages["deals"] == ["deals", "won"]
    assert stages["leads"][-1] == "purchases"
    assert catalogue.funnels["sales"].stages[-2].via is Via.ROW
    assert catalogue.funnels["sales"].stages[-1].again


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (_HEAD + _LEADS, "two stages"),
        (_HEAD + _LEADS + stage("visit_row"), "visit_row"),
        (_HEAD + _LEADS + stage("visit_rows", name="leads"), "same id"),
        (_HEAD + 'channel = "chanel"\n' + _LEADS + stage("visit_rows"), "chanel"),
        (_HEAD + 'amount = "money"\n' + _LEADS + stage("visit_rows"), "money"),
        (_HEAD + 'profit = "gain"\n' + _LEADS + stage("visit_rows"), "gain"),
        (_HEAD + _LEADS + stage("visit_rows", 'day = "paid_day"'), "visit.paid_day"),
        (_HEAD + _LEADS + stage("visit_rows", 'via = "row"'), "row of the stage before"),
        (_HEAD + _LEADS + stage("calls", 'via = "customer"'), "no customer"),
        (_HEAD + _LEADS + stage("visit_rows", 'via = "phone"'), "phone"),
        (
            _HEAD + _LEADS + stage("visit_rows", 'via = "customer"\nagain = true') + stage("contracts", name="third"),
            "last",
        ),
        (_HEAD + _LEADS + stage("visit_rows", "again = true"), "followed by customer"),
        (_HEAD + _LEADS + stage("cash_end"), "cash_end"),
        (_HEAD + _LEADS + stage("visit_rows", 'wia = "row"'), "wia"),
    ],
)
def test_a_mistake_is_told(catalogue: Catalogue, text: str, told: str) -> None:
    issues: list[Issue] = []
    found = read_funnels(tomllib.loads(text), issues)
    issues.extend(check_funnels(catalogue, found))
    assert any(told in str(issue.message) for issue in issues), issues
    assert all(issue.column.startswith("mine") for issue in issues)
