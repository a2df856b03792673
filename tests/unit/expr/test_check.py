"""Units of formulas: what fits together, and what does not."""

from __future__ import annotations

import pytest

from kpi_desktop.core.unit import Unit
from kpi_desktop.expr.check import compatible, unit_of
from kpi_desktop.expr.errors import FormulaError
from kpi_desktop.expr.nodes import Name, Read
from kpi_desktop.expr.parse import parse
from kpi_desktop.i18n.translator import Translator

UNITS = {
    "revenue": "money",
    "cost": "money",
    "orders": "order",
    "buyers": "customer",
    "visits": "visit",
    "aov": "money/order",
    "cac": "money/customer",
    "share": "1",
    "cycle": "day",
    "hours": "hour",
    "years": "year",
}


def look(name: Name | Read) -> Unit | None:
    assert isinstance(name, Name)
    return Unit.of(UNITS[name.text]) if name.text in UNITS else None


TABLE = [
    ("revenue / orders", "money/order"),
    ("revenue - cost", "money"),
    ("(revenue - cost) / cost", "1"),
    ("aov - cac", "money/order"),
    ("aov * orders", "money"),
    ("aov * share", "money/order"),
    ("orders - buyers", "order"),
    ("1 - share", "1"),
    ("max(revenue; 0)", "money"),
    ("coalesce(0; revenue)", "money"),
    ("if(orders > 0; revenue; 0)", "money"),
    ("trailing(revenue; 3) / yoy(orders)", "money/order"),
    ("orders / years", "order/year"),
    ("(1 + share)^12 - 1", "1"),
    ("revenue^2", "money^2"),
    ("-revenue", "money"),
    ("abs(revenue)", "money"),
    ("first_day(revenue > cost)", "day"),
    ("if(revenue > 0; revenue; never())", "money"),
    ("count_over(revenue; 5 * cost)", "count"),
]


@pytest.mark.parametrize(("formula", "unit"), TABLE)
def test_unit(formula: str, unit: str) -> None:
    assert str(unit_of(parse(formula), look)) == unit


@pytest.mark.parametrize("formula", ["0", "unknown", "unknown * revenue", "coalesce(0; 0)"])
def test_open_unit(formula: str) -> None:
    assert unit_of(parse(formula), look) is None


@pytest.mark.parametrize(
    ("formula", "at"),
    [
        ("revenue + orders", 8),
        ("revenue / orders - cost", 17),
        ("revenue - 1", 8),
        ("orders + share", 7),
        ("cycle + hours", 6),
        ("max(revenue; orders)", 0),
        ("if(revenue > orders; 1; 0)", 11),
        ("if(orders > 0; revenue; orders)", 0),
        ("aov - revenue", 4),
        ("2 * (revenue + yoy(orders))", 13),
    ],
)
def test_unlike_units_are_refused(formula: str, at: int) -> None:
    with pytest.raises(FormulaError) as caught:
        unit_of(parse(formula), look, formula)
    assert caught.value.at == at


def test_refusal_in_words() -> None:
    with pytest.raises(FormulaError) as caught:
        unit_of(parse("revenue + aov"), look, "revenue + aov")
    assert Translator("ru")(caught.value.message) == (
        "Единицы не сходятся: «revenue» — деньги, «aov» — деньги/заказы. Такие величины нельзя складывать и"
        " сравнивать (позиция 9)\n  revenue + aov\n          ^"
    )
    assert Translator("en")(caught.value.message) == (
        "“revenue” is in money, “aov” is in money/orders: they cannot be added or compared (position 9)\n"
        "  revenue + aov\n          ^"
    )


@pytest.mark.parametrize(
    ("left", "right", "fits"),
    [
        ("money/order", "money/customer", True),
        ("order/customer", "1", True),
        ("point", "1", True),
        ("task/sprint", "1", True),
        ("money/month", "money", False),
        ("money", "1", False),
        ("day", "hour", False),
        ("order", "1", False),
    ],
)
def test_compatible(left: str, right: str, fits: bool) -> None:
    assert compatible(Unit.of(left), Unit.of(right)) is fits
