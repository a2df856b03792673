"""Pivots, cash books, payroll, client bases, stock and price lists: what must not become sales, and what must."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.soundness.hand.kit import (
    BUYERS,
    GOODS,
    MONTHS,
    PEOPLE,
    SHOPS,
    Line,
    Made,
    Page,
    Truth,
    by_day,
    by_month,
    lines,
    summed,
)
from tests.soundness.hand.sales import of_june

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.soundness.hand.kit import Rows, Value


def compact_pivot(rng: random.Random) -> Made:
    """Excel's compact form: managers over months over goods in one column, indented, each group with its sum."""
    found = lines(rng, 40, date(2026, 1, 1), 119)
    months_in = rng.random() < 0.7
    levels: list[Callable[[Line], str]] = [
        lambda line: line.manager,
        lambda line: f"{MONTHS[line.day.month - 1][:3]} 2026" if months_in else line.shop,
        lambda line: line.product,
    ]
    levels = levels[: rng.choice([2, 3])]
    name = rng.choice(["Сумма", "Выручка"])
    rows: Rows = [["Названия строк", f"Сумма по полю {name}"]]
    indents = [0]

    def down(part: list[Line], depth: int) -> None:
        for name in dict.fromkeys(levels[depth](line) for line in part):
            inside = [line for line in part if levels[depth](line) == name]
            rows.append([name, sum(line.amount for line in inside)])
            indents.append(depth)
            if depth + 1 < len(levels):
                down(inside, depth + 1)

    down(found, 0)
    rows.append(["Общий итог", sum(line.amount for line in found)])
    indents.append(0)
    page = Page("Лист2", rows, indents=tuple(indents))
    return Made((page,), Truth("sale", by_month(found), asks=name == "Сумма" or not months_in), f"Книга {months_in}")


def pivot_of_months(rng: random.Random) -> Made:
    """The plainest pivot: months or days in rows, one sum."""
    found = lines(rng, 40, date(2026, 1, 1), 119)
    rows: Rows = [["Названия строк", "Сумма по полю Выручка"]]
    sums = by_month(found)
    rows += [[f"{MONTHS[int(key[5:]) - 1]} 2026", value] for key, value in sums.items()]
    rows.append(["Общий итог", sum(sums.values())])
    return Made((Page("Лист2", rows),), Truth("sale", sums, asks=True))


def outline_pivot(rng: random.Random) -> Made:
    """The tabular form: manager once, then his months, «Орлова Итог» under them."""
    found = lines(rng, 40, date(2026, 1, 1), 119)
    rows: Rows = [["Менеджер", "Месяц", "Выручка"]]
    for name in dict.fromkeys(line.manager for line in found):
        part = [line for line in found if line.manager == name]
        for at, (key, value) in enumerate(by_month(part).items()):
            rows.append([name if not at else None, f"{MONTHS[int(key[5:]) - 1]} 2026", value])
        rows.append([f"{name} Итог", None, sum(line.amount for line in part)])
    rows.append(["Общий итог", None, sum(line.amount for line in found)])
    split = summed((line.manager, line.amount) for line in found)
    return Made((Page("Сводная", rows),), Truth("sale", by_month(found), split="manager", by=split))


def subtotals_of_managers_and_months(rng: random.Random) -> Made:
    """Manager and month in captions of their own above the sales, two levels of totals."""
    found = of_june(rng, 20)
    found.sort(key=lambda line: (line.shop, line.manager, line.day))
    rows: Rows = [["Дата", "Клиент", "Товар", "Сумма"]]
    for shop in dict.fromkeys(line.shop for line in found):
        own = [line for line in found if line.shop == shop]
        rows.append([shop])
        for name in dict.fromkeys(line.manager for line in own):
            part = [line for line in own if line.manager == name]
            rows.append([name])
            rows += [[line.day, line.customer, line.product, line.amount] for line in part]
            rows.append([f"Итого {name}", None, None, sum(line.amount for line in part)])
        rows.append([f"Итого {shop}", None, None, sum(line.amount for line in own)])
    rows.append(["ВСЕГО", None, None, sum(line.amount for line in found)])
    return Made((Page("Продажи", rows),), Truth("sale", by_day(found)))


