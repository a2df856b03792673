"""A real shop's list, spoiled as people spoil lists: the same figures, or a word; never silently other figures."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import ImportChoice, Imported, import_files
from kpi_desktop.app.workspace import Workspace, load_workspace
from kpi_desktop.ingest.outcome import FileReport, Outcome
from tests.importers.files import read
from tests.shared import shared
from tests.soundness.mutations import HARMFUL, HARMLESS, Table, real_table
from tests.unit.ingest.tables import codes, facts

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@pytest.fixture(scope="module")
def table() -> Table:
    return real_table(shared("data/transactions/ru_eshop_plants_2018_2020.csv"), 600)


def days(table: Table) -> dict[str, Decimal]:
    """The sum of each day, from the rows themselves."""
    sums: Counter[str] = Counter()
    for row in table.rows:
        sums[row[0]] += Decimal(row[6].replace(",", "."))  # type: ignore[assignment]
    return {day: Decimal(amount) for day, amount in sums.items()}


def read_days(report: FileReport) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for row in facts(report):
        day: date = row["day"]  # type: ignore[assignment]
        sums[f"{day:%d.%m.%Y}"] = sums.get(f"{day:%d.%m.%Y}", Decimal(0)) + Decimal(str(row["amount"]))
    return sums


@pytest.mark.parametrize("name", HARMLESS)
def test_what_changes_nothing_changes_no_figure(table: Table, tmp_path: Path, name: str) -> None:
    report = read(HARMLESS[name](table).write(tmp_path / "Продажи.csv"), tmp_path)
    assert report.outcome is Outcome.OK, codes(report)
    assert report.rows == len(table.rows)
    assert read_days(report) == days(table)
    found = facts(report)
    assert len({row["document"] for row in found}) == len({row[1] for row in table.rows})
    assert len({row["customer"] for row in found}) == len({row[2] for row in table.rows})


@pytest.mark.parametrize("name", HARMFUL)
def test_what_takes_away_is_told_and_the_rest_is_right(table: Table, tmp_path: Path, name: str) -> None:
    report = read(HARMFUL[name](table).write(tmp_path / "Продажи.csv"), tmp_path)
    assert [issue for issue in report.issues if issue.level != "info"]
    if report.outcome is Outcome.NEEDS_MAPPING:
        return
    assert report.outcome is Outcome.PARTIAL
    rows = [(f"{row['day']:%d.%m.%Y}", str(row["document"]), Decimal(str(row["amount"]))) for row in facts(report)]
    known = Counter((row[0], row[1], Decimal(row[6].replace(",", "."))) for row in table.rows)
    assert not Counter(rows) - known
    assert len(rows) < len(table.rows)


@pytest.mark.parametrize("cut", [6, 7, 8])
def test_a_number_that_broke_off_is_told(table: Table, tmp_path: Path, cut: int) -> None:
    """«1124,00» that ends as «112»: quantity and price know better."""
    report = read(replace(table, cut=cut).write(tmp_path / "Продажи.csv"), tmp_path)
    assert codes(report) == ["amount_differs"]
    assert report.issues[0].row == len(table.rows) + 1


def test_a_list_pasted_twice_is_asked_about(table: Table, tmp_path: Path) -> None:
    report = read(replace(table, rows=table.rows * 2).write(tmp_path / "Продажи.csv"), tmp_path)
    assert (report.outcome, report.batches) == (Outcome.NEEDS_MAPPING, ())
    assert "Every row stands in the file twice" in str(report.issues[0].message)


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


@pytest.fixture(scope="module")
def loaded(workspace: Workspace, table: Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("loaded")
    book, path = place / "book.kpi", table.write(place / "Продажи.csv")
    new_book(book, "Магазин", "RUB")
    import_files(workspace, book, [path], {path: ImportChoice()})
    return book


def again(workspace: Workspace, loaded: Path, place: Path, table: Table) -> tuple[Imported, Decimal, int]:
    """The list once more into a book that has it: what was said, and the sum and number of its sale lines."""
    book, path = place / "book.kpi", table.write(place / "Продажи ещё раз.csv")
    shutil.copy(loaded, book)
    (found,) = import_files(workspace, book, [path], {path: ImportChoice()})
    with opened(workspace, book) as (opened_book, _):
        assert opened_book.check() == []
        ((total, count),) = opened_book.run("SELECT SUM(amount), COUNT(*) FROM sale")
    return found, total, count


#: Some of the ways run always, all of them in the slow tests.
AGAIN = [pytest.param(name, marks=() if place % 7 == 0 else pytest.mark.slow) for place, name in enumerate(HARMLESS)]


@pytest.mark.parametrize("name", AGAIN)
def test_the_same_list_again_counts_once(
    workspace: Workspace, loaded: Path, table: Table, tmp_path: Path, name: str
) -> None:
    _, total, count = again(workspace, loaded, tmp_path, HARMLESS[name](table))
    assert (total, count) == (sum(days(table).values()), len(table.rows))


def test_a_broken_off_list_that_takes_the_place_of_a_whole_one_says_so(
    workspace: Workspace, loaded: Path, table: Table, tmp_path: Path
) -> None:
    """Cut in the middle of a day: the day loses sales, and that is said."""
    rows = sorted(table.rows, key=lambda row: row[0].split(".")[::-1])
    place = next(place for place in range(len(rows) // 2, len(rows)) if rows[place][0] == rows[place - 1][0])
    found, total, _ = again(workspace, loaded, tmp_path, replace(table, rows=tuple(rows[:place])))
    assert total < sum(days(table).values())
    assert [(issue.code, issue.level) for issue in found.report.issues] == [("replaced_by_less", "warning")]


def test_a_list_pasted_twice_over_a_known_one_says_so(
    workspace: Workspace, loaded: Path, table: Table, tmp_path: Path
) -> None:
    found, _, _ = again(workspace, loaded, tmp_path, replace(table, rows=table.rows * 2))
    assert "rows_twice" in [issue.code for issue in found.report.issues]
