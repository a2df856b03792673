"""Numbers of a column, exactly: cells that are doubles and numbers written as text, as scaled whole numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.amount import EXACT, from_cell
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.ingest.normalise import Cells

#: Texts that mean «no value» in a column of numbers.
EMPTY_WORDS = frozenset({"-", "--", "—", "–", "−", "н/д", "n/a", "na", "нет", "null", "none", "nan", "x", "х"})

#: A double further than this from a whole number of ten-thousandths has more decimals than are kept.
_NOISE = 1e-6
#: Above this the product with a power of ten is no longer exact enough to trust.
_SAFE = float(2**50)
#: Fewer texts are read one by one.
_MANY = 200

_MONEY_WORDS = re.compile(
    r"(руб(лей|ля|ль)?|р|коп|тг|тнг|тенге|грн|rub|rur|usd|eur|kzt|uah|byn|gbp|pln|inr|try|aed|us\$|ca\$|a\$|r\$|zł|[₽$€£₸₴₹₺₪])\.?",
    re.IGNORECASE,
)
_MONEY_AT_END = re.compile(rf"(?<=[\d.,)-]){_MONEY_WORDS.pattern}$", re.IGNORECASE)
#: «666 руб. 49 коп.», «666 р. 49 к.», and kopecks alone.
_KOPECKS = re.compile(r"([+-]?\d+)(?:руб(?:лей|ля|ль)?|р)\.?,?(\d{2})(?:коп(?:еек|ейки|ейка)?|к)\.?|(\d{1,2})коп\w*\.?",
                      re.IGNORECASE)  # fmt: skip
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009\u2007'’]")
_PLAIN = re.compile(r"[+-]?(\d[\d.,]*|[.,]\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of numbers times ten to `places`: where they are, where a text was not a number, where digits were cut.

    `loose` marks values with more decimals than `places`; `words` keeps what each distinct text was read as.
    """

    scaled: NDArray[np.int64]
    valid: NDArray[np.bool_]
    bad: NDArray[np.bool_]
    loose: NDArray[np.bool_]
    places: int
    cells: Cells
    sign: str

    def exact(self, row: int) -> Decimal:
        """The value of one row with all the digits that the file has."""
        code = self.cells.codes[row]
        if code >= 0:
            return parse(self.cells.words[code], self.sign) or Decimal(0)
        assert self.cells.numbers is not None
        return from_cell(float(self.cells.numbers[row]))

    def total(self) -> Decimal:
        """The sum of the kept values."""
        return Decimal(whole_sum(self.scaled[self.valid])).scaleb(-self.places, EXACT)


def whole_sum(values: NDArray[np.int64]) -> int:
    """The exact sum of 64-bit whole numbers, which may itself need more than 64 bits."""
    high, low = values >> 32, values & 0xFFFFFFFF
    return (int(high.sum(dtype=np.int64)) << 32) + int(low.sum(dtype=np.int64))


def decimal_sign(words: Iterable[str]) -> str | None:
    """`,` or `.` where the texts of a table show which one parts the decimals; None where nothing tells."""
    votes = {",": 0, ".": 0}
    for word, count in shapes(tuple(words)):
        sign = _sign_of(_bare(word)[0])
        if sign:
            votes[sign] += count
    if votes[","] == votes["."]:
        return None
    return max(votes, key=lambda sign: votes[sign])


def shapes(words: tuple[str, ...]) -> list[tuple[str, int]]:
    """The first text of each shape, and how many have it: digits alone tell nothing of the mark."""
    if len(words) < _MANY:
        return [(word, 1) for word in words]
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pa.array(words, pa.string())
    shaped = pc.replace_substring_regex(texts, r"^([^\d]*)[1-9]", "\\1\x01")
    shaped = pc.replace_substring_regex(shaped, r"\d", "0").dictionary_encode()
    codes = np.asarray(shaped.indices)
    _found, places, counts = np.unique(codes, return_index=True, return_counts=True)
    return [(words[place], count) for place, count in sorted(zip(places.tolist(), counts.tolist(), strict=True))]


