"""Tables whose days stand above them, on their tabs or in the file's name; sums and states that say what counts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Look, Rows, csv, xlsx

if TYPE_CHECKING:
    from pathlib import Path


def goods_of_a_till(folder: Path) -> list[Path]:
    """Goods of a month: sold, came back, and the revenue that is their difference; hours in the period."""
    rows: Rows = [
        ["Отчёт по товарам"], ["Магазин", "Кофейня"], ["Период", "01.10.2026 00:00 - 31.10.2026 23:59"], [None],
        ["Товар", "Группа", "Продано, кол-во", "Продано, ₽", "Возвращено, кол-во", "Возвращено, ₽", "Выручка, ₽"],
        ["Капучино", "Кофе", "10", "2 000,00", "1", "200,00", "1 800,00"],
        ["Чизкейк", "Десерты", "3", "450,00", "0", "0,00", "450,00"],
        ["Итого", None, "13", "2 450,00", "1", "200,00", "2 250,00"],
    ]  # fmt: skip
    return [xlsx(folder / "Отчёт.xlsx", ("Отчет", rows))]


def goods_of_a_shop(folder: Path) -> list[Path]:
    """Sold and came back without their difference."""
    rows: Rows = [
        ['Отчет "Продажи" с 01.10.2026 по 31.10.2026'],
        ["Товар", "Артикул", "Кол-во продаж", "Сумма продаж, руб", "Сумма возвратов, руб", "Прибыль, руб"],
        ["Ваза", "A1", 5, 5000, 1000, 1600], ["Плед", "A2", 1, 700, 0, 200], ["Всего", None, 6, 5700, 1000, 1800],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Worksheet", rows))]


def one_document(folder: Path) -> list[Path]:
    """A printed document of sales: its day stands in its name, requisites above, signatures below."""
    rows: Rows = [
        ["Отчет о розничных продажах № 00ЦБ-000123 от 5 октября 2026 г."], [None], ["Организация:", None, 'ООО "Юг"'],
        ["Магазин:", None, "Центр"], ["Касса ККМ:", None, "Касса 1"], [None],
        ["№", "Артикул", "Товар", "Кол-во", "Ед.", "Цена", "Скидка", "Сумма"],
        [1, "A-1", "Ваза", 3, "шт", 1000, 150, 2850], [2, "A-2", "Плед", 2, "шт", 2250, 0, 4500],
        ["Итого:", None, None, None, None, None, 150, 7350], [None],
        ["Всего наименований 2, на сумму 7 350,00 руб."], [None], ["Отпустил", "______", "Получил", "______"],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def tabs_of_months(folder: Path) -> list[Path]:
    """A tab for each month, the year in the name of the file."""
    sheets: list[tuple[str, Rows]] = [
        (name, [["Менеджер", "Клиент", "Сумма продажи"], ["Ира", "ООО Вектор", one], ["Оля", "ИП Носов", two],
                ["Итого", None, one + two]])
        for name, one, two in (("Сентябрь", 100, 200), ("Октябрь", 150, 250))
    ]  # fmt: skip
    return [xlsx(folder / "Продажи 2026.xlsx", *sheets)]


def day_of_export(folder: Path) -> list[Path]:
    """The name of the file has the day on which it was saved: it tells no year of the months inside."""
    rows: Rows = [["Менеджер", "Октябрь", "Ноябрь"], ["Ира", 1000, 1500], ["Оля", 2000, 2500]]
    return [xlsx(folder / "Продажи 2027-01-15.xlsx", ("Продажи", rows))]


def articles_with_parts(folder: Path) -> list[Path]:
    """Rows of which other rows are parts: they are counted once, as the total says."""
    rows: Rows = [
        ["Расходы за октябрь 2026"], ["Статья", "Сумма, руб."], ["Аренда", 100], ["Зарплата", 50],
        ["  в т.ч. менеджеры", 30], ["  в т.ч. склад", 20], ["Связь", 25], ["Итого", 175],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def articles_in_groups(folder: Path) -> list[Path]:
    """Groups of articles with sums of their own, and nothing that tells them from articles."""
    rows: Rows = [
        ["Расходы за октябрь 2026"], ["Статья", "Сумма"], ["Офис", 150], ["Аренда", 100], ["Связь", 50],
        ["Люди", 75], ["Такси", 45], ["Обеды", 30],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def groups_against_their_total(folder: Path) -> list[Path]:
    """The total says 225, the rows give twice as much: something is counted twice."""
    rows: Rows = [
        ["Расходы за октябрь 2026"], ["Статья", "Сумма"], ["Офис", 150], ["Аренда", 100], ["Связь", 50],
        ["Люди", 75], ["Такси", 75], ["Итого", 225],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def sold_came_back_left(folder: Path) -> list[Path]:
    """Sales before and after what came back, side by side: the second is the revenue."""
    rows: Rows = [
        ["Анализ продаж"], ["Период: 05.10.2026 - 08.10.2026"], [None],
        ["День", "Количество", "Сумма продаж", "Сумма возвратов", "Выручка"], ["05.10.2026", 3, 300, 0, 300],
        ["06.10.2026", 4, 500, 100, 400], ["08.10.2026", 3, 300, 0, 300], ["Итого", 10, 1100, 100, 1000],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def dishes(folder: Path) -> list[Path]:
    """Day and group stand once, «… всего» under each group and day."""
    rows: Rows = [
        ["OLAP Отчет по продажам"], ["c 01.10.2026 по 02.10.2026"], [None],
        ["Учетный день", "Группа блюда", "Блюдо", "Количество", "Сумма со скидкой, р.", "Себестоимость, р."],
        [date(2026, 10, 1), "Супы", "Борщ", 5, 1400, 500], [None, None, "Солянка", 2, 700, 300],
        [None, "Супы всего", None, 7, 2100, 800], ["01.10.2026 всего", None, None, 7, 2100, 800],
        [date(2026, 10, 2), "Супы", "Борщ", 4, 1200, 400], [None, "Супы всего", None, 4, 1200, 400],
        ["02.10.2026 всего", None, None, 4, 1200, 400], ["Итого", None, None, 11, 3300, 1200],
    ]  # fmt: skip
    return [xlsx(folder / "olap.xlsx", ("Лист1", rows))]


def letters_of_states(folder: Path) -> list[Path]:
    """States by letters: C is complete, I cancelled, O open."""
    rows: Rows = [["Order ID", "E-mail", "Status", "Total", "Timestamp"]]
    rows += [[str(100 + n), f"{n}@a.ru", state, f"{n}000.00", f"10/2{n}/2026 12:00"]
             for n, state in ((1, "C"), (2, "I"), (3, "P"), (4, "O"))]  # fmt: skip
    return [csv(folder / "orders.csv", rows)]


def debit_and_credit_with_noughts(folder: Path) -> list[Path]:
    """A bank that writes 0 where nothing moved."""
    rows: Rows = [
        ["Дата операции", "Номер", "Контрагент", "ИНН контрагента", "Списание", "Зачисление", "Назначение"],
        ["01.10.2026", "1", "ООО Вектор", "7701234567", "0", "50 000.50", "Оплата"],
        ["03.10.2026", "2", "ООО Дом", "7707654321", "15 000.00", "0", "Аренда"],
    ]  # fmt: skip
    return [csv(folder / "statement.csv", rows, ",", "utf-8", quote_all=True)]


def units_under_months(folder: Path) -> list[Path]:
    """Under each month only in what its figures are."""
    rows: Rows = [
        ["Магазин", "сентябрь 2026", "октябрь 2026"], [None, "млн руб.", "млн руб."], ["Центр", 2.5, 3],
        ["Вокзал", 2, 3], ["Итого", 4.5, 6],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Продажи", rows))]


def floors_of_a_quarter(folder: Path) -> list[Path]:
    """Year, quarter, months, pieces and roubles; the quarter's sum at the right."""
    rows: Rows = [
        ["Менеджер", "2026 год"], [None, "IV квартал"], [None, "октябрь", None, "ноябрь", None, "Итого за квартал"],
        [None, "шт", "руб", "шт", "руб", "руб"], ["Ира", 1, 100, 3, 300, 400], ["Оля", 2, 200, 4, 400, 600],
        ["Итого", 3, 300, 7, 700, 1000],
    ]  # fmt: skip
    look = Look(((0, 0, 3, 0), (0, 1, 0, 5), (1, 1, 1, 5), (2, 1, 2, 2), (2, 3, 2, 4)))
    return [xlsx(folder / "a.xlsx", ("Продажи", rows, look))]


