"""Exports that are recognised but never read as a plain table: their rows do not mean what a table would say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import msg
from kpi_desktop.ingest.headings import cell_text
from kpi_desktop.ingest.importers import acquiring, mailing, telephony, tracker
from kpi_desktop.ingest.importers.meta_ads import PERIODS
from kpi_desktop.ingest.normalise import key
from kpi_desktop.ingest.outcome import FileReport, Outcome

if TYPE_CHECKING:
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.source import SourceTable

#: How many rows from the top are looked at.
_TOP = 30
#: With fewer columns a «Timestamp» may be that of any table.
_COLUMNS_OF_FORM = 4


@dataclass(frozen=True, slots=True)
class Sign:
    """A format known by texts that stand together near the top of a sheet: all of `whole` cells, or a cell's start.

    `begins` are starts of further headings beside `whole`: «Расход» for «Расход (руб.)».
    With a heading of `lacks` it is another format: a table of several advertising systems has a column of channels.
    """

    word: str
    whole: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


_CHANNELS = ("Channel", "Source", "Platform", "Traffic source", "Канал", "Источник", "Площадка")
#: A «Timestamp» beside one of these is that of a sale.
_SOLD = ("Amount", "Order ID", "Price", "Quantity", "Total", "Revenue", "Сумма", "Количество")
#: With one of these columns each row says which survey it answers: a list, no form.
_EACH_SURVEY = ("вид опроса", "survey", "survey kind")
SIGNS = (
    Sign("wildberries", ("Обоснование для оплаты", "Вайлдберриз реализовал Товар (Пр)")),
    Sign("wildberries", ("Обоснование для оплаты", "Артикул поставщика")),
    Sign("wildberries", ("Обоснование для оплаты", "К перечислению Продавцу за реализованный Товар")),
    Sign("wildberries", ("supplier_oper_name", "retail_amount")),
    Sign("wildberries", ("№ отчета", "К перечислению за товар")),
    Sign("wildberries", ("Номер отчета", "К перечислению за товар")),
    Sign("wildberries", ("Предмет",), begins=("Заказано", "Выкупили")),
    Sign("wildberries", ("Предмет",), begins=("Заказали, шт", "Выкупили")),
    Sign("ozon", ("Номер отправления", "Принят в обработку", "Статус")),
    Sign("ozon", ("Тип начисления", "Дата начисления")),
    Sign("ozon", begins=("Реализовано на сумму", "Возвращено на сумму")),
    Sign("ozon", ("Тип начисления", "Номер отправления или идентификатор услуги")),
    Sign("firebase", starts=("# Dashboard report",)),
    Sign("ga4", starts=("# Report CSV Export",)),
    Sign("ga4", starts=("# Start date:",)),
    Sign(
        "ga4", starts=("# Дата начала:", "# Startdatum:", "# Fecha de inicio:", "# Date de début:", "# Дата початку:")
    ),
    Sign("ga4", starts=("# ----------",)),
    Sign("ga4", ("Sessions", "Event count")),
    Sign("ga4", ("Сеансы", "Количество событий")),
    Sign("ga4", ("Event name", "Event count")),
    Sign("ga4", starts=("Session primary channel group", "Session default channel group", "Session source / medium")),
    Sign("ga4", ("Sessions", "Engaged sessions")),
    Sign("ga4", ("Nth day",)),
    Sign("metrika", ("Визиты", "Отказы", "Глубина просмотра")),
    Sign("metrika", ("Визиты", "Отказы", "Время на сайте")),
    Sign("metrika", ("Визиты", "Посетители", "Отказы")),
    Sign("metrika", ("Визиты", "Посетители", "Глубина просмотра")),
    Sign("metrika", ("Визиты", "Посетители", "Время на сайте")),
    Sign("metrika", ("Просмотры", "Посетители", "Адрес страницы")),
    Sign("metrika", ("Визиты", "Покупки"), begins=("Доход",)),
    Sign("metrika", ("Цель", "Достижения цели")),
    Sign("metrika", ("Goal", "Goal reaches")),
    Sign("metrika", ("Visits", "Bounce rate", "Page depth")),
    Sign("metrika", ("Sessions", "Bounce rate", "Page depth")),
    Sign("metrika", starts=("ym:s:", "ym:pv:")),
    Sign("metrika", ("id", "create_date_time", "order_status")),
    Sign("metrika", ("Date", "UTMSource", "Expenses")),
    Sign("metrika", ("DateTime", "CallMissed")),
    Sign("metrika", ("DateTime", "StaticCall")),
    Sign("google-ads", starts=("Campaign report", "Ad group report")),
    # Direct begins its title with these words too, and goes on with the login and the period.
    Sign("google-ads", ("Отчет по кампаниям",)),
    Sign(
        "google-ads",
        starts=(
            "Search keyword report",
            "Keyword report",
            "Ad report",
            "Отчет по группам объявлений",
            "Отчёт по группам объявлений",
            "Отчет по ключевым словам",
            "Отчёт по ключевым словам",
            "Search terms report",
            "Kampagnenbericht",
            "Informe de campañas",
            "Rapport sur les campagnes",
            "Relatório de campanhas",
            "Звіт про кампанії",
        ),
    ),
    Sign("google-ads", ("Campaign", "Currency code", "Impr.")),
    Sign("google-ads", ("Кампания", "Код валюты", "Показы")),
    Sign("google-ads", ("Kampagne", "Währungscode", "Kosten")),
    Sign("google-ads", ("Campaña", "Código de moneda", "Impr.")),
    Sign("google-ads", ("Campagne", "Coût", "Impr.")),
    Sign("google-ads", ("Кампанія", "Код валюти", "Вартість")),
    Sign("google-ads", ("Campaign status", "Campaign", "Impr.")),
    Sign("google-ads", ("Search Keyword", "Match type", "Cost")),
    Sign("google-ads", ("Clicks", "Impr.", "Avg. CPC", "Cost"), lacks=_CHANNELS),
    Sign("google-ads", ("Clicks", "Impressions", "Avg. CPC", "Cost"), lacks=_CHANNELS),
    *(Sign("meta-ads", pair) for pair in PERIODS),
    Sign("meta-ads", ("FB_PAGE",)),
    Sign("meta-ads", ("IG_ACCOUNT",)),
    Sign("meta-ads", ("Date", "Primary")),
    Sign("yandex-direct", ("Показы", "Клики", "CTR (%)"), begins=("Расход",)),
    Sign("yandex-direct", ("Показы", "Клики", "№ Кампании"), begins=("Расход",)),
    Sign("yandex-direct", ("Показы", "Клики"), begins=("Расход", "Ср. цена клика (")),
    Sign("yandex-direct", starts=("Мастер отчётов", "Мастер отчетов")),
    Sign("roistat", ("Визиты", "Заявки", "Продажи", "Выручка", "ROI"), begins=("Расход",)),
    Sign("roistat", ("Визиты", "Заявки", "Продажи", "Выручка", "Прибыль"), begins=("Расход",)),
    Sign("roistat", ("Visits", "Leads", "Sales", "Revenue", "ROI")),
    Sign("amocrm", ("Этап сделки", "Воронка", "Дата создания сделки")),
    Sign("amocrm", ("ID", "Этап сделки", "Дата создания сделки")),
    Sign("amocrm", ("ID", "Этап сделки", "Воронка", "Дата создания")),
    Sign("amocrm", ("ID", "Тип", "Полное имя контакта")),
    Sign("amocrm", ("ID", "Тип", "Дата создания контакта")),
    Sign("amocrm", ("ID", "Тип", "Название компании")),
    Sign("zoho", ("Deal Owner Name", "Stage", "Created Time")),
    Sign("zoho", ("Deal Owner", "Stage", "Created Time")),
    Sign("zoho", ("Contact Owner Name", "Created Time")),
    Sign("zoho", ("Contact Owner", "Created Time")),
    Sign("zoho", ("Account Owner", "Account Name", "Created Time")),
    Sign("bitrix24", ("ID", "Стадия сделки", "Ответственный")),
    Sign("bitrix24", ("ID", "Стадия сделки", "Дата создания")),
    Sign("bitrix24", ("ID", "Сделка закрыта", "Дата создания")),
    Sign("bitrix24", ("ID", "Название лида", "Дата создания")),
    Sign("bitrix24", ("ID", "Deal stage", "Responsible person")),
    Sign("bitrix24", ("ID", "Stage", "Responsible person", "Created on")),
    Sign("bitrix24", ("ID", "Lead name", "Responsible person")),
    Sign("bitrix24", ("ID", "Название компании", "Тип компании")),
    Sign("bitrix24", ("ID", "Имя", "Фамилия", "Тип контакта")),
    Sign("bitrix24", ("ID", "First name", "Last name", "Contact type")),
    Sign("bitrix24", ("ID", "Company Name", "Company type")),
    Sign("jira", ("Issue key", "Issue Type", "Status")),
    Sign("jira", ("Issue key", "Status", "Created")),
    Sign("jira", ("Ключ проблемы", "Тип проблемы", "Статус")),
    Sign("jira", ("Код проблемы", "Тип проблемы", "Статус")),
    Sign("jira", ("Ключ запроса", "Тип запроса", "Статус")),
    Sign("jira", ("Код запроса", "Тип запроса", "Статус")),
    Sign("jira", ("Ключ задачи", "Тип задачи", "Статус")),
    Sign("jira", ("Код задачи", "Тип задачи", "Статус")),
    Sign("survey", ("Submit Date (UTC)", "Start Date (UTC)")),
    Sign("survey", ("Submitted At", "Token")),
    Sign("survey", ("ID", "Время создания")),
    Sign("survey", ("ID", "Start time", "Completion time")),
    Sign("survey", ("ID", "Время начала", "Время выполнения")),
    Sign("survey", ("Respondent ID", "Start Date", "End Date")),
    Sign("survey", ("Timestamp",), lacks=_SOLD),
    Sign("survey", ("Отметка времени",)),
    Sign("survey", ("NPS", "CSAT"), lacks=(*_SOLD, *_EACH_SURVEY)),
    Sign("survey", ("Оценка NPS", "Оценка CSAT"), lacks=(*_SOLD, *_EACH_SURVEY)),
)

#: Formats without a fixed head, told by columns that stand together.
_BY_COLUMNS = (
    (telephony.WORD, telephony.recognise), (mailing.WORD, mailing.recognise), (tracker.WORD, tracker.recognise),
    (acquiring.WORD, acquiring.recognise),
)  # fmt: skip


def examine(job: Job) -> FileReport | None:
    """Name the format and say that it is not imported; a mapping given by the owner goes before."""
    if job.options.mapping is not None:
        return None
    for source in job.source.tables:
        word = recognise(source)
        if word:
            return _report(job, word, source)
    return None


def recognise(source: SourceTable) -> str:
    """The contract's word for the format of a sheet, '' where its top tells none."""
    texts = [
        cell_text(source, row, column) for row in range(min(source.rows, _TOP)) for column in range(len(source.columns))
    ]
    keys = {key(text) for text in texts if text}
    for sign in SIGNS:
        beside = all(any(one.startswith(key(text)) for one in keys) for text in sign.begins)
        beside = beside and not any(key(text) in keys for text in sign.lacks)
        if (sign.whole or sign.begins) and beside and all(key(text) in keys for text in sign.whole):
            short = sign.whole == ("Timestamp",) and len(source.columns) < _COLUMNS_OF_FORM
            return "" if short else sign.word
        if any(text.startswith(sign.starts) for text in texts if sign.starts):
            return sign.word
    by_columns = (word for word, is_one in _BY_COLUMNS if is_one(source))
    return next(by_columns, "")


def _report(job: Job, word: str, source: SourceTable) -> FileReport:
    issue = job.error("unsupported", msg("The file was recognised as {word}; it is not imported yet", word=word),
        fix=msg("Give a mapping file to import it as a plain table, or export another report"), sheet=source.sheet,
    )  # fmt: skip
    rows = max(source.rows - 1, 0)
    return FileReport(job.source.name, Outcome.UNSUPPORTED, word, rows=rows, issues=(issue,))
