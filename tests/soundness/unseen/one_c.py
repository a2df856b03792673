"""Reports and lists of 1C: sales by documents, by months, by managers; flat lists; negative and doubtful figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from tests.soundness.unseen.made import NBSP, Case, Look, Rows, Sale, Value, csv, ru, sales, total, truth, xlsx

if TYPE_CHECKING:
    from pathlib import Path

NOVEMBER = sales(2025, 11, 40, 1)
OCTOBER = sales(2025, 10, 30, 2)


def _sum(lines: list[Sale]) -> Rows:
    revenue, cost = sum((s.amount for s in lines), Decimal(0)), sum((s.cost for s in lines), Decimal(0))
    share = (revenue - cost) / revenue * 100
    return [[sum(s.quantity for s in lines), revenue, cost, revenue - cost, round(share, 2)]]


def gross_profit_by_documents(folder: Path) -> list[Path]:
    """УТ 11: customer, then document, then goods, in one column of a tree."""
    rows: Rows = [
        [None],
        [None, "Валовая прибыль предприятия"],
        [None],
        [None, "Параметры:", None, "Период: 01.11.2025 - 30.11.2025"],
        [None, None, None, "Данные по себестоимости: В валюте упр. учета с НДС"],
        [None, "Отбор:", None, 'Организация Равно "Торговый дом ""Вкус"""'],
        [None],
        [None, "Клиент", None, "Количество", "Выручка", "Себестоимость", "Валовая прибыль", "Рентабельность, %"],
        [None, "Документ продажи"],
        [None, "Номенклатура", "Артикул"],
    ]
    levels = [0] * len(rows)
    for customer, mine in groupby(sorted(NOVEMBER, key=lambda s: (s.customer, s.document)), lambda s: s.customer):
        held = list(mine)
        rows.append([None, customer, None, *_sum(held)[0]])
        levels.append(0)
        for document, of in groupby(held, lambda s: s.document):
            lines = list(of)
            title = f"Реализация товаров и услуг {document} от {lines[0].at:%d.%m.%Y %H:%M:%S}"
            rows.append([None, title, None, *_sum(lines)[0]])
            levels.append(1)
            for line in lines:
                rows.append([None, line.product, line.sku, *_sum([line])[0]])
                levels.append(2)
    rows.append([None, "Итого", None, *_sum(NOVEMBER)[0]])
    merges = tuple((7, column, 9, column) for column in range(3, 8))
    formats = {3: "0.000;[Red]-0.000", 4: "#,##0.00;[Red]-#,##0.00"}
    return [xlsx(folder / "Валовая прибыль.xlsx", ("TDSheet", rows, Look(merges, tuple(levels), formats=formats)))]


def sales_by_months_and_managers(folder: Path) -> list[Path]:
    """УНФ «Продажи»: managers down, months across, quantity and sum under each."""
    rows: Rows = [
        ["Продажи"],
        [None],
        ["Параметры:", None, "Период: 01.10.2025 - 30.11.2025"],
        [None],
        ["Менеджер", None, "Октябрь 2025", None, "Ноябрь 2025", None, "Итого", None],
        ["Номенклатура", "Артикул", "Количество", "Сумма", "Количество", "Сумма", "Количество", "Сумма"],
    ]
    levels = [0] * 6

    def line(name: str, sku: str | None, *of: list[Sale]) -> list[Value]:
        cells: list[Value] = []
        for lines in (*of, [s for part in of for s in part]):
            cells += [sum(s.quantity for s in lines) or None, sum(s.amount for s in lines) or None]
        return [name, sku, *cells]

    everyone = sorted({s.manager for s in OCTOBER + NOVEMBER})
    for manager in everyone:
        both = [[s for s in month if s.manager == manager] for month in (OCTOBER, NOVEMBER)]
        rows.append(line(manager, None, *both))
        levels.append(0)
        for product, sku in sorted({(s.product, s.sku) for month in both for s in month}):
            rows.append(line(product, sku, *([s for s in month if s.sku == sku] for month in both)))
            levels.append(1)
    rows.append(line("Итого", None, OCTOBER, NOVEMBER))
    merges = ((4, 2, 4, 3), (4, 4, 4, 5), (4, 6, 4, 7))
    return [xlsx(folder / "Продажи УНФ.xlsx", ("Лист_1", rows, Look(merges, tuple(levels))))]


