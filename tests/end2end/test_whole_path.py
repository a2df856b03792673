"""The whole path of the shell on real exports: no traceback, codes and JSON by contract, the workbook recalculated."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.end2end.shell import run_here, run_process
from tests.shared import shared

if TYPE_CHECKING:
    from pathlib import Path

#: A company's files, its currency, and the outcomes that each of them must have.
SETS = {
    "eshop": (("transactions/ru_eshop_plants_2018_2020.csv",), "RUB", ("ok",)),
    "orders": (("commerceml/akuraga_orders_big.xml",), "UAH", ("ok",)),
}
#: What every command may answer: done, or in a sentence that the book has nothing for it.
DONE, DONE_OR_SAID = {0}, {0, 2}
#: What is run as a user's script runs it; the others have the same entry without a process of their own.
OWN_PROCESS = frozenset({"import", "workbook", "verify", "report", "close", "diagnose"})
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Walk:
    """One book on its way; `run` holds every command to what all commands promise."""

    book: Path

    def run(self, *arguments: object, codes: set[int], json_too: bool = True) -> Any:  # noqa: ANN401 - JSON
        """The JSON (else the text) of a command, checked: its code, no traceback, whole sentences in Russian."""
        words = [*map(str, arguments), "--book", str(self.book), *(["--json"] if json_too else [])]
        done = (run_process if arguments[0] in OWN_PROCESS else run_here)(*words, stdin="")
        assert "Traceback" not in done.said, done.said
        assert done.code in codes, (words, done.code, done.said)
        for line in filter(None, map(str.strip, done.said.splitlines())):
            assert _CYRILLIC.search(line), (words, line)
            assert not re.search(r"\{\w+\}|\bNone\b", line), (words, line)
        if done.code == 2:
            assert done.said.strip(), words
            return None
        return json.loads(done.out) if json_too else done.out


@pytest.fixture(params=SETS)
def walk(request: pytest.FixtureRequest, tmp_path: Path) -> Walk:
    """A new book with the set's files, each with the outcome that it must have; the same files again change nothing."""
    files, currency, outcomes = SETS[request.param]
    paths = [shared(f"data/{name}") for name in files]
    walk = Walk(tmp_path / "книга.kpi")
    assert run_process("new", walk.book, "--company", "Проверка", "--currency", currency).code == 0
    codes = DONE if {*outcomes} <= {"ok", "partial"} else {3}
    first, again = (walk.run("import", *paths, codes=codes)["files"] for _ in range(2))
    assert tuple(entry["outcome"] for entry in first) == outcomes
    assert [entry["file"] for entry in first] == [str(path) for path in paths]
    assert [(entry["outcome"], entry["batch"]) for entry in again] == [
        (entry["outcome"], entry["batch"]) for entry in first
    ]
    assert not any(entry["imported"] for entry in again)
    assert all(issue["message"] for entry in first for issue in entry["issues"])
    return walk


@pytest.mark.slow
def test_every_command_answers(walk: Walk, tmp_path: Path) -> None:
    figures = walk.run("kpis", codes=DONE)
    month, metrics = figures["month"], figures["metrics"]
    assert all((one["value"] is None) == (one["missing"] is not None) for one in metrics)
    assert all(one["missing"]["message"] for one in metrics if one["missing"])
    of_month = ("--month", month)
    one = next((found["id"] for found in metrics if found["value"] is not None), "revenue")
    for command in (
        ("sources",), ("streams",), ("customers",), ("rules",), ("settings",), ("staff",), ("keep", "list"),
        ("mapping", "--list"), ("presets",), ("funnels",), ("explain", one, *of_month), ("rows", one, *of_month),
        ("explain", "revenue", *of_month), ("findings", *of_month), ("limits", *of_month), ("unlock", *of_month),
        ("reconcile", *of_month), ("bonus", *of_month), ("plan", "list"), ("kpis", "--month", month[:4]),
        *(("list", name, *of_month) for name in ("callback", "receivables", "abc", "rfm", "cohorts", "carts")),
    ):  # fmt: skip
        assert isinstance(walk.run(*command, codes=DONE), dict | list), command
    walk.run("diagnose", *of_month, codes=DONE_OR_SAID)
    walk.run("kpis", "--by", "product", "--metric", one, *of_month, codes=DONE_OR_SAID)
    walk.run("kpis", *of_month, codes=DONE, json_too=False)

    workbook = tmp_path / "книга.xlsx"
    walk.run("workbook", workbook, *of_month, codes=DONE)
    checked = walk.run("verify", workbook, codes=DONE)
    assert checked["formulas"] == checked["equal"] > 0
    assert not checked["different"]
    assert not checked["not_cached"]
    (own,) = walk.run("import", workbook, codes={3})["files"]
    assert own["recognised"] == "own-workbook"

    walk.run("report", tmp_path / "отчёт.pdf", *of_month, codes=DONE)
    assert (tmp_path / "отчёт.pdf").read_bytes()[:5] == b"%PDF-"

    closed = walk.run("close", "month", *of_month, codes=DONE_OR_SAID)
    after = walk.run("kpis", *of_month, codes=DONE)["metrics"]
    assert [(one["id"], one["value"]) for one in after] == [(one["id"], one["value"]) for one in metrics]
    if closed is not None:
        walk.run("close", "reopen", "--why", "проверка", "--who", "владелец", *of_month, codes=DONE)
