"""Finds what a person names (a metric, a measure, a split, a setting) by its id or by its name in either language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Protocol, TypeVar

from kpi_desktop.core.errors import UsageError
from kpi_desktop.expr.errors import folded
from kpi_desktop.i18n.message import Message, msg, named
from kpi_desktop.i18n.translator import Translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

#: So many near names are offered, and so many where a name may mean several things.
_NEAR, _SEVERAL = 4, 12
#: How like a name must be to be offered, from 0 to 1.
_LIKENESS = 0.55

#: «Средний чек (AOV)»: an abbreviation behind its name, which may go on: «(ROI), по выручке».
_ABBREVIATION = re.compile(r" *\(([^()]+)\)")
#: «NPS — индекс лояльности»: an abbreviation and what it is.
_TOLD = re.compile(r" [—–-] ")
_WORDS = re.compile(r"\w+")


class Called(Protocol):
    """What has an id and a name in both languages."""

    @property
    def id(self) -> str:
        """The id, as JSON and TOML have it."""

    @property
    def name_ru(self) -> str:
        """The name in Russian."""

    @property
    def name_en(self) -> str:
        """The name in English."""


@dataclass(frozen=True, slots=True)
class Name:
    """Something that is no part of the catalogue, by its id and its names."""

    id: str
    name_ru: str
    name_en: str


def named_thing(thing_id: str, name: Message) -> Name:
    """Something that is called by a sentence of the program."""
    return Name(thing_id, Translator("ru")(name), Translator("en")(name))


_Thing = TypeVar("_Thing", bound=Called)


def meant(asked: str, things: Iterable[_Thing], unknown: Message, otherwise: Message | None = None) -> _Thing:
    """The one thing that is meant: its id, its whole name, its name without the abbreviation, a word of it alone.

    UsageError with `unknown` where there is none, told with the nearest ones (else `otherwise` says where all are);
    where a name is that of several things, they are listed and none is taken: a figure for another is a wrong one.
    """
    known = tuple(things)
    for of in (_exact, _whole, _short):
        found = [thing for thing in known if _says(asked, of(thing))]
        if len(found) == 1:
            return found[0]
        if found:
            raise _several(asked, found)
    found = [thing for thing in known if _worded(asked, thing)]
    if len(found) == 1:
        return found[0]
    if found:
        raise _several(asked, found)
    near = _nearest(asked, known)
    raise UsageError(unknown, fix=msg("Did you mean: {names}?", names=listed(near)) if near else otherwise)


def listed(things: Iterable[Called]) -> Message:
    """Things as a person reads and types them: «Средний чек (AOV) [aov]»."""
    known = tuple(things)
    english, russian = ("; ".join(told(thing, lang) for thing in known) for lang in ("en", "ru"))
    return named(english, russian)


def told(thing: Called, lang: str) -> str:
    """A name with its id behind it; the id alone where it has no other name."""
    name = thing.name_ru if lang == "ru" else thing.name_en
    return name if folded(name) == folded(thing.id) else f"{name} [{thing.id}]"


def _several(asked: str, found: list[_Thing]) -> UsageError:
    rest = len(found) - _SEVERAL
    names = listed(found[:_SEVERAL])
    if rest > 0:
        names = msg("{names} and {n} more", names=names, n=rest)
    return UsageError(
        msg("“{name}” may mean several things", name=asked), fix=msg("Choose one of: {names}", names=names)
    )


def _says(asked: str, names: Iterator[str]) -> bool:
    return any(folded(asked) == folded(name) for name in names)


def _exact(thing: Called) -> Iterator[str]:
    yield thing.id


def _whole(thing: Called) -> Iterator[str]:
    yield thing.name_ru
    yield thing.name_en


def _short(thing: Called) -> Iterator[str]:
    """A name without what stands in brackets or behind a dash, and what stands there."""
    for name in (thing.name_ru, thing.name_en):
        short = _ABBREVIATION.findall(name)
        if short:
            yield _ABBREVIATION.sub("", name)
            yield from short
        yield from _TOLD.split(name)


def _worded(asked: str, thing: Called) -> bool:
    """Whether all the words that were typed are words of one of the names."""
    words = set(_WORDS.findall(folded(asked)))
    return bool(words) and any(words <= set(_WORDS.findall(folded(name))) for name in _whole(thing))


def _nearest(asked: str, known: tuple[_Thing, ...]) -> list[_Thing]:
    """The things with the names that are most like what was typed, the nearest first."""
    spelt: dict[str, _Thing] = {}
    ways: tuple[Callable[[Called], Iterator[str]], ...] = (_exact, _whole, _short)
    for thing in known:
        for of in ways:
            for name in of(thing):
                spelt.setdefault(folded(name), thing)
    near = get_close_matches(folded(asked), spelt, 3 * _NEAR, _LIKENESS)
    return list({spelt[name].id: spelt[name] for name in near}.values())[:_NEAR]
