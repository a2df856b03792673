"""Deals of amoCRM (CSV): repeated headings, «не закрыта» for a day, fixed names of the two last stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import nmsg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.importers.block import blanked, find_block, merged
from kpi_desktop.ingest.importers.crm_people import people
from kpi_desktop.ingest.importers.deal_stages import OPEN, check_closing, put_statuses, statuses
from kpi_desktop.ingest.importers.delivery import Delivery, Draft, deliver, empty, refuse, two_readings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

WORD = "amocrm"

_ID, _STAGE, _CLOSED = "ID", "Этап сделки", "Дата закрытия"
_CREATED = ("Дата создания сделки", "Дата создания")
_NOT_CLOSED = ("не закрыта", "not closed")
#: What is read from the first filled of several columns, the contact's own after the deal's.
_SEVERAL = {
    "customer": ("Компания", "Компания контакта", "Полное имя контакта", "Основной контакт"),
    "channel": ("Источник", "Источник сделки", "utm_source"),
    "product": ("Товар", "Товары"),
    "region": ("Город",),
    "loss_reason": ("Причина отказа", "Причина закрытия"),
}


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read the deals; contacts are named and left."""
    block = find_block(table, *((_ID, _STAGE, created) for created in _CREATED))
    if block is None:
        return people(job, table, WORD)
    draft, about = Draft(job, block, job.facts["deal"]), Delivery(WORD)
    budget = block.column("Бюджет", "Сумма", "Сумма сделки")
    if budget is not None:
        draft.sign = numbers.decimal_sign(block.cells(budget).used_words()) or ","
        draft.read_column("amount", budget)
    doubt = draft.doubtful_dates(*_CREATED, _CLOSED)
    about.rows = len(block.rows)
    if doubt:
        return refuse(draft, about, two_readings(doubt))
    draft.read("day", *_CREATED)
    about.partial = draft.drop_undated() > 0
    if not len(draft.block.rows):
        return empty(draft, about, about.rows)
    draft.read("deal", _ID)
    draft.read("manager", "Ответственный")
    found = _stages(draft, about)
    _several(draft)
    pipeline = draft.block.column("Воронка")
    if pipeline is not None:
        draft.fill("x_voronka", draft.block.cells(pipeline), pipeline)
    check_closing(draft, found)
    _closed_elsewhere(draft, found)
    return deliver(draft, about)


def _stages(draft: Draft, about: Delivery) -> NDArray[np.int32]:
    stage, closed = draft.block.column(_STAGE), draft.block.column(_CLOSED)
    assert stage is not None
    cells = draft.block.cells(stage)
    found = statuses(cells, draft.job.rules.stage_ends())
    put_statuses(draft, about, cells, found, stage)
    if closed is not None:
        draft.fill("closed_day", blanked(draft.block.cells(closed), _NOT_CLOSED), closed)
    return found


def _several(draft: Draft) -> None:
    for target, headings in _SEVERAL.items():
        columns = draft.block.columns(*headings)
        cells = [draft.block.cells(index) for index in columns]
        if any(one.filled.any() for one in cells):
            draft.fill(target, merged(cells), *columns)


def _closed_elsewhere(draft: Draft, found: NDArray[np.int32]) -> None:
    """Deals with a closing day whose stage is not one of the two last: the account may have named them otherwise."""
    if not {"closed_day", "status"} <= draft.found.arrays.keys():
        return
    count = int((draft.is_valid("closed_day") & (found == OPEN)).sum())
    if count:
        text = nmsg(
            "{n} deal has a closing day, but its stage is neither won nor lost: it counts as open",
            "{n} deals have a closing day, but their stages are neither won nor lost: they count as open",
            n=count,
        )
        draft.issues.append(draft.job.warning("closed_but_open", text, sheet=draft.block.table.sheet))
