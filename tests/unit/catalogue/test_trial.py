"""A metric from typed numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.catalogue.trial import Trial, symbols_of, try_metric
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing
from kpi_desktop.i18n.translator import Translator
from tests.unit.catalogue.folder import metric, write

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Catalogue

VARIANT = """[[variants]]
formula = "r1 / o1"
ru = "Вариант"
en = "Variant"
[[variants]]
formula = "revenue / (o1 + o2)"
ru = "Вариант"
en = "Variant"
"""
SYMBOLS = {"revenue": "revenue_net", "orders": "orders"}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    files = {
        "shop/aov.toml": metric("aov", "revenue / orders", SYMBOLS, rest=VARIANT),
        "shop/double.toml": metric("double", "check * 2", {"check": "aov"}, order=2),
        "shop/both.toml": metric("both", "check + last", {"check": "double", "last": "trailing(aov; 3)"}, order=3),
        "shop/growth.toml": metric("growth", "a / b", {"a": "aov", "b": "yoy(aov)"}, unit="1", order=4),
        "shop/half.toml": metric("half", "x / 2", {"x": "revenue_net / orders"}, order=5),
        "shop/later.toml": metric("later", "", {}, order=6),
        "shop/time.toml": metric("time", "t / T", {"t": "orders", "T": "orders"}, unit="1", order=7),
    }
    return load_catalogue(write(tmp_path_factory.mktemp("formulas"), files))


def tried(catalogue: Catalogue, metric_id: str, typed: str) -> Trial:
    pairs = (pair.split("=") for pair in typed.split())
    return try_metric(catalogue, metric_id, {name: Decimal(text) for name, text in pairs})


@pytest.mark.parametrize(
    ("metric_id", "typed", "value"),
    [
        ("aov", "revenue=750000 orders=250", "3000"),
        ("aov", "revenue=1 orders=3", "0.3333333333333333333333333333333333"),
        ("aov", "Revenue=10 ORDERS=4", "2.5"),
        ("aov", "revenue_net=10 orders=4", "2.5"),
        ("Показатель aov", "revenue=10 orders=4", "2.5"),
        ("aov", "Заказы=4 revenue=10", "2.5"),
        ("aov", "r1=10 o1=4", "2.5"),
        ("aov", "revenue=10 o1=1 o2=4", "2"),
        ("double", "check=3", "6"),
        ("double", "aov=3", "6"),
        ("double", "revenue=12 orders=4", "6"),
        ("double", "r1=12 o1=4", "6"),
        ("both", "double=6 last=1", "7"),
        ("both", "aov=3 last=1", "7"),
        ("both", "revenue=12 orders=4 last=1", "7"),
        ("growth", "a=6 b=3", "2"),
        ("growth", "aov=6 b=3", "2"),
        ("half", "x=3", "1.5"),
        ("half", "revenue_net=12 orders=4", "1.5"),
        ("time", "t=1 T=4", "0.25"),
    ],
)
def test_value(catalogue: Catalogue, metric_id: str, typed: str, value: str) -> None:
    assert tried(catalogue, metric_id, typed).value == Decimal(value)


def test_trial_tells_what_it_used(catalogue: Catalogue) -> None:
    trial = tried(catalogue, "double", "revenue=12 orders=4")
    assert (trial.formula, trial.inputs) == ("check * 2", (("check", Decimal(3)),))
    assert [(step.metric, step.inputs) for step in trial.steps] == [
        ("aov", (("revenue", Decimal(12)), ("orders", Decimal(4))))
    ]
    assert tried(catalogue, "aov", "r1=10 o1=4").formula == "r1 / o1"


def test_division_by_zero_is_missing(catalogue: Catalogue) -> None:
    value = tried(catalogue, "aov", "revenue=1 orders=0").value
    assert isinstance(value, Missing)
    assert Translator("ru")(value.message) == "Не на что делить: «Заказы» за этот период равно нулю"
    below = tried(catalogue, "double", "revenue=1 orders=0").value
    assert isinstance(below, Missing)


@pytest.mark.parametrize(
    ("metric_id", "typed", "russian", "fix"),
    [
        (
            "aov",
            "revenu=1 orders=2",
            "У показателя «aov» нет обозначения «revenu»",
            "Может быть, «revenue»? Обозначения: revenue, revenue_net, orders, r1, o1, o2",
        ),
        (
            "aov",
            "revenue=1",
            "Для «aov» не хватает значения «orders»",
            "Обозначения: revenue, revenue_net, orders, r1, o1, o2",
        ),
        (
            "aov",
            "revenue=1 orders=2 o1=3",
            "«aov»: вместе с остальными не используются значения o1",
            "Обозначения: revenue, revenue_net, orders, r1, o1, o2",
        ),
        (
            "double",
            "aov=3 revenue=1 orders=2",
            "«double»: вместе с остальными не используются значения revenue, orders",
            "Обозначения: check, aov, revenue, revenue_net, orders, r1, o1, o2",
        ),
        (
            "both",
            "aov=3",
            "Для «both» не хватает значения «last»",
            "Обозначения: check, double, last, aov, revenue, revenue_net, orders, r1, o1, o2",
        ),
        (
            "growth",
            "revenue=6 orders=3",
            "Для «growth» не хватает значения «b»",
            "Обозначения: a, aov, b, revenue, revenue_net, orders, r1, o1, o2",
        ),
        ("time", "t=1", "Для «time» не хватает значения «T»", "Обозначения: t, orders, T"),
        ("later", "x=1", "«later» считается не по формуле, поэтому подставить числа нельзя", None),
        ("aov", "revenue=NaN orders=1", "«revenue»: с таким числом считать нельзя", None),
        ("aov", "revenue=1e99 orders=1", "«revenue»: с таким числом считать нельзя", None),
        ("aov", "revenue=1 REVENUE=2", "«revenue» указано дважды", None),
        ("avo", "revenue=1", "Показателя «avo» нет", "Может быть, «aov»?"),
    ],
)
def test_refusal(catalogue: Catalogue, metric_id: str, typed: str, russian: str, fix: str | None) -> None:
    with pytest.raises(UsageError) as caught:
        tried(catalogue, metric_id, typed)
    translate = Translator("ru")
    assert translate(caught.value.message) == russian
    assert (translate(caught.value.fix) if caught.value.fix else None) == fix


def test_symbols(catalogue: Catalogue) -> None:
    assert symbols_of(catalogue, "double") == ("check", "aov", "revenue", "revenue_net", "orders", "r1", "o1", "o2")
