"""Exports of GA4 (CSV): a head of remarks, several tables in one file; what has a day becomes the site's traffic."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest import dates
from kpi_desktop.ingest.dates import Order, order_of, read_days
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.importers.block import Block, merged, taken
from kpi_desktop.ingest.importers.delivery import Delivery, Draft, deliver, refuse, two_readings
from kpi_desktop.ingest.normalise import fold, key, read_cells
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from kpi_desktop.i18n.message import Message
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

WORD = "ga4"

_DAY = frozenset(map(key, ("Date", "Дата", "Day", "День")))
_NTH = frozenset(map(key, ("Nth day", "N-й день", "День N")))
#: Columns of counts, the first of them that there is; visitors and visits are unique and belong to the split they have.
_COUNTS = {
    "visits": ("Sessions", "Сеансы"),
    "visitors": ("Total users", "Active users", "Users", "Всего пользователей", "Активные пользователи",
                 "Пользователи"),
    "page_views": ("Views", "Просмотры"),
}  # fmt: skip
_COUNT_KEYS = frozenset(key(word) for words in _COUNTS.values() for word in words)
#: Dimensions that a visit has one of, so that visits add up over them.
_OF_VISIT = ("channel", "source", "medium", "campaign", "landing", "канал", "источник", "кампани", "посадочн")
_CHANNEL = ("channel", "канал", "source", "источник")
_PAGE = ("landing", "page", "посадочн", "страниц")
_START = re.compile(r"#?\s*(?:start date|дата начала):\s*(\d{8})", re.IGNORECASE)
_END = re.compile(r"#?\s*(?:end date|дата окончания):\s*(\d{8})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """One of the tables of the file: its head, its rows, and the days that it states."""

    block: Block
    span: tuple[date, date] | None

    @property
    def day(self) -> int | None:
        """The column of days, if the table has one that can be told."""
        for index, name in enumerate(self.block.names):
            if key(name) in _DAY or (key(name) in _NTH and self.span):
                return index
        return None

    @property
    def dimensions(self) -> list[int]:
        """The further columns that the rows are split by."""
        return [
            index
            for index, name in enumerate(self.block.names)
            if name and index != self.day and self._splits(index, name)
        ]

    def _splits(self, index: int, name: str) -> bool:
        if key(name) in _COUNT_KEYS:
            return False
        cells = self.block.cells(index)
        numbers = cells.by_word(_is_number(word) for word in cells.words)
        return key(name) in {"hour", "час", "nthhour"} or bool((cells.filled & ~numbers).any())

    @property
    def title(self) -> str:
        """The headings as one line, to name the table by."""
        return ", ".join(name for name in self.block.names[:3] if name)


def _is_number(word: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", word) is not None


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read the tables that have days; the others are named and left."""
    sections = list(_sections(table))
    if not sections:
        return None
    rows = sum(len(section.block.rows) for section in sections)
    dated = [one for one in sections if one.day is not None and _counted(one) and _has_one_row_each(one)]
    doubt = next((text for one in dated if (text := _doubtful(one))), "")
    if doubt:
        draft = Draft(job, dated[0].block, job.facts["traffic"])
        return refuse(draft, Delivery(WORD, rows=rows), two_readings(doubt))
    whole = [section for section in dated if not section.dimensions]
    used = _together(whole) if whole else dated[:1]
    about = Delivery(WORD, title=_property(table), layout=_property(table), rows=rows)
    if not used:
        return refuse(Draft(job, sections[0].block, job.facts["traffic"]), about, _undated())
    draft = _draft(job, used, about)
    about.period = used[0].span if all(section.span == used[0].span for section in used) else None
    _say_left(draft, about, [section for section in sections if section not in used and len(section.block.rows)])
    return deliver(draft, about)


def _undated() -> tuple[Message, Message]:
    return (
        msg("No table of the file gives users, sessions or views by days"),
        msg("Open a report with the dimension “Date”, without hours and events, and export it as CSV"),
    )


def _sections(table: SourceTable) -> Iterator[Section]:
    """The tables one after another: remarks above, a head, rows down to a blank line or the next remark."""
    first = read_cells(table.columns[0], 0, table.rows)
    filled = _filled(table)
    span: list[date | None] = [None, None]
    head: int | None = None
    for row in range(table.rows + 1):
        text = first.shown(row) if row < table.rows else ""
        ends = row == table.rows or text.startswith("#") or not filled[row]
        if ends and head is not None:
            yield _section(table, head, row, span)
            head, span = None, [None, None]
        if text.startswith("#"):
            for place, pattern in enumerate((_START, _END)):
                if found := pattern.match(text):
                    moment = dates.parse(found[1])
                    span[place] = moment[0].date() if moment else None
        elif not ends and head is None:
            head = row


def _filled(table: SourceTable) -> NDArray[np.bool_]:
    filled = np.zeros(table.rows, dtype=bool)
    for column in table.columns:
        filled |= column.kinds != Cell.EMPTY
    return filled


