"""What a file was recognised as, in words: the first word is the contract's, a report's own name follows it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kpi_desktop.facts.schema import load_facts
from kpi_desktop.i18n.message import Message, msg, named
from kpi_desktop.ingest.outcome import Outcome
from kpi_desktop.resources import folder

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: dict[str, Message] = {
    "table": msg("table"),
    "1c-report": msg("1C report"),
    "1c-register": msg("1C register"),
    "1c-bank": msg("1C bank statement"),
    "1c-mxl": msg("1C spreadsheet (MXL)"),
    "1c-odata": msg("1C OData"),
    "telephony": msg("telephony"),
    "mailing": msg("mailing service"),
    "survey": msg("survey"),
    "own-workbook": msg("workbook of KPI Desktop"),
}

#: Services by their own names, the same in every language.
SERVICES = {
    "wildberries": "Wildberries", "ozon": "Ozon", "yandex-direct": "Яндекс Директ", "metrika": "Яндекс Метрика",
    "google-ads": "Google Ads", "meta-ads": "Meta Ads", "ga4": "Google Analytics 4", "firebase": "Firebase",
    "roistat": "Roistat", "amocrm": "amoCRM", "bitrix24": "Битрикс24", "zoho": "Zoho CRM", "jira": "Jira",
    "commerceml": "CommerceML", "enterprisedata": "EnterpriseData",
}  # fmt: skip


#: What can be done with a file that was read.
OUTCOMES: dict[Outcome, Message] = {
    Outcome.OK: msg("ready to import"),
    Outcome.PARTIAL: msg("can be imported, see the remarks"),
    Outcome.PASSWORD: msg("protected by a password"),
    Outcome.DAMAGED: msg("damaged"),
    Outcome.WRONG_TYPE: msg("not a table"),
    Outcome.TOO_BIG: msg("too big"),
    Outcome.BOMB: msg("suspicious archive"),
    Outcome.EMPTY: msg("no data in it"),
    Outcome.UNSUPPORTED: msg("not read yet"),
    Outcome.NEEDS_MAPPING: msg("columns must be chosen"),
    Outcome.CANCELLED: msg("cancelled"),
}


def recognised_message(recognised: str) -> Message:
    """`1c-report: Gross profit` as «отчёт 1С: Gross profit»; `google-ads: …` as «Google Ads: …»."""
    word, _, name = recognised.partition(":")
    service = SERVICES.get(word.strip())
    known = KINDS.get(word.strip()) if service is None else msg("{text}", text=service)
    if known is None:
        return msg("{text}", text=recognised)
    return msg("{kind}: {name}", kind=known, name=_rows(name.strip())) if name.strip() else known


def _rows(name: str) -> str | Message:
    """What the rows are, in the reader's language: the book keeps the words of the day it was imported on."""
    found = [_facts().get(word) for word in name.split(", ")]
    known = [message for message in found if message is not None]
    if len(known) < len(found):
        return name
    told: str | Message = known[0]
    for message in known[1:]:
        told = msg("{first}, {second}", first=told, second=message)
    return told


@cache
def _facts() -> Mapping[str, Message]:
    facts = load_facts((folder("formulas") / "facts.toml").read_text("utf-8")).values()
    return {name: named(fact.name_en, fact.name_ru) for fact in facts for name in (fact.name_ru, fact.name_en)}
