"""One file may bring two imports: the window takes the whole file out, and no other version of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kpi_desktop.app.books import undo_whole
from kpi_desktop.app.workspace import load_workspace
from tests.unit.engine.company import FACTS, Company, Export

if TYPE_CHECKING:
    from pathlib import Path

SALES = "day document amount\n2023-05-02 1 100.00"
SPENT = "day class amount\n2023-05-02 variable 30.00"


def test_sales_and_expenses_of_one_report_go_together(tmp_path: Path) -> None:
    company = Company(tmp_path)
    for text, fact, sha in ((SALES, "sale", "a"), (SPENT, "expense", "a"), (SPENT, "expense", "b")):
        batch = Export(text, fact, f"{fact} {sha}", "2023-05-01", "2023-05-31").batch(tmp_path)
        batch = replace(batch, file_name="Отчёт.xlsx", file_sha256=sha * 64)
        assert company.book.add(batch, FACTS).batch_id is not None
    company.book.close()
    workspace = load_workspace()
    assert undo_whole(workspace, company.path, 2) == (1, 2)
    from kpi_desktop.store.book import Book

    with Book.open(company.path) as book:
        assert book.run("SELECT id FROM batch WHERE state <> 'undone'") == [(3,)]
        assert book.run("SELECT COUNT(*) FROM sale") == [(0,)]
