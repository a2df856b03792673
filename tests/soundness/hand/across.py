"""Tables with months, days or weeks across: sales, plans, expenses, profit and loss, cash flow, time sheets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.soundness.hand.kit import MONTHS, PEOPLE, SHOPS, Made, Page, Truth, summed

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.soundness.hand.kit import Rows, Value

ARTICLES = ("Аренда", "Зарплата", "Реклама", "Связь и интернет", "Канцтовары", "Налоги", "Ремонт")


def _months(rng: random.Random, count: int = 0) -> list[date]:
    count = count or rng.randint(3, 12)
    return [date(2026, month, 1) for month in range(1, count + 1)]


def _heads(rng: random.Random, months: list[date]) -> tuple[list[Value], str]:
    """The months as they are written above, and what tells the year: '' where nothing does."""
    way = rng.choice(["name", "short", "full", "date", "number", "dotted"])
    ways: dict[str, Callable[[date], Value]] = {
        "name": lambda day: MONTHS[day.month - 1].capitalize(), "short": lambda day: MONTHS[day.month - 1][:3],
        "full": lambda day: f"{MONTHS[day.month - 1].capitalize()} {day.year}", "date": lambda day: day,
        "number": lambda day: f"{day:%m.%Y}", "dotted": lambda day: f"{MONTHS[day.month - 1][:3]}.{day:%y}",
    }  # fmt: skip
    year = "2026" if way not in {"name", "short"} else rng.choice(["title", "sheet"])
    return [ways[way](day) for day in months], year


def _grid(
    rng: random.Random, names: tuple[str, ...], months: list[date], gaps: bool = True
) -> dict[str, list[Decimal]]:
    return {
        name: [Decimal(0) if gaps and rng.random() < 0.1 else Decimal(rng.randint(2000, 900_000)) / rng.choice([1, 4])
               for _ in months]
        for name in names
    }  # fmt: skip


def _laid(
    rng: random.Random, grid: dict[str, list[Decimal]], corner: str, months: list[date], title: str, sheet: str
) -> tuple[Page, dict[str, Decimal]]:
    """The grid as a hand lays it: a title, a row of months, the totals at the right, below or above."""
    heads, year = _heads(rng, months)
    right, below = rng.choice(["", "Итого", "Всего за год", "ИТОГО"]), rng.choice(["", "Итого", "ИТОГО:", "Всего"])
    body: Rows = []
    for name, values in grid.items():
        shown: list[Value] = [value or rng.choice([None, 0, "-"]) for value in values]
        body.append([name, *shown, *([sum(values)] if right else [])])
    if below:
        whole: list[Value] = [sum(column) for column in zip(*grid.values(), strict=True)]
        total: list[Value] = [below, *whole, *([sum(map(sum, grid.values()))] if right else [])]
        body.insert(0 if rng.random() < 0.25 else len(body), total)
    rows: Rows = [[corner, *heads, *([right] if right else [])], *body]
    name = sheet
    if year == "title":
        rows = [[f"{title}, 2026 год"], *([[None]] if rng.random() < 0.5 else []), *rows]
    elif year == "sheet":
        name = f"{sheet} 2026"
    elif rng.random() < 0.7:
        rows = [[title], *rows]
    sums = summed((f"{month:%Y-%m}", value) for values in grid.values()
                  for month, value in zip(months, values, strict=True))  # fmt: skip
    return Page(name, rows), sums


def sales_by_months(rng: random.Random) -> Made:
    """Managers, shops or goods down, months across."""
    months = _months(rng)
    names, corner = rng.choice([(PEOPLE[:4], "Менеджер"), (SHOPS, "Магазин"), (("Чай", "Кофе", "Какао"), "Товар")])
    grid = _grid(rng, names, months)
    page, sums = _laid(rng, grid, corner, months, f"Продажи: {corner.lower()}", "Продажи")
    return Made((page,), Truth("sale", sums))


def plans_by_months(rng: random.Random) -> Made:
    """Plans of sales by managers over months."""
    months = _months(rng)
    page, sums = _laid(rng, _grid(rng, PEOPLE[:4], months), "Менеджер", months, "План продаж", "План")
    return Made((page,), Truth("target", sums))


def expenses_by_months(rng: random.Random) -> Made:
    """Articles of expenses over months."""
    months = _months(rng)
    page, sums = _laid(rng, _grid(rng, ARTICLES[:5], months), "Статья", months, "Расходы", "Расходы")
    return Made((page,), Truth("expense", sums))


def expenses_in_groups(rng: random.Random) -> Made:
    """Groups of articles with sums of their own above their articles, and a grand total."""
    months = _months(rng)
    heads, year = _heads(rng, months)
    groups = {"Постоянные расходы": ARTICLES[:3], "Переменные расходы": ARTICLES[3:5], "Прочее": ARTICLES[5:]}
    rows: Rows = [["Статья расходов", *heads]]
    pairs: list[tuple[str, Decimal]] = []
    whole = [Decimal(0)] * len(months)
    for group, articles in groups.items():
        grid = _grid(rng, articles, months, gaps=False)
        sums = [sum(column, Decimal(0)) for column in zip(*grid.values(), strict=True)]
        whole = [one + two for one, two in zip(whole, sums, strict=True)]
        rows.append([group, *sums])
        rows += [[f"   {name}" if year == "title" else name, *values] for name, values in grid.items()]
        pairs += [(f"{month:%Y-%m}", value) for month, value in zip(months, sums, strict=True)]
    rows.append(["Всего расходов", *whole])
    rows = [["Расходы компании, 2026 год"], *rows]
    return Made((Page("Расходы", rows),), Truth("expense", summed(pairs)))


def profit_and_loss(rng: random.Random) -> Made:
    """ОПиУ: revenue, cost, expenses and profit in one column of articles: never all of it as one kind."""
    months = _months(rng)
    heads, _ = _heads(rng, months)
    revenue, cost, rent, pay = (_grid(rng, (name,), months, gaps=False)[name] for name in "abcd")
    gross = [one - two for one, two in zip(revenue, cost, strict=True)]
    spent = [one + two for one, two in zip(rent, pay, strict=True)]
    profit = [one - two for one, two in zip(gross, spent, strict=True)]
    title, corner, sheet = rng.choice([
        ("Отчёт о прибылях и убытках", "Статья", "ОПиУ"), ("ОПУ 2026", "Показатель", "Лист1"),
        ("Доходы и расходы", "Статья", "P&L"), ("Бюджет доходов и расходов", "Статья", "БДР"),
        ("Финансовый результат", "", "Финрез"), ("Расходы и доходы", "Статья расходов", "2026"),
    ])  # fmt: skip
    rows: Rows = [
        [f"{title}, 2026 год"], [corner or None, *heads], ["Выручка", *revenue], ["Себестоимость", *cost],
        ["Валовая прибыль", *gross], ["Аренда", *rent], ["Зарплата", *pay], ["Итого расходы", *spent],
        ["Чистая прибыль", *profit],
    ]  # fmt: skip
    if rng.random() < 0.4:
        rows.append(["Рентабельность, %", *[f"{one / two:.1%}" for one, two in zip(profit, revenue, strict=True)]])
    return Made((Page(sheet, rows),), Truth("", asks=True), f"Книга {sheet}")


def cash_flow(rng: random.Random) -> Made:
    """ДДС: receipts and payments by articles over months, with opening and closing balances."""
    months = _months(rng)
    heads, _ = _heads(rng, months)
    into = _grid(rng, ("Оплата от покупателей", "Займы"), months, gaps=False)
    out = _grid(rng, ARTICLES[:4], months, gaps=False)
    plus = [sum(column, Decimal(0)) for column in zip(*into.values(), strict=True)]
    minus = [sum(column, Decimal(0)) for column in zip(*out.values(), strict=True)]
    opening, rest = [], Decimal(50_000)
    for one, two in zip(plus, minus, strict=True):
        opening.append(rest)
        rest += one - two
    closing = [*opening[1:], rest]
    rows: Rows = [
        [rng.choice(["Движение денежных средств 2026", "ДДС, 2026 г.", "Отчёт о движении денег за 2026 год"])],
        [rng.choice(["Статья", "Статья ДДС", None]), *heads], ["Остаток на начало", *opening], ["Поступления", *plus],
        *([name, *values] for name, values in into.items()), [rng.choice(["Выплаты", "Расходы", "Списания"]), *minus],
        *([name, *values] for name, values in out.items()), ["Остаток на конец", *closing],
    ]  # fmt: skip
    return Made((Page(rng.choice(["ДДС", "Лист1"]), rows),), Truth("", asks=True))


def plan_and_fact(rng: random.Random) -> Made:
    """Plan and fact side by side under each month; a percent of fulfilment may stand beside them."""
    months = _months(rng, rng.randint(2, 6))
    percent = rng.random() < 0.5
    under = ["План", "Факт", *(["%"] if percent else [])]
    top: list[Value] = ["Менеджер"]
    merges = []
    for month in months:
        merges.append((1, len(top), 1, len(top) + len(under) - 1))
        top += [MONTHS[month.month - 1].capitalize(), *[None] * (len(under) - 1)]
    rows: Rows = [["Продажи: план и факт, 2026 год"], top, [None, *under * len(months)]]
    plans: list[tuple[str, Decimal]] = []
    for name in PEOPLE[:4]:
        row: list[Value] = [name]
        for month in months:
            plan, fact = Decimal(rng.randint(100, 400) * 1000), Decimal(rng.randint(80_000, 420_000))
            row += [plan, fact, *([fact / plan] if percent else [])]
            plans.append((f"{month:%Y-%m}", plan))
        rows.append(row)
    page = Page("План-факт", rows, merges=tuple(merges) if rng.random() < 0.7 else ())
    truth = Truth("target", summed(plans), asks=True, told=("actual_not_used",))
    return Made((page,), truth)


def sales_by_days(rng: random.Random) -> Made:
    """Days of a month across, by shops or managers; the month in the title or in the sheet's name."""
    names, corner = rng.choice([(PEOPLE[:4], "Менеджер"), (SHOPS, "Магазин")])
    days = [date(2026, 6, day) for day in range(1, 31)]
    way = rng.choice(["number", "date", "text", "full"])
    heads: list[Value] = [
        {"number": day.day, "date": day, "text": f"{day:%d.%m}"}.get(way, f"{day:%d.%m.%Y}") for day in days
    ]
    total = rng.random() < 0.6
    rows: Rows = [[corner, *heads, *(["Итого"] if total else [])]]
    pairs: list[tuple[str, Decimal]] = []
    for name in names:
        values = [Decimal(rng.randint(0, 60) * 150) for _ in days]
        rows.append([name, *(value or None for value in values), *([sum(values)] if total else [])])
        pairs += [(day.isoformat(), value) for day, value in zip(days, values, strict=True)]
    if rng.random() < 0.6:
        rows.append(["Итого", *(sum(pair[1] for pair in pairs if pair[0] == day.isoformat()) for day in days)])
    told = rng.choice(["Продажи за июнь 2026", "Выручка по дням, июнь 2026 г.", "Продажи июнь 2026 года"])
    rows = [[told], *rows]
    return Made((Page("Июнь", rows),), Truth("sale", {key: v for key, v in summed(pairs).items() if v}), f"Книга {way}")


