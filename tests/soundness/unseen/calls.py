"""Call logs of telephone systems and call tracking, lists of tasks of trackers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Rows, csv, xlsx

if TYPE_CHECKING:
    from pathlib import Path


def call_tracking(folder: Path) -> list[Path]:
    """Calltouch: no column of directions, only clients call."""
    rows: Rows = [
        ["ID звонка", "Дата и время", "Номер клиента", "Номер Calltouch", "Источник", "Канал", "Длительность разговора",
         "Длительность ожидания", "Статус звонка", "Уникальный", "Целевой"],
        ["5001", "02.03.2026 10:15:33", "79160000001", "74950000001", "yandex", "cpc", "00:03:12", "00:00:08", "Успешный", "Да", "Да"],
        ["5002", "02.03.2026 11:00:00", "79160000002", "74950000001", "google", "organic", "00:00:00", "00:00:30", "Неуспешный", "Да", "Нет"],
        ["5003", "03.03.2026 12:00:00", "79160000001", "74950000001", "yandex", "cpc", "00:01:00", "00:00:10", "Успешный", "Нет", "Да"],
    ]  # fmt: skip
    return [csv(folder / "calls.csv", rows, quote_all=True)]


def contacts_of_tracking(folder: Path) -> list[Path]:
    """CoMagic: the direction stands in the kind of contact, three rows of captions above."""
    rows: Rows = [
        ["Отчёт: Список звонков"], ["Период: 01.03.2026 – 31.03.2026"], [],
        ["Тип обращения", "Дата и время", "Номер абонента", "Виртуальный номер", "Сотрудник", "Источник", "Длительность разговора", "Статус"],
        ["Входящий звонок", "2026-03-02 10:00:00", "79160000001", "74950000001", "Орлова", "Яндекс.Директ", "00:01:30", "Принятый"],
        ["Входящий звонок", "2026-03-02 10:30:00", "79160000002", "74950000001", None, "Яндекс.Директ", "00:00:00", "Потерянный"],
        ["Исходящий звонок", "2026-03-02 10:40:00", "79160000002", "74950000001", "Орлова", None, "00:02:00", "Принятый"],
    ]  # fmt: skip
    return [xlsx(folder / "calls.xlsx", ("Звонки", rows))]


def exchange_of_two_numbers(folder: Path) -> list[Path]:
    """Zadarma: both parties are public numbers; the firm's own is the one that speaks with several."""
    rows: Rows = [
        ["Дата", "Откуда", "Куда", "Описание", "Длительность", "Стоимость", "Статус"],
        ["2026-03-02 10:00:01", "+79160000001", "+74950000001", "Russia", "192", "0.00", "answered"],
        ["2026-03-02 10:05:01", "+79160000002", "+74950000001", "Russia", "0", "0.00", "no answer"],
        ["2026-03-02 11:00:01", "101", "+79160000003", "Russia", "68", "1.50", "answered"],
    ]
    return [csv(folder / "statistics.csv", rows, sep=",", encoding="utf-8")]


