"""Break-even covers expenses of the class fixed (NUMBERS 21): what stays outside it is said, with its sum; by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.answers import answers_of
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.i18n.translator import Translator
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.answers import Answer

SEPTEMBER = ("2026-09-01", "2026-09-30")


def company(where: Path, *expenses: str) -> Path:
    """Revenue 400,000 that cost 240,000; advertising 10,000; the given expenses."""
    found = Company(where)
    found.add(Export("day document amount cost\n2026-09-10 1 400000 240000", "sale", "1C", *SEPTEMBER))
    found.add(Export("day cost channel\n2026-09-02 10000 Яндекс", "advertising", "Директ", *SEPTEMBER))
    spent = "\n".join(("day amount class", *(f"2026-09-05 {one}" for one in expenses)))
    found.add(Export(spent, "expense", "Расходы", *SEPTEMBER))
    found.book.close()
    return found.path


def break_even(path: Path) -> Answer:
    answers = answers_of(load_workspace(), path, "2026-09").answers
    return next(one for one in answers if one.id == "breakeven_revenue")


def test_expenses_that_break_even_leaves_out_are_named_with_their_sum(tmp_path: Path) -> None:
    # Contribution 400,000 - 240,000 - 10,000 - 30,000 of advertising and delivery = 120,000: 30 % of revenue.
    # Fixed 60,000 / 0.3 = 200,000; the sales department's 45,000 and overhead of 5,000 are outside.
    found = break_even(company(tmp_path, "30000 variable", "60000 fixed", "45000 sales", "5000 overhead"))
    assert found.value == Decimal(200_000)
    ru, en = (Translator(lang)(found.how).replace("\xa0", " ") for lang in ("ru", "en"))
    assert "«постоянные» (60 000,00)" in ru
    assert "Прочие операционные расходы (50 000,00) сюда не входят" in ru
    assert "Other operating expenses (50,000.00) are not in it" in en


def test_nothing_is_said_where_nothing_is_left_out(tmp_path: Path) -> None:
    found = break_even(company(tmp_path, "30000 variable", "60000 fixed"))
    assert found.value == Decimal(200_000)
    assert Translator("ru")(found.how) == "Постоянные расходы ÷ доля маржинальной прибыли"


@pytest.mark.parametrize("metric", ["breakeven_revenue", "breakeven_units", "breakeven_day"])
def test_the_definition_names_the_class(metric: str) -> None:
    definition = load_workspace().catalogue.metrics[metric].definition_ru
    assert "класса «постоянные»" in definition
    assert "полностью покрыты" not in definition
