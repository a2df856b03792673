"""prev, yoy, trailing, ytd and total land on the measures: a moved ratio is a ratio of moved sums."""

from __future__ import annotations

import pytest

from kpi_desktop.expr.dialects.leaves import leaves
from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.expr.leaf import Leaf, Move, Step
from tests.unit.expr.reading import bound

PREV, YOY, YTD = Step(Move.PREVIOUS), Step(Move.YEAR_AGO), Step(Move.YEAR_TO_DATE)
THREE = Step(Move.TRAILING, 3)

TABLE = [
    ("a / b", (Leaf("a"), Leaf("b"))),
    ("b + a + b", (Leaf("b"), Leaf("a"))),
    ("5", ()),
    ("trailing(a / b; 3)", (Leaf("a", (THREE,)), Leaf("b", (THREE,)))),
    ("trailing(a; 3) / a", (Leaf("a", (THREE,)), Leaf("a"))),
    ("prev(a)", (Leaf("a", (PREV,)),)),
    ("prev(prev(a); 2)", (Leaf("a", (Step(Move.PREVIOUS, 3),)),)),
    ("yoy(yoy(a))", (Leaf("a", (Step(Move.YEAR_AGO, 2),)),)),
    ("yoy(ytd(a))", (Leaf("a", (YOY, YTD)),)),
    ("ytd(yoy(a))", (Leaf("a", (YTD, YOY)),)),
    ("trailing(prev(a); 3)", (Leaf("a", (THREE, PREV)),)),
    ("prev(trailing(a; 3))", (Leaf("a", (PREV, THREE)),)),
    ("a / total(a)", (Leaf("a"), Leaf("a", (), total=True))),
    ("total(prev(a))", (Leaf("a", (PREV,), total=True),)),
    ("prev(total(a))", (Leaf("a", (PREV,), total=True),)),
    ("prev(if(a > b; coalesce(a; -c); 1))", tuple(Leaf(name, (PREV,)) for name in "abc")),
]


@pytest.mark.parametrize(("formula", "expected"), TABLE)
def test_leaves(formula: str, expected: tuple[Leaf, ...]) -> None:
    assert leaves(bound(formula)) == expected


@pytest.mark.parametrize(
    "formula", ["trailing(trailing(a; 3); 12)", "ytd(trailing(a; 3))", "trailing(1 + prev(ytd(a)); 2)", "ytd(ytd(a))"]
)
def test_a_stretched_period_is_not_stretched_again(formula: str) -> None:
    with pytest.raises(FormulaError, match="stretch"):
        bound(formula)
