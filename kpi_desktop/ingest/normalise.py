"""Raw cells made comparable: trimmed texts, identifiers without «.0», buyers that are nobody in particular."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.ingest.source import RawColumn

#: Buyers that stand for «somebody»: they count in revenue and orders, not in buyers (NUMBERS 12).
PLACEHOLDERS = frozenset({
    "0", "-", "—", "–", "розничныйпокупатель", "розница", "розничныеклиенты", "физлицо", "физическоелицо", "физлица",
    "частноелицо", "частныелица", "розничныйклиент", "покупатель", "гость", "аноним", "неуказан", "неопределен",
    "безпокупателя", "прочие", "прочиепокупатели", "разовыйпокупатель", "наличныйпокупатель", "retailcustomer", "guest",
    "walkin", "walkincustomer", "anonymous", "cashcustomer", "unknown", "na", "none", "null",
    "ozon", "озон", "wildberries", "вайлдберриз", "wb", "вб", "яндексмаркет", "yandexmarket", "сбермегамаркет",
    "мегамаркет", "ооовайлдберриз", "вайлдберризооо", "оооинтернетрешения", "интернетрешенияооо", "оооозон",
    "ооояндекс", "ооояндексмаркет", "aliexpress", "lamoda", "ламода",
})  # fmt: skip

#: What hands write into a cell of names that has none.
NO_NAMES = frozenset({"-", "--", "---", "—", "–", "−", "н/д", "n/a", "#n/a", "#н/д", "null", "none", "nan", "(пусто)"})

_SPACES = re.compile(r"\s+")
_UNTIDY = re.compile(r"^\s|\s$|[^\S ]|  |[\ufeff\u200b]")
#: The same for Arrow, whose `\\s` knows the plain blanks only.
_ODD_SPACES = (
    r"\t\n\r\f\x{0b}\x{1c}-\x{1f}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
)
_ANY_SPACE = f"[ {_ODD_SPACES}]"
_UNTIDY_TEXT = "^ | $|  |[" + _ODD_SPACES + r"\x{feff}\x{200b}]"
_LETTERS = re.compile(r"[\W_]+")
_LATIN_LIKE = str.maketrans("aceopxykmthb", "асеорхукмтнв")
_CYRILLIC = re.compile(r"[а-яё]")
_WORD = re.compile(r"[a-zа-яё0-9]+")


def tidy(text: str) -> str:
    """The text without edge spaces, with one plain space where it has any kind or number of them."""
    if not _UNTIDY.search(text):
        return text
    return _SPACES.sub(" ", text).strip().strip("\ufeff\u200b").strip()


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """Lower case, «ё» as «е», Latin look-alikes in Cyrillic words as Cyrillic, «№» as «номер»."""
    lowered = tidy(text).lower().replace("ё", "е").replace("№", " номер ")
    return _WORD.sub(lambda found: _one_script(found[0]), lowered).strip()


def _one_script(word: str) -> str:
    return word.translate(_LATIN_LIKE) if _CYRILLIC.search(word) else word


def key(text: str) -> str:
    """The text folded to its letters and digits: what headings and names are compared by."""
    return _LETTERS.sub("", fold(text))


@lru_cache(maxsize=1 << 13)
def known_key(word: str) -> str:
    """The key of a word of the program's own: the headings of the facts are compared anew with every table."""
    return key(word)


@dataclass(frozen=True, slots=True)
class Cells:
    """The data cells of one column: distinct tidy texts with codes, numbers and moments where there are any.

    `codes` is -1 where the cell holds no text; blank texts count as empty.
    """

    kinds: NDArray[np.uint8]
    words: tuple[str, ...]
    codes: NDArray[np.int32]
    numbers: NDArray[np.float64] | None
    moments: NDArray[np.datetime64] | None

    @property
    def filled(self) -> NDArray[np.bool_]:
        """Where there is anything at all."""
        return np.asarray(self.kinds != Cell.EMPTY)

    def used_words(self) -> list[str]:
        """The distinct texts that really occur in these rows, in the order of the dictionary."""
        used = np.zeros(len(self.words) + 1, dtype=bool)
        used[self.codes] = True
        return [word for word, here in zip(self.words, used[:-1], strict=True) if here]

    def by_word(self, flags: Iterable[bool]) -> NDArray[np.bool_]:
        """For every row, the flag of its text; no text is False."""
        table = np.array([*flags, False], dtype=bool)
        return np.asarray(table[self.codes])

    def take(self, rows: NDArray[np.bool_]) -> Cells:
        """The same column for some of the rows."""
        return Cells(
            self.kinds[rows],
            self.words,
            self.codes[rows],
            None if self.numbers is None else self.numbers[rows],
            None if self.moments is None else self.moments[rows],
        )

    def shown(self, row: int) -> str:
        """One cell as a person would read it."""
        if self.codes[row] >= 0:
            return self.words[int(self.codes[row])]
        if self.kinds[row] == Cell.MOMENT and self.moments is not None:
            text = str(self.moments[row]).replace("T", " ")
            return text.removesuffix(" 00:00:00").removeprefix("1899-12-30 ").removeprefix("1899-12-31 ")
        if self.numbers is not None and self.kinds[row] in {Cell.NUMBER, Cell.YES_NO}:
            return number_text(float(self.numbers[row]))
        return ""


