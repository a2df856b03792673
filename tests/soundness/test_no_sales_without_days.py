"""Tables without days that speak of sales or expenses and hold none: they are asked about, never counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.importers.files import read
from tests.soundness.unseen.made import Rows, xlsx

if TYPE_CHECKING:
    from pathlib import Path

GOODS: Rows = [["Товар", "Кол-во", "Цена", "Сумма"], ["Ваза", 2, 300, 600], ["Плед", 1, 400, 400],
               ["Итого", None, None, 1000]]  # fmt: skip
ARTICLES: Rows = [["Статья", "Сумма"], ["Аренда", 100], ["Связь", 50], ["Итого", 150]]
TABLES: dict[str, Rows] = {
    "Счет на оплату № 5 от 5 октября 2026 г.": GOODS,
    "Прогноз продаж на октябрь 2026": GOODS,
    "Отгрузки поставщика ООО Юг за октябрь 2026": GOODS,
    "Остатки в ценах продажи, октябрь 2026": GOODS,
    "Смета расходов на октябрь 2026": ARTICLES,
    "Расходы за октябрь 2026": [["Статья", "План", "Факт"], ["Аренда", 100, 110], ["Связь", 50, 40]],
    "Воронка продаж за октябрь 2026": [["Этап", "Количество", "Сумма"], ["Лид", 100, 9000], ["Оплата", 10, 900]],
    "Средние продажи за октябрь 2026": [["Магазин", "Сумма"], ["Центр", 100], ["Вокзал", 200]],
    "Комиссия за продажи, октябрь 2026": [["Агент", "Сумма"], ["Ира", 100], ["Оля", 50]],
    "Продажи нарастающим итогом, октябрь 2026": [["Менеджер", "Выручка"], ["Ира", 1000], ["Оля", 500]],
}


@pytest.mark.parametrize("number", range(len(TABLES)))
def test_nothing_is_counted(number: int, tmp_path: Path) -> None:
    title, rows = list(TABLES.items())[number]
    sheet: Rows = [[title], *rows]
    report = read(xlsx(tmp_path / "a.xlsx", ("Лист1", sheet)), tmp_path)
    assert not {batch.fact for batch in report.batches} & {"sale", "expense", "target"}
    assert report.outcome.value in {"needs_mapping", "unsupported"}