def asterisk(folder: Path) -> list[Path]:
    """Master.csv of Asterisk: the line of the exchange is called a channel, a talk of two employees is no call."""
    rows: Rows = [
        ["src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "start", "duration", "billsec", "disposition", "uniqueid"],
        ["79160000001", "101", "from-trunk", '"Анна" <79160000001>', "SIP/trunk-01", "SIP/101-02", "Dial", "2026-03-02 10:00:01", "197", "192", "ANSWERED", "1.1"],
        ["79160000002", "101", "from-trunk", "79160000002", "SIP/trunk-03", "SIP/101-04", "Dial", "2026-03-02 10:05:01", "35", "0", "NO ANSWER", "1.2"],
        ["101", "79160000003", "from-internal", '"Орлова" <101>', "SIP/101-05", "SIP/trunk-06", "Dial", "2026-03-02 11:00:01", "78", "68", "ANSWERED", "1.3"],
        ["101", "102", "from-internal", '"Орлова" <101>', "SIP/101-07", "SIP/102-08", "Dial", "2026-03-02 12:00:01", "42", "40", "ANSWERED", "1.4"],
    ]  # fmt: skip
    return [csv(folder / "Master.csv", rows, sep=",", encoding="utf-8")]


def youtrack(folder: Path) -> list[Path]:
    rows: Rows = [
        ["Issue Id", "Project", "Tags", "Summary", "Reporter", "Created", "Updated", "Resolved", "Priority", "Type", "State", "Assignee", "Sprints", "Story points"],
        ["WEB-1", "Web", "", "Макет", "orlova", "2026-03-02 10:00", "2026-03-09", "2026-03-09 12:00", "Normal", "Task", "Fixed", "kotov", "Sprint 1", "3"],
        ["WEB-2", "Web", "", "Падает форма", "orlova", "2026-03-03 10:00", "2026-03-19", "", "Major", "Bug", "In Progress", "kotov", "Sprint 1", "5"],
    ]  # fmt: skip
    return [csv(folder / "issues.csv", rows, sep=",", encoding="utf-8", quote_all=True)]


def redmine_american(folder: Path) -> list[Path]:
    """Redmine: «#» is a heading, the month comes first, «Total estimated time» is no money."""
    rows: Rows = [
        ["#", "Project", "Tracker", "Status", "Priority", "Subject", "Assignee", "Total estimated time", "Spent time", "Created", "Closed"],
        ["101", "Site", "Feature", "Closed", "Normal", "Mock-up", "Kotov", "8.00", "6.50", "03/02/2026 10:00 AM", "03/19/2026 12:00 PM"],
        ["102", "Site", "Bug", "New", "High", "Form falls", "Kotov", "", "0.00", "03/03/2026 10:00 AM", ""],
    ]  # fmt: skip
    return [csv(folder / "issues.csv", rows, sep=",", encoding="utf-8")]


def asana(folder: Path) -> list[Path]:
    rows: Rows = [
        [
            "Task ID",
            "Created At",
            "Completed At",
            "Last Modified",
            "Name",
            "Section/Column",
            "Assignee",
            "Due Date",
            "Tags",
            "Projects",
            "Parent task",
        ],
        ["1201", "2026-03-02", "2026-03-09", "2026-03-09", "Mock-up", "Done", "Kotov", "2026-03-10", "", "Site", ""],
        ["1202", "2026-03-03", "", "2026-03-19", "Layout", "Doing", "Orlova", "2026-03-20", "", "Site", ""],
        ["1203", "2026-03-04", "", "2026-03-19", "Texts", "Doing", "Orlova", "2026-03-20", "", "Site", ""],
    ]
    return [csv(folder / "site.csv", rows, sep=",", encoding="utf-8")]


def trello(folder: Path) -> list[Path]:
    """Trello: no day of creation, but 69a517a0 in the card's number is 02.03.2026 04:52:48 UTC."""
    rows: Rows = [
        ["Card ID", "Card Name", "Labels", "Members", "Due Date", "Last Activity Date", "List Name", "Board Name", "Archived", "Due Complete"],
        ["69a517a00000000000000001", "Макет", "", "Котов", "2026-03-10T10:00:00.000Z", "2026-03-09T10:00:00.000Z", "Готово", "Сайт", "false", "true"],
        ["69a517a00000000000000002", "Форма", "Bug (red)", "Орлова", "", "2026-03-19T10:00:00.000Z", "В работе", "Сайт", "false", "false"],
    ]  # fmt: skip
    return [csv(folder / "board.csv", rows, sep=",", encoding="utf-8")]


def bitrix_tasks(folder: Path) -> list[Path]:
    """A list of tasks with Russian headings, in Excel."""
    rows: Rows = [
        ["ID", "Название задачи", "Постановщик", "Исполнитель", "Статус", "Дата создания", "Крайний срок", "Дата закрытия", "Проект"],
        [7, "Позвонить поставщику", "Орлова", "Котов", "Завершена", datetime(2026, 3, 2, 10), None, datetime(2026, 3, 4, 12), "Склад"],
        [8, "Сверить остатки", "Орлова", "Котов", "В работе", datetime(2026, 3, 3, 10), datetime(2026, 3, 20), None, "Склад"],
    ]  # fmt: skip
    return [xlsx(folder / "tasks.xlsx", ("Задачи", rows))]


CASES = [
    Case("Calltouch", call_tracking, "2026-03", 3, "", {"act_calls": "3", "act_conversations": "2"}, word="telephony"),
    Case("CoMagic", contacts_of_tracking, "2026-03", 3, "", {"act_calls": "3", "act_conversations": "2"}, word="telephony"),
    Case("Zadarma", exchange_of_two_numbers, "2026-03", 3, "", {"act_calls": "3", "act_conversations": "2"}, word="telephony"),
    Case("Asterisk", asterisk, "2026-03", 4, "", {"act_calls": "3", "act_conversations": "2"}, word="telephony"),
    Case("YouTrack", youtrack, "2026-03", 2, "", {"tasks_done_share": "0.5", "work_done": "1", "bugs_per_sprint": "1"}),
    Case("Redmine", redmine_american, "2026-03", 2, "", {"tasks_done_share": "0.5", "work_done": "1"}),
    Case("Asana", asana, "2026-03", 3, "", {"work_done": "1", "work_remaining": "2"}),
    Case("Trello", trello, "2026-03", 2, "", {"work_done": None}),
    Case("Задачи Битрикс24", bitrix_tasks, "2026-03", 2, "", {"tasks_done_share": "0.5"}),
]  # fmt: skip
