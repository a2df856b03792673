"""Exports of services in a book: figures of the month by hand, and nothing counted twice."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.end2end.shell import figures, kpi

if TYPE_CHECKING:
    from pathlib import Path

ADS = (
    'Campaign report\n"July 1, 2025 - July 31, 2025"\nCampaign status,Campaign,Currency code,Clicks,Impr.,Cost\n'
    'Enabled,Doors,RUB,"1,200","25,881","1,661.67"\nPaused,Gates,RUB,800,300,4.33\n'
    'Total: Campaigns, --,RUB,"2,000","26,181","1,666.00"\nTotal: Account,,RUB,"2,000","26,181","1,666.00"\n'
)
DEALS = (
    'ID,Название сделки,"Бюджет ",Ответственный,Дата создания сделки,Дата закрытия,Этап сделки,Воронка\n'
    "101,А,1000,Олег,01.07.2025 10:00:00,10.07.2025 12:00:00,Успешно реализовано,Продажи\n"
    "102,Б,300,Анна,02.07.2025 10:00:00,не закрыта,Переговоры,Продажи\n"
    "103,В,500,Анна,03.07.2025 10:00:00,04.07.2025 09:00:00,Закрыто и не реализовано,Продажи\n"
    "104,Г,700,Анна,31.07.2025 10:00:00,31.07.2025 19:00:00,Закрыто и не реализовано,Продажи\n"
)
ANSWERS = (
    "Timestamp,Вопрос первый,Почему,Город\n2025/07/01 12:39:58 PM GMT+4,10,Быстро,Омск\n"
    "2025/07/02 9:00:00 AM GMT+4,9,,Омск\n2025/07/03 9:00:00 AM GMT+4,8,,Омск\n2025/07/31 9:00:00 AM GMT+4,0,,Тула\n"
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("services")
    book = folder / "services.kpi"
    assert kpi("new", book, "--company", "Ворота", "--currency", "RUB").code == 0
    for name, text in (("ads.csv", ADS), ("deals.csv", DEALS)):
        (folder / name).write_text(text, encoding="utf-8")
        answer = kpi("import", folder / name, "--book", book)
        assert (answer.code, answer.json["files"][0]["outcome"]) == (0, "ok"), answer.said
    _answers(folder, book)
    return book


def _answers(folder: Path, book: Path) -> None:
    """The survey, as an owner imports it: the draft is filled in and given with the file."""
    path, mapping = folder / "answers.csv", folder / "mapping.toml"
    path.write_text(ANSWERS, encoding="utf-8")
    asked = kpi("import", path, "--book", book)
    assert (asked.code, asked.json["files"][0]["outcome"]) == (3, "needs_mapping")
    draft = asked.json["files"][0]["mapping"]
    mapping.write_text(draft.replace('"Вопрос первый" = ""', '"Вопрос первый" = "score"'), encoding="utf-8")
    given = kpi("import", path, "--book", book, "--mapping", mapping)
    assert (given.json["files"][0]["outcome"], given.json["files"][0]["imported"]) == ("ok", 4)


def test_figures_of_the_month(book: Path) -> None:
    found = figures(book, "2025-07")
    value = {name: Decimal(item["value"]) for name, item in found.items() if item["value"] is not None}
    assert value["cpc"] == Decimal("1666.00") / 2000
    assert value["nps"] == 25  # two of four are promoters, one is a detractor
    assert value["new_opportunities"] == 4
    assert value["new_opportunities_amount"] == 2500
    assert value["new_deals_won_share"] == Decimal("0.25")


def test_the_book_is_in_order(book: Path) -> None:
    assert kpi("check", book).code == 0


def test_the_same_file_again_brings_nothing(book: Path) -> None:
    again = kpi("import", book.parent / "ads.csv", "--book", book).json["files"][0]
    assert (again["outcome"], again["imported"], again["batch"]) == ("ok", 0, 1)


def test_the_same_month_by_other_columns_is_asked_about(book: Path) -> None:
    path = book.parent / "keywords.csv"
    text = ADS.replace("Campaign report", "Search keyword report").replace("Doors", "Door").replace("Gates", "Gate")
    path.write_text(text.replace(",Impr.", ",Interactions"), encoding="utf-8")
    asked = kpi("import", path, "--book", book)
    assert (asked.code, asked.json["files"][0]["imported"]) == (3, 0)


def test_days_in_sentences_are_written_as_in_russian(book: Path) -> None:
    path = book.parent / "year.csv"
    path.write_text(ADS.replace("July 1, 2025", "January 8, 2025"), encoding="utf-8")
    found = kpi("import", path, "--book", book).json["files"][0]["issues"]
    assert "08.01.2025 — 31.07.2025" in found[0]["message"]


def test_costs_in_another_currency_are_not_added(book: Path) -> None:
    path = book.parent / "euro.csv"
    path.write_text(
        ADS.replace(",RUB,", ",EUR,").replace("July", "June").replace("June 31", "June 30"), encoding="utf-8"
    )
    asked = kpi("import", path, "--book", book)
    assert (asked.code, asked.json["files"][0]["outcome"]) == (3, "unsupported")
