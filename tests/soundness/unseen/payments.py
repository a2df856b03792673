"""Registers of acquirers and payment services: the commission is an expense, payments are sales of nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Rows, csv, xlsx

if TYPE_CHECKING:
    from pathlib import Path


def by_terminals(folder: Path) -> list[Path]:
    """Сбербанк: a refund gives its commission back, a total below. 20 + 10 - 4."""
    rows: Rows = [
        ["Реестр операций"], ["Период: 01.11.2025 - 30.11.2025"], [],
        ["Дата операции", "Дата обработки", "Номер терминала", "Номер карты", "Код авторизации", "Тип операции", "Сумма операции", "Сумма комиссии", "Сумма расчета", "Платежная система"],
        ["03.11.2025 10:15:00", "04.11.2025", "12345678", "2202**1111", "123456", "Покупка", "1 000,00", "20,00", "980,00", "МИР"],
        ["05.11.2025 11:15:00", "06.11.2025", "12345678", "2202**2222", "123457", "Покупка", "500,00", "10,00", "490,00", "МИР"],
        ["06.11.2025 12:15:00", "07.11.2025", "12345678", "2202**1111", "123458", "Возврат", "-200,00", "-4,00", "-196,00", "МИР"],
        ["Итого", "", "", "", "", "", "1 300,00", "26,00", "1 274,00", ""],
    ]  # fmt: skip
    return [xlsx(folder / "Реестр.xlsx", ("Лист1", rows))]


def of_a_shop(folder: Path) -> list[Path]:
    """Т-Банк, internet acquiring: a number of the order in each row, which looks like sales of a shop."""
    rows: Rows = [
        ["Дата и время операции", "Терминал", "Номер заказа", "Тип", "Статус", "Сумма", "Комиссия", "К зачислению", "Способ оплаты", "Номер карты"],
        ["03.11.2025 10:15:00", "Shop", "101", "Оплата", "CONFIRMED", "1000,00", "25,00", "975,00", "Карта", "2202**1111"],
        ["05.11.2025 11:15:00", "Shop", "102", "Оплата", "CONFIRMED", "500,00", "12,50", "487,50", "СБП", ""],
        ["06.11.2025 12:15:00", "Shop", "101", "Возврат", "REFUNDED", "-200,00", "0,00", "-200,00", "Карта", "2202**1111"],
    ]  # fmt: skip
    return [csv(folder / "operations.csv", rows, encoding="utf-8-sig")]


def successful_payments(folder: Path) -> list[Path]:
    """ЮKassa: captions above, amounts with and without the commission apart."""
    rows: Rows = [
        ["Реестр успешных платежей и возвратов"], ["ИП Лавка"], [],
        ["Идентификатор платежа", "Номер карты / кошелька", "Сумма платежа", "Валюта платежа", "Сумма за вычетом комиссии", "Дата платежа", "Описание заказа", "Метод платежа", "Вознаграждение"],
        ["2e0f1a", "2202**1111", "1000.00", "RUB", "965.00", "03.11.2025 10:15:00", "Заказ №101", "Банковская карта", "35.00"],
        ["2e0f1b", "", "500.00", "RUB", "482.50", "03.11.2025 11:15:00", "Заказ №102", "СБП", "17.50"],
        ["Итого", "", "1500.00", "", "1447.50"],
    ]  # fmt: skip
    return [csv(folder / "registry.csv", rows)]


def with_failed_ones(folder: Path) -> list[Path]:
    """CloudPayments: a payment that was declined, a refund without a minus."""
    rows: Rows = [
        ["Номер транзакции", "Номер заказа", "Дата/время операции", "Тип операции", "Статус", "Сумма", "Валюта", "Комиссия", "Сумма к возмещению", "E-mail", "Номер карты", "Назначение платежа"],
        ["1001", "101", "03.11.2025 10:15:00", "Оплата", "Завершена", "1000,00", "RUB", "29,00", "971,00", "a@b.ru", "2202**1111", "Заказ 101"],
        ["1002", "102", "05.11.2025 10:15:00", "Оплата", "Отклонена", "500,00", "RUB", "14,50", "0,00", "a@b.ru", "2202**1111", "Заказ 102"],
        ["1003", "101", "06.11.2025 10:15:00", "Возврат", "Завершена", "200,00", "RUB", "0,00", "-200,00", "a@b.ru", "2202**1111", "Заказ 101"],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Операции", rows))]


def by_days(folder: Path) -> list[Path]:
    """One row for each day of payout."""
    rows: Rows = [
        ["Дата зачисления", "Количество операций", "Сумма операций", "Комиссия банка", "Сумма зачисления", "Номер платёжного поручения"],
        ["04.11.2025", 12, 12000, 240, 11760, "55"], ["05.11.2025", 10, 10000, 200, 9800, "56"],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Лист1", rows))]


def with_payouts(folder: Path) -> list[Path]:
    """Stripe: the payout of the balance is neither a payment nor a refund."""
    rows: Rows = [
        ["id", "Type", "Source", "Amount", "Fee", "Net", "Currency", "Created (UTC)", "Available On (UTC)", "Description"],
        ["txn_1", "charge", "ch_1", "100.00", "3.20", "96.80", "usd", "2025-11-03 10:15", "2025-11-05 00:00", "Order 1"],
        ["txn_2", "refund", "re_1", "-20.00", "0.00", "-20.00", "usd", "2025-11-04 10:15", "2025-11-05 00:00", "Refund"],
        ["txn_3", "payout", "po_1", "-76.80", "0.00", "-76.80", "usd", "2025-11-05 10:15", "2025-11-05 00:00", "Payout"],
    ]  # fmt: skip
    return [csv(folder / "balance.csv", rows, sep=",", encoding="utf-8")]


def per_cent_beside(folder: Path) -> list[Path]:
    """The commission as a share and as money, no amount after it: 20 + 10, not 2 + 2."""
    rows: Rows = [
        ["Дата операции", "Номер терминала", "RRN", "Сумма операции", "Комиссия, %", "Комиссия, ₽"],
        ["03.11.2025", "1", "R1", 1000, 2, 20], ["04.11.2025", "1", "R2", 500, 2, 10],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Операции", rows))]


def that_do_not_agree(folder: Path) -> list[Path]:
    """What is left is not what was paid less the commission: it is asked."""
    rows: Rows = [
        ["Дата операции", "Номер терминала", "RRN", "Сумма операции", "Сумма комиссии", "К перечислению"],
        ["03.11.2025", "1", "R1", 1000, 20, 900], ["04.11.2025", "1", "R2", 500, 10, 400],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Операции", rows))]


def of_ones_own(folder: Path) -> list[Path]:
    """A list of one's own clients with the bank's commission beside: it stays a list of sales."""
    rows: Rows = [
        ["Дата", "Номер чека", "Клиент", "Сумма", "Комиссия", "Способ оплаты"],
        ["03.11.2025", "1", "Анна", "1000,00", "20,00", "Карта"], ["04.11.2025", "2", "Иван", "500,00", "0,00", "Наличные"],
    ]  # fmt: skip
    return [csv(folder / "Продажи.csv", rows)]


NO_SALES: dict[str, str | None] = {"revenue": None, "sales_count": None, "customer_receipts": None}
WORD = "table: Эквайринг"

CASES = [
    Case("Сбербанк, эквайринг", by_terminals, "2025-11", 3, "26", dict(NO_SALES), word=WORD),
    Case("Т-Банк, интернет-эквайринг", of_a_shop, "2025-11", 3, "37.5", dict(NO_SALES), word=WORD),
    Case("ЮKassa", successful_payments, "2025-11", 2, "52.5", dict(NO_SALES), word=WORD),
    Case("CloudPayments", with_failed_ones, "2025-11", 3, "29", dict(NO_SALES), word=WORD),
    Case("Эквайринг по дням", by_days, "2025-11", 2, "440", dict(NO_SALES), word=WORD),
    Case("Stripe", with_payouts, "2025-11", 3, "3.2", dict(NO_SALES), word=WORD),
    Case("Комиссия долей и деньгами", per_cent_beside, "2025-11", 2, "30", dict(NO_SALES), word=WORD),
    Case("Комиссия не сходится", that_do_not_agree, "2025-11", 2, "", dict(NO_SALES), outcomes=("needs_mapping",)),
    Case("Продажи с комиссией банка", of_ones_own, "2025-11", 2, "1500", {"revenue": "1500"}),
]
