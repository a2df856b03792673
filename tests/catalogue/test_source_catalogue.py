"""Every plain formula of the sources' catalogue, with random numbers, against Python's own arithmetic."""

from __future__ import annotations

import ast
import csv
import io
import random
import re
from decimal import Decimal
from fractions import Fraction

import pytest

from kpi_desktop.catalogue.trial import symbols_of, try_metric
from kpi_desktop.core.missing import Missing, Reason
from tests.catalogue.formulas import CATALOGUE
from tests.shared import shared

#: Where the catalogue's formula is a guarded form of the sources': negative margins give no break-even, a plan that
# is met no coverage.
GUARDED = {"breakeven_units", "pipeline_coverage", "late_stage_coverage"}


def rows() -> list[dict[str, str]]:
    text = shared("catalogue/catalogue.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def plain(formula: str) -> ast.Expression | None:
    """The formula's tree, None where it is more than arithmetic over symbols."""
    try:
        tree = ast.parse(formula, mode="eval")
    except SyntaxError:
        return None
    arithmetic = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.Name, ast.Load, ast.Constant)
    called = any(not isinstance(node, arithmetic) for node in ast.walk(tree))
    return None if called else tree


def test_every_metric_is_there_in_order() -> None:
    expected = [(row["id"], row["kind"]) for row in rows()]
    ours = [(metric.id, metric.kind) for metric in CATALOGUE.metrics.values() if metric.kind != "E"]
    assert ours == expected
    assert [CATALOGUE.metrics[row["id"]].order for row in rows()] == list(range(1, len(expected) + 1))


@pytest.mark.parametrize("seed", range(5))
def test_formulas(seed: int) -> None:
    numbers = random.Random(seed)
    tried = 0
    for row in rows():
        tree = plain(row["formula"])
        if tree is None:
            continue
        names = sorted({node.id for node in ast.walk(tree) if isinstance(node, ast.Name)})
        values = {name: Decimal(numbers.randint(1, 10**8)).scaleb(-2) for name in names}
        value = try_metric(CATALOGUE, row["id"], values).value
        if row["id"] in GUARDED and isinstance(value, Missing):
            assert value.reason in {Reason.ALREADY_MET, Reason.NEVER}
            continue
        assert isinstance(value, Decimal), row["id"]
        wanted = by_python(row, values)
        assert abs(Fraction(value) - wanted) <= abs(wanted) * Fraction(1, 10**20), row["id"]
        tried += 1
    assert tried > 95


def by_python(row: dict[str, str], values: dict[str, Decimal]) -> Fraction:
    """The formula's value in exact fractions; a share is a fraction, so its `* 100` and `100 -` fall away."""
    formula = row["formula"]
    if row["unit"] == "%":
        formula = formula.removesuffix(" * 100").replace("100 -", "1 -")
    exact = re.sub(r"(?<!\w)(\d+)(?!\w)", r"Fraction(\1)", formula)
    scope = {"Fraction": Fraction} | {name: Fraction(value) for name, value in values.items()}
    result = eval(exact, scope)
    assert isinstance(result, Fraction)
    return result


def test_base_measures_are_symbols_too() -> None:
    """What the sources call a metric's base measures may be typed, through sub-metrics as deep as needed."""
    unknown = []
    for row in rows():
        if plain(row["formula"]) is None or not re.fullmatch(r"[a-z_0-9]+(, [a-z_0-9]+)*", row["base_measures"]):
            continue
        accepted = symbols_of(CATALOGUE, row["id"])
        unknown += [(row["id"], name) for name in row["base_measures"].split(", ") if name not in accepted]
    # Two base measures bear another name than the formula's symbol in the sources themselves.
    assert unknown == [("arp_product", "products"), ("yoy_growth", "value_prev_year")]
