"""Files that are made for uploading to Yandex.Metrika: orders, advertising expenses, calls; by documentation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.ingest import dates, numbers
from kpi_desktop.ingest.importers.ad_period import same_day
from kpi_desktop.ingest.importers.block import find_block, merged
from kpi_desktop.ingest.importers.delivery import Delivery, Draft, deliver, empty, refuse, two_readings
from kpi_desktop.ingest.importers.one_figure import grain_of_whole, said_of
from kpi_desktop.ingest.normalise import dictionary_array, fold

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa

    from kpi_desktop.ingest.importers.block import Block
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

_ORDERS = ("id", "create_date_time", "order_status")
_EXPENSES = ("Date", "UTMSource", "Expenses")
_CALLS = ("DateTime", "CallMissed")
_CALLS_TOO = ("DateTime", "StaticCall")
_ADVERTISING = {
    "cost": ("Expenses",), "clicks": ("Clicks",), "impressions": ("Shows", "Impressions"), "channel": ("UTMSource",),
    "campaign": ("UTMCampaign",),
}  # fmt: skip
_CANCELLED = frozenset({"cancelled", "canceled", "spam"})
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\s*/\s*(\d{4}-\d{2}-\d{2})")
#: Moments of calls are in UTC; Metrika's own reports are in Moscow time.
_MOSCOW = 3 * 3600
_MOST_SECONDS = 4_102_444_800


def examine(job: Job, table: SourceTable, word: str) -> FileReport | None:
    """Read the file; None where it is not one of the three."""
    for head, read in ((_ORDERS, _orders), (_EXPENSES, _expenses), (_CALLS, _calls), (_CALLS_TOO, _calls)):
        block = find_block(table, head)
        if block is not None:
            return read(job, block, Delivery(word, rows=len(block.rows)))
    return None


def _orders(job: Job, block: Block, about: Delivery) -> FileReport:
    import pyarrow as pa

    draft = Draft(job, block, job.facts["order"])
    doubt = draft.doubtful_dates("create_date_time")
    problem = two_readings(doubt) if doubt else _currency(draft, about, "currency")
    if problem is not None:
        return refuse(draft, about, problem)
    draft.read("day", "create_date_time")
    about.partial = draft.drop_undated() > 0
    if not len(draft.block.rows):
        return empty(draft, about, about.rows or 0)
    draft.read("document", "id")
    draft.read("amount", "revenue")
    customers = draft.block.columns("client_uniq_id", "phones", "emails")
    cells = [draft.block.cells(index) for index in customers]
    if any(one.filled.any() for one in cells):
        draft.fill("customer", merged(cells), *customers)
    states = draft.read("status", "order_status")
    if states is not None:
        draft.put("cancelled", pa.array(states.by_word(fold(word) in _CANCELLED for word in states.words)))
    return deliver(draft, about)


def _expenses(job: Job, block: Block, about: Delivery) -> FileReport:
    draft = Draft(job, block, job.facts["advertising"])
    problem = _expense_days(draft, about) or _currency(draft, about, "Currency")
    if problem is not None:
        return refuse(draft, about, problem)
    if not len(draft.block.rows):
        return empty(draft, about, about.rows or 0)
    for target, headings in _ADVERTISING.items():
        draft.read(target, *headings)
    return deliver(draft, about)


def _expense_days(draft: Draft, about: Delivery) -> tuple[Message, Message] | None:
    """Days, or one range for all rows, or whole months; a mixture of ranges cannot be divided."""
    index = draft.block.column("Date")
    assert index is not None
    words = draft.block.cells(index).used_words()
    spans = [_span(word) for word in words if _RANGE.fullmatch(word)]
    if not spans:
        draft.read_column("day", index)
        about.partial = draft.drop_undated() > 0
        return None
    known = [span for span in spans if span is not None]
    if len(words) == len(spans) == len(known) == 1:
        about.period, about.grain = known[0], grain_of_whole(known[0])
        draft.put("day", same_day(known[0][0], len(draft.block.rows)), index)
        if about.grain is Grain.SPAN:
            about.partial = True
            text, fix = said_of(known[0])
            draft.issues.append(draft.job.warning("whole_period", text, fix=fix, sheet=draft.block.table.sheet))
        return None
    if len(words) == len(known) and all(grain_of_whole(span) is Grain.MONTH for span in known):
        _months(draft, about, index)
        return None
    return (msg("The expenses are of several periods; it cannot be told how much belongs to which month"),
            msg("Make the file with one row for each day"))  # fmt: skip


def _months(draft: Draft, about: Delivery, index: int) -> None:
    import pyarrow as pa

    cells = draft.block.cells(index)
    spans = [_span(cells.shown(row)) for row in range(len(draft.block.rows))]
    days = np.array([None if span is None else span[0] for span in spans], dtype="datetime64[D]")
    draft.put("day", pa.array(days, mask=np.isnat(days)), index)
    about.partial = draft.drop_undated() > 0
    about.grain = Grain.MONTH
    firsts = [span[0] for span in spans if span is not None]
    about.period = (min(firsts), Period.of(max(firsts), Grain.MONTH).last_day)


def _span(word: str) -> tuple[date, date] | None:
    found = _RANGE.fullmatch(word)
    ends = [dates.parse(part) for part in found.groups()] if found else []
    known = [end[0].date() for end in ends if end is not None]
    return (known[0], known[1]) if len(known) == 2 and known[0] <= known[1] else None


def _currency(draft: Draft, about: Delivery, heading: str) -> tuple[Message, Message] | None:
    index = draft.block.column(heading)
    used = {word.upper() for word in draft.block.cells(index).used_words()} if index is not None else set()
    if len(used) > 1:
        return (msg("The report has amounts in several currencies: {currencies}", currencies=", ".join(sorted(used))),
                msg("Export each currency by itself"))  # fmt: skip
    about.currency = {"RUR": "RUB"}.get(code := "".join(used), code)
    return None


def _calls(job: Job, block: Block, about: Delivery) -> FileReport:
    """Calls of a call tracker: all of them came in."""
    import pyarrow as pa

    draft = Draft(job, block, job.facts["call"])
    index = draft.block.column("DateTime")
    assert index is not None
    stamps = numbers.read_numbers(draft.block.cells(index), 0)
    good = stamps.valid & (stamps.scaled > 10**8) & (stamps.scaled < _MOST_SECONDS)
    local = stamps.scaled + _MOSCOW
    draft.put("day", pa.array((local // 86400).astype(np.int32), mask=~good).cast(pa.date32()), index)
    draft.put("time", pa.array(local, mask=~good).cast(pa.timestamp("s")))
    about.partial = draft.drop_undated() > 0
    if not len(draft.block.rows):
        return empty(draft, about, about.rows or 0)
    text = msg("Moments of the calls are in UTC, as Metrika wants them: the day of a call is that of Moscow time")
    draft.issues.append(job.info("utc", text, sheet=block.table.sheet))
    draft.put("direction", dictionary_array(np.zeros(len(draft.block.rows), dtype=np.int32), ["in"]))
    draft.read("number", "PhoneNumber")
    draft.read("duration", "TalkDuration")
    missed = draft.block.column("CallMissed")
    if missed is not None:
        draft.read_column("answered", missed)
        draft.put("answered", _turned(draft.found.arrays["answered"]), missed)
    draft.read("channel", "Tag")
    return deliver(draft, about)


def _turned(flags: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    return pc.invert(flags)
