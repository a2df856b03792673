"""Deals and leads of Bitrix24 (CSV, or the web page that it names .xls), Russian and English; by documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg, nmsg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.importers.block import find_block, merged
from kpi_desktop.ingest.importers.crm_currency import one_currency
from kpi_desktop.ingest.importers.crm_people import people
from kpi_desktop.ingest.importers.deal_stages import LOST, OPEN, WON, check_closing, put_statuses, statuses
from kpi_desktop.ingest.importers.delivery import Delivery, Draft, deliver, empty, refuse, two_readings
from kpi_desktop.ingest.normalise import dictionary_array, fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.importers.block import Block
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.normalise import Cells
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

WORD = "bitrix24"

_ID = ("ID",)
_STAGE = ("Стадия сделки", "Стадия", "Deal stage", "Stage")
_CREATED = (
    "Дата создания",
    "Создана",
    "Дата создания сделки",
    "Created on",
    "Created",
    "Date created",
    "Creation date",
)
_CLOSED = ("Дата закрытия", "Дата фактического закрытия", "Дата завершения", "Предполагаемая дата закрытия",
           "Closed on", "Close date", "Closing date", "End date", "Expected close date",
           "Estimated close date")  # fmt: skip
_EXPECTED = ("Предполагаемая дата закрытия", "Дата завершения", "Expected close date", "Estimated close date",
             "Close date", "End date")  # fmt: skip
_IS_CLOSED = ("Сделка закрыта", "Закрыта", "Deal closed", "Closed")
_GROUP = ("Группа стадий", "Группа стадии", "Семантика стадии", "Stage group")
_AMOUNT = ("Сумма", "Сумма сделки", "Amount", "Total", "Opportunity")
_CURRENCY = ("Валюта", "Currency")
_MANAGER = ("Ответственный", "Ответственное лицо", "Responsible person", "Responsible", "Assigned to")
_CHANNEL = ("Источник", "Source", "UTM Source", "utm_source")
_CUSTOMER = ("Компания", "Компания: Название компании", "Контакт", "Клиент", "Контакт: Имя", "Company", "Contact")
_PIPELINE = ("Воронка", "Направление", "Направление сделки", "Pipeline", "Category")
_REASON = ("Причина отказа", "Причина провала", "Причина проигрыша", "Reason for loss")
_LEAD = ("Название лида", "Lead name")
_STATUS = ("Статус", "Статус лида", "Стадия", "Status", "Stage")
_YES = frozenset({"да", "y", "yes", "1", "true"})
_NO = frozenset({"нет", "n", "no", "0", "false"})
_GROUPS = {"успешно": WON, "успех": WON, "success": WON, "провал": LOST, "провалено": LOST, "failure": LOST,
           "fail": LOST, "в работе": OPEN, "in progress": OPEN, "process": OPEN}  # fmt: skip
#: Names of the states of a lead; a state that is not here is one of those in work, and counts as none of them.
_LEADS = {
    "new": ("Не обработан", "Новый", "Новый лид", "Необработан", "New", "Not processed", "Unassigned"),
    "rejected": ("Некачественный лид", "Некачественный", "Забракован", "Спам", "Junk lead", "Junk", "Unqualified",
                 "Low quality"),
    "converted": ("Качественный лид", "Сконвертирован", "Good lead", "Converted", "High quality", "Quality lead"),
}  # fmt: skip
_STATES = ("new", "qualified", "rejected", "converted")


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read deals or leads; contacts and companies are named and left."""
    leads = find_block(table, *((name, created) for name in _LEAD for created in _CREATED))
    if leads is not None:
        return _leads(job, leads)
    deals = find_block(table, *((*_ID, stage, created) for stage in _STAGE for created in _CREATED))
    return people(job, table, WORD) if deals is None else _deals(job, deals)


def _dated(draft: Draft, about: Delivery, *closing: str) -> FileReport | None:
    """Set the day of creation; a report where the days cannot be read."""
    about.rows = len(draft.block.rows)
    if not about.rows:
        return empty(draft, about)
    doubt = draft.doubtful_dates(*_CREATED, *closing)
    if doubt:
        return refuse(draft, about, two_readings(doubt))
    draft.read("day", *_CREATED)
    about.partial = draft.drop_undated() > 0
    return None if len(draft.block.rows) else empty(draft, about, about.rows)


def _deals(job: Job, block: Block) -> FileReport:
    draft, about = Draft(job, block, job.facts["deal"]), Delivery(WORD)
    problem = _dated(draft, about, *_CLOSED)
    if problem is not None:
        return problem
    draft.read("deal", *_ID)
    _amounts(draft, about)
    for target, headings in (("manager", _MANAGER), ("loss_reason", _REASON), ("x_voronka", _PIPELINE)):
        _read_filled(draft, target, headings)
    _first_filled(draft, "customer", _CUSTOMER)
    _first_filled(draft, "channel", _CHANNEL)
    stage = next(index for name in _STAGE if (index := draft.block.column(name)) is not None)
    cells = draft.block.cells(stage)
    found = _ends(draft, cells)
    put_statuses(draft, about, cells, found, stage, _told_beside(draft))
    _closing(draft, found)
    check_closing(draft, found)
    return deliver(draft, about)


