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
#: A card is a number by itself that is too long for a phone, or any number that is called a card.
_CARD = re.compile(
    r"(?P<word>(?:дисконтная |бонусная )?карта|card|дк)?[\s№#:]*(?P<number>\d[\d\s-]{4,24}\d)", re.IGNORECASE
)
_LONG = range(12, 20)


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
    """What surely tells a customer under any spelling: taxpayer number, e-mail, phone, card; '' where there is none.

    Phones of Russia meet whether they begin with +7 or 8.
    """
    taxpayer = _TAXPAYER.search(name)
    if taxpayer:
        return f"inn {taxpayer[1]}"
    mail = _MAIL.search(name)
    if mail:
        return mail[0].lower()
    return _phone_of(name.strip()) or _card_of(name.strip())


def _phone_of(name: str) -> str:
    if not _PHONE.fullmatch(name):
        return ""
    digits = re.sub(r"\D", "", name)
    if len(digits) == _MOBILE and digits[0] in "78":
        digits = digits[1:]
    return f"+7{digits}" if len(digits) == _NATIONAL and digits[0] in "3489" else ""


def _card_of(name: str) -> str:
    card = _CARD.fullmatch(name)
    digits = re.sub(r"\D", "", card["number"]) if card else ""
    return f"card {digits}" if card and (card["word"] or len(digits) in _LONG) else ""
