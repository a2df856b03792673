"""Headcount of sales by months from the dated list of people, where no table of headcount is there.

A month's figure is its average headcount: the days on which each person was there over the days of the month. People
who sold nothing count too. Who sold in the month without being in the list at all counts for the month: the list knows
nothing of the person's days, and leaving the person out would raise everybody's revenue.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.engine.staff import PERSON, STAFF, staff_of, versions_from
from kpi_desktop.expr.errors import folded
from kpi_desktop.facts.batch import SourceRef
from kpi_desktop.facts.kept import KeptCell, KeptFigure
from kpi_desktop.i18n.message import msg
from kpi_desktop.i18n.translator import Translator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kpi_desktop.engine.staff import Staff
    from kpi_desktop.store.book import Book

#: The measure that the list answers for, and the parameter that names the teams that sell.
HEADCOUNT, TEAMS_THAT_SELL = "headcount_months", "sales_teams"

#: What the figures are said to come from.
_LIST = msg("List of people")


def headcount_figures(book: Book, settings: Mapping[str, str], teams: str) -> list[KeptFigure]:
    """The average headcount of every month with sales on which somebody of the list was there.

    `teams` are the owner's words for the teams that sell; empty means everybody in the list.
    """
    wanted = frozenset(folded(word.strip()) for word in teams.split(";") if word.strip())
    staff, version = staff_of(settings), versions_from(settings.get(STAFF, ""))[-1]
    source = SourceRef(0, Translator(book.language)(_LIST), "", 0)
    found = []
    for month, unlisted in _sellers(book, staff).items():
        people = _average(staff, month, wanted) + (0 if wanted else len(unlisted))
        if people:
            cell = KeptCell(HEADCOUNT, month.start, month.end, people)
            found.append(KeptFigure(cell, 0, source, version.made_on))
    return found


def _average(staff: Staff, month: Period, wanted: frozenset[str]) -> Decimal:
    """The days of all people in the month over its days; a person is in one place on a day."""
    days = 0
    for spell in staff.spells:
        if wanted and folded(spell.team) not in wanted:
            continue
        end = month.end if spell.last is None else min(month.end, spell.last + timedelta(days=1))
        days += max((end - max(month.start, spell.first)).days, 0)
    return EXACT.divide(Decimal(days), Decimal(month.days))


def _sellers(book: Book, staff: Staff) -> Mapping[Period, Sequence[str]]:
    """The months with sales, each with who sold in it and is in no line of the list."""
    names = book.members(PERSON)
    sold: dict[Period, set[str]] = defaultdict(set)
    for day, code in book.run(f"SELECT DISTINCT date_trunc('month', f.day)::DATE, f.{PERSON} FROM sale f"):
        if isinstance(day, date):
            name = names.get(int(str(code)), "")
            people = sold[Period.of(day, Grain.MONTH)]
            if name and not staff.of(name):
                people.add(folded(name))
    return {month: sorted(people) for month, people in sorted(sold.items(), key=lambda pair: pair[0].start)}