def list_of_sales_documents(folder: Path) -> list[Path]:
    """БП 3.0 «Реализация (акты, накладные, УПД)», «Вывести список»: texts of dates and sums."""
    rows: Rows = [
        [
            "Дата",
            "Номер",
            "Сумма",
            "Валюта",
            "Контрагент",
            "Вид операции",
            "Склад",
            "Организация",
            "Ответственный",
            "Комментарий",
            "СФ",
        ]
    ]
    for document, of in groupby(NOVEMBER, lambda s: s.document):
        lines = list(of)
        amount = sum((s.amount for s in lines), Decimal(0))
        rows.append([f"{lines[0].at:%d.%m.%Y %H:%M:%S}", document, ru(amount, NBSP), "руб.", lines[0].customer,
                     "Товары (накладная, УПД)", "Основной склад", 'ООО "Вкус"', lines[0].manager, None, "Проведен"])  # fmt: skip
    return [xlsx(folder / "Реализация.xlsx", ("TDSheet", rows))]


def rows_behind_in_csv(folder: Path) -> list[Path]:
    """A plain list saved from Excel: cp1251, semicolons, nbsp in thousands, totals below, a blank row before them."""
    rows: Rows = [
        [
            "Дата продажи",
            "Документ",
            "Клиент",
            "Товар",
            "Артикул",
            "Кол-во",
            "Сумма, руб.",
            "Себестоимость, руб.",
            "Менеджер",
        ]
    ]
    rows += [
        [
            ru(s.day),
            s.document,
            s.customer,
            s.product,
            s.sku,
            str(s.quantity),
            ru(s.amount, NBSP),
            ru(s.cost, NBSP),
            s.manager,
        ]
        for s in NOVEMBER
    ]
    rows += [
        [None] * 9,
        [
            "ИТОГО:",
            None,
            None,
            None,
            None,
            str(sum(s.quantity for s in NOVEMBER)),
            ru(sum(s.amount for s in NOVEMBER), NBSP),
            ru(sum(s.cost for s in NOVEMBER), NBSP),
            None,
        ],
    ]
    return [csv(folder / "продажи ноябрь.csv", rows)]


def two_digit_years(folder: Path) -> list[Path]:
    """Days written as «01.11.25», narrow nbsp thousands, trailing blanks."""
    rows: Rows = [["Дата ", "№ накладной", "Покупатель", "Наименование", "Кол.", "Цена", "Сумма "]]
    for s in NOVEMBER:
        rows.append([f"{s.day:%d.%m.%y}", s.document + " ", s.customer + "  ", s.product, s.quantity,
                     ru(s.amount / s.quantity, "\u202f"), ru(s.amount, "\u202f") + " ₽"])  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def minus_after_the_figure(folder: Path) -> list[Path]:
    """Returns as «1234.56-» and «(1 234,56)» among sales."""
    rows: Rows = [["Дата", "Номер", "Контрагент", "Номенклатура", "Количество", "Сумма"]]
    rows += [[ru(s.day), s.document, s.customer, s.product, str(s.quantity), f"{s.amount:.2f}"] for s in NOVEMBER]
    rows += [
        ["30.11.2025", "0000-000901", BACK, "Чай зелёный", "1-", "1290.00-"],
        ["30.11.2025", "0000-000902", BACK, "Чай зелёный", "(1)", "(1 290,00)"],
    ]
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


BACK = "ИП Иванов А. А."


