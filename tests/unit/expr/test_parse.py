"""The formula's text becomes a tree, and the tree its text again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from kpi_desktop.expr.dialects.text import render
from kpi_desktop.expr.parse import parse
from tests.unit.expr.trees import trees

if TYPE_CHECKING:
    from kpi_desktop.expr.nodes import Node

READ = [
    # as a person writes it, as the program writes it back
    ("revenue/orders", "revenue / orders"),
    ("Выручка / Заказы", "Выручка / Заказы"),
    ("[Выручка  валовая] / [заказы]", "[Выручка валовая] / заказы"),
    ("  (a + b) * c ", "(a + b) * c"),
    ("((a))", "a"),
    ("a - (b - c)", "a - (b - c)"),
    ("(a - b) - c", "a - b - c"),
    ("a / (b / c)", "a / (b / c)"),
    ("(a * b) / c", "a * b / c"),
    ("a + (b + c)", "a + (b + c)"),
    ("-(a + b)", "-(a + b)"),
    ("-a * b", "-a * b"),
    ("-(a * b)", "-(a * b)"),
    ("- -a", "--a"),
    ("+a", "a"),
    ("a - -b", "a - -b"),
    ("-a ^ 2", "-a^2"),
    ("(-a) ^ 2", "(-a)^2"),
    ("(a + b) ^ 2", "(a + b)^2"),
    ("(a ^ 2) ^ 3", "(a^2)^3"),
    ("a × b ÷ c − d", "a * b / c - d"),
    ("5 %", "0.05"),
    ("a * 2.50", "a * 2.5"),
    ("a * 1,5", "a * 1.5"),
    ("(a + 1,5) * 2", "(a + 1.5) * 2"),
    ("макс(a; 1,5)", "max(a; 1.5)"),
    ("min(a, 1, 5)", "min(a; 1; 5)"),
    ("min(a, 1.5)", "min(a; 1.5)"),
    ("ЕСЛИ(a ≥ 0; a; -a)", "if(a >= 0; a; -a)"),
    ("if(a == b, 1, 0)", "if(a = b; 1; 0)"),
    ("if(a != b; 1; 0)", "if(a <> b; 1; 0)"),
    ("if((a > b); 1; 0)", "if(a > b; 1; 0)"),
    ("первое(a; b; 0)", "coalesce(a; b; 0)"),
    ("модуль(a)", "abs(a)"),
    ("прошлый(a)", "prev(a)"),
    ("prev(a; 1)", "prev(a)"),
    ("prev(a; 2)", "prev(a; 2)"),
    ("год_назад(a)", "yoy(a)"),
    ("скользящий(a / b; 3)", "trailing(a / b; 3)"),
    ("с_начала_года(a)", "ytd(a)"),
    ("a / итого(a)", "a / total(a)"),
    ("первый_день(a > b)", "first_day(a > b)"),
    ("число_свыше(a; 1)", "count_over(a; 1)"),
    ("если(a > 0; a; никогда())", "if(a > 0; a; never())"),
    ("нет_базы()", "no_base()"),
    ("total + min", "total + min"),
    ("100000000000000000000000.01", "100000000000000000000000.01"),
]


@pytest.mark.parametrize(("written", "read"), READ)
def test_reads(written: str, read: str) -> None:
    assert render(parse(written)) == read


@pytest.mark.parametrize("read", [read for _, read in READ])
def test_own_text_reads_as_the_same_tree(read: str) -> None:
    tree = parse(read)
    assert parse(render(tree)) == tree
    assert parse(render(tree, "ru")) == tree


@given(trees)
@settings(max_examples=250, deadline=None)
def test_text_of_any_tree_reads_as_that_tree(tree: Node) -> None:
    assert parse(render(tree)) == tree
    assert parse(render(tree, "ru")) == tree


def test_positions_point_into_the_text() -> None:
    from kpi_desktop.expr.nodes import Binary, Name

    tree = parse("revenue - [Заказы шт]")
    assert isinstance(tree, Binary)
    assert isinstance(tree.right, Name)
    assert (tree.left.at, tree.at, tree.right.at) == (0, 8, 10)


@pytest.mark.parametrize("formula", ["(" * 39 + "a" + ")" * 39, "+".join("a" * 120), "-" * 38 + "a"])
def test_long_formulas_are_read(formula: str) -> None:
    assert parse(render(parse(formula))) == parse(formula)
