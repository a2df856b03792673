"""Of nothing there is no day and no middle: a zero would be the best of figures. Sums of nothing are zero.

A member of a split is measured as the company is, never by the next of the sources that a formula may take.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Missing, Reason
from kpi_desktop.core.period import Period
from tests.soundness.test_catalogue_rows import figure, reason, split, timed_leads
from tests.unit.engine.company import Company, Export

if TYPE_CHECKING:
    from pathlib import Path

DEALS = """
day deal amount closed_day status channel
2026-03-01 1 100 2026-03-05 won Сайт
2026-03-01 2 100 2026-03-21 won Сайт
2026-03-01 3 100 2026-03-05 lost Выставка
"""
QUARTER = ("2026-01-01", "2026-03-31")


def test_a_channel_that_won_nothing_has_no_typical_deal(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export(DEALS, "deal", "CRM", *QUARTER))
    asked = ["sales_cycle_median", "new_deals_won_share"]
    found = {(f.metric, f.member): f.value for f in company.engine.figures(asked, [Period.month("2026-03")], "channel")}
    assert found["sales_cycle_median", "Сайт"] == Decimal(4)
    assert reason(found["sales_cycle_median", "Выставка"]) is Reason.NO_DATA
    assert found["new_deals_won_share", "Выставка"] == Decimal(0)


def test_a_month_without_a_deal_won_has_no_typical_deal(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.add(Export(DEALS, "deal", "CRM", *QUARTER))
    assert reason(figure(company, "sales_cycle_median", "2026-02").value) is Reason.NO_DATA
    assert figure(company, "new_opportunities", "2026-02").value == Decimal(0)


def test_a_week_without_leads_has_no_typical_answer(tmp_path: Path) -> None:
    """All three leads came on 2 March; the list of the whole of March tells that the week from the 9th had none."""
    company = Company(tmp_path)
    timed_leads(company)
    assert figure(company, "lead_response_time", "2026-W10").value == Decimal(9)
    assert reason(figure(company, "lead_response_time", "2026-W11").value) is Reason.NO_DATA
    assert figure(company, "leads", "2026-W11").value == Decimal(0)


SOLD = """
day amount customer region document
2025-06-01 10 А Север 1
2026-03-02 100 А Север 2
2026-03-03 300 Б Юг 3
"""
CONTRACTS = """
day contract total start end months
2025-01-01 1 1200 2025-01-01 2026-12-31 24
"""


def test_accounts_are_contracts_in_every_part_or_in_none(tmp_path: Path) -> None:
    """400 of revenue over one contract; regions have buyers, but contracts name no region: they are another figure."""
    company = Company(tmp_path)
    company.add(Export(SOLD, "sale", "1C", "2025-01-01", "2026-03-31"))
    assert split(company, "arpa", "region")["Юг"] == Decimal(600)  # half an account: no buyer at the start, one since
    company.add(Export(CONTRACTS, "contract", "Договоры", "2025-01-01", "2026-03-31"))
    assert figure(company, "arpa").value == Decimal(400)
    parts = split(company, "arpa", "region")
    assert {reason(value) for value in parts.values()} == {Reason.NOT_IN_THIS_CUT}
    assert not isinstance(split(company, "arpa_buyers", "region")["Юг"], Missing)