def _section(table: SourceTable, head: int, stop: int, span: list[date | None]) -> Section:
    names = tuple(cell_text(table, head, column) for column in range(len(table.columns)))
    rows = np.arange(head + 1, stop)
    last = read_cells(table.columns[-1], 0, table.rows)
    grand = np.array([fold(last.shown(row)) == "grand total" for row in rows.tolist()], dtype=bool)
    first, end = span
    stated = (first, end) if first is not None and end is not None and first <= end else None
    return Section(Block(table, head, names, rows[~grand] if len(rows) else rows), stated)


def _property(table: SourceTable) -> str:
    """The name of the site's property, if the head of the file gives it."""
    for row in range(min(table.rows, 10)):
        text = cell_text(table, row, 0)
        if text.lower().startswith(("# property:", "# ресурс:")):
            return text.partition(":")[2].strip()
    return ""


def _counted(section: Section) -> dict[str, int]:
    """Which columns of the table mean something at its split: target and column.

    Views add up over any split. Visits add up over what a visit has one of: one that looked at three pages is counted
    with each of them. Visitors belong to exactly the split that was exported (NUMBERS 18).
    """
    found = {}
    names = [fold(section.block.names[index]) for index in section.dimensions]
    of_visit = all(any(word in name for word in _OF_VISIT) for name in names)
    for target, headings in _COUNTS.items():
        column = section.block.column(*headings)
        known = of_visit if target == "visits" else of_visit and len(names) < 2 if target == "visitors" else True
        if column is not None and known and len(section.block.rows):
            found[target] = column
    return found


def _has_one_row_each(section: Section) -> bool:
    """Whether every day (and member of the split) has one row: else the rows are split by something unknown here."""
    assert section.day is not None
    cells = [section.block.cells(index) for index in (section.day, *section.dimensions)]
    seen = {tuple(one.shown(row) for one in cells) for row in range(len(section.block.rows))}
    return len(seen) == len(section.block.rows)


def _together(sections: list[Section]) -> list[Section]:
    """The tables by days that bring something new each, over the same days."""
    used: list[Section] = []
    have: set[str] = set()
    for section in sections:
        brings = set(_counted(section))
        if brings - have and (not used or section.span == used[0].span):
            used.append(section)
            have |= brings
    return used


def _draft(job: Job, used: list[Section], about: Delivery) -> Draft:
    """The days of the first table, and of every table the counts that it brings."""
    main = used[0]
    draft = Draft(job, main.block, job.facts["traffic"])
    days = _days(main)
    order = {day: place for place, day in enumerate(days.tolist())}
    assert main.day is not None
    _put_days(draft, days, main.day)
    for target, column in _counted(main).items():
        draft.read_column(target, column)
    for index in main.dimensions:
        name = fold(main.block.names[index])
        target = (
            "channel"
            if any(word in name for word in _CHANNEL)
            else "page"
            if any(word in name for word in _PAGE)
            else ""
        )
        if target and target not in draft.found.arrays:
            draft.read_column(target, index)
    for section in used[1:]:
        _join(draft, section, order)
    about.partial = draft.drop_undated() > 0
    return draft


def _doubtful(section: Section) -> str:
    """A date of the table that reads both ways, where nothing decides; '' where all is clear."""
    if section.day is None or key(section.block.names[section.day]) in _NTH:
        return ""
    words = section.block.cells(section.day).used_words()
    return next((word for word in words if order_of([word])[1]), "") if order_of(words)[1] else ""


def _days(section: Section) -> NDArray[np.datetime64]:
    """The day of every row; NaT where a row has none."""
    index = section.day
    assert index is not None
    cells = section.block.cells(index)
    if key(section.block.names[index]) in _DAY:
        read = read_days(cells, order=Order.UNKNOWN)
        return np.where(read.valid, read.days.astype("datetime64[D]"), np.datetime64("NaT"))
    assert section.span is not None
    shown = [cells.shown(row) for row in range(len(cells.kinds))]
    first = section.span[0]
    found = [first + timedelta(days=int(word)) if word.isdigit() else None for word in shown]
    return np.array([day if day and day <= section.span[1] else None for day in found], dtype="datetime64[D]")


def _put_days(draft: Draft, days: NDArray[np.datetime64], column: int) -> None:
    import pyarrow as pa

    draft.put("day", pa.array(days.astype("datetime64[D]"), mask=np.isnat(days)), column)


def _join(draft: Draft, section: Section, order: dict[date, int]) -> None:
    """Counts of another table, put beside the days of the first."""
    places = np.full(len(draft.block.rows), -1, dtype=np.int64)
    for row, day in enumerate(_days(section).tolist()):
        if day in order:
            places[order[day]] = row
    if (places < 0).any():
        return
    for target, column in _counted(section).items():
        if target not in draft.found.arrays:
            draft.fill(target, merged([taken(section.block.cells(column), places)]))


def _say_left(draft: Draft, about: Delivery, left: list[Section]) -> None:
    """Tables without days, or with counts that mean nothing by days, are named."""
    if left:
        about.partial = True
        text = nmsg(
            "{n} table of the file was not imported, for it has no days or no visits and users: {tables}",
            "{n} tables of the file were not imported, for they have no days or no visits and users: {tables}",
            n=len(left),
            tables="; ".join(section.title for section in left[:10]),
        )
        draft.issues.append(draft.job.warning("tables_left", text, sheet=draft.block.table.sheet))
