"""What rows tell of their own VAT: its amount, the rate in any of the ways it is written, the amount without it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.normalise import fold
from kpi_desktop.ingest.source import Cell
from kpi_desktop.resources import folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from kpi_desktop.ingest.dates import Days
    from kpi_desktop.ingest.normalise import Cells

#: What stands for «no VAT», how the words begin.
_FREE = ("без ндс", "без налога", "не облага", "ндс не облага", "необлага", "освобожд", "не подлежит", "no vat",
         "zero rated", "exempt", "без (ндс)")  # fmt: skip
#: The general rate by its name: which it is depends on the day. The reduced rate by its name.
_GENERAL, _REDUCED = ("общая", "основная", "стандартн", "standard"), ("пониженная", "льготная", "reduced")
#: Parts of a rate: «20%», «НДС20_120», «18% / 118%», «0,2».
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")
#: No rate is above this; a rate as a share is below one.
_HIGHEST = 30
#: Percent with six decimals; the mark of the general rate.
_PLACES, _BY_DAY = 6, -1
#: A column holds rates where at least this share of its cells are some.
_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Vats:
    """Values of a column as scaled whole numbers, where there are any, and where a cell holds something else."""

    scaled: NDArray[np.int64]
    valid: NDArray[np.bool_]
    bad: NDArray[np.bool_]


def is_free(word: str) -> bool:
    """Whether a cell says that there is no VAT."""
    return fold(word).startswith(_FREE)


@lru_cache(maxsize=4096)
def rate_of(word: str) -> Decimal | None:
    """The rate in per cent that a cell names; -1 for the general rate of its day, None where it names none."""
    text = fold(word)
    if text.startswith(_FREE):
        return Decimal(0)
    figures = [Decimal(found.replace(",", ".")) for found in _FIGURE.findall(text)]
    if not figures:
        general, reduced = text.startswith(_GENERAL), text.startswith(_REDUCED)
        return Decimal(_BY_DAY) if general else Decimal(10) if reduced else None
    rate = figures[0] * 100 if 0 < figures[0] < 1 and "%" not in text else figures[0]
    whole = len(figures) == 1 or (len(figures) == 2 and figures[1] == 100 + rate)
    return rate if whole and rate <= _HIGHEST else None


def rates(cells: Cells, days: Days | None = None) -> Vats:
    """The rates of a column in millionths of a per cent; the general one by the day of its row."""
    size = len(cells.kinds)
    scaled, valid = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool)
    if cells.numbers is not None:
        there = (cells.kinds == Cell.NUMBER) & np.isfinite(cells.numbers)
        values = np.where(there, cells.numbers, 0.0)
        values = np.where((values > 0) & (values < 1), values * 100, values)
        valid = there & (values >= 0) & (values <= _HIGHEST)
        scaled = np.where(valid, np.rint(values * 10**4).astype(np.int64) * 100, 0)
    known = [rate_of(word) for word in cells.words]
    if known:
        named = np.array([-1 if one is None else 0 for one in known] + [-1]) == 0
        table = np.array([int((one or Decimal(0)).scaleb(_PLACES)) for one in known] + [0], dtype=np.int64)
        rows = named[cells.codes] & (cells.codes >= 0)
        scaled, valid = np.where(rows, table[cells.codes], scaled), valid | rows
    general = valid & (scaled < 0)
    if general.any():
        scaled, valid = _by_day(scaled, valid, general, days)
    empty = cells.by_word(fold(word) in numbers.EMPTY_WORDS for word in cells.words)
    return Vats(scaled, valid, cells.filled & ~valid & ~empty)


def _by_day(
    scaled: NDArray[np.int64], valid: NDArray[np.bool_], general: NDArray[np.bool_], days: Days | None
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The general rate as it was on the day of each row; unknown without a day or before the first rate."""
    known = general_rates()
    first = np.array([(day - date(1970, 1, 1)).days for day, _ in known])
    values = np.array([rate * 10**_PLACES for _, rate in known], dtype=np.int64)
    dated = np.zeros(len(scaled), dtype=bool) if days is None else days.valid
    place = np.searchsorted(first, np.zeros(len(scaled)) if days is None else days.days, side="right") - 1
    told = general & dated & (place >= 0)
    return np.where(general, np.where(told, values[np.maximum(place, 0)], 0), scaled), valid & (~general | told)