def ambiguous(word: str) -> bool:
    """Whether the text reads as two different numbers depending on the sign («1,234»)."""
    bare = _bare(word)[0]
    return bool(re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", bare))


def count_sign(words: Iterable[str], sign: str | None) -> str | None:
    """The mark of decimals for a column of counts: a count has none, so «1,234» is a thousand and more."""
    marks = {mark for word in words if ambiguous(word) for mark in ",." if mark in word}
    return {",": ".", ".": ","}[marks.pop()] if len(marks) == 1 else sign


def _sign_of(bare: str) -> str | None:
    if not _PLAIN.fullmatch(bare):
        return None
    comma, dot = bare.count(","), bare.count(".")
    if comma and dot:
        return "," if bare.rfind(",") > bare.rfind(".") else "."
    for sign, count, other in ((",", comma, "."), (".", dot, ",")):
        if count > 1:
            return other
        if count == 1:
            return None if ambiguous(bare) else sign
    return None


def _bare(word: str) -> tuple[str, bool, bool]:
    """The number inside a text without spaces and currency; whether it was in brackets; whether it was a percent."""
    if _PLAIN.fullmatch(word):
        return word, False, False
    text = _SPACES.sub("", word).replace("−", "-").replace("–", "-")
    percent = text.endswith("%")
    text = text.removesuffix("%")
    negative = text.startswith("(") and text.endswith(")")
    if negative:
        text = text[1:-1]
    text = text if _PLAIN.fullmatch(text) else _without_words(text)
    if text.startswith("(") and text.endswith(")"):
        text, negative = text[1:-1], True
    if text.endswith("-") and not text.startswith("-"):
        text = "-" + text[:-1]
    return text, negative, percent


def _without_words(text: str) -> str:
    """The number without the money's name before or after it; a name amid the digits parts roubles from kopecks."""
    if parted := _KOPECKS.fullmatch(text):
        return f"{parted[1]},{parted[2]}" if parted[1] else f"0,{int(parted[3]):02}"
    head = _MONEY_WORDS.match(text.lstrip("+-"))
    sign = text[: len(text) - len(text.lstrip("+-"))]
    text = sign + text.lstrip("+-")[head.end() :] if head else text
    while tail := _MONEY_AT_END.search(text):
        text = text[: tail.start()]
    return text


@lru_cache(maxsize=1 << 17)
def parse(word: str, sign: str = ",") -> Decimal | None:
    """The number that a text holds, or None. `sign` parts the decimals where the text itself does not tell."""
    bare, negative, percent = _bare(word)
    if not _PLAIN.fullmatch(bare):
        return None
    own = _sign_of(bare)
    used = own or sign
    other = "," if used == "." else "."
    text = bare.replace(other, "")
    if text.count(used) > 1 or not _grouped(bare, other):
        return None
    try:
        value = Decimal(text.replace(used, "."))
    except InvalidOperation:
        return None
    value = -value if negative else value
    return value / 100 if percent else value


def _grouped(bare: str, mark: str) -> bool:
    """Whether the thousands marks, if any, stand before groups of three digits."""
    if mark not in bare:
        return True
    whole = bare.lstrip("+-").split("," if mark == "." else ".")[0]
    groups = whole.split(mark)
    return len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])


def read_numbers(cells: Cells, places: int, sign: str | None = None) -> Numbers:
    """All numbers of a column at `places` decimals, half up; texts are read once for each distinct one."""
    size = len(cells.kinds)
    scaled = np.zeros(size, dtype=np.int64)
    valid, bad, loose = (np.zeros(size, dtype=bool) for _ in range(3))
    if cells.numbers is not None:
        rows = cells.kinds == Cell.NUMBER
        rows = rows & np.isfinite(cells.numbers)
        if rows.all():
            scaled, loose = scale(cells.numbers, places)
        elif rows.any():
            scaled[rows], loose[rows] = scale(cells.numbers[rows], places)
        valid |= rows
    if cells.words:
        table, good, wrong, cut = read_texts(cells.words, places, sign or ",")
        rows = cells.codes >= 0
        codes = cells.codes[rows]
        scaled[rows], valid[rows], bad[rows], loose[rows] = table[codes], good[codes], wrong[codes], cut[codes]
    bad |= (cells.kinds == Cell.MOMENT) | (cells.kinds == Cell.ERROR) | (cells.kinds == Cell.YES_NO)
    valid &= np.abs(scaled) < 10**18
    return Numbers(scaled, valid, bad & ~valid, loose, places, cells, sign or ",")


_Texts = tuple["NDArray[np.int64]", "NDArray[np.bool_]", "NDArray[np.bool_]", "NDArray[np.bool_]"]


