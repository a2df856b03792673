"""Weeks down and across: those that a month does not cut add up to it, and no month takes a part of a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Rows, xlsx

if TYPE_CHECKING:
    from pathlib import Path


def cut_by_months(folder: Path) -> list[Path]:
    """Weeks that end with their month: a whole October."""
    rows: Rows = [
        ["Продажи по неделям, октябрь 2026"], ["Неделя", "Выручка", "Кол-во заказов"], ["01.10-04.10", 10000, 5],
        ["05.10-11.10", 20000, 8], ["12.10-18.10", 30000, 9], ["19.10-25.10", 25000, 9], ["26.10-31.10", 15000, 4],
        ["Итого", 100000, 35],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def from_monday_to_sunday(folder: Path) -> list[Path]:
    """Calendar weeks: the first and the last belong to two months each."""
    rows: Rows = [["Неделя", "Менеджер", "Сумма продаж"]]
    weeks = ("28.09.2026 - 04.10.2026", "05.10.2026 - 11.10.2026", "12.10.2026 - 18.10.2026",
             "19.10.2026 - 25.10.2026", "26.10.2026 - 01.11.2026")  # fmt: skip
    rows += [[week, name, 1000 * at] for at, week in enumerate(weeks, 1) for name in ("Ира", "Оля")]
    return [xlsx(folder / "a.xlsx", ("Продажи", rows))]


def numbers_across(folder: Path) -> list[Path]:
    """Numbers of weeks over the columns, the year in the title."""
    rows: Rows = [
        ["Продажи менеджеров 2026 год"], ["Менеджер", "Неделя 41", "Неделя 42", "Итого"], ["Ира", 100, 200, 300],
        ["Оля", 300, 400, 700], ["Итого", 400, 600, 1000],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def weeks_of_a_month(folder: Path) -> list[Path]:
    """«Неделя 1» under a month is no first week of the year."""
    rows: Rows = [
        ["Продажи, октябрь 2026"], ["Менеджер", "Неделя 1", "Неделя 2"], ["Ира", 100, 200], ["Оля", 300, 400],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def weeks_of_another_year(folder: Path) -> list[Path]:
    """2027 begins on a Friday: its week 41 is another one in a spreadsheet than in a calendar."""
    rows: Rows = [["Неделя", "Выручка"], ["неделя 41", 100], ["неделя 42", 200]]
    return [xlsx(folder / "Продажи 2027.xlsx", ("Продажи", rows))]


ASKED = ("needs_mapping",)
NOTHING: dict[str, str | None] = {"revenue": None}

CASES = [
    Case("Недели в пределах месяца", cut_by_months, "2026-10", 5, "100000", {"revenue": "100000"}),
    # 2 · (1000 + 2000 + 3000 + 4000 + 5000), and no October in it
    Case("Недели с понедельника", from_monday_to_sunday, "2026-10", 10, "30000", dict(NOTHING)),
    Case("Номера недель сверху", numbers_across, "2026-10", 2, "1000"),
    Case("Недели месяца по номерам", weeks_of_a_month, "2026-10", 2, "", dict(NOTHING), outcomes=ASKED),
    Case("Недели года с пятницы", weeks_of_another_year, "2027-10", 2, "", dict(NOTHING), outcomes=ASKED),
]