def _read_filled(draft: Draft, target: str, headings: tuple[str, ...]) -> None:
    index = draft.block.column(*headings)
    if index is not None and draft.block.cells(index).filled.any():
        draft.read_column(target, index)


def _first_filled(draft: Draft, target: str, headings: tuple[str, ...]) -> None:
    columns = draft.block.columns(*headings)
    cells = [draft.block.cells(index) for index in columns]
    if any(one.filled.any() for one in cells):
        draft.fill(target, merged(cells), *columns)


def _amounts(draft: Draft, about: Delivery) -> None:
    index = draft.block.column(*_AMOUNT)
    if index is None:
        return
    draft.sign = numbers.decimal_sign(draft.block.cells(index).used_words()) or "."
    draft.read_column("amount", index)
    one_currency(draft, about, *_CURRENCY)


def _ends(draft: Draft, stages: Cells) -> NDArray[np.int32]:
    """Won, lost or open: as the owner says, by the group of the stage, by its name; else a closed deal is neither."""
    said = draft.job.rules.stage_ends()
    found, named = statuses(stages, said), stages.by_word(fold(word) in said for word in stages.words)
    group = draft.block.column(*_GROUP)
    if group is not None:
        cells = draft.block.cells(group)
        table = np.array([*(_GROUPS.get(fold(word), -1) for word in cells.words), -1], dtype=np.int32)
        told = np.asarray(table[cells.codes])
        found = np.where((told >= 0) & ~named, told, found).astype(np.int32)
    closed = draft.block.column(*_IS_CLOSED)
    if closed is None:
        return found
    cells = draft.block.cells(closed)
    is_closed = cells.by_word(fold(word) in _YES for word in cells.words)
    strange = is_closed & (found == OPEN) & ~named
    if strange.any():
        names = ", ".join(f"«{word}»" for word in stages.take(strange).used_words()[:5])
        text = nmsg(
            "{n} deal is closed in a stage that is neither won nor lost by its name ({stages}): it counts as neither",
            "{n} deals are closed in stages that are neither won nor lost by their names ({stages}): "
            "they count as neither",
            n=int(strange.sum()),
            stages=names,
        )
        fix = msg("Add the column of the group of stages to the export, or give a mapping file")
        draft.issues.append(draft.job.warning("closed_unknown", text, fix=fix, sheet=draft.block.table.sheet))
    return np.where(strange, np.int32(-1), found).astype(np.int32)


def _told_beside(draft: Draft) -> NDArray[np.bool_]:
    """The deals of which another column than the stage says that they ended so or so, or that they are open."""
    sure = np.zeros(len(draft.block.rows), dtype=bool)
    for headings, words in ((_GROUP, frozenset(_GROUPS)), (_IS_CLOSED, _NO)):
        index = draft.block.column(*headings)
        if index is not None:
            cells = draft.block.cells(index)
            sure |= cells.by_word(fold(word) in words for word in cells.words)
    return sure


def _closing(draft: Draft, found: NDArray[np.int32]) -> None:
    """The day of closing of deals that ended; that of open deals is only expected."""
    import pyarrow as pa
    import pyarrow.compute as pc

    ended = pa.array((found == WON) | (found == LOST))
    closing, expected = draft.block.column(*_CLOSED), draft.block.column(*_EXPECTED)
    for target, index, rows in (("closed_day", closing, ended), ("forecast_day", expected, pa.array(found == OPEN))):
        if index is not None:
            draft.read_column(target, index)
            days = draft.found.arrays[target]
            draft.put(target, pc.if_else(rows, days, pa.scalar(None, days.type)), index)


def _leads(job: Job, block: Block) -> FileReport:
    draft, about = Draft(job, block, job.facts["lead"]), Delivery(WORD)
    problem = _dated(draft, about)
    if problem is not None:
        return problem
    draft.read("lead", *_ID)
    for target, headings in (("manager", _MANAGER), ("reason", _REASON)):
        _read_filled(draft, target, headings)
    _first_filled(draft, "customer", _CUSTOMER)
    _first_filled(draft, "channel", _CHANNEL)
    index = draft.block.column(*_STATUS)
    if index is not None:
        cells = draft.block.cells(index)
        of_name = {fold(name): _STATES.index(state) for state, names in _LEADS.items() for name in names}
        table = np.array([*(of_name.get(fold(word), -1) for word in cells.words), -1], dtype=np.int32)
        draft.put("status", dictionary_array(np.asarray(table[cells.codes]), list(_STATES)), index)
        other = sorted({word for word in cells.used_words() if fold(word) not in of_name})
        if other:
            text = msg("States in work, neither new nor rejected nor converted: {states}", states=", ".join(other[:10]))
            draft.issues.append(job.info("states_in_work", text, sheet=block.table.sheet))
    return deliver(draft, about)
