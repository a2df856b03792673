"""Rows of cells from a reader become columns: chunk by chunk, so that Python objects live for a moment only."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import compress, islice, repeat
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pyarrow as pa

from kpi_desktop.ingest.source import Cell, RawColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

_T = TypeVar("_T", bound=np.generic)
ROWS_AT_ONCE = 16_384
_TEXT = pa.dictionary(pa.int32(), pa.string())
#: Times of day and durations count from the spreadsheet's day zero, so `moment - ZERO_DAY` gives them back.
ZERO_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no zones


class ErrorText(str):
    """The text of an error cell, `#REF!`."""

    __slots__ = ()


_KIND = {
    float: Cell.NUMBER,
    int: Cell.NUMBER,
    str: Cell.TEXT,
    datetime: Cell.MOMENT,
    date: Cell.MOMENT,
    time: Cell.MOMENT,
    timedelta: Cell.MOMENT,
    bool: Cell.YES_NO,
    ErrorText: Cell.ERROR,
    type(None): Cell.EMPTY,
}


class ColumnBuilder:
    """Collects one column's chunks."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._kinds: list[NDArray[np.uint8]] = []
        self._texts: list[pa.DictionaryArray] = []
        self._numbers: list[tuple[int, NDArray[np.float64] | None]] = []
        self._moments: list[tuple[int, NDArray[np.datetime64] | None]] = []

    def add(self, cells: Sequence[object]) -> None:
        """Append a chunk of cells as Python values; '' and None are empty."""
        kinds_there = set(map(type, cells))
        if kinds_there == {str}:
            self._add_texts(cells)
        elif kinds_there <= {float, int}:
            self._push(len(cells), Cell.NUMBER, numbers=np.array(cells, dtype=np.float64))
        elif kinds_there == {datetime}:
            self._push(len(cells), Cell.MOMENT, moments=_seconds(cells))
        else:
            self._add_mixed(cells)

    def add_empty(self, rows: int) -> None:
        """Append empty cells."""
        self._push(rows, Cell.EMPTY)

    def _push(
        self,
        rows: int,
        kinds: NDArray[np.uint8] | Cell,
        *,
        texts: pa.DictionaryArray | None = None,
        numbers: NDArray[np.float64] | None = None,
        moments: NDArray[np.datetime64] | None = None,
    ) -> None:
        self._kinds.append(np.full(rows, kinds, dtype=np.uint8) if isinstance(kinds, Cell) else kinds)
        self._texts.append(pa.nulls(rows, _TEXT) if texts is None else texts)
        self._numbers.append((rows, numbers))
        self._moments.append((rows, moments))

    def _add_texts(self, cells: Sequence[object]) -> None:
        texts = _encoded(cells)
        kinds = np.full(len(cells), Cell.TEXT, dtype=np.uint8)
        if texts.null_count:
            kinds[texts.is_null().to_numpy(zero_copy_only=False)] = Cell.EMPTY
        self._push(len(cells), kinds, texts=texts)

    def _add_mixed(self, cells: Sequence[object]) -> None:
        kinds = np.fromiter(map(_KIND.get, map(type, cells), repeat(Cell.TEXT)), dtype=np.uint8, count=len(cells))
        numbers = moments = texts = None
        wanted = (kinds == Cell.NUMBER) | (kinds == Cell.YES_NO)
        if wanted.any():
            numbers = np.full(len(cells), np.nan)
            numbers[wanted] = np.array(list(compress(cells, wanted)), dtype=np.float64)
        wanted = kinds == Cell.MOMENT
        if wanted.any():
            moments = np.full(len(cells), np.datetime64("NaT"), dtype="datetime64[s]")
            moments[wanted] = _seconds([_moment(cell) for cell in compress(cells, wanted)])
        wanted = (kinds == Cell.TEXT) | (kinds == Cell.ERROR)
        if wanted.any():
            texts = _scattered(_encoded([str(cell) for cell in compress(cells, wanted)]), wanted)
            kinds[texts.is_null().to_numpy(zero_copy_only=False) & wanted] = Cell.EMPTY
        self._push(len(cells), kinds, texts=texts, numbers=numbers, moments=moments)

    def finish(self) -> RawColumn:
        """The whole column."""
        kinds = np.concatenate(self._kinds) if self._kinds else np.zeros(0, dtype=np.uint8)
        texts = pa.chunked_array(self._texts, type=_TEXT).unify_dictionaries().combine_chunks()
        if isinstance(texts, pa.ChunkedArray):
            texts = texts.chunk(0) if texts.num_chunks else pa.nulls(0, _TEXT)
        numbers = _joined(self._numbers, np.full(1, np.nan))
        moments = _joined(self._moments, np.full(1, np.datetime64("NaT"), dtype="datetime64[s]"))
        return RawColumn(kinds, texts, numbers, moments)


