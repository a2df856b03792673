"""What a survey asks, told by the words of its question: whether one would recommend, or how satisfied one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.ingest.normalise import Cells

NPS, CSAT = "nps", "csat"

_WORDS = {
    NPS: ("nps", "рекоменд", "посовет", "recommend"),
    CSAT: ("csat", "удовлетвор", "доволен", "довольн", "satisf"),
}


def kind_in(texts: Sequence[str]) -> str:
    """The kind that the first telling text names; '' where none does, or one names both."""
    for text in texts:
        said = fold(text)
        found = [kind for kind, words in _WORDS.items() if any(word in said for word in words)]
        if found:
            return found[0] if len(found) == 1 else ""
    return ""


#: So many answers tell something about the scale, and one of them must be near its top.
_ENOUGH, _TOP, _NEAR = 3, 5, 4


def kind_of_scale(scores: Cells) -> str:
    """Satisfaction where answers go up to five and no higher; '' where the scale does not tell."""
    read = numbers.read_numbers(scores, 6)
    values = read.scaled[read.valid]
    short = len(values) >= _ENOUGH and _NEAR * 10**6 <= int(values.max()) <= _TOP * 10**6 and int(values.min()) > 0
    return CSAT if short else ""
