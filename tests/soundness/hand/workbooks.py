"""Workbooks of many sheets and sheets of many tables: by months, managers, shops; copies, hidden sheets, neighbours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from tests.soundness.hand.kit import MONTHS, OF_MONTHS, PEOPLE, SHOPS, Line, Made, Page, Truth, by_day, lines, summed
from tests.soundness.hand.sales import CORE, listed, of_june

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.soundness.hand.kit import Rows


def _half_year(rng: random.Random) -> dict[date, list[Line]]:
    return {date(2026, month, 1): lines(rng, rng.randint(6, 12), date(2026, month, 1), 28) for month in range(1, 5)}


def _all(months: dict[date, list[Line]]) -> list[Line]:
    return [line for found in months.values() for line in found]


_TABS: tuple[Callable[[date], str], ...] = (
    lambda day: MONTHS[day.month - 1].capitalize(), lambda day: f"{MONTHS[day.month - 1][:3]} {day:%y}",
    lambda day: f"{day:%m.%Y}", lambda day: f"{MONTHS[day.month - 1]} 2026",
)  # fmt: skip


def sheet_of_each_month(rng: random.Random) -> Made:
    """«Январь», «янв 26», «01.2026»: full dates in the rows; sometimes a sheet that sums the months up."""
    months = _half_year(rng)
    name, seed = rng.choice(_TABS), rng.random()
    pages = [Page(name(day), listed(found, CORE, Random(seed))) for day, found in months.items()]
    if rng.random() < 0.4:
        rows: Rows = [["Месяц", "Выручка"]]
        rows += [[MONTHS[day.month - 1].capitalize(), _whole(found)] for day, found in months.items()]
        pages.insert(rng.choice([0, len(pages)]), Page(rng.choice(["Итоги", "Сводка", "Год"]), rows))
    return Made(tuple(pages), Truth("sale", by_day(_all(months))), f"Книга {len(pages)}")


def _whole(found: list[Line]) -> Decimal:
    return sum((line.amount for line in found), Decimal(0))


def sheet_of_each_month_by_day_number(rng: random.Random) -> Made:
    """The sheet is «Январь 2026» or «янв 26», its rows say «5» or «05.01» only."""
    months = _half_year(rng)
    way = rng.choice(["number", "dotted", "words"])
    name = rng.choice(_TABS[1:])
    pages = []
    for day, found in months.items():
        rows: Rows = [["Число" if way == "number" else "Дата", "Клиент", "Товар", "Сумма"]]
        for line in found:
            when = {"number": line.day.day, "dotted": f"{line.day:%d.%m}"}.get(
                way, f"{line.day.day} {OF_MONTHS[line.day.month - 1]}")  # fmt: skip
            rows.append([when, line.customer, line.product, line.amount])
        pages.append(Page(name(day), rows))
    return Made(tuple(pages), Truth("sale", by_day(_all(months)), asks=True), f"Книга {way}")


def sheet_of_each_month_in_sums(rng: random.Random) -> Made:
    """Each month's sheet has sums by manager and no day at all."""
    months = _half_year(rng)
    year = rng.random() < 0.6
    pages = []
    for day, found in months.items():
        rows: Rows = [["Менеджер", "Кол-во продаж", "Выручка"]]
        for name in sorted({line.manager for line in found}):
            part = [line for line in found if line.manager == name]
            rows.append([name, len(part), sum(line.amount for line in part)])
        rows.append(["Итого", len(found), sum(line.amount for line in found)])
        pages.append(Page(f"{MONTHS[day.month - 1].capitalize()}{' 2026' if year else ''}", rows))
    sums = summed((f"{line.day:%Y-%m}", line.amount) for line in _all(months))
    return Made(tuple(pages), Truth("sale", sums, asks=True), f"Книга {year}")


def sheet_of_each_manager(rng: random.Random) -> Made:
    """One sheet for each manager or shop: they are one list, and nobody is lost."""
    found = of_june(rng, 30)
    by = rng.choice(["manager", "shop"])
    seed = rng.random()
    names = [name for name in CORE if name != "manager"]
    pages = [
        Page(name, listed([line for line in found if getattr(line, by) == name], names, Random(seed)))
        for name in dict.fromkeys(getattr(line, by) for line in found)
    ]
    return Made(tuple(pages), Truth("sale", by_day(found)), f"Книга {by}")


def copies_of_a_sheet(rng: random.Random) -> Made:
    """«Лист1» and «Лист1 (2)»: the same rows, or all but the last few: they never count twice."""
    found = of_june(rng, 20)
    rows = listed(found, CORE, rng)
    copy = rows[: len(rows) - rng.choice([0, 0, 1, 3])]
    if rng.random() < 0.3:
        copy = [copy[0], *reversed(copy[1:])]
    name = rng.choice(["Лист1", "Продажи", "июнь"])
    return Made((Page(name, rows), Page(f"{name} (2)", copy)), Truth("sale", by_day(found), asks=True))


def copy_and_changed(rng: random.Random) -> Made:
    """A copy in which somebody corrected some sums, or left out columns: which counts is for the owner to say."""
    found = of_june(rng, 20)
    rows = listed(found, CORE, rng)
    copy = [[*row] for row in rows]
    if rng.random() < 0.5:
        for row in copy[1:4]:
            row[-1] = Decimal(str(row[-1])) + 10
    else:
        copy = [[*row[:1], *row[2:]] for row in copy]
    return Made((Page("Продажи", rows), Page("Продажи (2)", copy)), Truth("sale", by_day(found), asks=True))


