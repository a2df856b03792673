"""How often the book is asked: a month closes with a query for each kind of question, not for each window."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Period
from kpi_desktop.engine.engine import Engine
from kpi_desktop.expr.leaf import Leaf, Move, Step
from tests.unit.asking import noted_queries, noted_statements
from tests.unit.engine.company import CATALOGUE, Company, Export

if TYPE_CHECKING:
    from pathlib import Path

SALES = """
day document customer product manager segment quantity amount cost
2025-01-05 1 A P1 M1 S1 1 100 60
2025-02-05 2 A P2 M1 S1 2 200 90
2025-02-07 3 B P1 M2 S2 1 100 60
2025-03-05 4 C P1 M1 S2 1 100 60
2025-03-15 5 A P2 M2 S1 1 100 45
2025-04-05 6 B P1 M2 S2 -1 -100 -60
2025-04-08 7 C P2 M1 S2 3 300 135
2025-05-05 8 A P1 M1 S1 1 100 60
"""
MONTHS = [Period.month(f"2025-{month:02}") for month in range(2, 6)]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries of all books, in order."""
    return noted_queries(monkeypatch)


def _company(where: Path) -> Company:
    company = Company(where)
    company.add(Export(SALES, first="2025-01-01", last="2025-05-31"))
    return company


def test_more_months_ask_no_more_queries(tmp_path: Path, asked: list[str]) -> None:
    company = _company(tmp_path)
    names = [name for name, metric in CATALOGUE.metrics.items() if not metric.ranking]
    asked.clear()
    Engine(company.book, CATALOGUE).figures(names, MONTHS[-1:])
    once = len(asked)
    asked.clear()
    Engine(company.book, CATALOGUE).figures(names, MONTHS)
    assert len(asked) <= once + 2, "four months may ask a kind of question that one has no answer to, no more"
    assert once <= 30
    assert len(set(asked)) == len(asked), "the same is asked twice"


def test_opening_asks_no_more_of_more_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty facts were twenty times the same five questions about imports: a tenth of a second before any figure."""
    company = _company(tmp_path)
    company.add(Export("day amount article\n2025-01-05 10 Rent", fact="expense"))
    asked = noted_statements(monkeypatch)
    Engine(company.book, CATALOGUE)
    once = len(asked)
    for fact in ("lead", "call", "visit"):
        company.add(Export("day\n2025-01-05", fact=fact))
    asked.clear()
    Engine(company.book, CATALOGUE)
    assert len(asked) == once
    assert once <= 20
    assert len(set(asked)) == len(asked), "the same is asked twice"


def test_a_close_looks_at_the_sales_a_few_times(tmp_path: Path, asked: list[str]) -> None:
    """One look for all that adds up; the others are by key: amounts and days of buyers, products, units. Each new look
    at a million lines costs a scan or two of the twenty that a close may take."""
    company = _company(tmp_path)
    Engine(company.book, CATALOGUE).figures(list(CATALOGUE.metrics), MONTHS[-1:])
    looks = [sql for sql in asked if 'FROM "sale" f' in sql or "FROM sale f" in sql]
    assert sum("GROUP BY" in sql and "AS k0" in sql for sql in looks) <= 2, "totals, and members of the ranking"
    assert len(looks) <= 12


def test_past_is_what_figures_say(tmp_path: Path) -> None:
    company = _company(tmp_path)
    names = list(CATALOGUE.metrics)
    alone = Engine(company.book, CATALOGUE).past(names, MONTHS)
    beside = Engine(company.book, CATALOGUE).figures(names, MONTHS)
    assert [(f.metric, f.period, f.value, f.covered) for f in alone] == [
        (f.metric, f.period, f.value, f.covered) for f in beside
    ]
    assert not any(figure.comparisons or figure.parts for figure in alone)
    assert any(figure.comparisons for figure in beside)


@pytest.mark.parametrize("one", [Leaf("buyers", (Step(Move.TRAILING, 3),)), MONTHS[0]])
def test_hash_is_made_anew_in_another_process(one: Leaf | Period) -> None:
    """Texts and days hash differently there: a hash that travelled along would find nothing."""
    code = (
        "import pickle, sys; one = pickle.loads(bytes.fromhex(sys.argv[1])); kind, parts = one.__reduce__(); "
        "print(one == kind(*parts) and hash(one) == hash(kind(*parts)))"
    )
    there = subprocess.run(
        [sys.executable, "-c", code, pickle.dumps(one).hex()],
        env={**os.environ, "PYTHONHASHSEED": "7"}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert there.stdout.strip() == "True"
