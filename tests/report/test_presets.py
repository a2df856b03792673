"""Reports by goal: what each of them prints, the book's own sets, and the box of what to look at."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book, opened_book
from kpi_desktop.app.findings import program_rules
from kpi_desktop.app.presets import book_presets, preset_of, save_preset
from kpi_desktop.app.workspace import Workspace
from kpi_desktop.core.errors import UsageError
from kpi_desktop.engine.findings.joint import findings
from kpi_desktop.present.bundle import Said
from kpi_desktop.report.render import render_report
from kpi_desktop.report.sections import SECTIONS
from tests.report import pdf
from tests.report.month import bundle, catalogue
from tests.unit.engine.findings.months import sight

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.present.bundle import Bundle


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


def _with_findings(goal: str, metrics: tuple[str, ...]) -> Bundle:
    """A month whose profit is −1, whose plan is met by 0.97, with 3 unpaid contracts and debts of 5; no past."""
    numbers = {"profit": "-1", "plan_attainment": "0.97", "unpaid_contracts": "3", "receivables_overdue": "5"}
    seen = sight(catalogue(), {name: [Decimal(number)] for name, number in numbers.items()})
    said = Said(findings(program_rules(catalogue()), seen), seen)
    found = bundle(metrics=metrics)
    return replace(found, preset=replace(catalogue().presets[goal], metrics=metrics), said=said)


def test_the_summary_tells_three_findings_and_the_page_of_checks_all_of_them(tmp_path: Path) -> None:
    found = _with_findings("owner", ("revenue", "aov"))
    text = pdf.pages(render_report(found, tmp_path / "r.pdf", "ru").path)
    box = text[1]
    assert "Что проверить" in box
    # What costs a known sum comes before what costs an unknown one, the largest first: overdue debts of 5, a loss of 1.
    places = [box.index(text) for text in ("Просроченные долги", "Убыток. Прибыль: −1,00 ₽.", "Подписано, но не")]
    assert places == sorted(places)
    cover = text[0]
    assert [cover.index(text) for text in ("1. Просроченные долги", "2. Убыток.", "3. ")] == sorted(
        cover.index(text) for text in ("1. Просроченные долги", "2. Убыток.", "3. ")
    ), "the cover tells the same in the same order"
    assert "Показателей мало, чтобы судить о целом" not in box
    assert "Всего 5 находок — в разделе «Что проверить»" in box
    page = next(one for one in text[2:] if "Что проверить" in one)
    assert "Просроченные долги клиентов. Из всех неоплаченных договоров просрочено 5,00 ₽" in page
    assert "посмотреть не удалось" in page


def test_a_report_by_goal_tells_only_findings_of_its_figures(tmp_path: Path) -> None:
    found = _with_findings("shop", ("revenue", "aov"))
    whole = " ".join(pdf.pages(render_report(found, tmp_path / "r.pdf", "ru").path))
    assert "Убыток" not in whole
    assert "План не выполнен" not in whole
