"""Tables that tell what they are without a question: by the file's name, by states, by what banks and sites write."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.soundness.unseen.made import csv, xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from tests.soundness.unseen.made import Rows

_PLAIN: Rows = [["Дата", "Клиент", "Сумма"], ["03.11.2026", "Ромашка", 1000], ["09.11.2026", "Вектор", 2500],
                ["12.11.2026", "Астра", 700]]  # fmt: skip


@pytest.mark.parametrize("tab", ["Лист1", "Sheet1", "Ноябрь", "Ноябрь 2026", "TDSheet"])
def test_a_file_called_sales_holds_sales(tab: str, tmp_path: Path) -> None:
    report = read(xlsx(tmp_path / "Продажи ноябрь.xlsx", (tab, _PLAIN)), tmp_path)
    assert [(batch.fact, batch.imported_total) for batch in report.batches] == [("sale", Decimal(4200))]


@pytest.mark.parametrize(
    ("name", "tab", "head"),
    [
        ("Продажи ноябрь", "Оплаты", "Сумма"),
        ("Продажи ноябрь", "Лист1", "Сумма оплаты"),
        ("Продажи, план", "Лист1", "Сумма"),
        ("Продажи и расходы", "Лист1", "Сумма"),
        ("Таблица", "Лист1", "Сумма"),
    ],
)
def test_other_names_are_asked_about(name: str, tab: str, head: str, tmp_path: Path) -> None:
    rows: Rows = [["Дата", "Клиент", head], *_PLAIN[1:]]
    report = read(xlsx(tmp_path / f"{name}.xlsx", (tab, rows)), tmp_path)
    assert "sale" not in {batch.fact for batch in report.batches}


def test_the_question_names_the_likeliest(tmp_path: Path) -> None:
    report = read(xlsx(tmp_path / "a.xlsx", ("Лист1", _PLAIN)), tmp_path, ImportOptions(lang="ru"))
    assert report.outcome is Outcome.NEEDS_MAPPING
    assert "likeliest: “Строки продаж”" in " ".join(str(issue.message) for issue in report.issues)


def test_words_of_sales_and_returns_tell_sales(tmp_path: Path) -> None:
    rows: Rows = [["Дата", "Операция", "Клиент", "Сумма"], ["03.11.2026", "Продажа", "Ромашка", 1000],
                  ["09.11.2026", "Возврат", "Ромашка", 400], ["12.11.2026", "Продажа", "Астра", 700]]  # fmt: skip
    report = read(xlsx(tmp_path / "a.xlsx", ("Лист1", rows)), tmp_path)
    assert report.imported_total == Decimal(1000 - 400 + 700)


def test_a_personal_card(tmp_path: Path) -> None:
    rows: Rows = [["Дата операции", "Дата платежа", "Статус", "Сумма операции", "Категория", "MCC", "Описание"]]
    rows += [
        ["03.11.2026 12:00:00", "03.11.2026", "OK", "-150,00", "Супермаркеты", "5411", "Магазин"],
        ["05.11.2026 12:00:00", "05.11.2026", "OK", "9000,50", "Переводы", "", "Иван И."],
        ["06.11.2026 12:00:00", "06.11.2026", "FAILED", "-77,00", "Супермаркеты", "5411", "Магазин"],
    ]
    report = read(csv(tmp_path / "operations.csv", rows, quote_all=True), tmp_path)
    assert [batch.fact for batch in report.batches] == ["payment"]
    assert report.imported_total == Decimal("9150.50")


def test_a_budget_beside_clicks_is_the_cost(tmp_path: Path) -> None:
    rows: Rows = [["Дата", "Источник", "Бюджет", "Показы", "Клики"]]
    rows += [[f"{day:02}.11.2026", "Директ", 100 + day, 1000, 10] for day in range(1, 6)]
    report = read(xlsx(tmp_path / "Трафик.xlsx", ("Ноябрь", rows)), tmp_path)
    assert [(batch.fact, batch.imported_total) for batch in report.batches] == [("advertising", Decimal(515))]


def test_channels_by_months_under_a_title_of_advertising(tmp_path: Path) -> None:
    rows: Rows = [["Расходы на рекламу"], ["Канал", "Октябрь 2026", "Ноябрь 2026", "Итого"],
                  ["Яндекс.Директ", 150_000, 160_000, 310_000], ["VK Реклама", 20_000, 21_000, 41_000],
                  ["Итого", 170_000, 181_000, 351_000]]  # fmt: skip
    report = read(xlsx(tmp_path / "a.xlsx", ("Лист1", rows)), tmp_path)
    assert [(batch.fact, batch.imported_total) for batch in report.batches] == [("advertising", Decimal(351_000))]
