"""What people answered, how long they worked, what was planned for them, what a shop's engine lists as orders."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Rows, csv, xlsx

if TYPE_CHECKING:
    from pathlib import Path


def two_questions(folder: Path) -> list[Path]:
    """A form that asks of recommendation (9, 10 of 4: 50 %, 3: 25 %) and of satisfaction (5, 4, 5 of five)."""
    rows: Rows = [
        ["Отметка времени", "Готовы ли вы рекомендовать нас коллегам? (0-10)", "Насколько вы довольны обслуживанием? (1-5)", "Что улучшить?"],
        ["02.03.2026 10:00:00", "10", "5", ""], ["02.03.2026 11:00:00", "9", "4", "Доставку"],
        ["03.03.2026 12:00:00", "7", "3", ""], ["04.03.2026 12:00:00", "3", "2", "Цены"],
        ["15.03.2026 12:00:00", "", "5", ""],
    ]  # fmt: skip
    return [csv(folder / "Ответы.csv", rows, sep=",", encoding="utf-8")]


def both_by_hand(folder: Path) -> list[Path]:
    rows: Rows = [
        ["Дата", "Клиент", "NPS", "CSAT"], [date(2026, 3, 2), "Анна", 10, 5],
        [date(2026, 3, 3), "Пётр", 6, 3], [date(2026, 3, 4), "Олег", 9, 4],
    ]  # fmt: skip
    return [xlsx(folder / "оценки.xlsx", ("Лист1", rows))]


def many_marks(folder: Path) -> list[Path]:
    """Яндекс Формы: one question tells itself, two marks of other things do not."""
    rows: Rows = [
        ["ID", "Время создания", "Порекомендуете ли вы нас?", "Оцените менеджера", "Оцените доставку"],
        [1, "2026-03-02 10:00:00", 10, 5, 4],
        [2, "2026-03-02 11:00:00", 8, 4, 4],
        [3, "2026-03-03 10:00:00", 2, 2, 3],
    ]
    return [xlsx(folder / "form.xlsx", ("Ответы", rows))]


def short_scale(folder: Path) -> list[Path]:
    """«Оценка» from 1 to 5 is no recommendation from 0 to 10."""
    rows: Rows = [
        ["Дата", "Клиент", "Оценка"], [date(2026, 3, 2), "Анна", 5],
        [date(2026, 3, 3), "Пётр", 3], [date(2026, 3, 4), "Олег", 4],
    ]  # fmt: skip
    return [xlsx(folder / "оценки.xlsx", ("Лист1", rows))]


def toggl(folder: Path) -> list[Path]:
    rows: Rows = [
        ["User", "Email", "Client", "Project", "Task", "Description", "Billable", "Start date", "Start time", "End date", "End time", "Duration", "Tags"],
        ["Котов", "k@example.org", "Ромашка", "Сайт", "", "Макет", "Yes", "2026-03-02", "10:00:00", "2026-03-02", "12:30:00", "02:30:00", ""],
        ["Орлова", "o@example.org", "Ромашка", "Сайт", "", "Тексты", "No", "2026-03-03", "10:00:00", "2026-03-03", "11:15:00", "01:15:00", ""],
    ]  # fmt: skip
    return [csv(folder / "time.csv", rows, sep=",", encoding="utf-8")]


def clockify(folder: Path) -> list[Path]:
    """The same hours twice, as a clock and as a decimal: the day comes first, as 13/03 tells."""
    rows: Rows = [
        [
            "Project",
            "Client",
            "Description",
            "User",
            "Billable",
            "Start Date",
            "Start Time",
            "Duration (h)",
            "Duration (decimal)",
        ],
        ["Сайт", "Ромашка", "Макет", "Котов", "Yes", "02/03/2026", "10:00:00", "02:30:00", "2.50"],
        ["Сайт", "Ромашка", "Тексты", "Орлова", "No", "13/03/2026", "10:00:00", "01:15:00", "1.25"],
    ]
    return [csv(folder / "time.csv", rows, sep=",", encoding="utf-8", quote_all=True)]


def times_of_excel(folder: Path) -> list[Path]:
    """A sheet of hours in cells of time, with its total below."""
    rows: Rows = [
        ["Дата", "Сотрудник", "Проект", "Время"], [date(2026, 3, 2), "Котов", "Сайт", time(2, 30)],
        [date(2026, 3, 3), "Орлова", "Сайт", time(1, 15)], ["Итого", None, None, time(3, 45)],
    ]  # fmt: skip
    return [xlsx(folder / "часы.xlsx", ("Лист1", rows))]


def plan_beside_fact(folder: Path) -> list[Path]:
    """The month stands in the title only; the column of facts is no plan, the total no manager."""
    rows: Rows = [
        ["План/факт, март 2026"], ["Менеджер", "План", "Факт", "% выполнения"],
        ["Орлова", 150000, 140000, 0.9333], ["Котов", 100000, 110000, 1.1], ["Итого", 250000, 250000, 1],
    ]  # fmt: skip
    return [xlsx(folder / "план.xlsx", ("Лист1", rows))]


def plans_of_two_months(folder: Path) -> list[Path]:
    """Each sheet is a month of its own, named by the sheet."""
    sheets: list[tuple[str, Rows]] = [
        (name, [["Менеджер", "План"], ["Орлова", first], ["Котов", second]])
        for name, first, second in (("Март 2026", 150000, 100000), ("Апрель 2026", 170000, 110000))
    ]
    return [xlsx(folder / "план.xlsx", *sheets)]


def opencart(folder: Path) -> list[Path]:
    """A completed order is a sale, a cancelled one is none."""
    rows: Rows = [
        ["Order ID", "Customer", "Status", "Total", "Date Added", "Date Modified"],
        ["1", "Анна", "Complete", "350.0000", "2026-03-02", "2026-03-03"],
        ["2", "Пётр", "Canceled", "200.0000", "2026-03-04", "2026-03-04"],
    ]
    return [csv(folder / "orders.csv", rows, sep=",", encoding="utf-8", quote_all=True)]


def bitrix_shop(folder: Path) -> list[Path]:
    """1С-Битрикс: an order that is accepted only is no sale yet; «ID» is the order's number."""
    rows: Rows = [
        ["ID", "Дата создания", "Покупатель", "Статус", "Оплачен", "Отменён", "Сумма", "Валюта"],
        ["1", "02.03.2026 10:00:00", "Анна", "Выполнен", "Да", "Нет", "350.00", "RUB"],
        ["2", "04.03.2026 10:00:00", "Пётр", "Принят", "Нет", "Да", "200.00", "RUB"],
    ]
    return [csv(folder / "sale_order.csv", rows, quote_all=True)]


