"""Marketplaces and advertising in a book: figures of the month by hand, and nothing that nobody knows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.outcome import Outcome
from tests.end2end.shell import figures, kpi
from tests.importers.files import read
from tests.importers.test_wildberries import HEAD, line
from tests.shared import shared

if TYPE_CHECKING:
    from pathlib import Path

FIRST = HEAD + "".join(
    line(100 + day, "Продажа", "Продажа", f"2026-06-{day:02}", "2", "1 000,00", "800,00") for day in range(1, 8)
)
SECOND = (
    HEAD
    + line(200, "Возврат", "Возврат", "2026-06-05", "1", "500,00", "400,00")  # of the week before, it came late
    + "".join(
        line(200 + day, "Продажа", "Продажа", f"2026-06-{day:02}", "1", "100,00", "70,00", "20,00")
        for day in range(8, 15)
    )
    + line(300, "Продажа", "Логистика", "2026-06-14", "0", "0", "0", "33,50")
    + "".join(line(300 + n, "Продажа", "Логистика", "2026-06-13", "0", "0", "0", "1,00") for n in range(1, 10))
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("marketplaces")
    book = folder / "wb.kpi"
    assert kpi("new", book, "--company", "Орехи", "--currency", "RUB").code == 0
    for name, text in (("1.csv", FIRST), ("2.csv", SECOND), ("1 ещё раз.csv", FIRST)):
        (folder / name).write_text(text, encoding="cp1251")
        answer = kpi("import", folder / name, "--book", book)
        assert (answer.code, answer.json["files"][0]["outcome"]) == (0, "ok"), answer.said
    return book


def test_figures_of_the_month(book: Path) -> None:
    found = figures(book, "2026-06")
    value = {name: Decimal(item["value"]) for name, item in found.items() if item["value"] is not None}
    assert value["revenue_gross"] == 7 * 1000 + 7 * 100
    assert value["revenue_returns"] == -500
    assert value["revenue"] == 7200
    assert found["sales_count"]["missing"]["reason"] == "shift_report"
    assert found["revenue"]["covered"] == {"from": "2026-06-01", "to": "2026-06-14", "complete": False}


def test_the_late_return_stands_beside_the_week_before(book: Path) -> None:
    answer = kpi("kpis", "--book", book, "--month", "2026-06", "--metric", "revenue", "--by", "channel")
    shares = {item["member"]: item["value"] for item in answer.json["metrics"] if item["member"]}
    assert {name: Decimal(value) for name, value in shares.items()} == {"Wildberries": 7200}


def test_the_book_is_in_order(book: Path) -> None:
    assert kpi("check", book).code == 0


def test_the_spend_of_several_systems_by_days(tmp_path: Path) -> None:
    import python_calamine

    path = shared("data/crm/zoho_spend.xlsx")
    head, *rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    place = {str(name): index for index, name in enumerate(head)}
    spent = [row[place["Spend"]] for row in rows if row[place["Date"]] != ""]
    report = read(path, tmp_path)
    assert (report.outcome, report.rows) == (Outcome.OK, len(spent))
    total = sum((Decimal(str(value)) for value in spent if value != ""), Decimal(0))
    assert report.file_total == report.imported_total == total == Decimal("149523.45")
    assert {"day", "channel", "campaign", "impressions", "clicks", "cost"} <= set(report.batches[0].present)


def test_one_word_takes_sales_and_expenses_of_a_file_out(tmp_path: Path) -> None:
    """The second week brings sales and expenses as two imports; both go, the first week and its figures stay."""
    book = tmp_path / "wb.kpi"
    kpi("new", book, "--company", "Орехи", "--currency", "RUB")
    for name, text in (("1.csv", FIRST), ("2.csv", SECOND)):
        (tmp_path / name).write_text(text, encoding="cp1251")
        assert kpi("import", tmp_path / name, "--book", book).code == 0
    before = [line["batch"] for line in kpi("sources", "--book", book).json["sources"] if line["file"] == "2.csv"]
    assert len(before) == 2
    answer = kpi("undo", tmp_path / "2.csv", "--book", book)
    assert (answer.code, sorted(answer.json["batches"])) == (0, before)
    assert {line["file"] for line in kpi("sources", "--book", book).json["sources"]} == {"1.csv"}
    assert Decimal(figures(book, "2026-06")["revenue"]["value"]) == 7000
    assert kpi("undo", "2.csv", "--book", book).code == 2
    # Read once more, the file is back as it was: that is the way to redo.
    assert kpi("import", tmp_path / "2.csv", "--book", book).code == 0
    assert Decimal(figures(book, "2026-06")["revenue"]["value"]) == 7200
