"""Exports that give one figure for their whole period: how fine they are, and what the owner is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.i18n.formats import day_message
from kpi_desktop.i18n.message import Message, msg, nmsg

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray


def grain_of_whole(span: tuple[date, date]) -> Grain:
    """A day, a whole month, or any other period whose parts are unknown."""
    if span[0] == span[1]:
        return Grain.DAY
    month = Period.of(span[0], Grain.MONTH)
    return Grain.MONTH if span == (month.start, month.last_day) else Grain.SPAN


def said_of(span: tuple[date, date]) -> tuple[Message, Message]:
    """What is said of an import whose figures belong to the period as a whole."""
    return (
        msg("The figures are for {first} to {last} as a whole: a month or week that does not hold all these days "
            "has no figure of them", first=day_message(span[0]), last=day_message(span[1])),
        msg("For figures of months, export the report by days or by months"),
    )  # fmt: skip


def inside(months: NDArray[np.datetime64], span: tuple[date, date]) -> NDArray[np.bool_]:
    """Which of the months, given by their first days, the period holds wholly."""
    last = (months.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    return np.asarray((months >= np.datetime64(span[0], "D")) & (last <= np.datetime64(span[1], "D")))


def months_cut(count: int, span: tuple[date, date]) -> Message:
    """What is said of months of which the report holds some days only."""
    return nmsg(
        "The report is for {first} to {last}: {n} month of which it holds some days only was not imported",
        "The report is for {first} to {last}: {n} months of which it holds some days only were not imported",
        n=count, first=day_message(span[0]), last=day_message(span[1]),
    )  # fmt: skip
