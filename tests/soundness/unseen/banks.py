"""Statements of banks in further shapes: captions over two rows, both accounts, one side only, two currencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soundness.unseen.made import Case, Look, Rows, csv, xlsx

if TYPE_CHECKING:
    from pathlib import Path

OWN = "40802810000000000001"


def captions_over_two_rows(folder: Path) -> list[Path]:
    """ВТБ: «Обороты» over debit and credit, turnovers and the balance below."""
    rows: Rows = [
        ["ВЫПИСКА ПО СЧЕТУ № 40702810000000000001"],
        ["за период 01.11.2025 - 30.11.2025"],
        ["Входящее сальдо (пассив):", "1 000,00"],
        ["№ п/п", "Дата операции", "Номер док.", "Реквизиты корреспондента", None, None, "Обороты", None, "Назначение платежа"],
        [None, None, None, "Наименование", "Счет", "ИНН", "Дебет", "Кредит", None],
        [1, "03.11.2025", "11", "ООО Ромашка", "407", "770", "", "31 000,00", "Оплата по счету 8"],
        [2, "05.11.2025", "12", "ООО Аренда", "408", "771", "10 000,50", "", "Аренда"],
        ["Итого оборотов:", None, None, None, None, None, "10 000,50", "31 000,00", None],
        ["Исходящее сальдо (пассив):", "21 999,50"],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Sheet", rows, Look(((3, 3, 3, 5), (3, 6, 3, 7)))))]


def type_with_its_meaning(folder: Path) -> list[Path]:
    """Т-Банк: the heading of the type explains itself."""
    rows: Rows = [
        ["Номер счета", "Дата операции", "Сумма", "Валюта", "Тип операции (пополнение/списание)", "Статус", "Назначение платежа", "Наименование контрагента"],
        [OWN, "03.11.2025", "31000,00", "RUB", "Credit", "Исполнена", "Оплата по счету 8", "ООО Ромашка"],
        [OWN, "05.11.2025", "10000,50", "RUB", "Debit", "Исполнена", "Аренда", "ООО Аренда"],
    ]  # fmt: skip
    return [csv(folder / "operations.csv", rows, encoding="utf-8")]


def described(folder: Path) -> list[Path]:
    """Альфа-Банк: what was paid for stands under «Описание операции»."""
    rows: Rows = [
        ["Тип счёта", "Номер счета", "Валюта", "Дата операции", "Референс проводки", "Описание операции", "Приход", "Расход"],
        ["Текущий счёт", OWN, "RUR", "03.11.25", "A1", "Оплата по счету 8", "31000", ""],
        ["Текущий счёт", OWN, "RUR", "05.11.25", "B2", "Аренда", "0", "10000,50"],
    ]  # fmt: skip
    return [csv(folder / "movementList.csv", rows)]


def two_accounts(folder: Path) -> list[Path]:
    """One column of sums, the accounts of both sides: that of every row is the owner's."""
    rows: Rows = [
        ["Дата", "Номер", "Счет дебета", "Контрагент дебет", "Счет кредита", "Контрагент кредит", "Сумма", "Назначение платежа"],
        ["03.11.2025", "81", "40702810000000000009", "ООО Ромашка", OWN, "ИП Лавка", 31000, "Оплата по счету 8"],
        ["05.11.2025", "82", OWN, "ИП Лавка", "40702810000000000008", "ООО Аренда", 10000.5, "Аренда"],
    ]  # fmt: skip
    return [xlsx(folder / "a.xlsx", ("Sheet", rows))]


def of_two_currencies(folder: Path) -> list[Path]:
    """Nothing went out in these days, and dollars came beside roubles: they are not added up."""
    rows: Rows = [
        ["Дата", "Номер", "Контрагент", "Дебет", "Кредит", "Валюта", "Назначение платежа"],
        ["03.11.2025", "91", "ООО Ромашка", None, 510, "RUB", "Оплата по счету 8"],
        ["04.11.2025", "92", "Acme", None, 100, "USD", "Оплата по счету 9"],
    ]
    return [xlsx(folder / "a.xlsx", ("Sheet", rows))]


CAME: dict[str, str | None] = {"customer_receipts": "31000"}
WORD = "table: Оплаты"

CASES = [
    Case("ВТБ, шапка в две строки", captions_over_two_rows, "2025-11", 2, "41000.50", CAME, word=WORD),
    Case("Т-Банк, тип с пояснением", type_with_its_meaning, "2025-11", 2, "41000.50", CAME, word=WORD),
    Case("Альфа-Банк, описание операции", described, "2025-11", 2, "41000.50", CAME, word=WORD),
    Case("Счета обеих сторон", two_accounts, "2025-11", 2, "41000.50", CAME, word=WORD),
    Case("Две валюты", of_two_currencies, "2025-11", 1, "510", {"customer_receipts": "510"}, word=WORD),
]
