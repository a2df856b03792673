"""Hides what a stranger could call or write to: phones and e-mails in texts that leave the program."""

from __future__ import annotations

import re

_MAIL = re.compile(r"([\w%+-])[\w.%+-]*@([\w-]+(?:\.[\w-]+)+)")

#: With a plus and 10 to 15 digits; 11 digits from 7 or 8; a mobile number of 10 digits from 9; or (495) 123-45-67.
_PHONE = re.compile(
    r"(?<![\w.,])(?:"
    r"\+(?:[\s()\u00a0-]*\d){10,15}"
    r"|[78][\s\u00a0-]*\(?\d{3}\)?(?:[\s\u00a0-]*\d){7}"
    r"|9\d{2}(?:[\s\u00a0-]*\d){7}"
    r"|\(\d{3}\)(?:[\s\u00a0-]*\d){7}"
    r")(?![\w])"
)

#: How many digits a country's code has, by its first one (else two), and a number within most countries.
_COUNTRY = {"1": 1, "7": 1, "3": 3, "9": 3}
_NATIONAL = 10


def masked(text: str) -> str:
    """The text with every phone as `+7 *** ***-45-67` and every e-mail as `i***@mail.ru`; other texts stay."""
    if "@" in text:
        text = _MAIL.sub(r"\1***@\2", text)
    return _PHONE.sub(_hidden, text)


def _hidden(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    plus = "+" if found[0].startswith("+") else ""
    country = digits[: _COUNTRY.get(digits[0], 2)] if plus else digits[:-_NATIONAL]
    start = f"{plus}{country} " if country else ""
    return f"{start}*** ***-{digits[-4:-2]}-{digits[-2:]}"
