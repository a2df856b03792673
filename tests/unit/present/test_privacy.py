"""Phones and e-mails are hidden, and nothing else is."""

from __future__ import annotations

import pytest

from kpi_desktop.present.privacy import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("+7 900 123-45-67", "+7 *** ***-45-67"),
        ("8 (900) 123-45-67", "8 *** ***-45-67"),
        ("89001234567", "8 *** ***-45-67"),
        ("9001234567", "*** ***-45-67"),
        ("(495) 123-45-67", "*** ***-45-67"),
        ("+375 29 123-45-67", "+375 *** ***-45-67"),
        ("ivan.petrov@mail.ru", "i***@mail.ru"),
        ("Иван <i@x.ru>, +79001234567", "Иван <i***@x.ru>, +7 *** ***-45-67"),
    ],
)
def test_phones_and_mails_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    ["ООО «Ромашка 8»", "7712345678", "771234567890", "4600123456789", "2026-10-31", "17850", "УТ-000123", "@cmd", ""],
)
def test_tax_numbers_barcodes_and_names_stay(text: str) -> None:
    assert masked(text) == text
