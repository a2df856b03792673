"""Currencies of rows where the fact keeps none: rows of another currency are never added to those of the main one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest.headings import currency_code
from kpi_desktop.ingest.normalise import identifiers, key, read_cells

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.headings import Layout

_HEADS = frozenset(map(key, (
    "валюта", "валюта счета", "валюта операции", "валюта документа", "валюта платежа", "код валюты", "currency",
    "currency code",
)))  # fmt: skip
#: The currency of the account decides where the operation's own stands beside: the sums are in it.
_OF_ACCOUNT = (key("валюта счета"),)
_HOME = "RUB"
_LETTERS = 3


def main_currency(layout: Layout) -> str:
    """The currency of the rows by their own column: roubles where there are any, else the commonest; '' untold."""
    codes, known = _codes(layout)
    counts = {code: int(np.isin(codes, places).sum()) for code, places in known.items()}
    found = {code: count for code, count in counts.items() if count}
    return _HOME if _HOME in found else max(found, key=lambda code: found[code], default="")


def in_other_currency(layout: Layout) -> tuple[NDArray[np.bool_], list[str], str]:
    """Rows whose sums are in another currency than the main one, which these are, and the column's heading."""
    (codes, known), main, index = _codes(layout), main_currency(layout), _column(layout)
    others = {code: np.isin(codes, places) for code, places in known.items() if code != main}
    rows = np.any([*others.values(), np.zeros(len(codes), dtype=bool)], axis=0)
    names = sorted(code for code, found in others.items() if found.any())
    return rows, names, "" if index is None else layout.headings[index].text


def _column(layout: Layout) -> int | None:
    found = [index for index, head in enumerate(layout.headings) if head.key in _HEADS]
    found.sort(key=lambda index: layout.headings[index].key not in _OF_ACCOUNT)
    return found[0] if found else None


def _codes(layout: Layout) -> tuple[NDArray[np.int32], dict[str, list[int]]]:
    """Which word each row has in the column of currencies, and the words of each currency."""
    index = _column(layout)
    if index is None:
        return np.full(layout.table.rows - layout.first, -1, dtype=np.int32), {}
    codes, words = identifiers(read_cells(layout.table.columns[index], layout.first, layout.table.rows))
    known: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        if code := _known(currency_code(word)):
            known.setdefault(code, []).append(place)
    return codes, known


def _known(code: str) -> str:
    return code if len(code) == _LETTERS and code.isalpha() and code.isupper() and code.isascii() else ""
