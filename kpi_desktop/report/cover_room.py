"""What of the month's story has room on the cover: no sentence is cut, and what to do is never left out for it.

The box of the cover has a height that the list of contents needs it to keep. Results and steps always stand in it; the
reasons follow one after another while they fit. All of them stand on the page “What happened and why”.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Millimetres inside the box; of a line, of one in the larger letters of the results; between paragraphs; of a head
#: with its distance.
_BOX, _LINE, _MAIN, _GAP, _HEAD = 164.0, 4.61, 5.37, 1.5, 10.7

#: Letters that a line holds at least: a wide word goes to the next line.
_LETTERS, _MAIN_LETTERS = 85, 71


def fitting(levels: Iterable[str], steps: Iterable[str], last: str, reasons: Iterable[str]) -> tuple[str, ...]:
    """The first of the reasons that have room beside the results, the steps and the last line."""
    left = _BOX - _HEAD - sum(_height(text, _MAIN_LETTERS, _MAIN) for text in levels)
    left -= _HEAD + sum(_height(text, _LETTERS, _LINE) for text in steps)
    left -= _height(last, _LETTERS, _LINE) if last else 0
    left -= _HEAD
    kept = []
    for reason in reasons:
        left -= _height(reason, _LETTERS, _LINE)
        if left < 0:
            break
        kept.append(reason)
    return tuple(kept)


def _height(text: str, letters: int, line: float) -> float:
    return ceil(len(text) / letters) * line + _GAP
