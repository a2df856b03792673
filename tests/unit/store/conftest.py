"""A fresh book for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.store.book import Book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book.create(tmp_path / "book.kpi", "ООО «Ромашка»") as made:
        yield made