def read_cells(column: RawColumn, start: int, stop: int) -> Cells:
    """The cells of rows start to stop, with tidy texts; a text of spaces only becomes an empty cell."""
    texts = column.texts.slice(start, stop - start)
    codes = np.asarray(texts.indices.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int32)
    dictionary = texts.dictionary
    if len(dictionary) > 2 * len(codes):
        codes, dictionary = _used(codes, dictionary)
    remap, words = _tidied(dictionary)
    new = codes if remap is None else remap[codes]
    kinds = column.kinds[start:stop]
    blank = (codes >= 0) & (new < 0)
    if blank.any():
        kinds = np.where(blank, np.uint8(Cell.EMPTY), kinds)
    return Cells(
        kinds,
        words,
        new,
        None if column.numbers is None else column.numbers[start:stop],
        None if column.moments is None else column.moments[start:stop],
    )


def _used(codes: NDArray[np.int32], dictionary: pa.StringArray) -> tuple[NDArray[np.int32], pa.StringArray]:
    """The part of a big dictionary that a few rows use."""
    import pyarrow as pa

    used = np.unique(codes[codes >= 0])
    place = np.full(len(dictionary) + 1, -1, dtype=np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    return place[codes], dictionary.take(pa.array(used))


def _tidied(dictionary: pa.StringArray) -> tuple[NDArray[np.int32] | None, tuple[str, ...]]:
    """The tidy distinct texts, and where each text of the dictionary went; None where all were tidy before."""
    import pyarrow.compute as pc

    found = pc.match_substring_regex(dictionary, _UNTIDY_TEXT)
    if dictionary.null_count == 0 and not pc.any(found).as_py() and not pc.any(pc.equal(dictionary, "")).as_py():
        return None, tuple(dictionary.to_pylist())
    remap = np.full(len(dictionary) + 1, -1, dtype=np.int32)
    plain = pc.replace_substring_regex(pc.fill_null(dictionary, ""), f"{_ANY_SPACE}+", " ")
    trimmed = pc.utf8_trim(pc.utf8_trim(pc.utf8_trim(plain, " "), "\ufeff\u200b"), " ").dictionary_encode()
    words: list[str] = trimmed.dictionary.to_pylist()
    places = np.asarray(trimmed.indices, dtype=np.int32)
    if "" in words:
        empty = words.index("")
        words.pop(empty)
        places = np.where(places == empty, -1, places - (places > empty)).astype(np.int32)
    remap[:-1] = places
    return remap, tuple(words)


def number_text(value: float) -> str:
    """A number as an identifier or sample: 536365.0 is «536365»."""
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    return repr(value)


def identifiers(cells: Cells) -> tuple[NDArray[np.int32], list[str]]:
    """Codes (-1 where empty) and distinct texts of a column of names or numbers, numbers written without «.0»."""
    codes = cells.codes.astype(np.int32, copy=True)
    words = list(cells.words)
    known = {word: index for index, word in enumerate(words)}
    for kind, values, text in (
        (Cell.NUMBER, cells.numbers, number_text),
        (Cell.MOMENT, cells.moments, _moment_text),
    ):
        rows = cells.kinds == kind
        if values is None or not rows.any():
            continue
        codes[rows] = _coded(values[rows], known, words, text)
    rows = (cells.kinds == Cell.ERROR) | (cells.kinds == Cell.EMPTY)
    codes[rows] = -1
    return codes, words


def _coded(
    values: NDArray[np.generic], known: dict[str, int], words: list[str], text: Callable[[float], str]
) -> NDArray[np.int32]:
    import pyarrow as pa

    encoded = pa.array(values).dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    table = np.empty(len(distinct), dtype=np.int32)
    for index, value in enumerate(distinct):
        word = text(value)
        found = known.get(word)
        if found is None:
            found = known[word] = len(words)
            words.append(word)
        table[index] = found
    return np.asarray(table[encoded.indices.to_numpy(zero_copy_only=False)])


def _moment_text(value: object) -> str:
    return str(value).removesuffix(" 00:00:00")


def without_placeholders(codes: NDArray[np.int32], words: list[str]) -> tuple[NDArray[np.int32], int, list[str]]:
    """Buyers coded, with placeholders as no key: codes, how many rows they were, and their names."""
    flags = np.array([*(key(word) in PLACEHOLDERS or not key(word) for word in words), False], dtype=bool)
    rows = flags[codes] & (codes >= 0)
    if not rows.any():
        return codes, 0, []
    used = sorted({words[code] for code in np.unique(codes[rows]).tolist()})
    return np.where(rows, np.int32(-1), codes).astype(np.int32), int(rows.sum()), used


def without_dashes(codes: NDArray[np.int32], words: list[str]) -> tuple[NDArray[np.int32], list[str]]:
    """Names coded, with «—» and «н/д» as no name: hands fill empty cells so."""
    empty = [index for index, word in enumerate(words) if word.lower() in NO_NAMES]
    return (np.where(np.isin(codes, empty), np.int32(-1), codes).astype(np.int32) if empty else codes), words


def dictionary_array(codes: NDArray[np.int32], words: list[str]) -> pa.DictionaryArray:
    """Codes and words as an Arrow column of texts; -1 is null; words that no row uses are dropped."""
    import pyarrow as pa

    used = np.zeros(len(words) + 1, dtype=bool)
    used[codes] = True
    used[-1] = False
    place = np.cumsum(used, dtype=np.int32) - 1
    kept = [word for word, here in zip(words, used[:-1].tolist(), strict=True) if here]
    empty = codes < 0
    indices = pa.array(place[codes], type=pa.int32(), mask=empty if empty.any() else None)
    return pa.DictionaryArray.from_arrays(indices, pa.array(kept, type=pa.string()))
