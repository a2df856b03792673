"""The further columns of a table that are worth keeping: texts to split by, numbers to sum."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest.normalise import fold
from kpi_desktop.ingest.profile import SHARE
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.profile import Profile

_ORDINALS = frozenset({"номер", "номерпп", "пп", "nпп", "rowid", "row", "no", "n", "index", "unnamed0", "ид", "id"})

#: Codes, not numbers: leading zeros, telephones, digits too long for a count or a sum of money.
_CODE = re.compile(r"0\d+|[+]?\d[\d ()-]{9,}\d|\d{9,}")
_PHONE = re.compile(r"[+]?\d[ (-]*\d{3}[ )-]+\d{3}[ -]?\d{2}[ -]?\d{2}")
_CODE_WORDS = (
    "код", "code", " id", "_id", "id ", "инн", "кпп", "телефон", "phone", "postal", "zip", "индекс", "номер", "year",
    "год", "месяц", "month", "неделя", "week", "day", "день", "barcode", "штрихкод", "rid", "hour", "час",
    "ставка", "rate",
)  # fmt: skip


def free_columns(layout: Layout, looks: list[Profile], taken: Iterable[int]) -> dict[int, str]:
    """The further columns that are worth keeping: texts to split by, numbers to sum; named `x_...`."""
    used, named = set(taken), dict[int, str]()
    for index, head in enumerate(layout.headings):
        look = looks[index]
        if index in used or not head.text or not look.filled or head.key in _ORDINALS:
            continue
        if look.dates >= SHARE * look.filled and not look.numbers >= SHARE * look.filled:
            continue
        if len(named) < 40:
            named[index] = _unique(slug(head.text), set(named.values()))
    return named


def is_measure(head: str, look: Profile) -> bool:
    """Whether a free column is a number to sum and not a code or a year written in digits."""
    folded = f" {fold(head)} "
    if look.numbers < SHARE * max(look.filled, 1) or any(word in folded for word in _CODE_WORDS):
        return False
    return not _is_code(look)


def _is_code(look: Profile) -> bool:
    """Whether the digits are an identifier: leading zeros, telephones, barcodes, tax numbers."""
    words = look.cells.used_words()
    if any(_CODE.fullmatch(word) and word.startswith("0") for word in words) or any(map(_PHONE.fullmatch, words)):
        return True
    long = sum(_CODE.fullmatch(word) is not None for word in words)
    values = look.cells.numbers
    if values is None:
        return long * 2 > len(words)
    there = values[look.cells.kinds == Cell.NUMBER]
    large = int(((there >= 1e9) & (there == np.floor(there))).sum())
    return large * 2 > len(there) if len(there) else long * 2 > len(words)


_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
        ("a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh sch . y . e yu ya i yi ye g").split(" "),
        strict=True,
    )
)


def slug(text: str) -> str:
    """A heading as the name of a free column: «Бренд товара» is `x_brend_tovara`."""
    letters = "".join(_CYRILLIC.get(letter, letter).replace(".", "") for letter in fold(text))
    name = "_".join("".join(char if char.isascii() and char.isalnum() else " " for char in letters).split())
    return f"x_{name[:40].strip('_') or 'column'}"


def _unique(name: str, taken: AbstractSet[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free
