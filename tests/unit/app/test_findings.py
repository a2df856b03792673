"""A book's own rules: kept, said, exported and taken out; mistakes named and nothing kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop import resources
from kpi_desktop.app.books import new_book
from kpi_desktop.app.findings import OWN, add_rules, export_rules, listed_rules, program_rules, remove_rule, rule_set
from kpi_desktop.app.workspace import Workspace
from kpi_desktop.catalogue.errors import CatalogueError
from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

_RULE = """
[small_check]
ru = "Чек мал"
when = "[Средний чек (AOV)] < 1000"
evidence_ru = "Средний чек {aov}."
check_ru = "Проверьте цены."
do_ru = "Поднимите цены."
"""


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    """The program's definitions."""
    return Workspace(load_catalogue(resources.folder("formulas")))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """An empty book."""
    path = tmp_path / "own.kpi"
    new_book(path, "Ромашка", "RUB")
    return path


def test_an_own_rule_is_kept_exported_and_taken_out(workspace: Workspace, book: Path, tmp_path: Path) -> None:
    (rule,) = add_rules(workspace, book, _RULE, "mine.toml")
    assert rule.metrics == ("aov",)
    assert rule.title == ("Чек мал", "Чек мал")
    assert listed_rules(workspace, book).own == ("small_check",)
    text = export_rules(book, "", tmp_path / "out.toml")
    assert (tmp_path / "out.toml").read_text("utf-8") == text
    remove_rule(book, "small_check")
    assert listed_rules(workspace, book).own == ()
    assert add_rules(workspace, book, text, "out.toml") == (rule,)
    with pytest.raises(UsageError):
        remove_rule(book, "other")


def test_an_own_rule_stands_in_the_place_of_the_programs(workspace: Workspace) -> None:
    text = _RULE.replace("small_check", "low_leads")
    found = rule_set(workspace.catalogue, {OWN + "low_leads": text})
    assert len(found.rules) == len(program_rules(workspace.catalogue))
    assert found.rules[0].title[0] == "Чек мал"


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("[Средний чек (AOV)] < 1000", "[Средний чик] < 1000", "small_check.when"),
        ("[Средний чек (AOV)] < 1000", "aov", "small_check.when"),
        ("{aov}", "{aova}", "small_check.evidence_ru"),
        ("{aov}", "{aov", "small_check.evidence_ru"),
        ("{aov}", "{aov|чек|чека}", "small_check.evidence_ru"),
        ('do_ru = "Поднимите цены."', "", "small_check.do_ru"),
        ("do_ru", "do_us", "small_check.do_us"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_nothing_is_kept(
    workspace: Workspace, book: Path, old: str, new: str, column: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        add_rules(workspace, book, _RULE.replace(old, new), "mine.toml")
    assert column in {issue.column for issue in caught.value.issues}
    assert listed_rules(workspace, book).own == ()


def test_a_rule_that_cannot_be_used_any_more_is_told_and_the_others_speak(workspace: Workspace) -> None:
    found = rule_set(workspace.catalogue, {OWN + "small_check": _RULE.replace("[Средний чек (AOV)]", "gone")})
    assert tuple(found.refused) == ("small_check",)
    assert len(found.rules) == len(program_rules(workspace.catalogue))
