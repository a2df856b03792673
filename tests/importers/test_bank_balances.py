"""Balances of accounts out of a statement: those that it states, and those between them where no payment is missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.importers.test_bank_1c import HEAD, OURS, PAID, RECEIVED, SECOND, document, examined, section
from tests.shared import shared
from tests.unit.ingest.tables import codes, facts

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.ingest.outcome import FileReport

MARCH = {date(2024, 2, 29): "100", date(2024, 3, 5): "1600.5", date(2024, 3, 6): "1400.5", date(2024, 3, 31): "1400.5"}


def balances(report: FileReport) -> dict[object, dict[object, Decimal]]:
    """Balances by account and day."""
    found: dict[object, dict[object, Decimal]] = {}
    for number, batch in enumerate(report.batches):
        if batch.fact == "cash":
            for fact in facts(report, number):
                found.setdefault(fact["account"], {})[fact["day"]] = Decimal(str(fact["balance"]))
    return found


def decimals(days: dict[date, str]) -> dict[date, Decimal]:
    return {day: Decimal(text) for day, text in days.items()}


def test_balances_on_every_day_with_payments(tmp_path: Path) -> None:
    report = examined(tmp_path, [*HEAD, *section("100", "1500.50", "200", "1400.5"), *RECEIVED, *PAID, "КонецФайла"])
    assert balances(report) == {OURS: decimals(MARCH)}
    assert [batch.fact for batch in report.batches] == ["payment", "cash"]
    assert (report.imported_total, report.period) == (Decimal("1700.5"), (date(2024, 3, 1), date(2024, 4, 1)))


def test_only_what_is_stated_where_payments_were_cut_out(tmp_path: Path) -> None:
    report = examined(tmp_path, [*HEAD, *section("100", "1500.50", "200", "1400.5"), *RECEIVED, "КонецФайла"])
    assert balances(report)[OURS] == decimals({date(2024, 2, 29): "100", date(2024, 3, 31): "1400.5"})
    assert codes(report) == ["total_differs"]


def test_balances_that_do_not_add_up_are_no_facts(tmp_path: Path) -> None:
    report = examined(tmp_path, [*HEAD, *section("100", "1500.50", "200", "1"), *RECEIVED, *PAID, "КонецФайла"])
    assert (balances(report), codes(report)) == ({}, ["balance_differs"])


def test_a_section_of_another_year_gives_no_balances(tmp_path: Path) -> None:
    days = "01.01.2020 31.01.2020"
    report = examined(tmp_path, [*HEAD, *section("0", "1500.50", "0", "1500.50", days=days), *RECEIVED, "КонецФайла"])
    assert balances(report) == {}


def test_sections_by_days_meet(tmp_path: Path) -> None:
    report = examined(tmp_path, [
        *HEAD, *section("100", "1500.50", "0", "1600.5", days="05.03.2024 05.03.2024"),
        *section("1600.50", "0", "200", "1400.5", days="06.03.2024 06.03.2024"), *RECEIVED, *PAID, "КонецФайла",
    ])  # fmt: skip
    assert balances(report)[OURS] == decimals(
        {date(2024, 3, 4): "100", date(2024, 3, 5): "1600.5", date(2024, 3, 6): "1400.5"}
    )


def test_a_transfer_moves_both_balances_and_is_counted_once(tmp_path: Path) -> None:
    moved = document("5", "300", OURS, SECOND, "ДатаСписано=09.03.2024", "ДатаПоступило=10.03.2024")
    report = examined(tmp_path, [
        *HEAD, *section("500", "0", "300", "200"), *section("0", "300", "0", "300", account=SECOND), *moved, *moved,
        "КонецФайла",
    ])  # fmt: skip
    found = balances(report)
    assert (found[OURS][date(2024, 3, 9)], found[SECOND][date(2024, 3, 10)]) == (Decimal(200), Decimal(300))
    assert sum(found[OURS].values()) == Decimal(500 + 200 + 200)


@pytest.mark.parametrize(
    ("name", "payments", "closing"),
    [
        ("ubrr_mpuzanov_kl_to", 5, 1),
        ("kilylabs_one_day_cp1251", 13, 1),
        ("kilylabs_one_day_utf8", 13, 1),
        ("derived_one_day_dos_cp866", 13, 1),
        ("vtb_dronm_kl_to_1c", 3, 1),
        ("dronm_to_bank_mixed_encoding", 2, 0),
        ("xini1_sample5_oebs_utf8", 6, 0),
        ("xini1_sample1_allkeys_utf8", 2, 2),
    ],
)
def test_real_statements(tmp_path: Path, name: str, payments: int, closing: int) -> None:
    path = shared(f"data/bank/{name}.txt")
    report = read(path, tmp_path)
    counts = [batch.rows for batch in report.batches if batch.fact == "payment"]
    assert (report.outcome, report.rows, sum(counts)) == (Outcome.OK, payments, payments)
    found = balances(report)
    assert len(found) == closing
    stated = _closing(path.read_bytes())
    for days in found.values():
        assert days[max(days)] in stated  # type: ignore[type-var]


def _closing(data: bytes) -> list[Decimal]:
    """What the file's own lines say of balances at the end, by a plain reading."""
    for encoding in ("utf-8-sig", "cp1251", "cp866"):
        text = data.decode(encoding, "replace")
        lines = [line.partition("=") for line in text.splitlines()]
        stated = [Decimal(value.strip()) for key, _, value in lines if key.strip() == "КонечныйОстаток"]
        if stated:
            return stated
    return []


@pytest.mark.slow
def test_a_year_of_a_busy_account(tmp_path: Path) -> None:
    many = 30_000
    lines = [*HEAD, *section("0", f"{many}.00", "0", f"{many}.00")]
    for number in range(many):
        lines += document(str(number), "1.00", "40702810500000000099", OURS, "ДатаПоступило=05.03.2024")
    report = examined(tmp_path, [*lines, "КонецФайла"])
    assert (report.outcome, report.rows, report.imported_total, codes(report)) == (Outcome.OK, many, Decimal(many), [])
