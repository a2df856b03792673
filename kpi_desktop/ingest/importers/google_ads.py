"""Reports of Google Ads (CSV): advertising by campaign, keyword or day; rows of totals are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.importers.ad_period import stated_span
from kpi_desktop.ingest.importers.ad_report import (
    TimeColumns,
    captions,
    currency_of,
    first_totals,
    hand_over,
    plain,
    stated_totals,
    told_period,
    whole_numbers,
)
from kpi_desktop.ingest.importers.block import find_block
from kpi_desktop.ingest.importers.delivery import Delivery, Draft
from kpi_desktop.ingest.normalise import fold

if TYPE_CHECKING:
    from kpi_desktop.ingest.importers.block import Block
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.outcome import FileReport
    from kpi_desktop.ingest.source import SourceTable

WORD = "google-ads"
CHANNEL = "Google Ads"

#: Headings in English and Russian, then in other languages of accounts.
_COST = ("Cost", "Стоимость", "Расходы", "Расход", "Kosten", "Coste", "Costo", "Coût", "Custo", "Вартість", "Витрати",
         "Koszt")  # fmt: skip
_CAMPAIGN = ("Campaign", "Кампания", "Kampagne", "Campaña", "Campagne", "Campanha", "Кампанія", "Kampania", "Campagna")
_TIMES = TimeColumns(
    day=("Day", "Date", "День", "Дата", "Tag", "Día", "Jour", "Dia", "Dzień", "Giorno"),
    week=("Week", "Week (Mon-Sun)", "Неделя", "Неделя (пн-вс)", "Woche", "Semana", "Semaine", "Тиждень"),
    month=("Month", "Месяц", "Monat", "Mes", "Mois", "Mês", "Місяць", "Miesiąc", "Mese"),
    quarter=("Quarter", "Квартал", "Quartal", "Trimestre"),
    year=("Year", "Год", "Jahr", "Año", "Année", "Ano", "Рік", "Rok", "Anno"),
)
_IMPRESSIONS = ("Impr.", "Impressions", "Показы", "Impressionen", "Impresiones", "Impressões", "Покази", "Wyświetlenia")
_CLICKS = ("Clicks", "Клики", "Klicks", "Clics", "Cliques", "Кліки", "Kliknięcia", "Clic")
_CONVERSIONS = ("Conversions", "Конверсии", "Conversiones", "Conversões", "Конверсії", "Konwersje", "Conversioni")
_REVENUE = ("Conv. value", "Conversion value", "Total conv. value", "Ценность конв.", "Ценность конверсии",
            "Ценность конверсий", "Conv.-Wert", "Conversion-Wert", "Valor de conv.", "Valeur de conv.",
            "Цінність конв.")  # fmt: skip
_CURRENCY = ("Currency code", "Currency", "Код валюты", "Валюта", "Währungscode", "Código de moneda",
             "Code de devise", "Code de la devise", "Código da moeda", "Код валюти", "Kod waluty")  # fmt: skip
_KEYWORD = ("Search Keyword", "Search keyword", "Keyword", "Ключевое слово")
_TOTALS = ("total", "итого", "всего", "gesamt", "усього", "разом", "łącznie", "suma", "totale")
_ACCOUNTS = ("account", "аккаунт", "аккаунту", "konto", "cuenta", "compte", "conta", "обліковий запис")
HEADS = tuple((cost, other) for cost in _COST for other in (*_IMPRESSIONS, *_CLICKS, *_CAMPAIGN))


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read a report; None where the sheet holds no table with a cost, or a mapping says that it is something else."""
    whole = find_block(table, *HEADS)
    if whole is None or (job.options.mapping is not None and told_period(job, WORD) is None):
        return None
    cost = whole.column(*_COST)
    assert cost is not None
    total = first_totals(whole, _TOTALS)
    sign = _sign(whole, cost)
    draft = Draft(job, whole.without(total), job.facts["advertising"], sign=sign)
    lines = captions(table, whole.head)
    about = Delivery(WORD, title=lines[0] if lines else "", currency=currency_of(whole, cost, *_CURRENCY))
    stated = stated_totals(whole, total, cost, sign)
    if stated:
        account = [value for text, value in stated if fold(text).rstrip(".").endswith(_ACCOUNTS)]
        about.own_total, about.filtered = stated[0][1], bool(account) and account[0] != stated[0][1]
    _values(draft, cost)
    about.period = next((span for line in lines if (span := stated_span(line))), None)
    return hand_over(draft, about, _TIMES)


def _sign(block: Block, cost: int) -> str:
    """The decimal mark: told by the costs, else by the language of the headings."""
    told = numbers.decimal_sign(block.cells(cost).used_words())
    return told or ("," if any("а" <= letter <= "я" for letter in fold(block.names[cost])) else ".")


def _values(draft: Draft, cost: int) -> None:
    draft.fill("cost", plain(draft.block.cells(cost)), cost)
    for target, words in (("impressions", _IMPRESSIONS), ("clicks", _CLICKS), ("revenue", _REVENUE)):
        found = draft.block.column(*words)
        if found is not None:
            draft.fill(target, plain(draft.block.cells(found)), found)
    whole_numbers(draft, "responses", *_CONVERSIONS)
    draft.say("channel", CHANNEL)
    draft.read("campaign", *_CAMPAIGN)
    draft.read("x_keyword", *_KEYWORD)
