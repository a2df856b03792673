"""Numbers and periods as people type them into cells: read exactly, or refused with a sentence, never guessed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.facts.kept import MOST_DIGITS, MOST_PLACES
from kpi_desktop.i18n.message import msg

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]")
_SIGNS = re.compile(r"(руб\.?|р\.|[₽$€£₸₴])$", re.IGNORECASE)
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def number_of(text: str) -> Decimal | None:
    """A number as people write it in Russian or English; None for an empty cell, UsageError for anything unclear.

    «1,234» and «1.234» may be a thousand or a fraction: they are refused rather than guessed.
    """
    bare = _SIGNS.sub("", _SPACES.sub("", text).replace("\u2212", "-"))
    if bare in {"", "-", "—", "–"}:
        return None
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", bare) or re.fullmatch(r"[+-]?\d{1,3}(\.\d{3}){2,}", bare):
        raise _unclear(text)
    if "," in bare and "." in bare:
        good = re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+\.\d+", bare)
        if not good:
            raise _unclear(text)
        bare = bare.replace(",", "")
    try:
        value = Decimal(bare.replace(",", "."))
    except InvalidOperation:
        raise _unclear(text) from None
    if not re.fullmatch(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)", bare):
        raise _unclear(text)
    if len(value.as_tuple().digits) > MOST_DIGITS or -int(value.as_tuple().exponent) > MOST_PLACES:
        raise UsageError(
            msg("“{text}” has too many digits", text=text), fix=msg("At most six digits behind the point are kept")
        )
    return value


def _unclear(text: str) -> UsageError:
    return UsageError(
        msg("“{text}” is not a clear number", text=text),
        fix=msg("Write it as 1234,56 or 1234.56; leave the cell empty where nothing is known"),
    )


def period_from(text: str) -> Period:
    """A month `2026-10` or `10.2026`, or a day `2026-10-05` or `05.10.2026`."""
    bare = text.strip()
    try:
        if found := _DOTTED_DAY.fullmatch(bare):
            return Period.of(date(int(found[3]), int(found[2]), int(found[1])), Grain.DAY)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", bare):
            return Period.of(date.fromisoformat(bare), Grain.DAY)
        if found := re.fullmatch(r"(\d{1,2})\.(\d{4})", bare):
            return Period.of(date(int(found[2]), int(found[1]), 1), Grain.MONTH)
        return Period.month(bare)
    except ValueError:
        raise UsageError(
            msg("“{text}” is neither a month nor a day", text=text),
            fix=msg("Write a month as 2026-10 and a day as 2026-10-05 or 05.10.2026"),
        ) from None