def cash_book(rng: random.Random) -> Made:
    """Приход, расход, остаток: the balance is no movement."""
    rest = Decimal(10_000)
    rows: Rows = [
        ["Дата", rng.choice(["Операция", "Назначение", "Основание", "Комментарий"]), "Приход", "Расход", "Остаток"]
    ]
    if rng.random() < 0.6:
        rows.append([None, "Остаток на начало", None, None, rest])
    pairs: list[tuple[str, Decimal]] = []
    for at in range(rng.randint(8, 20)):
        day = date(2026, 6, 1) + timedelta(days=at)
        value = Decimal(rng.randint(500, 9000))
        income = rng.random() < 0.6
        rest += value if income else -value
        rows.append([day, "Оплата от клиента" if income else "Закупка расходников", value if income else None,
                     None if income else value, rest])  # fmt: skip
        pairs.append((day.isoformat(), value))
    if rng.random() < 0.5:
        rows.append(["Итого", None, sum((Decimal(str(row[2] or 0)) for row in rows[1:]), Decimal(0)),
                     sum((Decimal(str(row[3] or 0)) for row in rows[1:]), Decimal(0)), rest])  # fmt: skip
    return Made((Page(rng.choice(["Касса", "Лист1"]), rows),), Truth("payment", summed(pairs)), "Касса")


def payroll(rng: random.Random) -> Made:
    """Оклад, премия, удержано, к выдаче: no sales."""
    rows: Rows = [["Зарплата за июнь 2026"], ["Сотрудник", "Должность", "Оклад", "Премия", "Удержано", "К выдаче"]]
    for name in PEOPLE:
        base, bonus = Decimal(rng.randint(30, 90) * 1000), Decimal(rng.randint(0, 30) * 500)
        tax = (base + bonus) * 13 / 100
        rows.append([name, "менеджер", base, bonus, tax, base + bonus - tax])
    rows.append(["Итого", None, *[sum((Decimal(str(row[at])) for row in rows[2:]), Decimal(0)) for at in range(2, 6)]])
    return Made((Page(rng.choice(["ЗП", "Июнь", "Лист1"]), rows),), Truth("", asks=True))


def client_base(rng: random.Random) -> Made:
    """Clients with birthdays, telephones and the first purchase: nothing is sold."""
    first = rng.random() < 0.6
    rows: Rows = [["ФИО", "Телефон", "Дата рождения", *(["Дата первой покупки"] if first else []), "Город"]]
    for at, name in enumerate(BUYERS):
        bought: list[Value] = [date(2025, 1 + at, 3)] if first else []
        rows.append([name, 79000000000 + at, date(1980 + at, 2, 5 + at), *bought, "Тверь"])
    rng.shuffle(rows[1:])
    truth = (
        Truth("customer", {f"2025-{1 + at:02}": Decimal(1) for at in range(len(BUYERS))}, main="rows")
        if first
        else Truth("")
    )
    return Made((Page(rng.choice(["Клиенты", "База", "Лист1"]), rows),), truth, f"Книга {first}")


def clients_with_sums(rng: random.Random) -> Made:
    """A base with the sum of purchases and the last day: the sums are of all years, not of that day."""
    rows: Rows = [
        [
            "Клиент",
            "Телефон",
            "Кол-во покупок",
            "Сумма покупок",
            rng.choice(["Последняя покупка", "Дата последней покупки"]),
        ]
    ]
    rows += [[name, 79000000000 + at, rng.randint(1, 9), rng.randint(1, 90) * 1000, date(2026, 6, 3 + at)]
             for at, name in enumerate(BUYERS)]  # fmt: skip
    return Made((Page("Клиенты", rows),), Truth("", asks=True))


