"""Lists of tasks of trackers other than Jira (YouTrack, Redmine, Asana, Trello, Яндекс Трекер, Kaiten, ClickUp).

There is no common format: a list of tasks is one where a task's number and the day of its creation stand together with
at least two headings that only trackers have, and no column is of money.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.importers.block import Block, filled_rows, merged
from kpi_desktop.ingest.importers.delivery import Delivery, Draft, deliver, empty, refuse, two_readings
from kpi_desktop.ingest.normalise import fold, identifiers, key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

#: The contract's word: a list of tasks is a table like others.
WORD = "table"
_LAYOUT = "tasks"

_KEY = ("Issue Id", "Issue ID", "ID задачи", "Task ID", "Ключ", "Key", "Card ID", "ID", "#", "№", "Номер",
        "Номер задачи",
        "Код", "Код задачи", "ИД задачи", "Идентификатор задачи")  # fmt: skip
_CREATED = ("Created", "Created At", "Created on", "Created time", "Date Created", "Creation date", "Создана",
            "Создано",
            "Создан", "Дата создания", "Время создания", "Дата постановки", "Поставлена")  # fmt: skip
_DONE = ("Resolved", "Resolved date", "Completed At", "Completed on", "Completed", "Date Completed", "Date Done",
         "Closed",
         "Date Closed", "Closed on", "Done date", "Завершена", "Завершено", "Закрыта", "Закрыто", "Решена", "Решено",
         "Выполнена", "Дата завершения", "Дата закрытия", "Дата решения", "Дата выполнения",
         "Фактическая дата завершения")  # fmt: skip
_STATE = (
    "State",
    "Status",
    "Статус",
    "Состояние",
    "Section/Column",
    "List Name",
    "Column",
    "Колонка",
    "Этап",
    "Стадия",
)
_KIND = ("Type", "Issue Type", "Тип", "Тип задачи", "Tracker", "Трекер", "Labels", "Метки", "Tags", "Теги")
_POINTS = ("Story points", "Story Points", "Points", "Баллы", "Оценка в баллах", "Сторипоинты", "Estimate points")
_SPRINT = ("Sprint", "Sprints", "Спринт", "Спринты", "Iteration", "Итерация")
_PROJECT = ("Project", "Projects", "Project name", "Проект", "Проекты", "Board Name", "Доска", "Space", "Пространство",
            "Очередь", "Queue")  # fmt: skip
_TEAM = ("Team", "Команда", "Группа")
#: Headings that lists of tasks have and other lists have not; two of them must be there.
_OF_TASKS = frozenset(map(key, (
    "Summary", "Тема", "Заголовок", "Task name", "Название задачи", "Card Name", "Assignee", "Исполнитель", "Назначена",
    "Назначено", "Постановщик", "Reporter", "Tracker", "Трекер", "Parent task", "Родительская задача", "Priority",
    "Приоритет", "Story points", "Sprint", "Sprints", "Спринт", "Estimated time", "Оценка временных затрат",
    "Spent time",
    "Затраченное время", "Section/Column", "Board Name", "List Name", "Issue Id", "Task ID", "Card ID", "ID задачи",
    "Очередь", "Due date", "Крайний срок", "Дедлайн", "Срок завершения",
)))  # fmt: skip
#: A list with money is one of deals, orders or sales.
_MONEY = ("сумма", "бюджет", "стоимость", "цена", "выручка", "amount", "totalamount", "price", "budget", "revenue")
_BUGS = ("bug", "defect", "баг", "дефект", "ошибка", "ошибки", "crash")
_DONE_STATES = frozenset(map(key, (
    "Done", "Closed", "Fixed", "Verified", "Complete", "Completed", "Resolved", "Готово", "Закрыта", "Закрыто",
    "Закрыт",
    "Решена", "Решено", "Выполнена", "Выполнено", "Завершена", "Завершено", "Сделано", "Исправлена", "Проверена",
)))  # fmt: skip
#: The first eight signs of a card's id on Trello are the second of its creation.
_OBJECT_ID = re.compile(r"[0-9a-f]{24}")
_MILLISECONDS = re.compile(r"1\d{12}")
_TOP = 30


def recognise(table: SourceTable) -> bool:
    """Whether the sheet is a list of tasks."""
    return _find(table) is not None


def _find(table: SourceTable) -> Block | None:
    for row in range(min(table.rows, _TOP)):
        names = tuple(cell_text(table, row, column) for column in range(len(table.columns)))
        keys = {key(name) for name in names if name}
        if len(keys & _OF_TASKS) < 2 or any(name.startswith(_MONEY) for name in keys):
            continue
        block = Block(table, row, tuple(_named(name) for name in names), filled_rows(table, row + 1, table.rows))
        if block.column(*_KEY) is not None and (block.column(*_CREATED) is not None or _ids(block) is not None):
            return block
    return None


def _named(name: str) -> str:
    """The sign of a number alone is a heading too."""
    return "№" if name.strip() == "#" else name


def _ids(block: Block) -> int | None:
    """The column of ids of Trello, which hold the moment of creation."""
    index = block.column("Card ID")
    if index is None:
        return None
    words = block.cells(index).used_words()
    return index if words and all(_OBJECT_ID.fullmatch(word) for word in words) else None


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read the tasks; None where the sheet is no list of them."""
    block = _find(table)
    if block is None:
        return None
    fact = job.facts["task"]
    title = fact.name_ru if job.options.lang == "ru" else fact.name_en
    draft = Draft(job, block, fact)
    about = Delivery(WORD, title=title, layout=_LAYOUT, rows=len(block.rows))
    if not len(block.rows):
        return empty(draft, about)
    doubt = draft.doubtful_dates(*_CREATED, *_DONE)
    if doubt:
        return refuse(draft, about, two_readings(doubt))
    _created(draft)
    about.partial = draft.drop_undated() > 0
    if not len(draft.block.rows):
        return empty(draft, about, len(block.rows))
    for target, words in (("task", _KEY), ("project", _PROJECT), ("team", _TEAM), ("points", _POINTS)):
        draft.read(target, *words)
    sprints = draft.block.columns(*_SPRINT)
    if sprints:
        draft.fill("sprint", merged([draft.block.cells(index) for index in sprints[::-1]]), *sprints)
    _bugs(draft)
    _done(draft, about)
    return deliver(draft, about)