def insales(folder: Path) -> list[Path]:
    """Lines of orders with the order's total on each of them: 200 + 100, the cancelled 200 left out."""
    rows: Rows = [
        ["Номер заказа", "Дата и время создания", "Статус заказа", "Покупатель", "Название товара", "Артикул", "Количество", "Цена продажи", "Сумма", "Итоговая сумма заказа"],
        ["1001", "02.03.2026 10:00", "Выполнен", "Анна", "Чай", "T1", "2", "100,00", "200,00", "350,00"],
        ["1001", "02.03.2026 10:00", "Выполнен", "Анна", "Кофе", "C1", "1", "100,00", "100,00", "350,00"],
        ["1002", "14.03.2026 10:00", "Отменен", "Пётр", "Чай", "T1", "2", "100,00", "200,00", "200,00"],
    ]  # fmt: skip
    return [csv(folder / "orders.csv", rows, encoding="utf-8-sig")]


def woocommerce(folder: Path) -> list[Path]:
    """Prices and quantities of lines; a failed order is no sale."""
    rows: Rows = [
        [
            "Order Number",
            "Order Status",
            "Order Date",
            "City (Billing)",
            "Cart Discount Amount",
            "Order Total Amount",
            "SKU",
            "Item Name",
            "Quantity (- Refund)",
            "Item Cost",
        ],
        ["501", "Completed", "2026-03-02 10:00", "Тула", "0", "350.00", "T1", "Чай", "2", "100.00"],
        ["501", "Completed", "2026-03-02 10:00", "Тула", "0", "350.00", "C1", "Кофе", "1", "100.00"],
        ["502", "Failed", "2026-03-04 10:00", "Тула", "0", "200.00", "T1", "Чай", "2", "100.00"],
    ]
    return [csv(folder / "orders.csv", rows, sep=",", encoding="utf-8", quote_all=True)]


NET = {"revenue": "300", "sales_count": "1", "units": "3"}
CASES = [
    Case("Два вопроса формы", two_questions, "2026-03", 5, "", {"nps": "25", "csat": "0.6"}),
    Case("NPS и CSAT в таблице", both_by_hand, "2026-03", 3, "", {"nps": "33.3333", "csat": "0.666667"}),
    Case("Яндекс Формы", many_marks, "2026-03", 3, "", {"nps": "0", "csat": None}),
    Case("Оценка до пяти", short_scale, "2026-03", 3, "", {"nps": None, "csat": "0.666667"}),
    Case("Toggl", toggl, "2026-03", 2, "3.75", {}, word="table"),
    Case("Clockify", clockify, "2026-03", 2, "3.75", {}, word="table"),
    Case("Часы временем", times_of_excel, "2026-03", 2, "3.75", {}, word="table"),
    Case("План и факт", plan_beside_fact, "2026-03", 2, "250000", {"revenue": None}),
    Case("Планы по листам", plans_of_two_months, "2026-03", 4, "530000", {}),
    Case("OpenCart", opencart, "2026-03", 2, "550", {"revenue": "350"}),
    Case("1С-Битрикс", bitrix_shop, "2026-03", 2, "550", {"revenue": "350"}),
    Case("InSales", insales, "2026-03", 2, "300", dict(NET)),
    Case("WooCommerce", woocommerce, "2026-03", 2, "300", dict(NET)),
]  # fmt: skip