def thousands_of_roubles(folder: Path) -> list[Path]:
    """The report's caption says that sums are in thousands."""
    rows: Rows = [
        ["Продажи по дням, тыс. руб."],
        [None],
        ["Дата", "Выручка", "Себестоимость"],
        [date(2025, 11, 1), 12.5, 8],
        [date(2025, 11, 2), 30.25, 20.125],
        ["Итого", 42.75, 28.125],
    ]
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def by_days_of_retail(folder: Path) -> list[Path]:
    """«Розница»: shop, then day, then till shift; sums only; subtotal of a shop before its days."""
    rows: Rows = [
        ["Отчет о продажах"],
        [None],
        ["Параметры:", None, "Начало периода: 01.11.2025 0:00:00"],
        [None, None, "Конец периода: 30.11.2025 23:59:59"],
        [None],
        ["Магазин", None, "Количество чеков", "Количество товаров", "Сумма"],
        ["Дата"],
    ]
    levels = [0] * 7
    all_days: dict[str, dict[date, list[Sale]]] = {}
    for n, s in enumerate(NOVEMBER):
        all_days.setdefault(("Магазин 1", "Магазин на Мира")[n % 2], {}).setdefault(s.day, []).append(s)
    for shop, days in all_days.items():
        lines = [s for of in days.values() for s in of]
        rows.append(
            [
                shop,
                None,
                sum(len({s.document for s in of}) for of in days.values()),
                sum(s.quantity for s in lines),
                sum(s.amount for s in lines),
            ]
        )
        levels.append(0)
        for day in sorted(days):
            of = days[day]
            rows.append(
                [
                    f"{day:%d.%m.%Y}",
                    None,
                    len({s.document for s in of}),
                    sum(s.quantity for s in of),
                    sum(s.amount for s in of),
                ]
            )
            levels.append(1)
    rows.append(["Итого", None, sum(len({s.document for s in of}) for days in all_days.values() for of in days.values()),
                 sum(s.quantity for s in NOVEMBER), sum(s.amount for s in NOVEMBER)])  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("TDSheet", rows, Look((), tuple(levels))))]


DAYS_OF_RETAIL = sum(len({s.day for n, s in enumerate(NOVEMBER) if n % 2 == k}) for k in (0, 1))


def before_and_after_the_discount(folder: Path) -> list[Path]:
    """«Розница»: the sum before the discount, the discount and what was paid, by days."""
    rows: Rows = [
        ["Продажи по дням"], ["Параметры:", None, "Период: 01.11.2025 - 02.11.2025"], [None],
        ["Дата", None, "Количество", "Сумма", "Скидка", "Сумма со скидкой"],
        ["01.11.2025", None, 3, 300, 30, 270], ["02.11.2025", None, 1, 100, 0, 100],
        ["Итого", None, 4, 400, 30, 370],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("TDSheet", rows))]


def date_1904(folder: Path) -> list[Path]:
    """A workbook made on a Mac of old."""
    rows: Rows = [["Дата", "Заказ", "Клиент", "Сумма", "Себестоимость"]]
    for document, of in groupby(NOVEMBER, lambda s: s.document):
        lines = list(of)
        rows.append(
            [lines[0].day, document, lines[0].customer, sum(s.amount for s in lines), sum(s.cost for s in lines)]
        )
    return [xlsx(folder / "a.xlsx", ("Лист1", rows, Look(date1904=True)))]


