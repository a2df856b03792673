"""Deals of Zoho CRM: ids, amounts and duplicates as real exports have them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.ingest.outcome import Outcome
from tests.importers.files import read
from tests.shared import shared
from tests.unit.ingest.tables import Rows, Value, codes, facts, imported, sheet

if TYPE_CHECKING:
    from pathlib import Path

DEALS: Rows = [
    ["Id", "Deal Owner Name", "Closing Date", "Stage", "Lost Reason", "Source", "Created Time", "Offer Total Amount",
     "City"],
    ["5805028000056864695", "Ann", "05.03.2024", "Payment Done", None, "Google Ads", "20.02.2024 15:30", 4500, "-"],
    ["5805028000056864696", "Ann", "06.03.2024", "Lost", "Expensive", "SMM", "21.02.2024 15:30", "€ 3.500,00", "Bonn"],
    ["5805028000056864697", "Ben", "07.03.2024", "Lost", "Duplicate", "SMM", "21.02.2024 15:31", None, None],
    [5.805028e18, "Ben", "30.03.2024", "Call Delayed", None, "SMM", "22.02.2024 09:00", "€ 11398,00", "#REF!"],
    [None, None, None, None, None, None, None, None, "#REF!"],
    [None, None, None, None, None, None, None, None, None],
]  # fmt: skip


def test_deals(tmp_path: Path) -> None:
    report = imported(tmp_path, sheet(DEALS, name="Deals"))
    assert (report.outcome, report.recognised, report.rows, report.currency) == (Outcome.OK, "zoho", 4, "EUR")
    assert (report.file_total, report.imported_total) == (Decimal(19398), Decimal(19398))
    assert [(fact["deal"], fact["status"], fact["closed_day"], fact["forecast_day"], fact["amount"], fact["region"],
             fact["loss_reason"]) for fact in facts(report)] == [
        ("5805028000056864695", "won", date(2024, 3, 5), None, Decimal(4500), None, None),
        ("5805028000056864696", "lost", date(2024, 3, 6), None, Decimal(3500), "Bonn", "Expensive"),
        ("5805028000056864697", None, None, None, None, None, "Duplicate"),
        ("5805028000000000000#5", "open", None, date(2024, 3, 30), Decimal(11398), None, None),
    ]  # fmt: skip
    assert codes(report) == ["id_cut", "duplicates"]
    assert ("Выиграны — по этапу", "Payment Done") in report.details


def test_american_days_are_told_by_all_of_them(tmp_path: Path) -> None:
    rows: Rows = [
        ["Id", "Deal Owner Name", "Closing Date", "Stage", "Created Time"],
        ["1", "Ann", "03/05/2024", "Closed Won", "02/03/2024 03:30 PM"],
        ["2", "Ann", "03/16/2024", "Closed Lost", "02/04/2024 03:30 PM"],
    ]
    assert [(fact["day"], fact["closed_day"]) for fact in facts(imported(tmp_path, sheet(rows)))] == [
        (date(2024, 2, 3), date(2024, 3, 5)), (date(2024, 2, 4), date(2024, 3, 16)),
    ]  # fmt: skip


def test_days_that_read_both_ways_are_not_guessed(tmp_path: Path) -> None:
    rows: Rows = [
        ["Id", "Deal Owner Name", "Closing Date", "Stage", "Created Time"],
        ["1", "Ann", "03/05/2024", "Closed Won", "02/03/2024 15:30"],
    ]
    report = imported(tmp_path, sheet(rows))
    assert (report.outcome, report.batches) == (Outcome.UNSUPPORTED, ())


def test_amounts_in_two_currencies_are_never_added(tmp_path: Path) -> None:
    head: list[Value] = ["Record Id", "Deal Owner", "Closing Date", "Stage", "Created Time", "Amount"]
    rows: Rows = [
        head,
        ["zcrm_1", "Ann", "2024-02-20", "Closed Won", "Feb 15, 2024 03:30 PM", "$ 1,200.50"],
        ["zcrm_2", "Ann", "2024-02-20", "Negotiation", "Feb 15, 2024 03:30 PM", "$ 10.00"],
        ["zcrm_3", "Ben", "2024-02-28", "Negotiation", "Feb 16, 2024 03:30 PM", "€ 1.200,50"],
    ]
    report = imported(tmp_path, sheet(rows))
    assert (report.outcome, report.currency, report.imported_total) == (Outcome.PARTIAL, "USD", Decimal("1210.5"))
    assert [(fact["deal"], fact["amount"]) for fact in facts(report)] == [
        ("zcrm_1", Decimal("1200.5")), ("zcrm_2", Decimal(10)), ("zcrm_3", None),
    ]  # fmt: skip
    assert codes(report) == ["other_currency"]


def test_contacts_are_no_deals(tmp_path: Path) -> None:
    contacts: Rows = [["Id", "Contact Owner Name", "Created Time"], ["1", "Ann", "20.02.2024 15:30"]]
    report = imported(tmp_path, sheet(contacts))
    assert (report.recognised, report.outcome) == ("zoho", Outcome.UNSUPPORTED)


def test_real_deals(tmp_path: Path) -> None:
    report = read(shared("data/crm/zoho_deals.xlsx"), tmp_path)
    assert (report.outcome, report.rows, report.currency) == (Outcome.OK, 21593, "EUR")
    # 29,764,313 in cells of numbers, 20 cells of «€ 2.900,00» and one of «€ 11398,00».
    assert (report.file_total, report.imported_total) == (Decimal(29833711), Decimal(29833711))
    found = facts(report)
    assert len({fact["deal"] for fact in found}) == 21593
    # 15,743 deals stand in «Lost», 1,746 of them as duplicates; two deals were paid in spite of that reason.
    assert Counter(fact["status"] for fact in found) == {"won": 858, "lost": 13997, None: 1746, "open": 4992}
    assert sum(fact["loss_reason"] == "Duplicate" for fact in found) == 1771
    assert sum(fact["status"] == "won" and fact["closed_day"] is not None for fact in found) == 521
