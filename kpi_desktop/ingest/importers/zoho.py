"""Deals of Zoho CRM (xlsx): long ids as text, amounts written as text with the euro sign, duplicates apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.headings import heading
from kpi_desktop.ingest.importers.block import blanked, find_block
from kpi_desktop.ingest.importers.crm_currency import keep_one, one_currency
from kpi_desktop.ingest.importers.crm_people import people
from kpi_desktop.ingest.importers.deal_stages import LOST, OPEN, WON, check_closing, put_statuses, statuses
from kpi_desktop.ingest.importers.delivery import Delivery, Draft, deliver, empty, refuse, two_readings
from kpi_desktop.ingest.normalise import Cells, dictionary_array, fold, identifiers
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

WORD = "zoho"

_ID = ("Id", "Record Id", "Deal Id")
_OWNER = ("Deal Owner Name", "Deal Owner", "Deal Owner.name")
_CLOSING, _CREATED, _STAGE = "Closing Date", "Created Time", "Stage"
_LOST_REASON = ("Lost Reason", "Reason For Loss", "Reason For Loss__s")
_AMOUNT = ("Amount", "Offer Total Amount", "Deal Amount")
_PLAIN = {
    "manager": _OWNER,
    "channel": ("Source", "Lead Source"),
    "product": ("Product",),
    "customer": ("Account Name", "Contact Name"),
    "segment": ("Quality",),
}
_NOTHING = ("-", "—", "#REF!", "#N/A")
_DUPLICATE = "duplicate"
#: A number this large has lost its last digits in the spreadsheet.
_EXACT = 2.0**53


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read the deals; contacts are named and left."""
    block = find_block(table, *((_STAGE, _CREATED, name) for name in _OWNER))
    identity = block.column(*_ID) if block else None
    if block is None or identity is None:
        return people(job, table, WORD)
    block = block.without(~block.cells(identity).filled)
    draft, about = Draft(job, block, job.facts["deal"]), Delivery(WORD, rows=len(block.rows))
    doubt = draft.doubtful_dates(_CREATED, _CLOSING)
    if doubt:
        return refuse(draft, about, two_readings(doubt))
    draft.read("day", _CREATED)
    about.partial = draft.drop_undated() > 0
    if not len(draft.block.rows):
        return empty(draft, about, len(block.rows))
    _identities(draft, identity)
    _amounts(draft, about)
    for target, headings in _PLAIN.items():
        draft.read(target, *headings)
    _tidied(draft, "region", "City")
    _tidied(draft, "x_campaign", "Campaign")
    found = _ends(draft, about)
    check_closing(draft, found)
    return deliver(draft, about)


def _identities(draft: Draft, column: int) -> None:
    """The ids; one that a spreadsheet made a number is told apart by its row, for its last digits are lost."""
    cells = draft.block.cells(column)
    codes, words = identifiers(cells)
    values = cells.numbers
    lossy = np.zeros(len(codes), dtype=bool)
    if values is not None:
        lossy = (cells.kinds == Cell.NUMBER) & (np.nan_to_num(values) >= _EXACT)
    rows = draft.block.sheet_rows
    for place in np.flatnonzero(lossy).tolist():
        assert values is not None
        codes[place] = len(words)
        words.append(f"{int(values[place])}#{rows[place]}")
    if lossy.any():
        text = nmsg("{n} id lost its last digits in the spreadsheet: the deal is told by its row",
                    "{n} ids lost their last digits in the spreadsheet: the deals are told by their rows",
                    n=int(lossy.sum()))  # fmt: skip
        draft.issues.append(draft.job.info("id_cut", text, sheet=draft.block.table.sheet))
    draft.put("deal", dictionary_array(codes, words), column)


def _amounts(draft: Draft, about: Delivery) -> None:
    """The whole sum of the deal; its currency where the cells written as text name one."""
    index = draft.block.column(*_AMOUNT)
    if index is None:
        return
    cells = _without_nothing(draft.block.cells(index))
    draft.sign = numbers.decimal_sign(cells.used_words()) or "."
    draft.fill("amount", cells, index)
    if not _currency_column(draft, about):
        named = {word: heading(f"x {word}").currency for word in cells.used_words()}
        keep_one(draft, about, [named.get(cells.shown(row), "") for row in range(len(cells.kinds))])
    about.details.append((msg("Amount of a deal"), draft.block.names[index]))


def _currency_column(draft: Draft, about: Delivery) -> bool:
    if draft.block.column("Currency") is not None:
        one_currency(draft, about, "Currency")
    return bool(about.currency)


def _without_nothing(cells: Cells) -> Cells:
    return blanked(cells, _NOTHING)


def _tidied(draft: Draft, target: str, name: str) -> None:
    index = draft.block.column(name)
    if index is not None:
        draft.fill(target, _without_nothing(draft.block.cells(index)), index)


def _ends(draft: Draft, about: Delivery) -> NDArray[np.int32]:
    """State, closing day and reason; the day of an open deal is only expected, and a duplicate is no result."""
    stage, reason = draft.block.column(_STAGE), draft.block.column(*_LOST_REASON)
    assert stage is not None
    stages = draft.block.cells(stage)
    found = statuses(stages, draft.job.rules.stage_ends())
    if reason is not None:
        reasons = draft.block.cells(reason)
        twice = reasons.by_word(fold(word) == _DUPLICATE for word in reasons.words) & (found == LOST)
        draft.fill("loss_reason", reasons, reason)
        _say_twice(draft, int(twice.sum()))
        found = np.where(twice, np.int32(-1), found)
    put_statuses(draft, about, stages, found, stage)
    _days_of_ends(draft, found)
    return found


def _say_twice(draft: Draft, count: int) -> None:
    if count:
        text = nmsg(
            "{n} deal was lost as a duplicate: it counts as neither won nor lost",
            "{n} deals were lost as duplicates: they count as neither won nor lost",
            n=count,
        )
        draft.issues.append(draft.job.info("duplicates", text, sheet=draft.block.table.sheet))


def _days_of_ends(draft: Draft, found: NDArray[np.int32]) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    index = draft.block.column(_CLOSING)
    if index is None:
        return
    draft.read_column("closed_day", index)
    days = draft.found.arrays["closed_day"]
    nothing = pa.scalar(None, days.type)
    draft.put("closed_day", pc.if_else(pa.array((found == WON) | (found == LOST)), days, nothing), index)
    draft.put("forecast_day", pc.if_else(pa.array(found == OPEN), days, nothing))
