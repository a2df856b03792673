"""What the sample company's marketing leaves behind: advertising, the site's visitors, enquiries, mailings, surveys.

Planted: «Социальные сети» bring clicks that hardly buy (attributed revenue falls by half from April 2026 on); the
site's bounces rise in August 2026; enquiries of «Партнёры» are half rejected as duplicates.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.sample.dice import Dice, days, months, season
from kpi_desktop.sample.table import Form, Table

if TYPE_CHECKING:
    from kpi_desktop.sample.table import Cell

SEED = 31
#: Channel, campaign, impressions a day, share of clicks, price of a click, revenue of a click.
CAMPAIGNS = (
    ("Контекстная реклама", "Посуда — поиск", 2600, 0.042, 21, 96),
    ("Контекстная реклама", "Текстиль — поиск", 1900, 0.038, 24, 88),
    ("Социальные сети", "Лента: новинки", 5200, 0.011, 17, 29),
    ("Партнёры", "Блогеры об уюте", 900, 0.025, 30, 74),
)
#: The site: visits a day, share of bounces, share that reaches the goal, share of visitors with a cart.
SITE = (740, 0.34, 0.043, 0.095)
LEAD_SOURCES = (("Сайт", 4.2), ("Контекстная реклама", 2.6), ("Социальные сети", 1.7), ("Партнёры", 0.9))
REPS = ("Дорохов Игорь", "Исаков Тимур", "Мельник Софья", "Рощина Алла")


def marketing() -> list[Table]:
    """The tables of the marketing department."""
    return [_advertising(), _traffic(), leads(), _mailings(), _surveys()]


def _advertising() -> Table:
    dice = Dice(SEED)
    rows: list[tuple[Cell, ...]] = []
    for month in months():
        for day in days(month):
            for channel, campaign, shown, clicked, price, worth in CAMPAIGNS:
                impressions = dice.around(shown * season(day))
                clicks = dice.around(impressions * clicked)
                if not clicks:
                    continue
                poor = 0.5 if channel == "Социальные сети" and day >= date(2026, 4, 1) else 1.0
                cost = Decimal(clicks * dice.around(price * 100, 0.1)) / 100
                revenue = Decimal(clicks * dice.around(worth * 100 * poor, 0.3)) / 100
                responses = dice.around(clicks * 0.06, 0.5)
                rows.append((day, channel, campaign, impressions, clicks, cost, revenue, responses))
    headings = (
        "Дата", "Рекламный канал", "Кампания", "Показы", "Клики", "Расход с НДС, руб.",
        "Доход от рекламы с НДС, руб.", "Отклики",
    )  # fmt: skip
    return Table("Реклама по дням.csv", headings, tuple(rows), Form.RUSSIAN_CSV)


def _traffic() -> Table:
    """By months without a split: unique visitors add up neither over days nor over sources."""
    dice = Dice(SEED + 1)
    visits_a_day, bounced, reached, carts = SITE
    rows: list[tuple[Cell, ...]] = []
    for month in months():
        visits = dice.around(visits_a_day * month.days * season(month.start), 0.06)
        worse = 1.35 if month.start == date(2026, 8, 1) else 1.0
        visitors = round(visits * 0.68)
        with_cart = round(visitors * carts)
        views, bounces = dice.around(visits * 3.4, 0.1), dice.around(visits * bounced * worse, 0.05)
        goals, bought = dice.around(visits * reached, 0.08), round(with_cart * (0.30 + 0.1 * dice.share()))
        rows.append((month.start, visits, visitors, views, bounces, goals, with_cart, bought))
    headings = (
        "Месяц", "Визиты", "Посетители", "Просмотры", "Число отказов", "Достижения цели", "Добавили в корзину",
        "Оформили заказ",
    )  # fmt: skip
    return Table("Посещаемость сайта.xlsx", headings, tuple(rows))


def leads() -> Table:
    """The enquiries; every tenth is of a client who had enquired before."""
    dice, number = Dice(SEED + 2), 0
    rows: list[tuple[Cell, ...]] = []
    for month in months():
        for day in days(month):
            for source, a_day in LEAD_SOURCES:
                for _ in range(dice.around(a_day * season(day) * (0.6 if day.weekday() > 4 else 1.1), 0.8)):
                    number += 1
                    rows.append(_lead(dice, day, source, number))
    headings = (
        "Дата обращения", "Номер лида", "Время создания", "Первый контакт", "Обработан", "Статус лида",
        "Причина отказа", "Ответственный", "Источник лида", "Клиент",
    )  # fmt: skip
    return Table("Лиды CRM.xlsx", headings, tuple(rows))


def _lead(dice: Dice, day: date, source: str, number: int) -> tuple[Cell, ...]:
    created = datetime.combine(day, time(8 + dice.below(13), dice.below(60)))
    rep = REPS[dice.weighted([4, 3, 3, 2])]
    answered = dice.chance(0.9)
    slow = 3.0 if rep == "Рощина Алла" else 1.0
    contact = created + timedelta(minutes=round(10 + slow * 240 * dice.share() ** 2)) if answered else None
    rejected = dice.chance(0.5 if source == "Партнёры" else 0.14)
    status = "отклонён" if rejected else ("конвертирован", "квалифицирован", "новый")[dice.weighted([30, 45, 25])]
    reason = ("дубль", "нет бюджета", "не наш профиль")[dice.weighted([6 if source == "Партнёры" else 2, 3, 2])]
    return (day, f"L{number:06d}", created, contact, "да" if answered else "нет", status, reason if rejected else None,
            rep, source, f"Клиент {number if number % 10 else number // 2:04d}")  # fmt: skip


def _mailings() -> Table:
    dice = Dice(SEED + 3)
    rows: list[tuple[Cell, ...]] = []
    for index, month in enumerate(months()):
        for week in range(4):
            day = month.start + timedelta(days=2 + 7 * week)
            sent = 3800 + 160 * index + dice.below(200)
            delivered = sent - dice.around(sent * 0.03)
            opened = dice.around(delivered * 0.24)
            name = ("Новинки недели", "Идеи для дома", "Скидки выходных", "Вам понравится")[week]
            rows.append((day, f"{name} {day:%d.%m}", "Покупатели" if week % 2 else "Подписчики", sent, delivered,
                         opened, dice.around(opened * 0.19)))  # fmt: skip
    headings = ("Дата отправки", "Рассылка", "Сегмент", "Отправлено", "Доставлено", "Уникальные открытия",
                "Уникальные клики")  # fmt: skip
    return Table("Рассылки.csv", headings, tuple(rows), Form.RUSSIAN_CSV)


def _surveys() -> Table:
    dice = Dice(SEED + 4)
    kinds = (
        ("nps", 70, ((10, 30.0), (9, 22.0), (8, 18.0), (7, 12.0), (6, 6.0), (5, 4.0), (3, 3.0), (1, 3.0), (0, 2.0))),
        ("csat", 55, ((5, 46.0), (4, 32.0), (3, 12.0), (2, 6.0), (1, 4.0))),
    )
    rows: list[tuple[Cell, ...]] = []
    for month in months():
        for kind, count, scores in kinds:
            for number in range(dice.around(count)):
                score = scores[dice.weighted([weight for _, weight in scores])][0]
                segment = ("Розница", "Дизайнеры", "Компании")[dice.weighted([6, 2, 2])]
                day = month.start + timedelta(days=dice.below(month.days))
                rows.append((day, f"{kind}-{month.start:%y%m}{number:03d}", kind, score, segment))
    headings = ("Дата ответа", "Респондент", "Вид опроса", "Оценка", "Сегмент")
    return Table("Опросы покупателей.xlsx", headings, tuple(sorted(rows, key=lambda row: f"{row[0]} {row[1]}")))
