"""Whose customers paid: by the employee, the contract, the only person of the customer; refunds in their own month."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.bonus import bonuses, rules_text, set_base, set_rules
from kpi_desktop.app.books import new_book
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.i18n.translator import Translator

if TYPE_CHECKING:
    from pathlib import Path

CONTRACTS = """Дата договора;Номер договора;Клиент;Сумма договора;Менеджер
01.08.2026;Д-1;Ромашка;500000;Анна
02.08.2026;Д-2;Василёк;300000;Борис
03.08.2026;Д-3;Клевер;300000;Анна
04.08.2026;Д-4;Клевер;300000;Борис
"""

#: Anna: 100 000 by her contract, 60 000 of her only customer, 20 000 by her name, a refund of 15 000 of October.
#: Boris: 50 000 by his contract.
PAYMENTS = """Дата платежа;Номер платежа;Направление;Сумма платежа;Контрагент;Договор;Назначение платежа;Менеджер
01.09.2026;1;приход;100000;Ромашка;Д-1;Оплата по договору;
05.09.2026;2;приход;60000;Ромашка;;Оплата за товар;
10.09.2026;3;приход;50000;Клевер;Д-4;Оплата по договору;
20.09.2026;4;приход;20000;Лютик;;Оплата за товар;Анна
30.09.2026;5;приход;{odd};Клевер;;Оплата за товар;
02.10.2026;6;расход;15000;Ромашка;;Возврат денежных средств покупателю;
20.10.2026;7;приход;40000;Ромашка;;Оплата за товар;
31.10.2026;8;приход;10000;Василёк;;Оплата за товар;
"""


def book_of(folder: Path, odd: str) -> Path:
    """Two months of payments; `odd` is the amount of one whose customer has two people."""
    path = folder / "b.kpi"
    new_book(path, "Проба", "RUB")
    for name, text in (("contracts.csv", CONTRACTS), ("payments.csv", PAYMENTS.replace("{odd}", odd))):
        (folder / name).write_text(text, "utf-8")
    found = import_files(load_workspace(), path, [folder / "contracts.csv", folder / "payments.csv"], {})
    assert [one.imported for one in found] == [4, 8]
    return path


def bases(path: Path, month: str) -> dict[str, Decimal | Missing]:
    return {person.name: person.lines[0].base for person in bonuses(load_workspace(), path, month).people}


def test_payments_find_their_people_and_a_refund_lowers_its_own_month(tmp_path: Path) -> None:
    path = book_of(tmp_path, "1000")
    assert bases(path, "2026-09") == {"Анна": Decimal(180000), "Борис": Decimal(50000)}
    assert bases(path, "2026-10") == {"Анна": Decimal(25000), "Борис": Decimal(10000)}
    found = bonuses(load_workspace(), path, "2026-09")
    assert [person.total for person in found.people] == [Decimal(1800), Decimal(500)]
    assert any("1,000.00" in Translator("en")(note) for note in found.notes)


def test_where_too_much_is_nobodys_the_base_is_missing_and_another_one_is_offered(tmp_path: Path) -> None:
    path = book_of(tmp_path, "90000")
    found = bases(path, "2026-09")["Анна"]
    assert isinstance(found, Missing)
    assert "bonus --base revenue" in str(found.message.template)
    set_base(path, "revenue")
    assert 'base = "revenue"' in rules_text(path)
    assert "base = " + '"paid"' not in rules_text(path).split("[[line]]")[1]
    assert not bonuses(load_workspace(), path, "2026-09").people  # no sales: nobody is paid from payments silently


def test_without_payments_the_base_is_missing_never_revenue(tmp_path: Path) -> None:
    path = tmp_path / "b.kpi"
    new_book(path, "Проба", "RUB")
    sales = tmp_path / "sales.csv"
    sales.write_text(
        "Дата;Номер чека;Менеджер;Товар;Сумма\n01.09.2026;1;Анна;Стол;60000\n30.09.2026;2;Анна;Стул;5000\n"
    )
    import_files(load_workspace(), path, [sales], {})
    found = bases(path, "2026-09")["Анна"]
    assert isinstance(found, Missing)
    assert found.reason is Reason.NO_DATA


def test_who_sold_but_has_no_payment_in_the_book_is_not_paid_from_zero(tmp_path: Path) -> None:
    path = book_of(tmp_path, "1000")
    sales = tmp_path / "sales.csv"
    sales.write_text(
        "Дата;Номер чека;Менеджер;Товар;Сумма\n01.09.2026;1;Вера;Стол;60000\n30.09.2026;2;Вера;Стул;5000\n"
    )
    import_files(load_workspace(), path, [sales], {})
    found = bases(path, "2026-09")
    assert isinstance(found["Вера"], Missing)
    assert found["Борис"] == 50000


def test_own_rules_are_not_overwritten_by_another_base(tmp_path: Path) -> None:
    path = tmp_path / "b.kpi"
    new_book(path, "Проба", "RUB")
    set_rules(path, '[[line]]\nid = "a"\nbase = "revenue"\nsteps = [{ from = "0", rate = "7" }]')
    with pytest.raises(UsageError):
        set_base(path, "paid")
