"""Receipts of fiscal data operators: the sum of the receipt stands beside the sums of its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Rows, csv

if TYPE_CHECKING:
    from pathlib import Path

LINES: Rows = [
    ["01.11.2025 10:05", "101", "Приход", "Чай", "2", "100,00", "200,00", "350,00"],
    ["01.11.2025 10:05", "101", "Приход", "Кофе", "1", "150,00", "150,00", "350,00"],
    ["02.11.2025 11:05", "102", "Возврат прихода", "Чай", "1", "100,00", "100,00", "100,00"],
    ["13.11.2025 11:05", "103", "Приход", "Чай", "1", "100,00", "100,00", "300,00"],
    ["13.11.2025 11:05", "103", "Приход", "Сироп", "2", "100,00", "200,00", "300,00"],
]
#: 200 + 150 - 100 + 100 + 200
NET = {"revenue": "550", "revenue_gross": "650", "sales_count": "2"}
HEAD: Rows = [
    ["Дата/время", "Номер ФД", "Тип операции", "Наименование товара", "Кол-во", "Цена", "Сумма", "Сумма чека"]
]


def beside_the_lines(folder: Path) -> list[Path]:
    return [csv(folder / "чеки.csv", HEAD + LINES)]


def with_prices_only(folder: Path) -> list[Path]:
    return [csv(folder / "чеки.csv", [row[:6] + row[7:] for row in HEAD + LINES])]


CASES = [
    Case("ОФД, сумма чека у каждой строки", beside_the_lines, "2025-11", 5, "550", dict(NET)),
    Case("ОФД, сумма чека без сумм строк", with_prices_only, "2025-11", 5, "550", dict(NET)),
]
