"""Every definition of `formulas/` against every rule, and every metric on every reading."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.catalogue.errors import issue_line
from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.catalogue.resolve import facts_needed, inputs, leaves_of, resolved
from kpi_desktop.core.missing import EXCEL_ERROR, Missing, Reason, Value
from kpi_desktop.expr.dialects import excel, html, words
from kpi_desktop.expr.dialects.leaves import leaves
from kpi_desktop.expr.dialects.value import evaluate
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.resources import folder
from tests.catalogue.formulas import CATALOGUE, ISSUES
from tests.catalogue.golden import Cells

if TYPE_CHECKING:
    from kpi_desktop.expr.leaf import Leaf

COMPUTED = [metric_id for metric_id in CATALOGUE.metrics if resolved(CATALOGUE, metric_id) is not None]
ABSENT = Missing(Reason.NO_DATA, msg("no data"))


def test_every_rule_holds() -> None:
    english = Translator("en")
    assert not ISSUES, "\n" + "\n".join(english(issue_line(issue)) for issue in ISSUES)


def test_loading_is_quick() -> None:
    best = min(_seconds() for _ in range(3))
    assert best < 0.6, "a quarter of a second on an idle machine"


def _seconds() -> float:
    start = time.process_time()
    load_catalogue(folder("formulas"))
    return time.process_time() - start


@pytest.mark.parametrize("metric_id", COMPUTED)
def test_readings(metric_id: str) -> None:
    tree = resolved(CATALOGUE, metric_id)
    assert tree is not None
    cell = excel.render(tree, Cells())
    asked = leaves(tree)
    assert asked == leaves_of(CATALOGUE, (metric_id,))
    assert all(Cells().cell(leaf) in cell for leaf in asked)
    assert all(leaf.measure in CATALOGUE.measures for leaf in asked)
    assert facts_needed(CATALOGUE, metric_id)
    assert html.render(tree, str).count("<span") == html.render(tree, str).count("</span>")
    for entry in inputs(CATALOGUE, metric_id):
        for lang in ("ru", "en"):
            assert Translator(lang)(entry.name)
    assert Translator("ru")(words.render(tree)) != Translator("en")(words.render(tree))


@pytest.mark.parametrize("metric_id", COMPUTED)
def test_zero_and_empty(metric_id: str) -> None:
    """Zeros give a number or #DIV/0!; a metric whose measures are all absent is #N/A, in Python and in the cell."""
    tree = resolved(CATALOGUE, metric_id)
    assert tree is not None
    zeros = evaluate(tree, lambda _: Decimal(0))
    assert isinstance(zeros, Decimal) or zeros.reason in {
        Reason.ZERO_DENOMINATOR,
        Reason.NEVER,
        Reason.ALREADY_MET,
        Reason.NO_BASE,
    }
    if "/" not in excel.render(tree, Cells()):
        assert isinstance(zeros, Decimal)
    empty = evaluate(tree, lambda _: ABSENT)
    assert empty == ABSENT or "IFERROR" in excel.render(tree, Cells())
    assert EXCEL_ERROR[ABSENT.reason] == "#N/A"


@pytest.mark.parametrize("metric_id", COMPUTED)
def test_one_absent_measure_is_never_a_zero(metric_id: str) -> None:
    tree = resolved(CATALOGUE, metric_id)
    assert tree is not None
    text = excel.render(tree, Cells())
    if "IF" in text:
        return
    for absent in leaves(tree):

        def get(leaf: Leaf, absent: Leaf = absent) -> Value:
            return ABSENT if leaf == absent else Decimal(3)

        assert isinstance(evaluate(tree, get), Missing)