def price_list(rng: random.Random) -> Made:
    """Goods and prices: no sales; the day may stand above."""
    rows: Rows = [["Артикул", "Наименование", "Ед.", "Цена, руб.", *(["Цена опт"] if rng.random() < 0.5 else [])]]
    wide = len(rows[0]) == 5
    rows += [[f"А-{at}", name, "шт", Decimal(price), *([Decimal(price) - 10] if wide else [])]
             for at, (name, price) in enumerate(GOODS)]  # fmt: skip
    if rng.random() < 0.6:
        rows = [[rng.choice(["Прайс-лист на 01.06.2026", "ПРАЙС", "Прайс от 01.06.2026"])], *rows]
    return Made((Page(rng.choice(["Прайс", "Лист1"]), rows),), Truth("", other=frozenset({"price"})))


def stock_list(rng: random.Random) -> Made:
    """Goods, quantities, prices and sums that lie in the store: no sales."""
    rows: Rows = [[rng.choice(["Остатки на складе", "Остатки на 01.06.2026", "Склад", "Инвентаризация 01.06.2026"])],
                  ["Наименование", rng.choice(["Количество", "Остаток", "Кол-во"]), "Цена", "Сумма"]]  # fmt: skip
    for name, price in GOODS:
        count = rng.randint(1, 40)
        rows.append([name, count, Decimal(price), count * Decimal(price)])
    rows.append(["Итого", None, None, sum((Decimal(str(row[3])) for row in rows[2:]), Decimal(0))])
    return Made((Page(rng.choice(["Склад", "Лист1", "Остатки"]), rows),), Truth("", other=frozenset({"stock"})))


def purchases(rng: random.Random) -> Made:
    """What was bought from suppliers: no sales."""
    rows: Rows = [["Дата", "Поставщик", "Товар", "Кол-во", "Цена", "Сумма"]]
    for line in of_june(rng, 10):
        rows.append([line.day, line.customer, line.product, line.quantity, line.price, line.amount])
    return Made(
        (Page(rng.choice(["Закупки", "Лист1", "Приход товара"]), rows),),
        Truth("", asks=True, other=frozenset({"expense"})),
    )


def expenses(rng: random.Random) -> Made:
    """A list of expenses as it is kept by hand."""
    rows: Rows = [["Дата", rng.choice(["Статья", "Статья расходов", "Категория", "На что"]), "Комментарий",
                   rng.choice(["Сумма", "Расход", "Сумма, руб."])]]  # fmt: skip
    pairs = []
    for at in range(rng.randint(6, 18)):
        day, value = date(2026, 6, 1 + at), Decimal(rng.randint(300, 70_000))
        rows.append(
            [day, rng.choice(["Аренда", "Реклама", "Зарплата", "Такси", "Связь"]), rng.choice(["", "нал"]), value]
        )
        pairs.append((day.isoformat(), value))
    rows.append(["Итого", None, None, sum(value for _, value in pairs)])
    return Made((Page("Расходы", rows),), Truth("expense", summed(pairs)))


def debts(rng: random.Random) -> Made:
    """Who owes how much: no sales."""
    rows: Rows = [["Контрагент", "Договор", "Сумма долга", "Срок оплаты", "Просрочка, дней"]]
    rows += [[name, f"Д-{at}", rng.randint(1, 90) * 1000, date(2026, 6, 1 + at), rng.randint(0, 40)]
             for at, name in enumerate(BUYERS)]  # fmt: skip
    return Made((Page("Дебиторка", rows),), Truth("", asks=True))


