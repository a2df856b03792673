"""The day that a report of stock or a price list is for: as its captions say, as a mapping file says, else asked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain
from kpi_desktop.i18n.message import Message, msg
from kpi_desktop.i18n.translator import Translator
from kpi_desktop.ingest import dates
from kpi_desktop.ingest.importers.periods import stated_period
from kpi_desktop.ingest.importers.report_rows import one_place
from kpi_desktop.ingest.mapping_text import read_mapping
from kpi_desktop.ingest.normalise import tidy
from kpi_desktop.ingest.outcome import FileReport, Outcome
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.ingest.importers.tree import Tree
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

    When = tuple[date, Grain, tuple[date, date]]

_DATE = r"\d{1,2}\.\d{1,2}\.\d{2,4}|\d{1,2} [а-яіїє]{3,9} \d{4}|\d{4}-\d{2}-\d{2}"
_ON = re.compile(
    rf"(?:\bна|\bот|дата\w*|сформирован\w*|состоянию на|as of|\bс)\W{{0,4}}(?P<day>{_DATE})", re.IGNORECASE
)
_TURNOVER = frozenset({"opening", "incoming", "outgoing"})
_FACTS = frozenset({"stock", "price"})


def day_of(table: SourceTable, tree: Tree, given: tuple[date, date] | None) -> When | None:
    """The day on which the rows stand, their grain and the period from its first day to the day after its last."""
    captions = (tree.title, *tree.captions)
    stated = given or stated_period(captions)
    if stated and any(block.target in _TURNOVER for block in tree.blocks):
        return (*one_place(stated), (stated[0], stated[1] + timedelta(days=1)))
    day = stated[1] if stated else _named_day(captions) or _moment_above(table, tree)
    return None if day is None else (day, Grain.DAY, (day, day + timedelta(days=1)))


def _named_day(captions: tuple[str, ...]) -> date | None:
    for text in captions:
        whole = re.fullmatch(rf"(?P<day>{_DATE})(?: ?г\.?)?(?: \d{{1,2}}:\d{{2}}(?::\d{{2}})?)?", tidy(text))
        found = whole or _ON.search(text)
        day = dates.parse(found["day"]) if found else None
        if day:
            return day[0].date()
    return None


def _moment_above(table: SourceTable, tree: Tree) -> date | None:
    """A date of its own above the head, as a cell of the kind."""
    for row in range(max(tree.first - 1, 0)):
        for column in table.columns:
            if column.kinds[row] == Cell.MOMENT and column.moments is not None:
                day: date = column.moments[row].astype("datetime64[D]").item()
                return day
    return None


def given_day(job: Job) -> tuple[str, tuple[date, date] | None] | None:
    """The fact and the day of a mapping file that was drafted by `ask_day`; None for any other mapping file."""
    text = job.options.mapping
    if text is None:
        return None
    mapping = read_mapping(text, job.facts)
    if mapping.fact not in _FACTS or mapping.targets:
        return None
    days = [dates.parse(word) for word in mapping.period or ()]
    found = [day[0].date() for day in days if day]
    return mapping.fact, (min(found), max(found)) if found else None


def ask_day(job: Job, table: SourceTable, tree: Tree, fact: str, recognised: str) -> FileReport:
    """The report of a file that does not say its day, with a draft of the mapping file to write it in."""
    question = msg("The file does not say for which day it is")
    fix = msg("Write the day into `period` of the draft of the mapping file and import with it")
    issue = job.error("needs_mapping", question, fix=fix, sheet=table.sheet)
    mapping = draft(job, fact, question)
    return FileReport(
        job.source.name, Outcome.NEEDS_MAPPING, recognised, rows=tree.rows, issues=(issue,), mapping=mapping
    )


def draft(job: Job, fact: str, question: Message) -> str:
    """A mapping file that asks for the day only: the columns are known."""
    say = Translator(job.options.lang)
    note = say(msg("first and last day, as 2026-01-31; for stock or prices of one day the same day twice"))
    return f'# ? {say(question)}\nfact = "{fact}"\nperiod = ["", ""]  # {note}\n\n[columns]\n'
