"""Big plain sheets of an xlsx, cut into columns by whole arrays of bytes and not cell by cell.

Only the plainest layout is taken: rows of cells `<c r= s= t=><v>…</v></c>` with shared strings and numbers, as exports
of hundreds of thousands of rows are. At the first thing that it does not know for certain the reader steps back
(`Irregular`), and the quick reader reads the sheet instead.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from kpi_desktop.ingest.archive import inflated
from kpi_desktop.ingest.source import Cell, RawColumn, SourceTable

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from kpi_desktop.ingest.limits import Limits
    from kpi_desktop.ingest.readers.ooxml import Package

    Bytes = NDArray[np.uint8]
    Places = NDArray[np.int64]

_WINDOW = 4 << 20
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 512
_EPOCH = np.datetime64("1899-12-30T00:00:00", "s")
_LT, _GT, _QUOTE, _SLASH = b'<>"/'
_NUMBER, _SHARED, _YES_NO, _ERROR, _INLINE = b"nsbei"
_PRESERVED = b'<t xml:space="preserve">'
_MOST_BLANKS = 200
_BLANKS = np.frombuffer(b" \t\r\n", dtype=np.uint8)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST_DAY = 2_958_466.0


class Irregular(Exception):
    """The sheet is not of the plain layout."""


@dataclass(frozen=True, slots=True)
class Book:
    """What the sheet's cells refer to: shared strings, styles that show dates and durations, day zero."""

    texts: list[str]
    dates: NDArray[np.bool_]
    durations: NDArray[np.bool_]
    date1904: bool


@dataclass(frozen=True, slots=True)
class _Cells:
    """The filled cells of a window: sheet row from 1, column from 0, type's letter, style, and the value's text."""

    rows: Places
    columns: Places
    kinds: Bytes
    styles: Places
    values: pa.StringArray


def read_dense(
    package: Package,
    member: zipfile.ZipInfo,
    name: str,
    book: Book,
    limits: Limits,
    watch: Callable[[str, int, int], None],
) -> SourceTable:
    """The sheet's table; raises Irregular."""
    parts: dict[int, list[tuple[Places, Bytes, Places, pa.StringArray]]] = {}
    first, last, done = _MOST_ROWS, 0, 0
    for window in _windows(package, member, limits):
        if b' hidden="1"' in window:
            raise Irregular  # what a hand or a filter hid is told by the other reader
        cells = _cells(window)
        done += len(window)
        if not len(cells.rows):
            continue
        first, last = min(first, int(cells.rows.min())), max(last, int(cells.rows.max()))
        for column in np.unique(cells.columns).tolist():
            at = np.flatnonzero(cells.columns == column)
            part = (cells.rows[at], cells.kinds[at], cells.styles[at], cells.values.take(pa.array(at)))
            parts.setdefault(column, []).append(part)
        watch(name, last - first + 1, int((last - first + 1) * member.file_size / max(done, 1)))
    if not parts:
        raise Irregular
    left, right = min(parts), max(parts)
    height = last - first + 1
    if height * (right - left + 1) > limits.cells:
        raise Irregular
    columns = tuple(_column(parts.pop(at, []), first, height, book) for at in range(left, right + 1))
    return SourceTable(name, height, columns, first, left + 1, date1904=book.date1904)


def _windows(package: Package, member: zipfile.ZipInfo, limits: Limits) -> Iterator[bytes]:
    """The rows' XML in pieces that end with a row's end; what surrounds the rows is looked over and dropped."""
    pending, inside = [b""], False
    size = 0
    for chunk in inflated(package.path, member, limits):
        pending.append(chunk)
        size += len(chunk)
        if size < _WINDOW:
            continue
        text = b"".join(pending)
        if not inside:
            text, inside = _after_head(text), True
        cut = text.rfind(b"</row>") + 6
        if cut < 6:
            raise Irregular
        yield text[:cut]
        pending, size = [text[cut:]], len(text) - cut
    text = b"".join(pending)
    text = text if inside else _after_head(text)
    rows, end, tail = text.partition(b"</sheetData>")
    if not end or b"<mergeCell" in tail:
        raise Irregular
    yield rows


