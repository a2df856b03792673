"""Payments of the bank are expenses where no accrual tells them: each article of a month once (NUMBERS 10).

The statement of September, by hand: rent 100,000, salary 200,000, advertising 30,000, charges of the bank 1,000 are
expenses, 331,000 in all; tax 50,000, an own transfer 300,000, a loan 70,000 and goods 400,000 are not.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book, opened
from kpi_desktop.app.importing import ImportChoice, import_files
from kpi_desktop.app.settings import change_settings
from kpi_desktop.app.workspace import Workspace, load_workspace
from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from kpi_desktop.facts.kept import KeptCell, KeptSheet
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.store.book import Book

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.engine.figure import Figure

SEPTEMBER, AUGUST = Period.month("2026-09"), Period.month("2026-08")
ACCOUNT, THEIRS = "40702810000000000017", "40702810500000000099"

PAID = (
    ("ООО «Дом»", "Аренда офиса за сентябрь", 100_000),
    ("Сотрудники", "Заработная плата за август по реестру", 200_000),
    ("ООО «Яндекс»", "Оплата рекламы по счету 5", 30_000),
    ("Банк", "Комиссия за ведение счета", 1_000),
    ("УФК по Москве", "Единый налоговый платеж", 50_000),
    ("ООО «Ромашка»", "Перевод собственных средств", 300_000),
    ("Банк", "Погашение кредита по кредитному договору", 70_000),
    ("ООО «Опт»", "Оплата за товар по накладной 7", 400_000),
)
EXPENSES = 331_000

#: Nobody can tell what this was paid for.
UNCLEAR = (("ООО «Икс»", "Оплата по счету 45", 60_000),)


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


@pytest.fixture
def book(workspace: Workspace, tmp_path: Path) -> Path:
    path = tmp_path / "book.kpi"
    new_book(path, "Ромашка", "RUB")
    change_settings(workspace, path, {"vat_basis": "with"})
    return path


def statement(place: Path, month: str = "09", last: int = 30, *, unclear: bool = False) -> Path:
    """A statement of the bank from the first to the `last` day of the month of 2026."""
    lines = [
        "1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows", "Отправитель=Банк",
        f"ДатаНачала=01.{month}.2026", f"ДатаКонца={last}.{month}.2026", f"РасчСчет={ACCOUNT}",
        "СекцияРасчСчет", f"ДатаНачала=01.{month}.2026", f"ДатаКонца={last}.{month}.2026", f"РасчСчет={ACCOUNT}",
        "КонецРасчСчет",
    ]  # fmt: skip
    for number, (other, purpose, amount) in enumerate((*PAID, *UNCLEAR[: int(unclear)]), 1):
        lines += [
            "СекцияДокумент=Платежное поручение", f"Номер={number}", f"Дата=10.{month}.2026", f"Сумма={amount}.00",
            f"ПлательщикСчет={ACCOUNT}", f"ДатаСписано=10.{month}.2026", f"ПолучательСчет={THEIRS}",
            f"Получатель1={other}", f"НазначениеПлатежа={purpose}", "КонецДокумента",
        ]  # fmt: skip
    path = place / f"kl_to_1c_{month}.txt"
    path.write_bytes("\r\n".join([*lines, "КонецФайла"]).encode("cp1251"))
    return path


def accrued(place: Path, *rows: tuple[str, int], month: str = "09") -> Path:
    """A table of expenses of the month."""
    listed = [f"01.{month}.2026;{article};постоянные;{amount},00" for article, amount in rows]
    path = place / f"Расходы_{month}.csv"
    path.write_text("\n".join(["Месяц;Статья расходов;Класс расхода;Сумма расхода", *listed]), "utf-8-sig")
    return path


def account(place: Path) -> Path:
    """An advertising account: 25,000 spent in September."""
    rows = [f"{day:02}.09.2026;Директ;1000;100;{5000 if day % 6 == 0 else 0},00" for day in range(1, 31)]
    path = place / "Реклама.csv"
    path.write_text("\n".join(["Дата показа;Рекламный канал;Показы;Клики;Расход на рекламу", *rows]), "utf-8-sig")
    return path


def load(workspace: Workspace, book: Path, *paths: Path) -> None:
    for one in import_files(workspace, book, list(paths), {path: ImportChoice() for path in paths}):
        assert one.batches, (one.report.file, [str(issue.message) for issue in one.report.issues])


def figure(workspace: Workspace, book: Path, month: Period = SEPTEMBER, metric: str = "operating_expenses") -> Figure:
    with opened(workspace, book) as (opened_book, engine):
        assert opened_book.check() == []
        return engine.figures([metric], [month])[0]


def by_article(book: Path) -> dict[str, Decimal]:
    """The rows of expenses by article, read with SQL."""
    with Book.open(book) as opened_book:
        return dict(
            opened_book.run(
                "SELECT COALESCE(m.value, ''), SUM(e.amount) FROM expense e LEFT JOIN member m "
                "ON m.dimension = 'article' AND m.code = e.article WHERE e.day >= DATE '2026-09-01' GROUP BY 1"
            )
        )


def test_the_bank_alone(workspace: Workspace, book: Path, tmp_path: Path) -> None:
    load(workspace, book, statement(tmp_path))
    found = figure(workspace, book)
    assert found.value == EXPENSES
    assert "from_bank" in {flag.code for flag in found.flags}
    assert by_article(book) == {"Аренда": 100_000, "Зарплата": 200_000, "Реклама": 30_000, "Услуги банка": 1_000}
    change_settings(workspace, book, {"bank_expenses": "never"})
    assert isinstance(figure(workspace, book).value, Missing)
    change_settings(workspace, book, {"bank_expenses": ""})
    assert figure(workspace, book).value == EXPENSES


def test_an_article_of_the_table_is_not_paid_again(workspace: Workspace, tmp_path: Path) -> None:
    """Rent by accrual is 90,000; the rest is the bank's: 90,000 + 200,000 + 30,000 + 1,000; by any order of import."""
    files = (statement(tmp_path), accrued(tmp_path, ("Аренда помещения", 90_000)))
    for number, order in enumerate(permutations(files)):
        path = tmp_path / f"{number}.kpi"
        new_book(path, "Ромашка", "RUB")
        change_settings(workspace, path, {"vat_basis": "with"})
        load(workspace, path, *order)
        assert figure(workspace, path).value == 321_000
        with Book.open(path) as opened_book:
            opened_book.undo(next(one.id for one in opened_book.batches() if one.fact == "expense"))
        assert figure(workspace, path).value == EXPENSES
        with Book.open(path) as opened_book:
            opened_book.undo(next(one.id for one in opened_book.batches() if one.fact == "payment"))
        assert isinstance(figure(workspace, path).value, Missing)


