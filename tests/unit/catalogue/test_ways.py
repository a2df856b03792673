"""What is wrong in `ways.toml` is told, each mistake in its place."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.catalogue.ways import check_ways, read_ways
from tests.unit.engine.company import CATALOGUE

if TYPE_CHECKING:
    from kpi_desktop.core.issue import Issue

GOOD = """
[[revenue]]
id = "sales"
ru = "Продажи × чек"
en = "Sales × check"
formula = "sales * check"

[[revenue.factors]]
symbol = "sales"
formula = "orders"

[[revenue.factors]]
symbol = "check"
formula = "revenue_net / orders"
ru = "Чек"
en = "Check"
"""


def said(text: str) -> list[str]:
    issues: list[Issue] = []
    ways = read_ways(tomllib.loads(text), issues)
    return [str(issue.message) for issue in (*issues, *check_ways(replace(CATALOGUE, ways=ways)))]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("", "", None),
        ("[[revenue]]", "[[revenu]]", "There is no metric “revenu”"),
        ('"sales * check"', '"sales * chek"', "do not name the same"),
        ('"sales * check"', '"sales *"', "The formula breaks off"),
        ('formula = "orders"', 'formula = "orderss"', "“orderss” is neither a measure nor a metric"),
        ('ru = "Чек"', 'ru = ""', "needs a name in both languages"),
        ('formula = "sales * check"', 'over = "produkt"', "No fact has the dimension “produkt”"),
        ('formula = "sales * check"', "", "either a formula over its factors or a split"),
        ('en = "Sales × check"', "", "is missing"),
    ],
)
def test_mistakes_are_told(old: str, new: str, what: str | None) -> None:
    assert not old or old in GOOD
    text = GOOD.replace(old, new)
    if old == "[[revenue]]":
        text = text.replace("[[revenue.factors]]", "[[revenu.factors]]")
    found = said(text)
    if what is None:
        assert found == []
    else:
        assert any(what in one for one in found), found
