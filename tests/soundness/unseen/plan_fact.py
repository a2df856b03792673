"""Reports with plans beside what came of them: only the latter is sales."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Look, Rows, xlsx

if TYPE_CHECKING:
    from pathlib import Path

_HEAD: Rows = [["План-фактный анализ продаж"], ["Параметры:", None, "Период: 01.11.2025 - 30.11.2025"], [None]]


def sides_below(folder: Path) -> list[Path]:
    """План, Факт and Отклонение under each measure."""
    rows: Rows = [
        *_HEAD,
        ["Менеджер", None, "Количество", None, None, "Сумма", None, None],
        ["Номенклатура", None, "План", "Факт", "Отклонение", "План", "Факт", "Отклонение"],
        ["Семёнова", None, 10, 8, -2, 1000, 800, -200], ["Чай", None, 10, 8, -2, 1000, 800, -200],
        ["Котов", None, 5, 6, 1, 500, 600, 100], ["Кофе", None, 5, 6, 1, 500, 600, 100],
        ["Итого", None, 15, 14, -1, 1500, 1400, -100],
    ]  # fmt: skip
    look = Look(((3, 2, 3, 4), (3, 5, 3, 7)), (0, 0, 0, 0, 0, 0, 1, 0, 1, 0))
    return [xlsx(folder / "План-факт.xlsx", ("TDSheet", rows, look))]


def sides_above(folder: Path) -> list[Path]:
    """The measures under План and under Факт."""
    rows: Rows = [
        *_HEAD, ["Номенклатура", None, "План", None, "Факт", None],
        [None, None, "Количество", "Сумма", "Количество", "Сумма"],
        ["Чай", None, 10, 1000, 8, 800], ["Кофе", None, 5, 500, 6, 600], ["Итого", None, 15, 1500, 14, 1400],
    ]  # fmt: skip
    return [xlsx(folder / "План-факт.xlsx", ("TDSheet", rows, Look(((3, 2, 3, 3), (3, 4, 3, 5)))))]


def plans_alone(folder: Path) -> list[Path]:
    """«План продаж» speaks of sales, and has none."""
    rows: Rows = [
        ["План продаж"], _HEAD[1], [None], ["Номенклатура", None, "Количество", "Сумма"],
        ["Чай", None, 10, 1000], ["Кофе", None, 5, 500], ["Итого", None, 15, 1500],
    ]  # fmt: skip
    return [xlsx(folder / "План.xlsx", ("TDSheet", rows))]


FACT: dict[str, str | None] = {"revenue": "1400", "units": "14"}

CASES = [
    Case("План и факт под показателем", sides_below, "2025-11", 2, "1400", FACT, word="1c-report"),
    Case("План и факт над показателем", sides_above, "2025-11", 2, "1400", FACT, word="1c-report"),
    Case("Один план", plans_alone, "2025-11", 2, "", {"revenue": None}, outcomes=("unsupported",), word="1c-report"),
]
