"""Lists of documents of trade: orders are no sales until they are shipped, registers have numbers of rows beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Rows, xlsx

if TYPE_CHECKING:
    from pathlib import Path


def of_ut(folder: Path) -> list[Path]:
    """УТ 11: the day of shipment is a plan, the state says what became of the order."""
    rows: Rows = [
        ["Номер", "Дата", "Клиент", "Сумма", "Валюта", "Текущее состояние", "Процент оплаты", "Процент отгрузки", "Дата отгрузки", "Менеджер"],
        ["УТ00-000041", "03.11.2025 10:00:00", "Ромашка ООО", "1 510,00", "RUB", "Закрыт", "100", "100", "05.12.2025", "Семёнова"],
        ["УТ00-000042", "10.11.2025 10:00:00", "Иванов ИП", "2 000,50", "RUB", "Готов к отгрузке", "0", "0", "15.11.2025", "Котов"],
        ["УТ00-000043", "20.11.2025 10:00:00", "Ромашка ООО", "1 149,50", "RUB", "Ожидается аванс", "0", "0", "25.11.2025", "Котов"],
    ]  # fmt: skip
    return [xlsx(folder / "Список.xlsx", ("TDSheet", rows))]


def of_unf(folder: Path) -> list[Path]:
    """УНФ: the title says that these are orders."""
    rows: Rows = [
        ["Заказы покупателей"],
        [None],
        ["Дата", "Номер", "Покупатель", "Сумма", "Состояние", "Оплата", "Отгрузка", "Ответственный"],
        ["03.11.2025", "НФНФ-000011", "Ромашка", "1 510,00", "Завершен", "100%", "100%", "Семёнова"],
        ["10.11.2025", "НФНФ-000012", "Иванов", "2 000,00", "В работе", "0%", "0%", "Котов"],
    ]
    return [xlsx(folder / "Список.xlsx", ("TDSheet", rows))]


def of_a_warehouse_service(folder: Path) -> list[Path]:
    """МойСклад: moments under «Время», a cancelled order among others."""
    rows: Rows = [
        ["№", "Время", "Контрагент", "Организация", "Сумма", "Валюта", "Выставлено счетов", "Оплачено", "Отгружено", "Зарезервировано", "Статус"],
        ["00051", "03.11.2025 10:15", "Ромашка", "ИП", "1 510,00", "руб", "1 510,00", "1 510,00", "1 510,00", "0", "Отгружен"],
        ["00052", "10.11.2025 11:15", "Иванов", "ИП", "2 000,50", "руб", "0,00", "0,00", "0,00", "0", "Новый"],
        ["00053", "20.11.2025 12:15", "Ромашка", "ИП", "1 149,50", "руб", "0", "0,00", "0", "0", "Отменен"],
    ]  # fmt: skip
    return [xlsx(folder / "Заказы.xlsx", ("Заказы", rows))]


def register(folder: Path) -> list[Path]:
    """A register of realisations: the numbers of its rows beside those of documents, one document not posted."""
    rows: Rows = [
        ["Реестр документов «Реализация товаров и услуг»"],
        ["Период: Ноябрь 2025 г."],
        [None],
        ["№", "Дата", "Номер", "Контрагент", "Договор", "Сумма", "Сумма НДС", "Валюта", "Проведен"],
        ["1", "03.11.2025 12:00:00", "УТ-71", "Ромашка", "Основной", "1 200,00", "200,00", "руб.", "Да"],
        ["2", "04.11.2025 12:00:00", "УТ-72", "Ромашка", "Основной", "1 500,00", "250,00", "руб.", "Да"],
        ["3", "05.11.2025 12:00:00", "УТ-73", "Иванов", "Основной", "900,00", "150,00", "руб.", "Нет"],
        ["Итого", None, None, None, None, "2 700,00", "450,00", None, None],
    ]
    return [xlsx(folder / "Реестр.xlsx", ("TDSheet", rows))]


def tax_on_top(folder: Path) -> list[Path]:
    """Sums without VAT, their tax at three rates, and what the buyer paid."""
    rows: Rows = [
        ["Дата", "Номер", "Контрагент", "Номенклатура", "Количество", "Цена", "Сумма", "Ставка НДС", "Сумма НДС", "Всего"],
        ["03.11.2025", "УТ-81", "Ромашка", "Чай", 10, 100, 1000, "20%", 200, 1200],
        ["04.11.2025", "УТ-82", "Ромашка", "Хлеб", 10, 100, 1000, "10%", 100, 1100],
        ["05.11.2025", "УТ-83", "Иванов", "Курсы", 1, 1000, 1000, "Без НДС", "Без НДС", 1000],
    ]  # fmt: skip
    return [xlsx(folder / "Реализация.xlsx", ("TDSheet", rows))]


def to_suppliers(folder: Path) -> list[Path]:
    """Orders to suppliers look like those of buyers, and are neither orders nor sales."""
    rows: Rows = [
        ["Номер", "Дата", "Поставщик", "Сумма", "Валюта", "Текущее состояние", "Процент оплаты", "Процент поступления"],
        ["УТ-71", "03.11.2025", "База", "1 000,00", "RUB", "Закрыт", "100", "100"],
        ["УТ-72", "04.11.2025", "База", "500,00", "RUB", "В работе", "0", "0"],
    ]
    return [xlsx(folder / "Список.xlsx", ("TDSheet", rows))]


def posted_by_numbers(folder: Path) -> list[Path]:
    """«Проведен» as 1 and 0: a document that is not posted is no sale."""
    rows: Rows = [
        ["Дата", "Номер", "Сумма", "Контрагент", "Вид операции", "Проведен"],
        ["03.11.2025", "А-71", "1 010,00", "Ромашка", "Услуги (акт, УПД)", 1],
        ["04.11.2025", "А-72", "500,00", "Иванов", "Услуги (акт, УПД)", 0],
    ]
    return [xlsx(folder / "Реализация (акты, накладные, УПД).xlsx", ("TDSheet", rows))]


#: One order of each list is closed, completed or shipped: it alone is a sale, on the day of the order.
CLOSED: dict[str, str | None] = {"revenue": "1510", "sales_count": "1"}
WORD = "table: Заказы"

CASES = [
    Case("УТ 11, заказы клиентов", of_ut, "2025-11", 3, "4660", CLOSED, word=WORD),
    Case("УНФ, заказы покупателей", of_unf, "2025-11", 2, "3510", CLOSED, word=WORD),
    Case("МойСклад, заказы покупателей", of_a_warehouse_service, "2025-11", 3, "4660", CLOSED, word=WORD),
    Case("Заказы поставщикам", to_suppliers, "2025-11", 2, "", {"revenue": None}, outcomes=("needs_mapping",)),
    Case("Проведён числом", posted_by_numbers, "2025-11", 1, "1010", {"revenue": "1010", "sales_count": "1"}),
    Case("НДС сверху", tax_on_top, "2025-11", 3, "3300", {"revenue": "3300", "sales_count": "3", "units": "21"}),
    Case("Реестр реализаций с номерами строк", register, "2025-11", 2, "2700", {"revenue": "2700", "sales_count": "2"}),
]
