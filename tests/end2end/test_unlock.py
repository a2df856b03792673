"""The shell's answers about what could be added: the list of formats, the gaps of a month, a file looked into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end2end.shell import kpi

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = "Дата продажи;Сумма продажи\n01.10.2026;100,00\n15.10.2026;200,00\n31.10.2026;50,00\n"
FULL = "Дата продажи;Документ;Покупатель;Сумма продажи\n01.10.2026;Д-1;Иванов;100,00\n31.10.2026;Д-2;Петров;250,00\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unlock")
    found, sales = folder / "b.kpi", folder / "Продажи.csv"
    sales.write_text(PLAIN, encoding="utf-8")
    assert kpi("new", found, "--company", "Лавка").code == 0
    assert kpi("import", sales, "--book", found).json["files"][0]["imported"] == 3
    return found


def test_formats() -> None:
    answer = kpi("formats")
    assert answer.code == 0
    listed = {one["id"]: one for one in answer.json["formats"]}
    one = listed["1c-bank"]
    assert (one["word"], one["evidence"], one["files"]) == ("1c-bank", "files", ["txt"])
    assert "payment" in one["facts"]
    assert one["how"][0]["steps"]
    assert "aov" in listed["sales-table"]["metrics"]
    assert "cac" in listed["google-ads"]["metrics_with_others"]
    english = {entry["id"]: entry["name"] for entry in kpi("formats", "--lang", "en").json["formats"]}
    assert english["sales-table"] == "Sale lines (any table)"


def test_the_gaps_of_a_month(book: Path) -> None:
    answer = kpi("unlock", "--book", book, "--month", "2026-10")
    assert (answer.code, answer.json["month"]) == (0, "2026-10")
    gaps = {gap["id"]: gap for gap in answer.json["metrics"]}
    assert "revenue" not in gaps
    assert (gaps["margin"]["reason"], gaps["margin"]["message"] != "") == ("no_cost", True)
    assert "sales-table" in gaps["margin"]["exports"]
    counts = [one["count"] for one in answer.json["exports"]]
    assert counts == sorted(counts, reverse=True)
    assert all(one["count"] == len(one["metrics"]) for one in answer.json["exports"])
    assert len(answer.json["add"]) == 3
    first = answer.json["add"][0]
    assert (first["export"], first["fact"]) == ("sales-table", "sale")
    assert "1С:Управление торговлей" in first["how"]
    assert any(one == {"fact": "sale", "column": "cost", "metrics": one["metrics"]} for one in answer.json["unlock"])


def test_a_file_is_looked_into_and_not_imported(book: Path, tmp_path: Path) -> None:
    full = tmp_path / "Полные.csv"
    full.write_text(FULL, encoding="utf-8")
    before = kpi("sources", "--book", book).json
    beside = kpi("unlock", full, "--book", book, "--month", "2026-10")
    entry = beside.json["files"][0]
    assert (beside.code, entry["outcome"], entry["period"]["from"]) == (0, "ok", "2026-10-01")
    assert {"aov", "buyers"} <= set(entry["metrics"])
    assert "revenue" not in entry["metrics"], "the book has it already"
    alone = kpi("unlock", "--file", full)
    assert (alone.json["month"], "revenue" in alone.json["metrics"]) == ("2026-10", True)
    assert kpi("sources", "--book", book).json == before


def test_neither_a_book_nor_a_file(tmp_path: Path) -> None:
    assert kpi("unlock").code == 2
    broken = tmp_path / "a.xlsx"
    broken.write_bytes(b"PK\x03\x04rubbish")
    answer = kpi("unlock", broken)
    assert (answer.code, answer.json["files"][0]["outcome"], answer.json["metrics"]) == (3, "damaged", [])
