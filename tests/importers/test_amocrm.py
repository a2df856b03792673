"""Deals of amoCRM: repeated columns, days that are no days, the two last stages of every pipeline."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.importers.service_files import read_text, sentences
from tests.shared import shared
from tests.unit.ingest.tables import Rows, codes, facts, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

HEAD = (
    'ID,Название сделки,"Бюджет ",Ответственный,Дата создания сделки,Дата закрытия,Этап сделки,Воронка,'
    "Полное имя контакта,Источник,utm_source,Источник\n"
)
ROWS = (
    "101,Ворота,120500.5,Олег,01.02.2024 10:00:00,10.02.2024 12:00:00,Успешно реализовано,Продажи,Иван,,yandex,Сайт\n"
    "102,Роллеты,300,Анна,02.02.2024 10:00:00,не закрыта,Переговоры,Продажи,Пётр,Звонок,,Сайт\n"
    "103,,,Анна,03.02.2024 10:00:00,04.02.2024 09:00:00,Закрыто и не реализовано,Сервис,,,,\n"
)


def test_deals(tmp_path: Path) -> None:
    report = read_text(tmp_path, HEAD + ROWS)
    assert (report.outcome, report.recognised, report.rows) == (Outcome.OK, "amocrm", 3)
    assert (report.file_total, report.imported_total) == (Decimal("120800.5"), Decimal("120800.5"))
    assert [(fact["deal"], fact["day"], fact["closed_day"], fact["status"], fact["amount"], fact["channel"],
             fact["customer"], fact["manager"], fact["x_voronka"]) for fact in facts(report)] == [
        ("101", date(2024, 2, 1), date(2024, 2, 10), "won", Decimal("120500.5"), "Сайт", "Иван", "Олег", "Продажи"),
        ("102", date(2024, 2, 2), None, "open", Decimal(300), "Звонок", "Пётр", "Анна", "Продажи"),
        ("103", date(2024, 2, 3), date(2024, 2, 4), "lost", None, None, None, "Анна", "Сервис"),
    ]  # fmt: skip
    assert not report.issues


def test_a_closed_deal_in_a_stage_of_another_name_is_named(tmp_path: Path) -> None:
    won = ROWS.splitlines()[0]
    report = read_text(tmp_path, HEAD + ROWS.replace("Успешно реализовано", "Отгружено") + won.replace("101", "104", 1))
    assert [fact["status"] for fact in facts(report)] == ["open", "open", "lost", "won"]
    assert codes(report) == ["closed_but_open"]
    assert "У 1 сделки есть дата закрытия" in sentences(report)["closed_but_open"]


def test_no_deal_has_a_state_where_the_won_stage_is_not_known(tmp_path: Path) -> None:
    report = read_text(tmp_path, HEAD + ROWS.replace("Успешно реализовано", "Отгружено"))
    assert ["status" in fact for fact in facts(report)] == [False] * 3
    assert codes(report) == ["no_won_deals"]
    assert "«Отгружено»" in sentences(report)["no_won_deals"]


def test_a_deal_closed_before_its_creation_is_named(tmp_path: Path) -> None:
    assert codes(read_text(tmp_path, HEAD + ROWS.replace("10.02.2024 12:00", "30.01.2024 12:00"))) == ["closed_early"]


def test_a_deal_without_a_day_is_left_out_and_listed(tmp_path: Path) -> None:
    report = read_text(tmp_path, HEAD + ROWS.replace("02.02.2024 10:00:00", "вчера"))
    assert (report.outcome, report.rows, len(facts(report))) == (Outcome.PARTIAL, 3, 2)
    assert report.imported_total == Decimal("120500.5")
    assert [(issue.code, issue.row) for issue in report.issues] == [("date_unreadable", 3)]


def test_real_deals(tmp_path: Path) -> None:
    report = read(shared("data/crm/amocrm_export_leads.csv"), tmp_path)
    assert (report.outcome, report.rows, report.imported_total) == (Outcome.OK, 20, Decimal(0))
    found = facts(report)
    assert Counter(fact["status"] for fact in found) == {"won": 1, "lost": 7, "open": 12}
    assert sum(fact["closed_day"] is not None for fact in found) == 8
    assert len({fact["deal"] for fact in found}) == 20
    assert Counter(fact["day"].month for fact in found if isinstance(fact["day"], date)) == {2: 18, 3: 2}
    assert next(fact for fact in found if fact["deal"] == "27624647")["channel"] == "Звонок SDS"


def test_a_spreadsheet_with_several_pipelines_and_the_short_name_of_the_day(tmp_path: Path) -> None:
    rows: Rows = [
        [
            "ID",
            "Название сделки",
            "Бюджет ",
            "Ответственный",
            "Дата создания",
            "Дата закрытия",
            "Этап сделки",
            "Воронка",
        ],
        [1, "A", 1000.5, "Олег", datetime(2024, 2, 1, 10), datetime(2024, 2, 3), "Успешно реализовано", "Опт"],  # noqa: DTZ001
        [2, "B", 100, "Олег", datetime(2024, 2, 2, 10), "не закрыта", "Успешно реализовано (розница)", "Розница"],  # noqa: DTZ001
    ]
    report = imported(tmp_path, sheet(rows))
    assert (report.outcome, report.recognised, report.imported_total) == (Outcome.OK, "amocrm", Decimal("1100.5"))
    assert [(fact["deal"], fact["day"], fact["closed_day"], fact["status"], fact["x_voronka"])
            for fact in facts(report)] == [
        ("1", date(2024, 2, 1), date(2024, 2, 3), "won", "Опт"),
        ("2", date(2024, 2, 2), None, "open", "Розница"),
    ]  # fmt: skip
