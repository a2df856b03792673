"""The analytics report of Roistat (xlsx or CSV; by documentation): cost, requests and revenue by channel.

Rows of a channel repeat what its campaigns have: only the rows without others below them are taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.importers.ad_period import span_inside
from kpi_desktop.ingest.importers.ad_report import (
    TimeColumns,
    captions,
    currency_of,
    find_by_starts,
    first_totals,
    hand_over,
    plain,
    stated_totals,
    told_period,
    whole_numbers,
)
from kpi_desktop.ingest.importers.delivery import Delivery, Draft
from kpi_desktop.ingest.normalise import identifiers, key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.importers.block import Block
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

WORD = "roistat"

_COST = ("Расходы", "Расход", "Затраты", "Marketing cost", "Expenses", "Cost")
_REVENUE = ("Выручка", "Revenue")
_REQUESTS = ("Заявки", "Лиды", "Leads")
#: Columns of levels, the widest first; a level of the sheet's own is told by its number.
_LEVELS = ("Канал", "Источник", "Источник рекламы", "Рекламный канал", "Кампания", "Рекламная кампания",
           "Группа объявлений", "Объявление", "Ключевое слово", "Channel", "Source", "Campaign", "Ad",
           "Keyword")  # fmt: skip
_NUMBERED = ("уровень", "маркеруровня", "каналуровень", "level")
_TIMES = TimeColumns(
    day=("Дата", "День", "Date", "Day"), week=("Неделя", "Week"), month=("Месяц", "Month"), quarter=("Квартал",),
    year=("Год",),
)  # fmt: skip
_TOTALS = ("всего", "итого", "total", "общий итог")


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read a report; None where the sheet holds no such table, or a mapping says that it is something else."""
    whole = find_by_starts(table, ("Визиты", "Visits"), _REQUESTS, _COST)
    if whole is None or (job.options.mapping is not None and told_period(job, WORD) is None):
        return None
    cost = whole.beginning(*_COST)
    assert cost is not None
    total = first_totals(whole, _TOTALS)
    sign = numbers.decimal_sign(whole.cells(cost).used_words()) or ","
    levels = _levels(whole)
    rows = whole.without(total)
    parents = _parents(rows, levels)
    draft = Draft(job, rows.without(parents), job.facts["advertising"], sign=sign)
    about = Delivery(WORD, currency=currency_of(rows, cost, "Валюта", "Currency"))
    stated = stated_totals(whole, total, cost, sign)
    if stated:
        about.own_total = stated[0][1]
    lines = captions(table, whole.head)
    about.period = next((span for line in lines if (span := span_inside(line))), None)
    draft.fill("cost", plain(draft.block.cells(cost)), cost)
    revenue = draft.block.beginning(*_REVENUE)
    if revenue is not None:
        draft.fill("revenue", plain(draft.block.cells(revenue)), revenue)
    whole_numbers(draft, "responses", *_REQUESTS)
    if levels:
        draft.read_column("channel", levels[0])
    if len(levels) > 1:
        draft.read_column("campaign", levels[1])
    return hand_over(draft, about, _TIMES)


def _levels(block: Block) -> list[int]:
    """The columns of channel, campaign and so on, from the widest to the finest."""
    numbered = [index for index, name in enumerate(block.names) if key(name).startswith(_NUMBERED)]
    return numbered or sorted(set(block.columns(*_LEVELS)))


def _parents(block: Block, levels: list[int]) -> NDArray[np.bool_]:
    """The rows that have others below them: by the sheet's own levels, else by the columns that they leave empty."""
    size = len(block.rows)
    out = np.zeros(size, dtype=bool)
    outline = block.table.levels
    if outline is not None and size and outline[block.rows].any():
        depth = outline[block.rows].astype(np.int64)
        out[:-1] = depth[1:] > depth[:-1]
        return out
    if len(levels) < 2:
        return out
    texts = []
    for index in levels:
        codes, words = identifiers(block.cells(index))
        texts.append([words[code] if code >= 0 else "" for code in codes.tolist()])
    times = [index for words, _ in _TIMES.by_grain for index in block.columns(*words)]
    dated = [[block.cells(index).shown(row) for row in range(size)] for index in times]
    paths = [tuple(level[row] for level in texts) for row in range(size)]
    deeper = {
        (*(day[row] for day in dated), *path[:depth])
        for row, path in enumerate(paths)
        for depth in range(1, len(path))
        if any(path[depth:])
    }
    for row, path in enumerate(paths):
        filled = max((place + 1 for place, text in enumerate(path) if text), default=0)
        out[row] = 0 < filled < len(path) and (*(day[row] for day in dated), *path[:filled]) in deeper
    return out