def amounts(cells: Cells, sign: str | None) -> Vats:
    """The amounts of VAT in ten-thousandths; «без НДС» is an amount of nothing."""
    read = numbers.read_numbers(cells, 4, sign)
    free = cells.by_word(is_free(word) for word in cells.words)
    return Vats(np.where(free, 0, read.scaled), read.valid | free, read.bad & ~free)


def between(whole: Cells, bare: Cells, sign: str | None) -> Vats:
    """The VAT as what an amount with it has more than the one without; unknown where it has less."""
    one, other = (numbers.read_numbers(cells, 4, sign) for cells in (whole, bare))
    more = np.abs(one.scaled) - np.abs(other.scaled)
    return Vats(more * np.sign(one.scaled), one.valid & other.valid & (more >= 0), other.bad)


def are_rates(cells: Cells) -> bool:
    """Whether the column holds rates: words with per cent or «без НДС», or shares below one, or known rates."""
    read = rates(cells)
    filled = int(cells.filled.sum())
    return filled > 0 and int(read.valid.sum()) >= _SHARE * filled and _known(read)


def are_worded(cells: Cells) -> bool:
    """Whether cells say of themselves that they are rates and no money: by a per cent sign or as a share."""
    words = [word for word in cells.used_words() if rate_of(word) not in {None, Decimal(0)}]
    signed = bool(words) and all("%" in word or "/" in word or not word[:1].isdigit() for word in words)
    there = np.zeros(0) if cells.numbers is None else cells.numbers[cells.kinds == Cell.NUMBER]
    shares = bool(len(there) and there.max() < 1 and (there > 0).any())
    return (signed or shares) and not (signed and len(there) and there.max() >= 1)


def _known(read: Vats) -> bool:
    """Whether nearly all are rates that Russia has or had."""
    known = np.array([0, _BY_DAY * 10**_PLACES, *(rate * 10**_PLACES for rate in {r for _, r in all_rates()})])
    return bool(np.isin(read.scaled[read.valid], known).mean() >= _SHARE)


def too_early(read: Vats, days: Days | None) -> NDArray[np.bool_]:
    """Rows that state a rate before its first day."""
    found = np.zeros(len(read.scaled), dtype=bool)
    if days is None:
        return found
    for since, rate in all_rates():
        first = (since - date(1970, 1, 1)).days
        found |= read.valid & (read.scaled == rate * 10**_PLACES) & days.valid & (days.days < first)
    return found


def disagreeing(amount: NDArray[np.int64], vat: Vats, rate: Vats) -> NDArray[np.bool_]:
    """Rows whose amount of VAT is off by more than a rouble from what their rate gives, inside or on top."""
    share = np.where(rate.valid, rate.scaled, 0) / 10**_PLACES
    size = np.abs(amount).astype(float)
    by_rate = [size * share / whole for whole in (100 + share, 100.0)]
    off = np.minimum(*(np.abs(np.abs(vat.scaled) - one) for one in by_rate))
    return np.asarray(vat.valid & rate.valid & (off > 10**4))


@cache
def general_rates() -> Sequence[tuple[date, int]]:
    """The general rate since each day, oldest first."""
    return _dated("general")


@cache
def all_rates() -> Sequence[tuple[date, int]]:
    """Every rate with its first day."""
    return [one for name in _tables() for one in _dated(name)]


def _dated(name: str) -> list[tuple[date, int]]:
    return sorted((one["since"], one["rate"]) for one in _tables()[name])


@cache
def _tables() -> Mapping[str, list[Any]]:
    return tomllib.loads((folder("formulas") / "vat_rates.toml").read_text("utf-8"))
