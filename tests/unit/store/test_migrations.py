"""A kept book of version 0 becomes a book of this version, with a copy of it beside."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from kpi_desktop.store.book import Book
from kpi_desktop.store.layout import SCHEMA_VERSION, column_names
from kpi_desktop.store.migrations import MIGRATIONS
from tests.unit.store.exports import FACTS, export


@pytest.fixture
def old_book(tmp_path: Path) -> Path:
    path = tmp_path / "old.kpi"
    with duckdb.connect(str(path)) as conn:
        conn.execute(Path(__file__).with_name("version_0.sql").read_text("utf-8"))
    return path


def test_each_version_has_its_step() -> None:
    assert len(MIGRATIONS) == SCHEMA_VERSION


@pytest.mark.parametrize("read_only", [True, False])
def test_a_book_of_version_0_is_upgraded(old_book: Path, read_only: bool) -> None:
    before = old_book.read_bytes()
    with Book.open(old_book, read_only=read_only) as book:
        assert (book.company, book.settings) == ("ООО «Старт»", {"week_start": "1"})
        assert book.run("SELECT SUM(amount) FROM sale") == [(Decimal(35),)]
        assert book.run("SELECT manager, region, discount FROM sale ORDER BY day") == [(1, 0, None), (0, 0, None)]
        assert [(cover.batch, cover.first) for cover in book.coverage("sale")] == [(2, date(2011, 11, 1))]
        assert book.check() == []
    assert (old_book.parent / "old.kpi.backup" / "old-v0.kpi").read_bytes() == before


def test_an_upgraded_book_has_the_tables_of_a_new_one(old_book: Path, tmp_path: Path) -> None:
    with Book.open(old_book) as upgraded, Book.create(tmp_path / "new.kpi", "ООО") as new:
        tables = "SELECT table_name FROM duckdb_tables() ORDER BY table_name"
        assert upgraded.run(tables) == new.run(tables)
        for (table,) in new.run(tables):
            assert set(column_names(upgraded._conn, table)) == set(column_names(new._conn, table)), table
        assert "order" in FACTS


def test_an_upgraded_book_lives_on(old_book: Path, tmp_path: Path) -> None:
    table = "day document amount region\n2011-11-05 7 16 Тверь\n2011-11-06 8 20 Тверь"
    with Book.open(old_book) as book:
        november = (date(2011, 11, 1), date(2011, 12, 1))
        added = book.add(export(tmp_path, table, period=november))
        assert (added.question, added.replaced_total) == (None, Decimal(35))
        assert book.check() == []
        book.undo(3)
        book.undo(2)
        assert book.run("SELECT SUM(amount) FROM sale") == [(Decimal(30),)]
        assert book.check() == []
