"""The worked examples of the sources come out of the catalogue, on every reading."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypedDict

import pytest

from kpi_desktop.catalogue.rules.examples import expected
from kpi_desktop.catalogue.trial import Trial, try_metric
from kpi_desktop.core.amount import EXACT, same
from kpi_desktop.expr.dialects import html, substituted, words
from kpi_desktop.expr.dialects.dependencies import names
from kpi_desktop.i18n.translator import Translator
from tests.catalogue.formulas import CATALOGUE
from tests.shared import shared

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Example, Metric

IDS = [f"E{number:02}" for number in range(1, 25)] + ["E02b", "E11b", "E11c", "E19b"]
OURS = [(metric, example) for metric in CATALOGUE.metrics.values() for example in metric.examples]


class Seed(TypedDict):
    """One example of the shared material."""

    id: str
    metric: str
    formula: str
    inputs: dict[str, float]
    expected: float


def seed(example_id: str) -> Seed:
    found: list[Seed] = json.loads(shared("catalogue/examples.json").read_text("utf-8"))
    return next(entry for entry in found if entry["id"] == example_id)


@pytest.mark.parametrize("example_id", IDS)
def test_example_of_the_sources(example_id: str) -> None:
    entry = seed(example_id)
    trial = try_metric(CATALOGUE, entry["metric"], {name: Decimal(str(n)) for name, n in entry["inputs"].items()})
    percent = entry["formula"].endswith("* 100")
    assert isinstance(trial.value, Decimal)
    assert float(trial.value) == pytest.approx(entry["expected"] / (100 if percent else 1), rel=1e-15)


def test_all_examples_of_the_sources_are_kept() -> None:
    found: list[Seed] = json.loads(shared("catalogue/examples.json").read_text("utf-8"))
    assert sorted(IDS) == sorted(entry["id"] for entry in found)
    assert {entry["id"]: entry["metric"] for entry in found}.items() <= {e.id: m.id for m, e in OURS}.items()


@pytest.mark.parametrize(("metric", "example"), OURS, ids=[f"{example.id}-{metric.id}" for metric, example in OURS])
def test_every_reading(metric: Metric, example: Example) -> None:
    trial = tried(metric, example)
    assert isinstance(trial.value, Decimal)
    assert same(trial.value, expected(example))
    shown = {name: str(value) for name, value in trial.inputs}
    put_in = substituted.render(trial.tree, shown.__getitem__, str, str(trial.value))
    assert put_in.endswith(f" = {trial.value}")
    by_hand = computed(put_in.partition(" = ")[0])
    assert same(EXACT.divide(Decimal(by_hand.numerator), Decimal(by_hand.denominator)), trial.value)
    for lang in ("ru", "en"):
        said = Translator(lang)(words.render(trial.tree))
        typeset = html.render(trial.tree, str, lang)
        assert all(name in said and name in typeset for name in names(trial.tree))


def tried(metric: Metric, example: Example) -> Trial:
    given = {symbol: Decimal(text) for symbol, text in example.inputs.items()}
    return try_metric(CATALOGUE, metric.id, given, formula=example.formula)


def computed(text: str) -> Fraction:
    """The value of `750000 / 250`, by Python's own arithmetic."""
    plain = text.replace("−", "-").replace("×", "*")
    exact = re.sub(r"[0-9.]+", lambda number: f"Fraction('{number[0]}')", plain)
    result = eval(exact, {"Fraction": Fraction})
    assert isinstance(result, Fraction)
    return result


def test_shares_are_fractions() -> None:
    value = try_metric(CATALOGUE, "conv_call_visit", {"visits": Decimal(25), "calls": Decimal(76)}).value
    assert value == EXACT.divide(Decimal(25), Decimal(76))
