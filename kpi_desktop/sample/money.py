"""The sample company's money: expenses by article, balances of its accounts, goods left in the warehouse.

Planted: rent rose in January 2026; expenses of every month are complete, so that profit has a value.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import rounded
from kpi_desktop.sample.dice import Dice, months, season
from kpi_desktop.sample.table import Table

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.sample.company import Company
    from kpi_desktop.sample.table import Cell

SEED = 97
#: Article, class, a month's amount in thousands, whether it grows with the season.
ARTICLES = (
    ("Аренда склада и салона", "постоянные", 310, False),
    ("Связь и программы", "постоянные", 46, False),
    ("Доставка", "переменные", 150, True),
    ("Эквайринг", "комиссии", 62, True),
    ("Дизайн макетов", "дизайн", 28, False),
    ("Оклады отдела продаж", "труд", 420, False),
    ("Премии и обучение продавцов", "продажи", 75, True),
    ("Бухгалтерия и управление", "накладные", 180, False),
    ("Оборудование", "инвестиции", 60, False),
    ("Налог на прибыль", "налоги", 90, False),
)


def money_tables(company: Company) -> list[Table]:
    """The tables that the accountant keeps."""
    return [_expenses(), _balances(), _stock(company)]


def _expenses() -> Table:
    dice = Dice(SEED)
    rows: list[tuple[Cell, ...]] = []
    for month in months():
        for article, kind, thousands, seasonal in ARTICLES:
            mean = thousands * (season(month.start) if seasonal else 1.0)
            if article.startswith("Аренда") and month.start.year == 2026:
                mean *= 1.12
            amount = Decimal(dice.around(mean * 1000, 0.05))
            rows.append((month.start, article, kind, amount))
    headings = ("Месяц", "Статья расходов", "Класс расхода", "Сумма расхода с НДС, руб.")
    return Table("Расходы.xlsx", headings, tuple(rows))


def _balances() -> Table:
    dice = Dice(SEED + 1)
    rows: list[tuple[Cell, ...]] = []
    bank, till = 4_800_000, 150_000
    for month in months():
        for week in range(0, month.days, 7):
            bank = max(bank + dice.between(-420, 400) * 1000, 300_000)
            till = max(till + dice.between(-40, 40) * 1000, 10_000)
            day = month.start + timedelta(days=week)
            rows += [(day, "Расчётный счёт", Decimal(bank)), (day, "Касса салона", Decimal(till))]
        last = month.last_day
        rows += [(last, "Расчётный счёт", Decimal(bank)), (last, "Касса салона", Decimal(till))]
    return Table("Остатки денег.xlsx", ("Дата остатка", "Счёт", "Остаток денег, руб."), tuple(rows))


def _stock(company: Company) -> Table:
    """At each month's end there are one to three months of sales of every product."""
    sold: dict[tuple[date, str], int] = {}
    costs: dict[str, Decimal] = {}
    for line in company.lines:
        if line.quantity > 0:
            key = (line.day.replace(day=1), line.product)
            sold[key] = sold.get(key, 0) + line.quantity
            costs[line.product] = line.cost / line.quantity
    dice = Dice(SEED + 2)
    rows: list[tuple[Cell, ...]] = []
    for month in months():
        for product in sorted(costs):
            quantity = round(sold.get((month.start, product), 0) * (1 + 2 * dice.share())) + dice.below(3)
            if quantity:
                value = rounded(costs[product] * quantity, 2)
                rows.append((month.last_day, product, "Основной склад", "шт", quantity, value))
    headings = ("Дата остатка", "Номенклатура", "Склад", "Ед. изм.", "Остаток, шт", "Стоимость остатка, руб.")
    return Table("Остатки товаров.xlsx", headings, tuple(rows))