def _created(draft: Draft) -> None:
    """The day of creation: its own column, else out of the ids of Trello."""
    import pyarrow as pa

    if draft.block.column(*_CREATED) is not None:
        _read_day(draft, "day", *_CREATED)
        return
    index = _ids(draft.block)
    assert index is not None
    codes, words = identifiers(draft.block.cells(index))
    ids = [words[code] if code >= 0 else "" for code in codes.tolist()]
    days = [datetime.fromtimestamp(int(text[:8], 16), UTC).date() if text else None for text in ids]
    draft.put("day", pa.array(days, pa.date32()), index)
    text = msg("The day of creation is taken from the number of the card: Trello begins it with that moment")
    draft.issues.append(draft.job.info("created_by_id", text, sheet=draft.block.table.sheet))


def _read_day(draft: Draft, target: str, *headings: str) -> None:
    """A column of days; ClickUp writes moments as milliseconds since 1970."""
    import pyarrow as pa

    index = draft.block.column(*headings)
    assert index is not None
    cells = draft.block.cells(index)
    shown = [cells.shown(row) for row in range(len(cells.kinds))]
    if not any(shown) or not all(_MILLISECONDS.fullmatch(text) for text in shown if text):
        draft.read(target, *headings)
        return
    days = [datetime.fromtimestamp(int(text) // 1000, UTC).date() if text else None for text in shown]
    draft.put(target, pa.array(days, pa.date32()), index)


def _bugs(draft: Draft) -> None:
    """Whether a task is a bug, by the first column of kinds or marks that names bugs at all."""
    import pyarrow as pa

    for index in draft.block.columns(*_KIND):
        cells = draft.block.cells(index)
        flags = [any(part in _BUGS for part in re.split(r"[,;|/\s]+", fold(word))) for word in cells.words]
        if any(flags):
            draft.put("bug", pa.array(cells.by_word(flags)), index)
            return


def _done(draft: Draft, about: Delivery) -> None:
    """The day of completion; tasks that are done by their state without such a day are told."""
    state, sheet = _state(draft), draft.block.table.sheet
    fix = msg("Add the day of completion to the export")
    if draft.block.column(*_DONE) is None:
        if state is None or state.any():
            text = msg("The export does not say when issues were done")
            draft.issues.append(draft.job.warning("no_done_day", text, fix=fix, sheet=sheet))
        return
    _read_day(draft, "done_day", *_DONE)
    dayless = 0 if state is None else int((state & ~draft.is_valid("done_day")).sum())
    if dayless:
        about.partial = True
        text = nmsg("{n} issue is done but has no day of completion: it counts as not done",
                    "{n} issues are done but have no day of completion: they count as not done", n=dayless)  # fmt: skip
        draft.issues.append(draft.job.warning("no_done_day", text, fix=fix, sheet=sheet))


def _state(draft: Draft) -> NDArray[np.bool_] | None:
    """Which tasks are done by their state; None where no column tells."""
    index = draft.block.column(*_STATE)
    if index is None:
        return None
    cells = draft.block.cells(index)
    return np.asarray(cells.by_word(key(word) in _DONE_STATES for word in cells.words))
