"""A change taken apart: every expected part is worked out by hand beside it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_desktop.engine.funnel.shares import UNLINKED, explain, shapley, shown


def test_two_factors_by_hand() -> None:
    # 100 leads at 10 % are 10 sales, 120 at 15 % are 18. Volume first: 20 * 0.10 = 2; volume last: 20 * 0.15 = 3;
    # on average 2.5. Conversion first: 100 * 0.05 = 5, last: 120 * 0.05 = 6; on average 5.5. Together 8.
    change = explain(("leads", "sales"), {"": [100, 10]}, {"": [120, 18]})
    assert change.parts == {"leads": Decimal("2.5"), "sales": Decimal("5.5")}
    assert change.total == 8


def test_three_factors_are_the_mean_of_all_six_orders() -> None:
    # 2 * 3 * 5 = 30 becomes 4 * 6 * 10 = 240. The first cause alone adds 2 * (3*5) = 30, after the second 2 * (6*5) =
    # 60, after the third 2 * (3*10) = 60, after both 2 * (6*10) = 120; of six orders it is alone-first in two, after
    # one of them in one each, last in two: (2*30 + 60 + 60 + 2*120) / 6 = 70. All three double, so each has 70.
    assert shapley([(Fraction(2), Fraction(4)), (Fraction(3), Fraction(6)), (Fraction(5), Fraction(10))]) == [70] * 3


def test_nothing_and_losses_are_no_obstacle() -> None:
    # Margin goes from +100 to -50 on unchanged 10 sales of revenue 1,000: all of -150 is the margin's.
    change = explain(("sales", "check", "margin"), {"": [10, 1000, 100]}, {"": [10, 1000, -50]})
    assert change.parts == {"sales": 0, "check": 0, "margin": -150}
    # No sales at all this month: check and margin have no value of their own, so the whole loss is the volume's.
    change = explain(("sales", "check", "margin"), {"": [10, 1000, 100]}, {"": [0, 0, 0]})
    assert change.parts == {"sales": -100, "check": 0, "margin": 0}


def test_a_channel_mix_shift_is_not_called_a_conversion() -> None:
    # Site 50 of 100, adverts 10 of 100: 60 sales. Next month 40 leads of the site and 160 of adverts, each at its old
    # conversion: 20 + 16 = 36. Nothing but the mix changed: -24, all of it mix.
    before = {"site": [100, 50], "adverts": [100, 10]}
    after = {"site": [40, 20], "adverts": [160, 16]}
    assert explain(("leads", "sales"), before, after).parts == {"leads": 0, "mix": -24, "sales": 0}


def test_simpson_every_channel_rose_and_the_total_fell() -> None:
    # Site 50 % -> 55 % (rose), adverts 10 % -> 11 % (rose), total 60/200 = 30 % -> 22 + 17.6 = 39.6 of 200 = 19.8 %.
    # Within: site: share 0.5 -> 0.2 of 200 leads, conversion +0.05: 200 * 0.35 * 0.05 = 3.5; adverts: share 0.5 -> 0.8,
    # conversion +0.01: 200 * 0.65 * 0.01 = 1.3; together +4.8. Mix: 200 * (-0.3 * 0.525 + 0.3 * 0.105) = -25.2.
    before = {"site": [200 * 5, 500], "adverts": [200 * 5, 100]}
    after = {"site": [200 * 2, 220], "adverts": [200 * 8, 176]}
    parts = explain(("leads", "sales"), before, after).parts
    # The same in tenfold numbers, so that heads are whole.
    assert parts == {"leads": 0, "mix": -252, "sales": 48}


def test_a_price_rise_is_the_check_and_not_the_volume() -> None:
    # 100 sales of 1,000 at cost 600: profit 40,000. Price + 10 %, same cost, 95 sales: revenue 104,500, profit 47,500.
    # Volume: factor 100 -> 95, check 1,000 -> 1,100, margin 0.4 -> 5/11. Total +7,500, and the check's part is the mean
    # over the orders of 100 times sales times margin: sales 97.5 on average, margin between; it is about 4,170.
    change = explain(("sales", "check", "margin"), {"": [100, 100000, 40000]}, {"": [95, 104500, 47500]})
    assert change.total == 7500
    assert change.parts["sales"] < 0
    # By hand: sales: -5 * (1000*0.4/3 + (1100*0.4 + 1000*5/11)/6 + 1100*(5/11)/3) = -5 * 449.242424...
    assert float(change.parts["sales"]) == pytest.approx(-5 * (400 / 3 + (440 + 5000 / 11) / 6 + 500 / 3))
    assert float(change.parts["check"]) == pytest.approx(100 * (40 / 3 + (38 + 500 / 11) / 6 + 95 * 5 / 33))


def test_one_big_client_is_the_check() -> None:
    # 100 sales of 1,000; next month the same and one more of 100,000: volume is 1 % more, the rest is the check.
    change = explain(("sales", "check"), {"": [100, 100000]}, {"": [101, 200000]})
    # Volume: +1 * (1000 + 200000/101) / 2 = 1490.099...
    assert float(change.parts["sales"]) == pytest.approx((1000 + 200000 / 101) / 2)
    assert change.parts["sales"] + change.parts["check"] == 100000


def test_money_without_a_way_to_it_is_told_apart() -> None:
    # A channel with revenue and no leads has no conversion: its whole change stands under its own name.
    before = {"site": [100, 10, 1000], "": [0, 0, 500]}
    after = {"site": [100, 10, 1000], "": [0, 0, 700]}
    parts = explain(("leads", "sales", "check"), before, after).parts
    assert parts[UNLINKED] == 200
    assert sum(parts.values()) == 200


def test_a_new_channel_is_mix() -> None:
    # It brings 50 more leads at the 10 % of the other: volume +5; the split of volume and mix sums to what it brought.
    parts = explain(("leads", "sales"), {"site": [100, 10]}, {"site": [100, 10], "fair": [50, 5]}).parts
    assert parts["leads"] == 5
    assert parts["mix"] == 0
    assert parts["sales"] == 0


_CHAIN = st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))


@given(st.dictionaries(st.sampled_from("abc"), _CHAIN), st.dictionaries(st.sampled_from("abc"), _CHAIN))
def test_parts_always_add_up(before: dict[str, tuple[int, ...]], after: dict[str, tuple[int, ...]]) -> None:
    change = explain(("leads", "sales", "revenue", "profit"), dict(before), dict(after))
    # Sums of billions in numbers of 28 digits: far below the kopeck, never exactly the last digit.
    assert abs(sum(change.parts.values()) - change.total) < Decimal("1e-9")
    assert change.total == sum(c[-1] for c in after.values()) - sum(c[-1] for c in before.values())
    parts, rounding = shown(change)
    assert sum(parts.values()) + rounding == change.total
