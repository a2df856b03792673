"""When an advertising report spent its money: by rows with days, else a period that is no longer than a month."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.ingest import dates

if TYPE_CHECKING:
    import pyarrow as pa

Span = tuple[date, date]
#: What is in the way of an import, and what to do about it.
Problem = tuple[Message, Message]

_DASH = re.compile(r"\s+[-–—]\s+")


def stated_span(text: str) -> Span | None:
    """The first and the last day of a line such as «July 8, 2025 - July 31, 2025»; None where it states none."""
    parts = [dates.parse(part.strip()) for part in _DASH.split(text.strip())]
    found = [part for part in parts if part is not None]
    if len(found) != len(parts) or len(found) > 2:
        return None
    first, last = found[0], found[-1]
    end = last[0].date() if last[1] is Grain.DAY else Period.of(last[0].date(), Grain.MONTH).last_day
    return (first[0].date(), end) if first[0].date() <= end else None


def grain_of(span: Span) -> Grain | None:
    """Day or month where the span lies within one; None where it spreads over months."""
    if span[0] == span[1]:
        return Grain.DAY
    return Grain.MONTH if (span[0].year, span[0].month) == (span[1].year, span[1].month) else None


def is_part(span: Span) -> bool:
    """Whether the span is some days of a month, neither one day nor the whole."""
    month = Period.of(span[0], Grain.MONTH)
    return grain_of(span) is Grain.MONTH and span != (month.start, month.last_day)


def same_day(day: date, count: int) -> pa.Array:
    """One day for every row."""
    import pyarrow as pa

    return pa.array(np.full(count, np.datetime64(day, "D")))


def part_of_month(span: Span) -> Problem:
    """What is said of a report for some days of a month, given as one figure."""
    return (
        msg("The report covers only {first} to {last}: the month's figures hold these days and no others",
            first=day_message(span[0]), last=day_message(span[1])),
        msg("Export the report by days, or for the whole month"),
    )  # fmt: skip


def undivided(span: Span | None) -> Problem:
    """Why a report over several months without days cannot be imported, and how to export it."""
    fix = msg("Add the segment or breakdown “Day” (or “Month”) to the report, or export each month by itself")
    if span is None:
        return msg("The report does not say for which days its figures are"), fix
    return (
        msg("The report is for {first} to {last} in one figure; it cannot be told how much belongs to which month",
            first=day_message(span[0]), last=day_message(span[1])),
        fix,
    )  # fmt: skip


def undated(column: str) -> Problem:
    """What is said where a column of days holds something else."""
    return (
        msg("The column “{column}” holds something that is not a day", column=column),
        msg("Export the report again, unchanged, with the dates as the service writes them"),
    )
