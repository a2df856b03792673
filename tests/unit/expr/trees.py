"""Random formula trees, as hypothesis makes them."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from kpi_desktop.expr.functions import SIGNATURES, Function
from kpi_desktop.expr.nodes import Binary, Call, Comparison, Name, Negative, Node, Number, Operator, Relation

NAMES = ("revenue", "orders", "Выручка валовая", "t", "T", "new_buyers", "x1", "Средний чек (AOV)")

names = st.sampled_from(NAMES).map(Name)
numbers = st.integers(0, 10**9).map(lambda units: Number(Decimal(units).scaleb(-3).normalize() + 0))
arithmetic = st.sampled_from([Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY, Operator.DIVIDE])


def _wider(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    condition = st.builds(Comparison, st.sampled_from(Relation), inner, inner)
    counts = st.integers(2, 120).map(lambda count: Number(Decimal(count)))
    return st.one_of(
        st.builds(Negative, inner),
        st.builds(Binary, arithmetic, inner, inner),
        st.builds(lambda base, power: Binary(Operator.POWER, base, Number(Decimal(power))), inner, st.integers(1, 60)),
        st.builds(lambda test, yes, no: Call(Function.IF, (test, yes, no)), condition, inner, inner),
        st.builds(
            lambda function, args: Call(function, tuple(args)),
            st.sampled_from([Function.MIN, Function.MAX, Function.COALESCE]),
            st.lists(inner, min_size=1, max_size=3),
        ),
        st.builds(
            lambda function, arg: Call(function, (arg,)),
            st.sampled_from([Function.ABS, Function.YTD, Function.TOTAL, Function.PREV]),
            inner,
        ),
        st.builds(
            lambda function, arg, count: Call(function, (arg, count)),
            st.sampled_from([entry.function for entry in SIGNATURES.values() if entry.count]),
            inner,
            counts,
        ),
    )


nothing = st.sampled_from([Function.NEVER, Function.NO_BASE]).map(lambda function: Call(function, ()))
trees: st.SearchStrategy[Node] = st.recursive(st.one_of(names, numbers, nothing), _wider, max_leaves=12)
