"""The same sales as a report by months and as lines are never added silently, in either order of import."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import ImportChoice, import_files
from kpi_desktop.app.workspace import Workspace, load_workspace
from kpi_desktop.core.period import Period
from kpi_desktop.sample.company import Company, Line, TreeRow, sample_company
from kpi_desktop.sample.exports import SITE_FILE, TREE_FILE, write_exports

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lines of the site and a report by months of the very same sales."""
    site = sample_company().site
    groups: dict[tuple[date, str, str], list[Line]] = {}
    for line in site:
        groups.setdefault((line.day.replace(day=1), line.group, line.product), []).append(line)
    tree = tuple(
        TreeRow(
            *key,
            sum(line.quantity for line in lines),
            sum((line.amount for line in lines), Decimal(0)),
            sum((line.cost for line in lines), Decimal(0)),
        )
        for key, lines in groups.items()
    )
    folder = tmp_path_factory.mktemp("exports")
    write_exports(Company(site, (), tree), folder)
    return folder


@pytest.mark.parametrize("order", [(TREE_FILE, SITE_FILE), (SITE_FILE, TREE_FILE)])
def test_second_shape_is_a_question(
    workspace: Workspace, exports: Path, tmp_path: Path, order: tuple[str, str]
) -> None:
    book = tmp_path / "shop.kpi"
    new_book(book, "Магазин", "RUB")
    first, second = (exports / name for name in order)
    found = import_files(workspace, book, [first, second], {})
    assert found[0].batches
    assert found[1].question is not None
    assert not found[1].batches
    by_hand = sum(line.amount for line in sample_company().site if f"{line.day:%Y-%m}" == "2026-10")
    assert _revenue(workspace, book) == by_hand

    replaced = import_files(workspace, book, [second], {second: ImportChoice(replace=True)})
    assert replaced[0].batches
    assert _revenue(workspace, book) == by_hand


def _revenue(workspace: Workspace, book: Path) -> object:
    with opened(workspace, book) as (_, engine):
        return engine.figures(["revenue"], [Period.month("2026-10")])[0].value
