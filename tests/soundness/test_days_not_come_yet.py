"""A table without «Дата оплаты» says nothing of payment; with it an empty cell, «-» or «не оплачен» says: not paid."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book
from kpi_desktop.app.figures import month_figures
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.missing import Missing, Reason

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.importing import Imported
    from kpi_desktop.core.missing import Value

HEAD = "Номер договора;Дата подписания;Клиент;Сумма договора"
ROWS = ("1;01.10.2026;А;100", "2;15.10.2026;Б;200", "3;31.10.2026;В;300")


def imported(folder: Path, days: tuple[str, ...] | None) -> Imported:
    """Three contracts, with a column of payment days or without one."""
    export = folder / "contracts.csv"
    cells = days or ("",) * len(ROWS)
    lines = [f"{row};{cell}" if days else row for row, cell in zip(ROWS, cells, strict=True)]
    export.write_text("\n".join([f"{HEAD};Дата оплаты" if days else HEAD, *lines]) + "\n", encoding="utf-8")
    new_book(folder / "b.kpi", "Лавка", "RUB", "ru")
    (report,) = import_files(load_workspace(), folder / "b.kpi", [export], {})
    assert report.imported == len(ROWS)
    return report


def figure(folder: Path, metric: str) -> Value:
    return month_figures(load_workspace(), folder / "b.kpi", "2026-10", metric=metric)[2][0].value


@pytest.mark.parametrize(
    ("days", "unpaid", "amount"),
    [
        (("05.10.2026", "", ""), 2, 500),
        (("05.10.2026", "-", "не оплачен"), 2, 500),  # one day among three filled cells is still a column of days
        (("нет", "нет", "20.11.2026"), 2, 600),  # paid in November: the debt at the end of October is all three
        (("", "", ""), 3, 600),
    ],
)
def test_a_cell_without_a_day_is_an_unpaid_contract(
    tmp_path: Path, days: tuple[str, ...], unpaid: int, amount: int
) -> None:
    report = imported(tmp_path, days)
    assert not [issue for issue in report.report.issues if issue.code == "cell_unreadable"]
    assert figure(tmp_path, "unpaid_contracts") == Decimal(unpaid)
    assert figure(tmp_path, "unpaid_contracts_amount") == Decimal(amount)
    assert isinstance(paid := figure(tmp_path, "conv_contract_payment"), Decimal)
    assert round(paid * 3, 20) == 3 - unpaid


def test_that_no_day_is_there_at_all_is_told(tmp_path: Path) -> None:
    codes = [issue.code for issue in imported(tmp_path, ("", "", "")).report.issues]
    assert "no_day_yet" in codes


def test_a_table_without_the_column_counts_nobody_as_unpaid(tmp_path: Path) -> None:
    report = imported(tmp_path, None)
    assert "no_day_yet" not in [issue.code for issue in report.report.issues]
    for metric in ("unpaid_contracts", "unpaid_contracts_amount", "conv_contract_payment"):
        value = figure(tmp_path, metric)
        assert isinstance(value, Missing)
        assert value.reason is Reason.NO_COLUMN
        assert value.unlock == ("contract.paid_day",)


def test_another_word_in_the_place_of_a_day_is_listed(tmp_path: Path) -> None:
    """«скоро» is no answer of the program's: the cell is named, so that nobody takes it for a payment."""
    report = imported(tmp_path, ("05.10.2026", "20.10.2026", "скоро"))
    assert [issue.code for issue in report.report.issues if issue.code == "cell_unreadable"]
