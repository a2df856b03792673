"""What a survey asks, told by the words of its question: whether one would recommend, or how satisfied one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.ingest.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

NPS, CSAT = "nps", "csat"

_WORDS = {NPS: ("nps", "рекоменд", "recommend"), CSAT: ("csat", "удовлетвор", "satisf")}


def kind_in(texts: Sequence[str]) -> str:
    """The kind that the first telling text names; '' where none does, or one names both."""
    for text in texts:
        said = fold(text)
        found = [kind for kind, words in _WORDS.items() if any(word in said for word in words)]
        if found:
            return found[0] if len(found) == 1 else ""
    return ""
