"""What is mixed with sales or sums them up: orders among documents, quarters beside months, pivot tables, VAT books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Look, Rows, xlsx

if TYPE_CHECKING:
    from pathlib import Path


def documents_of_sale(folder: Path) -> list[Path]:
    """УТ «Документы продажи»: bills and orders of the same buyers stand among realisations."""
    rows: Rows = [
        ["Дата", "Тип документа", "Номер", "Контрагент", "Сумма", "Проведен"],
        ["03.11.2025", "Реализация товаров и услуг", "Р-71", "Ромашка", "1 010,00", "Да"],
        ["04.11.2025", "Корректировка реализации", "К-72", "Ромашка", "-110,00", "Да"],
        ["05.11.2025", "Счет на оплату покупателю", "С-73", "Ромашка", "700,00", "Да"],
        ["05.11.2025", "Заказ клиента", "З-73", "Ромашка", "700,00", "Да"],
    ]
    return [xlsx(folder / "Документы продажи.xlsx", ("TDSheet", rows))]


def invoices(folder: Path) -> list[Path]:
    """УНФ «Расходные накладные»: the operation tells what came back, the sum has no minus."""
    rows: Rows = [
        ["Дата", "Номер", "Контрагент", "Сумма", "Вид операции"],
        ["03.11.2025", "Р-81", "Ромашка", "1 010,00", "Продажа покупателю"],
        ["04.11.2025", "В-82", "Ромашка", "310,00", "Возврат от покупателя"],
        ["05.11.2025", "Р-83", "Иванов", "200,00", "Продажа покупателю"],
    ]
    return [xlsx(folder / "Расходные накладные.xlsx", ("TDSheet", rows))]


def quarter_beside_its_months(folder: Path) -> list[Path]:
    """The quarter's column repeats what its months have."""
    rows: Rows = [
        ["Продажи по месяцам"], ["Параметры:", None, "Период: 01.10.2025 - 31.12.2025"], [None],
        ["Номенклатура", None, "Октябрь 2025 г.", "Ноябрь 2025 г.", "Декабрь 2025 г.", "4 квартал 2025 г.", "Итого"],
        [None, None, "Сумма", "Сумма", "Сумма", "Сумма", "Сумма"],
        ["Чай", None, 100, 200, 300, 600, 600], ["Кофе", None, 10, 20, 30, 60, 60],
        ["Итого", None, 110, 220, 330, 660, 660],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("TDSheet", rows))]


def market_orders(folder: Path) -> list[Path]:
    """Яндекс Маркет, orders: price of a piece and pieces, no sum; a cancelled order."""
    rows: Rows = [
        ["Информация о бизнесе"], ["ID бизнес-аккаунта: 123"], [None],
        ["Номер заказа", "Дата создания заказа", "Ваш SKU", "SKU на Маркете", "Название товара", "Количество", "Ваша цена за шт., ₽", "Статус заказа", "Дата изменения статуса", "Регион доставки"],
        ["5001", "03.11.2025", "KR", "9", "Кружка", 2, 500, "Доставлен", "06.11.2025", "Москва"],
        ["5007", "05.11.2025", "LZ", "8", "Ложка", 1, 100, "Отменён до отгрузки", "05.11.2025", "Москва"],
        ["5009", "06.11.2025", "LZ", "8", "Ложка", 3, 100.5, "Доставлен", "09.11.2025", "Тула"],
    ]  # fmt: skip
    return [xlsx(folder / "united_orders.xlsx", ("Транзакции по заказам", rows))]


def market_realisation(folder: Path) -> list[Path]:
    """Яндекс Маркет, realisation: what was delivered, with VAT."""
    rows: Rows = [
        ["Отчёт о реализации товаров"], ["за Ноябрь 2025"], [None],
        ["Номер заказа", "Ваш SKU", "Название товара", "Дата передачи в доставку", "Дата доставки", "Количество, шт.", "Ставка НДС", "Цена с НДС за шт., ₽", "Стоимость всех доставленных товаров с НДС, ₽"],
        ["5001", "KR", "Кружка", "04.11.2025", "06.11.2025", 2, "20%", 500, 1000],
        ["5009", "LZ", "Ложка", "07.11.2025", "09.11.2025", 3, "20%", 100.5, 301.5],
    ]  # fmt: skip
    return [xlsx(folder / "goods_realization.xlsx", ("Доставлено", rows))]


def pivot_by_days(folder: Path) -> list[Path]:
    """A pivot table of a spreadsheet with days down."""
    rows: Rows = [["Названия строк", "Сумма по полю Выручка"], ["03.11.2025", 200], ["05.11.2025", 170.5],
                  ["Общий итог", 370.5]]  # fmt: skip
    return [xlsx(folder / "Сводная.xlsx", ("Лист2", rows))]


def pivot_without_days(folder: Path) -> list[Path]:
    """Nothing says of which days these sums are: they are asked for, and nothing is imported."""
    rows: Rows = [
        ["Менеджер", "Товар", "Сумма по полю Сумма продаж"], ["Иванов", "Чай", 200], [None, "Кофе", 100],
        ["Иванов Итог", None, 300], ["Петров", "Чай", 70], ["Петров Итог", None, 70], ["Общий итог", None, 370],
    ]  # fmt: skip
    return [xlsx(folder / "Сводная.xlsx", ("Лист2", rows))]


def book_of_sales(folder: Path) -> list[Path]:
    """The book of sales for VAT has an advance in it, which is no sale."""
    rows: Rows = [
        ["КНИГА ПРОДАЖ"], ["Продавец ООО «Вкус»"], ["Продажа за период с 01.11.2025 по 30.11.2025"], [None],
        ["№ п/п", "Код вида операции", "Номер и дата счета-фактуры продавца", "Наименование покупателя", "Стоимость продаж по счету-фактуре (включая НДС)", None, "Сумма НДС"],
        [None, None, None, None, "в валюте счета-фактуры", "в рублях и копейках", None],
        [1, "01", "1 от 03.11.2025", "ООО Ромашка", None, 1200, 200],
        [2, "02", "2 от 04.11.2025", "ООО Ромашка", None, 600, 100],
        ["Всего", None, None, None, None, 1800, 300],
    ]  # fmt: skip
    return [xlsx(folder / "Книга продаж.xlsx", ("TDSheet", rows, Look(((4, 4, 4, 5),))))]


NOTHING: dict[str, str | None] = {"revenue": None}

CASES = [
    Case("Заказы среди документов продажи", documents_of_sale, "2025-11", 2, "900", {"revenue": "900"}),
    Case("УНФ, расходные накладные", invoices, "2025-11", 3, "900", {"revenue": "900", "revenue_returns": "-310"}),
    Case("Квартал рядом с месяцами", quarter_beside_its_months, "2025-11", 2, "660", {"revenue": "220"}),
    # 2 × 500 + 3 × 100.50
    Case("Яндекс Маркет, заказы", market_orders, "2025-11", 2, "1301.50", {"revenue": "1301.50", "units": "5"}),
    Case("Яндекс Маркет, реализация", market_realisation, "2025-11", 2, "1301.50", {"revenue": "1301.50"}),
    Case("Сводная по дням", pivot_by_days, "2025-11", 2, "370.50", {"revenue": "370.50"}),
    Case("Сводная без дней", pivot_without_days, "2025-11", 6, "", NOTHING, outcomes=("needs_mapping",)),
    Case("Книга продаж", book_of_sales, "2025-11", 2, "", NOTHING, outcomes=("unsupported",)),
]
