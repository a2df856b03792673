"""Registers of one company in a book: the same turnovers are never counted twice without asking."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import xlsxwriter

from tests.importers.test_register_1c import BODY, BY_BUYER, CARD, CARD_MERGES, HEAD, LEVELS, MERGES, TOP

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.ingest.tables import Rows


def written(path: Path, rows: Rows, merges: tuple[tuple[int, int, int, int], ...] = ()) -> Path:
    """The rows as a workbook with merged cells and, for the trial balance, its outline."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("TDSheet")
    corners = {box[:2]: box for box in merges}
    for row, values in enumerate(rows):
        if len(rows) == len(LEVELS):
            page.set_row(row, None, None, {"level": LEVELS[row]})
        for column, value in enumerate(values):
            if value is not None and (row, column) in corners:
                page.merge_range(*corners[row, column], value)
            elif value is not None:
                page.write(row, column, value)
    book.close()
    return path


def shell(*arguments: object) -> dict[str, object]:
    command = [sys.executable, "-m", "kpi_desktop", *map(str, arguments), "--json", "--lang", "en"]
    done = subprocess.run(command, capture_output=True, check=False, env=os.environ | {"PYTHONUTF8": "1"})
    answer: dict[str, object] = json.loads(done.stdout or b"{}")
    return answer


def imported(book: Path, path: Path) -> tuple[str, int, list[str]]:
    files = shell("import", path, "--book", book)["files"]
    assert isinstance(files, list)
    return files[0]["outcome"], files[0]["imported"], [issue["code"] for issue in files[0]["issues"]]


def test_another_register_of_the_same_account_is_asked_about(tmp_path: Path) -> None:
    book = tmp_path / "b.kpi"
    shell("new", book, "--company", "X")
    balance = written(tmp_path / "osv.xlsx", [*TOP, *HEAD, *BODY], MERGES)
    assert imported(book, balance) == ("ok", 6, [])
    assert imported(book, balance)[:2] == ("ok", 0)
    outcome, count, found = imported(book, written(tmp_path / "card.xlsx", CARD, CARD_MERGES))
    assert (outcome, count, found[-1]) == ("needs_mapping", 0, "overlap")
    other: Rows = [['ООО "Ромашка"'], *BY_BUYER]
    assert imported(book, written(tmp_path / "62.xlsx", other))[:2] == ("ok", 2)