def _after_head(text: bytes) -> bytes:
    head, begin, rows = text.partition(b"<sheetData>")
    declared = re.search(rb'encoding=["\']([\w-]+)', head[:200])
    if not begin or (declared and declared[1].lower() != b"utf-8"):
        raise Irregular
    return rows


def _cells(window: bytes) -> _Cells:
    if b"outlineLevel" in window or b"<!" in window:
        raise Irregular
    text = np.frombuffer(window + b"\x00" * 32, dtype=np.uint8)
    opens, closes = np.flatnonzero(text == _LT), np.flatnonzero(text == _GT)
    if len(opens) != len(closes) or not (opens < closes).all() or not (closes[:-1] < opens[1:]).all():
        raise Irregular
    first, second = text[opens + 1], text[opens + 2]
    is_cell = (first == ord("c")) & (second == ord(" "))
    is_row = (first == ord("r")) & (second == ord("o")) & (text[opens + 4] == ord(" "))
    is_value = (first == ord("v")) & (second == _GT)
    is_text = (first == ord("t")) & ((second == _GT) | (second == ord(" ")))
    is_inline = (first == ord("i")) & (second == ord("s")) & (text[opens + 3] == _GT)
    if not (is_cell | is_row | is_value | is_text | is_inline | (first == _SLASH)).all():
        raise Irregular
    cell_at, row_at = np.flatnonzero(is_cell), np.flatnonzero(is_row)
    numbers = _row_numbers(text, opens[row_at])
    own_row = np.searchsorted(row_at, cell_at) - 1
    if len(cell_at) and (not len(row_at) or own_row.min() < 0):
        raise Irregular
    plain = is_value[np.minimum(cell_at + 1, len(opens) - 1)]
    inline = is_inline[np.minimum(cell_at + 1, len(opens) - 1)] & is_text[np.minimum(cell_at + 2, len(opens) - 1)]
    follows = plain | inline
    if plain.sum() != is_value.sum() or inline.sum() != is_text.sum():
        raise Irregular
    cell_at, rows, inline = cell_at[follows], numbers[own_row[follows]], inline[follows]
    columns, kinds, styles = _attributes(text, opens[cell_at], closes[cell_at], rows)
    if not ((kinds == _INLINE) == inline).all():
        raise Irregular
    holder = cell_at + 1 + inline
    starts, ends = closes[holder] + 1, opens[holder + 1]
    _trim(text, starts, ends, np.flatnonzero(inline & (starts != opens[holder] + len(_PRESERVED))))
    if not _same(text, opens[holder][inline & (starts == opens[holder] + len(_PRESERVED))], _PRESERVED):
        raise Irregular
    return _Cells(rows, columns, kinds, styles, _values(text, starts, ends))


def _trim(text: Bytes, starts: Places, ends: Places, which: Places) -> None:
    """Blanks around an inline text do not count unless the file says so."""
    if (text[starts[which] - 2] != ord("t")).any():
        raise Irregular
    for edge, step, inside in ((starts, 1, 0), (ends, -1, -1)):
        left = which
        for _ in range(_MOST_BLANKS):
            left = left[(starts[left] < ends[left]) & np.isin(text[edge[left] + inside], _BLANKS)]
            if not len(left):
                break
            edge[left] += step
        else:
            raise Irregular


def _row_numbers(text: Bytes, at: Places) -> Places:
    """The number in `<row r="12"` of every row."""
    if not _same(text, at, b'<row r="'):
        raise Irregular
    numbers, ends = _digits(text, at + 8, 7)
    if not (text[ends] == _QUOTE).all() or (len(numbers) and (np.diff(numbers) <= 0).any()):
        raise Irregular
    return numbers


