"""A kill, a full disk or a flipped bit: an acknowledged import is never lost and nothing is silently wrong."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.errors import BookError, KpiDesktopError
from kpi_desktop.store.book import Book
from tests.unit.store.exports import export

if TYPE_CHECKING:
    from kpi_desktop.facts.batch import FactBatch

ROOT = Path(__file__).resolve().parents[2]
ROWS = 20_000

#: Adds files of one month each, saying so after each, until it is killed.
WRITER = """
import sys
from pathlib import Path
from kpi_desktop.store.book import Book
from tests.soundness.test_store_faults import month
with Book.open(Path(sys.argv[1])) as book:
    print("open", flush=True)
    for number in range(100):
        added = book.add(month(Path(sys.argv[2]), number))
        print(added.batch_id, flush=True)
        if number % 3 == 2:
            book.undo(added.batch_id)
            print("undone", added.batch_id, flush=True)
"""


def month(place: Path, number: int, rows: int = ROWS) -> FactBatch:
    """The export of one month: documents of four lines, each of 1.25."""
    first = date(2011 + number // 12, number % 12 + 1, 1)
    lines = [f"{first + timedelta(days=row * 28 // rows)} {row // 4} Товар{row % 100} 1.25" for row in range(rows)]
    return export(place, "day document product amount\n" + "\n".join(lines), file=f"{number}.xlsx")


def killed_writer(path: Path, place: Path, seconds: float) -> list[str]:
    """Let the writer work for some time after it opened the book, kill it, and return what it acknowledged."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(place)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    with writer.stdout as said:
        assert said.readline().strip() == "open"
        time.sleep(seconds)
        writer.kill()
        writer.wait()
        return said.read().split("\n")[:-1]


@pytest.mark.parametrize("seed", range(12))
def test_kill_at_any_moment(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "a.kpi"
    Book.create(path, "ООО").close()
    acknowledged = killed_writer(path, tmp_path, random.Random(seed).uniform(0.05, 1.2))
    added = {int(line) for line in acknowledged if line.isdigit()}
    undone = {int(line.split()[1]) for line in acknowledged if line.startswith("undone")}
    with Book.open(path) as book:
        states = {batch.id: str(batch.state) for batch in book.batches()}
        assert added <= set(states)
        assert {batch for batch, state in states.items() if state == "undone"} >= undone
        assert len(states) <= len(added) + 1
        live = [batch for batch, state in states.items() if state == "live"]
        expected = (ROWS * len(live), Decimal("1.25") * ROWS * len(live) if live else None)
        assert book.run("SELECT COUNT(*), SUM(amount) FROM sale") == [expected]
        assert book.check() == []
    assert [entry.name for entry in tmp_path.iterdir() if entry.suffix != ".arrow"] == ["a.kpi"]


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="mounting a small disk needs Linux and root")
def test_a_full_disk_leaves_the_book_as_it_was(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("this machine allows no mounts")
    try:
        path = disk / "a.kpi"
        Book.create(path, "ООО").close()
        good = month(tmp_path, 0, 200)
        with Book.open(path) as book:
            book.add(good)
        with pytest.raises(KpiDesktopError, match="disk is full"):
            _fill(path, tmp_path)
        with Book.open(path, read_only=True) as book:
            assert book.run("SELECT COUNT(*), SUM(amount) FROM sale WHERE batch = 1") == [(200, Decimal(250))]
            assert book.check() == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def _fill(path: Path, place: Path) -> None:
    """Import files of unlike texts until the disk is full."""
    with Book.open(path) as book:
        for number in range(1, 60):
            chance = random.Random(number)
            first = date(2011 + number // 12, number % 12 + 1, 1)
            lines = [f"{first} {chance.getrandbits(80):x} {chance.getrandbits(80):x} 1" for _ in range(4000)]
            book.add(export(place, "day document product amount\n" + "\n".join(lines), file=f"full-{number}"))


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    """Every flip is noticed at opening or by `check`, or touched nothing that is used: never another figure."""
    path = tmp_path / "a.kpi"
    with Book.create(path, "ООО") as book:
        book.add(month(tmp_path, 0))
        before = _figures(book)
    size, chance, noticed = path.stat().st_size, random.Random(1), 0
    for number in range(40):
        copy = tmp_path / f"flip-{number}.kpi"
        shutil.copyfile(path, copy)
        with copy.open("r+b") as stream:
            place = chance.randrange(size)
            stream.seek(place)
            byte = stream.read(1)[0]
            stream.seek(place)
            stream.write(bytes([byte ^ (1 << chance.randrange(8))]))
        try:
            with Book.open(copy, read_only=True) as book:
                noticed += bool(book.check())
                assert _figures(book) == before
        except BookError:
            noticed += 1
        except KpiDesktopError as error:
            pytest.fail(f"byte {place}: {error}")
        copy.unlink()
    assert noticed > 20


def _figures(book: Book) -> list[object]:
    return [
        book.run("SELECT COUNT(*), SUM(amount), COUNT(DISTINCT document), MIN(day), MAX(day) FROM sale"),
        book.run("SELECT product, COUNT(*) FROM sale GROUP BY product ORDER BY product"),
        book.members("product"),
        book.batches(),
        book.company,
    ]