@lru_cache(maxsize=24)
def read_texts(words: tuple[str, ...], places: int, sign: str) -> _Texts:
    """Each text as a whole number of 10^-places; where it is one, where something else, where digits went."""
    table = np.zeros(len(words), dtype=np.int64)
    good, wrong, cut = (np.zeros(len(words), dtype=bool) for _ in range(3))
    rest = list(range(len(words)))
    if len(words) >= _MANY:
        plain, values = _plain_texts(words, sign)
        step = 10 ** (6 - places)
        size = (np.abs(values) + step // 2) // step
        table[plain] = np.where(values < 0, -size, size)[plain]
        good[plain], cut[plain] = True, (np.abs(values) % step != 0)[plain]
        rest = np.flatnonzero(~plain).tolist()
    for index in rest:
        value = parse(words[index], sign)
        if value is None:
            wrong[index] = words[index].lower() not in EMPTY_WORDS
        elif value.adjusted() + places >= 18:
            wrong[index] = True
        else:
            table[index], cut[index] = _whole(value, places)
            good[index] = True
    return table, good, wrong, cut


def _plain_texts(words: tuple[str, ...], sign: str) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Texts of digits with spaces and at most one mark, and their values in millionths: read all at once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    other = "," if sign == "." else "."
    bare = pc.replace_substring_regex(pa.array(words, pa.string()), "[ \u00a0\u202f\u2009\u2007]", "")
    plain = pc.match_substring_regex(bare, r"^-?\d{1,11}(?:[.,]\d{1,6})?$")
    grouped = pc.match_substring_regex(bare, rf"^-?[1-9]\d{{0,2}}[{other}]\d{{3}}$")
    text = pc.if_else(grouped, pc.replace_substring(bare, other, ""), pc.replace_substring(bare, ",", "."))
    exact = pc.if_else(plain, text, "0").cast(pa.decimal128(38, 6))
    values = np.frombuffer(exact.buffers()[1], dtype="<i8")[exact.offset * 2 :: 2][: len(words)]
    return np.asarray(plain), np.asarray(values, dtype=np.int64)


def _whole(value: Decimal, places: int) -> tuple[int, bool]:
    moved = value.scaleb(places, EXACT)
    whole = moved.quantize(Decimal(1), ROUND_HALF_UP, EXACT)
    return int(whole), whole != moved


def scale(values: NDArray[np.float64], places: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Doubles as whole numbers of 10^-places, half up, and which of them had more decimals than that."""
    moved = values * 10.0**places
    whole = np.rint(moved)
    odd = np.abs(moved - whole) > _NOISE
    odd |= np.abs(whole) > _SAFE
    if not odd.any():
        return whole.astype(np.int64), odd
    result = np.where(odd, 0.0, whole).astype(np.int64)
    distinct, inverse = np.unique(values[odd], return_inverse=True)
    found = [
        _whole(from_cell(value), places) if abs(value) < 10.0 ** (18 - places) else (10**18, False)
        for value in distinct.tolist()
    ]
    inverse = inverse.reshape(-1)
    result[odd] = np.array([whole for whole, _ in found], dtype=np.int64)[inverse]
    loose = odd.copy()
    loose[odd] = np.array([cut for _, cut in found], dtype=bool)[inverse]
    return result, loose


def multiply(quantity: Numbers, price: Numbers, rows: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Quantity times price to four decimals half up, exactly; `quantity` has six places, `price` four."""
    result = np.zeros(len(rows), dtype=np.int64)
    whole, rest = np.divmod(quantity.scaled, 10**6)
    size = np.abs(whole.astype(np.float64)) * np.abs(price.scaled.astype(np.float64))
    simple = rows & (rest == 0) & ~quantity.loose & ~price.loose & (size < 9e17)
    result[simple] = whole[simple] * price.scaled[simple]
    hard = np.flatnonzero(rows & ~simple)
    known: dict[tuple[Decimal, Decimal], int] = {}
    for row in hard.tolist():
        pair = (quantity.exact(row), price.exact(row))
        if pair not in known:
            known[pair], _ = _whole(EXACT.multiply(*pair), 4)
        result[row] = known[pair]
    return result


def decimal_array(scaled: NDArray[np.int64], valid: NDArray[np.bool_] | None, places: int) -> pa.Array:
    """Whole numbers of 10^-places as an Arrow decimal column, without a loop."""
    import pyarrow as pa

    buffer = np.empty((len(scaled), 2), dtype="<i8")
    buffer[:, 0] = scaled
    buffer[:, 1] = scaled >> 63
    bits = None
    if valid is not None and not valid.all():
        bits = pa.py_buffer(np.packbits(valid, bitorder="little").tobytes())
    return pa.Array.from_buffers(
        pa.decimal128(18, places), len(scaled), [bits, pa.py_buffer(buffer.reshape(-1).view(np.uint8))]
    )
