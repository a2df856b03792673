"""The workbook for figures by hand: made, filled in by the owner, read back; what is no figure is listed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from kpi_desktop.cli.shell import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "b.kpi"
    assert run(["new", str(path), "--company", "Лавка", "--currency", "RUB"]) == 0
    for words in (
        "orders 240 --month 2026-10",
        "leads 30 --month 2026-10 --by channel=Сайт",
        "calls 7 --day 2026-10-05",
    ):
        assert run(["keep", "set", *words.split(), "--book", str(path)]) == 0
    return path


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> Any:  # noqa: ANN401 - JSON
    capsys.readouterr()
    run([*words, "--json"])
    return json.loads(capsys.readouterr().out)


def listed(capsys: pytest.CaptureFixture[str], book: Path) -> set[tuple[str, str, str | None, str]]:
    found = asked(capsys, "keep", "list", "--book", str(book))["figures"]
    return {(one["measure"], one["period"], one["member"], one["value"]) for one in found}


BEFORE = {("orders", "2026-10", None, "240"), ("leads", "2026-10", "Сайт", "30"), ("calls", "2026-10-05", None, "7")}


def test_untouched_it_changes_nothing(tmp_path: Path, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "Ввод.xlsx"
    assert run(["keep", "export", str(out), "--book", str(book)]) == 0
    answer = asked(capsys, "import", str(out), "--book", str(book))["files"][0]
    assert (answer["outcome"], answer["recognised"], answer["imported"]) == ("ok", "own-workbook", 0)
    assert answer["batch"] == 3
    assert listed(capsys, book) == BEFORE


def test_filled_in_it_comes_back(tmp_path: Path, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import openpyxl

    out = tmp_path / "Ввод.xlsx"
    run(["keep", "export", str(out), "--measures", "orders,revenue_net", "--from", "2026-09", "--to", "2026-11",
         "--book", str(book)])  # fmt: skip
    made = openpyxl.load_workbook(out)
    sheet = made.worksheets[0]
    assert [cell.value for cell in sheet[2]][:3] == ["period", "revenue_net", "orders"]
    assert [sheet.cell(row, 1).value for row in (4, 5, 6)] == ["2026-09", "2026-10", "2026-11"]
    sheet["B4"], sheet["B5"], sheet["C5"], sheet["C6"], sheet["B6"] = 100.5, "1 234,50", "-", 0, "1,234"
    sheet["A7"], sheet["B7"] = "декабрь", 5
    made.save(out)
    answer = asked(capsys, "keep", "import", str(out), "--book", str(book))["files"][0]
    assert (answer["outcome"], answer["imported"]) == ("partial", 4)
    wrong = [issue for issue in answer["issues"] if issue["level"] == "warning"]
    assert [(issue["row"], issue["column"]) for issue in wrong] == [(6, "revenue_net"), (7, "")]
    assert [issue["message"][:9] for issue in wrong] == ["Ячейка B6", "Ячейка A7"]
    told = [issue["message"] for issue in answer["issues"] if issue["level"] == "info"]
    assert told[0].endswith(", 2026-09: внесено 100,50")
    assert told[2].endswith(", 2026-10: число 240,00 убрано")
    assert listed(capsys, book) == (BEFORE - {("orders", "2026-10", None, "240")}) | {
        ("revenue_net", "2026-09", None, "100.5"),
        ("revenue_net", "2026-10", None, "1234.5"),
        ("orders", "2026-11", None, "0"),
    }
    asked(capsys, "undo", str(answer["batch"]), "--book", str(book))
    assert listed(capsys, book) == BEFORE


def test_what_cannot_be_a_figure_of_the_measure_is_listed(
    tmp_path: Path, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import openpyxl

    out = tmp_path / "Ввод.xlsx"
    run(
        [
            "keep",
            "export",
            str(out),
            "--measures",
            "orders",
            "--from",
            "2026-10",
            "--to",
            "2026-10",
            "--book",
            str(book),
        ]
    )
    made = openpyxl.load_workbook(out)
    made.worksheets[0]["B4"] = 2.5
    made.save(out)
    answer = asked(capsys, "import", str(out), "--book", str(book))["files"][0]
    assert (answer["outcome"], answer["imported"]) == ("partial", 0)
    assert answer["issues"][0]["row"] == 4
    assert listed(capsys, book) == BEFORE


@pytest.mark.parametrize(
    "words",
    ["leads 1,234 --month 2026-10", "leads -3 --month 2026-10", "nothing 3 --month 2026-10", "quota 3 --month 2026-10",
     "leads 3", "leads 3 --month 2026-10-05", "leads 3 --month 2026-10 --by channel=",
     "leads 3 --month 2026-10 --by x=y",
     "leads 2,5 --month 2026-10", "revenue_net 1,2345 --month 2026-10"],
)  # fmt: skip
def test_wrong_words_are_refused(book: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    assert run(["keep", "set", *words.split(), "--book", str(book)]) == 2
    assert capsys.readouterr().err
    assert listed(capsys, book) == BEFORE


def test_a_book_of_figures_by_hand_gives_workbook_and_report(tmp_path: Path, book: Path) -> None:
    assert run(["workbook", str(tmp_path / "w.xlsx"), "--book", str(book), "--month", "2026-10"]) == 0
    assert run(["report", str(tmp_path / "r.pdf"), "--book", str(book), "--month", "2026-10"]) == 0
