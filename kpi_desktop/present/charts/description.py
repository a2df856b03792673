"""What a chart shows, free of any way of drawing it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

#: Blue, orange, slate: told apart by every kind of colour vision and in grey print.
ACCENT = "#2563eb"
SECOND = "#d97706"
THIRD = "#64748b"


class Mark(StrEnum):
    """How values are drawn.

    A line over months, bars, bars on top of one another, rows with names, a sparkline; a change step by step from one
    level to another (waterfall); the stages of a funnel, one below another.
    """

    LINE = "line"
    BARS = "bars"
    STACK = "stack"
    ROWS = "rows"
    SPARK = "spark"
    WATERFALL = "waterfall"
    FUNNEL = "funnel"


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values, one for each label; None is a gap: a month without data is not a zero."""

    name: str
    values: tuple[Decimal | None, ...]
    colour: str = ACCENT


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of the value axis and the text beside it."""

    value: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with all that stands around it.

    `labels` name the months or rows, `texts` are the exact figures beside rows or at the last point, `partial` the
    places whose month is not covered wholly (drawn pale), `source` says where the data came from and until when.

    Of a waterfall `levels` are the rows that are levels, the others are steps up or down from the row before. Of a
    funnel the first series is what is drawn full, a second one the whole that it is a part of (pale behind it), a third
    one the usual level (a line across); `notes` stand under the rows and `marked` rows have the other colour.
    """

    mark: Mark
    title: str
    unit: str
    source: str
    alt: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    ticks: tuple[Tick, ...]
    texts: tuple[str, ...] = ()
    partial: frozenset[int] = frozenset()
    width: int = 640
    height: int = 158
    levels: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    marked: frozenset[int] = frozenset()
