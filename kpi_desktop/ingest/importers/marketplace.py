"""What the report of a marketplace becomes: lines of sale without buyers, and what the marketplace charged for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.facts.batch import Documents, FactBatch, Returns, SourceKey, Vat
from kpi_desktop.i18n.formats import number_text
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest import numbers, totals
from kpi_desktop.ingest.assemble import write_facts
from kpi_desktop.ingest.dates import Order, read_days
from kpi_desktop.ingest.headings import heading
from kpi_desktop.ingest.importers.ad_report import plain
from kpi_desktop.ingest.normalise import dictionary_array, identifiers
from kpi_desktop.ingest.outcome import ColumnReport, FileReport, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.importers.block import Block
    from kpi_desktop.ingest.job import Job

#: So many cells or kinds of operations are listed one by one; the rest is counted.
_LISTED = 10
_SAMPLE_ROWS = 200
KINDS = ["sale", "return", "writeoff"]
SALE, RETURN, WRITEOFF = 0, 1, 2

Part = dict[str, "pa.Array"]


@dataclass(slots=True)
class Trade:
    """The facts of one report while they are read. Money is in ten-thousandths, a row of the file has one place.

    `charged` adds up what was charged by article, so that the owner can compare it with the marketplace's own page.
    """

    job: Job
    block: Block
    channel: str
    sign: str = "."
    issues: list[Issue] = field(default_factory=list)
    targets: dict[int, str] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    free: dict[str, str] = field(default_factory=dict)
    sales: list[Part] = field(default_factory=list)
    charges: list[Part] = field(default_factory=list)
    charged: dict[str, Decimal] = field(default_factory=dict)
    days: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    raw_total: Decimal = Decimal(0)
    partial: bool = False

    @property
    def size(self) -> int:
        """How many rows the report has."""
        return len(self.block.rows)

    def money(self, target: str, *headings: str, places: int = 4) -> NDArray[np.int64] | None:
        """The first of these columns as whole numbers, 0 where it is empty; None where there is none of them."""
        index = self.block.column(*headings)
        return None if index is None else self.money_of(index, target, places)

    def money_of(self, index: int, target: str, places: int = 4) -> NDArray[np.int64]:
        """One column as whole numbers, 0 where it is empty."""
        found = numbers.read_numbers(plain(self.block.cells(index)), places, self.sign)
        if index not in self.used:
            self._list_bad(index, found.bad)
        self.used.add(index)
        if target:
            self.targets.setdefault(index, target)
        return np.where(found.valid, found.scaled, 0)

    def _list_bad(self, index: int, bad: NDArray[np.bool_]) -> None:
        places = np.flatnonzero(bad).tolist()
        cells = self.block.cells(index)
        for place in places[:_LISTED]:
            text = msg("“{text}” could not be read; the cell is empty in the book", text=cells.shown(place)[:80])
            self.warn("cell_unreadable", text, msg("Correct the cell in the file and import it again"), place, index)
        if len(places) > _LISTED:
            more = nmsg("{n} more cell of this column could not be read",
                        "{n} more cells of this column could not be read", n=len(places) - _LISTED)  # fmt: skip
            self.issues.append(self.job.warning("cell_unreadable", more, sheet=self.block.table.sheet,
                                                column=self.block.names[index]))  # fmt: skip

    def warn(
        self, code: str, text: Message, fix: Message | None = None, place: int | None = None, index: int | None = None
    ) -> None:
        """Say what the owner must look at; the import is then not whole."""
        self.partial = True
        row = None if place is None else int(self.block.sheet_rows[place])
        column = "" if index is None else self.block.names[index]
        self.issues.append(self.job.warning(code, text, fix=fix, sheet=self.block.table.sheet, row=row, column=column))

    def tell(self, code: str, text: Message) -> None:
        """Say how something was understood."""
        self.issues.append(self.job.info(code, text, sheet=self.block.table.sheet))

    def place_on_days(self, *headings: str) -> NDArray[np.bool_]:
        """Take the days of all rows from the first of these columns; rows without one are listed, and left out."""
        index = self.block.column(*headings)
        assert index is not None
        cells = self.block.cells(index)
        found = read_days(cells, order=Order.UNKNOWN, date1904=self.block.table.date1904)
        self.days = found.days.astype(np.int32)
        self.targets[index] = "day"
        places = np.flatnonzero(~found.valid).tolist()
        for place in places[:_LISTED]:
            shown = cells.shown(place)[:80]
            text = (
                msg("“{text}” is not a date; the row was not imported", text=shown)
                if shown
                else msg("The row has no date and was not imported")
            )
            self.warn("date_unreadable", text, msg("Correct the date in the file and import it again"), place, index)
        if len(places) > _LISTED:
            more = nmsg("{n} more row like these was not imported", "{n} more rows like these were not imported",
                        n=len(places) - _LISTED)  # fmt: skip
            self.warn("date_unreadable", more)
        return np.asarray(found.valid)

    def names(self, *headings: str) -> tuple[NDArray[np.int32], list[str]] | None:
        """Codes and texts of the first of these columns; None where there is none of them."""
        index = self.block.column(*headings)
        if index is None:
            return None
        self.used.add(index)
        return identifiers(self.block.cells(index))

    def texts(self, *headings: str) -> list[str]:
        """The distinct texts of the first of these columns."""
        codes, words = self.names(*headings) or (np.full(0, -1, dtype=np.int32), [])
        return [words[code] for code in np.unique(codes[codes >= 0]).tolist()]

    def sell(
        self,
        rows: NDArray[np.bool_],
        amounts: NDArray[np.int64],
        kinds: NDArray[np.int32],
        quantities: NDArray[np.int64] | None,
        columns: Mapping[str, Sequence[str]],
    ) -> None:
        """Lines of sale of the chosen rows; `columns` are further columns of the fact and their headings."""
        part = self._part(rows)
        part["kind"] = dictionary_array(kinds[rows], KINDS)
        if quantities is not None:
            part["quantity"] = numbers.decimal_array(quantities[rows], None, 6)
        part["amount"] = numbers.decimal_array(amounts[rows], None, 4)
        for target, headings in columns.items():
            index = self.block.column(*headings)
            if index is None:
                continue
            codes, words = identifiers(self.block.cells(index))
            part[target] = dictionary_array(codes[rows], words)
            self.targets.setdefault(index, target)
            if target.startswith("x_"):
                self.free[target] = self.block.names[index]
        self.sales.append(part)

    def charge(self, rows: NDArray[np.bool_], amounts: NDArray[np.int64], article: str, kind: str) -> None:
        """An expense for each chosen row that was charged anything; a minus gives money back."""
        rows = rows & (amounts != 0)
        if not rows.any():
            return
        part, count = self._part(rows), int(rows.sum())
        same = np.zeros(count, dtype=np.int32)
        part["amount"] = numbers.decimal_array(amounts[rows], None, 4)
        part["class"], part["article"] = dictionary_array(same, [kind]), dictionary_array(same, [article])
        self.charges.append(part)
        total = Decimal(numbers.whole_sum(amounts[rows])).scaleb(-4)
        self.charged[article] = self.charged.get(article, Decimal(0)) + total

    def _part(self, rows: NDArray[np.bool_]) -> Part:
        import pyarrow as pa

        count = int(rows.sum())
        channel = {"channel": dictionary_array(np.zeros(count, dtype=np.int32), [self.channel])} if self.channel else {}
        return {
            "day": pa.array(self.days[rows], type=pa.int32()).cast(pa.date32()),
            **channel,
            "src_sheet": pa.array(np.zeros(count, dtype=np.int16)),
            "src_row": pa.array(self.block.sheet_rows[rows]),
        }

    @property
    def currency(self) -> str:
        """The one currency that the headings name: «Итого, руб.»; '' where none or several do."""
        found = {heading(name).currency for name in self.block.names} - {""}
        return found.pop() if len(found) == 1 else ""

    def add_raw(self, index: int, rows: NDArray[np.bool_], signs: NDArray[np.int8]) -> None:
        """Add a column's raw cells to the control total, which is summed apart from the import."""
        self.raw_total += totals.raw_sum(self.block.cells(index), rows, signs, self.sign)


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known about a report of a marketplace beside its rows; `period` holds its first and last day."""

    word: str
    title: str
    layout: str = ""
    period: tuple[date, date] | None = None
    grain: Grain = Grain.DAY
    currency: str = ""
    organisation: str = ""
    documents: Documents = Documents.SHIFT_REPORT
    own_total: Decimal | None = None
    details: tuple[tuple[Message, str], ...] = ()


def handed_over(trade: Trade, origin: Origin) -> FileReport:
    """The batches and the report: sales first, then what was charged."""
    job = trade.job
    say = Translator(job.options.lang)
    batches = [
        _batch(trade, origin, fact, parts, number)
        for number, (fact, parts) in enumerate((("sale", trade.sales), ("expense", trade.charges)))
        if any(len(part["src_row"]) for part in parts)
    ]
    if not batches:
        return nothing_in(trade, origin.word)
    names = [job.facts[batch.fact].name_ru if say.lang == "ru" else job.facts[batch.fact].name_en for batch in batches]
    details = [(say(msg("Facts")), ", ".join(names))]
    details += [(say(name), value) for name, value in origin.details]
    details += [(article, number_text(amount, 2, say.lang)) for article, amount in trade.charged.items()]
    main = batches[0]
    return FileReport(
        file=job.source.name, outcome=Outcome.PARTIAL if trade.partial else Outcome.OK, recognised=main.recognised,
        rows=trade.size, issues=tuple(trade.issues), columns=columns_of(trade), period=main.period,
        organisation=origin.organisation, currency=origin.currency, details=tuple(details),
        file_total=main.file_total, imported_total=main.imported_total, batches=tuple(batches),
    )  # fmt: skip


def nothing_in(trade: Trade, word: str) -> FileReport:
    """The report of an export that has headings and nothing to import under them."""
    job = trade.job
    issue = job.error("empty", msg("The file has headings but not one row under them"),
                      fix=msg("Export it again for a period that has data"))  # fmt: skip
    outcome = Outcome.EMPTY
    if trade.size:
        issue = job.error("unsupported", msg("Not one row of the report could be imported"),
                          fix=msg("See the remarks on its rows, or export another report"))  # fmt: skip
        outcome = Outcome.UNSUPPORTED
    return FileReport(job.source.name, outcome, word, trade.size, issues=(*trade.issues, issue))


def _batch(trade: Trade, origin: Origin, fact: str, parts: list[Part], number: int) -> FactBatch:
    job, schema = trade.job, trade.job.facts[fact]
    written = [part for part in parts if len(part["src_row"])]
    have = {name for part in written for name in part}
    order = [column.id for column in schema.columns if column.id in have]
    order += sorted(name for name in have if name.startswith("x_"))
    written = [{name: part[name] for name in (*order, "src_sheet", "src_row") if name in part} for part in written]
    target = job.facts_file(number)
    rows = write_facts(written, target)
    imported = sum((value for part in written for value in part["amount"].to_pylist() if value is not None), Decimal(0))
    sale = fact == "sale"
    own = origin.own_total if origin.own_total is not None and sale else trade.raw_total
    return FactBatch(
        fact=fact, columns=target, rows=rows,
        source=SourceKey(origin.word, origin.layout, origin.organisation, name=job.options.source_name),
        file_name=job.source.name, file_sha256=job.sha256, importer=origin.word,
        recognised=f"{origin.word}: {origin.title}", mapping="", present=tuple(order),
        period=_period(written, origin), period_stated=origin.period is not None, grain=origin.grain,
        sheets=(trade.block.table.sheet,), currency=origin.currency, vat=Vat.WITH,
        returns=Returns.SEPARATE if sale else Returns.UNKNOWN,
        documents=origin.documents if sale else Documents.ABSENT, organisation=origin.organisation,
        title=origin.title, file_total=own if sale else imported, imported_total=imported,
        free={name: heading for name, heading in trade.free.items() if name in have},
    )  # fmt: skip


def _period(parts: list[Part], origin: Origin) -> tuple[date, date]:
    import pyarrow.compute as pc

    if origin.period is not None:
        return origin.period[0], Period.of(origin.period[1], Grain.DAY).end
    spans = [pc.min_max(part["day"]).as_py() for part in parts]
    return min(span["min"] for span in spans), Period.of(max(span["max"] for span in spans), Grain.DAY).end


def columns_of(trade: Trade) -> tuple[ColumnReport, ...]:
    """Every column of the file as the mapping screen shows it."""
    say = Translator(trade.job.options.lang)
    reports = []
    for index, name in enumerate(trade.block.names):
        if not name:
            continue
        cells, target = trade.block.cells(index), trade.targets.get(index, "")
        filled = int(cells.filled.sum())
        why = say(msg("by the format of the service") if target or index in trade.used else msg("not used"))
        samples = dict.fromkeys(cells.shown(row)[:40] for row in range(min(len(cells.kinds), _SAMPLE_ROWS)))
        shown = tuple(text.replace("\n", " ") for text in samples if text)[:3]
        reports.append(ColumnReport(name, target, why, filled, 0, len(cells.kinds) - filled, shown))
    return tuple(reports)