def activities(rng: random.Random) -> Made:
    """Calls and meetings of managers by day, week or month; plans and contracts that came of it are no actions."""
    way = rng.choice(["day", "month", "week", "plan", "total"])
    kinds = rng.choice([("Звонки", "Встречи", "Договоры"), ("Звонки", "Встречи", "КП", "Письма"),
                        ("Кол-во звонков", "Кол-во встреч", "Презентации")])  # fmt: skip
    heads: list[Value] = [*kinds]
    if way == "plan":
        heads = [text for kind in kinds for text in (f"{kind} план", f"{kind} факт")]
    rows: Rows = [[{"day": "Дата", "month": "Месяц", "week": "Неделя"}.get(way, "Дата"), "Менеджер", *heads]]
    pairs: list[tuple[str, int]] = []
    for step in range(4):
        for name in PEOPLE[:3]:
            day = date(2026, step + 1 if way == "month" else 6, 1 if way == "month" else 1 + step * 7)
            when: Value = {"month": f"{MONTHS[day.month - 1]} 2026", "week": f"{day.day}–{day.day + 6} июня"}.get(
                way, day
            )
            counts = [rng.randint(0, 40) for _ in kinds]
            shown: list[Value] = [*counts]
            if way == "plan":
                shown = [value for count in counts for value in (30, count)]
            rows.append([when, name, *shown])
            done = sum(count for kind, count in zip(kinds, counts, strict=True) if kind != "Договоры")
            pairs.append((day.isoformat()[: 7 if way == "month" else 10], done))
    if way == "total":
        rows.append(["Итого", None, *[sum(int(str(row[at])) for row in rows[1:]) for at in range(2, 2 + len(kinds))]])
    sums = {key: Decimal(value) for key, value in summed(pairs).items()}
    truth = Truth("activity", sums, main="actions", asks=True)
    return Made((Page(rng.choice(["Активность", "Лист1", "Отчёт менеджеров"]), rows),), truth, f"Книга {way}")


