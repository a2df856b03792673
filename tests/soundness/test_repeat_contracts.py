"""Who signs again after paying: a table of contracts through import and `diagnose`, beside SQL over its rows."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.end2end.shell import kpi

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

_FIRST, _DAYS = date(2024, 6, 1), 883  # to the last of October 2026

#: Contracts signed in the month by clients of whom a contract had been paid on an earlier day.
_BY_DATES = """
SELECT COUNT(*) FROM contracts c WHERE date_trunc('month', c.day) = ?
  AND c.day > (SELECT MIN(p.paid) FROM contracts p WHERE p.client = c.client)
"""
#: Of the contracts paid in the month: how many, and after how many the client signed on a later day of it.
_BY_COHORT = """
SELECT COUNT(*), COUNT(*) FILTER (c.client IN (
  SELECT s.client FROM contracts s
  WHERE s.day > c.paid AND date_trunc('month', s.day) = date_trunc('month', c.paid)))
FROM contracts c WHERE date_trunc('month', c.paid) = ?
"""
_MONTHS = ("2026-10", "2026-07", "2025-12")


@pytest.fixture(scope="module")
def rows() -> list[tuple[date, str, str, int, date | None]]:
    """Some twenty contracts a month of some two hundred clients, paid on the same day or within five weeks or never."""
    dice = Random(20)
    found = []
    for number in range(620):
        day = _FIRST + timedelta(days=dice.randrange(_DAYS))
        paid = day + timedelta(days=dice.choice((0, 0, 3, 9, 20, 35))) if dice.random() < 0.9 else None
        if paid is not None and (paid - _FIRST).days >= _DAYS:
            paid = None
        found.append((day, f"Д-{number}", f"Заказчик {dice.randrange(200)}", dice.randrange(10, 90) * 1000, paid))
    return sorted(found, key=lambda row: (row[0], row[1]))


@pytest.fixture(scope="module")
def raw(rows: list[tuple[date, str, str, int, date | None]]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as base:
        base.execute("CREATE TABLE contracts (day DATE, number TEXT, client TEXT, total INT, paid DATE)")
        base.executemany("INSERT INTO contracts VALUES (?, ?, ?, ?, ?)", rows)
        yield base


@pytest.fixture(scope="module")
def book(rows: list[tuple[date, str, str, int, date | None]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("repeat")
    with (where / "Договоры.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(("Дата подписания", "Номер договора", "Клиент", "Сумма договора", "Дата оплаты"))
        for day, number, client, total, paid in rows:
            writer.writerow((f"{day:%d.%m.%Y}", number, client, total, f"{paid:%d.%m.%Y}" if paid else ""))
    path = where / "book.kpi"
    assert kpi("new", path, "--company", "Проба").code == 0
    added = kpi("import", where / "Договоры.csv", "--book", path)
    assert added.code == 0, added.said
    return path


def _stage(book: Path, month: str) -> dict[str, Any]:
    answer = kpi("diagnose", "--book", book, "--month", month, "--funnel", "sales")
    assert answer.code == 0, answer.said
    found: dict[str, Any] = next(stage for stage in answer.json["stages"] if stage["id"] == "repeat")
    return found


@pytest.mark.parametrize("month", _MONTHS)
def test_those_who_signed_again_are_those_of_the_rows(book: Path, raw: duckdb.DuckDBPyConnection, month: str) -> None:
    told = _stage(book, month)
    first = date.fromisoformat(f"{month}-01")
    by_dates = raw.execute(_BY_DATES, [first]).fetchall()[0][0]
    assert Decimal(told["number"]) == by_dates > 0
    if month != _MONTHS[0]:
        return  # an earlier month is seen from the end of the data: its cohort is older than its own end
    paid, back = raw.execute(_BY_COHORT, [first]).fetchall()[0]
    assert (Decimal(told["cases"]), Decimal(told["hits"]), Decimal(told["lost"])) == (paid, back, paid - back)
    assert 0 < back < paid
    assert told["reading"] == "cohort"


def test_the_rows_of_those_who_did_not_come_again(book: Path, raw: duckdb.DuckDBPyConnection) -> None:
    answer = kpi("diagnose", "--book", book, "--month", "2026-10", "--funnel", "sales", "--lost", "repeat")
    assert answer.code == 0, answer.said
    paid, back = raw.execute(_BY_COHORT, [date(2026, 10, 1)]).fetchall()[0]
    assert answer.json["total"] == paid - back
