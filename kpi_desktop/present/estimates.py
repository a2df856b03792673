"""Estimates as a person reads them: «≈ 2,0 млн ₽», for a sum told to the rouble would promise what nobody knows."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.amount import rounded
from kpi_desktop.i18n.formats import MINUS, NBSP, currency_sign, money_text, number_text
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.present.numbers import decimal_text

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Metric

#: Digits of an estimate that say something.
_DIGITS = 3

#: What stands behind a number: «млн ₽», «₽», «%».
_UNIT = re.compile(r"[^\d]+$")

_LARGE = (
    (Decimal(10) ** 9, {"ru": "млрд", "en": "bn"}),
    (Decimal(10) ** 6, {"ru": "млн", "en": "m"}),
)


def estimate_text(value: Decimal, metric: Metric, currency: str, lang: str, *, signed: bool = False) -> str:
    """A figure of the metric as an estimate: money in millions or to three digits, other counts to three digits.

    Shares and other figures that are short anyway are printed as they always are. The exact value stays in JSON.
    """
    sign = "+" if signed and value > 0 else ""
    if metric.display is Display.MONEY:
        return f"≈{NBSP}{sign}{money_estimate(value, currency, lang)}"
    if metric.display is Display.COUNT:
        return f"≈{NBSP}{sign}{number_text(_short(value), 0, lang)}"
    return sign + decimal_text(value, metric.display, metric.decimals, currency, lang)


def range_text(ends: tuple[Decimal, Decimal], metric: Metric, currency: str, lang: str) -> str:
    """«от 1,9 до 2,2 млн ₽»: between what an estimate may lie, as roughly as the estimate itself."""
    low, high = (estimate_text(end, metric, currency, lang).removeprefix(f"≈{NBSP}") for end in ends)
    first, last = _UNIT.search(low), _UNIT.search(high)
    if first and last and first[0] == last[0]:
        low = low[: first.start()]
    return Translator(lang)(msg("from {low} to {high}", low=low, high=high))


def money_estimate(value: Decimal, currency: str, lang: str) -> str:
    """A sum in millions with one decimal, or to three digits: «2,7 млн ₽», «16 800 ₽»."""
    for size, words in _LARGE:
        told = rounded(value / size, 1)
        if abs(told) >= 1:
            number, unit = number_text(told, 1, lang), currency_sign(currency)
            if lang != "ru" and unit != currency:
                return f"{MINUS if told < 0 else ''}{unit}{number.removeprefix(MINUS)}{words[lang]}"
            return NBSP.join(part for part in (number, words[lang], unit) if part)
    return money_text(_short(value), currency, lang, 0)


def _short(value: Decimal) -> Decimal:
    """The value to three digits; of a small one to the whole."""
    if not value:
        return value
    return rounded(value, min(0, _DIGITS - 1 - value.adjusted()))
