"""Reports of mailing services: letters once each, percents never turned into counts; by documentation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.outcome import Outcome
from tests.importers.service_files import read_text, sentences
from tests.unit.ingest.tables import Rows, codes, facts, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

MAILCHIMP = (
    "Title,Subject,List,Send Date,Send Weekday,Total Recipients,Successful Deliveries,Soft Bounces,Hard Bounces,"
    "Total Bounces,Times Forwarded,Forwarded Opens,Unique Opens,Open Rate,Total Opens,Unique Clicks,Click Rate,"
    "Total Clicks,Unsubscribes,Abuse Complaints\n"
    'Spring,Hello,Clients,"Feb 15, 2024 10:01 am",Thursday,"1,200","1,180",15,5,20,0,0,400,33.90%,600,80,6.78%,95,3,0\n'
    'Summer,Hi,Clients,"Feb 20, 2024 09:00 pm",Tuesday,500,500,0,0,0,0,0,100,20.00%,150,10,2.00%,12,1,0\n'
)
UNISENDER = (
    "Название рассылки;Тема письма;Список;Дата отправки;Отправлено;Доставлено;Доставлено, %;Открыто (уникальные);"
    "Уникальные открытия;Открыто, %;Уникальные переходы;Перешли, %;Отписались\n"
    "Весна;Привет;Клиенты;15.02.2024 10:01;1200;1180;98,33;;400;33,9;80;6,78;3\n"
    "Лето;Снова;Клиенты;20.02.2024 21:00;500;500;100;;100;20;10;2;1\n"
    "Итого;;;;1700;1680;;;500;;90;;4\n"
)
SENDPULSE = (
    "Название,Дата отправки,Отправлено,Доставлено,Прочитано,Переходы,Ошибки,Спам\n"
    "Весна,2024-02-15 10:01:00,1200,1180,400,80,20,0\nЛето,2024-02-20 21:00:00,500,500,100,10,0,1\n"
)


@pytest.mark.parametrize("text", [MAILCHIMP, UNISENDER, SENDPULSE], ids=["mailchimp", "unisender", "sendpulse"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_mailings(tmp_path: Path, text: str, encoding: str) -> None:
    report = read_text(tmp_path, text, encoding=encoding)
    assert (report.outcome, report.recognised, report.rows) == (Outcome.OK, "mailing", 2)
    assert codes(report) == (["taken_as_unique"] if text is SENDPULSE else [])
    assert [(fact["day"], fact["sent"], fact["delivered"], fact["opened"], fact["clicked"])
            for fact in facts(report)] == [
        (date(2024, 2, 15), 1200, 1180, 400, 80), (date(2024, 2, 20), 500, 500, 100, 10),
    ]  # fmt: skip
    assert (report.file_total, report.imported_total) == (Decimal(1700), Decimal(1700))


def test_names_and_lists(tmp_path: Path) -> None:
    assert [(fact["mailing"], fact["segment"]) for fact in facts(read_text(tmp_path, MAILCHIMP))] == [
        ("Spring", "Clients"), ("Summer", "Clients"),
    ]  # fmt: skip


def test_delivered_is_sent_less_bounced(tmp_path: Path) -> None:
    rows: Rows = [
        ["Рассылка", "Дата", "Отправлено", "Не доставлено", "Уникальные открытия", "Уникальные клики"],
        ["Весна", date(2024, 2, 15), 1200, 20, 400, 80],
    ]
    report = imported(tmp_path, sheet(rows))
    assert report.recognised == "mailing"
    assert [(fact["sent"], fact["delivered"]) for fact in facts(report)] == [(1200, 1180)]


def test_only_sent_leaves_delivered_unknown(tmp_path: Path) -> None:
    text = "Рассылка;Дата;Отправлено;Открыто\nВесна;15.02.2024;1200;400\n"
    assert read_text(tmp_path, text).batches[0].present == ("day", "sent", "opened", "mailing")


@pytest.mark.parametrize("shares", ["33,9%;6,78%", "33,9;6,78", "0,339;0,0678"])
def test_percents_are_not_turned_into_letters(tmp_path: Path, shares: str) -> None:
    text = f"Рассылка;Дата;Отправлено;Доставлено;Открыто;Перешли\nВесна;15.02.2024;1200;1180;{shares}\n"
    report = read_text(tmp_path, text)
    assert (report.outcome, codes(report)) == (Outcome.PARTIAL, ["percent_only", "percent_only"])
    assert report.batches[0].present == ("day", "sent", "delivered", "mailing")
    assert "«Перешли»" in sentences(report)["percent_only"]


def test_shares_alone_are_no_report(tmp_path: Path) -> None:
    text = "Рассылка;Дата;Доставлено, %;Открыто, %\nВесна;15.02.2024;99;20\n"
    report = read_text(tmp_path, text)
    assert (report.recognised, report.outcome) == ("mailing", Outcome.UNSUPPORTED)


def test_repeated_opens_are_told(tmp_path: Path) -> None:
    text = "Рассылка;Дата;Отправлено;Доставлено;Открытия\nВесна;15.02.2024;1200;1180;4000\n"
    assert codes(read_text(tmp_path, text)) == ["taken_as_unique", "not_unique"]


def test_short_english_headings(tmp_path: Path) -> None:
    text = (
        "Name,Send Time,Recipients,Delivered,Opens,Open Rate,Clicks,Click Rate\n"
        "Spring,2024-02-15 10:00,100,99,50,50.5%,10,10.1%\n"
    )
    report = read_text(tmp_path, text)
    assert codes(report) == ["taken_as_unique"]
    assert [(fact["sent"], fact["delivered"], fact["opened"], fact["clicked"]) for fact in facts(report)] == [
        (100, 99, 50, 10)
    ]


def test_days_that_read_both_ways_are_not_guessed(tmp_path: Path) -> None:
    text = "Campaign,Date,Sent,Delivered,Opened\nSpring,02/03/2024,1200,1180,400\n"
    report = read_text(tmp_path, text)
    assert (report.outcome, report.batches) == (Outcome.UNSUPPORTED, ())


def test_an_empty_report(tmp_path: Path) -> None:
    assert read_text(tmp_path, MAILCHIMP.splitlines()[0] + "\n").outcome is Outcome.EMPTY


def test_no_day_of_sending(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Рассылка;Отправлено;Доставлено;Открыто\nВесна;1200;1180;400\n")
    assert (report.recognised, report.outcome) == ("mailing", Outcome.UNSUPPORTED)
