"""Dates in texts of one fixed layout, such as 05.03.2026 12:00:00, read all at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Layouts: a and b are day and month in the order of the file, then the year and the clock.
_DATES = ("aa.bb.YYYY", "aa/bb/YYYY", "aa-bb-YYYY", "aa.bb.YY", "YYYY-bb-aa", "YYYY.bb.aa", "YYYY/bb/aa")
_CLOCKS = ("", " HH:MM", " H:MM", " HH:MM:SS", " H:MM:SS", "THH:MM", "THH:MM:SS")
_LAYOUTS = tuple(date + clock for date in _DATES for clock in _CLOCKS)
#: Fewer texts are read one by one.
_MANY = 200


@dataclass(frozen=True, slots=True)
class Stamps:
    """The parts of texts that have one of the layouts, where `there`; `told` where day and month may be swapped.

    `first` and `second` are the two numbers before a year (day and month, or month and day), `dots` where they are
    parted by dots; `clock` is the time in seconds, `timed` whether the text has one.
    """

    there: NDArray[np.bool_]
    told: NDArray[np.bool_]
    dots: NDArray[np.bool_]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    year: NDArray[np.int64]
    clock: NDArray[np.int64]
    timed: NDArray[np.bool_]

    def seconds(self, *, month_first: bool) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Seconds since 1970 and where they are a day of the calendar."""
        swapped = self.told & month_first
        day = np.where(swapped, self.second, self.first)
        month = np.where(swapped, self.first, self.second)
        good = self.there & (month >= 1) & (month <= 12) & (day >= 1) & (self.clock < 86400)
        months = ((self.year - 1970) * 12 + np.where(good, month - 1, 0)).astype("datetime64[M]")
        days = months.astype("datetime64[D]") + (day - 1)
        good &= days.astype("datetime64[M]") == months
        return days.astype(np.int64) * 86400 + self.clock, good


@lru_cache(maxsize=8)
def read_stamps(words: tuple[str, ...]) -> Stamps | None:
    """The texts of fixed layout among the words; None where there are too few words to be worth it."""
    if len(words) < _MANY:
        return None
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pa.array(words, pa.string())
    plain = pc.and_(pc.string_is_ascii(texts), pc.less_equal(pc.binary_length(texts), 19))
    lengths = np.where(np.asarray(plain), np.asarray(pc.binary_length(texts)), 0)
    size = len(words)
    parts = {name: np.zeros(size, dtype=np.int64) for name in ("a", "b", "Y", "H", "M", "S")}
    there, told, dots, timed, short = (np.zeros(size, dtype=bool) for _ in range(5))
    for length in np.unique(lengths[lengths > 0]).tolist():
        layouts = [layout for layout in _LAYOUTS if len(layout) == length]
        rows = np.flatnonzero(lengths == length)
        if layouts and len(rows):
            grid = _grid(texts.take(pa.array(rows)), length)
            for layout in layouts:
                hits = _hits(grid, layout)
                if hits.any():
                    chosen = rows[hits]
                    for name, values in parts.items():
                        values[chosen] = _number(grid[hits], layout, name)
                    there[chosen] = True
                    told[chosen] = layout.startswith("a")
                    dots[chosen] = layout[2] == "."
                    timed[chosen] = "H" in layout
                    short[chosen] = layout.count("Y") == 2
    year = np.where(short, parts["Y"] + np.where(parts["Y"] < 70, 2000, 1900), parts["Y"])
    good_clock = (parts["H"] < 24) & (parts["M"] < 60) & (parts["S"] < 60)
    clock = np.where(good_clock, (parts["H"] * 60 + parts["M"]) * 60 + parts["S"], 86400)
    return Stamps(there, told, dots, parts["a"], parts["b"], year, clock, timed)


def _grid(texts: object, length: int) -> NDArray[np.uint8]:
    """The signs of texts of one length as rows of bytes."""
    import pyarrow as pa

    assert isinstance(texts, pa.StringArray)
    start = int(np.frombuffer(texts.buffers()[1], dtype=np.int32)[texts.offset])
    data = np.frombuffer(texts.buffers()[2], dtype=np.uint8)[start : start + len(texts) * length]
    return np.asarray(data.reshape(len(texts), length))


def _hits(grid: NDArray[np.uint8], layout: str) -> NDArray[np.bool_]:
    found = np.ones(len(grid), dtype=bool)
    for place, sign in enumerate(layout):
        signs = grid[:, place]
        found &= (signs >= 48) & (signs <= 57) if sign in "abYHMS" else signs == ord(sign)
    return found


def _number(grid: NDArray[np.uint8], layout: str, name: str) -> NDArray[np.int64]:
    value = np.zeros(len(grid), dtype=np.int64)
    for place, sign in enumerate(layout):
        if sign == name:
            value = value * 10 + (grid[:, place].astype(np.int64) - 48)
    return value
