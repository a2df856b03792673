"""What a made table really says: kinds of tables that small firms keep, with rows drawn by a seeded dice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

Value = str | Decimal | date | None


@dataclass(slots=True)
class Record:
    """One row's meaning by column of the fact; `broken` columns are written so that nobody can read them."""

    values: dict[str, Value]
    broken: set[str] = field(default_factory=set)
    at: tuple[str, int] = ("", 0)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a kind of table: what it means, the headings in use, and how its values are drawn."""

    target: str
    heads: tuple[str, ...]
    draw: Callable[[Random, date], Value] | None = None
    english: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table; `main` is the column that totals are made of, `captions` what may stand above."""

    fact: str
    captions: tuple[str, ...]
    columns: tuple[Column, ...]
    main: str
    monthly: bool = False
    also: tuple[str, ...] = ()


@dataclass(slots=True)
class Truth:
    """A table's contents: its kind, its chosen columns with their headings, and its records in order."""

    kind: Kind
    columns: list[Column]
    heads: dict[str, str]
    records: list[Record]
    cross: str = ""


def _money(low: int, high: int) -> Callable[[Random, date], Value]:
    return lambda dice, _day: Decimal(dice.randint(low * 100, high * 100)) / 100


def _count(low: int, high: int) -> Callable[[Random, date], Value]:
    return lambda dice, _day: Decimal(dice.randint(low, high))


def _one_of(*words: str) -> Callable[[Random, date], Value]:
    return lambda dice, _day: dice.choice(words)


def _later(dice: Random, day: date) -> Value:
    return day + timedelta(days=dice.randint(1, 40))


def _code(pattern: str) -> Callable[[Random, date], Value]:
    return lambda dice, _day: "".join(str(dice.randint(0, 9)) if sign == "0" else sign for sign in pattern)


PEOPLE = ("Иванов И. И.", "Петрова Анна", "Сидоров", "Ли Ын", "Кузнецова М.", "О'Коннор", "Ёлкина", "Смирнов-Водкин")
FIRMS = ("ООО «Ромашка»", "ИП Сергеев А.В.", 'АО "Вектор-М"', "Magnum Ltd.", "ООО Всё для дома", "Гудвин & Ко")
GOODS = ("Стол письменный", "Стул «Венский»", "Лампа 60 Вт", "Чай, 100 г", "Болт М6х20", "Кружка 0,3 л", "Мёд 1/2 кг",
         "Плед 150x200", "Итоговая тетрадь", "Набор 5+1")  # fmt: skip
SHOPS = ("Центр", "Север", "ТЦ Радуга", "Склад № 2")
ARTICLES = ("Аренда", "Связь", "ГСМ", "Реклама", "Канцтовары", "Прочее")
#: Columns without which the table would be of another kind.
_NEEDED = {"deal": ("deal",), "order": ("document",), "contract": ("contract",), "cash": ("balance",)}
_MONEY_HEADS = ("Сумма", "Сумма, руб.", "Сумма (руб)", "СУММА", "Сумма, ₽")

