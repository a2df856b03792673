"""What cells and purposes of payments tell of VAT, in the ways that programs and people write it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi_desktop.ingest.purpose_vat import vat_of
from kpi_desktop.ingest.vat_columns import all_rates, general_rates, rate_of


@pytest.mark.parametrize(
    ("word", "rate"),
    [
        ("20%", "20"), ("20 %", "20"), ("20/120", "20"), ("18% / 118%", "18"), ("НДС20_120", "20"), ("НДС 22%", "22"),
        ("7/107", "7"), ("0%", "0"), ("Без НДС", "0"), ("НДС не облагается", "0"), ("0,2", "20"), ("10", "10"),
        ("Пониженная", "10"), ("Общая", "-1"), ("-", None), ("Сумма 1200", None), ("20/110", None), ("31%", None),
    ],
)  # fmt: skip
def test_a_rate_in_any_writing(word: str, rate: str | None) -> None:
    assert rate_of(word) == (None if rate is None else Decimal(rate))


def test_the_general_rate_by_its_day() -> None:
    assert [(f"{day}", rate) for day, rate in general_rates()] == [
        ("2004-01-01", 18), ("2019-01-01", 20), ("2026-01-01", 22)
    ]  # fmt: skip
    assert {rate for _, rate in all_rates()} == {5, 7, 10, 18, 20, 22}


@pytest.mark.parametrize(
    ("purpose", "paid", "vat", "rate"),
    [
        ("Оплата по счету 15 за аренду, в т.ч. НДС 20% - 1666,67", "10000", "1666.67", "20"),
        ("Оплата. В том числе НДС 20 % 1666-67 рублей.", "10000", "1666.67", "20"),
        ("Сумма 12000-00 В т.ч. НДС(22%) 2163-93", "12000", "2163.93", "22"),
        ("Сумма 1 150.00 НДС 20% - 100.00, НДС 10% - 50.00", "1150", "150.00", None),
        ("Оплата аренды в т.ч. НДС 20%", "1200", None, "20"),
        ("Оплата услуг. НДС не облагается", "100", None, "0"),
        ("Без налога (НДС)", "100", None, "0"),
        ("Уплата НДС за 4 квартал 2025", "5000", None, None),
        ("в т.ч. НДС 20% 9000.00", "10000", None, None),  # no fifth of it: another sum than this payment
        ("Оплата по договору 20 от 01.02.2025", "100", None, None),
    ],
)
def test_vat_in_a_purpose(purpose: str, paid: str, vat: str | None, rate: str | None) -> None:
    told = [None if one is None else Decimal(one) for one in (vat, rate)]
    assert list(vat_of(purpose, Decimal(paid))) == told
