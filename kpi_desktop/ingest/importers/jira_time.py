"""Time in Jira: hours logged on issues, and how long an issue was worked on and how long it waited."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.core.period import Grain
from kpi_desktop.facts.batch import FactBatch, SourceKey
from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest import dates, numbers
from kpi_desktop.ingest.assemble import write_facts
from kpi_desktop.ingest.normalise import dictionary_array, fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.ingest.importers.block import Block
    from kpi_desktop.ingest.importers.delivery import Draft

_LOG = ("Log Work", "Журнал работы", "Журнал работ", "Работа")
_PEOPLE = (("Assignee", "Assignee Id"), ("Reporter", "Reporter Id"), ("Creator", "Creator Id"),
           ("Исполнитель", "Assignee Id"), ("Автор", "Reporter Id"))  # fmt: skip
_IN_STATUS = ("Custom field ([CHART] Time in Status)", "Пользовательское поле ([CHART] Time in Status)")
_VISIT = re.compile(r"(\d+)_\*:\*_(\d+)_\*:\*_(\d+)")
#: Statuses that every Jira has under the same numbers.
_SYSTEM = {"1": "todo", "3": "work", "4": "todo", "5": "done", "6": "done"}
_CATEGORIES = {
    "to do": "todo", "todo": "todo", "new": "todo", "к выполнению": "todo", "сделать": "todo", "новая": "todo",
    "in progress": "work", "indeterminate": "work", "в работе": "work", "в процессе": "work",
    "done": "done", "complete": "done", "готово": "done", "выполнено": "done", "завершено": "done",
}  # fmt: skip
_HOUR_MS = Decimal(3_600_000)


@dataclass(slots=True)
class _Logged:
    """One entry of the log of work, as told in a cell."""

    day: date
    seconds: int
    person: str
    row: int


def logged_hours(draft: Draft, word: str, number: int) -> FactBatch | None:
    """The hours logged on issues as facts of their own; None where the export has none."""
    entries, bad = _entries(draft)
    if bad:
        text = nmsg("{n} entry of the log of work could not be read and was not imported",
                    "{n} entries of the log of work could not be read and were not imported", n=bad)  # fmt: skip
        fix = msg("Export “CSV (all fields)” from the list of issues again")
        draft.issues.append(draft.job.warning("log_unreadable", text, fix=fix, sheet=draft.block.table.sheet))
    return _batch(draft, word, number, entries) if entries else None


def _entries(draft: Draft) -> tuple[list[_Logged], int]:
    people = _people(draft.block)
    rows = draft.block.sheet_rows.tolist()
    found: list[_Logged] = []
    bad = 0
    for index in draft.block.columns(*_LOG):
        cells = draft.block.cells(index)
        for place in np.flatnonzero(cells.filled).tolist():
            entry = _entry(cells.shown(place), draft, people, rows[place])
            if entry is None:
                bad += 1
            else:
                found.append(entry)
    return found, bad


def _entry(text: str, draft: Draft, people: Mapping[str, str], row: int) -> _Logged | None:
    """`comment;moment;account;seconds`; the comment may hold semicolons of its own."""
    parts = text.rsplit(";", 3)
    if len(parts) < 4 or not parts[3].strip().isdigit():
        return None
    moment = dates.parse(parts[1].strip(), draft.order or dates.Order.DMY)
    account = parts[2].strip()
    return None if moment is None else _Logged(moment[0].date(), int(parts[3]), people.get(account, account), row)


def _people(block: Block) -> dict[str, str]:
    """Names of accounts, as the columns of people tell them."""
    found: dict[str, str] = {}
    for name, account in _PEOPLE:
        names, accounts = block.column(name), block.column(account)
        if names is not None and accounts is not None:
            shown, ids = block.cells(names), block.cells(accounts)
            for row in range(len(block.rows)):
                if ids.shown(row) and shown.shown(row):
                    found.setdefault(ids.shown(row), shown.shown(row))
    return found


def _batch(draft: Draft, word: str, number: int, entries: list[_Logged]) -> FactBatch:
    import pyarrow as pa

    job = draft.job
    size = len(entries)
    people: dict[str, int] = {}
    codes = [people.setdefault(entry.person, len(people)) if entry.person else -1 for entry in entries]
    millionths = np.array([(entry.seconds * 10**6 + 1800) // 3600 for entry in entries], dtype=np.int64)
    arrays = {
        "day": pa.array([entry.day for entry in entries], type=pa.date32()),
        "hours": numbers.decimal_array(millionths, None, 6),
        "manager": dictionary_array(np.array(codes, dtype=np.int32), list(people)),
        "src_sheet": pa.array(np.zeros(size, dtype=np.int16)),
        "src_row": pa.array([entry.row for entry in entries], type=pa.int32()),
    }
    target = job.facts_file(number)
    written = write_facts([arrays], target)
    days = [entry.day for entry in entries]
    total = Decimal(int(millionths.sum())).scaleb(-6)
    exact = Decimal(sum(entry.seconds for entry in entries)) / 3600
    return FactBatch(
        fact="hours", columns=target, rows=written, source=SourceKey(word, "log", name=job.options.source_name),
        file_name=job.source.name, file_sha256=job.sha256, importer=word, recognised=word, mapping="",
        present=("day", "hours", "manager"), period=(min(days), date.fromordinal(max(days).toordinal() + 1)),
        period_stated=False, grain=Grain.DAY, sheets=(draft.block.table.sheet,),
        file_total=exact.quantize(Decimal("0.000001")), imported_total=total,
    )  # fmt: skip


def put_status_time(draft: Draft, categories: tuple[str, ...]) -> None:
    """Hours of work and of waiting by the time in each status, where it can be told what the statuses are.

    The field names statuses by numbers only. What a number is tells an issue that stands in it now: its last status,
    in which no time has passed yet. Issues with a status of unknown kind stay without hours.
    """
    index, state = draft.block.column(*_IN_STATUS), draft.block.column(*categories)
    if index is None or state is None or not draft.block.cells(index).filled.any():
        return
    cells, states = draft.block.cells(index), draft.block.cells(state)
    visits = [_VISIT.findall(cells.shown(row)) for row in range(len(draft.block.rows))]
    now = [_CATEGORIES.get(fold(states.shown(row)), "") for row in range(len(visits))]
    kinds = _kinds(visits, now)
    hours = [_hours(found, kinds) for found in visits]
    unknown = sorted({number for found in visits for number, _, spent in found if int(spent) and number not in kinds})
    if unknown:
        text = msg("It cannot be told whether statuses {numbers} are work or waiting: issues that were in them have no "
                   "hours of work and waiting", numbers=", ".join(unknown[:10]))  # fmt: skip
        draft.issues.append(draft.job.info("status_unknown", text, sheet=draft.block.table.sheet))
    if any(one is not None for one in hours):
        valid = np.array([one is not None for one in hours], dtype=bool)
        for place, target in enumerate(("active_hours", "waiting_hours")):
            scaled = np.array([0 if one is None else one[place] for one in hours], dtype=np.int64)
            draft.put(target, numbers.decimal_array(scaled, valid, 6), index)


def _kinds(visits: list[list[tuple[str, str, str]]], now: list[str]) -> dict[str, str]:
    """What each numbered status is, by the issues that stand in it now; a contradiction tells nothing."""
    seen: dict[str, set[str]] = {number: {kind} for number, kind in _SYSTEM.items()}
    for found, kind in zip(visits, now, strict=True):
        if found and kind and (len(found) == 1 or not int(found[-1][2])):
            seen.setdefault(found[-1][0], set()).add(kind)
    return {number: next(iter(kinds)) for number, kinds in seen.items() if len(kinds) == 1}


def _hours(found: list[tuple[str, str, str]], kinds: Mapping[str, str]) -> tuple[int, int] | None:
    """Millionths of an hour of work and of waiting; None where some of the time is of an unknown status."""
    if not found or any(int(spent) and number not in kinds for number, _, spent in found):
        return None
    sums = {"work": 0, "todo": 0, "done": 0}
    for number, _, spent in found:
        if int(spent):
            sums[kinds[number]] += int(spent)
    return _millionths(sums["work"]), _millionths(sums["todo"])


def _millionths(spent: int) -> int:
    return int((Decimal(spent) * 10**6 / _HOUR_MS).to_integral_value())