def running_total(folder: Path) -> list[Path]:
    """The day's revenue, and beside it the sum from the first day on."""
    rows: Rows = [["Дата", "Выручка за день", "Нарастающим итогом"]]
    rows += [[date(2026, 10, day), 100 * day, 50 * day * (day + 1)] for day in (1, 2, 3)]
    return [xlsx(folder / "a.xlsx", ("Выручка", rows))]


def pay_with_sales(folder: Path) -> list[Path]:
    """A payroll that begins with what each sold: it is no report of sales."""
    rows: Rows = [
        ["Расчёт зарплаты за октябрь 2026"], ["Менеджер", "Продажи", "Процент", "Оклад", "Премия", "Итого"],
        ["Ира", 100000, "5%", 30000, 5000, 35000], ["Оля", 200000, "5%", 30000, 10000, 40000],
        ["Итого", 300000, None, 60000, 15000, 75000],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def quarters_among_months(folder: Path) -> list[Path]:
    """Sums of quarters and of the half of a year stand among the months, the year in the title."""
    rows: Rows = [["Выручка 2026"], ["Период", "Выручка"]]
    rows += [["Октябрь", 100], ["Ноябрь", 200], ["Декабрь", 300], ["4 квартал", 600], ["2 полугодие", 600]]
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def accounts_of_both_sides(folder: Path) -> list[Path]:
    """«Дебет» and «Кредит» under «Счёт» are accounts, the sums have columns of their own."""
    rows: Rows = [
        ["ВЫПИСКА ОПЕРАЦИЙ ПО ЛИЦЕВОМУ СЧЕТУ 40702810000000000001"], [None],
        ["Дата проводки", "Счет", None, "Сумма по дебету", "Сумма по кредиту", "№ документа", "Назначение платежа"],
        [None, "Дебет", "Кредит"],
        ["01.10.2026", "4070281\n7701234567\nООО ВЕКТОР", "4070281\nООО ЮГ", None, 50000.5, "1", "Оплата"],
        ["03.10.2026", "4070281\nООО ЮГ", "4070282\n7707654321\nООО ДОМ", 15000, None, "2", "Аренда"],
        ["Итого оборотов", None, None, 15000, 50000.5],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Выписка", rows, Look(((2, 1, 2, 2),))))]


def bare_days_of_a_till(folder: Path) -> list[Path]:
    """Days without a year, a total in their column."""
    rows: Rows = [
        ["Касса магазина, октябрь 2026"], ["Дата", "Приход", "Расход", "Остаток", "Комментарий"],
        [None, None, None, 1000, "на начало"], ["01.10", "500", None, 1500, "Выручка"],
        ["02.10", None, "200", 1300, "Закупка"], ["03.10", "1 000", None, 2300, "Выручка"],
        ["Итого", 1500, 200, 2300],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def how_names_are_written(folder: Path) -> list[Path]:
    """Headings over two lines, with what is written in them in brackets."""
    rows: Rows = [
        ["Дата\nпродажи", "Клиент\n(ФИО)", "Сумма,\nруб."], [date(2026, 10, 1), "Анна", 300],
        [date(2026, 10, 2), "Яна", 400], ["ИТОГО:", None, 700],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


ASKED = ("needs_mapping",)
NOTHING: dict[str, str | None] = {"revenue": None}

CASES = [
    # 2000 - 200 + 450
    Case("Касса, товары за месяц", goods_of_a_till, "2026-10", 2, "2250", {"revenue": "2250"}),
    Case("Магазин, товары с возвратами", goods_of_a_shop, "2026-10", 2, "4700", {"revenue": "4700"}),
    Case("Документ одного дня", one_document, "2026-10", 2, "7350", {"revenue": "7350", "units": "5"}),
    Case("Месяцы по листам без дней", tabs_of_months, "2026-10", 4, "700", {"revenue": "400"}),
    Case("День выгрузки в имени", day_of_export, "2026-10", 4, "", dict(NOTHING), outcomes=ASKED),
    Case("Статьи с «в т.ч.»", articles_with_parts, "2026-10", 3, "175", {"revenue": None}),
    Case("Статьи группами", articles_in_groups, "2026-10", 6, "", dict(NOTHING), outcomes=ASKED),
    Case("Итог против строк", groups_against_their_total, "2026-10", 6, "", dict(NOTHING), outcomes=ASKED),
    Case("До и после возвратов", sold_came_back_left, "2026-10", 3, "1000", {"revenue": "1000"}),
    Case("Блюда по дням", dishes, "2026-10", 3, "3300", {"revenue": "3300"}),
    Case("Состояния буквами", letters_of_states, "2026-10", 2, "4000", {"revenue": "4000"}),
    Case("Нули в выписке", debit_and_credit_with_noughts, "2026-10", 2, "65000.50", {"customer_receipts": "50000.50"}),
    Case("Единицы под месяцами", units_under_months, "2026-10", 2, "10500000", {"revenue": "6000000"}),
    Case("Этажи квартала", floors_of_a_quarter, "2026-10", 2, "1000", {"revenue": "300", "units": "3"}),
    Case("Зарплата с продажами", pay_with_sales, "2026-10", 3, "", dict(NOTHING), outcomes=ASKED),
    Case(
        "Кварталы среди месяцев",
        quarters_among_months,
        "2026-10",
        3,
        "600",
        {"revenue": "100"},
    ),
    Case(
        "Счета обеих сторон сверху", accounts_of_both_sides, "2026-10", 2, "65000.50", {"customer_receipts": "50000.50"}
    ),
    Case("Касса с днями без года", bare_days_of_a_till, "2026-10", 3, "1700"),
    Case("Пояснения в скобках", how_names_are_written, "2026-10", 2, "700", {"revenue": "700", "buyers": "2"}),
    Case("Нарастающий итог рядом", running_total, "2026-10", 3, "600", {"revenue": "600"}),
]
