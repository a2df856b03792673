"""Whom a sale counts for: nobody in particular, one customer under two names, and the owner's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kpi_desktop.facts.batch import SourceKey
from kpi_desktop.facts.customers import contact_of
from kpi_desktop.store.customers import customer_rules
from tests.unit.store.exports import export

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.store.book import Book

TABLE = (
    "day document customer amount\n2026-10-01 1 Розничный_покупатель 10\n2026-10-02 2 Физ._лицо 20\n"
    "2026-10-03 3 +7_(912)_345-67-89 30\n2026-10-04 4 89123456789 40\n2026-10-05 5 ООО_«Сова» 50\n"
    "2026-10-06 6 ООО_«РВБ» 60"
)
BUYERS = "SELECT COUNT(DISTINCT customer), COUNT(*) FROM sale WHERE customer IS NOT NULL"
OWNERS = "SELECT f.document, c.key FROM sale f LEFT JOIN customer_key c ON c.code = f.customer ORDER BY 1"


def codes(book: Book) -> dict[str, int]:
    return {key: code for code, key in book.run("SELECT code, key FROM customer_key")}


def test_nobody_in_particular_is_no_key(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, TABLE))
    assert [key for _, key in book.run(OWNERS)] == [
        None, None, "+7 (912) 345-67-89", "+7 (912) 345-67-89", "ООО «Сова»", None,
    ]  # fmt: skip
    assert book.run("SELECT SUM(amount) FROM sale") == [(210,)]
    assert book.check() == []
    whys = {one.name: one.why for one in book.customers() if not one.proposed}
    assert whys == {
        "Розничный покупатель": "name", "Физ. лицо": "name", "ООО «РВБ»": "marketplace", "89123456789": "contact",
    }  # fmt: skip


def test_the_owner_decides_and_takes_it_back(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, TABLE))
    named = codes(book)
    book.choose_customer(named["Розничный покупатель"], "person")
    book.choose_customer(named["89123456789"], "person")
    book.choose_customer(named["ООО «Сова»"], "nobody")
    assert book.run(BUYERS) == [(3, 3)]
    for name in ("Розничный покупатель", "89123456789", "ООО «Сова»"):
        book.choose_customer(named[name], "")
    assert book.run(BUYERS) == [(2, 3)]


def test_a_newer_export_of_the_same_rows_needs_no_question(book: Book, tmp_path: Path) -> None:
    """Rows without documents are known by their customer as the file names it, not by whom it counts for."""
    table = "day customer amount\n2026-10-01 Розничный_покупатель 10\n2026-10-02 Физлицо 20"
    source = SourceKey("table", "day,customer,amount")
    book.add(export(tmp_path, table, source=source))
    added = book.add(export(tmp_path, table + "\n2026-10-02 Ёж 5", source=source, file="newer.xlsx"))
    assert (added.question, added.replaced_rows) == (None, 2)
    assert book.run(BUYERS) == [(1, 1)]
    book.undo(2)
    assert book.run(BUYERS) == [(0, 0)]
    assert book.check() == []


def test_customers_of_all_facts_are_one(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, "day deal customer amount\n2026-10-01 1 89123456789 5", fact="deal"))
    book.add(export(tmp_path, "day document customer amount\n2026-10-03 3 +7_912_345_67_89 30"))
    assert book.run("SELECT d.customer = s.customer FROM deal d, sale s") == [(True,)]


def test_a_large_share_is_only_proposed(book: Book, tmp_path: Path) -> None:
    rows = "\n".join(f"2026-10-01 {n} {'Касса_1' if n % 2 else f'К{n}'} 10" for n in range(20))
    book.add(export(tmp_path, f"day document customer amount\n{rows}"))
    assert [(one.name, one.proposed, one.documents) for one in book.customers()] == [("Касса 1", True, 10)]
    assert book.run(BUYERS) == [(11, 20)]
    book.choose_customer(codes(book)["Касса 1"], "nobody")
    assert book.run(BUYERS) == [(10, 10)]


@pytest.mark.parametrize(
    ("name", "nobody"),
    [
        ("Розничный покупатель (касса 2)", True), ("ФИЗЛИЦО", True), ("Частное лицо", True), ("Покупатель", True),
        ("Физическое лицо Иванов И. И.", False), ("ООО «Розница»", False), ("Иванов", False), ("12345", False),
        ("Гость", True), ("Гостев", False),
    ],
)  # fmt: skip
def test_names(name: str, nobody: bool) -> None:
    assert customer_rules().nobody(name) is nobody


@pytest.mark.parametrize(
    ("name", "contact"),
    [
        ("8 (912) 345-67-89", "+79123456789"), ("+7 912 345 67 89", "+79123456789"), ("9123456789", "+79123456789"),
        ("Иван <Ivan@Mail.ru>", "ivan@mail.ru"), ("ООО Сова, ИНН 7701234567", "inn 7701234567"),
        ("ООО Сова ИНН/КПП 7701234567/770101001", "inn 7701234567"), ("12345", ""),
        ("1234567890123", "card 1234567890123"),
        ("1234 5678 9012-3", "card 1234567890123"), ("карта № 00123-45", "card 0012345"), ("Карта постоянства", ""),
        ("2026-10-01 10", ""), ("Иванов", ""),
    ],
)  # fmt: skip
def test_contacts(name: str, contact: str) -> None:
    assert contact_of(name) == contact


def test_two_spellings_of_a_card_are_one_customer(book: Book, tmp_path: Path) -> None:
    rows = "2026-10-01 1 1234567890123 10\n2026-10-02 2 1234_5678_9012_3 20\n2026-10-03 3 1234567890124 30"
    book.add(export(tmp_path, f"day document customer amount\n{rows}"))
    assert book.run(BUYERS) == [(2, 3)]


LIKE = (
    "day document customer amount\n2026-10-01 1 ООО_«Сова_Плюс» 10\n2026-10-02 2 Плюс_Сова,_ООО 20\n"
    "2026-10-03 3 Кузнецов_Иван_Петрович 30\n2026-10-04 4 Кузнецов_И._П. 40\n2026-10-05 5 Магазин_1 50\n"
    "2026-10-06 6 Магазин_2 60\n2026-10-07 7 Кузнецов_Илья_Павлович 70\n2026-10-08 8 Ромашко 80\n"
    "2026-10-09 9 Ромашка 90\n2026-10-10 10 Ромашка,_ИНН_7701234567 1\n2026-10-11 11 Ромашка,_ИНН_7707654321 1"
)


def test_names_that_look_alike_are_proposed_and_not_merged(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, LIKE))
    assert set(book.alike_customers()) == {
        ("Плюс Сова, ООО", "ООО «Сова Плюс»", "same_words"),
        ("Кузнецов И. П.", "Кузнецов Иван Петрович", "initials"),
        ("Кузнецов Илья Павлович", "Кузнецов И. П.", "initials"),
        ("Ромашка", "Ромашко", "one_letter"),
    }
    assert book.run(BUYERS) == [(11, 11)]


def test_a_proposal_is_taken_and_given_back_and_leaves_the_list(book: Book, tmp_path: Path) -> None:
    book.add(export(tmp_path, LIKE))
    named = codes(book)
    book.choose_customer(named["Ромашка"], f"as {named['Ромашко']}")
    assert book.run(f"SELECT SUM(amount) FROM sale WHERE customer = {named['Ромашко']}") == [(170,)]
    assert not any("Ромашка" in pair for pair in book.alike_customers())
    # The older name goes on to a third one: all three are that one; a ring of words hangs nothing.
    book.choose_customer(named["Ромашко"], f"as {named['Магазин 1']}")
    assert book.run(BUYERS) == [(9, 11)]
    book.choose_customer(named["Магазин 1"], f"as {named['Ромашка']}")
    assert book.run("SELECT SUM(amount) FROM sale WHERE customer IS NOT NULL") == [(452,)]
    for name in ("Ромашка", "Ромашко", "Магазин 1"):
        book.choose_customer(named[name], "")
    assert book.run(BUYERS) == [(11, 11)]
    assert book.check() == []
