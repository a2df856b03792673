"""Reports of Meta Ads Manager (xlsx or CSV): advertising by ad, set or campaign; the row of totals is left out."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.dates import Days, Order, read_days
from kpi_desktop.ingest.importers import ad_period
from kpi_desktop.ingest.importers.block import find_block
from kpi_desktop.ingest.importers.delivery import Delivery, Draft, deliver, refuse
from kpi_desktop.ingest.normalise import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.importers.block import Block
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

WORD = "meta-ads"
CHANNEL = "Meta Ads"

_STARTS = ("Reporting starts", "Дата начала отчетности")
_ENDS = ("Reporting ends", "Дата окончания отчетности")
_SPENT = ("Amount spent", "Сумма затрат", "Потраченная сумма")
_NAMES = ("Ad name", "Ad Set Name", "Campaign name", "Название объявления", "Название группы объявлений",
          "Название кампании")  # fmt: skip
_CAMPAIGN = ("Campaign name", "Название кампании", "Ad Set Name", "Название группы объявлений", "Ad name",
             "Название объявления")  # fmt: skip
_CLICKS = ("Link clicks", "Клики по ссылке", "Clicks (all)", "Клики (все)")
#: Results of these kinds are responses of people; likes, views and clicks are not.
_RESPONSES = ("lead", "messaging_conversation", "purchase", "complete_registration", "submit_application", "contact",
              "schedule")  # fmt: skip
_CODE = re.compile(r"\(([A-Z]{3})\)")


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read a report; None where the sheet holds no table with an amount spent and its days."""
    whole = find_block(table, *((start, end) for start, end in zip(_STARTS, _ENDS, strict=True)))
    spent = whole.beginning(*_SPENT) if whole else None
    if whole is None or spent is None:
        return None
    total = _total_rows(whole)
    draft = Draft(job, whole.without(total), job.facts["advertising"])
    about = Delivery(WORD, own_total=_own_total(whole, spent, total))
    found = _CODE.search(whole.names[spent])
    about.currency = found[1] if found else ""
    draft.sign = numbers.decimal_sign(whole.cells(spent).used_words()) or "."
    _values(draft, spent)
    problem = _place(draft, about)
    return refuse(draft, about, problem) if problem else deliver(draft, about)


def _total_rows(block: Block) -> NDArray[np.bool_]:
    """The row of totals names no ad, no set and no campaign."""
    named = np.zeros(len(block.rows), dtype=bool)
    for index in block.columns(*_NAMES):
        cells = block.cells(index)
        named |= cells.filled & ~cells.by_word(fold(word).startswith(("total", "итого")) for word in cells.words)
    return ~named


def _own_total(block: Block, spent: int, rows: NDArray[np.bool_]) -> Decimal | None:
    found = numbers.read_numbers(block.cells(spent), 4)
    places = np.flatnonzero(rows & found.valid)
    return Decimal(int(found.scaled[places[0]])).scaleb(-4) if len(places) else None


def _values(draft: Draft, spent: int) -> None:
    draft.read_column("cost", spent)
    draft.read("impressions", "Impressions", "Показы")
    draft.read("clicks", *_CLICKS)
    draft.say("channel", CHANNEL)
    draft.read("campaign", *_CAMPAIGN)
    results, kinds = draft.block.column("Results", "Результаты"), draft.block.column("Result indicator")
    if results is None or kinds is None:
        return
    indicator = draft.block.cells(kinds)
    of_people = indicator.by_word(any(word in found.lower() for word in _RESPONSES) for found in indicator.words)
    if of_people.any():
        cells = draft.block.cells(results)
        draft.fill("responses", cells, results)
        import pyarrow as pa
        import pyarrow.compute as pc

        array = draft.found.arrays["responses"]
        draft.put("responses", pc.if_else(pa.array(of_people), array, pa.scalar(None, array.type)))


def _place(draft: Draft, about: Delivery) -> ad_period.Problem | None:
    """Put every row on its own day or month; what is in the way, where that cannot be done."""
    begin, end = draft.block.column(*_STARTS), draft.block.column(*_ENDS)
    assert begin is not None
    assert end is not None
    day = draft.block.column("Day", "День")
    columns = (begin, end) if day is None else (day, day)
    firsts, lasts = (read_days(draft.block.cells(index), order=Order.UNKNOWN) for index in columns)
    whole = _whole(firsts, lasts)
    if whole is None:
        return ad_period.undated(draft.block.names[columns[0]])
    about.period = whole
    return _put_days(draft, about, columns[0], (firsts, lasts))


def _whole(firsts: Days, lasts: Days) -> ad_period.Span | None:
    low, high = firsts.span(), lasts.span()
    if low is None or high is None or not (firsts.valid & lasts.valid).all():
        return None
    return low[0], high[1]


def _put_days(draft: Draft, about: Delivery, index: int, found: tuple[Days, Days]) -> ad_period.Problem | None:
    import pyarrow as pa

    firsts, lasts = found
    spans = {_span(first, last) for first, last in zip(firsts.days.tolist(), lasts.days.tolist(), strict=True)}
    grains = {ad_period.grain_of(span) for span in spans}
    if None in grains:
        return ad_period.undivided(about.period)
    about.grain = Grain.DAY if grains == {Grain.DAY} else Grain.MONTH
    draft.put("day", pa.array(firsts.days.astype("datetime64[D]")), index)
    if about.grain is Grain.MONTH and about.period is not None and _edges(about.period, spans):
        message, fix = ad_period.part_of_month(about.period)
        draft.issues.append(draft.job.warning("part_of_month", message, fix=fix, sheet=draft.block.table.sheet))
        about.partial = True
    return None


def _edges(period: ad_period.Span, spans: set[ad_period.Span]) -> bool:
    """Whether the first or the last month of a report by months is there in part only."""
    first, last = Period.of(period[0], Grain.MONTH), Period.of(period[1], Grain.MONTH)
    return bool(spans) and (period[0] != first.start or period[1] != last.last_day)


def _span(first: int, last: int) -> ad_period.Span:
    low, high = (np.datetime64(day, "D").astype(object) for day in (first, last))
    return low, high
