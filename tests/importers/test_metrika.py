"""Reports of Yandex.Metrika and the files made for uploading to it: by documentation, in several writings."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.period import Grain
from kpi_desktop.ingest.options import ImportOptions
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.service_files import read_text, sentences
from tests.unit.ingest.tables import Rows, codes, facts, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

DAYS = (
    '"Дата визита","Визиты","Посетители","Отказы","Глубина просмотра","Время на сайте"\n'
    '"Итого и средние",30,21,"20,0%","2,1","0:01:23"\n'
    '"2024-02-01",20,15,"25,0%","2,1","0:01:23"\n"2024-02-02",10,9,"10,0%","2,1","0:01:23"\n'
)


@pytest.mark.parametrize(
    "text",
    [
        DAYS,
        "\ufeff"
        + DAYS.replace('",', '";')
        .replace("0,15", "0;15")
        .replace("0,9", "0;9")
        .replace('15,"', '15;"')
        .replace('9,"', '9;"')
        .replace("0,21", "0;21")
        .replace('21,"', '21;"'),
        DAYS.replace("2024-02-0", "0").replace('"01"', '"01.02.2024"').replace('"02"', '"02.02.2024"'),
        '"Отчёт: посещаемость"\n"Счётчик: shop.example (123)"\n"Период: 01.02.2024 – 02.02.2024"\n\n' + DAYS,
        DAYS.replace('"25,0%"', "0.25").replace('"10,0%"', "0.1").replace('"20,0%"', "0.2"),
    ],
    ids=["comma", "semicolon", "russian days", "captions", "shares"],
)
def test_days(tmp_path: Path, text: str) -> None:
    report = read_text(tmp_path, text)
    assert (report.outcome, report.recognised.split(":")[0], report.rows) == (Outcome.OK, "metrika", 2)
    assert (report.file_total, report.imported_total) == (Decimal(30), Decimal(30))
    assert [(fact["day"], fact["visits"], fact["visitors"], fact["bounces"]) for fact in facts(report)] == [
        (date(2024, 2, 1), 20, 15, 5), (date(2024, 2, 2), 10, 9, 1),
    ]  # fmt: skip
    assert report.batches[0].grain is Grain.DAY


def test_the_total_of_the_report_checks_its_rows(tmp_path: Path) -> None:
    report = read_text(tmp_path, DAYS.replace('средние",30', 'средние",45'))
    assert codes(report) == ["total_differs"]


def test_rounded_shares_of_many_visits_do_not_tell_the_number_of_bounces(tmp_path: Path) -> None:
    report = read_text(tmp_path, DAYS.replace(",20,15,", ",20000,15,").replace('средние",30', 'средние",20010'))
    assert "bounces" not in report.batches[0].present
    assert codes(report) == ["share_only"]


def test_fine_shares_of_many_visits_give_bounces_and_say_so(tmp_path: Path) -> None:
    text = DAYS.replace(",20,15,", ",20000,15,").replace('средние",30', 'средние",20010').replace("25,0%", "25,01%")
    report = read_text(tmp_path, text.replace("10,0%", "10,00%"))
    assert [fact["bounces"] for fact in facts(report)] == [5002, 1]
    assert codes(report) == ["bounces_of_shares"]


def test_columns_of_the_api(tmp_path: Path) -> None:
    text = (
        "ym:s:date,ym:s:lastsignTrafficSource,ym:s:visits,ym:s:users,ym:s:pageviews,ym:s:bounceRate,ym:s:goal5reaches\n"
        "Итого и средние,,14,12,40,14.28571429,3\n"
        "2024-02-01,organic,7,6,20,14.28571429,2\n2024-02-01,ad,7,6,20,14.28571429,1\n"
    )
    report = read_text(tmp_path, text)
    assert (report.outcome, report.recognised) == (Outcome.OK, "metrika")
    assert [(fact["channel"], fact["visits"], fact["page_views"], fact["bounces"], fact["target_actions"])
            for fact in facts(report)] == [("organic", 7, 20, 1, 2), ("ad", 7, 20, 1, 1)]  # fmt: skip


def test_months(tmp_path: Path) -> None:
    text = "Месяц визита,Визиты,Посетители,Отказы\nИтого и средние,30,20,\nянварь 2024,10,8,\n2024-02-01,20,15,\n"
    report = read_text(tmp_path, text)
    assert (report.outcome, report.batches[0].grain) == (Outcome.OK, Grain.MONTH)
    assert report.batches[0].period == (date(2024, 1, 1), date(2024, 3, 1))
    assert [(fact["day"], fact["visits"]) for fact in facts(report)] == [(date(2024, 1, 1), 10), (date(2024, 2, 1), 20)]


def test_weeks_are_one_figure_of_their_period(tmp_path: Path) -> None:
    text = (
        "Неделя визита,Визиты,Посетители,Отказы\nИтого и средние,30,20,\n"
        "29.01.2024 - 04.02.2024,10,8,\n05.02.2024 - 11.02.2024,20,15,\n"
    )
    report = read_text(tmp_path, text)
    assert (report.outcome, report.batches[0].grain) == (Outcome.PARTIAL, Grain.SPAN)
    assert report.batches[0].period == (date(2024, 1, 29), date(2024, 2, 12))
    assert {fact["day"] for fact in facts(report)} == {date(2024, 1, 29)}


SOURCES: Rows = [
    ["UTM Source", "UTM Campaign", "Визиты", "Отказы", "Время на сайте"],
    ["Итого и средние", None, 12.0, 0.25, "0:01:00"],
    ["yandex", None, 10.0, 0.3, "0:01:00"],
    ["yandex", "doors", 4.0, 0.5, "0:01:00"],
    ["yandex", "gates", 6.0, 0.0, "0:01:00"],
    ["vk", None, 2.0, 0.0, "0:01:00"],
]


def test_sources_of_a_period_out_of_the_name_of_the_file(tmp_path: Path) -> None:
    text = "\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in SOURCES)
    report = read_text(tmp_path, text, name="Метки UTM-2024-01-01-2024-03-31.csv")
    assert (report.outcome, report.rows, report.file_total) == (Outcome.PARTIAL, 3, Decimal(12))
    assert [(fact["channel"], fact["x_utm_campaign"], fact["visits"], fact["bounces"]) for fact in facts(report)] == [
        ("yandex", "doors", 4, 2), ("yandex", "gates", 6, 0), ("vk", None, 2, 0),
    ]  # fmt: skip
    assert report.batches[0].period == (date(2024, 1, 1), date(2024, 4, 1))
    assert sentences(report)["period_of_name"] == "Период, 01.01.2024 — 31.03.2024, взят из имени файла"
    assert codes(report) == ["totals_skipped", "period_of_name", "whole_period"]


def test_a_report_without_any_period_is_asked_about(tmp_path: Path) -> None:
    asked = imported(tmp_path, sheet(SOURCES))
    assert (asked.recognised, asked.outcome, asked.batches) == ("metrika", Outcome.NEEDS_MAPPING, ())
    assert asked.issues[-1].fix is not None
    answered = asked.mapping.replace('period = ["", ""]', 'period = ["2024-02-01", "2024-02-29"]')
    report = imported(tmp_path, sheet(SOURCES), options=ImportOptions(mapping=answered))
    assert (report.outcome, report.batches[0].grain, report.imported_total) == (Outcome.OK, Grain.MONTH, Decimal(12))


def test_a_sheet_with_captions(tmp_path: Path) -> None:
    rows: Rows = [
        ["Источники, сводка", None, None, None],
        ["Счётчик: shop.example (123)", None, None, None],
        ["Отчёт за период с 2024-02-01 по 2024-02-29", None, None, None],
        ["Точность: 10 %", None, None, None],
        ["Источник трафика", "Визиты", "Посетители", "Отказы"],
        ["Итого и средние", 30.0, 20.0, 0.1],
        ["Переходы из поисковых систем", 20.0, 15.0, 0.1],
        ["Прямые заходы", 10.0, 8.0, 0.1],
    ]
    report = imported(tmp_path, sheet(rows))
    assert report.recognised == "metrika: shop.example (123)"
    assert (report.outcome, report.batches[0].grain) == (Outcome.PARTIAL, Grain.MONTH)
    assert [(fact["day"], fact["channel"], fact["visits"]) for fact in facts(report)] == [
        (date(2024, 2, 1), "Переходы из поисковых систем", 20), (date(2024, 2, 1), "Прямые заходы", 10),
    ]  # fmt: skip
    assert codes(report) == ["sampled"]


def test_pages_are_views_not_visits(tmp_path: Path) -> None:
    text = "Адрес страницы,Просмотры,Посетители\nИтого и средние,9,4\n/a,5,3\n/b,4,3\n"
    report = read_text(tmp_path, text, name="Популярное 01.02.2024-29.02.2024.csv")
    assert report.batches[0].present == ("day", "visitors", "page_views", "page")


def test_one_of_several_goals_has_to_be_chosen(tmp_path: Path) -> None:
    text = (
        "Дата визита,Визиты,Отказы,Время на сайте,Достижение цели «Заказ»,Достижение цели «Звонок»\n"
        "2024-02-13,20,,0:01:23,2,1\n"
    )
    report = read_text(tmp_path, text)
    assert ("target_actions" in report.batches[0].present, codes(report)) == (False, ["several_goals"])
    one = read_text(tmp_path, text.replace(",Достижение цели «Звонок»", "").replace(",2,1", ",2"))
    assert [fact["target_actions"] for fact in facts(one)] == [2]


def test_an_empty_report(tmp_path: Path) -> None:
    report = read_text(tmp_path, '"Дата визита","Визиты","Посетители","Отказы"\n"Итого и средние",0,0,0\n')
    assert (report.outcome, report.recognised) == (Outcome.EMPTY, "metrika")


def test_orders_for_upload(tmp_path: Path) -> None:
    text = (
        "id,create_date_time,client_uniq_id,client_ids,emails,phones,order_status,revenue,cost,goals,currency\n"
        "A-1,01.02.2024 10:15,u1,,a@example.com,,PAID,1500.50,700,,RUB\n"
        "A-2,13.02.2024 23:59,,,b@example.com,79990000000,CANCELLED,300,100,,RUB\n"
        "A-3,14.02.2024 00:00,,,,,SPAM,,,,RUB\n"
    )
    report = read_text(tmp_path, text)
    assert (report.outcome, report.recognised, report.currency) == (Outcome.OK, "metrika", "RUB")
    assert (report.batches[0].fact, report.imported_total) == ("order", Decimal("1800.50"))
    assert [(fact["day"], fact["document"], fact["customer"], fact["status"], fact["amount"], fact["cancelled"])
            for fact in facts(report)] == [
        (date(2024, 2, 1), "A-1", "u1", "PAID", Decimal("1500.5"), False),
        (date(2024, 2, 13), "A-2", "79990000000", "CANCELLED", Decimal(300), True),
        (date(2024, 2, 14), "A-3", None, "SPAM", None, True),
    ]  # fmt: skip


EXPENSES = "Date,UTMSource,UTMMedium,UTMCampaign,Expenses,Clicks,Shows,Currency\n"


def test_expenses_for_upload(tmp_path: Path) -> None:
    text = EXPENSES + "2024-02-01,vk,cpc,doors,100.50,10,1000,RUR\n2024-02-02,vk,cpc,gates,200,20,,RUR\n"
    report = read_text(tmp_path, text)
    assert (report.batches[0].fact, report.currency, report.imported_total) == ("advertising", "RUB", Decimal("300.5"))
    assert [(fact["day"], fact["channel"], fact["campaign"], fact["clicks"], fact["impressions"])
            for fact in facts(report)] == [
        (date(2024, 2, 1), "vk", "doors", 10, 1000), (date(2024, 2, 2), "vk", "gates", 20, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "outcome", "grain"),
    [
        (("2024-02-01/2024-02-29", "2024-02-01/2024-02-29"), Outcome.OK, Grain.MONTH),
        (("2024-02-01/2024-03-31", "2024-02-01/2024-03-31"), Outcome.PARTIAL, Grain.SPAN),
        (("2024-02-01/2024-02-29", "2024-03-01/2024-03-31"), Outcome.OK, Grain.MONTH),
        (("2024-02-01/2024-02-10", "2024-02-11/2024-02-20"), Outcome.UNSUPPORTED, None),
    ],
)
def test_expenses_of_ranges(tmp_path: Path, days: tuple[str, str], outcome: Outcome, grain: Grain | None) -> None:
    text = EXPENSES + "".join(f"{day},vk,cpc,doors,100,10,1000,RUB\n" for day in days)
    report = read_text(tmp_path, text)
    assert (report.outcome, report.batches[0].grain if report.batches else None) == (outcome, grain)


def test_several_currencies_are_never_added(tmp_path: Path) -> None:
    text = EXPENSES + "2024-02-01,vk,cpc,doors,100,10,1000,RUB\n2024-02-02,vk,cpc,doors,100,10,1000,USD\n"
    assert read_text(tmp_path, text).outcome is Outcome.UNSUPPORTED


def test_calls_for_upload(tmp_path: Path) -> None:
    # 1707771600 is 2024-02-12 21:00 UTC, which is midnight of the 13th in Moscow.
    text = (
        "ClientId,DateTime,StaticCall,Price,Currency,PhoneNumber,TalkDuration,HoldDuration,CallMissed,Tag\n"
        "1,1707771600,0,,RUB,79990000000,83,5,0,ad\n2,1707771599,0,,RUB,+79990000001,,20,1,\n"
    )
    report = read_text(tmp_path, text)
    assert (report.outcome, report.batches[0].fact, codes(report)) == (Outcome.OK, "call", ["utc"])
    assert [(fact["day"], fact["time"], fact["direction"], fact["number"], fact["duration"], fact["answered"])
            for fact in facts(report)] == [
        (date(2024, 2, 13), datetime(2024, 2, 13), "in", "79990000000", Decimal(83), True),  # noqa: DTZ001
        (date(2024, 2, 12), datetime(2024, 2, 12, 23, 59, 59), "in", "+79990000001", None, False),  # noqa: DTZ001
    ]  # fmt: skip
