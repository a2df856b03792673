"""Which stream of sales is believed where several give the same ones, read from `formulas/streams.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: The rank of tables of sales that say nothing of where they come from, and that of orders.
TABLE, ORDER = "table", "order"
#: Tills, of which a company may have several: a name given to one of them does not set its sales apart.
TILL = "till"
#: What the status of an order says; '' for a word that is not known.
SHIPPED, PAID, OUT, OPEN = "shipped", "paid", "out", "open"

_HEADING = re.compile(r'^"(?P<heading>[^"]+)" = ', re.MULTILINE)
_WORD = re.compile(r"[^0-9a-zа-я]+")
#: «WB-21850» is the number of a customer, no marketplace: two or three letters before a number of three digits or more.
_SHORT_CODE = re.compile(r"\b[^\W\d_]{2,3}[-_/ №]*\d{3,}\b")


@dataclass(frozen=True, slots=True)
class Rank:
    """One kind of stream: `place` 0 is believed first; what tells its imports."""

    id: str
    place: int
    name_ru: str
    name_en: str
    recognised: tuple[str, ...]
    headings: frozenset[str]
    least: int


@dataclass(frozen=True, slots=True)
class StreamRules:
    """All of `streams.toml`."""

    ranks: tuple[Rank, ...]
    marketplaces: Mapping[str, tuple[str, ...]]
    shipped: tuple[str, ...]
    paid: tuple[str, ...]
    out: tuple[str, ...]
    not_yet: tuple[str, ...]
    open: tuple[str, ...]
    _first_words: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note how names of marketplaces begin: tens of thousands of customers are looked at, hardly any is one."""
        known = (word for words in self.marketplaces.values() for word in words)
        object.__setattr__(self, "_first_words", frozenset(word.split()[0] for word in known))

    def rank(self, rank_id: str) -> Rank:
        """The rank of that id."""
        return next(rank for rank in self.ranks if rank.id == rank_id)

    def level(self, recognised: str, mapping: str, fact: str) -> tuple[Rank, int]:
        """The rank of an import, and its place among those of its rank: different exports of 1C never add up."""
        if fact == ORDER:
            return self.rank(ORDER), 0
        word = recognised.split(":", maxsplit=1)[0].strip()
        for rank in self.ranks:
            if word in rank.recognised:
                return rank, rank.recognised.index(word)
        headings = {plain(found["heading"]) for found in _HEADING.finditer(mapping)}
        for rank in self.ranks:
            if rank.headings and _hits(rank, headings) >= rank.least:
                return rank, len(rank.recognised)
        return self.rank(TABLE), 0

    def meaning(self, status: str) -> str:
        """What an order's status says: the words may stand anywhere in it («Заказ доставлен»); a 'not' undoes them."""
        words = f" {plain(status)} "
        if _begins(words, self.out):
            return OUT
        if _begins(words, self.not_yet):
            return OPEN if _begins(words, self.open) else ""
        if _begins(words, self.shipped):
            return SHIPPED
        if _begins(words, self.paid):
            return PAID
        return OPEN if _begins(words, self.open) else ""

    def marketplace(self, name: str) -> str:
        """The marketplace that a channel or a customer of this name is; '' for any other."""
        words = f" {plain(_SHORT_CODE.sub(' ', name))} "
        if self._first_words.isdisjoint(words.split()):
            return ""
        for market, known in self.marketplaces.items():
            if any(f" {word} " in words for word in known):
                return market
        return ""


def plain(text: str) -> str:
    """A name in small letters without punctuation, so that «ООО "РВБ"» and «рвб» meet."""
    return _WORD.sub(" ", text.lower().replace("ё", "е")).strip()


def load_streams(text: str) -> StreamRules:
    """Read `streams.toml`."""
    data = tomllib.loads(text)
    ranks = tuple(
        Rank(
            entry["id"],
            place,
            entry["ru"],
            entry["en"],
            tuple(entry.get("recognised", ())),
            frozenset(entry.get("headings", ())),
            int(entry.get("least", 1)),
        )
        for place, entry in enumerate(data["rank"])
    )
    markets = {entry["name"]: tuple(entry["words"]) for entry in data["marketplace"]}
    status = {name: tuple(data["status"][name]) for name in ("shipped", "paid", "out", "not_yet", "open")}
    return StreamRules(ranks, markets, **status)


def _begins(words: str, known: Collection[str]) -> bool:
    return any(f" {word}" in words for word in known)


def _hits(rank: Rank, headings: Collection[str]) -> int:
    """How many of the rank's words the headings have, each as a whole or with a number or a place behind it."""
    return sum(
        any(heading == word or heading.startswith((f"{word} ", f"номер {word}")) for heading in headings)
        for word in rank.headings
    )