def _attributes(text: Bytes, at: Places, closes: Places, rows: Places) -> tuple[Places, Bytes, Places]:
    """Column, type and style of every cell out of `<c r="AB12" s="3" t="s">`, in that order and nothing else."""
    _sure(_same(text, at + 3, b'r="'))
    columns, ends = _letters(text, at + 6)
    numbers, ends = _digits(text, ends, 7)
    _sure((numbers == rows).all() and (text[ends] == _QUOTE).all())
    styled = (text[ends + 1] == ord(" ")) & (text[ends + 2] == ord("s"))
    styles = np.zeros(len(at), dtype=np.int64)
    if styled.any():
        _sure(_same(text, ends[styled] + 1, b' s="'))
        styles[styled], ends[styled] = _digits(text, ends[styled] + 5, 5)
        _sure((text[ends] == _QUOTE).all())
    return columns, _types(text, ends, closes), styles


def _types(text: Bytes, ends: Places, closes: Places) -> Bytes:
    """The letter of ` t="s"`, a number's where there is none; `ends` are the closing quotes before it."""
    kinds = np.full(len(ends), _NUMBER, dtype=np.uint8)
    short, inline = closes == ends + 7, closes == ends + 15
    _sure((short | inline | (closes == ends + 1)).all())
    _sure(_same(text, ends[short] + 1, b' t="') and (text[ends[short] + 6] == _QUOTE).all())
    _sure(_same(text, ends[inline] + 1, b' t="inlineStr"'))
    kinds[short] = text[ends[short] + 5]
    _sure(np.isin(kinds, (_NUMBER, _SHARED, _YES_NO, _ERROR)).all())
    kinds[inline] = _INLINE
    return kinds


def _sure(plain: bool | np.bool_) -> None:
    if not plain:
        raise Irregular


def _same(text: Bytes, at: Places, word: bytes) -> bool:
    return all(bool((text[at + offset] == byte).all()) for offset, byte in enumerate(word))


def _letters(text: Bytes, at: Places) -> tuple[Places, Places]:
    """The column from 0 of A1 addresses, and where the letters end."""
    columns, going = np.zeros(len(at), dtype=np.int64), np.ones(len(at), dtype=bool)
    ends = at.copy()
    for offset in range(3):
        sign = text[at + offset].astype(np.int64) - 64
        going &= (sign >= 1) & (sign <= 26)
        if not going.any():
            break
        columns = np.where(going, columns * 26 + sign, columns)
        ends += going
    if len(columns) and (columns.min() < 1 or columns.max() > _MOST_COLUMNS):
        raise Irregular
    return columns - 1, ends


def _digits(text: Bytes, at: Places, most: int) -> tuple[Places, Places]:
    """The whole number that begins at each place, and where it ends."""
    numbers, going = np.zeros(len(at), dtype=np.int64), np.ones(len(at), dtype=bool)
    ends = at.copy()
    for offset in range(most):
        sign = text[at + offset].astype(np.int64) - 48
        going &= (sign >= 0) & (sign <= 9)
        if not going.any():
            break
        numbers = np.where(going, numbers * 10 + sign, numbers)
        ends += going
    return numbers, ends


def _values(text: Bytes, starts: Places, ends: Places) -> pa.StringArray:
    """The values' texts, copied together out of the window."""
    lengths = ends - starts
    if len(lengths) and lengths.min() < 0:
        raise Irregular
    offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    where = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)
    buffers = [None, pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(text[where])]
    return pa.StringArray.from_buffers(len(lengths), buffers[1], buffers[2])


