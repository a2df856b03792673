"""Tables of a café with takings and articles of expenses side by side: both are read, and nothing that is neither."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests.importers.files import read
from tests.soundness.unseen.made import shell, wrong_figures, xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from tests.soundness.unseen.made import Rows


def _imported(folder: Path, *rows: Rows) -> Path:
    book = folder / "b.kpi"
    shell("new", book, "--company", "Булка")
    file = xlsx(folder / "a.xlsx", *((f"Лист{place}", page) for place, page in enumerate(rows)))
    _, answer, _ = shell("import", file, "--book", book, "--json")
    assert [entry["outcome"] for entry in answer["files"]] == ["ok"]
    return book


def test_days_down(tmp_path: Path) -> None:
    rows: Rows = [["Кафе «Булка» — дневная выручка 2025"], [None]]
    rows += [["Дата", "Наличные", "Карта", "Итого выручка", "Чеков", "Продукты", "Зарплата", "Аренда"]]
    for day in range(1, 31):
        spent = [12_000 if day % 3 == 0 else None, 50_000 if day in {10, 25} else None, 90_000 if day == 5 else None]
        rows.append([f"{day:02}.09.2025", 5000 + day, 16_000, 21_000 + day, 70, *spent])
    book = _imported(tmp_path, rows)
    revenue, cost_of_days = 30 * 21_000 + 465, 90_000 + 2 * 50_000
    assert not wrong_figures(book, "2025-09", {"revenue": str(revenue), "operating_expenses": str(cost_of_days)})


def test_months_across(tmp_path: Path) -> None:
    rows: Rows = [
        ["Показатель", "Сен 25", "Окт 25", "Ноя 25", "Итого"],
        ["Доходы", None, None, None, None],
        ["Выручка зал", 200_000, 210_000, 220_000, 630_000],
        ["Выручка доставка", 100_000, 100_000, 100_000, 300_000],
        ["Итого доходы", 300_000, 310_000, 320_000, 930_000],
        ["Расходы", None, None, None, None],
        ["Аренда", 30_000, 30_000, 30_000, 90_000],
        ["Зарплата", 80_000, 81_000, 82_000, 243_000],
        ["Продукты", 100_000, 101_000, 102_000, 303_000],
        ["Итого расходы", 210_000, 212_000, 214_000, 636_000],
        ["Прибыль", 90_000, 98_000, 106_000, 294_000],
    ]
    book = _imported(tmp_path, rows)
    assert not wrong_figures(book, "2025-11", {"revenue": "320000", "operating_expenses": "112000"})
    assert not wrong_figures(book, "2025-09", {"revenue": "300000", "operating_expenses": "110000"})


def test_a_name_that_is_neither_is_asked_about(tmp_path: Path) -> None:
    rows: Rows = [
        ["Показатель", "Сентябрь 2025", "Октябрь 2025"], ["Выручка", 300_000, 310_000], ["Аренда", 30_000, 30_000],
        ["Зарплата", 80_000, 81_000], ["Индекс лояльности", 71, 73],
    ]  # fmt: skip
    assert not read(xlsx(tmp_path / "a.xlsx", ("Лист1", rows)), tmp_path).batches


def test_counts_beside_the_takings_are_no_expenses(tmp_path: Path) -> None:
    rows: Rows = [["Дата", "Выручка", "Чеков", "Гостей", "Аренда", "Зарплата"]]
    rows += [[f"{day:02}.09.2025", 1000, 10, 12, 500 if day == 1 else None, 700 if day == 9 else None]
             for day in range(1, 31)]  # fmt: skip
    found = read(xlsx(tmp_path / "a.xlsx", ("Лист1", rows)), tmp_path)
    assert {batch.fact: (batch.rows, batch.imported_total) for batch in found.batches} == {
        "sale": (30, Decimal(30_000)), "expense": (2, Decimal(1200)),
    }  # fmt: skip


def test_takings_beside_a_plan_are_told(tmp_path: Path) -> None:
    rows: Rows = [["Дата", "Выручка за день", "План"]]
    rows += [[f"{day:02}.09.2025", 1000, 1100] for day in range(1, 11)]
    found = read(xlsx(tmp_path / "a.xlsx", ("Лист1", rows)), tmp_path)
    told = {issue.code for issue in found.issues}
    assert "sale" in {batch.fact for batch in found.batches} or "actual_not_used" in told