KINDS = (
    Kind("sale", ("Продажи", "Реестр продаж", "Отчёт о продажах", ""), (
        Column("day", ("Дата", "Дата продажи", "Дата чека", "дата"), None, ("Date", "Order Date", "Sale date")),
        Column("document", ("№ чека", "Номер документа", "Накладная", "Чек"), _code("00000"), ("Invoice No",)),
        Column("customer", ("Клиент", "Покупатель", "Контрагент"), _one_of(*FIRMS), ("Customer", "Client")),
        Column("product", ("Товар", "Номенклатура", "Наименование товара"), _one_of(*GOODS), ("Product", "Item")),
        Column("quantity", ("Кол-во", "Количество", "Кол-во, шт."), _count(1, 40), ("Quantity", "Qty")),
        Column("price", ("Цена", "Цена, руб.", "Цена за ед."), _money(1, 9000), ("Price", "Unit price")),
        Column("amount", (*_MONEY_HEADS, "Выручка", "Стоимость", "Итого"), None, ("Amount", "Total", "Revenue")),
        Column("manager", ("Менеджер", "Продавец"), _one_of(*PEOPLE), ("Manager", "Seller")),
    ), "amount"),
    Kind("expense", ("Расходы", "Учёт расходов", "Расходы компании"), (
        Column("day", ("Дата", "Дата расхода"), None, ("Date",)),
        Column("article", ("Статья", "Статья расходов", "Статья затрат"), _one_of(*ARTICLES), ("Expense item",)),
        Column("amount", (*_MONEY_HEADS, "Сумма расхода", "Расход"), _money(100, 90000), ("Amount",)),
        Column("department", ("Подразделение", "Отдел"), _one_of(*SHOPS), ("Department",)),
    ), "amount"),
    Kind("call", ("", "Звонки"), (
        Column("day", ("Дата звонка", "Дата и время звонка"), None, ("Call date",)),
        Column("direction", ("Тип звонка", "Направление"), _one_of("Входящий", "Исходящий"), ("Direction",)),
        Column("number", ("Номер телефона", "Телефон"), _code("+7 900 000-00-00"), ("Phone",)),
        Column("duration", ("Длительность, сек", "Длительность разговора"), _count(1, 900), ("Duration",)),
        Column("manager", ("Сотрудник", "Оператор"), _one_of(*PEOPLE), ("Agent",)),
    ), ""),
    Kind("deal", ("", "Сделки", "Сделки отдела продаж"), (
        Column("deal", ("ID сделки", "Номер сделки"), _code("4000000000000000000"), ("Deal ID",)),
        Column("day", ("Дата создания",), None, ("Created at",)),
        Column("amount", ("Бюджет", "Сумма сделки"), _money(1000, 900000), ("Deal amount",)),
        Column("stage", ("Этап сделки", "Этап", "Стадия"), _one_of("Новая", "КП отправлено", "Договор"), ("Stage",)),
        Column("manager", ("Ответственный", "Менеджер"), _one_of(*PEOPLE), ("Owner",)),
        Column("closed_day", ("Дата закрытия",), _later, ("Close date",)),
    ), "amount"),
    Kind("target", ("План продаж", "Планы менеджеров"), (
        Column("day", ("Месяц",), None, ("Month",)),
        Column("manager", ("Менеджер", "Сотрудник"), _one_of(*PEOPLE), ("Manager",)),
        Column("amount", ("План", "План продаж", "План, руб."), _money(10000, 900000), ("Plan",)),
    ), "amount", monthly=True),
    Kind("lead", ("", "Заявки с сайта"), (
        Column("day", ("Дата заявки", "Дата обращения"), None, ("Lead date",)),
        Column("lead", ("№ заявки", "ID лида"), _code("0000000"), ("Lead ID",)),
        Column("channel", ("Источник", "Канал"), _one_of("Яндекс", "Авито", "Сайт"), ("Source",)),
        Column("manager", ("Ответственный",), _one_of(*PEOPLE), ("Owner",)),
    ), ""),
    Kind("cash", ("Остатки денег", "Остатки на счетах"), (
        Column("day", ("Дата", "Дата остатка"), None, ("Balance date",)),
        Column("account", ("Счёт", "Касса"), _one_of("Касса", "Сбер", "Альфа"), ("Account",)),
        Column("balance", ("Остаток", "Остаток на счёте", "Остаток денег"), _money(0, 900000), ("Balance",)),
    ), ""),
    Kind("hours", ("Учёт рабочего времени", "Табель"), (
        Column("day", ("Дата",), None, ("Date",)),
        Column("manager", ("Сотрудник", "ФИО сотрудника"), _one_of(*PEOPLE), ("Employee",)),
        Column("hours", ("Часы", "Отработано часов"), _count(1, 12), ("Hours",)),
    ), "hours"),
    Kind("order", ("", "Заказы"), (
        Column("day", ("Дата заказа",), None, ("Order date",)),
        Column("document", ("Номер заказа",), _code("A-00000"), ("Order number",)),
        Column("customer", ("Клиент", "Заказчик"), _one_of(*FIRMS), ("Customer",)),
        Column("amount", ("Сумма заказа",), _money(100, 90000), ("Order amount",)),
        Column("status", ("Статус заказа", "Статус"), _one_of("Новый", "Доставлен", "Оплачен"), ("Order status",)),
    ), "amount", also=("sale",)),
    Kind("contract", ("", "Договоры"), (
        Column("day", ("Дата договора", "Дата подписания"), None, ("Contract date",)),
        Column("contract", ("№ договора", "Номер договора"), _code("00/00-А"), ("Contract number",)),
        Column("customer", ("Клиент", "Заказчик"), _one_of(*FIRMS), ("Customer",)),
        Column("total", ("Сумма договора", "Стоимость договора"), _money(1000, 990000), ("Contract amount",)),
        Column("end", ("Дата окончания",), _later, ("End date",)),
    ), "total"),
    Kind("advertising", ("", "Реклама"), (
        Column("day", ("Дата", "День"), None, ("Date", "Day")),
        Column("campaign", ("Кампания", "Рекламная кампания"), _one_of("Поиск", "РСЯ", "Ретаргет"), ("Campaign",)),
        Column("impressions", ("Показы",), _count(100, 90000), ("Impressions",)),
        Column("clicks", ("Клики", "Переходы"), _count(1, 900), ("Clicks",)),
        Column("cost", ("Расход", "Расход, руб.", "Затраты"), _money(10, 9000), ("Cost", "Spend")),
    ), "cost"),
    Kind("traffic", ("", "Посещаемость"), (
        Column("day", ("Дата", "День"), None, ("Date",)),
        Column("channel", ("Источник трафика",), _one_of("Прямые заходы", "Реклама", "Поиск"), ("Traffic source",)),
        Column("visits", ("Визиты",), _count(1, 9000), ("Visits",)),
        Column("visitors", ("Посетители",), _count(1, 5000), ("Visitors",)),
    ), "visits"),
)  # fmt: skip