def serials(folder: Path) -> list[Path]:
    """Dates left as Excel's numbers: 45962 is 01.11.2025."""
    rows: Rows = [["Дата", "Заказ", "Клиент", "Сумма"]]
    for document, of in groupby(NOVEMBER, lambda s: s.document):
        lines = list(of)
        rows.append(
            [(lines[0].day - date(1899, 12, 30)).days, document, lines[0].customer, sum(s.amount for s in lines)]
        )
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def ut103_sales(folder: Path) -> list[Path]:
    """УТ 10.3 «Продажи»: three headings of groups, merged narrow columns, sums with and without VAT."""
    rows: Rows = [
        [None, "Продажи"],
        [None, "Период: Ноябрь 2025 г."],
        [None, "Показатели: Количество (в базовых единицах); Сумма продажи; НДС;"],
        [None, "Группировки строк: Контрагент (Элементы); Номенклатура (Элементы);"],
        [None],
        [None, "Контрагент", None, None, "Количество (в базовых единицах)", None, "Стоимость, руб.", None, "НДС, руб."],
        [None, "Номенклатура"],
    ]
    levels = [0] * 7

    def line(name: str, of: list[Sale]) -> list[Value]:
        amount = sum((s.amount for s in of), Decimal(0))
        return [None, name, None, None, sum(s.quantity for s in of), None, amount, None, round(amount / 6, 2)]

    for customer, mine in groupby(sorted(NOVEMBER, key=lambda s: (s.customer, s.product)), lambda s: s.customer):
        held = list(mine)
        rows.append(line(customer, held))
        levels.append(0)
        for product, of in groupby(held, lambda s: s.product):
            rows.append(line(product, list(of)))
            levels.append(1)
    rows.append(line("Итого", NOVEMBER))
    return [xlsx(folder / "Продажи.xlsx", ("TDSheet", rows, Look((), tuple(levels))))]


PAIRS = len({(s.customer, s.product) for s in NOVEMBER})
DOCUMENTS = len({s.document for s in NOVEMBER})
LESS = str(sum(s.amount for s in NOVEMBER) - 2580)

CASES = [
    Case(
        "УТ 11, валовая прибыль по документам",
        gross_profit_by_documents,
        "2025-11",
        len(NOVEMBER),
        total(NOVEMBER),
        truth(NOVEMBER, "revenue", "sales_count", "aov", "gross_profit", "units", "margin"),
        word="1c-report",
    ),
    Case(
        "УНФ, продажи по менеджерам и месяцам",
        sales_by_months_and_managers,
        "2025-11",
        len({(s.manager, s.sku) for s in OCTOBER + NOVEMBER}),
        total(OCTOBER + NOVEMBER),
        truth(NOVEMBER, "revenue", "units"),
    ),
    Case(
        "БП, список реализаций",
        list_of_sales_documents,
        "2025-11",
        DOCUMENTS,
        total(NOVEMBER),
        truth(NOVEMBER, "revenue", "sales_count", "aov"),
    ),
    Case(
        "Список в csv с итогом",
        rows_behind_in_csv,
        "2025-11",
        len(NOVEMBER),
        total(NOVEMBER),
        truth(NOVEMBER, "revenue", "sales_count", "aov", "units"),
    ),
    Case(
        "Двузначные годы",
        two_digit_years,
        "2025-11",
        len(NOVEMBER),
        total(NOVEMBER),
        truth(NOVEMBER, "revenue", "sales_count", "aov", "units"),
    ),
    Case(
        "Минус после числа и в скобках",
        minus_after_the_figure,
        "2025-11",
        len(NOVEMBER) + 2,
        LESS,
        {"revenue": LESS, "revenue_gross": total(NOVEMBER), "revenue_returns": "-2580"},
    ),
    # 12.5 and 30.25 thousands
    Case("Тысячи рублей", thousands_of_roubles, "2025-11", 2, "42750", {"revenue": "42750"}),
    Case("Розница по дням", by_days_of_retail, "2025-11", DAYS_OF_RETAIL, total(NOVEMBER), truth(NOVEMBER, "revenue")),
    Case(
        "Книга с 1904 года", date_1904, "2025-11", DOCUMENTS, total(NOVEMBER), truth(NOVEMBER, "revenue", "sales_count")
    ),
    Case(
        "Даты числами Excel", serials, "2025-11", DOCUMENTS, total(NOVEMBER), truth(NOVEMBER, "revenue", "sales_count")
    ),
    Case("УТ 10.3, продажи", ut103_sales, "2025-11", PAIRS, total(NOVEMBER), truth(NOVEMBER, "revenue", "units")),
]
