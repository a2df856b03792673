"""When 1C takes a till's place, no month is called incomplete for it, and no figure counts both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Period, add_months
from kpi_desktop.engine.engine import Engine
from kpi_desktop.facts.batch import SourceKey
from kpi_desktop.store.book import Book
from tests.unit.engine.company import CATALOGUE
from tests.unit.store.exports import export

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kpi_desktop.engine.figure import Figure

TILL = '[columns]\n"Дата и время чека" = "day"\n"Номер ФД" = "document"\n"Сумма" = "amount"\n'


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book.create(tmp_path / "book.kpi", "Ромашка") as made:
        yield made


def put(book: Book, place: Path, kind: str, month: str, amount: int, days: tuple[int, int] = (1, 0)) -> None:
    """One receipt on each of the 5th and the 25th (inside the days), and the period that the file states."""
    start = date.fromisoformat(f"{month}-01")
    first, end = start.replace(day=days[0]), start.replace(day=days[1]) if days[1] else add_months(start, 1)
    rows = [f"{month}-{day:02} {kind}{month}{day} {amount}" for day in (5, 25) if first <= start.replace(day=day) < end]
    batch = export(
        place, "day document amount\n" + "\n".join(rows), file=f"{kind}.xlsx", source=SourceKey(kind, "layout"),
        mapping=TILL if kind == "till" else "", period=(first, end),
    )  # fmt: skip
    added = book.add(replace(batch, recognised="1c-report" if kind == "1c" else "table"))
    assert added.question is None
    assert book.check() == []


def revenue(book: Book, month: str) -> Figure:
    return Engine(book, CATALOGUE).figures(["revenue"], [Period.month(month)])[0]


def test_1c_takes_the_place_of_the_till(book: Book, tmp_path: Path) -> None:
    put(book, tmp_path, "till", "2026-09", 10)
    put(book, tmp_path, "till", "2026-10", 10)
    put(book, tmp_path, "1c", "2026-10", 11)
    put(book, tmp_path, "1c", "2026-11", 12)
    found = [revenue(book, f"2026-{month:02}") for month in (9, 10, 11)]
    assert [figure.value for figure in found] == [Decimal(20), Decimal(22), Decimal(24)]
    assert [figure.covered.complete for figure in found] == [True, True, True]
    assert not [flag for figure in found for flag in figure.flags if flag.code == "partial"]


def test_a_month_of_two_halves_is_whole(book: Book, tmp_path: Path) -> None:
    put(book, tmp_path, "till", "2026-10", 10)
    put(book, tmp_path, "1c", "2026-10", 11, (1, 16))
    october = revenue(book, "2026-10")
    assert (october.value, october.covered.complete) == (Decimal(21), True)


def test_a_till_that_is_missing_is_still_told(book: Book, tmp_path: Path) -> None:
    """A till of which October was never loaded is missed, as before."""
    put(book, tmp_path, "till", "2026-09", 10)
    put(book, tmp_path, "1c", "2026-10", 11)
    said = [str(flag.message) for flag in revenue(book, "2026-10").flags if flag.code == "partial"]
    assert said == ["without till.xlsx"]
