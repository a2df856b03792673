"""Every format fills facts and columns that exist and says how to get it; no fact is left without a way to load it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.formats import FORMATS
from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.expr.errors import did_you_mean
from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_desktop.catalogue.formats import Format
    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.facts.schema import FactTable

#: The words under which an import answers, fixed by the shell's contract.
WORDS = (
    "table", "1c-report", "1c-register", "1c-bank", "1c-mxl", "1c-odata", "commerceml", "enterprisedata", "ga4",
    "firebase", "metrika", "google-ads", "yandex-direct", "meta-ads", "roistat", "amocrm", "bitrix24", "zoho",
    "telephony", "mailing", "wildberries", "ozon", "jira", "survey", "own-workbook",
)  # fmt: skip


def check(catalogue: Catalogue) -> Iterator[Issue]:
    """The findings; a catalogue without formats is one of definitions only."""
    if not catalogue.formats:
        return
    for one in catalogue.formats.values():
        yield from _checked(one, catalogue)
    listed = {one.word for one in catalogue.formats.values()}
    for word in WORDS:
        if word not in listed:
            yield _issue("unlisted_word", word, msg("No format is listed for the word “{word}”", word=word))
    given = {fact for one in catalogue.formats.values() for fact in one.gives}
    for fact in catalogue.facts:
        if fact not in given:
            yield _issue("no_format", fact, msg("No format fills the fact “{fact}”", fact=fact))


def _checked(one: Format, catalogue: Catalogue) -> Iterator[Issue]:
    if one.word not in WORDS:
        what = msg("“{word}” is no word of the contract", word=one.word)
        yield _issue("unknown_word", f"{one.id}.word", what, did_you_mean(one.word, WORDS))
    if not one.files:
        yield _issue("no_files", f"{one.id}.files", msg("The format does not say which kinds of files it comes in"))
    yield from _ways(one)
    for fact_id, columns in one.gives.items():
        fact = catalogue.facts.get(fact_id)
        if fact is None:
            what = msg("There is no fact “{name}”", name=fact_id)
            yield _issue("unknown_fact", f"{one.id}.gives.{fact_id}", what, did_you_mean(fact_id, catalogue.facts))
        else:
            yield from _columns(one, fact, columns)


def _ways(one: Format) -> Iterator[Issue]:
    if not one.how:
        yield _issue("no_way", f"{one.id}.how", msg("The format does not say how to get it"))
    for number, way in enumerate(one.how, start=1):
        if not way.steps_ru or len(way.steps_ru) != len(way.steps_en):
            what = msg("The steps in Russian and in English differ in number")
            yield _issue("steps_differ", f"{one.id}.how[{number}].ru", what)


def _columns(one: Format, fact: FactTable, columns: tuple[str, ...]) -> Iterator[Issue]:
    known = {column.id for column in fact.columns}
    place = f"{one.id}.gives.{fact.id}"
    for name in columns:
        if name not in known:
            what = msg("The fact “{fact}” has no column “{column}”", fact=fact.id, column=name)
            yield _issue("unknown_column", place, what, did_you_mean(name, known))
    for column in fact.columns:
        if column.required and column.id not in columns:
            what = msg("The column “{column}” is required and is not given", column=f"{fact.id}.{column.id}")
            yield _issue("required_column", place, what)


def _issue(code: str, key: str, message: Message, fix: Message | None = None) -> Issue:
    return Issue(code, Level.ERROR, message, fix, file=FORMATS, column=key)
