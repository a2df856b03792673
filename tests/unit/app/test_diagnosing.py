"""Funnels that an owner keeps in the book: kept whole, tried first, taken out again; a wrong one is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book
from kpi_desktop.app.diagnosing import diagnosis, listed_funnels, remove_funnel, save_funnels
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.catalogue.errors import CatalogueError
from kpi_desktop.core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

MINE = """
[mine]
ru = "Звонки \\"тёплые\\" → сделки"
en = "Warm calls → deals"
person = "manager"

[[mine.stages]]
id = "calls"
ru = "Звонки"
en = "Calls"
measure = "calls_in"

[[mine.stages]]
id = "deals"
ru = "Сделки"
en = "Deals"
measure = "new_deals"
several = true
"""


def test_an_own_funnel_is_kept_and_taken_out(tmp_path: Path) -> None:
    workspace, book = load_workspace(), tmp_path / "book.kpi"
    new_book(book, "Проба")
    assert save_funnels(workspace, book, MINE) == ("mine",)
    first = listed_funnels(workspace, book)[0]
    assert (first.id, first.name_ru, first.person) == ("mine", 'Звонки "тёплые" → сделки', "manager")
    assert [(stage.id, stage.measure, stage.several) for stage in first.stages] == [
        ("calls", "calls_in", False),
        ("deals", "new_deals", True),
    ]
    remove_funnel(book, "mine")
    assert [funnel.id for funnel in listed_funnels(workspace, book)] == list(workspace.catalogue.funnels)
    with pytest.raises(UsageError):
        remove_funnel(book, "mine")


def test_a_wrong_funnel_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    workspace, book = load_workspace(), tmp_path / "book.kpi"
    new_book(book, "Проба")
    with pytest.raises(CatalogueError, match="calls_inn"):
        save_funnels(workspace, book, MINE.replace("calls_in", "calls_inn"))
    with pytest.raises(UsageError):
        save_funnels(workspace, book, "[mine")
    assert "mine" not in {funnel.id for funnel in listed_funnels(workspace, book)}


def test_a_month_without_a_funnel_says_what_to_import(tmp_path: Path) -> None:
    book = tmp_path / "book.kpi"
    new_book(book, "Проба")
    with pytest.raises(UsageError):
        diagnosis(load_workspace(), book, "2026-02")
    with pytest.raises(UsageError):
        diagnosis(load_workspace(), book, "2026-02", "nothing")
