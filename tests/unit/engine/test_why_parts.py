"""Parts of a change of any formula and of a ratio by members: by hand, and adding up whatever the numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from kpi_desktop.core.missing import Missing, zero_denominator
from kpi_desktop.engine.funnel.shares import exactly
from kpi_desktop.engine.why.parts import Moved, by_factors, by_ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.core.missing import Value

D = Decimal


def romi(levels: Mapping[str, Decimal]) -> Value:
    """(profit - cost) / cost: the cost stands in it twice and is one factor."""
    cost = levels["cost"]
    return (levels["profit"] - cost) / cost if cost else zero_denominator("cost")


def test_a_factor_that_stands_twice_in_the_formula_has_one_part() -> None:
    # 300 of 200: +50 %. 300 of 100: +200 %. Only the cost moved, so all 150 points are the cost's.
    parts = by_factors(romi, {"profit": D(300), "cost": D(200)}, {"profit": D(300), "cost": D(100)})
    assert parts == {"profit": 0, "cost": Fraction(3, 2)}
    # Both move: 300/200 - 1 = 0.5 to 400/100 - 1 = 3. Profit first: 100/200 = 0.5, last: 100/100 = 1: on average 0.75.
    # Cost first: 300/100 - 300/200 = 1.5, last: 400/100 - 400/200 = 2: on average 1.75. Together 2.5.
    parts = by_factors(romi, {"profit": D(300), "cost": D(200)}, {"profit": D(400), "cost": D(100)})
    assert parts == {"profit": Fraction(3, 4), "cost": Fraction(7, 4)}


def test_a_formula_without_a_value_halfway_tells_its_reason() -> None:
    def gap(levels: Mapping[str, Decimal]) -> Value:
        under = levels["a"] - levels["b"]
        return 1 / under if under else zero_denominator("a - b")

    found = by_factors(gap, {"a": D(3), "b": D(1)}, {"a": D(5), "b": D(3)})
    assert isinstance(found, Missing)


def test_every_member_rose_and_the_whole_fell() -> None:
    # Simpson: dear goods 50 % -> 55 %, cheap goods 10 % -> 11 %, but the dear went from 1,000 of 2,000 to 400 of 2,000.
    # Whole: 600/2,000 = 30 % -> (220 + 176)/2,000 = 19.8 %: -10.2 points.
    # Rates: mean share 0.35 * 0.05 = 0.0175; 0.65 * 0.01 = 0.0065. Mix: dear -0.3 * (0.525 - 0.249) = -0.0828, cheap
    # +0.3 * (0.105 - 0.249) = -0.0432, where 0.249 is the mean of both wholes. 0.024 - 0.126 = -0.102.
    found = by_ratio(
        {"dear": (D(500), D(1000)), "cheap": (D(100), D(1000))},
        {"dear": (D(220), D(400)), "cheap": (D(176), D(1600))},
    )
    assert found is not None
    assert found == (
        {
            "dear": Moved(Fraction("0.0175"), Fraction("-0.0828")),
            "cheap": Moved(Fraction("0.0065"), Fraction("-0.0432")),
        },
        Fraction(0),
    )


def test_a_member_that_came_is_mix_alone() -> None:
    # 10 of 100; then the same and a fair with 5 of 50: 15/150 is 10 % still. A fair at 20 %: 20/150, a third of the
    # cases at 0.2: mix (1/3) * (0.2 - m) + (-1/3) * (0.1 - m) = 1/30, and no rate moved.
    found = by_ratio({"site": (D(10), D(100))}, {"site": (D(10), D(100)), "fair": (D(10), D(50))})
    assert found is not None
    members, loose = found
    assert [one.rate for one in members.values()] == [0, 0]
    assert sum(one.mix for one in members.values()) == Fraction(1, 30)
    assert loose == 0


_LEVEL = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
_SIDE = st.dictionaries(st.sampled_from("abcd"), st.tuples(_LEVEL, st.decimals(0, 10**6, places=2)))


@given(_SIDE, _SIDE)
def test_rates_mix_and_loose_parts_are_the_whole_change(
    before: dict[str, tuple[Decimal, Decimal]], after: dict[str, tuple[Decimal, Decimal]]
) -> None:
    found = by_ratio(before, after)
    wholes = [sum((Fraction(whole) for _, whole in side.values()), Fraction(0)) for side in (before, after)]
    if found is None:
        assert not all(wholes)
        return
    members, loose = found
    ratios = [
        sum((Fraction(part) for part, _ in side.values()), Fraction(0)) / whole
        for side, whole in zip((before, after), wholes, strict=True)
    ]
    assert sum(one.rate + one.mix for one in members.values()) + loose == ratios[1] - ratios[0]


@given(st.lists(st.tuples(_LEVEL, _LEVEL), min_size=3, max_size=3))
def test_factors_of_a_sum_of_products_add_up_with_losses_and_nothing(pairs: list[tuple[Decimal, Decimal]]) -> None:
    def value(levels: Mapping[str, Decimal]) -> Value:
        return levels["0"] * levels["1"] - levels["2"]

    before = {str(place): pair[0] for place, pair in enumerate(pairs)}
    after = {str(place): pair[1] for place, pair in enumerate(pairs)}
    parts = by_factors(value, before, after)
    assert isinstance(parts, dict)
    ends = [value(side) for side in (before, after)]
    assert isinstance(ends[0], Decimal)
    assert isinstance(ends[1], Decimal)
    change = exactly(Fraction(ends[0]), Fraction(ends[1]), parts)
    # As they are told, to the last digit: not within a tolerance.
    assert sum(Fraction(part) for part in change.parts.values()) == Fraction(change.total)
    assert Fraction(change.total) == Fraction(ends[1]) - Fraction(ends[0])
