"""Analytics, calls, mailings, deals and issues in a book: the month's figures by hand, nothing counted twice."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.end2end.shell import figures, kpi

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "metrika-2025-07-01-2025-07-31.csv": (
        "UTM Source,Визиты,Посетители,Отказы,Время на сайте,Достижение цели «Заказ»\n"
        "Итого и средние,30,20,20 %,0:01:00,5\nyandex,20,15,25 %,0:01:00,4\nvk,10,8,10 %,0:01:00,1\n"
    ),
    "calls.csv": (
        "Тип звонка;Клиент;Сотрудник;Дата;Время;Ожидание;Длительность\n"
        "Входящий;79990000001;Анна;01.07.2025;10:15:30;12;0:01:23\nПропущенный;79990000002;;05.07.2025;10:20:00;30;0\n"
        "Исходящий;79990000003;Олег;31.07.2025;9:00:00;;0:01:00\n"
    ),
    "mailings.csv": (
        "Рассылка;Дата отправки;Отправлено;Доставлено;Уникальные открытия;Уникальные переходы\n"
        "Весна;01.07.2025;1200;1000;400;80\nЛето;31.07.2025;500;500;200;10\n"
    ),
    "deals.csv": (
        "ID;Название;Стадия сделки;Сумма;Валюта;Дата создания;Дата завершения;Ответственный;Сделка закрыта\n"
        "1;А;Сделка успешна;1000;RUB;01.07.2025;10.07.2025;Анна;Да\n"
        "2;Б;Сделка провалена;500;RUB;02.07.2025;11.07.2025;Анна;Да\n"
        "3;В;Сделка успешна;700;RUB;02.07.2025;30.07.2025;Олег;Да\n"
        "4;Г;Переговоры;300;RUB;31.07.2025;10.08.2025;Олег;Нет\n"
    ),
    "issues.csv": (
        "Issue key,Issue Type,Status,Created,Resolved,Log Work,Status Category\n"
        'AB-1,Bug,Closed,01/Jul/25 4:37 PM,17/Jul/25 12:10 AM,";15/Jul/25 5:00 PM;x;5400",Done\n'
    ),
}
GA4 = (
    "# ------------\n# Report CSV Export\n# Property: shop\n# Start date: 20250701\n# End date: 20250731\n"
    "Date,Sessions,Total users\n20250701,10,8\n20250731,9,7\n"
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web")
    book = folder / "web.kpi"
    assert kpi("new", book, "--company", "Ворота", "--currency", "RUB").code == 0
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
        answer = kpi("import", folder / name, "--book", book)
        assert (answer.code, answer.json["files"][0]["outcome"]) == (0, "ok"), answer.said
    return book


def test_figures_of_the_month(book: Path) -> None:
    found = figures(book, "2025-07")
    value = {name: Decimal(item["value"]) for name, item in found.items() if item["value"] is not None}
    assert value["bounce_rate"] == Decimal(6) / 30
    assert value["act_calls"] == 3
    assert value["email_open_rate"] == Decimal(600) / 1500
    assert value["email_ctr"] == Decimal(90) / 1500
    assert value["email_ctor"] == Decimal(90) / 600
    assert value["new_opportunities"] == 4
    assert value["new_opportunities_amount"] == 2500
    assert value["win_rate"].quantize(Decimal("0.0001")) == Decimal("0.6667")  # two won, one lost
    # visitors were exported by source, and those of two sources do not add up
    assert found["cr_site"]["value"] is None


def test_the_book_is_in_order(book: Path) -> None:
    assert kpi("check", book).code == 0


def test_the_same_file_again_brings_nothing(book: Path) -> None:
    for name in FILES:
        again = kpi("import", book.parent / name, "--book", book).json["files"][0]
        assert (again["outcome"], again["imported"]) == ("ok", 0)


def test_the_same_visits_by_another_system_are_asked_about(book: Path) -> None:
    path = book.parent / "ga4.csv"
    path.write_text(GA4, encoding="utf-8")
    asked = kpi("import", path, "--book", book)
    assert (asked.code, asked.json["files"][0]["imported"]) == (3, 0)
