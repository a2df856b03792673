"""The frozen bundle that `app` hands to the workbook and the report: no output asks the store or recomputes."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    import pyarrow as pa

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.catalogue.presets import Preset
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.figure import Figure
    from kpi_desktop.engine.findings.joint import Findings
    from kpi_desktop.engine.findings.sight import Sight
    from kpi_desktop.engine.funnel.diagnosis import Diagnosis
    from kpi_desktop.engine.happened.happened import Happened
    from kpi_desktop.engine.lists.model import Listing
    from kpi_desktop.engine.reconciliation import Reconciled
    from kpi_desktop.engine.whatif_lines import MonthLevers
    from kpi_desktop.engine.why.explained import Explained
    from kpi_desktop.expr.leaf import Leaf
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.present.entry import EntrySheets

_KOPECK = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class KpiMatrix:
    """Figures by metric, month and member, in the catalogue's order; every output draws from this one matrix.

    `total` is keyed (metric, month_text); `split` is keyed (metric, month_text, member) for the one `dimension`, with
    `members` in the order in which they are shown (largest revenue first).
    """

    metrics: tuple[str, ...]
    months: tuple[Period, ...]
    total: Mapping[tuple[str, str], Figure]
    dimension: str | None = None
    members: tuple[str, ...] = ()
    split: Mapping[tuple[str, str, str], Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeafValues:
    """The values of the measures that stand under the metrics: what workbook formulas point at.

    Keyed (leaf, month_text, member or None); money already rounded to kopecks.
    """

    values: Mapping[tuple[Leaf, str, str | None], Value]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One import batch as the sources page prints it, with its control totals.

    `file_total` is that of the rows that count; rows that the owner's rules leave out come on top of it.
    """

    batch: int
    file: str
    recognised: str
    fact: str
    rows: int
    first: date | None
    last: date | None
    file_total: Decimal | None
    imported_total: Decimal | None
    stored_total: Decimal | None
    currency: str
    vat: str
    returns: str
    filters: str
    imported_at: str
    dropped_rows: int = 0
    dropped_total: Decimal | None = None

    @property
    def whole_total(self) -> Decimal | None:
        """The total of the file with the rows that were left out."""
        return None if self.file_total is None else self.file_total + (self.dropped_total or Decimal(0))

    @property
    def difference(self) -> Decimal | None:
        """What was imported less the file's total, to the kopeck: finer amounts of a file are rounded on the way in."""
        return off(self.imported_total, self.file_total)


def off(found: Decimal | None, stated: Decimal | None) -> Decimal | None:
    """By how much a total differs from the stated one, to the kopeck; None where one of them is not known."""
    if found is None or stated is None:
        return None
    return (found - stated).quantize(_KOPECK, ROUND_HALF_UP) + 0


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure of a closed month that the book's rows give otherwise by now: the frozen one stands, both are shown."""

    metric: str
    edition: int
    frozen: Decimal | None
    current: Decimal | None
    why: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """What the rows of a closed month before this one say now beside what was frozen."""

    month: Period
    metric: str
    frozen: Decimal
    current: Decimal

    @property
    def difference(self) -> Decimal:
        """What the totals of later months have and the frozen month has not."""
        return self.current - self.frozen


@dataclass(frozen=True, slots=True)
class TopLine:
    """A product or a customer of the month: revenue net, its share, and the previous month's revenue."""

    name: str
    revenue: Decimal
    share: Value
    previous: Value


#: Columns of the rows that the data sheet carries, in this order; then one text column for each dimension present.
ROW_COLUMNS = (
    "day",
    "month",
    "kind",
    "document",
    "customer",
    "product",
    "quantity",
    "amount",
    "cost",
    "batch",
    "sheet",
    "row",
    "document_number",
    "customer_name",
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that a workbook or a report of one month needs.

    `rows` gives Arrow record batches of sale lines, sorted by (month, customer, document, day): `day` date32, `month`
    int32 (201111), `kind` int8 (0 sale, 1 return, 2 write-off), `document` and `customer` int64 codes (null where
    absent), `product` text, `quantity`, `amount`, `cost` decimal128, `batch` int32, `sheet` text, `row` int32,
    `document_number` and `customer_name` text (null where absent; what the codes stand for in the user's files), then
    the text columns named in `row_dimensions`, and the decimals named in `stated`: amounts as their files have them and
    the VAT of the row, where the amounts are shown on another basis. `dimension_headings` are the user's own names of
    free dimensions. `control` are the streams of the month that do not count beside those that do. `lists` are
    those that the data gives, with lines.
    `contacts`: phones and e-mails are written in full; otherwise they are masked. `preset`: the report by goal whose
    figures the matrix has; without one it has the whole catalogue. Of a closed month `closed` is the edition whose rows
    the figures stand on, `restated` what the book's rows give otherwise by now; `corrected` are closed months before.
    `diagnosis`: the month's funnel, weak link and causes of change, None where the data fills no funnel.
    `why` is the change of the month's result by its own formula or a split, None where nothing tells it.
    `happened` is what the month came to and why, None where the report does not tell it.
    `first_unlock` is the one export that would answer what an owner asks first.
    `said` are the findings of the rules; `levers` what the month's results would be by other levers; `entry` the
    sheets that the owner may fill in.
    """

    company: str
    currency: str
    month: Period
    as_of: date
    basis: str
    catalogue: Catalogue
    matrix: KpiMatrix
    leaves: LeafValues
    sources: tuple[SourceLine, ...]
    row_count: int
    row_dimensions: tuple[str, ...]
    rows: Callable[[], Iterator[pa.RecordBatch]]
    top_products: tuple[TopLine, ...] = ()
    top_customers: tuple[TopLine, ...] = ()
    unlocks: tuple[Unlock, ...] = ()
    dimension_headings: Mapping[str, str] = field(default_factory=dict)
    contacts: bool = False
    control: tuple[Reconciled, ...] = ()
    lists: tuple[Listing, ...] = ()
    preset: Preset | None = None
    closed: ClosedMonth | None = None
    restated: tuple[Restated, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    diagnosis: Diagnosis | None = None
    why: Explained | None = None
    said: Said | None = None
    levers: MonthLevers | None = None
    entry: EntrySheets | None = None
    stated: tuple[str, ...] = ()
    happened: Happened | None = None
    first_unlock: Unlock | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What the rules say of the period, with the figures that the sentences take their numbers from."""

    findings: Findings
    sight: Sight


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """The edition of the closed month that the figures stand on: its number, its day, who closed it."""

    edition: int
    day: date
    who: str


@dataclass(frozen=True, slots=True)
class Unlock:
    """One export that the owner could add, and which metrics it would give: the box 'Добавьте…'.

    `export` is the format's id in the catalogue ('' where only the fact is known). `columns` are those that the book
    lacks where it has the fact already; `column` is the one where there is only one. `earlier` says that most of the
    metrics wait for months before those that are loaded, not for a column.
    """

    fact: str
    column: str
    metrics: tuple[str, ...]
    export: str = ""
    columns: tuple[str, ...] = ()
    earlier: bool = False
