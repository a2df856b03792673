"""A metric written out down to measures."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.catalogue.resolve import facts_needed, inputs, leaves_of, metric_of, resolved, resolved_formula
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing
from kpi_desktop.expr.dialects import words
from kpi_desktop.expr.dialects.text import render
from kpi_desktop.expr.dialects.value import evaluate
from kpi_desktop.expr.leaf import Leaf, Move, Step
from kpi_desktop.i18n.translator import Translator
from tests.unit.catalogue.folder import metric, write

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.catalogue.model import Catalogue

THREE = Step(Move.TRAILING, 3)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return load_catalogue(
        write(
            tmp_path,
            {
                "shop/aov3.toml": metric("aov3", "check", {"check": "trailing(aov; 3)"}, order=2),
                "shop/growth.toml": metric(
                    "growth", "(now - before) / before", {"now": "aov", "before": "yoy(aov)"}, unit="1", order=3
                ),
                "shop/later.toml": metric("later", "", {}, order=4),
                "shop/upon.toml": metric("upon", "x * 2", {"x": "later"}, order=5),
                "shop/own.toml": metric(
                    "own", "trailing(revenue; 3) / x", {"revenue": "[Выручка чистая]", "x": "заказы"}, order=6
                ),
            },
        )
    )


def test_a_trailing_ratio_is_a_ratio_of_sums(catalogue: Catalogue) -> None:
    tree = resolved(catalogue, "aov3")
    assert tree is not None
    assert render(tree) == "revenue_net / orders"
    assert leaves_of(catalogue, ["aov3"]) == (Leaf("revenue_net", (THREE,)), Leaf("orders", (THREE,)))


def test_a_metric_in_a_metric_keeps_its_name(catalogue: Catalogue) -> None:
    tree = resolved(catalogue, "growth")
    assert tree is not None
    assert Translator("ru")(words.render(tree)) == (
        "(Показатель aov − Показатель aov (год назад)) ÷ Показатель aov (год назад)"
    )
    zero = evaluate(tree, lambda leaf: Decimal(0) if leaf.measure == "revenue_net" else Decimal(1))
    assert isinstance(zero, Missing)
    assert zero.about == "Metric aov (a year earlier)"


def test_no_formula(catalogue: Catalogue) -> None:
    assert resolved(catalogue, "later") is None
    assert resolved(catalogue, "upon") is None
    assert inputs(catalogue, "later") == ()
    assert [(entry.symbol, entry.node) for entry in inputs(catalogue, "upon")] == [("x", None)]


def test_inputs_are_the_metrics_own_symbols(catalogue: Catalogue) -> None:
    russian = Translator("ru")
    found = inputs(catalogue, "growth")
    assert [entry.symbol for entry in found] == ["now", "before"]
    assert [russian(entry.name) for entry in found] == [
        "Показатель aov",
        "Показатель aov (год назад)",
    ]
    assert found[0].meaning is catalogue.metrics["aov"]
    assert [render(entry.node) for entry in found if entry.node] == ["revenue_net / orders"] * 2


def test_a_moved_part_is_one_input(catalogue: Catalogue) -> None:
    found = inputs(catalogue, "own")
    assert [entry.symbol for entry in found] == ["trailing(revenue; 3)", "x"]
    assert leaves_of(catalogue, ["own"]) == (Leaf("revenue_net", (THREE,)), Leaf("orders"))


def test_leaves_of_many_are_distinct(catalogue: Catalogue) -> None:
    assert leaves_of(catalogue, ["aov", "later", "own"]) == (
        Leaf("revenue_net"),
        Leaf("orders"),
        Leaf("revenue_net", (THREE,)),
    )


def test_facts_needed(catalogue: Catalogue) -> None:
    assert facts_needed(catalogue, "aov") == ("sale", "sale.amount", "sale.document")
    assert facts_needed(catalogue, "later") == ()


def test_trees_are_kept(catalogue: Catalogue) -> None:
    assert resolved(catalogue, "growth") is resolved(catalogue, "growth")


def test_any_formula_over_names(catalogue: Catalogue) -> None:
    tree = resolved_formula(catalogue, "[Показатель AOV] * Заказы")
    assert tree is not None
    assert render(tree) == "revenue_net / orders * orders"


def test_metric_by_id_or_name(catalogue: Catalogue) -> None:
    assert metric_of(catalogue, "показатель aov") is catalogue.metrics["aov"]
    with pytest.raises(UsageError, match="There is no metric “aovv”") as caught:
        metric_of(catalogue, "aovv")
    assert caught.value.fix is not None
    assert Translator("ru")(caught.value.fix) == "Может быть, «aov»?"
