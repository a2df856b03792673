"""A sheet of a workbook that lacks «Дата оплаты» says nothing of what was paid: nobody in it is unpaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soundness.unseen.made import shell, wrong_figures, xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from tests.soundness.unseen.made import Rows

_PAID: Rows = [
    ["Дата", "№ договора", "Контрагент", "Сумма договора", "Дата оплаты"],
    ["03.10.2026", "Д-1", "Ромашка", 1000, "05.10.2026"],
    ["10.10.2026", "Д-2", "Вектор", 2000, ""],
]
_SILENT: Rows = [
    ["Дата", "№ договора", "Контрагент", "Сумма договора"],
    ["15.11.2026", "Д-3", "Лютик", 3000],
    ["16.11.2026", "Д-4", "Астра", 4000],
]


def test_what_a_sheet_does_not_tell_is_not_counted(tmp_path: Path) -> None:
    book = tmp_path / "b.kpi"
    shell("new", book, "--company", "Лавка")
    file = xlsx(tmp_path / "a.xlsx", ("Октябрь", _PAID), ("Ноябрь", _SILENT))
    _, answer, _ = shell("import", file, "--book", book, "--json")
    assert [entry["outcome"] for entry in answer["files"]] == ["ok"]
    assert sum(entry["imported"] for entry in answer["files"]) == 4
    assert not wrong_figures(book, "2026-10", {"unpaid_contracts": "1", "contracts_count": "2"})
    assert not wrong_figures(book, "2026-11", {"unpaid_contracts": None, "contracts_count": "2"})


def test_sheets_that_all_tell_it_are_one_list(tmp_path: Path) -> None:
    book = tmp_path / "b.kpi"
    told: Rows = [[*row, end] for row, end in zip(_SILENT, ("Дата оплаты", "20.11.2026", ""), strict=True)]
    shell("new", book, "--company", "Лавка")
    _, answer, _ = shell(
        "import", xlsx(tmp_path / "a.xlsx", ("Октябрь", _PAID), ("Ноябрь", told)), "--book", book, "--json"
    )
    assert [entry["imported"] for entry in answer["files"]] == [4]
    assert not wrong_figures(book, "2026-11", {"unpaid_contracts": "1", "contracts_count": "2"})
