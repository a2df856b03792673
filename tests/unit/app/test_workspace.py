"""Definitions of a book over the formulas of a day: a closed month has its own formulas and no newer ones."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from kpi_desktop.app.workspace import Workspace, load_workspace
from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.resources import folder

if TYPE_CHECKING:
    from pathlib import Path


def test_parameters_are_put_into_the_formulas_of_that_day(tmp_path: Path) -> None:
    then = tmp_path / "formulas"
    shutil.copytree(folder("formulas"), then)
    aov = then / "shop" / "aov.toml"
    aov.write_text(aov.read_text("utf-8").replace("Средний чек (AOV)", "Чек тех дней"), "utf-8")
    frozen = Workspace(load_catalogue(then), folder=then).of({"parameter:churn_days": "90"})
    assert frozen.catalogue.values["churn_days"] == "90"
    assert frozen.catalogue.metrics["aov"].name_ru == "Чек тех дней"


def test_the_same_settings_give_the_same_definitions() -> None:
    plain = load_workspace()
    changed = plain.of({"parameter:churn_days": "90"})
    assert changed is plain.of({"parameter:churn_days": "90", "company": "Проба"})
    assert changed.of({}) is plain
    assert changed.of({"parameter:churn_days": plain.catalogue.parameters["churn_days"].default}) is plain
