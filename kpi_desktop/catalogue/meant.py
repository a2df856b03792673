"""What an unknown name of a formula may mean: a slip of the pen, names that share its word, or something no number."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kpi_desktop.expr.errors import folded
from kpi_desktop.i18n.message import Message, msg, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kpi_desktop.catalogue.model import Catalogue, Measure, Metric

    Thing = Measure | Metric

#: How much of a whole name must agree for it to be the same name with a slip: one letter of five.
_SLIP = 0.8

#: More letters too many or too few are another word: «custom» is no slip for «customers».
_LETTERS = 2

#: How much of the longer of two words their common beginning must be: «месяцев» and «месяцы», not «месяц» and «место».
_STEM = 0.7

#: More names than these are no answer.
_MOST = 4

#: Words that say how a thing is counted, not which: «число продаж» is sales as much as «продажи».
_EMPTY = frozenset("число количество сумма по за в на и с от of the number count amount total by in to and".split())

_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def meant(catalogue: Catalogue, word: str, things: Iterable[Thing] | None = None) -> Message | None:
    """What to write in the place of `word`; None where nothing is near.

    A split is no number and is said to be none. `things` are what may stand there: all measures and metrics if None.
    """
    known: list[Thing] = [*catalogue.measures.values(), *catalogue.metrics.values()]
    if things is not None:
        known = list(things)
    slip = _slip(word, known)
    if slip is not None:
        return msg("Did you mean “{name}”?", name=slip)
    near = _sharing(word, known)
    if _split(catalogue, word, exactly=bool(near)):
        return msg("It is a split, not a number: every metric can be looked at by it, a formula has no name for it")
    if not near:
        return None
    # The last name closes the list; each stands as it is to be written, with its meaning where that is an id.
    listed: Message | str = _written(word, near[-1])
    for thing in reversed(near[:-1]):
        listed = msg("{first}; {rest}", first=_written(word, thing), rest=listed)
    return msg("Near in meaning: {names}", names=listed)


def _slip(word: str, things: Iterable[Thing]) -> str | None:
    names = {folded(name): name for thing in things for name in _names(thing)}
    near = get_close_matches(folded(word), names, cutoff=_SLIP)
    return next((names[name] for name in near if abs(len(name) - len(folded(word))) <= _LETTERS), None)


def _split(catalogue: Catalogue, word: str, *, exactly: bool) -> bool:
    """Whether a split bears the name, in any form of the word unless `exactly`."""
    for dimension in catalogue.dimensions.values():
        names = [folded(name) for name in (dimension.id, dimension.name_ru, dimension.name_en)]
        if folded(word) in names or (not exactly and any(_alike(folded(word), name) for name in names)):
            return True
    return False


def _names(thing: Thing) -> tuple[str, str, str]:
    return thing.id, thing.name_ru, thing.name_en


def _sharing(word: str, things: Iterable[Thing]) -> list[Thing]:
    """The things that bear the word, those with the fewest other words first; no name twice."""
    wanted = list(_words(word))
    ranked = []
    for place, thing in enumerate(things):
        fits = [fit for name in _names(thing) if (fit := _fit(wanted, list(_words(name)))) is not None]
        if fits:
            ranked.append((min(fits), place, thing))
    ranked.sort(key=lambda entry: entry[:2])
    seen: dict[str, Thing] = {}
    for _, _, thing in ranked:
        seen.setdefault(folded(thing.name_ru), thing)
    return list(seen.values())[:_MOST]


def _fit(wanted: list[str], words: list[str]) -> tuple[int, int] | None:
    """How many words a name has beside those wanted, and how far from its beginning; None where it lacks one."""
    places = [next((at for at, word in enumerate(words) if _alike(one, word)), None) for one in wanted]
    known = [at for at in places if at is not None]
    if not known or len(known) < len(wanted):
        return None
    return len(words) - len(wanted), min(known)


def _words(text: str) -> Iterator[str]:
    return (word for word in _WORD.findall(folded(text)) if word not in _EMPTY)


def _alike(one: str, other: str) -> bool:
    """The same word in another form: endings differ, the beginning does not."""
    common = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        common += 1
    return one == other or (common > 3 and common >= _STEM * max(len(one), len(other)))


def _written(word: str, thing: Thing) -> Message:
    """The name as the formula would have it: in its own letters, an id with what it means."""
    if _CYRILLIC.search(word):
        return named(f"[{thing.name_ru}]", f"[{thing.name_ru}]")
    return msg("{id} (“{name}”)", id=thing.id, name=named(thing.name_en, thing.name_ru))
