"""The project that builds the sample company's site: tasks of two-week sprints, and who uses the customers' cabinet.

Planted: from June 2026 tasks wait longer than they are worked on, because one person reviews all of them.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.sample.dice import Dice, days, months
from kpi_desktop.sample.table import Form, Table

if TYPE_CHECKING:
    from kpi_desktop.sample.table import Cell

SEED = 83
FIRST_SPRINT = date(2024, 11, 4)
SPRINTS = 52


def project() -> list[Table]:
    """The tables of the project."""
    return [_tasks(), _usage()]


def _tasks() -> Table:
    dice, number = Dice(SEED), 0
    rows: list[tuple[Cell, ...]] = []
    for sprint in range(SPRINTS):
        start = FIRST_SPRINT + timedelta(days=14 * sprint)
        for _ in range(dice.between(11, 17)):
            number += 1
            created = start + timedelta(days=dice.below(3))
            done = created + timedelta(days=dice.between(2, 16)) if dice.chance(0.93) else None
            if done is not None and done >= date(2026, 11, 1):
                done = None
            active = Decimal(dice.between(4, 24))
            slower = Decimal(2) if start >= date(2026, 6, 1) else Decimal(1)
            waiting = Decimal(dice.between(2, 18)) * slower
            bug = "да" if dice.chance(0.22) else "нет"
            team = ("Витрина", "Кабинет")[dice.below(2)]
            if created < date(2026, 11, 1):
                rows.append((created, f"SITE-{number}", done, bug, Decimal(dice.between(1, 8)), active, waiting,
                             f"Спринт {sprint + 1}", "Сайт", team))  # fmt: skip
    headings = ("Дата постановки", "Ключ задачи", "Дата завершения", "Ошибка", "Оценка в баллах", "Часы в работе",
                "Часы ожидания", "Спринт", "Проект", "Команда")  # fmt: skip
    return Table("Задачи проекта.csv", headings, tuple(rows), Form.RUSSIAN_CSV)


def _usage() -> Table:
    dice = Dice(SEED + 1)
    rows: list[tuple[Cell, ...]] = []
    for place, month in enumerate(months()):
        for day in days(month):
            for user in sorted({dice.below(90 + 4 * place) for _ in range(7)}):
                rows.append((day, f"U{user:04d}", "да" if user % 3 == 0 else "нет", "Личный кабинет"))
    return Table("Вход в кабинет.csv", ("Дата входа", "ID пользователя", "Платит", "Продукт"), tuple(rows),
                 Form.RUSSIAN_CSV)  # fmt: skip
