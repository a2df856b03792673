"""Which names of customers are nobody in particular, and what tells that two names are one customer."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

from kpi_desktop.facts.streams import plain

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TAXPAYER = re.compile(r"\b(?:инн|inn)(?:\s*/\s*кпп)?\D{0,3}(\d{12}|\d{10})(?:\b|/)", re.IGNORECASE)
_PHONE = re.compile(r"[+\d][\d\s()\u00a0-]{8,20}")
_MOBILE, _NATIONAL = 11, 10


@dataclass(frozen=True, slots=True)
class CustomerRules:
    """All of `customers.toml`; `share` in per cent."""

    exact: frozenset[str]
    begins: tuple[str, ...]
    share: int

    def nobody(self, name: str) -> bool:
        """Whether a customer of this name is nobody in particular."""
        words = plain(name)
        return words in self.exact or words.startswith(self.begins)


def load_customers(text: str) -> CustomerRules:
    """Read `customers.toml`."""
    data = tomllib.loads(text)
    return CustomerRules(frozenset(data["exact"]), tuple(data["begins"]), int(data["share"]))


def contact_of(name: str) -> str:
    """What surely tells a customer under any spelling: taxpayer number, phone, e-mail; '' where the name has none.

    Phones of Russia meet whether they begin with +7 or 8.
    """
    taxpayer = _TAXPAYER.search(name)
    if taxpayer:
        return f"inn {taxpayer[1]}"
    mail = _MAIL.search(name)
    if mail:
        return mail[0].lower()
    if not _PHONE.fullmatch(name.strip()):
        return ""
    digits = re.sub(r"\D", "", name)
    if len(digits) == _MOBILE and digits[0] in "78":
        digits = digits[1:]
    return f"+7{digits}" if len(digits) == _NATIONAL and digits[0] in "3489" else ""
