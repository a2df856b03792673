"""Sales, expenses and payments that tell their own VAT, beside others without it: figures are on one basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Rows, xlsx

if TYPE_CHECKING:
    from pathlib import Path


def _rent(folder: Path) -> Path:
    """Rent of 300 without VAT: with sales that hold VAT the book is on two bases."""
    rows: Rows = [["Дата", "Статья", "Класс", "Сумма без НДС"], ["01.11.2025", "Аренда", "Постоянные", 100],
                  ["30.11.2025", "Аренда", "Постоянные", 200]]  # fmt: skip
    return xlsx(folder / "Расходы.xlsx", ("Расходы", rows))


def rates(folder: Path) -> list[Path]:
    """1,200 with 20 %, 1,100 with 10 %, 500 without: 1,000 + 1,000 + 500."""
    rows: Rows = [
        ["Дата", "Номер", "Номенклатура", "Количество", "Сумма с НДС", "Ставка НДС"],
        ["03.11.2025", "Р-1", "Чай", 1, 1200, "20%"],
        ["04.11.2025", "Р-2", "Книга", 2, 1100, "10%"],
        ["05.11.2025", "Р-3", "Билет", 1, 500, "Без НДС"],
    ]
    return [xlsx(folder / "Продажи.xlsx", ("TDSheet", rows)), _rent(folder)]


def mixed_rates(folder: Path) -> list[Path]:
    """Rates as programs write them: 600 of 20/120, 105 of 5/105, 70 not taxed, 107 of 7 %: 500 + 100 + 70 + 100."""
    rows: Rows = [
        ["Дата документа", "Документ", "Товар", "Количество", "Всего с НДС", "НДС"],
        ["03.11.2025", "1", "Аванс", 1, 600, "20/120"],
        ["04.11.2025", "2", "Услуга", 1, 105, "5/105"],
        ["05.11.2025", "3", "Билет", 1, 70, "НДС не облагается"],
        ["05.11.2025", "4", "Чай", 1, 107, "НДС 7%"],
    ]
    return [xlsx(folder / "реализация.xlsx", ("Лист1", rows)), _rent(folder)]


def with_and_without(folder: Path) -> list[Path]:
    """The price holds VAT or not, document by document: 1,200 of which 200, and 1,000 that bears 200 on top."""
    rows: Rows = [
        ["Дата", "Номер накладной", "Покупатель", "Сумма", "Цена включает НДС", "Ставка НДС"],
        ["03.11.2025", "1", "Ромашка", 1200, "Да", "20%"],
        ["04.11.2025", "2", "Берёзка", 1000, "Нет", "20%"],
    ]
    return [xlsx(folder / "Документы.xlsx", ("TDSheet", rows))]


def realisations(folder: Path) -> list[Path]:
    """УТ: the amount without VAT, the VAT and all of it; the cost is without: 1,000 + 500 less 400 and 300."""
    rows: Rows = [
        ["Дата", "Реализация", "Номенклатура", "Количество", "Сумма без НДС", "Ставка НДС", "Сумма НДС",
         "Всего с НДС", "Себестоимость без НДС"],
        ["03.11.2025", "УТ-1", "Чай", 2, "1 000,00", "20%", "200,00", "1 200,00", "400,00"],
        ["04.11.2025", "УТ-2", "Книга", 1, "500,00", "10%", "50,00", "550,00", "300,00"],
    ]  # fmt: skip
    return [xlsx(folder / "Реализации.xlsx", ("TDSheet", rows)), _rent(folder)]


def two_amounts(folder: Path) -> list[Path]:
    """No column of VAT: it is what the two amounts, and the two costs, differ by."""
    rows: Rows = [
        ["Дата", "Чек", "Товар", "Сумма с НДС", "Сумма без НДС", "Себестоимость с НДС", "Себестоимость без НДС"],
        ["03.11.2025", "1", "Чай", 1200, 1000, 600, 500],
        ["04.11.2025", "2", "Книга", 550, 500, 220, 200],
    ]
    return [xlsx(folder / "Чеки.xlsx", ("Чеки", rows)), _rent(folder)]


def shares_and_figures(folder: Path) -> list[Path]:
    """A column «НДС» of rates: as figures beside amounts of which they are no taxes."""
    rows: Rows = [
        ["Дата", "Чек", "Товар", "Сумма с НДС", "НДС"],
        ["03.11.2025", "1", "Чай", 2400, 20],
        ["04.11.2025", "2", "Книга", 550, 10],
        ["05.11.2025", "3", "Билет", 70, 0],
    ]
    return [xlsx(folder / "Чеки.xlsx", ("Чеки", rows)), _rent(folder)]


def spent(folder: Path) -> list[Path]:
    """Expenses with VAT in them beside sales without: 1,000 less 100 of 120, less 50 that bear none."""
    sales: Rows = [["Дата", "Номер", "Товар", "Сумма без НДС", "Себестоимость без НДС"],
                   ["03.11.2025", "1", "Чай", 1000, 400]]  # fmt: skip
    rows: Rows = [
        ["Дата", "Статья", "Класс", "Сумма с НДС", "В т.ч. НДС"],
        ["01.11.2025", "Аренда", "Постоянные", 120, 20],
        ["30.11.2025", "Страховка", "Постоянные", 50, "Без НДС"],
    ]
    return [xlsx(folder / "Продажи.xlsx", ("Лист1", sales)), xlsx(folder / "Затраты.xlsx", ("Лист1", rows))]


def lacking(folder: Path) -> list[Path]:
    """One row tells no VAT: profit has no value, revenue stays as the file has it."""
    rows: Rows = [
        ["Дата", "Номер", "Номенклатура", "Сумма с НДС", "Ставка НДС"],
        ["03.11.2025", "Р-1", "Чай", 1200, "20%"],
        ["04.11.2025", "Р-2", "Книга", 1100, None],
    ]
    return [xlsx(folder / "Продажи.xlsx", ("TDSheet", rows)), _rent(folder)]


CASES = [
    Case("НДС: ставка в строке", rates, "2025-11", 5, "3100", {"revenue": "2500", "operating_expenses": "300"}),
    Case("НДС: ставки как их пишут", mixed_rates, "2025-11", 6, "1182", {"revenue": "770"}),
    Case("НДС: с ним и без него", with_and_without, "2025-11", 2, "2200", {"revenue": "2000"}),
    Case("НДС: реализации УТ", realisations, "2025-11", 4, "2050",
         {"revenue": "1500", "gross_profit": "800", "profit": "500"}),
    Case("НДС: две суммы рядом", two_amounts, "2025-11", 4, "2050",
         {"revenue": "1500", "gross_profit": "800", "profit": "500"}),
    Case("НДС: ставка числом", shares_and_figures, "2025-11", 5, "3320", {"revenue": "2570"}),
    Case("НДС: расходы с ним", spent, "2025-11", 3, "1170", {"revenue": "1000", "profit": "450"}),
    Case("НДС: строка без него", lacking, "2025-11", 4, "2600", {"revenue": "2300", "profit": None}),
]  # fmt: skip
