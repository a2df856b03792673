"""A formula as a number, with the algebra of what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.i18n.translator import Translator
from tests.unit.expr.reading import said, value

if TYPE_CHECKING:
    from decimal import Decimal

#: a = 6, b = 3, z = 0, n has no data.
VALUES = {"a": "6", "b": "3", "z": "0", "n": None}

TABLE = [
    ("a + b", "9"),
    ("a - b - b", "0"),
    ("a - (b - b)", "6"),
    ("a / b / b", "0.6666666666666666666666666666666667"),
    ("a / b * b", "6"),
    ("-a^2", "-36"),
    ("(-a)^2", "36"),
    ("a * 5 %", "0.3"),
    ("0.1 + 0.2", "0.3"),
    ("min(a; b; z)", "0"),
    ("max(a; b; z)", "6"),
    ("abs(b - a)", "3"),
    ("if(a > b; a; b)", "6"),
    ("if(a < b; a; b)", "3"),
    ("if(a = 6; 1; 2)", "1"),
    ("if(a <> 6; 1; 2)", "2"),
    ("if(a >= 6; 1; 2)", "1"),
    ("if(a <= b; 1; 2)", "2"),
    ("if(1 / b * b = 1; 1; 2)", "1"),
    ("if(1 / b * b < 1; 1; 2)", "2"),
    ("if(0.000001 > z; 1; 2)", "1"),
    ("if(0.000001 = z; 1; 2)", "2"),
    # a division by zero
    ("a / z", "#DIV/0!"),
    ("z / z", "#DIV/0!"),
    ("a / (b - b)", "#DIV/0!"),
    ("b + a / z", "#DIV/0!"),
    ("z / a", "0"),
    # what is absent stays absent, and the leftmost reason is told
    ("n", "#N/A"),
    ("n + a", "#N/A"),
    ("-n", "#N/A"),
    ("n / z", "#N/A"),
    ("a / n", "#N/A"),
    ("n * z", "#N/A"),
    ("n + a / z", "#N/A"),
    ("a / z + n", "#DIV/0!"),
    ("min(a; n)", "#N/A"),
    ("max(a / z; n)", "#DIV/0!"),
    ("abs(n)", "#N/A"),
    # if looks at its condition and at the branch it takes
    ("if(n > a; 1; 2)", "#N/A"),
    ("if(a > n; 1; 2)", "#N/A"),
    ("if(a / z > 1; 1; 2)", "#DIV/0!"),
    ("if(a > b; a; n)", "6"),
    ("if(a < b; a; n)", "#N/A"),
    ("if(z = 0; 0; a / z)", "0"),
    ("if(a > b; a; never())", "6"),
    ("if(a < b; a; never())", "#N/A"),
    ("if(a < b; a; no_base())", "#N/A"),
    # the first that has a value; else the last reason
    ("coalesce(n; a)", "6"),
    ("coalesce(a; n)", "6"),
    ("coalesce(a / z; b)", "3"),
    ("coalesce(n; a / z)", "#DIV/0!"),
    ("coalesce(a / z; n)", "#N/A"),
    ("coalesce(n; n; 0)", "0"),
    ("coalesce(n; a) + b", "9"),
]


@pytest.mark.parametrize(("formula", "result"), TABLE)
def test_value(formula: str, result: str) -> None:
    assert said(value(formula, VALUES)) == result


@pytest.mark.parametrize(
    ("formula", "russian", "english"),
    [
        (
            "a / z",
            "Не на что делить: «мера z» за этот период равно нулю",
            "Nothing to divide by: “the z” is zero in this period",
        ),
        (
            "a / (b - a / 2)",
            "Не на что делить: «мера b − мера a ÷ 2» за этот период равно нулю",
            "Nothing to divide by: “the b − the a ÷ 2” is zero in this period",
        ),
    ],
)
def test_zero_denominator_is_named(formula: str, russian: str, english: str) -> None:
    missing = value(formula, VALUES)
    assert isinstance(missing, Missing)
    assert missing.reason is Reason.ZERO_DENOMINATOR
    assert Translator("en")(missing.message) == english
    assert Translator("ru")(missing.message) == russian


@pytest.mark.parametrize("formula", ["first_day(a > b)", "count_over(a; 1)"])
def test_functions_of_days_and_members_are_refused(formula: str) -> None:
    with pytest.raises(FormulaError):
        value(formula, VALUES)


money = st.decimals(-(10**9), 10**9, places=2, allow_nan=False)


@given(money, money)
def test_sums_of_money_are_exact(left: Decimal, right: Decimal) -> None:
    assert value("a + b - b", {"a": str(left), "b": str(right)}) == left
