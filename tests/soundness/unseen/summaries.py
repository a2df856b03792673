"""Summaries of sales without days: returns in columns of their own, revenue with and without VAT side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Look, Rows, xlsx

if TYPE_CHECKING:
    from pathlib import Path


def profitability_of_goods(folder: Path) -> list[Path]:
    """МойСклад: sold, came back and profit over their columns; one mug of ten came back."""
    rows: Rows = [
        ["Прибыльность по товарам"], ["Период: 01.11.2025 - 30.11.2025"], ["Суммы с НДС"], [None],
        [None, None, None, "Продажи", None, None, None, "Возвраты", None, None, "Прибыль", None],
        ["Наименование", "Код", "Артикул", "Количество", "Цена", "Сумма себестоимости", "Сумма продаж", "Количество", "Сумма возвратов", "Себестоимость возвратов", "Прибыль", "Рентабельность"],
        ["Кружка белая", "00001", "KR-1", 10, 300, 2000, 3000, 1, 300, 200, 900, 0.3333],
        ["Чайник 1 л", "00002", "CH-1", 5, 750, 2500, 3750, None, None, None, 1250, 0.3333],
        ["Итого", None, None, 15, None, 4500, 6750, 1, 300, 200, 2150, None],
    ]  # fmt: skip
    look = Look(((4, 3, 4, 6), (4, 7, 4, 9), (4, 10, 4, 11)))
    return [xlsx(folder / "Прибыльность.xlsx", ("Лист1", rows, look))]


def profitability_of_buyers(folder: Path) -> list[Path]:
    """МойСклад by buyers: the profit shows that the sales are net already; counts of receipts are no sums."""
    rows: Rows = [
        ["Прибыльность по покупателям"], ["Период: 01.11.2025 - 30.11.2025"], ["Суммы с НДС"], [None],
        ["Контрагент", "Сумма продаж", "Себестоимость", "Сумма возвратов", "Прибыль", "Средний чек", "Количество чеков"],
        ["ООО Ромашка", 3000, 2000, 150, 1000, 1500, 2], ["ИП Иванов", 3750, 2500, 0, 1250, 3750, 1],
        ["Итого", 6750, 4500, 150, 2250, 2250, 3],
    ]  # fmt: skip
    return [xlsx(folder / "Прибыльность.xlsx", ("Лист1", rows))]


def sold_and_returned(folder: Path) -> list[Path]:
    """A cash system's report: sold, returned and what is left by goods."""
    rows: Rows = [
        ["Отчёт по продажам"], ["Магазин: Лавка"], ["Период: 01.11.2025 — 30.11.2025"], [None],
        ["Товар", "Код", "Единица измерения", "Продано", "Возвращено", "Сумма продаж", "Сумма возвратов", "Итого"],
        ["Чай", "1", "шт", 4, 1, 400, 100, 300], ["Кофе", "2", "шт", 2, 0, 600.5, 0, 600.5],
        ["Итого", None, None, 6, 1, 1000.5, 100, 900.5],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Отчет", rows))]


def on_two_bases(folder: Path) -> list[Path]:
    """Revenue with and without VAT, cost without: the profit of the report is that without VAT."""
    rows: Rows = [
        [None, "Валовая прибыль"], [None], [None, "Параметры:", None, "Период: Ноябрь 2025 г."], [None],
        [None, "Номенклатура", None, "Выручка", None, "Себестоимость", "Валовая прибыль", "Рентабельность"],
        [None, None, None, "С НДС", "Без НДС", "Без НДС", None, None],
        [None, "Чай", None, 600, 500, 400, 100, 20], [None, "Кофе", None, 696, 580, 400, 180, 31],
        [None, "Итого", None, 1296, 1080, 800, 280, 25.9],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("TDSheet", rows, Look(((4, 3, 4, 4),))))]


def shifts(folder: Path) -> list[Path]:
    """Z-reports: takings and returns of each shift; numbers of receipts are told by no row."""
    rows: Rows = [
        ["Дата закрытия смены", "Номер смены", "Сумма приходов", "Сумма возвратов прихода", "Наличные", "Безналичные", "Количество чеков"],
        ["03.11.2025 21:00", 41, 1000, 100, 500, 400, 10], ["04.11.2025 21:00", 42, 2000.5, 0, 1500.5, 500, 20],
    ]  # fmt: skip
    return [xlsx(folder / "Смены.xlsx", ("Лист1", rows))]


def days_of_an_operator(folder: Path) -> list[Path]:
    """An operator's summary by days with its totals below."""
    rows: Rows = [
        ["Сводный отчёт по дням"],
        ["Дата", "Количество чеков прихода", "Сумма прихода", "Количество чеков возврата прихода", "Сумма возврата прихода", "Наличными"],
        ["03.11.2025", 2, 1000, 0, 0, 400], ["04.11.2025", 0, 0, 1, 100, -100], ["05.11.2025", 3, 2000.5, 0, 0, 0],
        ["Итого", 5, 3000.5, 1, 100, 300],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Отчет", rows))]


def days_with_revenue(folder: Path) -> list[Path]:
    """The revenue stands beside what was sold and what came back: nothing is taken off it."""
    rows: Rows = [
        ["Дата", "Касса", "Выручка", "Приход", "Возврат прихода", "Чеков"],
        ["03.11.2025", "К1", 900, 1000, 100, 10], ["04.11.2025", "К1", 2000.5, 2000.5, 0, 20],
        ["Итого", None, 2900.5, 3000.5, 100, 30],
    ]  # fmt: skip
    return [xlsx(folder / "Выручка по дням.xlsx", ("Отчет", rows))]


#: 1000 - 100 + 2000.50
DAYS: dict[str, str | None] = {"revenue": "2900.50", "sales_count": None}

CASES = [
    Case("Смены с возвратами", shifts, "2025-11", 2, "2900.50", DAYS),
    Case("ОФД, сводка по дням", days_of_an_operator, "2025-11", 3, "2900.50", DAYS),
    Case("Выручка рядом с приходом", days_with_revenue, "2025-11", 2, "2900.50", DAYS),
    # 6750 - 300; profit 6450 - (4500 - 200); 15 - 1 pieces
    Case("МойСклад, прибыльность товаров", profitability_of_goods, "2025-11", 2, "6450",
         {"revenue": "6450", "gross_profit": "2150", "units": "14"}, word="1c-report"),
    Case("МойСклад, прибыльность покупателей", profitability_of_buyers, "2025-11", 2, "6750",
         {"revenue": "6750", "gross_profit": "2250", "buyers": "2"}, word="1c-report"),
    Case("Продано и возвращено", sold_and_returned, "2025-11", 2, "900.50", {"revenue": "900.50", "units": "5"}),
    Case("Выручка с НДС и без", on_two_bases, "2025-11", 2, "1080", {"revenue": "1080", "gross_profit": "280"}),
]  # fmt: skip
