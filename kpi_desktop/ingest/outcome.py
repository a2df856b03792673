"""What became of a file: the outcomes of the shell's contract, and what was recognised in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.facts.batch import FactBatch
    from kpi_desktop.facts.kept import KeptSheet
    from kpi_desktop.facts.planned import PlanSheet


class Outcome(StrEnum):
    """The typed end of every import; the shell's contract lists them."""

    OK = "ok"
    PARTIAL = "partial"
    PASSWORD = "password"
    DAMAGED = "damaged"
    WRONG_TYPE = "wrong_type"
    TOO_BIG = "too_big"
    BOMB = "bomb"
    EMPTY = "empty"
    UNSUPPORTED = "unsupported"
    NEEDS_MAPPING = "needs_mapping"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """One column of the file as the mapping screen shows it: what it was taken for, why, and how well it reads.

    `target` is `fact column` of the schema (`customer`), a free column (`x_brand`) or '' where it is not used. `values`
    are the distinct texts of a column of names with the number of their rows, the most frequent first.
    """

    heading: str
    target: str
    why: str
    valid: int
    doubtful: int
    empty: int
    samples: tuple[str, ...] = ()
    values: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """A column that a layout has now and had not before (`new`), or had and has no more.

    A new one is proposed as the target `after`; of one that is gone, which was `before`, `after` is the heading that
    could be it now.
    """

    heading: str
    before: str = ""
    after: str = ""
    new: bool = False


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row as it was understood: its place in the file, its cells in the order of `ReadRows.columns`."""

    sheet: str
    row: int
    cells: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class ReadRows:
    """The first rows of one fact as they would be stored: days, exact amounts, names; None where a cell is empty.

    `columns` are ids of the fact's schema, then free columns, whose headings are in `free`; `total` counts all rows.
    """

    fact: str
    total: int
    columns: tuple[str, ...]
    rows: tuple[ReadRow, ...]
    free: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileReport:
    """Everything that the owner is shown about one file before and after the import.

    `recognised` begins with a word of the contract (`table`, `1c-report`, ...). `batches` are ready for the book, empty
    unless the outcome is ok or partial. `mapping` is the mapping file's text (a draft where it is needed). Rows that
    the owner's rules leave out are counted in `dropped_rows`, with the main column's total of them. `alike` names for a
    column the spellings that may be one value; they stay apart until the owner says so.
    `kept` are figures that the owner keeps by hand in a workbook of ours, `plans` what was planned there. `read` shows
    the first rows of each fact, where they were asked for.
    """

    file: str
    outcome: Outcome
    recognised: str = ""
    rows: int = 0
    issues: tuple[Issue, ...] = ()
    columns: tuple[ColumnReport, ...] = ()
    mapping: str = ""
    period: tuple[date, date] | None = None
    organisation: str = ""
    currency: str = ""
    details: tuple[tuple[str, str], ...] = ()
    file_total: Decimal | None = None
    imported_total: Decimal | None = None
    batches: tuple[FactBatch, ...] = field(default=())
    members: tuple[FileReport, ...] = ()
    dropped_rows: int = 0
    dropped_total: Decimal | None = None
    changes: tuple[ColumnChange, ...] = ()
    alike: tuple[tuple[str, tuple[str, ...]], ...] = ()
    kept: KeptSheet | None = None
    plans: PlanSheet | None = None
    read: tuple[ReadRows, ...] = ()


#: Outcomes whose facts are ready for the book.
GOOD = frozenset({Outcome.OK, Outcome.PARTIAL})


def together(members: Sequence[FileReport]) -> Outcome:
    """What several files are as one: cancelled where one is; partial where some are good and some are not."""
    outcomes = [member.outcome for member in members]
    good = [outcome for outcome in outcomes if outcome in GOOD]
    if Outcome.CANCELLED in outcomes:
        return Outcome.CANCELLED
    if good and (len(good) < len(outcomes) or Outcome.PARTIAL in good):
        return Outcome.PARTIAL
    return outcomes[0]
