"""The sample company's department that furnishes offices and hotels: calls, meetings, deals, contracts, plans, hours.

Planted: «Рощина Алла» signs half as many contracts of a hundred meetings as the others; deals expected in October 2026
slipped from September in the newer export; in July 2026 «Исаков Тимур» is on leave. Meetings and contracts are
those of the enquiries (`cases`): the same client stands in the tables of leads, meetings, contracts and payments.
One contract in six is paid late and one in sixty never: overdue debts are less than what a month brings.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import rounded
from kpi_desktop.core.period import add_months
from kpi_desktop.sample.cases import cases, working
from kpi_desktop.sample.dice import Dice, days, months, season
from kpi_desktop.sample.marketing import REPS
from kpi_desktop.sample.table import Form, Table

if TYPE_CHECKING:
    from kpi_desktop.core.period import Period
    from kpi_desktop.sample.company import Company
    from kpi_desktop.sample.table import Cell

SEED = 57
TEAM = {"Дорохов Игорь": "Север", "Исаков Тимур": "Север", "Мельник Софья": "Юг", "Рощина Алла": "Юг"}
STAGES = ("Первый контакт", "Предложение", "Переговоры", "Согласование договора")
PRODUCTS = ("Оснащение офиса", "Оснащение гостиницы", "Сезонное обновление")
SEGMENTS = ("Офисы", "Гостиницы", "Кафе")
CHANNELS = ("Сайт", "Контекстная реклама", "Партнёры", "Рекомендации")
#: What each person did of the plan, month after month: some reach it, some do not.
ATTAINED = ("1.06", "0.94", "1.00", "0.83", "1.12", "0.76", "0.97")
ACTIVITIES = (("письмо", 9.0), ("разговор", 6.0), ("соцсети", 2.0), ("встреча", 1.6), ("презентация", 0.7),
              ("рекомендация", 0.4), ("предложение", 0.9))  # fmt: skip


def department(company: Company) -> list[Table]:
    """The tables of the sales department; its plans follow from what the shop's managers sold."""
    contracts = _contracts()
    return [
        _calls(), _visits(), _activities(), _deals(date(2026, 10, 1), "Сделки CRM, сентябрь.xlsx"),
        _deals(date(2026, 11, 1), "Сделки CRM.xlsx"), contracts, _payments(contracts), _plans(company), _forecasts(),
        _hours(), _headcount(), _records(),
    ]  # fmt: skip


def _calls() -> Table:
    dice = Dice(SEED)
    rows: list[tuple[Cell, ...]] = []
    for month in months():
        for day in days(month):
            for rep in REPS:
                for _ in range(dice.around(3.4 * season(day), 0.6) if working(day, rep) else 0):
                    answered = dice.chance(0.86)
                    duration = dice.between(20, 900) if answered else 0
                    moment = datetime.combine(day, time(9 + dice.below(9), dice.below(60)))
                    way = "исходящий" if dice.chance(0.64) else "входящий"
                    phone = f"7900{dice.below(10**7):07d}"
                    rows.append((moment, way, phone, duration, "да" if answered else "нет", rep))
    headings = ("Дата и время звонка", "Направление звонка", "Номер телефона", "Длительность, сек", "Отвечен",
                "Сотрудник")  # fmt: skip
    return Table("Звонки.csv", headings, tuple(rows), Form.RUSSIAN_CSV)


def _visits() -> Table:
    rows = tuple((case.met, 1, case.person, case.channel, case.client) for case in cases())
    return Table("Встречи.xlsx", ("Дата встречи", "Количество встреч", "Сотрудник", "Канал", "Клиент"), rows)


def _activities() -> Table:
    dice = Dice(SEED + 2)
    rows: list[tuple[Cell, ...]] = []
    for month in months():
        for week in range(4):
            day = month.start + timedelta(days=4 + 7 * week)
            for rep in REPS:
                if not working(day - timedelta(days=day.weekday()), rep):
                    continue
                for name, mean in ACTIVITIES:
                    count = dice.around(mean * 5, 0.4)
                    if count:
                        rows.append((day, name, count, rep))
    return Table("Действия сотрудников.xlsx", ("Дата", "Вид действия", "Количество действий", "Сотрудник"), tuple(rows))


