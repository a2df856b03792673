"""The VAT of a payment by its purpose: «в т.ч. НДС 20% - 1 666,67», «НДС не облагается»."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.ingest.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The tax with its rate, its amount, or both; banks write kopecks behind a comma, a point or a dash.
_TAX = re.compile(
    r"\bндс\b\s*\(?\s*(?:(?P<rate>\d{1,2}(?:[.,]\d+)?)\s*(?:%|/\s*1\d\d)\s*\)?)?\s*[-–—:=,]?\s*"
    r"(?P<amount>\d[\d\s]*[.,-]\d{2}(?![\d%]))?"
)
_FREE = re.compile(
    r"\bбез\s+(налога\s*)?\(?ндс\b|\bбез налога\b|\bндс не облаг|\bне облага\w+ ндс\b|\bндс\s*[:-]?\s*(нет|без)\b"
)
#: No tax is a larger part of what was paid.
_HIGHEST = Decimal(30) / Decimal(130)
#: What the stated tax may differ by from its rate, for roundings of lines.
_ROUNDED = Decimal(1)


def vat_of(purpose: str, paid: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """The amount of VAT in a payment and its rate, each None where the purpose does not tell it for sure."""
    text = fold(purpose)
    if "ндс" not in text and "налог" not in text:
        return None, None
    found = [(one["rate"], one["amount"]) for one in _TAX.finditer(text) if one["rate"] or one["amount"]]
    if not found:
        return (None, Decimal(0)) if _FREE.search(text) else (None, None)
    rates = {Decimal(rate.replace(",", ".")) for rate, _ in found if rate}
    rate = rates.pop() if len(rates) == 1 and all(one for one, _ in found) else None
    amounts = [_number(amount) for _, amount in found if amount]
    whole = sum(amounts, Decimal(0)) if len(amounts) == len(found) else None
    if whole is None or paid is None:
        return None, rate if len(found) == 1 else None
    size = abs(paid)
    fits = whole <= size * _HIGHEST + _ROUNDED
    if rate is not None:
        fits = abs(whole - size * rate / (100 + rate)) <= _ROUNDED
    return (whole, rate) if fits else (None, None)


def vats_of(
    purposes: Iterable[str], amounts: Iterable[Decimal | None]
) -> tuple[Sequence[Decimal | None], Sequence[Decimal | None]]:
    """The amounts and the rates of many payments."""
    found = [vat_of(purpose, amount) for purpose, amount in zip(purposes, amounts, strict=True)]
    return [amount for amount, _ in found], [rate for _, rate in found]


def _number(text: str) -> Decimal:
    kopecks = text[-2:]
    return Decimal("".join(re.findall(r"\d", text[:-2])) + "." + kopecks)
