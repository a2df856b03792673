"""`check` names what is wrong: each defect is made by hand in the book's own tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.store.exports import export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.store.book import Book

LINES = "day document customer product amount\n2011-11-01 1 А Чай 5\n2011-11-01 1 А Кофе 6\n2011-11-02 2 Б Чай 7"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ("UPDATE sale SET amount = amount + 0.0001 WHERE src_row = 2", "total"),
        ("DELETE FROM sale WHERE src_row = 3", "rows"),
        ("UPDATE sale SET first_of_document = TRUE", "first_of_document"),
        ("UPDATE sale SET first_of_document = FALSE WHERE src_row = 4", "first_of_document"),
        ("UPDATE sale SET kind = 1 WHERE src_row = 4", "first_of_document"),
        ("UPDATE sale SET product = 99 WHERE src_row = 2", "codes"),
        ("DELETE FROM customer_key WHERE code = 2", "codes"),
        ("INSERT INTO document SELECT * FROM document WHERE code = 1", "codes"),
        ("ALTER TABLE removed_sale DROP COLUMN discount; ALTER TABLE sale DROP COLUMN discount", "schema"),
    ],
)
def test_a_defect_is_found(book: Book, tmp_path: Path, spoil: str, code: str) -> None:
    book.add(export(tmp_path, LINES))
    assert book.check() == []
    book._conn.execute(spoil)
    assert code in {issue.code for issue in book.check()}