def _deals(as_of: date, file: str) -> Table:
    """Deals as the CRM shows them on a day: those closed by then, the others open with their expected close."""
    dice, number = Dice(SEED + 3), 0
    rows: list[tuple[Cell, ...]] = []
    for month in months():
        for _ in range(dice.around(26 * season(month.start), 0.2)):
            number += 1
            row = _deal(dice, month, number, as_of)
            if row is not None:
                rows.append(row)
    headings = (
        "Дата создания сделки", "Номер сделки", "Клиент", "Сумма сделки", "Дата закрытия", "Состояние сделки",
        "Этап сделки", "Ожидаемая дата закрытия", "Ответственный", "Источник сделки", "Продукт", "Сегмент",
        "Причина отказа",
    )  # fmt: skip
    return Table(file, headings, tuple(rows))


def _deal(dice: Dice, month: Period, number: int, as_of: date) -> tuple[Cell, ...] | None:
    """All draws are made whatever the day, so that both exports tell of the same deals."""
    opened = month.start + timedelta(days=dice.below(month.days))
    rep = REPS[dice.weighted([4, 3, 3, 3])]
    takes = dice.between(6, 75)
    amount = Decimal(dice.between(40, 900)) * 1000
    won = dice.chance(0.17 if rep == "Рощина Алла" else 0.36)
    stage, reason = dice.below(len(STAGES)), ("Цена", "Сроки", "Выбрали другого")[dice.weighted([4, 2, 3])]
    late = dice.between(0, 30) if dice.chance(0.3) else 0
    channel, product, segment = (dice.below(len(words)) for words in (CHANNELS, PRODUCTS, SEGMENTS))
    if opened >= as_of:
        return None
    closed = opened + timedelta(days=takes)
    expected = closed if as_of >= date(2026, 11, 1) else closed - timedelta(days=late)
    about = (rep, CHANNELS[channel], PRODUCTS[product], SEGMENTS[segment])
    head = (opened, f"D-{number:05d}", f"Клиент {number % 311 + 1:03d}", amount)
    if closed < as_of:
        return (*head, closed, "выиграна" if won else "проиграна", STAGES[-1] if won else STAGES[stage], expected,
                *about, None if won else reason)  # fmt: skip
    return (*head, None, "открыта", STAGES[stage], max(expected, opened), *about, None)


def _contracts() -> Table:
    dice, slow = Dice(SEED + 4), Dice(SEED + 8)
    rows: list[tuple[Cell, ...]] = []
    ways = sorted((case.signed, case.client, case.signed_by) for case in cases() if case.signed is not None)
    for number, (signed, client, rep) in enumerate(ways, 1):
        term = (3, 12, 12, 24, 36)[dice.below(5)]
        total = Decimal(dice.between(60, 700)) * 1000
        paid = signed + timedelta(days=dice.between(2, 40)) if dice.chance(0.84) else _late(slow, signed)
        if paid is not None and paid >= date(2026, 11, 1):
            paid = None
        rows.append(
            (signed, f"К-{number:04d}", client, total, signed, add_months(signed, term) - timedelta(days=1), term, paid,
             dice.between(1, 30), PRODUCTS[dice.below(3)], SEGMENTS[dice.below(3)], rep)
        )  # fmt: skip
    headings = (
        "Дата подписания", "Номер договора", "Клиент", "Сумма договора с НДС", "Дата начала", "Дата окончания",
        "Срок в месяцах", "Дата оплаты", "Лицензии", "Продукт", "Сегмент", "Менеджер",
    )  # fmt: skip
    return Table("Договоры.xlsx", headings, tuple(rows))


def _late(dice: Dice, signed: date) -> date | None:
    """Of those who do not pay in time nine in ten pay within the quarter; the rest never do."""
    takes = dice.between(41, 95)
    return signed + timedelta(days=takes) if dice.chance(0.9) else None