def plan_list(rng: random.Random) -> Made:
    """Plan and fact in columns, a row for each month and manager, percent beside: fact is sales, plan is plan."""
    rows: Rows = [["Месяц", "Менеджер", "План", "Факт", "% выполнения"]]
    plans: list[tuple[str, Decimal]] = []
    for month in (4, 5, 6):
        for name in PEOPLE[:3]:
            plan, fact = Decimal(rng.randint(100, 300) * 1000), Decimal(rng.randint(80, 330) * 999)
            share: Value = f"{fact / plan:.0%}" if rng.random() < 0.5 else fact / plan
            rows.append([f"{MONTHS[month - 1].capitalize()} 2026", name, plan, fact, share])
            plans.append((f"2026-{month:02}", plan))
    truth = Truth("target", summed(plans), asks=True, told=("actual_not_used",))
    return Made((Page(rng.choice(["План-факт", "Лист1"]), rows),), truth)


def daily_revenue(rng: random.Random) -> Made:
    """Day, cash, card, sum of a shop: the sum is the revenue, its parts are not added to it."""
    name = rng.choice(["Итого", "Выручка", "Всего за день"])
    rows: Rows = [["Дата", "Наличные", "Карта", *(["СБП"] if rng.random() < 0.4 else []), name, "Кол-во чеков"]]
    pairs = []
    for day in range(1, 31):
        parts = [Decimal(rng.randint(0, 90) * 100) for _ in rows[0][1:-2]]
        rows.append([date(2026, 6, day), *parts, sum(parts), rng.randint(1, 40)])
        pairs.append((f"2026-06-{day:02}", sum(parts, Decimal(0))))
    return Made(
        (Page(rng.choice(["Выручка", "Касса", "Июнь"]), rows),), Truth("sale", summed(pairs), asks=True), "Выручка"
    )


def shops_across(rng: random.Random) -> Made:
    """Days down, shops across, the total at the right: each cell is a shop's revenue of the day."""
    total = rng.random() < 0.6
    rows: Rows = [["Выручка по магазинам"], ["Дата", *SHOPS, *(["Итого"] if total else [])]]
    pairs = []
    for day in range(1, 21):
        values = [Decimal(rng.randint(1, 90) * 100) for _ in SHOPS]
        rows.append([date(2026, 6, day), *values, *([sum(values)] if total else [])])
        pairs.append((f"2026-06-{day:02}", sum(values, Decimal(0))))
    return Made((Page("Выручка", rows),), Truth("sale", summed(pairs), asks=True), f"Книга {total}")


def managers_across(rng: random.Random) -> Made:
    """Months down, managers across."""
    total = rng.random() < 0.6
    rows: Rows = [["Месяц", *PEOPLE[:3], *(["Итого"] if total else [])]]
    pairs = []
    for month in range(1, 7):
        values = [Decimal(rng.randint(10, 90) * 1000) for _ in PEOPLE[:3]]
        rows.append([f"{MONTHS[month - 1].capitalize()} 2026", *values, *([sum(values)] if total else [])])
        pairs.append((f"2026-{month:02}", sum(values, Decimal(0))))
    rows.append(
        ["Итого", *[sum((Decimal(str(row[at])) for row in rows[1:]), Decimal(0)) for at in range(1, len(rows[0]))]]
    )
    return Made((Page("Продажи", rows),), Truth("sale", summed(pairs), asks=True), f"Книга {total}")


def percents_beside(rng: random.Random) -> Made:
    """Commission in percent and in money beside the sale: the sale is the amount."""
    found = of_june(rng)
    rows: Rows = [["Дата", "Менеджер", "Клиент", "Сумма сделки", "% менеджера", "Премия"]]
    for line in found:
        share = rng.choice([3, 5, 7])
        rows.append([line.day, line.manager, line.customer, line.amount, f"{share}%", line.amount * share / 100])
    return Made((Page("Продажи", rows),), Truth("sale", by_day(found), asks=True))


FAMILIES = (
    compact_pivot, pivot_of_months, outline_pivot, subtotals_of_managers_and_months, cash_book, payroll, client_base,
    clients_with_sums, price_list, stock_list, purchases, expenses, debts, plan_list, daily_revenue, shops_across,
    managers_across, percents_beside,
)  # fmt: skip
