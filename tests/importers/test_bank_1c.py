"""Statements written here line by line, in every encoding, and the real ones where they are at hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.store.book import Book
from tests.importers.files import read
from tests.shared import shared
from tests.unit.ingest.tables import codes, facts

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.outcome import FileReport

OURS, SECOND, DOLLARS = "40702810000000000017", "40702810000000000028", "40702840000000000031"
THEIRS = "40702810500000000099"
HEAD = [
    "1CClientBankExchange",
    "ВерсияФормата=1.03",
    "Кодировка=Windows",
    "Отправитель=Банк",
    "ДатаНачала=01.03.202431.03.2024",
    f"РасчСчет={OURS}",
]


def section(
    opening: str, received: str, paid: str, closing: str, *, account: str = OURS, days: str = "01.03.2024 31.03.2024"
) -> list[str]:
    first, last = days.split()
    return [
        "СекцияРасчСчет",
        f"ДатаНачала={first}",
        f"ДатаКонца={last}",
        f"НачальныйОстаток={opening}",
        f"РасчСчет={account}",
        f"ВсегоПоступило={received}",
        f"ВсегоСписано={paid}",
        f"КонечныйОстаток={closing}",
        "КонецРасчСчет",
    ]


def document(
    number: str, amount: str, payer: str, payee: str, *more: str, kind: str = "Платежное поручение"
) -> list[str]:
    return [
        f"СекцияДокумент={kind}",
        f"Номер={number}",
        "Дата=04.03.2024",
        f"Сумма={amount}",
        f"ПлательщикСчет={payer}",
        f"ПолучательСчет={payee}",
        *more,
        "КонецДокумента",
    ]


RECEIVED = document(
    "007", "1500.50", THEIRS, OURS, "ДатаПоступило=05.03.2024", "ДатаСписано=", "Плательщик=7701234567, ООО 'Ромашка'",
    "ПлательщикИНН=7701234567", "Получатель1=ИП Сова", "НазначениеПлатежа=Оплата по счету a=b, в т.ч. НДС",
)  # fmt: skip
PAID = document(
    "8", "200", OURS, "70601810000000000001", "ДатаСписано=06.03.2024", "Плательщик1=ИП Сова", "Получатель1=Банк",
    "ПолучательИНН=0012345678", "НазначениеПлатежа1=Комиссия", "НазначениеПлатежа2=за март",
)  # fmt: skip
GOOD = [*HEAD, *section("100", "1500.50", "200.00", "1400.5"), "", *RECEIVED, "", *PAID, "КонецФайла"]


def examined(tmp_path: Path, lines: list[str], encoding: str = "cp1251", end: str = "\r\n") -> FileReport:
    path = tmp_path / "kl_to_1c.txt"
    path.write_bytes((end.join(lines) + end).encode(encoding))
    return read(path, tmp_path)


def test_a_statement_becomes_payments(tmp_path: Path) -> None:
    report = examined(tmp_path, GOOD)
    assert (report.outcome, report.recognised, report.rows) == (Outcome.OK, "1c-bank", 2)
    assert codes(report) == []
    assert (report.file_total, report.imported_total) == (Decimal("1700.50"), Decimal("1700.50"))
    assert (report.currency, report.organisation) == ("RUB", "ИП Сова")
    received, paid = facts(report)
    assert (received["day"], received["direction"], received["amount"]) == (date(2024, 3, 5), "in", Decimal("1500.5"))
    assert (received["document"], received["customer"]) == ("007", "ООО 'Ромашка'")
    assert received["purpose"] == "Оплата по счету a=b, в т.ч. НДС"
    assert (received["account"], received["x_counterparty_inn"]) == (OURS, "7701234567")
    assert (paid["day"], paid["direction"], paid["amount"]) == (date(2024, 3, 6), "out", Decimal(200))
    assert (paid["customer"], paid["x_counterparty_inn"]) == ("Банк", "0012345678")
    assert (paid["purpose"], paid["article"]) == ("Комиссия за март", "Комиссия банка")


def test_the_period_is_the_section_s_not_the_heading_s(tmp_path: Path) -> None:
    batch = examined(tmp_path, GOOD).batches[0]
    assert (batch.period, batch.period_stated) == ((date(2024, 3, 1), date(2024, 4, 1)), True)


def test_a_section_of_another_year_gives_way_to_the_documents(tmp_path: Path) -> None:
    lines = [*HEAD, *section("0", "1500.50", "0", "1500.50", days="01.01.2020 31.01.2020"), *RECEIVED, "КонецФайла"]
    batch = examined(tmp_path, lines).batches[0]
    assert (batch.period, batch.period_stated) == ((date(2024, 3, 5), date(2024, 3, 6)), False)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("cp1251", "Windows"),
        ("utf-8", "Windows"),
        ("utf-8-sig", "Windows"),
        ("cp866", "DOS"),
        ("cp1251", "windows"),
        ("cp866", "Windows"),
        ("cp1251", "DOS"),
        ("utf-16", "Windows"),
        ("koi8-r", "KOI8"),
        ("utf-8", "UTF-8"),
    ],
)
def test_encodings_whatever_the_heading_says(tmp_path: Path, encoding: str, said: str) -> None:
    lines = [line.replace("=Windows", f"={said}") for line in GOOD]
    report = examined(tmp_path, lines, encoding, "\n")
    assert (report.rows, facts(report)[0]["customer"]) == (2, "ООО 'Ромашка'")


def test_a_doubly_encoded_last_line_does_not_spoil_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    body = "\r\n".join(GOOD[:-1]) + "\r\n"
    path.write_bytes(body.encode("cp1251") + "КонецФайла".encode() + b"\r\n")
    report = read(path, tmp_path)
    assert (report.outcome, report.rows, codes(report)) == (Outcome.OK, 2, ["file_cut"])


def test_a_broken_sign_in_utf_8_does_not_hide_the_documents(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    data = "\n".join(GOOD).encode()
    path.write_bytes(data.replace("за март".encode(), b"\xd0 \xff"))
    assert read(path, tmp_path).rows == 2


def test_dates_tell_the_direction_where_the_accounts_do_not(tmp_path: Path) -> None:
    lines = [
        *HEAD, *section("0", "10", "20", "-10"),
        *document("1", "10", "1", "2", "ДатаПоступило=07.03.2024"),
        *document("2", "20", "1", "2", "ДатаСписано=08.03.2024"),
        *document("3", "0.01", "1", "2"),
        "КонецФайла",
    ]  # fmt: skip
    report = examined(tmp_path, lines)
    assert [fact["direction"] for fact in facts(report)] == ["in", "out", None]
    assert {str(fact["account"]) for fact in facts(report)} == {OURS}
    assert codes(report) == ["direction_unknown"]


def test_accounts_go_before_dates(tmp_path: Path) -> None:
    both = ("ДатаПоступило=07.03.2024", "ДатаСписано=08.03.2024")
    report = examined(tmp_path, [*HEAD, *document("1", "10", OURS, THEIRS, *both), "КонецФайла"])
    assert [(fact["direction"], fact["day"]) for fact in facts(report)] == [("out", date(2024, 3, 8))]


def test_what_does_not_add_up_is_told_and_imported(tmp_path: Path) -> None:
    report = examined(tmp_path, [*HEAD, *section("100", "1500.51", "200.00", "1400.5"), *RECEIVED, *PAID, "КонецФайла"])
    assert (report.outcome, codes(report)) == (Outcome.OK, ["balance_differs", "total_differs"])
    assert (report.file_total, report.imported_total) == (Decimal("1700.51"), Decimal("1700.50"))


def test_transfers_between_own_accounts_are_neither_received_nor_paid(tmp_path: Path) -> None:
    moved = document("5", "300", OURS, SECOND, "ДатаСписано=09.03.2024", "ДатаПоступило=09.03.2024")
    lines = [
        *HEAD, *section("500", "0", "300", "200"), *section("0", "300", "0", "300", account=SECOND),
        *moved, *moved, "КонецФайла",
    ]  # fmt: skip
    report = examined(tmp_path, lines)
    assert [fact.get("direction") for fact in facts(report)] == [None, None]
    assert {fact["article"] for fact in facts(report)} == {"Перевод между своими счетами"}
    assert codes(report) == ["own_transfers"]
    assert report.imported_total == Decimal(600) == report.file_total


def test_money_to_an_own_account_elsewhere_is_marked(tmp_path: Path) -> None:
    inns = ("ПлательщикИНН=7701234567", "ПолучательИНН=7701234567", "ДатаСписано=09.03.2024")
    report = examined(tmp_path, [*HEAD, *document("5", "300", OURS, THEIRS, *inns), "КонецФайла"])
    fact = facts(report)[0]
    assert (fact["direction"], fact["article"]) == ("out", "Перевод между своими счетами")
    assert codes(report) == ["same_owner"]


def test_accounts_are_the_same_with_and_without_points(tmp_path: Path) -> None:
    dotted = "40702.810.0.00000000017"
    report = examined(tmp_path, [*HEAD, *document("1", "7", dotted, THEIRS, "ДатаСписано=05.03.2024"), "КонецФайла"])
    assert (facts(report)[0]["direction"], facts(report)[0]["account"]) == ("out", OURS)


def test_signs_that_look_like_ends_of_lines_stay_in_the_purpose(tmp_path: Path) -> None:
    more = ("ДатаСписано=05.03.2024", "НазначениеПлатежа=По счету\u2028Сумма=9\x0bНомер=8")
    report = examined(tmp_path, [*HEAD, *document("1", "7", OURS, THEIRS, *more), "КонецФайла"], "utf-8")
    assert (facts(report)[0]["amount"], facts(report)[0]["document"]) == (Decimal(7), "1")


def test_taxes_are_told_by_their_code(tmp_path: Path) -> None:
    more = ("ПоказательКБК=18210102010011000110", "ДатаСписано=09.03.2024")
    report = examined(tmp_path, [*HEAD, *document("5", "300", OURS, THEIRS, *more), "КонецФайла"])
    assert facts(report)[0]["article"] == "Налоги и взносы"


def test_each_account_is_a_batch_of_its_own_in_its_currency(tmp_path: Path) -> None:
    lines = [
        *HEAD, *section("0", "7", "0", "7", account=DOLLARS), *section("0", "1500.50", "0", "1500.50"),
        *document("1", "7", THEIRS, DOLLARS, "ДатаПоступило=05.03.2024"), *RECEIVED, "КонецФайла",
    ]  # fmt: skip
    report = examined(tmp_path, lines)
    assert [(batch.title, batch.currency, batch.imported_total) for batch in report.batches[:2]] == [
        (OURS, "RUB", Decimal("1500.5")),
        (DOLLARS, "USD", Decimal(7)),
    ]
    assert len({batch.source.text for batch in report.batches}) == 4


def test_an_account_in_other_money_stays_out_of_the_book_and_the_others_do_not(tmp_path: Path) -> None:
    lines = [
        *HEAD, *section("0", "7", "0", "7", account=DOLLARS), *section("0", "1500.50", "0", "1500.50"),
        *document("1", "7", THEIRS, DOLLARS, "ДатаПоступило=05.03.2024"), *RECEIVED, "КонецФайла",
    ]  # fmt: skip
    with Book.create(tmp_path / "a.kpi", "ИП Сова") as book:
        added = book.add_all(examined(tmp_path, lines).batches)
        again = book.add_all(examined(tmp_path, lines).batches)
        assert [issue.code for issue in added.issues] == ["currency"]
        assert (added.question, again.imported, book.currency) == (None, 0, "RUB")
        assert book.run("SELECT SUM(amount), COUNT(*) FROM payment") == [(Decimal("1500.5"), 1)]


def test_several_sections_of_one_account_are_one_period(tmp_path: Path) -> None:
    lines = [
        *HEAD, *section("0", "1500.50", "0", "1500.50", days="05.03.2024 05.03.2024"),
        *section("1500.50", "0", "200", "1300.50", days="06.03.2024 06.03.2024"), *RECEIVED, *PAID, "КонецФайла",
    ]  # fmt: skip
    report = examined(tmp_path, lines)
    assert (codes(report), report.period) == ([], (date(2024, 3, 5), date(2024, 3, 7)))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("45475", "45475"),
        ("1,5", "1.5"),
        ("1 234.50", "1234.5"),
        ("0.00", "0"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
    ],
)
def test_amounts(tmp_path: Path, text: str, amount: str) -> None:
    report = examined(tmp_path, [*HEAD, *document("1", text, THEIRS, OURS, "ДатаПоступило=05.03.2024"), "КонецФайла"])
    assert facts(report)[0]["amount"] == Decimal(amount)


def test_documents_without_amount_or_date_are_listed(tmp_path: Path) -> None:
    lines = [*HEAD, *document("1", "", THEIRS, OURS), *document("2", "-5", THEIRS, OURS), *RECEIVED]
    lines += [line for line in document("3", "7", THEIRS, OURS) if not line.startswith("Дата")]
    report = examined(tmp_path, [*lines, "КонецФайла"])
    assert (report.outcome, report.rows, report.batches[0].rows) == (Outcome.PARTIAL, 4, 1)
    assert codes(report) == ["amount_unreadable", "amount_unreadable", "date_unreadable"]


def test_a_list_for_the_bank_warns(tmp_path: Path) -> None:
    lines = [*HEAD[:3], "Отправитель=Бухгалтерия", *document("1", "7", OURS, THEIRS), "КонецФайла"]
    report = examined(tmp_path, lines)
    assert (codes(report), facts(report)[0]["direction"]) == (["not_posted"], "out")


def test_a_statement_of_a_quiet_month(tmp_path: Path) -> None:
    report = examined(tmp_path, [*HEAD, *section("5", "0", "0", "5"), "КонецФайла"])
    assert (report.outcome, report.recognised, codes(report)) == (Outcome.EMPTY, "1c-bank", ["empty"])


def test_a_file_that_breaks_off(tmp_path: Path) -> None:
    cut = document("9", "4500", OURS, THEIRS, "ДатаСписано=05.03.2024")[:-1]
    report = examined(tmp_path, [*HEAD, *RECEIVED, *cut])
    assert (report.outcome, report.rows, report.batches[0].rows) == (Outcome.PARTIAL, 2, 1)
    assert codes(report) == ["document_cut", "file_cut"]


def test_a_document_without_an_end_before_the_next_one_is_whole(tmp_path: Path) -> None:
    report = examined(tmp_path, [*HEAD, *RECEIVED[:-1], *PAID, "КонецФайла"])
    assert (report.outcome, report.rows, codes(report)) == (Outcome.OK, 2, ["file_cut"])


@pytest.mark.parametrize(
    ("name", "rows", "received", "paid", "file_total"),
    [
        ("ubrr_mpuzanov_kl_to", 5, "7159.86", "45475.00", "52634.86"),
        ("kilylabs_one_day_cp1251", 13, "40000", "41184", "81184"),
        ("kilylabs_one_day_utf8", 13, "40000", "41184", "81184"),
        ("derived_one_day_dos_cp866", 13, "40000", "41184", "81184"),
        ("vtb_dronm_kl_to_1c", 3, "0", "169992", "1405697.44"),
        ("dronm_to_bank_mixed_encoding", 2, "0", "175375.25", "175375.25"),
        ("xini1_sample5_oebs_utf8", 6, "0", "0.06", "0.06"),
        ("xini1_sample1_allkeys_utf8", 2, "0", "0", "20.20"),
    ],
)
def test_real_statements(tmp_path: Path, name: str, rows: int, received: str, paid: str, file_total: str) -> None:
    report = read(shared(f"data/bank/{name}.txt"), tmp_path)
    found = facts(report)
    sums = {"in": Decimal(0), "out": Decimal(0), "None": Decimal(0)}
    for fact in found:
        sums[str(fact["direction"])] += Decimal(str(fact["amount"]))
    assert (report.outcome, report.rows, len(found)) == (Outcome.OK, rows, rows)
    assert (sums["in"], sums["out"]) == (Decimal(received), Decimal(paid))
    assert report.file_total == Decimal(file_total)


def test_a_newer_statement_replaces_the_days_of_its_own_account_only(tmp_path: Path) -> None:
    second = document("1", "300", THEIRS, SECOND, "ДатаПоступило=05.03.2024")
    both = [
        *HEAD, *section("0", "1500.50", "0", "1500.50"), *section("0", "300", "0", "300", account=SECOND),
        *RECEIVED, *second, "КонецФайла",
    ]  # fmt: skip
    newer = [*HEAD, *section("0", "1500.50", "200", "1300.50"), *RECEIVED, *PAID, "КонецФайла"]
    with Book.create(tmp_path / "a.kpi", "ИП Сова") as book:
        first = book.add_all(examined(tmp_path, both).batches)
        again = book.add_all(examined(tmp_path, both).batches)
        added = book.add_all(examined(tmp_path, newer).batches)
        total = book.run("SELECT SUM(amount), COUNT(*) FROM payment")
        # Beside payments each account has its balances: before the period, on days with payments, at the end.
        assert (first.imported, again.already, added.imported, added.replaced) == (8, True, 6, 4)
        assert total == [(Decimal("2000.5"), 3)]
        assert (book.currency, book.check()) == ("RUB", [])
