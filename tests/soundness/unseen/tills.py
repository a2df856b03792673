"""Documents of tills as operators of fiscal data and cash systems list them: not every document is a sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Rows, csv

if TYPE_CHECKING:
    from pathlib import Path


def all_documents(folder: Path) -> list[Path]:
    """Every fiscal document of a till: shifts open and close with the takings of the day in their sums."""
    rows: Rows = [
        ["Торговая точка", "РНМ ККТ", "Номер смены", "Номер ФД", "Дата/Время", "Вид документа", "Признак расчета", "Сумма по чеку", "Наличными"],
        ["Лавка", "0007", "1", "501", "03.11.2025 09:00:00", "Отчёт об открытии смены", "", "", ""],
        ["Лавка", "0007", "1", "502", "03.11.2025 10:05:00", "Кассовый чек", "Приход", "410,00", "410,00"],
        ["Лавка", "0007", "1", "503", "03.11.2025 11:05:00", "Кассовый чек", "Приход", "620,00", "0,00"],
        ["Лавка", "0007", "1", "504", "04.11.2025 11:05:00", "Кассовый чек", "Возврат прихода", "130,00", "130,00"],
        ["Лавка", "0007", "1", "505", "04.11.2025 21:05:00", "Отчёт о закрытии смены", "", "900,00", ""],
    ]  # fmt: skip
    return [csv(folder / "документы.csv", rows, encoding="utf-8-sig")]


def receipts_of_purchases(folder: Path) -> list[Path]:
    """«Расход» is money paid out for goods bought; corrections of sales are sales."""
    rows: Rows = [
        ["Дата и время", "Номер ФД", "Признак расчета", "Тип документа", "Сумма"],
        ["03.11.2025 10:05:00", "71", "Приход", "Кассовый чек", "410,00"],
        ["04.11.2025 10:05:00", "72", "Расход", "Кассовый чек", "55,00"],
        ["05.11.2025 10:05:00", "73", "Приход", "Кассовый чек коррекции", "120,00"],
        ["06.11.2025 10:05:00", "74", "Возврат расхода", "Кассовый чек", "25,00"],
    ]
    return [csv(folder / "документы.csv", rows, encoding="utf-8-sig")]


def cash_system(folder: Path) -> list[Path]:
    """A cash system lists shifts and money taken out of the drawer among sales; its numbers only count the rows."""
    rows: Rows = [
        ["Дата и время", "Тип", "Номер", "Устройство", "Сотрудник", "Сумма, ₽", "Оплата"],
        ["03.11.2025, 10:05", "Продажа", "11", "Касса 1", "Анна", "410", "Наличные"],
        ["03.11.2025, 11:05", "Продажа", "12", "Касса 1", "Анна", "620", "Карта"],
        ["04.11.2025, 11:05", "Возврат", "13", "Касса 1", "Анна", "130", "Карта"],
        ["04.11.2025, 21:05", "Закрытие смены", "14", "Касса 1", "Анна", "900", ""],
        ["04.11.2025, 21:06", "Выемка наличных", "15", "Касса 1", "Анна", "300", ""],
    ]
    return [csv(folder / "журнал.csv", rows, encoding="utf-8")]


def signs_by_numbers(folder: Path) -> list[Path]:
    """The sign of settlement as a number: 1 sold, 2 came back, 3 bought."""
    rows: Rows = [
        ["Дата и время", "Номер ФД", "Признак расчета", "Сумма чека", "Кассир"],
        ["03.11.2025 10:05:00", "81", "1", "410,00", "Анна"],
        ["03.11.2025 11:05:00", "85", "1", "620,00", "Анна"],
        ["04.11.2025 11:05:00", "87", "2", "130,00", "Анна"],
        ["05.11.2025 11:05:00", "89", "3", "55,00", "Анна"],
    ]
    return [csv(folder / "чеки.csv", rows, encoding="utf-8-sig")]


#: 410 + 620 - 130
NET: dict[str, str | None] = {"revenue": "900", "revenue_gross": "1030", "revenue_returns": "-130", "sales_count": "2"}

CASES = [
    Case("ОФД, все документы кассы", all_documents, "2025-11", 3, "900", NET),
    Case("ОФД, чеки расхода", receipts_of_purchases, "2025-11", 2, "530", {"revenue": "530", "sales_count": "2"}),
    Case("ОФД, признаки числами", signs_by_numbers, "2025-11", 3, "900", NET),
    Case("Журнал кассы с выемкой", cash_system, "2025-11", 3, "900", NET),
]
