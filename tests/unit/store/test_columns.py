"""Columns of a query: whole numbers, days and amounts come exactly, in order, and nothing is taken for a number."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pytest

from kpi_desktop.store.book import Book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: More rows than one batch of the engine's stream has.
MANY = 400_000


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book.create(tmp_path / "columns.kpi", "Тест", "RUB") as made:
        yield made


def test_whole_numbers_of_every_width(book: Book) -> None:
    widths = {"TINYINT": 8, "SMALLINT": 16, "INTEGER": 32, "BIGINT": 64}
    for name, bits in widths.items():
        low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
        found = book.columns(f"SELECT CAST(v AS {name}) AS v FROM (VALUES ({low}), (0), ({high})) t(v)")
        assert found["v"].tolist() == [low, 0, high], name


def test_days_before_and_after_the_epoch(book: Book) -> None:
    found = book.columns("SELECT d FROM (VALUES (DATE '1969-12-31'), (DATE '1970-01-01'), (DATE '2024-02-29')) t(d)")
    assert found["d"].tolist() == [date(1969, 12, 31), date(1970, 1, 1), date(2024, 2, 29)]


def test_amounts_are_units_of_their_last_digit(book: Book) -> None:
    amounts = "(VALUES (-0.0001), (0), (1.1), (-99999999999999.9999), (99999999999999.9999)) t(v)"
    units = [-1, 0, 11_000, -999_999_999_999_999_999, 999_999_999_999_999_999]
    for kind in ("DECIMAL(18,4)", "DECIMAL(38,4)"):
        assert book.columns(f"SELECT CAST(v AS {kind}) AS v FROM {amounts}")["v"].tolist() == units
    assert book.columns("SELECT CAST(1.5 AS DECIMAL(9,2)) AS v")["v"].tolist() == [150]
    assert book.columns("SELECT CAST(1.5 AS DECIMAL(4,1)) AS v")["v"].tolist() == [15]


@pytest.mark.parametrize("amount", ["922337203685477.5808", "-922337203685477.5809", "99999999999999999999.0"])
def test_a_larger_amount_is_refused(book: Book, amount: str) -> None:
    with pytest.raises(OverflowError):
        book.columns(f"SELECT CAST({amount} AS DECIMAL(38,4)) AS v")


def test_the_largest_amounts_of_64_bits_are_taken(book: Book) -> None:
    edges = "SELECT CAST(v AS DECIMAL(38,4)) AS v FROM (VALUES (922337203685477.5807), (-922337203685477.5808)) t(v)"
    assert book.columns(edges)["v"].tolist() == [2**63 - 1, -(2**63)]


def test_many_rows_come_in_their_order(book: Book) -> None:
    found = book.columns(
        f"SELECT CAST(i AS INTEGER) AS k, CAST(i AS DECIMAL(18,4)) AS v, DATE '2000-01-01' + CAST(i % 999 AS INTEGER) "
        f"AS d FROM range({MANY}) t(i) WHERE i % 3 <> 1"
    )
    numbers = np.arange(MANY)
    numbers = numbers[numbers % 3 != 1]
    assert np.array_equal(found["k"], numbers)
    assert np.array_equal(found["v"], numbers * 10_000)
    assert np.array_equal(found["d"], np.datetime64("2000-01-01") + numbers % 999)


def test_no_rows_are_empty_columns(book: Book) -> None:
    found = book.columns("SELECT day, customer AS k, amount AS v FROM sale")
    assert {name: (len(column), column.dtype.kind) for name, column in found.items()} == {
        "day": (0, "M"),
        "k": (0, "i"),
        "v": (0, "i"),
    }


@pytest.mark.parametrize("column", ["CAST(NULL AS INTEGER)", "'text'", "CAST(1.5 AS DOUBLE)", "TRUE"])
def test_gaps_and_other_kinds_are_no_numbers(book: Book, column: str) -> None:
    with pytest.raises(ValueError, match=r"gaps|no whole number"):
        book.columns(f"SELECT {column} AS v")


def test_a_gap_in_a_later_batch_is_found(book: Book) -> None:
    with pytest.raises(ValueError, match="gaps"):
        book.columns(f"SELECT CASE WHEN i <> {MANY - 1} THEN i END AS v FROM range({MANY}) t(i)")


def test_a_query_that_fails_on_a_row_raises_the_error_of_the_engine(book: Book) -> None:
    with pytest.raises(duckdb.Error):
        book.columns(
            f"SELECT CAST(CASE WHEN i = {MANY - 1} THEN 'x' ELSE '1' END AS INTEGER) AS v FROM range({MANY}) t(i)"
        )
    assert book.run("SELECT 1") == [(1,)]
