"""Spellings of values: the owner's are put in the place of the file's, and those that look alike are named."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest.normalise import fold, identifiers, key, read_cells, tidy
from kpi_desktop.ingest.places import find_places
from kpi_desktop.ingest.source import Cell, RawColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from kpi_desktop.ingest.normalise import Cells
    from kpi_desktop.ingest.source import SourceFile, SourceTable

#: So many distinct values of a column are shown; a column with more of them holds names of its own, such as buyers.
MOST_VALUES = 300
#: Latin letters that look like Cyrillic ones, small as well as capital: «B» is «В».
_LATIN_LIKE = str.maketrans("abceopxykmthiu", "авсеорхукмтніи")
#: Letters that sound alike and are mistaken for one another in short codes: «B1», «Б1», «В1».
_SOUNDS = str.maketrans("бg", "вг")
_LETTERS = re.compile(r"[\W_]+")
_LATIN, _CODE = re.compile(r"[a-z]"), re.compile(r"[a-zа-я]{1,2}\d{1,3}")


def with_values(source: SourceFile, values: Mapping[str, Mapping[str, str]], known: AbstractSet[str]) -> SourceFile:
    """The file with the owner's spellings in the columns that they are for; sheets without the column stay."""
    wanted = {heading: spellings for heading, spellings in values.items() if spellings}
    if not wanted:
        return source
    return replace(source, tables=tuple(_respelled(table, wanted, known) for table in source.tables))


def _respelled(table: SourceTable, values: Mapping[str, Mapping[str, str]], known: AbstractSet[str]) -> SourceTable:
    columns = list(table.columns)
    for heading, spellings in values.items():
        places = find_places(table, [heading], known)
        for index in places.columns[key(heading)] if places else ():
            columns[index] = _column(columns[index], spellings, places.first if places else 0)
    return replace(table, columns=tuple(columns))


def _column(column: RawColumn, spellings: Mapping[str, str], first: int) -> RawColumn:
    """One column with other words from row `first` on; numbers that have a spelling become texts."""
    import pyarrow as pa

    cells = read_cells(column, 0, len(column.kinds))
    codes, words = identifiers(cells)
    into = {tidy(word): new for word, new in spellings.items()}
    table = np.array([*(word in into for word in words), False], dtype=bool)
    rows = table[codes] & (codes >= 0)
    rows[:first] = False
    if not rows.any():
        return column
    texts = column.texts.cast(pa.string()).to_numpy(zero_copy_only=False).astype(object)
    for place in np.flatnonzero(rows).tolist():
        texts[place] = into[words[int(codes[place])]].strip() or None
    emptied = np.array([text is None for text in texts], dtype=bool)
    kinds = np.where(rows, np.where(emptied, np.uint8(Cell.EMPTY), np.uint8(Cell.TEXT)), column.kinds)
    numbers = None if column.numbers is None else np.where(rows, np.nan, column.numbers)
    moments = None if column.moments is None else np.where(rows, np.datetime64("NaT", "s"), column.moments)
    return RawColumn(kinds, pa.array(texts, pa.string()).dictionary_encode(), numbers, moments)


def distinct(cells: Cells) -> tuple[tuple[str, int], ...]:
    """The distinct values of a column with the number of their rows; none where there are too many to look at."""
    codes, words = identifiers(cells)
    counts = np.bincount(codes[codes >= 0], minlength=len(words))
    if int((counts > 0).sum()) > MOST_VALUES:
        return ()
    found = [(word, int(count)) for word, count in zip(words, counts.tolist(), strict=True) if count]
    return tuple(sorted(found, key=lambda one: (-one[1], one[0])))


def alike(values: Iterable[str]) -> list[tuple[str, ...]]:
    """Groups of values that may be one: they differ in case, blanks, marks, «ё», or in letters that look the same."""
    groups: dict[str, dict[str, list[str]]] = {}
    for value in values:
        plain = _LETTERS.sub("", fold(value))
        if plain and not plain.isdigit():
            groups.setdefault(_skeleton(plain), {}).setdefault(plain, []).append(value)
    found: list[tuple[str, ...]] = []
    for spelt in groups.values():
        # «Б1» and «В1» are two shelves, unless somebody wrote one of them with a Latin letter.
        mixed = len(spelt) > 1 and any(_LATIN.search(plain) for plain in spelt)
        whole = [[value for group in spelt.values() for value in group]] if mixed else list(spelt.values())
        found += [tuple(group) for group in whole if len(group) > 1]
    return found


def _skeleton(plain: str) -> str:
    looks = plain.translate(_LATIN_LIKE)
    return looks.translate(_SOUNDS) if _CODE.fullmatch(plain) else looks
