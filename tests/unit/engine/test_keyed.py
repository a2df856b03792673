"""Keys as columns: days, firsts and sums by key, counted by hand; rows in any order, codes far apart, huge amounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from kpi_desktop.core.period import Period
from kpi_desktop.engine.keyed.days import NEVER, KeyDays, KeyFirsts, day_number
from kpi_desktop.engine.keyed.outliers import told_apart
from kpi_desktop.engine.keyed.sums import KeySums
from kpi_desktop.expr.leaf import Leaf
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

MAY = Period.month("2024-05")
FAR = 10**12


def days_of(*rows: tuple[str, int], members: list[int] | None = None) -> KeyDays:
    columns: dict[str, np.ndarray[Any, Any]] = {
        "day": np.array([day for day, _ in rows], "datetime64[us]"),
        "k": np.array([key for _, key in rows]),
    }
    return KeyDays(columns if members is None else {**columns, "member": np.array(members)})


@pytest.mark.parametrize("code", [7, FAR])
def test_rows_out_of_order_tell_first_second_and_last_days(code: int) -> None:
    found = days_of(("2024-05-20", code), ("2024-05-03", code), ("2024-05-03", code), ("2024-06-01", code))
    keys = np.array([code])
    assert found.firsts.of(keys).tolist() == [day_number(date(2024, 5, 3))]
    assert found.seconds.of(keys).tolist() == [day_number(date(2024, 5, 20))]
    first, last = found.ends(MAY)
    assert (last - first).sum() == 17
    assert found.by_member(found.there(MAY)) == {0: 1}


def test_the_edges_of_a_window_are_its_first_day_and_the_day_after_its_last() -> None:
    found = days_of(("2024-04-30", 1), ("2024-05-01", 2), ("2024-05-31", 3), ("2024-06-01", 4))
    assert np.flatnonzero(found.there(MAY)).tolist() == [2, 3]


def test_a_key_of_two_members_has_one_first_day_and_counts_for_both() -> None:
    found = days_of(("2024-05-02", 5), ("2024-05-01", 5), ("2024-05-04", 6), members=[1, 2, 2])
    assert found.by_member(found.there(MAY)) == {1: 1, 2: 2}
    assert found.firsts.of(found.keys).tolist() == [day_number(date(2024, 5, day)) for day in (1, 1, 4)]


def test_unknown_keys_never_began() -> None:
    nothing = days_of()
    assert nothing.firsts.of(np.array([1, 2])).tolist() == [NEVER, NEVER]
    assert nothing.by_member(nothing.there(MAY)) == {}
    some = KeyFirsts(np.array([3, 9]), np.array([10, 20]))
    assert some.of(np.array([1, 3, 5, 9, 11])).tolist() == [NEVER, 10, NEVER, 20, NEVER]
    assert some.earlier(KeyFirsts(np.array([9, 12]), np.array([15, 1]))).days.tolist() == [10, 15]


def sums_of(units: list[int], kind: type = np.int64) -> KeySums:
    keys = np.arange(1, len(units) + 1)
    columns = {"day": np.full(len(units), "2024-05-09", "datetime64[D]"), "k": keys, "v": np.array(units, kind)}
    return KeySums(columns, 0)


@pytest.mark.parametrize("kind", [np.int64, object])
def test_of_equal_sums_the_lower_key_is_the_larger(kind: type) -> None:
    sums = sums_of([5, 9, 5, -1], kind)
    places, units = sums.of(MAY)
    assert sums.largest(places, units, 2).tolist() == [True, True, False, False]
    assert sums.largest(places, units, 9).tolist() == [True, True, True, True]


def test_sums_of_whole_numbers_do_not_overflow() -> None:
    most = 2**62
    sums = sums_of([most, most, most])
    places, units = sums.of(MAY)
    assert sums.by_member(places, units) == {0: 3 * most}


def test_amounts_that_no_column_of_whole_numbers_holds_are_added_exactly(tmp_path: Path) -> None:
    """Twelve lines of one buyer, each of the largest amount that a book keeps: over 2^63 units together."""
    most = "99999999999999.9999"
    company = Company(tmp_path)
    lines = "\n".join(f"2024-05-{day:02} {day} Альфа {most}" for day in range(1, 13))
    company.add(Export(f"day document customer amount\n{lines}\n2024-05-20 20 Бета 1.00", first="2024-05-01",
                       last="2024-05-31"))  # fmt: skip
    leaf = Leaf("revenue_top_1")
    found = company.engine.leaf_values([leaf], [MAY])
    assert found[leaf, "2024-05", None] == Decimal("1200000000000000.00")  # 1199999999999999.9988, to kopecks


def test_a_line_without_a_document_is_a_purchase_too(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(
        Export(
            "day document customer amount\n2023-02-01 1 Альфа 5.00\n2024-05-02 - Бета 10.00\n2024-05-03 2 Бета 10.00\n"
            "2024-05-03 2 Бета 10.00\n2024-05-04 - Альфа 10.00",
            first="2023-01-01",
            last="2024-05-31",
        )
    )
    leaves = [Leaf(name) for name in ("buyers", "new_buyers", "returning_buyers", "first_orders")]
    found = company.engine.leaf_values(leaves, [MAY])
    assert [found[leaf, "2024-05", None] for leaf in leaves] == [2, 1, 1, 1]


def test_the_largest_come_first_and_of_equal_ones_the_lower_key() -> None:
    assert [key for key, _ in sums_of([5, 9, 5, -1]).leading(MAY, 3)] == [2, 1, 3]
    assert [amount for _, amount in sums_of([5, 9, 5, -1]).leading(MAY, 9)] == [9, 5, 5, -1]


@pytest.mark.parametrize("code", [0, FAR])
def test_pairs_of_member_and_key_are_found_among_the_rows_of_a_window(code: int) -> None:
    days = days_of(("2024-05-02", code + 5), ("2024-05-01", code + 6), ("2024-06-04", code + 7), members=[1, 2, 2])
    keys = np.array([5, 6, 5, 6, 7, 8]) + code
    members = np.array([1, 1, 2, 2, 2, 2])
    assert days.among(MAY, keys, members).tolist() == [True, False, False, True, False, False]
    total = days_of(("2024-05-02", code + 5), ("2024-06-04", code + 7))
    assert total.among(MAY, np.array([5, 7]) + code, None).tolist() == [True, False]
    assert days_of().among(MAY, np.array([5]), None).tolist() == [False]


def split_sums(kind: type) -> tuple[KeySums, KeyDays]:
    """Member 1: 1 to 10 and a key 11 that only returned; member 2: 70, 70, 10. A fifth of ten keys are two."""
    rows = [(1, key, key) for key in range(1, 11)] + [(1, 11, -90)] + [(2, 1, 70), (2, 2, 70), (2, 3, 10)]
    columns = {
        "day": np.full(len(rows), "2024-05-09", "datetime64[D]"),
        "member": np.array([member for member, _, _ in rows]),
        "k": np.array([key for _, key, _ in rows]),
        "v": np.array([unit for _, _, unit in rows], kind),
    }
    bought = {name: column[columns["v"] > 0] for name, column in columns.items()}
    return KeySums(columns, 2), KeyDays(bought)


@pytest.mark.parametrize("kind", [np.int64, object])
def test_keys_outside_the_percentiles_of_their_member(kind: type) -> None:
    sums, days = split_sums(kind)
    told = told_apart(sums, days, MAY, 20)
    assert told.members == (1, 2)
    assert [told.buyers(1, inside=inside) for inside in (True, False)] == [6, 4]
    # inside are 3 to 8, outside 1, 2, 9, 10; the amounts are hundredths
    assert [told.revenue(1, inside=inside) for inside in (True, False)] == [Decimal("0.33"), Decimal("0.22")]
    # a fifth of three is none: nobody of the second member is left out
    assert [told.buyers(2, inside=inside) for inside in (True, False)] == [3, 0]
    assert [told.revenue(2, inside=inside) for inside in (True, False)] == [Decimal("1.5"), Decimal(0)]
    nobody = told_apart(sums, days, MAY, 100)
    assert [nobody.buyers(1, inside=inside) for inside in (True, False)] == [0, 10]


def test_equal_amounts_at_a_percentile_all_stay() -> None:
    units = [1, 1, 1, 5, 9]
    days = days_of(*(("2024-05-09", key) for key in range(1, 6)))
    told = told_apart(sums_of(units), days, MAY, 20)  # one of five on each side: but 1 is the edge, and three have it
    assert [told.buyers(0, inside=inside) for inside in (True, False)] == [4, 1]
    assert [told.revenue(0, inside=inside) for inside in (True, False)] == [8, 9]
    nothing = told_apart(sums_of([]), days_of(), MAY, 20)
    assert nothing.members == ()
