"""Columns of states that hold codes, not words: those of a known shop engine are read, others are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.normalise import Cells

#: CS-Cart's letters: paid and complete are sales; open, failed, declined, backordered, cancelled, awaiting are none.
_LETTERS = frozenset("PCOFDBINY")
_SALES = frozenset("PC")
_FEW = 2


def by_code(cells: Cells) -> tuple[NDArray[np.bool_], bool]:
    """The rows whose code says that they are no sales, and whether the column holds codes that nobody can read here."""
    none = np.zeros(len(cells.kinds), dtype=bool)
    words = cells.used_words()
    if len(words) >= _FEW and all(len(word) == 1 and word in _LETTERS for word in words) and _SALES & set(words):
        return cells.by_word(len(word) == 1 and word not in _SALES for word in cells.words), False
    figures = np.unique(cells.numbers[cells.kinds == Cell.NUMBER]) if cells.numbers is not None else np.zeros(0)
    coded = [word for word in words if len(word) == 1 or word.isdigit()]
    unclear = not (len(figures) and words) and (len(figures) >= _FEW or (len(words) >= _FEW and coded == words))
    return none, unclear


def about_codes(head: str) -> tuple[Message, Message]:
    """What is said of a column of codes, and the way out."""
    text = msg(
        "“{column}” holds codes: which rows are cancelled is not to be told, so all of them are counted", column=head
    )
    return text, msg("Export the list with states in words, or leave only what was sold in it")
