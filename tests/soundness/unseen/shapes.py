"""Tables in shapes that people like: actions across, money in thousands; and what only looks so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Rows, csv, xlsx

if TYPE_CHECKING:
    from pathlib import Path


def actions(folder: Path) -> list[Path]:
    """Calls, meetings and offers of each person and day, with a row of totals."""
    rows: Rows = [
        ["Отчёт по активностям, октябрь 2026"], [None], ["Дата", "Менеджер", "Кол-во звонков", "Встречи, шт.", "КП"],
        ["01.10.2026", "Ира", 20, 2, 3], ["01.10.2026", "Оля", 15, 1, None],
        ["02.10.2026", "Ира", 25, 3, 4], ["02.10.2026", "Оля", 20, 1, 2], ["Итого", None, 80, 7, 9],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Октябрь", rows))]


def actions_beside_money(folder: Path) -> list[Path]:
    """Sums stand beside the actions: neither is taken without a question."""
    rows: Rows = [["Дата", "Менеджер", "Звонки", "Встречи", "Поступило денег"]]
    rows += [["01.10.2026", "Ира", 20, 2, 1500.5], ["02.10.2026", "Ира", 25, 3, 2500]]
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def thousands_in_texts(folder: Path) -> list[Path]:
    """Texts with commas, a return in brackets, the unit in the title."""
    rows: Rows = [
        ["Продажи за октябрь 2026 (тыс. руб.)"], ["Дата", "Клиент", "Сумма"], ["01.10.2026", "Анна", "500,5"],
        ["02.10.2026", "Яна", "600,25"], ["03.10.2026", "Анна", "(200,0)"], ["Итого", None, "900,75"],
    ]  # fmt: skip
    return [csv(folder / "a.csv", rows, ";", "cp1251")]


def millions_of_one_column(folder: Path) -> list[Path]:
    """Millions over one column, pieces beside it."""
    rows: Rows = [
        ["Дата", "Менеджер", "Кол-во", "Сумма продаж, млн руб."], ["05.10.2026", "Ира", 4, 2.5],
        ["06.10.2026", "Оля", 2, 0.125], ["Итого", None, 6, 2.625],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Продажи", rows))]


def a_name_like_a_unit(folder: Path) -> list[Path]:
    """A shop called «Тысяча мелочей» of «ИП Иванов Т. Р.» keeps its sales in roubles."""
    rows: Rows = [
        ["Продажи магазина «Тысяча мелочей»"], ["ИП Иванов Т. Р."], ["Дата", "Клиент", "Товар", "Сумма"],
        ["05.10.2026", "Анна", "Ваза", 500], ["06.10.2026", "Яна", "Плед", 700],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Продажи", rows))]


def roubles_under_thousands(folder: Path) -> list[Path]:
    """The caption speaks of thousands, the sums are plainly roubles that a cell only shows shortened."""
    rows: Rows = [["Продажи, тыс. руб."], ["Дата", "Клиент", "Товар", "Сумма"]]
    rows += [[f"0{day}.10.2026", "Анна", "Станок", 1_250_000.5 * day] for day in (5, 6, 7)]
    return [xlsx(folder / "a.xlsx", ("Продажи", rows))]


ASKED = ("needs_mapping",)
NOTHING: dict[str, str | None] = {"revenue": None}

CASES = [
    # 20 + 2 + 3 + 15 + 1 + 25 + 3 + 4 + 20 + 1 + 2 actions, 7 of them meetings
    Case("Действия по людям и дням", actions, "2026-10", 4, "96", {"act_meetings": "7"}),
    Case("Действия рядом с деньгами", actions_beside_money, "2026-10", 2, "", dict(NOTHING), outcomes=ASKED),
    # 500.5 + 600.25 - 200
    Case("Тысячи в текстах", thousands_in_texts, "2026-10", 3, "900750", {"revenue": "900750"}),
    Case("Миллионы в одном столбце", millions_of_one_column, "2026-10", 2, "2625000",
         {"revenue": "2625000", "units": "6"}),
    Case("Имя как единица", a_name_like_a_unit, "2026-10", 2, "1200", {"revenue": "1200"}),
    Case("Рубли под тысячами", roubles_under_thousands, "2026-10", 3, "", dict(NOTHING), outcomes=ASKED),
]  # fmt: skip