def hidden_sheet(rng: random.Random) -> Made:
    """A hidden or very hidden sheet beside: it is not counted, and it is told."""
    found = of_june(rng, 16)
    old = [replace(line, day=line.day.replace(month=5)) for line in of_june(rng, 12)]
    pages = (Page("Продажи", listed(found, CORE, rng)),
             Page("Старое", listed(old, CORE, rng), state=rng.choice(["hidden", "very_hidden"])))  # fmt: skip
    return Made(pages, Truth("sale", by_day(found), told=("sheets_hidden",)))


def side_by_side(rng: random.Random) -> Made:
    """Sales at the left, expenses at the right, an empty column between or none."""
    found = of_june(rng, 15)
    left = listed(found, ("day", "customer", "product", "amount"), rng)
    right: Rows = [["Дата", "Статья расходов", "Сумма расхода"]]
    spent = [(date(2026, 6, 1 + at * 3), rng.choice(["Аренда", "Реклама", "Связь"]), Decimal(rng.randint(500, 9000)))
             for at in range(rng.randint(4, 9))]  # fmt: skip
    right += [list(one) for one in spent]
    rows: Rows = []
    for at in range(max(len(left), len(right))):
        rows.append([*(left[at] if at < len(left) else [None] * 4), None, *(right[at] if at < len(right) else [])])
    if rng.random() < 0.5:
        rows = [["Продажи", None, None, None, None, "Расходы"], *rows]
    return Made((Page("Июнь", rows),), Truth("sale", by_day(found), other=frozenset({"expense"})))


def months_side_by_side(rng: random.Random) -> Made:
    """The same small table for each month, side by side: all of them count."""
    months = list(_half_year(rng).items())[:3]
    parts = [listed(found, ("day", "customer", "amount"), rng) for _, found in months]
    parts = [[parts[0][0], *part[1:]] for part in parts]
    rows: Rows = [[text for day, _ in months for text in (MONTHS[day.month - 1].capitalize(), None, None, None)]]
    for at in range(max(map(len, parts))):
        rows.append([value for part in parts for value in [*(part[at] if at < len(part) else [None] * 3), None]])
    return Made((Page("Продажи", rows),), Truth("sale", by_day(_all(dict(months)))))


def one_below_another(rng: random.Random) -> Made:
    """Sales of each shop below one another, with the name above and the total under each."""
    found = of_june(rng, 24)
    rows: Rows = []
    head = listed([], CORE, rng)
    for shop in SHOPS:
        part = [line for line in found if line.shop == shop]
        if not part:
            continue
        rows += [[f"Магазин «{shop}»"], head[0], *listed(part, CORE, rng)[1:]]
        if rng.random() < 0.6:
            rows.append(["Итого", *[None] * 5, sum(line.amount for line in part)])
        rows += [[None]] * rng.randint(1, 2)
    return Made((Page("Продажи", rows),), Truth("sale", by_day(found)))


def sales_over_expenses(rng: random.Random) -> Made:
    """Sales, and under them expenses: never in one sum."""
    found = of_june(rng, 14)
    rows: Rows = listed(found, ("day", "customer", "product", "amount"), rng)
    rows += [["Итого", None, None, sum(line.amount for line in found)], [None]]
    if rng.random() < 0.6:
        rows.append(["Расходы"])
    rows.append(["Дата", "Статья", "Комментарий", "Сумма"])
    for at in range(4):
        rows.append([date(2026, 6, 5 + at), rng.choice(["Аренда", "Реклама"]), "", rng.randint(1000, 9000)])
    return Made((Page("Июнь", rows),), Truth("sale", by_day(found), other=frozenset({"expense"}), asks=True))


def summary_at_the_side(rng: random.Random) -> Made:
    """A little summary by managers right of the list: its sums are no sales."""
    found = of_june(rng, 20)
    rows = listed(found, CORE, rng)
    side: Rows = [["Менеджер", "Итого"]]
    side += [[name, _whole([line for line in found if line.manager == name])] for name in PEOPLE[:3]]
    side.append(["Всего", _whole(found)])
    gap = rng.choice([1, 2])
    for at, row in enumerate(side):
        rows[at + 1] = [*rows[at + 1], *[None] * gap, *row]
    return Made((Page("Продажи", rows),), Truth("sale", by_day(found)))


def lists_beside(rng: random.Random) -> Made:
    """Sheets of helping lists (goods, clients, settings) beside the sales."""
    found = of_june(rng, 16)
    pages = [
        Page("Продажи", listed(found, CORE, rng)),
        Page("Товары", [["Наименование", "Цена", "Остаток"], ["Ваза", 650, 4], ["Плед", 2300, 2], ["Свеча", 180, 70]]),
        Page("Клиенты", [["Клиент", "Телефон"], ["ООО Лотос", "79001112233"], ["ИП Гусев", "79001112234"]]),
        Page("Настройки", [["Менеджеры"], ["Орлова Дарья"], ["Жуков Илья"]]),
    ]
    rng.shuffle(pages)
    allowed = frozenset({"price", "stock", "customer"})
    return Made(tuple(pages), Truth("sale", by_day(found), other=allowed))


FAMILIES = (
    sheet_of_each_month, sheet_of_each_month_by_day_number, sheet_of_each_month_in_sums, sheet_of_each_manager,
    copies_of_a_sheet, copy_and_changed, hidden_sheet, side_by_side, months_side_by_side, one_below_another,
    sales_over_expenses, summary_at_the_side, lists_beside,
)  # fmt: skip
