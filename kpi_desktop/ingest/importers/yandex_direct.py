"""Reports of Yandex.Direct (the report wizard, CSV or xlsx; by documentation): advertising by day and campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

WORD = "yandex-direct"
CHANNEL = "Яндекс.Директ"

_COST = ("Расход всего", "Расход", "Стоимость", "Cost")
_TIMES = TimeColumns(
    day=("Дата", "День", "Date", "Day", "Период"), week=("Неделя", "Week"), month=("Месяц", "Month"),
    quarter=("Квартал", "Quarter"), year=("Год", "Year"),
)  # fmt: skip
_TOTALS = ("всего", "итого", "total")
_CAMPAIGN = ("Кампания", "Название кампании", "Campaign", "Campaign name", "№ Кампании", "№ кампании")


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read a report; None where the sheet holds no table with clicks and a cost, or a mapping says that it is not."""
    whole = find_by_starts(table, ("Показы", "Impressions"), ("Клики", "Clicks"), _COST)
    if whole is None or (job.options.mapping is not None and told_period(job, WORD) is None):
        return None
    cost = whole.beginning(*_COST)
    assert cost is not None
    total = first_totals(whole, _TOTALS)
    sign = numbers.decimal_sign(whole.cells(cost).used_words()) or ","
    draft = Draft(job, whole.without(total), job.facts["advertising"], sign=sign)
    about = Delivery(WORD, currency=currency_of(whole.without(total), cost, "Валюта", "Currency"))
    stated = stated_totals(whole, total, cost, sign)
    if stated:
        about.own_total = max(value for _, value in stated)
    lines = captions(table, whole.head)
    about.period = next((span for line in lines if (span := span_inside(line))), None)
    draft.fill("cost", plain(draft.block.cells(cost)), cost)
    for target, words in (("impressions", ("Показы", "Impressions")), ("clicks", ("Клики", "Clicks"))):
        index = draft.block.column(*words)
        if index is not None:
            draft.fill(target, plain(draft.block.cells(index)), index)
    revenue = draft.block.beginning("Доход (", "Доход,", "Доход", "Revenue")
    if revenue is not None:
        draft.fill("revenue", plain(draft.block.cells(revenue)), revenue)
    whole_numbers(draft, "responses", "Конверсии", "Conversions")
    draft.say("channel", CHANNEL)
    draft.read("campaign", *_CAMPAIGN)
    return hand_over(draft, about, _TIMES)
