"""What an importer hands to the book: columns of facts and all that must be known about where they came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from kpi_desktop.core.period import Grain


class Returns(StrEnum):
    """How a source shows goods returns (NUMBERS 6)."""

    SEPARATE = "separate"
    NETTED = "netted"
    UNKNOWN = "unknown"


class Vat(StrEnum):
    """The basis of a source's amounts (NUMBERS 7)."""

    WITH = "with"
    WITHOUT = "without"
    UNKNOWN = "unknown"


class Documents(StrEnum):
    """Whether rows carry document numbers, and if not, why (NUMBERS 9)."""

    NUMBERED = "numbered"
    ABSENT = "absent"
    SHIFT_REPORT = "shift_report"


@dataclass(frozen=True, slots=True)
class SourceRef:
    """Where a fact came from: shown to the owner as file, sheet, row (row counts from 1, as in the spreadsheet)."""

    batch: int
    file: str
    sheet: str
    row: int


#: How the layout of one report of a series begins (the weekly reports of a marketplace):
#: «series 2026-03-02 2026-03-08 12345», the first and the last day that it answers for and its number. Reports of a
#: series are one stream and add up, even where a late row of one falls on the days of another; only the same report
#: again takes the place of itself.
SERIES = "series "


@dataclass(frozen=True, slots=True)
class SourceKey:
    """What makes two exports 'the same source': importer, organisation, filters, layout, plus a name (DESIGN 7)."""

    importer: str
    layout: str
    organisation: str = ""
    filters: str = ""
    name: str = ""

    @property
    def text(self) -> str:
        """The key as one line, for the book and for `sources`."""
        return " | ".join(
            part for part in (self.importer, self.name, self.organisation, self.filters, self.layout) if part
        )


@dataclass(frozen=True, slots=True)
class FactBatch:
    """One file's facts of one kind, ready for the book.

    `columns` is an Arrow IPC file on disk (uncompressed) whose columns are ids of the fact's schema in the Arrow types
    named there, text columns dictionary-encoded, plus `src_sheet` (int16 index into `sheets`) and `src_row` (int32).
    Free columns that the schema does not know are `x_<name>`: text is a free dimension, numbers a free measure; their
    headings are in `free`.
    Money keeps four decimals, quantities six. `period` is [first day, day after the last) as the file states it, else
    the span of its rows, with `period_stated` telling which. `grain` month means that rows stand on the first of
    their month and give no days. `file_total` is the file's own total of the fact's main column (or a sum over the raw
    cells by separate code), `imported_total` the sum over `columns`; both unrounded. Rows that the owner's rules leave
    out are not in `columns`: `dropped_rows` counts them, `dropped_total` is their part of `file_total`. `foreign` are
    the days of rows in another currency that were left out of a fact that keeps no currencies, a day for each row.
    `cost_vat` is the basis of the cost of goods where it has its own; None: that of the amounts.
    """

    fact: str
    columns: Path
    rows: int
    source: SourceKey
    file_name: str
    file_sha256: str
    importer: str
    recognised: str
    mapping: str
    present: tuple[str, ...]
    period: tuple[date, date] | None
    period_stated: bool
    grain: Grain
    sheets: tuple[str, ...]
    currency: str = ""
    vat: Vat = Vat.UNKNOWN
    cost_vat: Vat | None = None
    returns: Returns = Returns.UNKNOWN
    documents: Documents = Documents.ABSENT
    filtered: bool = False
    organisation: str = ""
    title: str = ""
    file_total: Decimal | None = None
    imported_total: Decimal | None = None
    free: dict[str, str] = field(default_factory=dict)
    dropped_rows: int = 0
    dropped_total: Decimal | None = None
    foreign: tuple[date, ...] = ()
