"""Receipts numbered from 1 on are receipts: only a bare «№» may be the number of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end2end.shell import kpi

if TYPE_CHECKING:
    from pathlib import Path


def _sales(tmp_path: Path, heading: str, *, first: int = 1) -> str | None:
    """How many sales five lines under consecutive numbers are."""
    book, file = tmp_path / "b.kpi", tmp_path / "Продажи.csv"
    days = (1, 5, 9, 15, 28)
    lines = [f"{day:02}.09.2026;{first + at};Стул;ООО А;1;{1000 + at}" for at, day in enumerate(days)]
    file.write_text("\n".join((f"Дата;{heading};Товар;Покупатель;Количество;Сумма", *lines)) + "\n", "utf-8")
    assert kpi("new", book, "--company", "Лавка").code == 0
    assert kpi("import", file, "--book", book).code == 0
    (told,) = kpi("kpis", "--book", book, "--month", "2026-09", "--metric", "sales_count").json["metrics"]
    value: str | None = told["value"]
    return value


@pytest.mark.parametrize("heading", ["Документ", "Чек", "Заказ", "Номер чека", "№ документа", "Invoice"])
def test_documents_from_one_are_counted(tmp_path: Path, heading: str) -> None:
    assert _sales(tmp_path, heading) == "5"


def test_numbers_of_rows_are_no_sales(tmp_path: Path) -> None:
    assert _sales(tmp_path, "№") is None
