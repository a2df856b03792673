"""Tables without days: the whole of one is of the period that stands above it, on its tab or in the file's name.

Sales and expenses of a whole period are read without a question only where a word says what they are and nothing in
the table contradicts its own total: rows that sum up others look like any row where no row has a day.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.ingest import dates
from kpi_desktop.ingest.importers.bare_days import month_in
from kpi_desktop.ingest.importers.periods import month_named, stated_period
from kpi_desktop.ingest.importers.year_month import year_of_name, years_in
from kpi_desktop.ingest.normalise import fold
from kpi_desktop.ingest.proposal import propose
from kpi_desktop.ingest.telling import expenses_of_a_period, sales_of_a_period

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as MappingType
    from datetime import date

    from numpy.typing import NDArray

    from kpi_desktop.facts.schema import FactTable
    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.profile import Profile
    from kpi_desktop.ingest.proposal import Proposal

#: Facts whose tables may be of one period as a whole: it stands above them, not in the rows.
OF_PERIODS = frozenset({"target", "hours", "headcount", "activity", "sale", "expense"})
#: Of these a table without days must say by its words what it is.
GUARDED = frozenset({"sale", "expense"})
#: A document of sale that is the whole file: «Отчет о розничных продажах № 5 от 5 октября 2026 г.».
_DOCUMENT = re.compile(
    r"(?:розничных продажах|реализаци|расходная накладная|продажа).{0,60}\bот "
    r"(?P<day>\d{1,2}\.\d{1,2}\.\d{2,4}|\d{1,2} [а-я]{3,8} \d{4})"
)


def span_of(layout: Layout, name: str = "") -> tuple[date, date] | None:
    """The period of a table without days: of its captions, else of its tab, else of the name of the file."""
    stated = stated_period(layout.captions) or _document_day(layout.captions)
    tab = (layout.table.sheet,)
    stated = stated or month_named(layout.captions) or month_named(tab)
    if stated is not None:
        return stated
    named = year_of_name(name)
    years = years_in((*layout.captions, *tab)) or ({named} if named else set())
    month = month_in(layout.table.sheet)
    if month is not None and len(years) == 1:
        return month_named((f"{_GENITIVE[month[1] - 1]} {years.pop()}",))
    return month_named((name.replace("_", " "),)) if month is None else None


_GENITIVE = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
             "декабрь")  # fmt: skip


def _document_day(captions: tuple[str, ...]) -> tuple[date, date] | None:
    for text in captions:
        found = _DOCUMENT.search(fold(text))
        day = dates.parse(found["day"]) if found else None
        if day:
            return day[0].date(), day[0].date()
    return None


def of_a_period(layout: Layout, looks: list[Profile], facts: MappingType[str, FactTable], name: str) -> Proposal | None:
    """The sales or expenses of a table without days whose words say what it is; None where they do not."""
    sale, expense = (propose(layout, looks, facts[fact]) for fact in ("sale", "expense"))
    sold = sale.absent == ("day",) and not sale.ties and sales_of_a_period(layout, looks, sale, name)
    spent = expense.absent == ("day",) and not expense.ties and expenses_of_a_period(layout, expense, name)
    if sold == spent:
        return None
    return sale if sold else expense


def about_sums(fact: str, amounts: NDArray[np.int64], own: Iterable[bool | None]) -> list[Message]:
    """What must be asked of a table without days: `own` says of each sheet whether its total is that of its rows."""
    if fact not in GUARDED:
        return []
    stated = [one for one in own if one is not None]
    if any(not one for one in stated):
        return [msg("The total of the table is not the sum of its rows: some rows may sum up others. Leave only rows "
                    "that add up to the total, or add a column of dates")]  # fmt: skip
    if not stated and _has_sums(amounts):
        return [msg("Some rows look like sums of the rows beside them, and the table has no total to check them by: "
                    "take these rows away, or add a row «Итого»")]  # fmt: skip
    return []


def _has_sums(amounts: NDArray[np.int64]) -> bool:
    """Whether a row is the sum of two or more rows right above or right below it."""
    for at, own in enumerate(amounts.tolist()):
        if not own:
            continue
        for side in (amounts[:at][::-1], amounts[at + 1 :]):
            if (np.cumsum(side)[1:] == own).any():
                return True
    return False
