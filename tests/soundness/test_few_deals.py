"""A share of what was won over few closed deals says that it is unsteady: fewer than twenty in twelve months."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Period
from kpi_desktop.i18n.translator import Translator
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.figure import Figure

MAY = Period.month("2023-05")


def coverage(where: Path, won: int, lost: int) -> Figure:
    """Deals of 100 each, closed one a day since the first of March; lost ones last."""
    company = Company(where)
    words = ["won"] * won + ["lost"] * lost
    rows = [f"2022-06-01 {n} {word} 100.00 2023-03-{n:02d}" for n, word in enumerate(words, 1)]
    text = "\n".join(["day deal status amount closed_day", *rows])
    company.add(Export(text, "deal", first="2022-01-01", last="2023-05-31"))
    return next(iter(company.engine.figures(["required_coverage"], [MAY])))


@pytest.mark.parametrize(("won", "lost", "value", "few"), [(5, 14, "3.8", "19"), (5, 15, "4", ""), (4, 0, "1", "4")])
def test_under_twenty_closed_deals_are_said(tmp_path: Path, won: int, lost: int, value: str, few: str) -> None:
    found = coverage(tmp_path, won, lost)
    assert found.value == Decimal(value)  # all closed over those won
    said = [Translator("ru")(flag.message) for flag in found.flags if flag.code == "few_deals"]
    assert [few in text for text in said] == ([True] if few else [])
