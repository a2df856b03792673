"""Days on which something happened to a row later: paid, shipped, closed, done. An empty cell says: not yet.

A table without the column says nothing of it, and nobody in it counts as unpaid. With the column an empty cell is an
answer, and so are «-», «нет», «не оплачен» in the place of a day.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.facts.schema import Kind
from kpi_desktop.i18n.message import msg, named
from kpi_desktop.ingest.normalise import fold, key
from kpi_desktop.ingest.source import Cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.facts.schema import Column, FactTable
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.normalise import Cells
    from kpi_desktop.ingest.profile import Profile

_DAYS = frozenset({"paid_day", "shipped_day", "closed_day", "done_day"})

#: Facts of which a column without a single day means that nothing happened yet. Lists of orders have such columns
#: without ever filling them, and deals are won by their state.
_EMPTY_TELLS = {"contract": "paid_day", "task": "done_day"}

#: What stands in the place of a day that has not come, folded.
_NOT_YET = frozenset({
    "-", "–", "—", "нет", "не оплачен", "не оплачено", "не оплачена", "неоплачен", "неоплачено", "неоплачена",
    "нет оплаты", "ожидает оплаты", "ожидается", "ожидает", "не отгружен", "не отгружено", "не закрыт", "не закрыта",
    "не завершена", "не завершено", "не выполнена", "не выполнено", "в работе", "открыта", "no", "none", "not yet",
    "not paid", "unpaid", "not shipped", "not closed", "not done", "open", "pending", "n/a",
})  # fmt: skip


def day_headings(facts: Mapping[str, FactTable]) -> frozenset[str]:
    """The keys of all headings of such days."""
    columns = [column for fact in facts.values() for column in fact.columns if column.id in _DAYS]
    return frozenset(key(word) for column in columns for word in column.headings)


def tells_day(look: Profile, column: Column, fact: FactTable) -> bool:
    """Whether the column tells when it happened: every cell is a day, or says that there is none yet."""
    if column.id not in _DAYS or column.kind is not Kind.DATE:
        return False
    if not look.filled:
        return _EMPTY_TELLS.get(fact.id) == column.id
    return int(look.cells.by_word(_says_not_yet(look.cells)).sum()) + look.dates == look.filled


def without_not_yet(target: str, cells: Cells) -> Cells:
    """The cells with nothing where they say that the day has not come; of any other column as they are."""
    if target not in _DAYS:
        return cells
    none = cells.by_word(_says_not_yet(cells))
    if not none.any():
        return cells
    kinds = np.where(none, np.uint8(Cell.EMPTY), cells.kinds)
    return replace(cells, kinds=kinds, codes=np.where(none, -1, cells.codes).astype(np.int32))


def nothing_happened(job: Job, fact: FactTable, by_target: Mapping[str, Cells], sheet: str) -> list[Issue]:
    """Says that no row has the day, and what that is taken for."""
    target = _EMPTY_TELLS.get(fact.id, "")
    if target not in by_target or without_not_yet(target, by_target[target]).filled.any():
        return []
    column = fact.column(target)
    text = msg(
        "“{column}” has no day in any row: none of them counts as paid or done. If the program does not fill the "
        "column, take it out of the table",
        column=named(column.name_en, column.name_ru),
    )
    return [job.info("no_day_yet", text, sheet=sheet)]


def _says_not_yet(cells: Cells) -> list[bool]:
    return [fold(word) in _NOT_YET for word in cells.words]
