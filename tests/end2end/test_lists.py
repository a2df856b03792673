"""Lists that an owner works through, beside sums written by hand."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.books import new_book
from kpi_desktop.app.importing import ImportChoice, import_files
from kpi_desktop.app.lists import make_lists, rows_behind
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.cli.shell import run
from kpi_desktop.engine.lists import LISTS
from tests.end2end import first_files

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def loaded(tmp_path: Path, file: Path) -> Path:
    book = tmp_path / "b.kpi"
    new_book(book, "ООО «Ромашка»", "RUB", "ru")
    import_files(load_workspace(), book, [file], {})
    return book


def test_abc_of_products(tmp_path: Path) -> None:
    book = loaded(tmp_path, first_files.tree(tmp_path / "tree.xlsx"))
    currency, (found,) = make_lists(load_workspace(), book, ["abc"], None)
    # June: 200 000 + 72 000 + 21 000 + 13 500 + 9 000 = 315 500; 63,4 %, 86,2 %, 92,9 %, 97,1 %, 100 %
    assert (found.period.name, currency) == ("2026-06", "RUB")
    assert [line.cells[:3] for line in found.table.lines] == [
        ("A", "Шкаф", Decimal(200_000)), ("A", "Стол", Decimal(72_000)), ("B", "Стул", Decimal(21_000)),
        ("B", "Лампа", Decimal("13500")), ("C", "Полка", Decimal(9_000)),
    ]  # fmt: skip
    reached = found.table.values("reached")
    assert [round(value, 3) for value in reached if isinstance(value, Decimal)] == [
        Decimal(text) for text in ("0.634", "0.862", "0.929", "0.971", "1.000")
    ]


def test_whom_to_call(tmp_path: Path) -> None:
    rows: first_files.Rows = [
        ["Дата договора", "Номер договора", "Клиент", "Сумма договора", "Дата оплаты"],
        [date(2026, 4, 2), "Д-1", "ООО Альфа", 100000, date(2026, 4, 20)],
        [date(2026, 5, 7), "Д-2", "ООО Бета, +7 912 345-67-89", 250000, None],
        [date(2026, 5, 30), "Д-3", "ООО Гамма", 70000, date(2026, 6, 15)],
        [date(2026, 6, 1), "Д-4", "ООО Дельта", 40000, None],
    ]
    book = loaded(tmp_path, first_files.workbook(tmp_path / "Договоры.xlsx", rows))
    workspace = load_workspace()
    (found,) = make_lists(workspace, book, ["callback"], "2026-06")[1]
    assert [(line.cells[1], line.cells[3], line.source.row) for line in found.table.lines if line.source] == [
        ("Д-2", Decimal(250000), 3), ("Д-4", Decimal(40000), 5),
    ]  # fmt: skip
    behind = rows_behind(workspace, book, found, found.table.lines[0])
    assert [(row.source.file, row.source.row) for row in behind.rows] == [("Договоры.xlsx", 3)]
    # At the end of May the third was not paid yet, the fourth was not signed
    (may,) = make_lists(workspace, book, ["callback"], "2026-05")[1]
    assert may.table.values("contract") == ("Д-2", "Д-3")


def test_the_shell_prints_lists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: first_files.Rows = [
        ["Дата договора", "Номер договора", "Клиент", "Сумма договора", "Дата оплаты"],
        [date(2026, 5, 7), "Д-2", "ООО Бета, +7 912 345-67-89", 250000, None],
        [date(2026, 5, 8), "Д-3", "ООО Гамма", 70000, date(2026, 5, 9)],
    ]
    book = str(loaded(tmp_path, first_files.workbook(tmp_path / "Договоры.xlsx", rows)))
    assert run(["list", "callback", "--book", book, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["total"], found["month"]) == ("250000.00", "2026-05")
    row = found["rows"][0]
    assert (row["day"], Decimal(row["amount"]), row["customer"]) == (
        "2026-05-07",
        Decimal(250000),
        "ООО Бета, +7 *** ***-67-89",
    )
    assert row["source"]["row"] == 2
    assert run(["list", "callback", "--book", book, "--csv", "--contacts"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "day,contract,customer,amount,days,paid,file,sheet,row"
    assert "+7 912 345-67-89" in lines[1]
    out = tmp_path / "обзвон.xlsx"
    assert run(["list", "callback", "--book", book, "--out", str(out)]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    assert out.read_bytes()[:2] == b"PK"
    assert run(["list", "--book", book, "--json"]) == 0
    known = {one["list"]: one for one in json.loads(capsys.readouterr().out)}
    assert set(known) == set(LISTS)
    assert known["callback"]["lines"] == 1
    assert known["rfm"]["missing"]["unlock"] == ["sale"]
    assert run(["list", "--book", book]) == 0
    assert "Строки продаж" in capsys.readouterr().out


def test_a_closed_month_keeps_its_list(tmp_path: Path) -> None:
    from kpi_desktop.app.closing import close_month

    heads: list[object] = ["Дата договора", "Номер договора", "Клиент", "Сумма договора", "Дата оплаты"]
    before: first_files.Rows = [
        heads, [date(2026, 5, 7), "Д-2", "ООО Бета", 250000, None],
        [date(2026, 5, 31), "Д-3", "ООО Гамма", 70000, date(2026, 5, 31)],
    ]  # fmt: skip
    sales: first_files.Rows = [["Дата", "Номер чека", "Товар", "Количество", "Сумма"]]
    sales += [[date(2026, 5, day), f"Ч-{day}", "Стол", 1, 100] for day in range(1, 32)]
    book = loaded(tmp_path, first_files.workbook(tmp_path / "Договоры.xlsx", before))
    workspace = load_workspace()
    import_files(workspace, book, [first_files.workbook(tmp_path / "Продажи.xlsx", sales)], {})
    close_month(workspace, book, "2026-05")
    after = [heads, [date(2026, 5, 7), "Д-2", "ООО Бета", 250000, date(2026, 5, 20)], before[2]]
    newer = first_files.workbook(tmp_path / "Новые.xlsx", after)
    import_files(workspace, book, [newer], {newer: ImportChoice(replace=True)})
    (kept,) = make_lists(workspace, book, ["callback"], "2026-05")[1]
    assert kept.table.values("contract") == ("Д-2",)
    assert rows_behind(workspace, book, kept, kept.table.lines[0]).rows[0].source.file == "Договоры.xlsx"
    # An open quarter reads the rows as they are now
    (now,) = make_lists(workspace, book, ["callback"], "2026-Q2")[1]
    assert now.table.lines == ()
