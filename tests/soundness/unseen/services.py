"""Services of marketplaces, their analytics, boards and lists of trackers, heads of reports without merged cells."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Rows, csv, xlsx

if TYPE_CHECKING:
    from pathlib import Path


def bought_out(folder: Path) -> list[Path]:
    """WB, «Заказано / Выкупили»: sums less the commission of WB are no revenue."""
    rows: Rows = [
        ["Бренд", "Предмет", "Артикул WB", "Артикул продавца", "Наименование", "День", "Заказано, шт.", "Сумма заказов минус комиссия WB, руб.", "Выкупили, шт.", "К перечислению за товар, руб."],
        ["Лавка", "Кружки", 111, "KR-1", "Кружка", "03.11.2025", 5, 2500, 3, 1500.5],
    ]  # fmt: skip
    return [xlsx(folder / "sales.xlsx", ("Sheet1", rows))]


def sources_in_three_levels(folder: Path) -> list[Path]:
    """Метрика: three levels of sources, each with its sums, and the period in words: 500 + 200 + 300."""
    rows: Rows = [
        ["Отчёт: Источники, сводка"], ["Период: с 1 марта 2026 по 31 марта 2026"], [],
        ["Источник трафика", "Источник трафика (детально)", "Кампания", "Визиты", "Посетители", "Отказы", "Глубина просмотра"],
        ["Итого и средние", "", "", 1000, 800, 0.2, 2.5],
        ["Переходы по рекламе", "", "", 700, 600, 0.15, 2.7], ["Переходы по рекламе", "Яндекс Директ", "", 500, 400, 0.15, 2.7],
        ["Переходы по рекламе", "Яндекс Директ", "Весна", 500, 400, 0.15, 2.7], ["Переходы по рекламе", "VK", "", 200, 200, 0.15, 2.7],
        ["Переходы по рекламе", "VK", "Лето", 200, 200, 0.15, 2.7], ["Прямые заходы", "", "", 300, 200, 0.3, 2.0],
    ]  # fmt: skip
    return [xlsx(folder / "r.xlsx", ("Лист1", rows))]


def pieces_before_sums(folder: Path) -> list[Path]:
    """Ozon, realisation without numbers of rows, the pieces before the sums: 3 - 1 pieces, 1500 - 500."""
    rows: Rows = [
        ["Отчет о реализации товара за Ноябрь 2025"], [],
        ["Товар", None, None, "Реализовано", None, None, "Возвращено клиентом", None],
        ["Название товара", "Код товара продавца", "SKU", "Цена реализации", "Кол-во", "Реализовано на сумму, руб.", "Кол-во", "Возвращено на сумму, руб."],
        ["Кружка", "KR", "K1", 500, 3, 1500, 1, 500], ["Итого", "", "", None, 3, 1500, 1, 500],
    ]  # fmt: skip
    return [xlsx(folder / "o.xlsx", ("Лист1", rows))]


def visits(folder: Path) -> list[Path]:
    """Records of a salon: a client who did not come bought nothing."""
    rows: Rows = [
        ["Дата визита", "Клиент", "Телефон", "Сотрудник", "Услуга", "Стоимость", "Статус визита"],
        ["03.11.2025 10:00", "Анна", "79160000001", "Котов", "Стрижка", 1000, "Клиент пришел"],
        ["04.11.2025 10:00", "Иван", "79160000002", "Котов", "Стрижка", 1200, "Клиент не пришел"],
        ["29.11.2025 10:00", "Пётр", "79160000003", "Котов", "Стрижка", 900, "Ожидание клиента"],
    ]  # fmt: skip
    return [xlsx(folder / "v.xlsx", ("Записи", rows))]


def kept_by_hand(folder: Path) -> list[Path]:
    """One's own table of orders and buyouts with the revenue stays a list of sales."""
    rows: Rows = [
        ["Дата", "Товар", "Заказано", "Выкупили", "Выручка"],
        ["03.11.2025", "Кружка", 5, 3, 1500], ["04.11.2025", "Ложка", 2, 1, 100],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def of_the_market(folder: Path) -> list[Path]:
    """Яндекс Маркет, services by sheets: 100 + 30.15 of placing, 60 of delivery, 25 of a boost."""
    top: Rows = [["Отчёт по стоимости услуг"], ["Период: 01.11.2025–30.11.2025"], []]
    placing: Rows = [
        *top, ["ID бизнес-аккаунта", "Номер заказа", "Ваш SKU", "Название товара", "Количество", "Ваша цена за шт., руб.", "Услуга", "Тариф за шт., %", "Стоимость услуги, руб.", "Дата и время оказания услуги"],
        ["123", "5001", "KR", "Кружка", 2, 500, "Размещение товаров", "10%", 100, "04.11.2025 10:00"],
        ["123", "5009", "LZ", "Ложка", 3, 100.5, "Размещение товаров", "10%", 30.15, "07.11.2025 10:00"],
    ]  # fmt: skip
    others: Rows = [
        *top, ["ID бизнес-аккаунта", "Номер заказа", "Услуга", "Стоимость услуги, руб.", "Дата и время оказания услуги"],
        ["123", "5001", "Доставка покупателю", 60, "06.11.2025 10:00"], ["123", "", "Буст продаж", 25, "08.11.2025 10:00"],
    ]  # fmt: skip
    return [xlsx(folder / "services.xlsx", ("Размещение", placing), ("Другие", others))]


def board(folder: Path) -> list[Path]:
    """Trello as JSON: 69a517a0 is 02.03.2026, the card came to «Готово» on the 9th."""
    card: dict[str, object] = {
        "due": None,
        "dateLastActivity": "2026-03-19T10:00:00.000Z",
        "closed": False,
        "idMembers": [],
        "labels": [],
    }
    move = {"listAfter": {"id": "l2", "name": "Готово"}, "card": {"id": "69a517a00000000000000001"}}
    whole = {
        "id": "69a517a00000000000000000", "name": "Сайт",
        "lists": [{"id": "l1", "name": "В работе"}, {"id": "l2", "name": "Готово"}],
        "members": [{"id": "m1", "fullName": "Котов"}],
        "cards": [
            {**card, "id": "69a517a00000000000000001", "name": "Макет", "idList": "l2", "idMembers": ["m1"]},
            {**card, "id": "69a517a00000000000000002", "name": "Форма", "idList": "l1", "labels": [{"name": "Bug"}]},
        ],
        "actions": [{"type": "updateCard", "date": "2026-03-09T10:00:00.000Z", "data": move}],
    }  # fmt: skip
    path = folder / "board.json"
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return [path]


def clickup(folder: Path) -> list[Path]:
    """Moments are milliseconds: 1772445600000 is 02.03.2026, 1773050400000 is 09.03.2026."""
    rows: Rows = [
        ["Task ID", "Task Name", "Status", "Task Type", "Date Created", "Due Date", "Date Done", "Date Closed", "Assignees", "Priority", "List Name", "Space Name"],
        ["86a", "Mock-up", "Complete", "", "1772445600000", "", "1773050400000", "1773050400000", "[Kotov]", "2", "Site", "Web"],
        ["86b", "Form", "in progress", "", "1772532000000", "", "", "", "[Kotov]", "2", "Site", "Web"],
    ]  # fmt: skip
    return [csv(folder / "a.csv", rows, sep=",", encoding="utf-8")]


def youtrack(folder: Path) -> list[Path]:
    rows: Rows = [
        ["Идентификатор задачи", "Проект", "Заголовок", "Автор", "Создана", "Обновлена", "Завершена", "Приоритет", "Тип", "Состояние", "Исполнитель", "Спринты"],
        ["WEB-1", "Web", "Макет", "orlova", "02 мар. 2026 10:00", "09 мар. 2026 12:00", "09 мар. 2026 12:00", "Обычный", "Задача", "Исправлена", "kotov", "Спринт 1"],
        ["WEB-2", "Web", "Падает", "orlova", "03 мар. 2026 10:00", "19 мар. 2026 12:00", "", "Обычный", "Ошибка", "В работе", "kotov", "Спринт 1"],
    ]  # fmt: skip
    return [csv(folder / "a.csv", rows, sep=",", encoding="utf-8")]


def bases_without_spans(folder: Path) -> list[Path]:
    """Revenue with and without VAT saved as text, where no cell is merged: the cost is without."""
    rows: Rows = [
        ["", "Валовая прибыль"], [], ["", "Параметры:", "", "Период: Ноябрь 2025 г."], [],
        ["", "Номенклатура", "", "Выручка", "", "Себестоимость", "Валовая прибыль"],
        ["", "", "", "С НДС", "Без НДС", "Без НДС", ""],
        ["", "Чай", "", "600", "500", "400", "100"], ["", "Кофе", "", "696", "580", "400", "180"],
        ["", "Итого", "", "1296", "1080", "800", "280"],
    ]  # fmt: skip
    return [csv(folder / "Валовая прибыль.csv", rows)]


TASKS: dict[str, str | None] = {"work_done": "1", "tasks_done_share": "0.5"}

CASES = [
    Case("WB, заказано и выкупили", bought_out, "2025-11", 1, "", {"revenue": None}, outcomes=("unsupported",), word="wildberries"),
    Case("Метрика, три уровня", sources_in_three_levels, "2026-03", 3, "1000", {}, word="metrika"),
    Case("Ozon, штуки перед суммами", pieces_before_sums, "2025-11", 1, "1000", {"revenue": "1000", "units": "2"}, word="ozon"),
    Case("Записи салона", visits, "2025-11", 1, "1000", {"revenue": "1000"}),
    Case("Выкупы своей таблицей", kept_by_hand, "2025-11", 2, "1600", {"revenue": "1600"}),
    Case("Яндекс Маркет, услуги", of_the_market, "2025-11", 4, "215.15", {"revenue": None}, word="table: услуги"),
    Case("Trello, JSON", board, "2026-03", 2, "", TASKS),
    Case("ClickUp", clickup, "2026-03", 2, "", TASKS),
    Case("YouTrack по-русски", youtrack, "2026-03", 2, "", TASKS),
    Case("НДС без объединённых ячеек", bases_without_spans, "2025-11", 2, "1080", {"revenue": "1080", "gross_profit": "280"}),
]  # fmt: skip
