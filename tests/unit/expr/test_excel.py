"""A formula as a workbook cell: what stands in the cell, letter by letter."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from kpi_desktop.expr.dialects import excel
from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.expr.nodes import Call, Node, walk
from tests.unit.expr.reading import bound
from tests.unit.expr.trees import trees


class Cells:
    """Every measure in the row of its letter."""

    def cell(self, leaf: Leaf) -> str:
        return f"{leaf.measure.upper()}1" if not leaf.steps else f"{leaf.measure.upper()}{len(leaf.steps) + 1}"


TABLE = [
    ("a / b", "A1/B1"),
    ("a - (b - c)", "A1-(B1-C1)"),
    ("a - b - c", "A1-B1-C1"),
    ("a / (b * c)", "A1/(B1*C1)"),
    ("(a + b) * c", "(A1+B1)*C1"),
    ("a / (b + c)", "A1/(B1+C1)"),
    ("-a", "-A1"),
    ("-a * b", "-A1*B1"),
    ("-(a * b)", "-(A1*B1)"),
    ("--a", "-(-A1)"),
    ("a - -b", "A1-(-B1)"),
    ("a * -b", "A1*(-B1)"),
    # Excel reads -A1^2 as (-A1)^2
    ("-a^2", "-(A1^2)"),
    ("(-a)^2", "(-A1)^2"),
    ("1 - a^2", "1-A1^2"),
    ("(a / b)^12 - 1", "(A1/B1)^12-1"),
    ("a * 5 %", "A1*0.05"),
    ("a * 0.000001", "A1*0.000001"),
    ("if(a >= b; a; -b)", "IF(A1>=B1,A1,-B1)"),
    ("if(a > 0; 1; 0)", "IF(A1>0,1,0)"),
    ("if(a / b > 0; 1; 0)", "IF(ROUND(A1/B1,9)>0,1,0)"),
    ("if(a - b >= c - d; 1; 0)", "IF(ROUND(A1-B1-(C1-D1),9)>=0,1,0)"),
    ("if(a <> b; 1; 0)", "IF(A1<>B1,1,0)"),
    ("min(a; b) + max(a; 0)", "MIN(A1,B1)+MAX(A1,0)"),
    ("abs(a - b)", "ABS(A1-B1)"),
    ("coalesce(a; b; 0)", "IFERROR(A1,IFERROR(B1,0))"),
    ("coalesce(a)", "A1"),
    ("if(a > 0; b / a; no_base())", "IF(A1>0,B1/A1,NA())"),
    ("prev(a) / a", "A2/A1"),
    # LibreOffice must see that a is absent before it divides by zero
    ("a - b / c", "(A1+0)-B1/C1"),
    ("a + d - b / c", "A1+D1-B1/C1"),
    ("b / c - a", "B1/C1-A1"),
    ("a * (1 - b / c)", "(A1+0)*(1-B1/C1)"),
    ("max(a; b / c; d)", "MAX((A1+0),B1/C1,D1)"),
    ("if(a > b / c; a; b / c)", "IF(ROUND((A1+0)-B1/C1,9)>0,A1,B1/C1)"),
    ("coalesce(a; b / c)", "IFERROR(A1,B1/C1)"),
    # LibreOffice forgets the error of a when it comes to IFERROR
    ("a / coalesce(b; c)", "IF(ISNUMBER(A1),A1/IFERROR(B1,C1),A1)"),
    ("coalesce(b; c) / a", "IFERROR(B1,C1)/A1"),
    ("2 / coalesce(b; c)", "2/IFERROR(B1,C1)"),
    ("max(a / b; 0; 1 / coalesce(c; d))", "IF(ISNUMBER(A1/B1),MAX(A1/B1,0,1/IFERROR(C1,D1)),A1/B1)"),
    ("a * (b + coalesce(c; 1)) - d", "IF(ISNUMBER(A1),A1*(IF(ISNUMBER(B1),B1+IFERROR(C1,1),B1)),A1)-D1"),
    # three measures that cancel leave dust in doubles
    ("a / (b - c - d)", "A1/ROUND(B1-C1-D1,6)"),
    ("a / (b - c)", "A1/(B1-C1)"),
    ("a / (b - c - d * 2)", "A1/(B1-C1-D1*2)"),
]


@pytest.mark.parametrize(("formula", "cell"), TABLE)
def test_cell(formula: str, cell: str) -> None:
    assert excel.render(bound(formula), Cells()) == cell


@pytest.mark.parametrize("formula", ["first_day(a > b)", "count_over(a; 1)"])
def test_functions_of_days_and_members_are_refused(formula: str) -> None:
    with pytest.raises(FormulaError, match="workbook"):
        excel.render(bound(formula), Cells())


@given(trees)
@settings(max_examples=100, deadline=None)
def test_any_formula_uses_portable_functions_only(tree: Node) -> None:
    from kpi_desktop.expr.context import replaced
    from kpi_desktop.expr.nodes import Read
    from kpi_desktop.i18n.message import named

    reads = replaced(tree, lambda _: Read(Leaf("a"), named("a", "a")))
    text = excel.render(reads, Cells())
    called = {word for word in ("IF", "MIN", "MAX", "ABS", "IFERROR", "ROUND") if f"{word}(" in text}
    assert text.count("(") == text.count(")")
    assert ";" not in text
    assert called or not any(isinstance(part, Call) and len(part.args) > 1 for part in walk(reads))