def timesheet(rng: random.Random) -> Made:
    """Hours of each day of the month, letters on days off, totals at the right."""
    days = range(1, 31)
    rows: Rows = [["Табель учёта рабочего времени за июнь 2026 г."], [None],
                  ["№", "ФИО", "Должность", *days, "Дней", "Часов"]]  # fmt: skip
    pairs: list[tuple[str, int]] = []
    for at, name in enumerate(PEOPLE[:4], 1):
        worked = [0 if day % 7 in {6, 0} else rng.choice([8, 8, 8, 7, 4]) for day in days]
        rows.append([at, name, "продавец", *(hours or rng.choice(["В", None, "О", "Б"]) for hours in worked),
                     sum(bool(hours) for hours in worked), sum(worked)])  # fmt: skip
        pairs += [(f"2026-06-{day:02}", hours) for day, hours in zip(days, worked, strict=True) if hours]
    rows += [[None], [None, "Ответственный", "Смирнова"]]
    sums = {key: Decimal(value) for key, value in summed(pairs).items()}
    return Made((Page("Табель", rows),), Truth("hours", sums, main="hours"))


def three_floors(rng: random.Random) -> Made:
    """Year over quarters over months over measures, merged: only the months' sums are facts."""
    months = _months(rng, 6)
    under = ("Кол-во", "Сумма")
    year: list[Value] = ["Магазин", "2026"]
    quarter: list[Value] = [None]
    names: list[Value] = [None]
    lower: list[Value] = [None]
    for month in months:
        quarter += [f"{(month.month + 2) // 3} квартал" if month.month % 3 == 1 else None, None]
        names += [MONTHS[month.month - 1].capitalize(), None]
        lower += list(under)
    year += [None] * (len(names) - 2)
    merges = ((1, 1, 1, 12), (2, 1, 2, 6), (2, 7, 2, 12), (1, 0, 4, 0), *((3, at, 3, at + 1) for at in range(1, 13, 2)))
    rows: Rows = [["Продажи по магазинам"], year, quarter, names, lower]
    pairs: list[tuple[str, Decimal]] = []
    for shop in SHOPS:
        row: list[Value] = [shop]
        for month in months:
            amount = Decimal(rng.randint(10_000, 90_000))
            row += [rng.randint(5, 90), amount]
            pairs.append((f"{month:%Y-%m}", amount))
        rows.append(row)
    return Made((Page("Продажи", rows, merges=merges),), Truth("sale", summed(pairs)))


