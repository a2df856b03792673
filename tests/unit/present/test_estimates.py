"""Estimates as they are read: three digits, millions with one decimal, never kopecks."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi_desktop import resources
from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.present.estimates import estimate_text

CATALOGUE = load_catalogue(resources.folder("formulas"))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("2000113", "≈ 2,0 млн ₽"),
        ("2741312.44", "≈ 2,7 млн ₽"),
        ("999999", "≈ 1,0 млн ₽"),
        ("949000", "≈ 949 000 ₽"),
        ("12480350", "≈ 12,5 млн ₽"),
        ("3100000000", "≈ 3,1 млрд ₽"),
        ("43167.90", "≈ 43 200 ₽"),
        ("540.4", "≈ 540 ₽"),
        ("0.4", "≈ 0 ₽"),
        ("-180", "≈ −180 ₽"),
        ("-1150000", "≈ −1,2 млн ₽"),
    ],
)
def test_money(value: str, told: str) -> None:
    text = estimate_text(Decimal(value), CATALOGUE.metrics["revenue"], "RUB", "ru")
    assert text.replace("\u00a0", " ").replace("\u202f", " ") == told


def test_other_figures() -> None:
    sales, margin = (CATALOGUE.metrics[name] for name in ("sales_count", "margin"))
    assert estimate_text(Decimal("1234.6"), sales, "RUB", "en", signed=True).replace("\u00a0", " ") == "≈ +1,230"
    assert estimate_text(Decimal("0.414"), margin, "RUB", "en", signed=True) == "+41.4%"
    revenue = CATALOGUE.metrics["revenue"]
    assert estimate_text(Decimal(2_000_113), revenue, "USD", "en", signed=True) == "≈\u00a0+$2.0m"
    assert estimate_text(Decimal(-2_000_113), revenue, "USD", "en") == "≈\u00a0−$2.0m"