#: Tables with months or days across: what stands in the rows, and what the figures are.
CROSSES = (
    ("sale", "manager", "Менеджер", PEOPLE, "Продажи по менеджерам", "amount"),
    ("sale", "product", "Товар", GOODS, "Выручка по товарам", "amount"),
    ("sale", "department", "Магазин", SHOPS, "Продажи по магазинам, руб.", "amount"),
    ("target", "manager", "Менеджер", PEOPLE, "План продаж по менеджерам", "amount"),
    ("expense", "article", "Статья расходов", ARTICLES, "Расходы по статьям", "amount"),
    ("headcount", "team", "Отдел", SHOPS, "Численность по отделам", "people"),
    ("hours", "manager", "Сотрудник", PEOPLE, "Табель учёта рабочего времени", "hours"),
)  # fmt: skip


def draw_truth(dice: Random) -> Truth:
    """A table of a random kind: one column in five is left out, the order of columns is shuffled a little."""
    kind = dice.choice(KINDS)
    needed = {"day", kind.main, *_NEEDED.get(kind.fact, ())}
    columns = [one for one in kind.columns if one.target in needed or dice.random() > 0.15]
    if dice.random() < 0.3:
        dice.shuffle(columns)
    english = dice.random() < 0.2
    heads = {one.target: dice.choice(one.english if english and one.english else one.heads) for one in columns}
    start = date(dice.choice((2019, 2023, 2025, 2026)), dice.randint(1, 12), 1)
    records, day = [], start
    for _ in range(dice.choice((3, 8, 25, 60, 260))):
        day += timedelta(days=dice.choice((0, 0, 1, 1, 2, 9)))
        shown = day.replace(day=1) if kind.monthly else day
        values: dict[str, Value] = {}
        for one in columns:
            values[one.target] = shown if one.target == "day" else one.draw(dice, day) if one.draw else None
        _finish_sale(values, dice)
        records.append(Record(values))
    if kind.monthly:
        for number, record in enumerate(records):
            month = start.month - 1 + number % 36
            record.values["day"] = date(start.year + month // 12, month % 12 + 1, 1)
    return Truth(kind, columns, heads, records)


def _finish_sale(values: dict[str, Value], dice: Random) -> None:
    """Amount of a sale: quantity × price; one in twenty is a return."""
    if "amount" in values and values["amount"] is None:
        quantity, price = values.get("quantity"), values.get("price")
        if isinstance(quantity, Decimal) and isinstance(price, Decimal):
            if dice.random() < 0.05:
                values["quantity"] = quantity = -quantity
            values["amount"] = quantity * price
        else:
            values["amount"] = Decimal(dice.randint(100, 9_000_000)) / 100
    for name in ("customer", "manager", "channel"):
        if name in values and dice.random() < 0.04:
            values[name] = None


def draw_cross(dice: Random) -> Truth:
    """A table of people, goods or articles by months (or days) across; one cell in eight is empty."""
    fact, target, head, names, caption, main = dice.choice(CROSSES)
    label = Column(target, (head,))
    kind = Kind(fact, (caption,), (label,), main)
    start = date(dice.choice((2023, 2025, 2026)), dice.randint(1, 12), 1)
    by_days = fact == "hours" or (fact == "sale" and dice.random() < 0.2)
    months = dice.choice((2, 3, 6, 12))
    ordinals = [start.month - 1 + step for step in range(months)]
    points = [date(start.year + ordinal // 12, ordinal % 12 + 1, 1) for ordinal in ordinals]
    if by_days:
        points = [start + timedelta(days=step) for step in range(28)]
    records = []
    for name in dice.sample(names, min(len(names), dice.choice((2, 4, 8)))):
        for point in points:
            if dice.random() < 0.12:
                continue
            value = Decimal(dice.randint(1, 12)) if main != "amount" else Decimal(dice.randint(100, 99_999_900)) / 100
            records.append(Record({target: name, "day": point, main: value}))
    return Truth(kind, [label], {target: head}, records, cross="day" if by_days else "month")
