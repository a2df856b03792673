"""Rules that say what a row of a bank statement is, read from `formulas/bank_rules.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kpi_desktop.facts.streams import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

UNCLASSIFIED = "unclassified"


@dataclass(frozen=True, slots=True)
class BankRow:
    """What a rule sees of a row, folded by `plain`; `market` says that the other side is a marketplace."""

    direction: str
    purpose: str
    customer: str
    article: str
    market: bool

    @classmethod
    def of(cls, direction: str, texts: tuple[str, str, str], marketplace: Callable[[str], str]) -> BankRow:
        """A row with its purpose, other side and article as the statement has them."""
        purpose, customer, article = texts
        market = bool(marketplace(customer))
        return cls(direction, f" {plain(purpose)}", f" {plain(customer)}", f" {plain(article)}", market)


@dataclass(frozen=True, slots=True)
class BankRule:
    """One rule: every test that it has must hold; a list holds where one of its words begins a word of the text."""

    bank_class: str
    direction: str = ""
    purpose: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    marketplace: bool = False

    def fits(self, row: BankRow) -> bool:
        """Whether the row is of this rule's class."""
        if self.direction not in {"", row.direction} or (self.marketplace and not row.market):
            return False
        lists = ((self.purpose, row.purpose), (self.customer, row.customer), (self.article, row.article))
        return all(not words or any(f" {word}" in text for word in words) for words, text in lists)


@dataclass(frozen=True, slots=True)
class BankRules:
    """The classes with their names (ru, en), and the rules in their order."""

    names: Mapping[str, tuple[str, str]]
    rules: tuple[BankRule, ...]

    def class_of(self, row: BankRow, own: Iterable[BankRule] = ()) -> str:
        """The class that the first fitting rule gives; the book's own rules come first."""
        for rule in (*own, *self.rules):
            if rule.fits(row):
                return rule.bank_class
        return UNCLASSIFIED


def load_bank_rules(text: str) -> BankRules:
    """Read `bank_rules.toml`."""
    data = tomllib.loads(text)
    names = {entry["id"]: (entry["ru"], entry["en"]) for entry in data["class"]}
    return BankRules(names, tuple(rule_of(entry) for entry in data["rule"]))


def rule_of(entry: Mapping[str, Any]) -> BankRule:
    """One rule from its table; words are folded as the texts are."""
    lists = {key: tuple(plain(word) for word in entry.get(key, ())) for key in ("purpose", "customer", "article")}
    return BankRule(
        str(entry["class"]), str(entry.get("direction", "")), marketplace=bool(entry.get("marketplace", False)), **lists
    )
