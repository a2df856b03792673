"""Lists that an owner works through, beside sums written by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.books import new_book
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.lists import abc_list, callback_list
from kpi_desktop.app.workspace import load_workspace
from tests.end2end import first_files

if TYPE_CHECKING:
    from pathlib import Path


def loaded(tmp_path: Path, file: Path) -> Path:
    book = tmp_path / "b.kpi"
    new_book(book, "ООО «Ромашка»", "RUB", "ru")
    import_files(load_workspace(), book, [file], {})
    return book


def test_abc_of_products(tmp_path: Path) -> None:
    book = loaded(tmp_path, first_files.tree(tmp_path / "tree.xlsx"))
    period, currency, lines = abc_list(load_workspace(), book, None)
    # June: 200 000 + 72 000 + 21 000 + 13 500 + 9 000 = 315 500; 63,4 %, 86,2 %, 92,9 %, 97,1 %, 100 %
    assert (period.name, currency) == ("2026-06", "RUB")
    assert [(line.name, line.revenue, line.letter) for line in lines] == [
        ("Шкаф", Decimal(200_000), "A"), ("Стол", Decimal(72_000), "A"), ("Стул", Decimal(21_000), "B"),
        ("Лампа", Decimal("13500"), "B"), ("Полка", Decimal(9_000), "C"),
    ]  # fmt: skip
    assert [round(line.reached, 3) for line in lines] == [
        Decimal(text) for text in ("0.634", "0.862", "0.929", "0.971", "1.000")
    ]
    assert callback_list(load_workspace(), book, None)[2] == ()


def test_whom_to_call(tmp_path: Path) -> None:
    from datetime import date

    rows: first_files.Rows = [
        ["Дата договора", "Номер договора", "Клиент", "Сумма договора", "Дата оплаты"],
        [date(2026, 4, 2), "Д-1", "ООО Альфа", 100000, date(2026, 4, 20)],
        [date(2026, 5, 7), "Д-2", "ООО Бета", 250000, None],
        [date(2026, 5, 30), "Д-3", "ООО Гамма", 70000, date(2026, 6, 15)],
        [date(2026, 6, 1), "Д-4", "ООО Дельта", 40000, None],
    ]
    book = loaded(tmp_path, first_files.workbook(tmp_path / "Договоры.xlsx", rows))
    workspace = load_workspace()
    found = callback_list(workspace, book, "2026-06")[2]
    assert [(line.contract, line.customer, line.total, line.source.row) for line in found] == [
        ("Д-2", "ООО Бета", Decimal(250000), 3), ("Д-4", "ООО Дельта", Decimal(40000), 5),
    ]  # fmt: skip
    # At the end of May the third was not paid yet, the fourth was not signed
    assert [line.contract for line in callback_list(workspace, book, "2026-05")[2]] == ["Д-2", "Д-3"]
