"""Call logs of telephone systems: directions, legs, missed calls, durations in every writing; by documentation."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.importers.call_words import IN, INSIDE, OUT, UNKNOWN, answered_of, direction_of
from kpi_desktop.ingest.outcome import Outcome
from tests.importers.service_files import read_text
from tests.unit.ingest.tables import Rows, codes, facts, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.outcome import FileReport

SIPUNI = (
    "Тип;Статус;Время;Схема;Исходящая линия;Откуда;Куда;Кто ответил;Длительность звонка;Длительность разговора;"
    "Время ответа;ID записи;Новый клиент\n"
    "Входящий;Отвечен;05.02.2024 10:15:30;Сайт;;79990000001;74950000000;201 Анна;95;83;12;r1;1\n"
    "Входящий;Не отвечен;05.02.2024 10:20:00;Сайт;;79990000002;74950000000;;30;0;0;;1\n"
    "Исходящий;Отвечен;06.02.2024 9:00:00;;74950000000;202;79990000003;;100;60;40;r2;0\n"
    "Внутренний;Отвечен;06.02.2024 9:30:00;;;201;202;202;10;5;5;;0\n"
)
MEGAFON = (
    "Тип звонка;Клиент;Сотрудник;Через;Дата;Время;Ожидание;Длительность\n"
    "Входящий;+7 999 000-00-01;Анна;74950000000;05.02.2024;10:15:30;12;0:01:23\n"
    "Пропущенный;+7 999 000-00-02;;74950000000;05.02.2024;10:20:00;30;0:00:30\n"
    "Исходящий;+7 999 000-00-03;202;74950000000;06.02.2024;9:00:00;;0:01:00\n"
)
UIS = (
    "ID сессии звонка,Дата и время начала,Направление,Статус звонка,Номер абонента,Виртуальный номер,Сотрудник,"
    "Длительность разговора,Общая длительность,Источник\n"
    "1,2024-02-05 10:15:30,Входящий,Принят,79990000001,74950000000,Анна,00:01:23,00:01:35,yandex\n"
    "2,2024-02-05 10:20:00,Входящий,Потерян,79990000002,74950000000,,00:00:00,00:00:30,yandex\n"
    "3,2024-02-06 09:00:00,Исходящий,Состоявшийся,79990000003,74950000000,202,00:01:00,00:01:40,\n"
)
ZADARMA = (
    "call_id,sip,callstart,clid,destination,disposition,seconds,pbx_call_id\n"
    "a1,100,2024-02-05 10:15:30,79990000001,100,answered,83,in_1\n"
    "a2,100,2024-02-05 10:20:00,79990000002,100,no answer,30,in_2\n"
    "a3,202,2024-02-06 09:00:00,202,79990000003,answered,60,out_3\n"
)
MANGO = (
    "Отчёт по вызовам;;;;;\nПериод: 01.02.2024 - 29.02.2024;;;;;\n\n"
    "Направление вызова;Дата и время вызова;Кто звонил;С кем говорил;Длительность разговора;Результат вызова\n"
    "вх;05.02.2024 10:15:30;79990000001;Анна;01:23;Успешный\n"
    "вх;05.02.2024 10:20:00;79990000002;;00:00;Неуспешный\n"
    "исх;06.02.2024 09:00:00;202;79990000003;01:00;Успешный\n"
    "Итого;;;;02:23;\n"
)


def seen(report: FileReport) -> list[tuple[object, ...]]:
    """What the calls say, without the marks in numbers."""
    return [
        (fact["time"], fact["direction"], str(fact["number"]).translate(str.maketrans("", "", "+ -")),
         fact["duration"], fact["answered"])
        for fact in facts(report)
    ]  # fmt: skip


CALLS = [
    (datetime(2024, 2, 5, 10, 15, 30), "in", "79990000001", Decimal(83), True),  # noqa: DTZ001
    (datetime(2024, 2, 5, 10, 20), "in", "79990000002", Decimal(0), False),  # noqa: DTZ001
    (datetime(2024, 2, 6, 9, 0), "out", "79990000003", Decimal(60), True),  # noqa: DTZ001
]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize(
    "text", [SIPUNI, MEGAFON, UIS, ZADARMA, MANGO], ids=["sipuni", "megafon", "uis", "zadarma", "mango"]
)
def test_logs(tmp_path: Path, text: str, encoding: str) -> None:
    report = read_text(tmp_path, text, encoding=encoding)
    assert (report.outcome, report.recognised, report.batches[0].fact) == (Outcome.OK, "telephony", "call")
    assert seen(report) == CALLS


def test_employees(tmp_path: Path) -> None:
    assert [fact["manager"] for fact in facts(read_text(tmp_path, UIS))] == ["Анна", None, "202"]
    assert [fact["manager"] for fact in facts(read_text(tmp_path, MANGO))] == ["Анна", None, "202"]
    assert [fact["manager"] for fact in facts(read_text(tmp_path, ZADARMA))] == ["100", "100", "202"]


def test_calls_between_employees_are_told_and_left_out(tmp_path: Path) -> None:
    report = read_text(tmp_path, SIPUNI)
    assert (report.rows, len(facts(report)), codes(report)) == (4, 3, ["internal_calls"])


def test_legs_of_one_call_are_one_call(tmp_path: Path) -> None:
    text = ZADARMA + "a4,101,2024-02-05 10:20:30,79990000002,101,answered,45,in_2\n"
    report = read_text(tmp_path, text)
    assert (report.rows, len(facts(report)), codes(report)) == (4, 3, ["legs"])
    assert seen(report)[1] == (datetime(2024, 2, 5, 10, 20), "in", "79990000002", Decimal(45), True)  # noqa: DTZ001


def test_a_sheet_with_times(tmp_path: Path) -> None:
    rows: Rows = [
        ["Направление", "Дата", "Время", "Телефон", "Длительность", "Статус"],
        ["Входящий", date(2024, 2, 5), time(10, 15, 30), 79990000001, datetime(1899, 12, 30, 0, 1, 23), "Отвечен"],  # noqa: DTZ001
        ["Исходящий", date(2024, 2, 6), time(9, 0), 79990000003, datetime(1899, 12, 30, 0, 0, 40), "Занято"],  # noqa: DTZ001
    ]
    rows = [[None if isinstance(cell, time) else cell for cell in row] for row in rows]
    report = imported(tmp_path, sheet(rows))
    assert report.recognised == "telephony"
    assert [(fact["day"], fact["number"], fact["duration"], fact["answered"]) for fact in facts(report)] == [
        (date(2024, 2, 5), "79990000001", Decimal(83), True), (date(2024, 2, 6), "79990000003", Decimal(0), False),
    ]  # fmt: skip


def test_the_whole_length_does_not_tell_whether_anyone_answered(tmp_path: Path) -> None:
    text = "Дата,Направление,Телефон,Длительность\n05.02.2024 10:15,Входящий,79990000001,83\n"
    text += "05.02.2024 10:16,Входящий,79990000001,0\n"
    report = read_text(tmp_path, text)
    assert [(fact["duration"], fact["answered"]) for fact in facts(report)] == [
        (Decimal(83), None),
        (Decimal(0), False),
    ]


def test_a_direction_that_is_no_direction_is_listed(tmp_path: Path) -> None:
    report = read_text(tmp_path, MEGAFON.replace("Исходящий", "Зелёный"))
    assert (report.outcome, codes(report)) == (Outcome.PARTIAL, ["cell_unreadable"])
    assert [fact["direction"] for fact in facts(report)] == ["in", "in", None]


def test_days_that_read_both_ways_are_not_guessed(tmp_path: Path) -> None:
    text = "Date,Direction,Phone,Duration\n05/02/2024 10:15,inbound,79990000001,83\n"
    report = read_text(tmp_path, text)
    assert (report.recognised, report.outcome) == ("telephony", Outcome.UNSUPPORTED)


def test_a_row_without_a_date_is_listed(tmp_path: Path) -> None:
    report = read_text(tmp_path, MEGAFON.replace("06.02.2024", "вчера"))
    assert (report.outcome, len(facts(report)), codes(report)) == (Outcome.PARTIAL, 2, ["date_unreadable"])


def test_an_empty_log(tmp_path: Path) -> None:
    report = read_text(tmp_path, SIPUNI.splitlines()[0] + "\n")
    assert (report.recognised, report.outcome) == ("telephony", Outcome.EMPTY)


@pytest.mark.parametrize(
    "text",
    [
        "Дата,Услуга,Клиент,Длительность,Тип,Сумма\n05.02.2024,Стрижка,Анна,60,Разовая,1500\n06.02.2024,Бритьё,Олег,30,Разовая,900\n",
        "Дата,Клиент,Сумма\n05.02.2024,Анна,1500\n06.02.2024,Олег,900\n",
    ],
)
def test_sales_of_hours_are_no_calls(tmp_path: Path, text: str) -> None:
    assert read_text(tmp_path, text).recognised.startswith("table")


@pytest.mark.parametrize(
    ("word", "direction"),
    [("Вх", IN), ("входящий звонок", IN), ("Inbound", IN), ("Исх.", OUT), ("outgoing", OUT), ("out", OUT), ("in", IN),
     ("Внутренний", INSIDE), ("internal", INSIDE), ("Разовая", UNKNOWN), ("missed", IN)],
)  # fmt: skip
def test_directions(word: str, direction: int) -> None:
    assert direction_of(word) == direction


@pytest.mark.parametrize(
    ("word", "answered"),
    [("Отвечен", True), ("Не отвечен", False), ("Неотвеченный", False), ("Принят", True), ("Не принят", False),
     ("Успешный", True), ("Неуспешный", False), ("Пропущенный", False), ("no answer", False), ("answered", True),
     ("busy", False), ("Состоявшийся", True), ("Несостоявшийся", False), ("Да", True), ("Нет", False), ("Синий", None),
     ("Абонент занят", False)],
)  # fmt: skip
def test_states(word: str, answered: bool | None) -> None:
    assert answered_of(word) is answered


@pytest.mark.parametrize(
    ("heading", "cell", "seconds"),
    [("Длительность", "0:01:23", 83), ("Длительность", "01:23", 83), ("Длительность", "83", 83),
     ("Длительность", "1 мин 23 сек", 83), ("Длительность", "1:00:00", 3600), ("Длительность, мин", "1,5", 90),
     ("Длительность", "-", 0), ("Длительность", "1 ч 2 мин", 3720)],
)  # fmt: skip
def test_durations(tmp_path: Path, heading: str, cell: str, seconds: int) -> None:
    text = f"Дата;Направление;Телефон;{heading};Статус\n05.02.2024 10:15;Входящий;79990000001;{cell};Отвечен\n"
    assert [fact["duration"] for fact in facts(read_text(tmp_path, text))] == [Decimal(seconds)]
