"""Lists of deals and of requests that programs and managers keep, told by headings, names and words of states."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Rows, csv, xlsx

if TYPE_CHECKING:
    from pathlib import Path


def megaplan(folder: Path) -> list[Path]:
    """Мегаплан: «Стоимость» of a refused deal is no revenue; a deal in work has no day of closing."""
    rows: Rows = [
        ["Номер", "Название", "Схема", "Статус", "Клиент", "Менеджер", "Стоимость", "Оплачено", "Дата создания", "Дата завершения"],
        ["С-1", "Монтаж", "Продажа", "Успешно завершена", "ООО Ромашка", "Орлова", 100000, 100000, datetime(2026, 3, 2, 10), datetime(2026, 3, 15, 12)],
        ["С-2", "Ремонт", "Продажа", "Отказ", "ИП Петров", "Орлова", 30000, 0, datetime(2026, 3, 5, 10), datetime(2026, 3, 16, 12)],
        ["С-3", "Поставка", "Продажа", "В работе", "ООО Вектор", "Котов", 50000, 20000, datetime(2026, 3, 6, 10), None],
    ]  # fmt: skip
    return [xlsx(folder / "export.xlsx", ("Лист1", rows))]


def hand_kept_funnel(folder: Path) -> list[Path]:
    """A manager's own funnel: the sheet's name says that they are deals, stages are his own."""
    rows: Rows = [
        ["№", "Дата", "Клиент", "Этап", "Сумма", "Менеджер"],
        [1, date(2026, 3, 2), "ООО Ромашка", "Переговоры", 40000, "Орлова"],
        [2, date(2026, 3, 3), "ИП Петров", "Отказ", 30000, "Орлова"],
    ]
    return [xlsx(folder / "март.xlsx", ("Сделки", rows))]


def requests_by_hand(folder: Path) -> list[Path]:
    """Requests in Excel under a title; three of them on two days."""
    rows: Rows = [
        ["Заявки, март 2026"], [],
        ["№", "Дата обращения", "ФИО", "Телефон", "Откуда", "Менеджер", "Статус", "Комментарий"],
        [1, date(2026, 3, 2), "Анна", "8 916 000-00-01", "Авито", "Орлова", "В работе", None],
        [2, date(2026, 3, 2), "Пётр", "8 916 000-00-02", "Сайт", "Котов", "Отказ", "дорого"],
        [3, date(2026, 3, 4), "Олег", "8 916 000-00-03", "2ГИС", "Орлова", "Купил", None],
    ]  # fmt: skip
    return [xlsx(folder / "таблица.xlsx", ("Лист1", rows))]


def contacts_of_a_site(folder: Path) -> list[Path]:
    """Callibri: calls, forms and chats in one list, each is a request."""
    rows: Rows = [
        [
            "Дата",
            "Время",
            "Тип обращения",
            "Источник",
            "Телефон",
            "Email",
            "Имя",
            "Длительность",
            "Статус",
            "Первое обращение",
        ],
        ["02.03.2026", "10:00", "Звонок", "Яндекс.Директ", "+7 916 000-00-01", "", "Анна", "1:30", "Лид", "Да"],
        ["02.03.2026", "11:00", "Форма", "Google", "", "a@example.org", "Пётр", "", "Нецелевой", "Да"],
        ["03.03.2026", "12:00", "Чат", "Прямые заходы", "", "", "", "", "Лид", "Нет"],
    ]
    return [csv(folder / "report.csv", rows, encoding="utf-8-sig")]


def forms_of_tilda(folder: Path) -> list[Path]:
    rows: Rows = [
        ["Name", "Phone", "Email", "Form name", "Page URL", "UTM_SOURCE", "UTM_CAMPAIGN", "sended"],
        ["Анна", "+79160000001", "", "Заявка", "https://example.org/", "yandex", "search", "2026-03-02 10:00:00"],
        ["Пётр", "+79160000002", "", "Заявка", "https://example.org/", "vk", "", "2026-03-03 11:00:00"],
    ]
    return [csv(folder / "leads.csv", rows, encoding="utf-8", quote_all=True)]


def clients_with_prices(folder: Path) -> list[Path]:
    """Orders of Tilda: names with prices beside e-mails are no price list, and nothing is guessed."""
    rows: Rows = [
        ["Name", "Email", "Phone", "Products", "Price", "Payment ID", "Payment System", "Status", "Currency", "Form name", "Date"],
        ["Анна", "a@example.org", "+79160000001", "Чай - 2x100 = 200", "200", "p1", "Card", "Paid", "RUB", "Корзина", "2026-03-02 10:00:00"],
        ["Пётр", "p@example.org", "+79160000002", "Кофе - 1x100 = 100", "100", "p2", "Card", "Not paid", "RUB", "Корзина", "2026-03-03 10:00:00"],
    ]  # fmt: skip
    return [csv(folder / "orders.csv", rows, encoding="utf-8")]


CASES = [
    Case("Мегаплан", megaplan, "2026-03", 3, "180000",
         {"win_rate": "0.5", "avg_deal_size": "100000", "new_opportunities": "3", "revenue": None}),
    Case("Воронка от руки", hand_kept_funnel, "2026-03", 2, "70000", {"new_opportunities": "2", "revenue": None}),
    Case("Обращения от руки", requests_by_hand, "2026-03", 3, "",
         {"leads": "3", "rejected_leads_share": "0.333333", "leads_converted_share": "0.333333"}),
    Case("Callibri", contacts_of_a_site, "2026-03", 3, "", {"leads": "3"}),
    Case("Формы Тильды", forms_of_tilda, "2026-03", 2, "", {"leads": "2"}),
    Case("Заказы Тильды", clients_with_prices, "2026-03", 2, "", {"revenue": None}, outcomes=("needs_mapping",)),
]  # fmt: skip