def weeks_across(rng: random.Random) -> Made:
    """Weeks across: «01.06–07.06», «23 нед.»: the program keeps no weeks and asks."""
    way = rng.choice(["range", "number", "word"])
    heads: list[Value] = [
        {"range": f"{1 + 7 * at:02}.06–{7 + 7 * at:02}.06", "number": f"{23 + at} нед."}.get(way, f"Неделя {1 + at}")
        for at in range(4)
    ]
    rows: Rows = [["Продажи по неделям, июнь 2026"], ["Менеджер", *heads]]
    rows += [[name, *(rng.randint(10, 90) * 1000 for _ in heads)] for name in PEOPLE[:4]]
    whole = sum((Decimal(str(value)) for row in rows[2:] for value in row[1:]), Decimal(0))
    return Made((Page("Недели", rows),), Truth("sale", {"2026-06": whole}, asks=True), f"Книга {way}")


def growth_beside(rng: random.Random) -> Made:
    """Last year, this year and the growth in percent beside the months: no sum mixes them."""
    months = _months(rng, 4)
    rows: Rows = [["Выручка по месяцам"], ["Месяц", "2025", "2026", "Рост, %"]]
    pairs: list[tuple[str, Decimal]] = []
    for month in months:
        old, new = Decimal(rng.randint(100, 900) * 100), Decimal(rng.randint(100, 900) * 100)
        rows.append([MONTHS[month.month - 1].capitalize(), old, new, f"{new / old - 1:.0%}"])
        pairs += [(f"2025-{month:%m}", old), (f"{month:%Y-%m}", new)]
    return Made((Page("Выручка", rows),), Truth("sale", summed(pairs), asks=True))


FAMILIES = (
    sales_by_months, plans_by_months, expenses_by_months, expenses_in_groups, profit_and_loss, cash_flow,
    plan_and_fact, sales_by_days, activities, timesheet, three_floors, weeks_across, growth_beside,
)  # fmt: skip