def test_an_article_that_may_be_the_same_money(workspace: Workspace, book: Path, tmp_path: Path) -> None:
    """«Помещение» may be the rent: then the table alone is the month."""
    load(workspace, book, statement(tmp_path), accrued(tmp_path, ("Помещение", 90_000), ("Реклама", 5_000)))
    found = figure(workspace, book)
    assert found.value == 95_000
    assert "from_bank" not in {flag.code for flag in found.flags}


def test_advertising_is_that_of_the_account(workspace: Workspace, book: Path, tmp_path: Path) -> None:
    """Top-ups of 30,000 are advances: 331,000 - 30,000 + 25,000 of the account."""
    load(workspace, book, statement(tmp_path), account(tmp_path))
    assert figure(workspace, book).value == 326_000


def test_half_a_month_of_the_bank_adds_nothing_to_a_table(workspace: Workspace, book: Path, tmp_path: Path) -> None:
    load(workspace, book, statement(tmp_path, "08", 31), statement(tmp_path, "09", 15))
    assert isinstance(figure(workspace, book).value, Missing)
    load(workspace, book, accrued(tmp_path, ("Аренда", 90_000)))
    assert figure(workspace, book).value == 90_000


def test_a_month_that_only_the_bank_tells(workspace: Workspace, book: Path, tmp_path: Path) -> None:
    """The table of August ends there: September is the bank's, and nothing lacks."""
    files = (statement(tmp_path, "08", 31), statement(tmp_path), accrued(tmp_path, ("Аренда", 90_000), month="08"))
    load(workspace, book, *files)
    assert figure(workspace, book, AUGUST).value == 321_000
    found = figure(workspace, book)
    assert found.value == EXPENSES
    assert "partial" not in {flag.code for flag in found.flags}


def test_expenses_by_hand_go_before_the_bank(workspace: Workspace, book: Path, tmp_path: Path) -> None:
    load(workspace, book, statement(tmp_path))
    cell = KeptCell("expenses_total", SEPTEMBER.start, SEPTEMBER.end, Decimal(250_000))
    with Book.open(book) as opened_book:
        batch = opened_book.keep(KeptSheet((cell,), "by hand", "Анна", ""))
    with Book.open(book) as opened_book:
        assert opened_book.run("SELECT COUNT(*) FROM expense") == [(0,)]
    with Book.open(book) as opened_book:
        opened_book.undo(batch)
    assert figure(workspace, book).value == EXPENSES


def test_paid_money_is_never_taken_for_money_without_vat(workspace: Workspace, book: Path, tmp_path: Path) -> None:
    """What was paid includes whatever VAT there was: a table without VAT and the bank do not add up."""
    change_settings(workspace, book, {"vat_basis": "without"})
    load(workspace, book, statement(tmp_path), accrued(tmp_path, ("Аренда", 90_000)))
    found = figure(workspace, book).value
    assert isinstance(found, Missing)
    assert found.reason is Reason.VAT_MIXED


def test_a_payment_of_no_known_class_leaves_the_month_open(workspace: Workspace, book: Path, tmp_path: Path) -> None:
    """Expenses without it would be too low."""
    load(workspace, book, statement(tmp_path, "08", 31), statement(tmp_path, unclear=True))
    assert figure(workspace, book, AUGUST).value == EXPENSES
    absent = figure(workspace, book).value
    assert isinstance(absent, Missing)
    assert (
        Translator("ru")(absent.message)
        .replace("\u00a0", " ")
        .startswith("1 списание выписки на сумму 60 000,00 не разобрано")
    )
    with Book.open(book) as opened_book:
        opened_book.change_bank_rules(add={"class": "expense", "customer": ["икс"], "direction": "out"})
    assert figure(workspace, book).value == EXPENSES + 60_000


def test_classes_of_break_even(workspace: Workspace, book: Path, tmp_path: Path) -> None:
    """Fixed: rent, salary and the bank's charges."""
    load(workspace, book, statement(tmp_path))
    with opened(workspace, book) as (opened_book, _):
        fixed = opened_book.run("SELECT SUM(amount) FROM expense WHERE class = 0")
    assert fixed == [(Decimal(301_000),)]