def columns_of(
    rows: Iterable[Sequence[object]], width: int, watch: Callable[[int], None] | None = None
) -> tuple[int, tuple[RawColumn, ...]]:
    """Equally long rows as columns, with their number; `watch` hears of the rows done."""
    builders = [ColumnBuilder() for _ in range(width)]
    done = 0
    for chunk in _chunks(rows):
        done += len(chunk)
        for builder, cells in zip(builders, zip(*chunk, strict=True), strict=True):
            builder.add(cells)
        if watch:
            watch(done)
    return done, tuple(builder.finish() for builder in builders)


def _chunks(rows: Iterable[Sequence[object]]) -> Iterator[list[Sequence[object]]]:
    source = iter(rows)
    while chunk := list(islice(source, ROWS_AT_ONCE)):
        yield chunk


def _encoded(cells: Sequence[object]) -> pa.DictionaryArray:
    """Texts by dictionary; blank ones become null, lone surrogates a question mark."""
    try:
        texts = pa.array(cells, pa.string()).dictionary_encode()
    except (UnicodeEncodeError, pa.ArrowInvalid):
        safe = [cell if cell is None else str(cell).encode("utf-8", "replace").decode() for cell in cells]
        texts = pa.array(safe, pa.string()).dictionary_encode()
    words = texts.dictionary.to_pylist()
    blank = [code for code, word in enumerate(words) if not word.strip()]
    if not blank:
        return texts
    codes = texts.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    kept = np.ones(len(words) + 1, dtype=bool)
    kept[blank] = False
    kept[-1] = False
    renumbered = np.cumsum(kept[:-1], dtype=np.int32) - 1
    fresh = pa.array(renumbered[codes].astype(np.int32), pa.int32(), mask=~kept[codes])
    return pa.DictionaryArray.from_arrays(fresh, pa.array([word for word in words if word.strip()], pa.string()))


def _scattered(texts: pa.DictionaryArray, places: NDArray[np.bool_]) -> pa.DictionaryArray:
    """The texts laid out at their places, null elsewhere."""
    codes = np.full(len(places), -1, dtype=np.int32)
    codes[places] = texts.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32(), mask=codes < 0), texts.dictionary)


def _moment(cell: object) -> datetime:
    match cell:
        case datetime():
            return cell.replace(tzinfo=None)
        case date():
            return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - spreadsheets know no zones
        case time():
            return datetime.combine(ZERO_DAY, cell.replace(tzinfo=None))
        case timedelta():
            return ZERO_DAY + cell
    raise TypeError(type(cell))


def _seconds(cells: Sequence[object]) -> NDArray[np.datetime64]:
    """Whole seconds, rounded: a spreadsheet's 23:59:59.9999 is midnight."""
    exact = pa.array(cells, pa.timestamp("us")).to_numpy(zero_copy_only=False)
    rounded: NDArray[np.datetime64] = (exact + np.timedelta64(500_000, "us")).astype("datetime64[s]")
    return rounded


def _joined(parts: list[tuple[int, NDArray[_T] | None]], nothing: NDArray[_T]) -> NDArray[_T] | None:
    if all(part is None for _, part in parts):
        return None
    return np.concatenate([np.repeat(nothing, rows) if part is None else part for rows, part in parts])
