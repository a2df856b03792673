"""Rows of bank statements get the class that a controller would give them, and the book's own rules come first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.core.errors import UsageError
from kpi_desktop.facts.bank import BankRow
from kpi_desktop.store.bank import bank_rules
from kpi_desktop.store.stream_choices import stream_rules
from tests.unit.store.exports import FACTS, export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.store.book import Book


@pytest.mark.parametrize(
    ("direction", "purpose", "customer", "wanted"),
    [
        ("in", "Оплата по счету № 15 от 01.10.2026, в т.ч. НДС 20%", "ООО «Сова»", "customer_payment"),
        ("in", "Оплата за товар по договору 7. Без налога (НДС)", "ИП Ёжиков", "customer_payment"),
        ("in", "Возмещение по торговым операциям, комиссия банка 100-00, НДС не облагается", "Банк", "acquiring"),
        ("in", "Оплата по договору-оферте за период", "ООО «РВБ»", "marketplace_payout"),
        ("in", "Перевод денежных средств по договору", "ООО «Интернет Решения»", "marketplace_payout"),
        ("out", "Возврат оплаты по заказу 5", "Петров", "refund"),
        ("out", "Возврат займа по договору 3", "ООО «Деньги»", "loan"),
        ("in", "Предоставление займа по договору 3", "Иванов", "loan"),
        ("out", "Погашение основного долга по кредитному договору", "Банк", "loan"),
        ("out", "Перевод собственных средств", "ООО «Мы»", "own_transfer"),
        ("out", "Выплата дивидендов за 2025 год", "Иванов", "owner"),
        ("out", "Единый налоговый платеж", "Казначейство России (ФНС России)", "tax"),
        ("out", "Страховые взносы на травматизм", "ОСФР по г. Москве", "tax"),
        ("out", "Заработная плата за октябрь по реестру 5", "Банк", "salary"),
        ("out", "Аренда офиса за октябрь, в т.ч. НДС", "ООО «Дом»", "expense"),
        ("out", "Комиссия за ведение счета", "Банк", "expense"),
        ("out", "Оплата за товар по накладной 5", "ООО «Завод»", "supplier"),
        ("out", "Оплата за товар с доставкой", "ООО «Завод»", "supplier"),
        ("out", "За рытье траншеи, услуги", "ООО «Яма»", "expense"),
        ("out", "По письму", "ООО «Ы»", "unclassified"),
        ("in", "Прочее", "ООО «Ы»", "unclassified"),
        ("in", "Возврат депозита по договору", "Банк", "own_transfer"),
    ],
)
def test_classes(direction: str, purpose: str, customer: str, wanted: str) -> None:
    row = BankRow.of(direction, (purpose, customer, ""), stream_rules().marketplace)
    assert bank_rules().class_of(row) == wanted


def test_names_and_choices_are_the_same() -> None:
    assert tuple(bank_rules().names) == FACTS["payment"].column("class").choices
    assert {rule.bank_class for rule in bank_rules().rules} <= set(bank_rules().names)


TABLE = (
    "day document direction amount customer purpose\n2026-10-01 1 in 100 Сова Оплата_по_счету_1\n"
    "2026-10-02 2 out 30 Дом Аренда_офиса\n2026-10-03 3 out 20 Ы По_письму"
)


def found(book: Book) -> list[tuple[str, str, int, int]]:
    return [(one.bank_class, one.direction, one.rows, int(one.amount)) for one in book.bank_classes()[0]]


def test_an_import_is_classified_and_rules_of_the_book_come_first(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, TABLE, fact="payment"))
    before = [("customer_payment", "in", 1, 100), ("expense", "out", 1, 30), ("unclassified", "out", 1, 20)]
    assert found(book) == before
    book.change_bank_rules(add={"class": "owner", "direction": "out", "purpose": ["письму"]})
    assert found(book) == [*before[:2], ("owner", "out", 1, 20)]
    book.change_bank_rules(remove=1)
    assert found(book) == before
    assert book.check() == []


def test_a_rule_without_a_test_or_a_class_is_refused(book: Book) -> None:
    with pytest.raises(UsageError):
        book.change_bank_rules(add={"class": "owner"})
    with pytest.raises(UsageError):
        book.change_bank_rules(add={"class": "gift", "purpose": ["а"]})
    with pytest.raises(UsageError):
        book.change_bank_rules(remove=9)