def _column(
    parts: list[tuple[Places, Bytes, Places, pa.StringArray]], first: int, height: int, book: Book
) -> RawColumn:
    """One column, laid out over all rows of the table."""
    kinds = np.zeros(height, dtype=np.uint8)
    codes = np.full(height, -1, dtype=np.int64)
    numbers = moments = None
    words: dict[str, int] = {}
    for rows, types, styles, values in parts:
        at = rows - first
        if (types == _SHARED).any():
            chosen = types == _SHARED
            codes[at[chosen]] = _parsed(values, chosen, pa.int64())
            kinds[at[chosen]] = Cell.TEXT
        for letter, kind in ((_INLINE, Cell.TEXT), (_ERROR, Cell.ERROR)):
            chosen = types == letter
            if chosen.any():
                codes[at[chosen]] = len(book.texts) + _own_words(values.filter(pa.array(chosen)), words)
                kinds[at[chosen]] = kind
        chosen = (types == _NUMBER) | (types == _YES_NO)
        if not chosen.any():
            continue
        read = _parsed(values, chosen, pa.float64())
        dated = _dated(styles[chosen], read, types[chosen], book)
        plain = ~dated
        places = at[chosen]
        if plain.any():
            numbers = np.full(height, np.nan) if numbers is None else numbers
            numbers[places[plain]] = read[plain]
            kinds[places[plain]] = np.where(types[chosen][plain] == _YES_NO, Cell.YES_NO, Cell.NUMBER)
        if dated.any():
            moments = np.full(height, np.datetime64("NaT"), dtype="datetime64[s]") if moments is None else moments
            moments[places[dated]] = _moments(read[dated], styles[chosen][dated], book)
            kinds[places[dated]] = Cell.MOMENT
    return RawColumn(kinds, _texts(codes, kinds, [*book.texts, *words]), numbers, moments)


def _own_words(values: pa.StringArray, words: dict[str, int]) -> Places:
    """The numbers of texts that stand in the cells themselves; new ones are added to `words`."""
    encoded = values.dictionary_encode()
    try:
        numbers = [words.setdefault(_plain(word), len(words)) for word in encoded.dictionary.to_pylist()]
    except UnicodeDecodeError as error:
        raise Irregular from error
    found: Places = np.array(numbers, dtype=np.int64)[encoded.indices.to_numpy(zero_copy_only=False)]
    return found


def _plain(word: str) -> str:
    """The text without XML's and Excel's escapes."""
    word = html.unescape(word) if "&" in word else word
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), word) if "_x" in word else word


def _parsed(values: pa.StringArray, chosen: NDArray[np.bool_], kind: pa.DataType) -> NDArray[Any]:
    try:
        read: NDArray[Any] = values.filter(pa.array(chosen)).cast(kind).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid as error:
        raise Irregular from error
    return read


def _dated(styles: Places, read: NDArray[np.float64], types: Bytes, book: Book) -> NDArray[np.bool_]:
    """Which numbers are shown as dates, times or durations."""
    known = np.minimum(styles, len(book.dates) - 1)
    shown: NDArray[np.bool_] = (book.dates[known] | book.durations[known]) & (types == _NUMBER)
    if (shown & ((read < 0) | (read >= _LAST_DAY))).any():
        raise Irregular
    return shown


def _moments(read: NDArray[np.float64], styles: Places, book: Book) -> NDArray[np.datetime64]:
    """Serial days as moments; day 60 of Excel is a 29 February 1900 that never was."""
    dates = ~book.durations[np.minimum(styles, len(book.durations) - 1)] & (read >= 1)
    shift = np.where(dates, 1462 if book.date1904 else (read < 60), 0)
    seconds = np.floor((read + shift) * 86_400 + 0.5).astype("int64")
    return _EPOCH + seconds.astype("timedelta64[s]")


def _texts(codes: Places, kinds: Bytes, words: list[str]) -> pa.DictionaryArray:
    """The codes of all shared strings as a dictionary of this column's own words; blank ones are empty cells."""
    used, where = np.unique(codes, return_index=True)
    used = used[np.argsort(where, kind="stable")]
    if len(used) and (used.max(initial=-1) >= len(words)):
        raise Irregular
    own = [code for code in used.tolist() if code >= 0 and words[code].strip()]
    table = np.full(len(words) + 1, -1, dtype=np.int32)
    table[own] = np.arange(len(own), dtype=np.int32)
    fresh = table[codes]
    kinds[(fresh < 0) & (codes >= 0)] = Cell.EMPTY
    indices = pa.array(fresh, pa.int32(), mask=fresh < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array([words[code] for code in own], pa.string()))
