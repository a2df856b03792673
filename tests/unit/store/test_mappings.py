"""What the book remembers about layouts survives its closing, and every change of it can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.errors import UsageError
from kpi_desktop.store.book import Book

if TYPE_CHECKING:
    from pathlib import Path


def test_a_change_of_a_mapping_is_taken_back_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "book.kpi"
    with Book.create(path, "ООО") as book:
        for text in ("one", "two", "two", "three"):
            book.save_mapping("abc", "table", text)
        book.save_mapping("zoho", "zoho", "z")
    with Book.open(path) as book:
        assert [(one.layout, one.mapping, one.earlier) for one in book.mappings()] == [("abc", "three", 2),
                                                                                      ("zoho", "z", 0)]  # fmt: skip
        book.restore_mapping("abc")
    with Book.open(path) as book:
        assert {one.layout: one.mapping for one in book.mappings()} == {"abc": "two", "zoho": "z"}
        book.restore_mapping("abc")
        assert set(book.saved_mappings()) == {"three", "z"}, "restoring twice gives back the change"
        with pytest.raises(UsageError):
            book.restore_mapping("zoho")


def test_a_forgotten_mapping_comes_back(tmp_path: Path) -> None:
    with Book.create(tmp_path / "book.kpi", "ООО") as book:
        book.save_mapping("abc", "table", "one")
        book.remove_mapping("abc")
        assert book.saved_mappings() == ()
        with pytest.raises(UsageError):
            book.remove_mapping("abc")
        book.restore_mapping("abc")
        assert book.saved_mappings() == ("one",)
        assert book.check() == []
