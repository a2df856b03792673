"""Deals of CRM systems whose headings repeat the kind of record, or have the days of winning and losing apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Rows, csv, xlsx

if TYPE_CHECKING:
    from pathlib import Path

_PIPEDRIVE: Rows = [
    ["ID", "Title", "Value", "Currency", "Status", "Stage", "Pipeline", "Owner", "Organization", "Contact person", "Deal created", "Won time", "Lost time", "Lost reason", "Expected close date"],
    ["1", "Deal 1", "100000", "RUB", "Won", "Negotiation", "Pipe", "Kotov", "Romashka", "Anna", "2026-03-02 10:00:00", "2026-03-05 10:00:00", "", "", "2026-03-10"],
    ["2", "Deal 2", "50000", "RUB", "Lost", "Proposal", "Pipe", "Kotov", "", "Ivan", "2026-03-03 10:00:00", "", "2026-03-06 10:00:00", "Price", "2026-03-10"],
    ["3", "Deal 3", "30000", "RUB", "Open", "Proposal", "Pipe", "Orlova", "", "Petr", "2026-03-04 10:00:00", "", "", "", "2026-04-10"],
]  # fmt: skip


def pipedrive(folder: Path) -> list[Path]:
    return [csv(folder / "deals.csv", _PIPEDRIVE, sep=",", encoding="utf-8")]


def with_the_record(folder: Path) -> list[Path]:
    """Pipedrive in Excel: «Deal - » before every heading."""
    rows: Rows = [[f"Deal - {name}" for name in _PIPEDRIVE[0]], *_PIPEDRIVE[1:]]
    return [xlsx(folder / "deals.xlsx", ("deals", rows))]


def in_russian(folder: Path) -> list[Path]:
    rows: Rows = [
        ["Сделка - Идентификатор", "Сделка - Название", "Сделка - Стоимость", "Сделка - Статус", "Сделка - Этап", "Сделка - Владелец", "Сделка - Организация", "Сделка - Сделка создана", "Сделка - Время выигрыша", "Сделка - Время проигрыша", "Сделка - Причина проигрыша"],
        ["1", "Сделка 1", "100000", "Выиграна", "Переговоры", "Котов", "Ромашка", "2026-03-02 10:00:00", "2026-03-05 10:00:00", "", ""],
        ["2", "Сделка 2", "50000", "Проиграна", "КП", "Котов", "", "2026-03-03 10:00:00", "", "2026-03-06 10:00:00", "Цена"],
        ["3", "Сделка 3", "30000", "Открыта", "КП", "Орлова", "", "2026-03-04 10:00:00", "", "", ""],
    ]  # fmt: skip
    return [xlsx(folder / "deals.xlsx", ("deals", rows))]


def hubspot(folder: Path) -> list[Path]:
    rows: Rows = [
        ["Record ID", "Deal Name", "Deal Stage", "Pipeline", "Amount", "Close Date", "Create Date", "Deal owner", "Associated Company", "Closed Lost Reason"],
        ["1", "Deal 1", "Closed Won", "Sales Pipeline", "100000", "2026-03-05 10:00", "2026-03-02 10:00", "Kotov", "Romashka", ""],
        ["2", "Deal 2", "Closed Lost", "Sales Pipeline", "50000", "2026-03-06 10:00", "2026-03-03 10:00", "Kotov", "", "Price"],
        ["3", "Deal 3", "Negotiation", "Sales Pipeline", "30000", "2026-04-06 10:00", "2026-03-04 10:00", "Orlova", "", ""],
    ]  # fmt: skip
    return [csv(folder / "hubspot.csv", rows, sep=",", encoding="utf-8")]


def sendsay(folder: Path) -> list[Path]:
    rows: Rows = [
        ["ID", "Название", "Тема", "Дата выпуска", "Отправлено", "Доставлено", "Открыто", "Открыто %", "Переходы", "Отписки"],
        ["1", "Весна", "Скидки", "02.03.2026 10:00", "1000", "950", "285", "30", "57", "5"],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("issues", rows))]


def dashamail(folder: Path) -> list[Path]:
    """Opens and clicks with repetitions stand beside the unique ones."""
    rows: Rows = [
        ["Рассылка", "Тема", "Отправлена", "Получателей", "Доставлено", "Открытия", "Уникальные открытия", "Клики", "Уникальные клики", "Отписки"],
        ["Весна", "Скидки", "02.03.2026 10:00", "1000", "950", "400", "285", "90", "57", "5"],
    ]  # fmt: skip
    return [csv(folder / "a.csv", rows)]


def calltouch(folder: Path) -> list[Path]:
    rows: Rows = [
        ["Дата и время звонка", "Номер телефона клиента", "Номер Calltouch", "Источник трафика", "Канал", "Длительность звонка, сек", "Время ожидания, сек", "Статус", "Уникальный", "Целевой"],
        ["02.03.2026 10:00:01", "79160000001", "74950000001", "yandex", "cpc", "192", "8", "Успешный", "Да", "Да"],
        ["02.03.2026 10:05:01", "79160000002", "74950000001", "google", "organic", "0", "30", "Неуспешный", "Да", "Нет"],
    ]  # fmt: skip
    return [csv(folder / "a.csv", rows, encoding="utf-8-sig")]


def callibri(folder: Path) -> list[Path]:
    """«Тип» says «Звонок», no direction: calls that a site brought."""
    rows: Rows = [
        ["Дата", "Время", "Тип", "Телефон", "Имя", "Канал", "Источник", "Длительность", "Статус", "Класс обращения", "Ответственный"],
        ["02.03.2026", "10:00:01", "Звонок", "79160000001", "", "Директ", "yandex", "192", "Отвечен", "Целевой", "Орлова"],
        ["02.03.2026", "10:05:01", "Звонок", "79160000002", "", "SEO", "google", "0", "Пропущен", "Нецелевой", ""],
    ]  # fmt: skip
    return [csv(folder / "a.csv", rows)]


ENDS: dict[str, str | None] = {"win_rate": "0.5", "avg_deal_size": "100000", "new_opportunities": "3", "revenue": None}
READ: dict[str, str | None] = {"email_open_rate": "0.3", "email_ctr": "0.06"}
CALLS: dict[str, str | None] = {"act_calls": "2", "act_conversations": "1"}
WORD = "table: Сделки"

CASES = [
    Case("Pipedrive", pipedrive, "2026-03", 3, "180000", ENDS, word=WORD),
    Case("Pipedrive, «Deal - » у каждого столбца", with_the_record, "2026-03", 3, "180000", ENDS, word=WORD),
    Case("Pipedrive по-русски", in_russian, "2026-03", 3, "180000", ENDS, word=WORD),
    Case("HubSpot", hubspot, "2026-03", 3, "180000", ENDS, word=WORD),
    Case("Sendsay", sendsay, "2026-03", 1, "1000", READ, word="mailing"),
    Case("DashaMail", dashamail, "2026-03", 1, "1000", READ, word="mailing"),
    Case("Calltouch, секунды в заголовке", calltouch, "2026-03", 2, "", CALLS, word="telephony"),
    Case("Звонки Callibri", callibri, "2026-03", 2, "", CALLS, word="telephony"),
]
