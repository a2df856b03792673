"""What is wrong with a formula: the sentence, the place with a caret, and what was probably meant."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kpi_desktop.core.errors import KpiDesktopError
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Iterable

#: How much of a long formula is shown on each side of the mistake.
_AROUND = 40


class FormulaError(KpiDesktopError):
    """A formula that cannot be read, does not fit together, or asks for what a reading cannot give.

    `what` is the bare sentence, `at` the position in `formula` counted from 0; `message` shows both with a caret.
    """

    def __init__(self, what: Message, formula: str = "", at: int = 0, *, fix: Message | None = None) -> None:
        """Keep the sentence, and point at the place where the formula's text is known."""
        self.what = what
        self.formula = formula
        self.at = at
        super().__init__(_pointed(what, formula, at) if formula.strip() else what, fix=fix)


def did_you_mean(word: str, known: Iterable[str]) -> Message | None:
    """The nearest known word as a question, if one is near."""
    by_folded = {folded(candidate): candidate for candidate in known}
    near = get_close_matches(folded(word), by_folded, n=1, cutoff=0.6)
    return msg("Did you mean “{name}”?", name=by_folded[near[0]]) if near else None


def folded(name: str) -> str:
    """A name as it is compared: case, «ё» and runs of spaces do not matter."""
    return " ".join(name.casefold().replace("ё", "е").split())


def excerpt(formula: str, at: int) -> str:
    """The formula around the place, with a caret under it."""
    at = max(0, min(at, len(formula)))
    first, last = max(0, at - _AROUND), min(len(formula), at + _AROUND)
    head = "…" if first else ""
    tail = "…" if last < len(formula) else ""
    line = head + "".join(" " if letter.isspace() else letter for letter in formula[first:last]) + tail
    return f"  {line}\n  {' ' * (len(head) + at - first)}^"


def _pointed(what: Message, formula: str, at: int) -> Message:
    return msg("{what} (position {at})\n{excerpt}", what=what, at=at + 1, excerpt=excerpt(formula, at))
