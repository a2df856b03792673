"""Reports of Meta Ads Manager (xlsx or CSV): advertising by ad, set or campaign; the row of totals is left out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest import numbers
from kpi_desktop.ingest.dates import read_days
from kpi_desktop.ingest.importers.ad_period import Spans, undated
from kpi_desktop.ingest.importers.ad_report import currency_of, plain, send, several_currencies
from kpi_desktop.ingest.importers.block import find_block
from kpi_desktop.ingest.importers.delivery import Delivery, Draft, empty, refuse, two_readings
from kpi_desktop.ingest.normalise import fold
from kpi_desktop.ingest.outcome import FileReport, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi_desktop.ingest.importers.ad_period import Problem
    from kpi_desktop.ingest.importers.block import Block
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

WORD = "meta-ads"
CHANNEL = "Meta Ads"

#: The headings of the first and the last day, in the languages of the interface.
PERIODS = (
    ("Reporting starts", "Reporting ends"), ("Дата начала отчетности", "Дата окончания отчетности"),
    ("Начало отчетности", "Окончание отчетности"), ("Начало отчетного периода", "Окончание отчетного периода"),
    ("Початок звітності", "Завершення звітності"), ("Початок звітування", "Завершення звітування"),
    ("Berichtsbeginn", "Berichtsende"), ("Auswertungsbeginn", "Auswertungsende"),
    ("Inicio del informe", "Fin del informe"), ("Début des rapports", "Fin des rapports"),
    ("Início dos relatórios", "Encerramento dos relatórios"), ("Início dos relatórios", "Término dos relatórios"),
    ("Początek raportowania", "Koniec raportowania"), ("Inizio del periodo", "Fine del periodo"),
)  # fmt: skip
_STARTS, _ENDS = (tuple(dict.fromkeys(names)) for names in zip(*PERIODS, strict=True))
_DAY = ("Day", "День", "Tag", "Día", "Jour", "Dia", "Dzień")
_SPENT = ("Amount spent", "Сумма затрат", "Потраченная сумма", "Потрачено", "Ausgegebener Betrag", "Importe gastado",
          "Montant dépensé", "Valor usado", "Сума витрат", "Витрачена сума", "Wydana kwota",
          "Importo speso")  # fmt: skip
_CAMPAIGNS = ("Campaign name", "Название кампании", "Kampagnenname", "Name der Kampagne", "Nombre de la campaña",
              "Nom de la campagne", "Nome da campanha", "Назва кампанії", "Nazwa kampanii",
              "Nome della campagna")  # fmt: skip
_SETS = ("Ad Set Name", "Название группы объявлений", "Name der Anzeigengruppe", "Anzeigengruppenname",
         "Nombre del conjunto de anuncios", "Nom de l’ensemble de publicités", "Nome do conjunto de anúncios",
         "Назва групи оголошень", "Nazwa zestawu reklam")  # fmt: skip
_ADS = ("Ad name", "Название объявления", "Name der Anzeige", "Anzeigenname", "Nombre del anuncio",
        "Nom de la publicité", "Nome do anúncio", "Назва оголошення", "Назва реклами", "Nazwa reklamy")  # fmt: skip
_IMPRESSIONS = ("Impressions", "Показы", "Impressionen", "Impresiones", "Impressões", "Покази", "Wyświetlenia")
_CLICKS = ("Link clicks", "Клики по ссылке", "Клики по ссылкам", "Link-Klicks", "Clics en el enlace",
           "Clics sur un lien", "Cliques no link", "Кліки посилання", "Кліки за посиланням", "Clicks (all)",
           "Клики (все)", "Klicks (alle)", "Clics (todos)")  # fmt: skip
_REVENUE = ("Purchases conversion value", "Website purchases conversion value", "Purchase conversion value",
            "Ценность конверсий-покупок", "Ценность конверсии покупок", "Ценность покупок")  # fmt: skip
_RESULTS = ("Results", "Результаты", "Результат")
_KINDS = ("Result indicator", "Result type", "Индикатор результатов", "Индикатор результата", "Тип результата",
          "Тип результатов")  # fmt: skip
#: Results of these kinds are responses of people; likes, views and clicks are not.
_RESPONSES = ("lead", "messaging_conversation", "messaging conversation", "purchase", "complete_registration",
              "registration", "submit_application", "contact", "schedule", "лид", "покупк", "переписк", "регистрац",
              "заявк", "обращени")  # fmt: skip


def examine(job: Job, table: SourceTable) -> FileReport | None:
    """Read a report; None where the sheet holds no table with an amount spent and its days."""
    whole = find_block(table, *PERIODS)
    spent = whole.beginning(*_SPENT) if whole else None
    if whole is None or spent is None:
        return _no_advertising(job, table)
    total = _total_rows(whole)
    draft = Draft(job, whole.without(total), job.facts["advertising"])
    about = Delivery(WORD, own_total=_own_total(whole, spent, total))
    about.currency = currency_of(whole.without(total), spent, "Currency", "Валюта")
    draft.sign = numbers.decimal_sign(whole.cells(spent).used_words()) or "."
    if not len(draft.block.rows):
        return empty(draft, about)
    _values(draft, spent)
    if about.currency == "?":
        about.currency = ""
        return refuse(draft, about, several_currencies())
    spans = _spans(draft)
    if not isinstance(spans, Spans):
        return refuse(draft, about, spans)
    about.period = spans.whole
    return send(draft, about, spans)


def _no_advertising(job: Job, table: SourceTable) -> FileReport:
    """Reach and followers of a page are neither visits of a site nor advertising."""
    text = msg("The file is of Meta, but it has no amounts spent: reach, followers and visits of a page are neither "
               "visits of the site nor advertising")  # fmt: skip
    fix = msg("For advertising, export the report of Meta Ads Manager with the columns “Amount spent” and the dates")
    issue = job.error("unsupported", text, fix=fix, sheet=table.sheet)
    return FileReport(job.source.name, Outcome.UNSUPPORTED, WORD, max(table.rows - 1, 0), issues=(issue,))


def _total_rows(block: Block) -> NDArray[np.bool_]:
    """The row of totals names no ad, no set and no campaign; without such columns it spans the days of all others."""
    columns = block.columns(*_ADS, *_SETS, *_CAMPAIGNS)
    if not columns:
        return _longest_first(block)
    named = np.zeros(len(block.rows), dtype=bool)
    for index in columns:
        cells = block.cells(index)
        named |= cells.filled & ~cells.by_word(fold(word).startswith(("total", "итого")) for word in cells.words)
    return ~named


def _longest_first(block: Block) -> NDArray[np.bool_]:
    """The first row, where its period is longer than that of any other row."""
    out = np.zeros(len(block.rows), dtype=bool)
    begin, end = block.column(*_STARTS), block.column(*_ENDS)
    if len(out) > 1 and begin is not None and end is not None:
        firsts, lasts = (read_days(block.cells(index)).days for index in (begin, end))
        length = lasts - firsts
        out[0] = bool(length[0] > length[1:].max())
    return out


def _own_total(block: Block, spent: int, rows: NDArray[np.bool_]) -> Decimal | None:
    found = numbers.read_numbers(plain(block.cells(spent)), 4)
    places = np.flatnonzero(rows & found.valid)
    return Decimal(int(found.scaled[places[0]])).scaleb(-4) if len(places) else None


def _values(draft: Draft, spent: int) -> None:
    draft.fill("cost", plain(draft.block.cells(spent)), spent)
    for target, headings in (("impressions", _IMPRESSIONS), ("clicks", _CLICKS)):
        index = draft.block.column(*headings)
        if index is not None:
            draft.fill(target, plain(draft.block.cells(index)), index)
    value = draft.block.column(*_REVENUE)
    value = draft.block.beginning(*_REVENUE) if value is None else value
    if value is not None:
        draft.fill("revenue", plain(draft.block.cells(value)), value)
    draft.say("channel", CHANNEL)
    draft.read("campaign", *_CAMPAIGNS, *_SETS, *_ADS)
    _responses(draft)


def _responses(draft: Draft) -> None:
    """Results that are responses of people; where the report does not say what its results are, none are taken."""
    import pyarrow as pa
    import pyarrow.compute as pc

    results, kinds = draft.block.column(*_RESULTS), draft.block.column(*_KINDS)
    if results is None or kinds is None:
        return
    indicator = draft.block.cells(kinds)
    of_people = indicator.by_word(any(word in found.lower() for word in _RESPONSES) for found in indicator.words)
    if of_people.any():
        draft.fill("responses", plain(draft.block.cells(results)), results)
        array = draft.found.arrays["responses"]
        draft.found.bad["responses"] &= of_people
        draft.put("responses", pc.if_else(pa.array(of_people), array, pa.scalar(None, array.type)))


def _spans(draft: Draft) -> Spans | Problem:
    """The first and the last day of every row: its day where the report is split by days, else its period."""
    begin, end = draft.block.column(*_STARTS), draft.block.column(*_ENDS)
    assert begin is not None
    assert end is not None
    day = draft.block.column(*_DAY)
    columns = (begin, end) if day is None else (day, day)
    doubt = draft.doubtful_dates(*[draft.block.names[index] for index in columns])
    if doubt:
        return two_readings(doubt)
    firsts, lasts = (read_days(draft.block.cells(index), order=draft.order) for index in columns)
    if not (firsts.valid & lasts.valid).all() or (firsts.days > lasts.days).any():
        return undated(draft.block.names[columns[0]])
    draft.targets[columns[0]] = "day"
    return Spans(firsts.days, lasts.days)
