"""Reports by goal: what each of them prints, the book's own sets, and the box of what to look at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book, opened_book
from kpi_desktop.app.presets import book_presets, preset_of, save_preset
from kpi_desktop.app.workspace import Workspace
from kpi_desktop.core.errors import UsageError
from kpi_desktop.report.render import render_report
from kpi_desktop.report.sections import SECTIONS
from tests.report import pdf
from tests.report.month import bundle, catalogue

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "b.kpi"
    new_book(path, "ООО «Ромашка»", "RUB", "ru")
    return path


def test_the_goals_of_the_sources_and_of_an_owner() -> None:
    presets = catalogue().presets
    assert list(presets) == [
        "owner", "shop", "sales", "marketing", "customers", "project", "finance", "enterprise", "staff", "scaling",
    ]  # fmt: skip
    assert 25 <= len(presets["owner"].metrics) <= 35
    assert presets["enterprise"].metrics == ("avg_deal_size", "revenue_per_unit")
    assert presets["staff"].metrics == ("act_emails", "act_calls", "act_meetings")
    assert presets["scaling"].metrics == ("sales_cycle", "revenue_per_unit")
    for preset in presets.values():
        assert len(set(preset.metrics)) == len(preset.metrics)
        assert set(preset.sections) <= set(SECTIONS)


def test_a_set_of_ones_own_lives_in_the_book(book: Path) -> None:
    workspace = Workspace(catalogue())
    save_preset(workspace, book, "mine", ["aov", "revenue", "aov"], "Мои цифры")
    found = book_presets(workspace, book)[-1]
    assert (found.id, found.name("ru"), found.metrics, found.own) == ("mine", "Мои цифры", ("aov", "revenue"), True)
    with opened_book(book) as opened:
        assert preset_of(workspace, opened.settings, "mine") == found
        default = preset_of(workspace, opened.settings, None)
        assert default is not None
        assert default.id == "owner"
        assert preset_of(workspace, opened.settings, "all") is None
        with pytest.raises(UsageError):
            preset_of(workspace, opened.settings, "mein")
    save_preset(workspace, book, "mine", ())
    assert not any(preset.own for preset in book_presets(workspace, book))


@pytest.mark.parametrize(("name", "metrics"), [("owner", ["aov"]), ("all", ["aov"]), ("Моё", ["aov"]), ("my", ["aof"])])
def test_a_set_that_cannot_be_kept(book: Path, name: str, metrics: list[str]) -> None:
    with pytest.raises(UsageError):
        save_preset(Workspace(catalogue()), book, name, metrics)
    assert not any(preset.own for preset in book_presets(Workspace(catalogue()), book))


def test_a_report_by_goal_prints_its_own_figures_in_their_order(tmp_path: Path) -> None:
    metrics = ("aov", "revenue", "units", "margin")
    preset = replace(catalogue().presets["shop"], metrics=metrics)
    found = replace(bundle(metrics=metrics), preset=preset)
    info = render_report(found, tmp_path / "r.pdf", "ru")
    text = pdf.pages(info.path)
    assert "Отчёт: Магазин" in text[0]
    assert text[1].index("Средний чек") < text[1].index("Выручка")
    whole = " ".join(text)
    assert "592,71 ₽" in whole
    assert "Покупатели: новые и повторные" not in whole, "not a figure of this goal"
    assert "Количество позиций" not in whole
    definitions = whole[whole.index("Как это посчитано") if "Как это посчитано" in whole else 0 :]
    assert "974 416,40 ₽ / 1 644 = 592,71 ₽" in definitions


def test_what_to_look_at_names_the_figures_that_got_worse(tmp_path: Path) -> None:
    metrics = ("revenue", "aov", "sales_count", "buyers", "revenue_returns")
    found = replace(bundle(metrics=metrics), preset=replace(catalogue().presets["shop"], metrics=metrics))
    text = pdf.pages(render_report(found, tmp_path / "r.pdf", "ru").path)[1]
    # November 2011 against October, by hand: revenue 948 080,82 against 1 012 732,85 and so on.
    assert "На что посмотреть" in text
    assert "Выручка: 948 080,82 ₽, −6,4 % к октябрю 2011." in text
    assert "Хуже всего" not in text
