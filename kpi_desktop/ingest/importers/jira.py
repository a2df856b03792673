"""Issues of Jira (CSV): repeated columns by position, the last sprint, done by the category of the status."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest.importers.block import find_block, merged
from kpi_desktop.ingest.importers.delivery import Delivery, Draft, deliver, empty, refuse, two_readings
from kpi_desktop.ingest.importers.jira_time import logged_hours, put_status_time
from kpi_desktop.ingest.normalise import fold

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

WORD = "jira"

_KEY = (
    "Issue key",
    "Ключ проблемы",
    "Код проблемы",
    "Ключ запроса",
    "Код запроса",
    "Ключ задачи",
    "Код задачи",
    "Ключ",
)
_TYPE = ("Issue Type", "Тип проблемы", "Тип запроса", "Тип задачи")
_CREATED = ("Created", "Создано", "Дата создания", "Создана", "Создан")
_RESOLVED = ("Resolved", "Дата решения", "Решено", "Решена", "Решён")
_CATEGORY = ("Status Category", "Категория статуса")
_CHANGED = ("Status Category Changed", "Категория статуса изменена")
_POINTS = ("Custom field (Story point estimate)", "Custom field (Story Points)",
           "Пользовательское поле (Story point estimate)", "Пользовательское поле (Story Points)")  # fmt: skip
_PROJECT = ("Project name", "Имя проекта", "Название проекта", "Project key", "Ключ проекта")
_TEAM = ("Custom field (Team)", "Пользовательское поле (Team)")
_BUGS = frozenset({"bug", "defect", "ошибка", "баг", "дефект"})
_DONE = frozenset({"done", "готово", "выполнено", "complete"})


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read the issues; None where the sheet has no issues with their days."""
    block = find_block(table, *((key, created) for key in _KEY for created in _CREATED))
    if block is None:
        return None
    draft, about = Draft(job, block, job.facts["task"]), Delivery(WORD, rows=len(block.rows))
    doubt = draft.doubtful_dates(*_CREATED, *_RESOLVED, *_CHANGED)
    if doubt:
        return refuse(draft, about, two_readings(doubt))
    draft.read("day", *_CREATED)
    about.partial = draft.drop_undated() > 0
    if not len(draft.block.rows):
        return empty(draft, about, len(block.rows))
    draft.read("task", *_KEY)
    draft.read("project", *_PROJECT)
    _bugs(draft)
    _last_filled(draft, "sprint", "Sprint", "Спринт")
    _last_filled(draft, "team", *_TEAM)
    _last_filled(draft, "points", *reversed(_POINTS))
    _done(draft, about)
    put_status_time(draft, _CATEGORY)
    hours = logged_hours(draft, WORD, 1)
    about.partial |= any(issue.code == "log_unreadable" for issue in draft.issues)
    report = deliver(draft, about)
    return report if hours is None else replace(report, batches=(*report.batches, hours))


def _bugs(draft: Draft) -> None:
    import pyarrow as pa

    index = draft.block.column(*_TYPE)
    if index is not None:
        kinds = draft.block.cells(index)
        draft.put("bug", pa.array(kinds.by_word(fold(word) in _BUGS for word in kinds.words)), index)


def _last_filled(draft: Draft, target: str, *headings: str) -> None:
    """The last filled of several columns: an issue carried over sprints stands in the last of them."""
    columns = draft.block.columns(*headings)
    cells = [draft.block.cells(index) for index in columns]
    if any(one.filled.any() for one in cells):
        draft.fill(target, merged(cells[::-1]), *columns)


def _done(draft: Draft, about: Delivery) -> None:
    """The day of completion: as resolved, else the day on which the status became a done one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    sheet = draft.block.table.sheet
    if draft.block.column(*_RESOLVED) is None and draft.block.column(*_CHANGED) is None:
        text = msg("The export does not say when issues were done")
        fix = msg("Export “CSV (all fields)” from the list of issues, not the current fields")
        draft.issues.append(draft.job.warning("no_done_day", text, fix=fix, sheet=sheet))
        return
    state = _state(draft)
    resolved = _days(draft, _RESOLVED)
    changed = _days(draft, _CHANGED)
    if state is not None:
        done = pa.array(state)
        days = resolved if changed is None else changed if resolved is None else pc.coalesce(resolved, changed)
        resolved = pc.if_else(done, days, pa.scalar(None, pa.date32()))
    if resolved is None:
        return
    draft.put("done_day", resolved, *draft.block.columns(*_RESOLVED)[:1])
    dayless = 0 if state is None else int((state & ~draft.is_valid("done_day")).sum())
    if dayless:
        about.partial = True
        text = nmsg("{n} issue is done but has no day of completion: it counts as not done",
                    "{n} issues are done but have no day of completion: they count as not done", n=dayless)  # fmt: skip
        fix = msg("Fill in the resolution in the tracker and export again")
        draft.issues.append(draft.job.warning("no_done_day", text, fix=fix, sheet=sheet))


def _state(draft: Draft) -> NDArray[np.bool_] | None:
    """Which issues are done by the category of their status, which is the same in every language and project."""
    index = draft.block.column(*_CATEGORY)
    if index is None:
        return None
    cells = draft.block.cells(index)
    return cells.by_word(fold(word) in _DONE for word in cells.words)


def _days(draft: Draft, headings: tuple[str, ...]) -> pa.Array | None:
    index = draft.block.column(*headings)
    if index is None:
        return None
    draft.read_column("done_day", index)
    return draft.found.arrays.pop("done_day")
