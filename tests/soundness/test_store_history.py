"""Any history of imports and undos leaves exactly the rows that a few lines of plain Python say, counted once."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.facts.batch import SourceKey
from kpi_desktop.store.book import Book
from kpi_desktop.store.records import REPLACE
from tests.unit.store.exports import export

if TYPE_CHECKING:
    from pathlib import Path

START = date(2011, 11, 1)
SOURCES = (SourceKey("table", "a", name="north"), SourceKey("table", "a", name="south"))


@dataclass(frozen=True)
class Sheet:
    """One import as the model knows it: its source, its days, and (row, day, document, kind, amount) lines."""

    source: int
    first: int
    end: int
    lines: tuple[tuple[int, int, int, str, int], ...]

    def holds(self, day: int) -> bool:
        return self.first <= day < self.end


def drawn(chance: random.Random) -> Sheet:
    first = chance.randrange(0, 20)
    end = first + chance.randrange(1, 15)
    lines = [
        (
            row,
            chance.randrange(first, end),
            chance.randrange(12),
            chance.choice(["sale", "sale", "sale", "return", "writeoff"]),
            chance.randrange(1, 100),
        )
        for row in range(2, 2 + chance.randrange(0, 12))
    ]
    return Sheet(chance.randrange(2), first, end, tuple(lines))


def expected(history: dict[int, Sheet]) -> set[tuple[int, int]]:
    """(batch, row) of each line on a day that no later import of its source covers."""
    return {
        (batch, line[0])
        for batch, sheet in history.items()
        for line in sheet.lines
        if not any(
            later > batch and other.source == sheet.source and other.holds(line[1]) for later, other in history.items()
        )
    }


def covered(history: dict[int, Sheet]) -> set[tuple[int, int]]:
    """(source, day) of each day that some import covers."""
    return {(sheet.source, day) for sheet in history.values() for day in range(sheet.first, sheet.end)}


def text(sheet: Sheet) -> str:
    days = {day: START + timedelta(days=day) for day in range(sheet.first, sheet.end)}
    rows = [f"{days[day]} {document} {kind} {amount}" for _, day, document, kind, amount in sheet.lines]
    return "\n".join(["day document kind amount", *rows])


def compare(book: Book, history: dict[int, Sheet], check: bool) -> None:
    live = expected(history)
    assert set(book.run("SELECT batch, src_row FROM sale")) == live
    sources = {name: number for number, name in book.run("SELECT id, name FROM source")}
    numbers = {place: sources[key.name] for place, key in enumerate(SOURCES) if key.name in sources}
    days = [
        (cover.source_id, (cover.first - START).days + step)
        for cover in book.coverage("sale")
        for step in range((cover.end - cover.first).days)
    ]
    assert len(days) == len(set(days))
    assert set(days) == {(numbers[source], day) for source, day in covered(history)}
    firsts: dict[tuple[int, int], tuple[int, int]] = {}
    for batch, row in sorted(live):
        sheet = history[batch]
        line = next(line for line in sheet.lines if line[0] == row)
        if line[3] == "sale":
            firsts.setdefault((sheet.source, line[2]), (batch, row))
    assert set(book.run("SELECT batch, src_row FROM sale WHERE first_of_document")) == set(firsts.values())
    assert not check or book.check() == []


@pytest.mark.parametrize("seed", range(4))
def test_any_history(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    history: dict[int, Sheet] = {}
    with Book.create(tmp_path / "a.kpi", "ООО") as book:
        for step in range(24):
            if history and chance.random() < 0.35:
                batch = chance.choice(sorted(history))
                book.undo(batch)
                del history[batch]
            else:
                sheet = drawn(chance)
                period = (START + timedelta(days=sheet.first), START + timedelta(days=sheet.end))
                made = export(tmp_path, text(sheet), "sale", f"{step}.xlsx", SOURCES[sheet.source], period)
                added = book.add(made, decision=REPLACE)
                assert added.batch_id is not None
                history[added.batch_id] = sheet
            compare(book, history, check=step % 8 == 7)
