"""What the book tells about its contents: batches, sources, covered days, the end of an import."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.core.period import Grain
    from kpi_desktop.facts.batch import Documents, Returns, SourceKey, Vat
    from kpi_desktop.i18n.message import Message


class Choice(StrEnum):
    """What to do where a file covers days that the book already has."""

    ASK = "ask"
    REPLACE = "replace"
    OTHER_SOURCE = "other_source"
    REFRESH = "refresh"


@dataclass(frozen=True, slots=True)
class Decision:
    """The owner's answer to the question of an import; `name` is the name of the other source."""

    #: Replace only what is surely the same export; else ask and change nothing.
    ASK: ClassVar[Decision]
    #: The file takes the place of what the book has for its days.
    REPLACE: ClassVar[Decision]
    #: The same source was read again: its own rows of these days are replaced; about other sources it is still asked.
    REFRESH: ClassVar[Decision]

    choice: Choice = Choice.ASK
    name: str = ""

    @classmethod
    def other_source(cls, name: str = "") -> Decision:
        """The file is a stream of its own and is added beside what there is; without a name it is numbered."""
        return cls(Choice.OTHER_SOURCE, name)


Decision.ASK = ASK = Decision()
Decision.REPLACE = REPLACE = Decision(Choice.REPLACE)
Decision.REFRESH = Decision(Choice.REFRESH)


class State(StrEnum):
    """Whether a batch still gives figures: `replaced` when newer ones took all its days."""

    LIVE = "live"
    UNDONE = "undone"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Added:
    """The end of an import of one batch.

    `already` means that the file was imported before and nothing changed. `question` means that nothing changed until
    the owner decides. `replaced_total` is what the main column of the rows taken out amounted to, `new_total` what the
    new rows of the same days amount to; `changed` tells it where they differ. `issues` list rows that were refused.
    """

    batch_id: int | None
    imported: int = 0
    replaced_rows: int = 0
    replaced_total: Decimal | None = None
    new_total: Decimal | None = None
    already: bool = False
    question: Message | None = None
    issues: tuple[Issue, ...] = ()
    source_id: int | None = None
    changed: Issue | None = None


@dataclass(frozen=True, slots=True)
class AddedFile:
    """The end of an import of a whole file: all its batches or, with a `question` or a refusal, none."""

    batches: tuple[int, ...] = ()
    imported: int = 0
    replaced: int = 0
    already: bool = False
    question: Message | None = None
    issues: tuple[Issue, ...] = ()
    parts: tuple[Added, ...] = ()
    notes: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class SplitColumn:
    """A dimension that rows of a fact have values for; `heading` is the file's own for a free one, else ''."""

    id: str
    heading: str


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A stream of exports as the book knows it, with its number."""

    id: int
    key: SourceKey
    facts: tuple[str, ...]
    batches: int
    rows: int
    first_day: date | None
    end_day: date | None


@dataclass(frozen=True, slots=True)
class BatchInfo:
    """One import as the list of imports shows it."""

    id: int
    fact: str
    source_id: int
    file_name: str
    recognised: str
    rows: int
    imported: int
    file_total: Decimal | None
    imported_total: Decimal | None
    stored_total: Decimal | None
    first_day: date | None
    end_day: date | None
    currency: str
    title: str
    importer: str
    filters: str
    organisation: str
    imported_at: str
    vat: Vat
    returns: Returns
    grain: Grain
    state: State
    dropped_rows: int = 0
    dropped_total: Decimal | None = None
    undone_at: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """Days for which a live batch answers: [first, end), with what its columns can and cannot tell.

    A batch of which newer imports took some days gives one Cover for each span that remains. `line_level` are the
    dimensions (and `customer`, `day`) that differ between sale lines of one document. `channel_by` tells by what the
    channel of sales was found whose lines bear none (words of `sale.channel_by`); `from_bank`: payments
    of the bank that stand for expenses. `classed`: expenses got their class by their article; `unclassed` are the days
    with an expense of no class; `foreign` are days, each with the number of rows in another currency
    than the book that were refused. `cost_vat` is the basis of the cost of goods where it is not that of the amounts.
    """

    batch: int
    source_id: int
    first: date
    end: date
    stated: bool
    grain: Grain
    present: tuple[str, ...]
    vat: Vat
    returns: Returns
    documents: Documents
    currency: str
    filtered: bool
    organisation: str
    line_level: tuple[str, ...] = ()
    from_orders: bool = False
    channel_by: tuple[str, ...] = ()
    from_bank: bool = False
    classed: bool = False
    unclassed: tuple[date, ...] = ()
    foreign: tuple[tuple[date, int], ...] = ()
    cost_vat: Vat | None = None
