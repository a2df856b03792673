"""How often the book is asked for a page: as often for a long past, for many products and for many buyers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import opened
from kpi_desktop.app.bundles import report_bundle
from kpi_desktop.app.figures import month_figures, month_view
from kpi_desktop.app.first import month_first
from kpi_desktop.app.workspace import Workspace
from kpi_desktop.core.period import Period
from kpi_desktop.engine.engine import Engine
from kpi_desktop.engine.evaluation import Evaluation, Outcome
from tests.unit.asking import noted_queries
from tests.unit.engine.company import CATALOGUE, Company, Export

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LAST = Period.month("2025-12")
WORKSPACE = Workspace(CATALOGUE)


def _shop(where: Path, months: int, products: int) -> Path:
    """A shop that sells each product to two buyers on two days of each of its last months."""
    lines = ["day document customer product manager channel segment quantity amount cost"]
    for back in range(months):
        for one in range(products):
            for day in (5, 9):
                number = len(lines)
                lines.append(
                    f"{LAST.shifted(-back).month_text}-{day:02} {number} C{number % 7} P{one} M{one % 2} K{one % 3} S1 "
                    f"1 {100 + number % 9} {60 + number % 5}"
                )
    where.mkdir()
    company = Company(where)
    first = LAST.shifted(1 - months)
    company.add(Export("\n".join(lines), first=f"{first.start}", last=f"{LAST.last_day}"))
    company.book.close()
    return company.path


def _report(path: Path) -> None:
    with opened(WORKSPACE, path) as (book, engine):
        report_bundle(WORKSPACE, book, engine, LAST)


#: What an owner opens: the figures by product, the dashboard, the first page, the report.
PAGES: dict[str, Callable[[Path], object]] = {
    "by product": lambda path: month_figures(WORKSPACE, path, LAST.name, by="product"),
    "dashboard": lambda path: month_view(WORKSPACE, path, LAST),
    "first page": lambda path: month_first(WORKSPACE, path, LAST.name),
    "report": _report,
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_as_often_for_many_products_and_months(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    small, large = _shop(tmp_path / "small", 15, 3), _shop(tmp_path / "large", 38, 40)
    asked = noted_queries(monkeypatch)
    PAGES[page](small)
    once = len(asked)
    asked.clear()
    PAGES[page](large)
    assert len(asked) <= once + 8, "a longer past may bring some kinds of question that a short one has no answer to"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_computes_each_figure_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    """One engine for the whole page, and in it no metric of one member and window is evaluated twice."""
    path = _shop(tmp_path / "shop", 26, 3)
    engines: list[Engine] = []
    found: list[tuple[str, int, int]] = []
    begin, evaluate = Engine.__init__, Evaluation._outcome

    def begun(self: Engine, *given: object) -> None:
        engines.append(self)
        begin(self, *given)  # type: ignore[arg-type]

    def evaluated(self: Evaluation, metric: str, member: int, scene: object) -> Outcome:
        found.append((metric, member, id(scene)))
        return evaluate(self, metric, member, scene)  # type: ignore[arg-type]

    monkeypatch.setattr(Engine, "__init__", begun)
    monkeypatch.setattr(Evaluation, "_outcome", evaluated)
    PAGES[page](path)
    assert len(engines) == 1
    assert found
    assert len(set(found)) == len(found)
