"""A made-up online shop with a showroom: 24 months of sale lines, and a year of monthly totals before them.

Everything follows from one seed and nothing here knows the engine, so tests may compare the program's figures with
plain sums over these lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kpi_desktop.core.amount import rounded
from kpi_desktop.core.period import Period, add_months
from kpi_desktop.sample.dice import FIRST_MONTH, MONTHS, SEASON, Dice

NAME = "ООО «Тёплый дом»"
TREE_MONTHS = 12
SEED = 20241101

MANAGERS = ("Белова Анна", "Громов Илья", "Ершова Мария", "Котов Павел", "Лапина Дарья")
SELLERS = ("Орлова Вера", "Седов Артём")
#: Channel of an order on the site with its share and how much larger its check is.
CHANNELS = (
    ("Поиск", 0.30, 1.00),
    ("Контекстная реклама", 0.24, 0.95),
    ("Социальные сети", 0.14, 0.82),
    ("Рассылка", 0.12, 1.12),
    ("Прямые заходы", 0.14, 1.15),
    ("Партнёры", 0.06, 1.05),
)
REGIONS = (("Москва", 0.36), ("Санкт-Петербург", 0.20), ("Екатеринбург", 0.13), ("Казань", 0.11), ("Новосибирск", 0.10))
REST = "Другие города"
#: What kind of buyer every tenth customer is.
SEGMENTS = ("Розница",) * 6 + ("Дизайнеры",) * 2 + ("Компании",) * 2
#: Group, its share of lines, share of cost in the price, and products with their prices.
GOODS = (
    (
        "Посуда",
        0.24,
        "0.58",
        (("Тарелка «Лён»", 640), ("Кружка «Утро»", 490), ("Набор бокалов", 2350), ("Чайник", 1890)),
    ),
    (
        "Текстиль",
        0.22,
        "0.52",
        (("Плед вязаный", 3490), ("Полотенце", 790), ("Комплект белья", 5900), ("Скатерть", 2190)),
    ),
    ("Свет", 0.14, "0.63", (("Лампа настольная", 4290), ("Гирлянда", 1290), ("Торшер", 8900), ("Ночник", 990))),
    ("Декор", 0.17, "0.47", (("Ваза", 1590), ("Свеча", 590), ("Рамка", 690), ("Зеркало", 6490))),
    ("Хранение", 0.13, "0.60", (("Корзина", 1190), ("Короб", 890), ("Вешалка", 3190), ("Органайзер", 1490))),
    ("Кухня", 0.10, "0.66", (("Сковорода", 2990), ("Нож", 1790), ("Доска", 1090), ("Форма для выпечки", 850))),
)
COLOURS = ("белый", "серый", "песочный", "синий")
_SURNAMES = (
    "Абрамова Алёхина Быкова Власова Голубева Денисова Егорова Жукова Зайцева Исаева Калинина Ларина Маслова "
    "Никитина Осипова Панова Рыбакова Савельева Тихонова Уварова Фадеева Хохлова Царёва Чернова Шубина Юдина"
).split()
_NAMES = "Александра Вера Галина Дина Елена Жанна Зоя Инна Кира Лидия Марина Нина Ольга Полина Раиса Софья".split()


@dataclass(frozen=True, slots=True)
class Line:
    """One sale or return line as the shop knows it; returns have a negative quantity, amount and cost."""

    day: date
    minute: int
    document: str
    customer: str
    product: str
    article: str
    group: str
    quantity: int
    price: Decimal
    amount: Decimal
    discount: Decimal
    cost: Decimal
    manager: str
    channel: str
    region: str
    segment: str


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A product's month in the year before: what the monthly report of that time still shows."""

    month: date
    group: str
    product: str
    quantity: int
    revenue: Decimal
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Company:
    """The sample company: lines of the site, lines of the showroom, and the monthly totals of the year before."""

    site: tuple[Line, ...]
    showroom: tuple[Line, ...]
    tree: tuple[TreeRow, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of both shops."""
        return self.site + self.showroom


@dataclass(frozen=True, slots=True)
class _Product:
    name: str
    article: str
    group: str
    price: int
    cost_share: Decimal


def sample_company() -> Company:
    """The sample company, the same on every machine and at every call."""
    products = _products()
    site = _Shop(Dice(SEED), products, "ТД-", 205, 9.5).lines()
    showroom = _Shop(Dice(SEED + 1), products, "Ч-", 88, 1.1, showroom=True).lines()
    return Company(tuple(site), tuple(showroom), tuple(_tree(Dice(SEED + 2), products)))


def _products() -> list[_Product]:
    found: list[_Product] = []
    for group, _, cost_share, goods in GOODS:
        for name, price in goods:
            for number, colour in enumerate(COLOURS):
                article = f"{1000 + len(found):05d}"
                dearer = 1 + number * 0.04
                found.append(_Product(f"{name}, {colour}", article, group, round(price * dearer), Decimal(cost_share)))
    return found


def _discount(amount: Decimal, channel: str, customer: str) -> Decimal:
    """What was taken off the list price: a tenth in mailings, a twentieth from partners, some by card."""
    shares = {"Рассылка": Decimal("0.1"), "Партнёры": Decimal("0.05"), "Салон": Decimal("0.03") if customer else 0}
    return rounded(amount * shares.get(channel, 0), 0)


def segment_of(customer: str) -> str:
    """The kind of buyer by the last digit of the customer's number; '' for one without a name."""
    digits = [sign for sign in customer if sign.isdigit()]
    return SEGMENTS[int(digits[-1])] if digits else ""


class _Shop:
    """Draws orders day by day; keeps customers so that some come back."""

    def __init__(
        self, dice: Dice, products: list[_Product], prefix: str, orders: int, growth: float, showroom: bool = False
    ) -> None:
        self._dice = dice
        self._products = products
        self._prefix = prefix
        self._orders = orders
        self._growth = growth
        self._showroom = showroom
        self._customers: list[tuple[str, str]] = []
        self._number = 0
        self._returns: list[Line] = []
        self._weights = [next(share for group, share, _, _ in GOODS if group == item.group) for item in products]

    def lines(self) -> list[Line]:
        """All lines of the shop, sales and returns, by day."""
        found: list[Line] = []
        for index in range(MONTHS):
            month = Period(add_months(FIRST_MONTH, index), add_months(FIRST_MONTH, index + 1))
            count = round((self._orders + self._growth * index) * SEASON[month.start.month - 1])
            days = sorted(self._day(month) for _ in range(count))
            for day in days:
                found.extend(self._order(day))
        last = add_months(FIRST_MONTH, MONTHS)
        found.extend(line for line in self._returns if line.day < last)
        return sorted(found, key=lambda line: (line.day, line.minute, line.document))

    def _day(self, month: Period) -> date:
        while True:
            day = month.start + timedelta(days=self._dice.below(month.days))
            if self._dice.share() < (0.72 if day.weekday() < 5 else 1.0):
                return day

    def _order(self, day: date) -> list[Line]:
        self._number += 1
        customer, region = self._customer()
        channel, larger = self._channel()
        minute = 9 * 60 + self._dice.below(12 * 60)
        seller = SELLERS[self._dice.below(2)] if self._showroom else MANAGERS[self._dice.weighted([5, 4, 4, 3, 2])]
        document = f"{self._prefix}{self._number:06d}"
        lines = []
        for _ in range(1 + self._dice.weighted([46, 28, 15, 8, 3])):
            item = self._products[self._dice.weighted(self._weights)]
            quantity = 1 + self._dice.weighted([70, 18, 8, 4])
            price = rounded(Decimal(item.price) * Decimal(str(larger)) * self._rise(day), 0)
            line = Line(
                day,
                minute,
                document,
                customer,
                item.name,
                item.article,
                item.group,
                quantity,
                price,
                price * quantity - _discount(price * quantity, channel, customer),
                _discount(price * quantity, channel, customer),
                self._cost(item, quantity, day),
                seller,
                channel,
                region,
                segment_of(customer),
            )
            lines.append(line)
            if self._dice.share() < (0.03 if self._showroom else 0.055):
                self._take_back(line)
        return lines

    def _rise(self, day: date) -> Decimal:
        """Prices rose by 9 % in March 2026."""
        return Decimal("1.09") if day >= date(2026, 3, 1) else Decimal(1)

    def _cost(self, item: _Product, quantity: int, day: date) -> Decimal:
        """Purchase prices creep up by half a percent a month."""
        months = (day.year - FIRST_MONTH.year) * 12 + day.month - FIRST_MONTH.month
        unit = rounded(Decimal(item.price) * item.cost_share * (1 + Decimal(months) / 200), 2)
        return unit * quantity

    def _take_back(self, line: Line) -> None:
        """A whole line comes back three to twenty-four days later, with a document of its own."""
        day = line.day + timedelta(days=3 + self._dice.below(22))
        number = f"В{self._prefix}{len(self._returns) + 1:05d}"
        self._returns.append(
            Line(
                day,
                line.minute,
                number,
                line.customer,
                line.product,
                line.article,
                line.group,
                -line.quantity,
                line.price,
                -line.amount,
                -line.discount,
                -line.cost,
                line.manager,
                line.channel,
                line.region,
                line.segment,
            )
        )

    def _customer(self) -> tuple[str, str]:
        """A new buyer or one of the old; two of three buyers of the showroom leave no card."""
        if self._showroom and self._dice.share() < 0.66:
            return "", "Москва"
        if self._customers and self._dice.share() < 0.42:
            newest = self._dice.share() ** 0.6
            return self._customers[int(newest * len(self._customers))]
        person = (self._name(len(self._customers)), self._region())
        self._customers.append(person)
        return person

    def _name(self, index: int) -> str:
        if self._showroom:
            return f"{770000 + index * 7:08d}"
        surname = _SURNAMES[index % len(_SURNAMES)]
        return f"{surname} {_NAMES[index // len(_SURNAMES) % len(_NAMES)]} ({index + 1:04d})"

    def _region(self) -> str:
        if self._showroom:
            return "Москва"
        point = self._dice.share()
        for region, share in REGIONS:
            point -= share
            if point < 0:
                return region
        return REST

    def _channel(self) -> tuple[str, float]:
        if self._showroom:
            return "Салон", 1.0
        name, _, larger = CHANNELS[self._dice.weighted([share for _, share, _ in CHANNELS])]
        return name, larger


def _tree(dice: Dice, products: list[_Product]) -> list[TreeRow]:
    """The year before, product by product and month by month; a product may have no sales in a month."""
    rows: list[TreeRow] = []
    for index in range(TREE_MONTHS):
        month = add_months(FIRST_MONTH, index - TREE_MONTHS)
        for item in products:
            quantity = round(dice.share() * 11 * SEASON[month.month - 1]) - 1
            if quantity > 0:
                price = Decimal(item.price) * Decimal("0.96")
                cost = rounded(Decimal(item.price) * item.cost_share * Decimal("0.94"), 2) * quantity
                rows.append(TreeRow(month, item.group, item.name, quantity, rounded(price, 2) * quantity, cost))
    return rows
