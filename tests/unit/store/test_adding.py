"""An export enters the book whole, exact and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.errors import BookError
from kpi_desktop.facts.batch import SourceKey
from tests.unit.store.exports import export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.store.book import Book

NOVEMBER = """
day         document kind   customer product quantity amount
2011-11-01  1        sale   Иванов   Чай     2        200.0001
2011-11-01  1        sale   Иванов   Кофе    1        350.50
2011-11-02  2        sale   -        Чай     1        100
2011-11-03  1        return Иванов   Чай     -1       -100
2011-11-04  -        sale   Петров   -       -        49.4999
"""


def test_rows_are_kept_to_the_last_digit(book: Book, tmp_path: Path) -> None:
    added = book.add(export(tmp_path, NOVEMBER))
    assert (added.batch_id, added.imported, added.already, added.question) == (1, 5, False, None)
    assert book.run("SELECT src_row, day, amount, quantity FROM sale ORDER BY src_row") == [
        (2, date(2011, 11, 1), Decimal("200.0001"), Decimal("2.000000")),
        (3, date(2011, 11, 1), Decimal("350.5000"), Decimal("1.000000")),
        (4, date(2011, 11, 2), Decimal("100.0000"), Decimal("1.000000")),
        (5, date(2011, 11, 3), Decimal("-100.0000"), Decimal("-1.000000")),
        (6, date(2011, 11, 4), Decimal("49.4999"), None),
    ]
    assert book.run("SELECT file_total, imported_total, stored_total FROM batch") == [(Decimal("600.000000"),) * 3]
    assert book.check() == []


def test_texts_are_codes_and_nothing_is_zero_or_null(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, NOVEMBER))
    assert book.members("product") == {0: "", 1: "Чай", 2: "Кофе"}
    assert book.run("SELECT product, customer, kind FROM sale ORDER BY src_row") == [
        (1, 1, 0),
        (2, 1, 0),
        (1, None, 0),
        (1, 1, 1),
        (0, 2, 0),
    ]
    assert book.run("SELECT code, key FROM customer_key ORDER BY code") == [(1, "Иванов"), (2, "Петров")]
    assert [column.id for column in book.dimensions("sale")] == ["product"]


def test_a_manager_has_one_code_in_all_facts(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, "day amount manager\n2011-11-01 10 Анна\n2011-11-01 20 Борис"))
    book.add(export(tmp_path, "day manager\n2011-11-01 Борис\n2011-11-02 Вера", fact="call"))
    assert book.members("manager") == {0: "", 1: "Анна", 2: "Борис", 3: "Вера"}
    assert book.run("SELECT manager FROM call ORDER BY src_row") == [(2,), (3,)]


def test_one_sale_line_of_each_document_is_its_first(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, NOVEMBER))
    assert book.run("SELECT src_row FROM sale WHERE first_of_document ORDER BY src_row") == [(2,), (4,)]


def test_a_number_counts_within_its_year(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, "day document amount\n2010-12-31 7 1\n2011-01-01 7 2\n2011-02-01 7 4"))
    assert book.run("SELECT COUNT(DISTINCT document) FROM sale") == [(2,)]
    assert book.run("SELECT year, number FROM document ORDER BY year") == [(2010, "7"), (2011, "7")]
    assert book.coverage("sale")[0].line_level == ("day",)


def test_a_number_counts_within_its_organisation(book: Book, tmp_path: Path) -> None:
    table = "day document amount organisation\n2011-01-01 7 1 Альфа\n2011-01-01 7 2 Бета\n2011-01-01 7 4 Бета"
    book.add(export(tmp_path, table))
    assert book.run("SELECT src_row FROM sale WHERE first_of_document ORDER BY src_row") == [(2,), (3,)]


def test_the_organisation_of_the_whole_file_stands_in_each_row(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, "day amount\n2011-01-01 7", organisation="ООО Альфа"))
    assert book.members("organisation") == {0: "", 1: "ООО Альфа"}
    assert book.run("SELECT organisation FROM sale") == [(1,)]
    assert "organisation" in book.coverage("sale")[0].present


def test_the_same_numbers_of_another_source_are_other_documents(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, "day document amount\n2011-01-01 7 1"))
    book.add(export(tmp_path, "day document amount\n2011-02-01 7 2", file="b", source=SourceKey("table", "other")))
    assert book.run("SELECT COUNT(DISTINCT document) FROM sale") == [(2,)]


def test_the_same_file_again_changes_nothing(book: Book, tmp_path: Path) -> None:
    first = book.add(export(tmp_path, NOVEMBER))
    again = book.add(export(tmp_path, NOVEMBER))
    assert (again.batch_id, again.imported, again.already) == (first.batch_id, 0, True)
    assert book.run("SELECT COUNT(*), SUM(amount) FROM sale") == [(5, Decimal("600"))]


def test_an_undone_file_may_come_again(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, NOVEMBER))
    book.undo(1)
    assert book.run("SELECT COUNT(*) FROM sale") == [(0,)]
    added = book.add(export(tmp_path, NOVEMBER))
    assert (added.batch_id, added.already) == (2, False)
    assert book.check() == []


def test_equal_lines_of_one_file_are_all_kept(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, "day document product amount\n" + "2011-11-01 1 Чай 5\n" * 3))
    assert book.run("SELECT COUNT(*), SUM(amount) FROM sale") == [(3, Decimal("15"))]


def test_a_total_that_differs_leaves_the_book_as_it_was(book: Book, tmp_path: Path) -> None:
    with pytest.raises(BookError, match="600"):
        book.add(export(tmp_path, NOVEMBER, imported_total=Decimal("600.0001")))
    assert book.run("SELECT (SELECT COUNT(*) FROM sale), (SELECT COUNT(*) FROM batch)") == [(0, 0)]
    assert book.members("product") == {0: ""}


def test_free_columns_are_dimensions_and_measures(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, "day amount x_brand x_weight\n2011-11-01 5 Лотос 1.25\n2011-11-02 6 - 2"))
    assert book.run("SELECT x_brand, x_weight FROM sale ORDER BY day") == [
        (1, Decimal("1.250000")),
        (0, Decimal("2.000000")),
    ]
    assert [(column.id, column.heading) for column in book.dimensions("sale")] == [("x_brand", "brand")]
    book.add(export(tmp_path, "day amount\n2011-12-01 5", file="december.xlsx"))
    assert book.run("SELECT COALESCE(x_brand, 0), x_weight FROM sale ORDER BY day DESC LIMIT 1") == [(0, None)]
    assert book.check() == []


def test_a_free_column_may_change_from_number_to_text(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, "day amount x_size\n2011-11-01 5 42"))
    book.add(export(tmp_path, "day amount x_size\n2011-12-01 6 XL", file="december.xlsx"))
    assert book.run("SELECT x_size, x_size_2 FROM sale ORDER BY day") == [(Decimal(42), 0), (None, 1)]
    assert book.members("x_size_2") == {0: "", 1: "XL"}


def test_facts_named_as_words_of_sql(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, "day document amount\n2011-11-01 5 100", fact="order"))
    book.add(export(tmp_path, "day customer\n2011-11-01 Иванов", fact="customer"))
    book.add(export(tmp_path, "day contract total start end\n2011-11-01 Д1 9 2011-11-01 -", fact="contract"))
    assert book.run('SELECT amount, first_of_document FROM "order"') == [(Decimal(100), True)]
    assert book.run("SELECT customer FROM customer") == [(1,)]
    assert book.run("SELECT kind, code, value FROM key_value") == [("contract", 1, "Д1")]
    assert book.check() == []


def test_an_empty_book_takes_the_currency_of_its_first_file(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, NOVEMBER, currency="KZT"))
    assert book.currency == "KZT"
    added = book.add(export(tmp_path, "day amount\n2012-01-01 5", currency="RUB", file="b.xlsx"))
    assert added.batch_id is None
    assert [issue.code for issue in added.issues] == ["currency"]
    assert book.run("SELECT SUM(amount) FROM sale") == [(Decimal(600),)]


def test_rows_in_another_currency_are_listed_and_not_added(book: Book, tmp_path: Path) -> None:
    book.set_currency("RUB")
    added = book.add(
        export(tmp_path, "day amount currency\n2011-11-01 5 RUB\n2011-11-01 7 USD\n2011-11-02 9 -\n2011-11-02 1 USD")
    )
    assert (added.imported, added.issues[0].row, added.issues[0].sheet) == (2, 3, "Лист1")
    assert book.run("SELECT SUM(amount) FROM sale") == [(Decimal(14),)]
    assert book.check() == []


def test_all_facts_of_a_file_enter_together_or_not_at_all(book: Book, tmp_path: Path) -> None:
    sales = export(tmp_path, "day amount\n2011-11-01 5")
    wrong = replace(export(tmp_path, "day cost\n2011-11-01 5", fact="advertising"), imported_total=Decimal(6))
    with pytest.raises(BookError):
        book.add_all([sales, wrong])
    assert book.batches() == []
    done = book.add_all([sales, export(tmp_path, "day cost\n2011-11-01 5", fact="advertising")])
    assert (done.batches, done.imported, done.already) == ((1, 2), 2, False)
    again = book.add_all([sales, export(tmp_path, "day cost\n2011-11-01 5", fact="advertising")])
    assert (again.batches, again.imported, again.already) == ((1, 2), 0, True)


def test_two_parts_of_one_file_stand_side_by_side(book: Book, tmp_path: Path) -> None:
    """A sheet for each shop: the same days, the same file, one import."""
    north = export(tmp_path, "day document amount\n2011-11-01 1 5")
    south = replace(export(tmp_path, "day document amount\n2011-11-01 2 7"), file_sha256=north.file_sha256, title="Юг")
    done = book.add_all([north, south])
    assert (done.question, done.imported) == (None, 2)
    assert book.run("SELECT SUM(amount) FROM sale") == [(Decimal(12),)]


def test_an_export_without_rows(book: Book, tmp_path: Path) -> None:
    added = book.add(export(tmp_path, "day document amount", period=(date(2011, 11, 1), date(2011, 12, 1))))
    assert added.imported == 0
    assert [(cover.first, cover.end) for cover in book.coverage("sale")] == [(date(2011, 11, 1), date(2011, 12, 1))]
    assert book.check() == []


def test_one_record_for_each_source(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, NOVEMBER))
    book.add(export(tmp_path, "day document amount\n2011-12-01 7 2", file="december.xlsx"))
    (source,) = book.sources()
    assert (source.key, source.facts, source.batches, source.rows) == (
        SourceKey("table", "day,document,amount"),
        ("sale",),
        2,
        6,
    )
    assert (source.first_day, source.end_day) == (date(2011, 11, 1), date(2011, 12, 2))
    assert [(batch.id, batch.file_name, batch.state) for batch in book.batches()] == [
        (1, "sales.xlsx", "live"),
        (2, "december.xlsx", "live"),
    ]


def test_lines_without_a_kind_are_sales(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, "day document amount\n2011-11-01 1 5"))
    book.add(export(tmp_path, "day document kind amount\n2011-12-01 2 - 5\n2011-12-01 2 return -5", file="b.xlsx"))
    assert book.run("SELECT kind, first_of_document FROM sale ORDER BY batch, src_row") == [
        (0, True),
        (0, True),
        (1, False),
    ]


def test_currencies_are_not_mixed_in_an_empty_book_either(book: Book, tmp_path: Path) -> None:
    table = "day amount currency\n2011-11-01 5 USD\n2011-11-01 7 RUB\n2011-11-02 9 RUB\n2011-11-02 1 -"
    added = book.add(export(tmp_path, table))
    assert (book.currency, added.imported, added.issues[0].row) == ("RUB", 3, 2)
    assert book.run("SELECT SUM(amount) FROM sale") == [(Decimal(17),)]
