"""The export of a service on its way to the book: fact columns one by one, then the batch and the report."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.facts.batch import FactBatch, SourceKey
from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest import totals
from kpi_desktop.ingest.assemble import FactColumns, Manner, fill, write_facts
from kpi_desktop.ingest.dates import Order, order_of
from kpi_desktop.ingest.normalise import dictionary_array
from kpi_desktop.ingest.outcome import ColumnReport, FileReport, Outcome
from kpi_desktop.ingest.spellings import distinct

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.ingest.importers.block import Block
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.normalise import Cells

#: So many cells of one column that could not be read are listed one by one; the rest is counted.
_LISTED = 10
_SAMPLE_ROWS = 200
#: A total may differ from the sum of rounded rows by half a kopeck for each of them, and by no more than this.
_HALF, _MOST = Decimal("0.005"), Decimal(1)


@dataclass(slots=True)
class Draft:
    """The facts of one export while they are read; `why` says for the mapping screen what a column was taken for."""

    job: Job
    block: Block
    fact: FactTable
    sign: str = "."
    order: Order = Order.DMY
    found: FactColumns = field(default_factory=FactColumns)
    targets: dict[int, str] = field(default_factory=dict)
    free: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def read(self, target: str, *headings: str) -> Cells | None:
        """Take the first of these columns as `target`; None where the export has none of them."""
        index = self.block.column(*headings)
        return None if index is None else self.read_column(target, index)

    def read_column(self, target: str, index: int) -> Cells:
        """Take one column of the file as `target`."""
        cells = self.block.cells(index)
        self.fill(target, cells, index)
        return cells

    def fill(self, target: str, cells: Cells, *columns: int) -> None:
        """Take cells, as they are or prepared, as `target`; `columns` are where they came from."""
        column = None if target.startswith("x_") else self.fact.column(target)
        kind, choices = (Kind.DIMENSION, ()) if column is None else (column.kind, column.choices)
        fill(self.found, target, cells, Manner(kind, self.sign, self.order, choices, self.block.table.date1904))
        self.targets |= dict.fromkeys(columns, target)
        if column is None:
            self.free[target] = self.block.names[columns[0]]

    def doubtful_dates(self, *headings: str) -> str:
        """Decide by all texts of these columns whether day or month comes first; a text that leaves it open, or ''."""
        words = [word for index in self.block.columns(*headings) for word in self.block.cells(index).used_words()]
        self.order, undecided = order_of(words)
        return next((word for word in words if order_of([word])[1]), words[0]) if undecided else ""

    def put(self, target: str, array: pa.Array, *columns: int) -> None:
        """Set a fact column that was computed."""
        self.found.arrays[target] = array
        self.targets |= dict.fromkeys(columns, target)

    def say(self, target: str, word: str) -> None:
        """The same word in every row, such as the name of the advertising system."""
        self.put(target, dictionary_array(np.zeros(len(self.block.rows), dtype=np.int32), [word]))

    def keep(self, rows: NDArray[np.bool_]) -> None:
        """Leave out rows that cannot be facts."""
        import pyarrow as pa

        mask = pa.array(rows)
        self.found.arrays = {name: array.filter(mask) for name, array in self.found.arrays.items()}
        self.found.bad = {name: bad[rows] for name, bad in self.found.bad.items()}
        self.block = self.block.without(~rows)

    def is_valid(self, target: str) -> NDArray[np.bool_]:
        """The rows that have a value of `target`."""
        return np.asarray(self.found.arrays[target].is_valid().to_numpy(zero_copy_only=False))

    def drop_undated(self) -> int:
        """Leave out the rows without a readable day and list them; rows without anything but noise are no rows at all.

        Returns how many were left out.
        """
        valid = self.is_valid("day")
        index = next(index for index, target in self.targets.items() if target == "day")
        cells, places = self.block.cells(index), np.flatnonzero(~valid).tolist()
        for place in places[:_LISTED]:
            shown = cells.shown(place)[:80]
            text = msg("“{text}” is not a date; the row was not imported", text=shown) if shown else _NO_DATE
            fix = msg("Correct the date in the file and import it again")
            self.issues.append(self.job.warning("date_unreadable", text, fix=fix, sheet=self.block.table.sheet,
                row=int(self.block.sheet_rows[place]), column=self.block.names[index]))  # fmt: skip
        if len(places) > _LISTED:
            more = nmsg("{n} more row like these was not imported", "{n} more rows like these were not imported",
                        n=len(places) - _LISTED)  # fmt: skip
            self.issues.append(self.job.warning("date_unreadable", more, sheet=self.block.table.sheet))
        if places:
            self.keep(valid)
        return len(places)


_NO_DATE = msg("The row has no date and was not imported")


@dataclass(slots=True)
class Delivery:
    """What is known about the whole export beside its columns.

    `layout` tells apart exports that never stand for one another, such as those of two sites. Two exports of one
    service with other columns are one source: over the same days the book asks before it counts anything twice.
    """

    word: str
    title: str = ""
    layout: str = ""
    period: tuple[date, date] | None = None
    grain: Grain = Grain.DAY
    currency: str = ""
    own_total: Decimal | None = None
    filtered: bool = False
    partial: bool = False
    rows: int | None = None
    mapping: str = ""
    details: list[tuple[Message, str | Message]] = field(default_factory=list)


def deliver(draft: Draft, about: Delivery) -> FileReport:
    """Write the facts and report on them; `period` is from the first to the last day that the file states."""
    job, block = draft.job, draft.block
    rows = len(block.rows) if about.rows is None else about.rows
    if not len(block.rows):
        return empty(draft, about, rows)
    _list_bad_cells(draft)
    raw, imported = _controls(draft)
    if about.own_total is not None and raw is not None and abs(about.own_total - raw) > _tolerance(rows):
        text = msg("The file's own total is {own}, its rows give {rows}",
                   own=f"{about.own_total.normalize():f}", rows=f"{raw.normalize():f}")  # fmt: skip
        fix = msg("Check whether the file was cut or edited by hand")
        draft.issues.append(job.warning("total_differs", text, fix=fix, sheet=block.table.sheet))
    elif about.own_total is not None and raw is not None and about.own_total != raw:
        text = msg("The file's own total {own} was rounded apart from its rows, which give {rows}",
                   own=f"{about.own_total.normalize():f}", rows=f"{raw.normalize():f}")  # fmt: skip
        draft.issues.append(job.info("total_rounded", text, sheet=block.table.sheet))
    batch = _batch(draft, about, raw if about.own_total is None else about.own_total, imported)
    unread = about.partial or any(issue.code == "cell_unreadable" for issue in draft.issues)
    say = Translator(job.options.lang)
    details = [(say(name), value if isinstance(value, str) else say(value)) for name, value in about.details]
    fact_name = draft.fact.name_ru if say.lang == "ru" else draft.fact.name_en
    return FileReport(
        file=job.source.name, outcome=Outcome.PARTIAL if unread else Outcome.OK, recognised=batch.recognised,
        rows=rows, issues=tuple(draft.issues), columns=_columns(draft), mapping=about.mapping, period=batch.period,
        currency=about.currency, details=((say(msg("Facts")), fact_name), *details), file_total=batch.file_total,
        imported_total=imported, batches=(batch,),
    )  # fmt: skip


def _tolerance(rows: int) -> Decimal:
    return min(_HALF * (rows + 1), _MOST)


def empty(draft: Draft, about: Delivery, rows: int = 0) -> FileReport:
    """The report of an export with headings and nothing to import under them."""
    issue = draft.job.error("empty", msg("The file has headings but not one row under them"),
        fix=msg("Export it again for a period that has data"),
    )  # fmt: skip
    return FileReport(draft.job.source.name, Outcome.EMPTY, about.word, rows, issues=(*draft.issues, issue))


def two_readings(text: str) -> tuple[Message, Message]:
    """What is said where dates can be read in two ways."""
    return (
        msg("Dates like {text} read both ways: it cannot be told which number is the month", text=text),
        msg("Set the dates of the service to day.month.year or year-month-day and export again"),
    )


def refuse(
    draft: Draft, about: Delivery, problem: tuple[Message, Message], outcome: Outcome = Outcome.UNSUPPORTED
) -> FileReport:
    """The report of an export that was understood but cannot become facts as it is, with what to do."""
    message, fix = problem
    raw = _controls(draft)[0]
    rows = len(draft.block.rows) if about.rows is None else about.rows
    issue = draft.job.error(outcome.value, message, fix=fix, sheet=draft.block.table.sheet)
    total = raw if about.own_total is None else about.own_total
    return FileReport(
        draft.job.source.name, outcome, about.word, rows, issues=(*draft.issues, issue), columns=_columns(draft),
        period=None if about.period is None else (about.period[0], about.period[1] + timedelta(days=1)),
        currency=about.currency, file_total=total,
    )  # fmt: skip


def part_of(draft: Draft, about: Delivery, rows: NDArray[np.bool_], number: int) -> FactBatch:
    """Some rows of the export as a batch of their own; `number` tells it from the other parts."""
    found = FactColumns(dict(draft.found.arrays), dict(draft.found.bad))
    own = replace(draft, found=found, issues=[])
    own.keep(rows)
    raw, imported = _controls(own)
    return _batch(own, about, raw, imported, number)


def _batch(
    draft: Draft, about: Delivery, total: Decimal | None, imported: Decimal | None, number: int = 0
) -> FactBatch:
    import pyarrow as pa

    job, block = draft.job, draft.block
    ids = [column.id for column in draft.fact.columns if column.id in draft.found.arrays]
    arrays = {name: draft.found.arrays[name] for name in (*ids, *draft.free)}
    present = tuple(arrays)
    arrays["src_sheet"] = pa.array(np.zeros(len(block.rows), dtype=np.int16))
    arrays["src_row"] = pa.array(block.sheet_rows)
    target = job.facts_file(number)
    written = write_facts([arrays], target)
    period = _period(arrays["day"], about)
    return FactBatch(
        fact=draft.fact.id, columns=target, rows=written,
        source=SourceKey(about.word, about.layout, name=job.options.source_name),
        file_name=job.source.name, file_sha256=job.sha256, importer=about.word,
        recognised=f"{about.word}: {about.title}" if about.title else about.word, mapping=about.mapping,
        present=present, period=period, period_stated=about.period is not None, grain=about.grain,
        sheets=(block.table.sheet,), currency=about.currency, filtered=about.filtered, title=about.title,
        file_total=total, imported_total=imported,
        free=dict(draft.free),
    )  # fmt: skip


def _period(days: pa.Array, about: Delivery) -> tuple[date, date] | None:
    """The stated period, else from the first row to the last; a day after the last."""
    import pyarrow.compute as pc

    if about.period is not None:
        return about.period[0], about.period[1] + timedelta(days=1)
    span = pc.min_max(days).as_py()
    if span["min"] is None:
        return None
    last: date = span["max"]
    return span["min"], Period.of(last, about.grain).end


def _controls(draft: Draft) -> tuple[Decimal | None, Decimal | None]:
    """The main column over the raw cells, and over what goes to the book."""
    main = draft.fact.main
    index = next((index for index, target in draft.targets.items() if target == main), None)
    if not main or index is None or main not in draft.found.arrays:
        return None, None
    cells = draft.block.cells(index)
    every = np.ones(len(cells.kinds), dtype=bool)
    raw = totals.raw_sum(cells, every, np.ones(len(every), dtype=np.int8), draft.sign)
    stored = draft.found.arrays[main]
    return raw, sum((value for value in stored.to_pylist() if value is not None), Decimal(0))


def _list_bad_cells(draft: Draft) -> None:
    """Cells that could not be read: the row is imported, the cell stays empty."""
    job, block = draft.job, draft.block
    for target, bad in draft.found.bad.items():
        index = next((index for index, found in draft.targets.items() if found == target), None)
        if index is None or not bad.any():
            continue
        cells, places = block.cells(index), np.flatnonzero(bad).tolist()
        for place in places[:_LISTED]:
            text = msg("“{text}” could not be read; the cell is empty in the book", text=cells.shown(place)[:80])
            fix = msg("Correct the cell in the file and import it again")
            draft.issues.append(job.warning("cell_unreadable", text, fix=fix, sheet=block.table.sheet,
                                            row=int(block.sheet_rows[place]), column=block.names[index]))  # fmt: skip
        if len(places) > _LISTED:
            more = nmsg("{n} more cell of this column could not be read",
                        "{n} more cells of this column could not be read", n=len(places) - _LISTED)  # fmt: skip
            draft.issues.append(job.warning("cell_unreadable", more, sheet=block.table.sheet,
                                            column=block.names[index]))  # fmt: skip


def _columns(draft: Draft) -> tuple[ColumnReport, ...]:
    """Every column of the file as the mapping screen shows it."""
    say = Translator(draft.job.options.lang)
    reports = []
    for index, name in enumerate(draft.block.names):
        if not name:
            continue
        cells, target = draft.block.cells(index), draft.targets.get(index, "")
        filled = int(cells.filled.sum())
        bad = draft.found.bad.get(target)
        doubtful = 0 if bad is None else int(bad.sum())
        why = say(msg("by the format of the service") if target else msg("not used"))
        samples = dict.fromkeys(cells.shown(row)[:40] for row in range(min(len(cells.kinds), _SAMPLE_ROWS)))
        shown = tuple(text.replace("\n", " ") for text in samples if text)[:3]
        counts = (filled - doubtful, doubtful, len(cells.kinds) - filled)
        reports.append(ColumnReport(name, target, why, *counts, shown, distinct(cells)))
    return tuple(reports)
