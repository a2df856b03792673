"""Reports of Google Ads (CSV): advertising by campaign, keyword or day; rows of totals are left out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain
from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.headings import cell_text, heading
from kpi_desktop.ingest.importers import ad_period
from kpi_desktop.ingest.importers.block import Block, blanked, find_block
from kpi_desktop.ingest.importers.delivery import Delivery, Draft, deliver, refuse, two_readings
from kpi_desktop.ingest.normalise import Cells, fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

WORD = "google-ads"
CHANNEL = "Google Ads"

_COST = ("Cost", "Стоимость", "Расходы", "Расход")
_CAMPAIGN = ("Campaign", "Кампания")
_DAY = ("Day", "Date", "День", "Дата")
_MONTH = ("Month", "Месяц")
_IMPRESSIONS = ("Impr.", "Impressions", "Показы")
_CLICKS = ("Clicks", "Клики")
_CONVERSIONS = ("Conversions", "Конверсии")
_REVENUE = ("Conv. value", "Conversion value", "Total conv. value", "Ценность конв.", "Ценность конверсии")
_CURRENCY = ("Currency code", "Currency", "Код валюты", "Валюта")
_TOTALS = ("total", "итого", "всего")
_HEADS = tuple((cost, clicks) for cost in _COST for clicks in (*_IMPRESSIONS, *_CLICKS, *_CAMPAIGN))


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read a report; None where the sheet holds no table with a cost."""
    whole = find_block(table, *_HEADS)
    if whole is None:
        return None
    total = _total_rows(whole)
    draft = Draft(job, whole.without(total), job.facts["advertising"], sign=_sign(whole))
    about = Delivery(WORD, title=cell_text(table, 0, 0) if whole.head else "")
    _own_totals(draft, about, whole, total)
    _values(draft)
    about.currency = _currency(draft)
    problem = _place(draft, about)
    if about.currency == "?":
        problem = (
            msg("The report has costs in several currencies"),
            msg("Export the campaigns of each currency by themselves"),
        )
        about.currency = ""
    return refuse(draft, about, problem) if problem else deliver(draft, about)


def _sign(block: Block) -> str:
    """The decimal mark: told by the costs, else by the language of the headings."""
    index = block.column(*_COST)
    assert index is not None
    told = numbers.decimal_sign(block.cells(index).used_words())
    return told or ("," if any("а" <= letter <= "я" for letter in fold(block.names[index])) else ".")


def _total_rows(block: Block) -> NDArray[np.bool_]:
    """Rows whose first cell says that they are totals."""
    first = block.cells(0)
    return first.by_word(
        fold(word).startswith(_TOTALS) and (":" in word or len(word.split()) < 2) for word in first.words
    )


def _own_totals(draft: Draft, about: Delivery, whole: Block, rows: NDArray[np.bool_]) -> None:
    """The report's first total is that of its rows; another total of the account means that rows were filtered out."""
    index = whole.column(*_COST)
    if index is None or not rows.any():
        return
    found = numbers.read_numbers(whole.cells(index), 4, draft.sign)
    stated = [Decimal(int(found.scaled[row])).scaleb(-4) for row in np.flatnonzero(rows & found.valid).tolist()]
    first = whole.cells(0)
    account = [
        Decimal(int(found.scaled[row])).scaleb(-4)
        for row in np.flatnonzero(rows & found.valid).tolist()
        if fold(first.shown(row)).rstrip(".").endswith(("account", "аккаунт", "аккаунту"))
    ]
    if stated:
        about.own_total = stated[0]
        about.filtered = bool(account) and account[0] != stated[0]


def _values(draft: Draft) -> None:
    index = draft.block.column(*_COST)
    assert index is not None
    draft.fill("cost", _plain(draft.block.cells(index)), index)
    for target, words in (("impressions", _IMPRESSIONS), ("clicks", _CLICKS), ("revenue", _REVENUE)):
        found = draft.block.column(*words)
        if found is not None:
            draft.fill(target, _plain(draft.block.cells(found)), found)
    _conversions(draft)
    draft.say("channel", CHANNEL)
    draft.read("campaign", *_CAMPAIGN)


def _plain(cells: Cells) -> Cells:
    """The cells without the mark for «none»."""
    return blanked(cells, ("--", "-", "—"))


def _conversions(draft: Draft) -> None:
    """Conversions are responses where they are whole: shares of them, given to several campaigns, are not rounded."""
    index = draft.block.column(*_CONVERSIONS)
    if index is None:
        return
    cells = _plain(draft.block.cells(index))
    read = numbers.read_numbers(cells, 6, draft.sign)
    if (read.scaled[read.valid] % 10**6 != 0).any():
        text = msg("Conversions are given in fractions; they were not imported as responses, which are counted whole")
        draft.issues.append(draft.job.info("fractions", text, sheet=draft.block.table.sheet))
        return
    draft.fill("responses", cells, index)


def _currency(draft: Draft) -> str:
    """The one currency of the report, "?" where there are several."""
    index = draft.block.column(*_CURRENCY)
    if index is not None:
        codes = {word.strip().upper() for word in _plain(draft.block.cells(index)).used_words()}
        return codes.pop() if len(codes) == 1 else "?" if codes else ""
    cost = draft.block.column(*_COST)
    return heading(draft.block.names[cost]).currency if cost is not None else ""


def _place(draft: Draft, about: Delivery) -> ad_period.Problem | None:
    """Put every row on its day or month; what is in the way, where that cannot be done."""
    lines = [cell_text(draft.block.table, row, 0) for row in range(draft.block.head)]
    span = next((found for line in lines if (found := ad_period.stated_span(line))), None)
    about.period = span
    for words, grain in ((_DAY, Grain.DAY), (_MONTH, Grain.MONTH)):
        index = draft.block.column(*words)
        if index is not None:
            doubt = draft.doubtful_dates(*words)
            if doubt:
                return two_readings(doubt)
            draft.read_column("day", index)
            if draft.is_valid("day").all():
                about.grain = grain
                return None
            return ad_period.undated(draft.block.names[index])
    grain_found = None if span is None else ad_period.grain_of(span)
    if span is None or grain_found is None:
        return ad_period.undivided(span)
    about.grain = grain_found
    draft.put("day", ad_period.same_day(span[0], len(draft.block.rows)))
    if ad_period.is_part(span):
        message, fix = ad_period.part_of_month(span)
        draft.issues.append(draft.job.warning("part_of_month", message, fix=fix, sheet=draft.block.table.sheet))
        about.partial = True
    return None
