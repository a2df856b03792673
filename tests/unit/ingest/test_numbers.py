"""Numbers as people and programs write them, read exactly."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.normalise import read_cells
from tests.unit.ingest.tables import Value, column


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1\u202f234\u2009567,8", "1234567.8"),
        ("1'234.50", "1234.50"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("3.500,00", "3500.00"),
        ("-12", "-12"),
        ("\u2212 7,5", "-7.5"),
        ("(5,3)", "-5.3"),
        ("15-", "-15"),
        ("150 руб.", "150"),
        ("1 000,00 ₽", "1000.00"),
        ("US$0.00", "0.00"),
        ("€ 11398,00", "11398.00"),
        ("12,3 %", "0.123"),
        (",5", "0.5"),
        ("0.225", "0.225"),
        ("1E+05", "100000"),
        ("007", "7"),
    ],
)
def test_a_number_written_as_text(text: str, value: str) -> None:
    assert numbers.parse(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["< 10", "> 5000", "1,2,3", "12.05.2024", "абв", "5 шт", "1-2", "--", "", "1,23,456", "R2", "10:30", "٣"]
)
def test_what_is_no_number_stays_unread(text: str) -> None:
    assert numbers.parse(text) is None


def test_one_column_decides_what_the_comma_means() -> None:
    assert numbers.decimal_sign(["1,234", "12,5"]) == ","
    assert numbers.decimal_sign(["1,234", "12.5"]) == "."
    assert numbers.decimal_sign(["1,234", "25,881"]) is None
    assert numbers.parse("1,234", ".") == 1234
    assert numbers.parse("1,234", ",") == Decimal("1.234")


def test_doubles_are_the_decimals_that_a_person_sees() -> None:
    values: list[Value] = [9.949999999999999, 0.1 + 0.2, 1101349549.15, 2.5, -0.00005, 1.00005, 12345678901234.56]
    found = numbers.read_numbers(read_cells(column(values), 0, len(values)), 4)
    assert found.scaled.tolist() == [99500, 3000, 11013495491500, 25000, -1, 10001, 123456789012345600]
    assert found.loose.tolist() == [False, False, False, False, True, True, False]


def test_what_is_too_big_or_not_finite_is_not_a_number() -> None:
    values: list[Value] = [1e15, float("inf"), 1e300, 5]
    found = numbers.read_numbers(read_cells(column(values), 0, 4), 4)
    assert found.valid.tolist() == [False, False, False, True]


def test_quantity_times_price_is_exact_and_rounded_half_up() -> None:
    quantity = numbers.read_numbers(read_cells(column([3, 0.5, 0.333333, -2, 1000, 1]), 0, 6), 6)
    price = numbers.read_numbers(read_cells(column([9.95, 0.0001, 3, 1.5, 1.23456, 0.00005]), 0, 6), 4)
    found = numbers.multiply(quantity, price, np.ones(6, dtype=bool))
    assert found.tolist() == [298500, 1, 10000, -30000, 12345600, 1]


def test_sums_do_not_overflow() -> None:
    assert numbers.whole_sum(np.full(100, 9 * 10**17)) == 9 * 10**19
    assert numbers.whole_sum(np.array([-(10**17)] * 200)) == -2 * 10**19


def test_decimal_columns_keep_sign_and_gaps() -> None:
    array = numbers.decimal_array(np.array([-15000, 0, 7]), np.array([True, False, True]), 4)
    assert array.to_pylist() == [Decimal("-1.5000"), None, Decimal("0.0007")]