def _payments(contracts: Table) -> Table:
    """What came in for the contracts, and what went out to suppliers, as the bank shows it."""
    dice = Dice(SEED + 5)
    rows: list[tuple[Cell, ...]] = []
    for signed, number, client, total, _, _, _, paid, *_ in contracts.rows:
        del signed
        if isinstance(paid, date):
            rows.append((paid, "поступление", total, client, number, "Оплата по договору", "40702810000000000017"))
    for month in months():
        for _ in range(4):
            day = month.start + timedelta(days=dice.below(month.days))
            amount = Decimal(dice.between(80, 300)) * 1000
            rows.append((day, "списание", amount, "Поставщик", None, "Оплата поставщику", "40702810000000000017"))
    rows.sort(key=lambda row: str(row[0]))
    numbered = tuple((row[0], f"П{place:05d}", *row[1:]) for place, row in enumerate(rows, 1))
    headings = ("Дата платежа", "Номер платежа", "Направление", "Сумма платежа", "Контрагент", "Договор",
                "Назначение платежа", "Расчетный счет")  # fmt: skip
    return Table("Платежи.xlsx", headings, numbered)


def _plans(company: Company) -> Table:
    """Plans of the people who sell: what they sold over a share that changes from month to month."""
    sold: dict[tuple[date, str], Decimal] = {}
    for line in company.lines:
        key = (line.day.replace(day=1), line.manager)
        sold[key] = sold.get(key, Decimal(0)) + line.amount
    people = sorted({manager for _, manager in sold})
    rows: list[tuple[Cell, ...]] = []
    for place, month in enumerate(months()):
        for number, person in enumerate(people):
            done = Decimal(ATTAINED[(place + 2 * number) % len(ATTAINED)]) * (Decimal("1.12") if place % 3 == 0 else 1)
            plan = rounded(sold.get((month.start, person), Decimal(0)) / done / 1000, 0) * 1000
            rows.append((month.start, person, plan, "Сайт" if number < len(people) - 2 else "Салон"))
    return Table("Планы продаж.xlsx", ("Месяц плана", "Менеджер", "План продаж", "Команда"), tuple(rows))


def _forecasts() -> Table:
    dice = Dice(SEED + 6)
    rows: list[tuple[Cell, ...]] = []
    for month in months():
        for rep in REPS:
            rows.append((month.start, rep, Decimal(dice.around(3200 * season(month.start), 0.2)) * 1000, TEAM[rep]))
    headings = ("Месяц прогноза", "Менеджер", "Прогноз продаж", "Команда")
    return Table("Прогнозы продаж.xlsx", headings, tuple(rows))


def _hours() -> Table:
    dice = Dice(SEED + 7)
    rows: list[tuple[Cell, ...]] = []
    kinds = (("продажи", 4.6), ("ввод данных", 1.5), ("контент", 0.8), ("прочее", 1.1))
    for month in months():
        for day in days(month):
            for rep in REPS:
                if working(day, rep) and day.weekday() in {0, 2, 4}:
                    rows += [(day, rep, kind, Decimal(dice.around(mean * 2)) / 2, TEAM[rep]) for kind, mean in kinds]
    return Table("Табель по видам работ.xlsx", ("Дата", "Сотрудник", "Вид работ", "Часы", "Команда"), tuple(rows))


def _headcount() -> Table:
    rows = [(month.start, team, 2) for month in months() for team in ("Север", "Юг")]
    rows += [(month.start, "Сайт", 5) for month in months()]
    return Table("Численность отдела продаж.xlsx", ("Месяц", "Команда", "Численность"), tuple(rows))


def _records() -> Table:
    rows: list[tuple[Cell, ...]] = []
    for place, month in enumerate(months()):
        rows.append((month.start, "assets_total", 40 + place // 6, "Север"))
        rows.append((month.start, "assets_used", 22 + place // 3, "Север"))
        rows.append((month.start, "sales_tools", 4 + place // 12, "Север"))
    headings = ("Дата записи", "Показатель", "Значение", "Команда")
    return Table("Записи отдела.xlsx", headings, tuple(rows))
