"""Names of customers that look like one customer: proposed to the owner, never merged by the program (NUMBERS 12)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING

from kpi_desktop.facts.customers import contact_of
from kpi_desktop.facts.streams import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Words of a company's legal form; a name is the same name without them.
_FORMS = frozenset(
    {"ооо", "оао", "зао", "пао", "ао", "нао", "ип", "чп", "тоо", "гк", "llc", "ltd", "inc", "gmbh", "co"}
)
#: A shorter name differs from many others by one letter.
_LEAST_LETTERS = 6
#: More names than this under one key are a common word, not one customer.
_CROWD = 5
_DIGITS = re.compile(r"\d+")


class Likeness(StrEnum):
    """What two names have in common."""

    WORDS = "same_words"
    INITIALS = "initials"
    LETTER = "one_letter"


@dataclass(frozen=True, slots=True)
class AlikeNames:
    """Two customers (their codes, the lower first) that may be one, and why."""

    one: int
    other: int
    why: Likeness


def alike_names(names: Mapping[int, str]) -> list[AlikeNames]:
    """Pairs of names that may be one customer: the same words, a name beside its initials, one letter's difference.

    Names whose numbers differ («Магазин 1», «Магазин 2») and names with two different phones, e-mails or taxpayer
    numbers are never a pair.
    """
    words = {code: _words(name) for code, name in names.items()}
    words = {code: found for code, found in words.items() if sum(len(word) for word in found) >= _LEAST_LETTERS}
    found: dict[tuple[int, int], Likeness] = {}
    for why, keyed in (
        (Likeness.WORDS, ((code, [" ".join(sorted(own))]) for code, own in words.items())),
        (Likeness.INITIALS, ((code, _short(own)) for code, own in words.items())),
        (Likeness.LETTER, ((code, _less_one(" ".join(own))) for code, own in words.items())),
    ):
        for pair in _pairs(keyed):
            if pair not in found and _may_be(names, words, pair, why):
                found[pair] = why
    return [AlikeNames(*pair, why) for pair, why in sorted(found.items())]


def _words(name: str) -> tuple[str, ...]:
    return tuple(word for word in plain(name).split() if word not in _FORMS)


def _short(words: tuple[str, ...]) -> list[str]:
    """«иванов иван петрович», «иванов и п» and «иванов ип» as «иванов и п»; nothing for other names."""
    if len(words) == 2 and len(words[1]) == 2:
        words = (words[0], *words[1])
    return [f"{words[0]} {words[1][0]} {words[2][0]}"] if len(words) == 3 and len(words[0]) > 2 else []


def _less_one(text: str) -> Iterator[str]:
    """The text and the text without one of its letters: names one letter apart share one of them."""
    yield text
    for place in range(len(text)):
        yield text[:place] + text[place + 1 :]


def _pairs(keyed: Iterable[tuple[int, Iterable[str]]]) -> set[tuple[int, int]]:
    under: dict[str, set[int]] = defaultdict(set)
    for code, keys in keyed:
        for key in keys:
            under[key].add(code)
    return {pair for codes in under.values() if 1 < len(codes) <= _CROWD for pair in combinations(sorted(codes), 2)}


def _may_be(
    names: Mapping[int, str], words: Mapping[int, tuple[str, ...]], pair: tuple[int, int], why: Likeness
) -> bool:
    first, second = (names[code] for code in pair)
    if sorted(_DIGITS.findall(first)) != sorted(_DIGITS.findall(second)):
        return False
    contacts = {contact for name in (first, second) if (contact := contact_of(name))}
    if len(contacts) > 1:
        return False
    one, two = (words[code] for code in pair)
    if why is Likeness.INITIALS:
        return any(len(word) == 1 for word in one[1:]) != any(len(word) == 1 for word in two[1:]) or (
            {len(one), len(two)} == {2, 3}
        )
    return why is Likeness.WORDS or _one_letter(" ".join(one), " ".join(two))


def _one_letter(one: str, two: str) -> bool:
    """Whether one letter was changed, added or left out."""
    if abs(len(one) - len(two)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return one[start + (len(one) >= len(two)) :] == two[start + (len(two) >= len(one)) :]
