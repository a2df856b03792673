"""Orders of shops by lines whose sums stand on the first line only, and orders that nobody paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Rows, csv, xlsx

if TYPE_CHECKING:
    from pathlib import Path

_SHOPIFY = [
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Currency", "Subtotal", "Shipping", "Taxes", "Total",
    "Discount Code", "Discount Amount", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku",
    "Cancelled at", "Refunded Amount", "Id",
]  # fmt: skip


def _line(number: str, day: int, *goods: str, order: dict[str, str] | None = None) -> list[str]:
    quantity, name, price = goods
    cells = {"Name": number, "Email": f"{number}@b.c", "Created at": f"2025-11-{day:02} 10:00:00 +0300"}
    cells |= {"Lineitem quantity": quantity, "Lineitem name": name, "Lineitem price": price, "Lineitem sku": name}
    return [(cells | (order or {})).get(column, "") for column in _SHOPIFY]


def _order(goods: str, paid: str, **more: str) -> dict[str, str]:
    cells = {"Financial Status": "paid", "Fulfillment Status": "fulfilled", "Currency": "RUB", "Subtotal": goods,
             "Total": paid, "Discount Amount": "0.00", "Refunded Amount": "0.00"}  # fmt: skip
    return cells | {name.replace("_", " "): value for name, value in more.items()}


def shopify(folder: Path) -> list[Path]:
    """35 + 5 of delivery; 30 less a discount of 3; 10 came back as a whole; 40 of which 15 came back: 35 + 27 + 25."""
    rows: Rows = [
        [*_SHOPIFY],
        [*_line("#1001", 3, "2", "Tea", "10.00", order=_order("35.00", "40.00", Shipping="5.00"))],
        [*_line("#1001", 3, "1", "Mug", "15.00")],
        [*_line("#1002", 5, "2", "Mug", "15.00", order=_order("27.00", "27.00", Discount_Amount="3.00"))],
        [*_line("#1003", 6, "1", "Tea", "10.00", order=_order("10.00", "10.00", Financial_Status="refunded", Refunded_Amount="10.00"))],
        [*_line("#1003", 6, "0", "Mug", "15.00")],
        [*_line("#1004", 7, "1", "Tea", "10.00", order=_order("40.00", "40.00", Financial_Status="partially_refunded", Refunded_Amount="15.00"))],
        [*_line("#1004", 7, "2", "Mug", "15.00")],
    ]  # fmt: skip
    return [csv(folder / "orders_export_1.csv", rows, sep=",", encoding="utf-8")]


def first_lines(folder: Path) -> list[Path]:
    """Number, day, buyer and sum of an order on its first line alone."""
    rows: Rows = [
        ["Номер заказа", "Дата заказа", "Статус заказа", "Покупатель", "Итого", "Товар", "Количество", "Цена"],
        ["1001", "03.11.2025 10:00", "Доставлен", "Анна", 35, "Чай", 2, 10],
        [None, None, None, None, None, "Кружка", 1, 15],
        ["1002", "05.11.2025 10:00", "Доставлен", "Иван", 15, "Кружка", 1, 15],
        ["1003", "06.11.2025 10:00", "Отменён", "Пётр", 25, "Кружка", 1, 15],
        [None, None, None, None, None, "Чай", 1, 10],
    ]  # fmt: skip
    return [xlsx(folder / "orders.xlsx", ("Заказы", rows))]


def that_do_not_add_up(folder: Path) -> list[Path]:
    """The lines of an order are more than its sum, and nothing says why: it is asked."""
    rows: Rows = [
        ["Номер заказа", "Дата заказа", "Покупатель", "Итого", "Товар", "Количество", "Цена"],
        ["1001", "03.11.2025", "Анна", 30, "Чай", 2, 10], ["1001", "03.11.2025", "Анна", None, "Кружка", 1, 15],
        ["1002", "05.11.2025", "Иван", 15, "Кружка", 1, 15], ["1002", "05.11.2025", "Иван", None, "Чай", 1, 10],
    ]  # fmt: skip
    return [xlsx(folder / "orders.xlsx", ("Заказы", rows))]


def of_tilda(folder: Path) -> list[Path]:
    """An order of a site that nobody paid is no sale."""
    rows: Rows = [
        ["ID", "Дата", "Номер заказа", "Имя", "Email", "Телефон", "Товары", "Сумма", "Платёжная система", "Статус оплаты", "Доставка"],
        ["1", "03.11.2025 10:00", "123456", "Анна", "a@b.c", "+7 916 000-00-01", "Чай x 2, Кружка x 1", "35", "yookassa", "Оплачен", "Самовывоз"],
        ["2", "05.11.2025 10:00", "123457", "Иван", "i@b.c", "+7 916 000-00-02", "Кружка x 1", "15", "yookassa", "Не оплачен", "Самовывоз"],
    ]  # fmt: skip
    return [csv(folder / "orders.csv", rows, encoding="utf-8-sig")]


def by_states_of_payment(folder: Path) -> list[Path]:
    """A cancelled payment beside a state of delivery: 35 + 5 was paid and shipped, the others are no sales."""
    rows: Rows = [
        ["order_number", "date", "email", "payment_status", "fulfillment_status", "subtotal", "shipping", "total"],
        ["1", "2025-11-03 10:00", "a@b.c", "PAID", "SHIPPED", "35", "5", "40"],
        ["2", "2025-11-04 10:00", "i@b.c", "AWAITING_PAYMENT", "AWAITING_PROCESSING", "15", "0", "15"],
        ["3", "2025-11-05 10:00", "p@b.c", "CANCELLED", "WILL_NOT_DELIVER", "20", "0", "20"],
    ]
    return [csv(folder / "orders.csv", rows, sep=",", encoding="utf-8")]


CASES = [
    Case("Shopify, суммы в первых строках", shopify, "2025-11", 5, "87", {"revenue": "87", "sales_count": "3", "units": "8"}),
    Case("Заказ назван в первой строке", first_lines, "2025-11", 3, "50", {"revenue": "50", "sales_count": "2"}),
    Case("Строки не дают суммы заказа", that_do_not_add_up, "2025-11", 4, "", {"revenue": None}, outcomes=("needs_mapping",)),
    Case("Оплата отменена", by_states_of_payment, "2025-11", 1, "40", {"revenue": "40"}),
    Case("Тильда, неоплаченный заказ", of_tilda, "2025-11", 1, "35", {"revenue": "35", "sales_count": "1"}),
]  # fmt: skip
