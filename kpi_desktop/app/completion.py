"""What may stand at the cursor of a formula: names of measures and metrics, functions, each with what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.expr.check import unit_words
from kpi_desktop.expr.errors import folded
from kpi_desktop.expr.functions import OFFERED, SIGNATURES, function_name
from kpi_desktop.i18n.message import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.i18n.message import Message

#: As many as a list under the cursor shows.
MOST = 20

_BARE = re.compile(r"[^\W\d]\w*")
_WORD = re.compile(r"(?:[^\W\d]\w*)$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One word that may stand here: `label` is shown, `insert` goes into the formula, `about` says its unit."""

    label: str
    insert: str
    id: str
    about: Message


@dataclass(frozen=True, slots=True)
class Completion:
    """The suggestions for the piece [start, end) of the formula that is being written."""

    start: int
    end: int
    suggestions: tuple[Suggestion, ...]


def complete(workspace: Workspace, formula: str, cursor: int, lang: str) -> Completion:
    """What may stand at the cursor: those that begin as the piece does, then those with a word that begins so."""
    cursor = max(0, min(cursor, len(formula)))
    start, typed = _piece(formula, cursor)
    end = cursor + 1 if formula[start : start + 1] == "[" and formula[cursor : cursor + 1] == "]" else cursor
    wanted = folded(typed)
    ranked: list[tuple[int, str, Suggestion]] = []
    for suggestion, words in _candidates(workspace, lang):
        places = [_rank(word, wanted) for word in words]
        best = min((place for place in places if place is not None), default=None)
        if best is not None:
            ranked.append((best, folded(suggestion.label), suggestion))
    ranked.sort(key=lambda entry: entry[:2])
    return Completion(start, end, tuple(suggestion for _, _, suggestion in ranked[:MOST]))


def _piece(formula: str, cursor: int) -> tuple[int, str]:
    """Where the name at the cursor begins, and its letters: inside square brackets everything since the bracket."""
    before = formula[:cursor]
    opened = before.rfind("[")
    if opened > before.rfind("]"):
        return opened, before[opened + 1 :]
    found = _WORD.search(before)
    return (found.start(), found[0]) if found else (cursor, "")


def _rank(word: str, wanted: str) -> int | None:
    """0: the word begins so, 1: a later word of it does, 2: it holds the piece; None: it is another word."""
    plain = folded(word)
    if plain.startswith(wanted):
        return 0
    if any(part.startswith(wanted) for part in re.split(r"[\s(,/«-]+", plain)):
        return 1
    return 2 if len(wanted) > 2 and wanted in plain else None


def _candidates(workspace: Workspace, lang: str) -> Iterator[tuple[Suggestion, tuple[str, ...]]]:
    """Every word of the language with the spellings by which it is found; a measure hides a metric of its name."""
    seen: set[str] = set()
    for things in (workspace.catalogue.measures, workspace.catalogue.metrics):
        for thing in things.values():
            name = thing.name_ru if lang == "ru" else thing.name_en
            if folded(name) in seen:
                continue
            seen.add(folded(name))
            insert = name if _BARE.fullmatch(name) else f"[{name}]"
            yield Suggestion(name, insert, thing.id, unit_words(thing.unit)), (name, thing.id)
    for function in OFFERED:
        signature = SIGNATURES[function]
        name = function_name(function, lang)
        about = msg("function")
        yield Suggestion(f"{name}(…)", f"{name}(", function.value, about), (name, signature.ru, function.value)
