"""The owner's own values of parameters: they change figures, definitions and what is said beside them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.figures import explain, month_figures
from kpi_desktop.app.settings import change_settings, read_settings
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.errors import UsageError
from kpi_desktop.i18n.translator import Translator
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

ROWS = """
day amount customer document
2026-01-05 10 A 1
2026-01-06 10 B 2
2026-02-10 10 A 3
2026-03-10 10 A 4
2026-03-31 10 C 5
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    company = Company(tmp_path)
    company.add(Export(ROWS, "sale", "1C", "2026-01-01", "2026-03-31"))
    company.book.close()
    return company.path


def test_a_shorter_horizon_changes_who_is_active(book: Path) -> None:
    workspace = load_workspace()
    change_settings(workspace, book, {"churn_days": "30"})
    _, _, figures = month_figures(workspace, book, "2026-03", metric="active_buyers")
    # 2 to 31 March: A and C
    assert figures[0].value == Decimal(2)
    say = Translator("ru")
    assert "Срок ухода покупателя: 30 дней" in {say(flag.message) for flag in figures[0].flags}
    told = explain(workspace, book, "active_buyers", "2026-03", "ru")
    assert "30 дней" in told.metric.name_ru
    assert "30 дней" in told.metric.definition_ru


def test_settings_list_the_parameters_and_take_the_default_back(book: Path) -> None:
    workspace = load_workspace()
    assert read_settings(workspace, book)["churn_days"] == "180"
    change_settings(workspace, book, {"churn_days": "45"})
    assert read_settings(workspace, book)["churn_days"] == "45"
    change_settings(workspace, book, {"churn_days": ""})
    assert read_settings(workspace, book)["churn_days"] == "180"


@pytest.mark.parametrize("value", ["0", "-5", "много", "1e3", "100000"])
def test_a_value_out_of_bounds_is_refused(book: Path, value: str) -> None:
    with pytest.raises(UsageError):
        change_settings(load_workspace(), book, {"churn_days": value})
