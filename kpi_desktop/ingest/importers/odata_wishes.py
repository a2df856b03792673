"""What to ask a live 1C for: objects that give facts among those that it publishes, and the fields that are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.ingest.importers import odata_documents as documents
from kpi_desktop.ingest.importers import odata_facts as facts
from kpi_desktop.ingest.importers.odata_kinds import CATALOGUE_FIELDS, CATALOGUES, CORRECTIONS, KINDS, RETURNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HEAD = ("Ref_Key", "DataVersion", "DeletionMark", "Number", "Date", "Posted")
_REFERENCES = (
    *documents.OPERATION, *documents.CURRENCY, *documents.CUSTOMER, *facts.MANAGER, *facts.WAREHOUSE,
    *facts.DEPARTMENT, *facts.ORGANISATION, *facts.STATUS, "СтатьяДвиженияДенежныхСредств", "Статья",
    "ДоговорКонтрагента", "Договор", "СчетОрганизации", "БанковскийСчет", "БанковскийСчетОрганизации", "Касса",
)  # fmt: skip
_PLAIN = (
    *documents.TOTAL, *documents.INCLUDES_VAT, *documents.WITHOUT_VAT, "ПроведеноБанком", "ВариантЗавершения",
    "НазначениеПлатежа", "Основание", "Комментарий", "НомерВходящегоДокумента", "РасшифровкаПлатежа",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """One object to fetch, with the fields of it that are read; `fact` is '' for a catalogue."""

    name: str
    fact: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a base can give; `no_returns` and `corrections` are what the owner should know of it."""

    documents: tuple[Wish, ...]
    catalogues: tuple[Wish, ...]
    no_returns: bool = False
    corrections: bool = False


def wishes(published: Mapping[str, Iterable[str]]) -> Wishes:
    """The objects to fetch from a base that publishes these, each with its fields."""
    wanted = [
        Wish(name, kind.fact, _fields(kind.parts, published[name]))
        for name, kind in KINDS.items()
        if name in published and not kind.register and not any(other in published for other in kind.covered_by)
    ]
    catalogues = [
        Wish(name, "", tuple(field for field in CATALOGUE_FIELDS if field in published[name]))
        for name in CATALOGUES
        if name in published
    ]
    sells = any(one.fact == "sale" for one in wanted)
    return Wishes(
        tuple(wanted),
        tuple(catalogues),
        no_returns=sells and not any(name in published for name in RETURNS),
        corrections=CORRECTIONS in published,
    )


def _fields(parts: Iterable[str], published: Iterable[str]) -> tuple[str, ...]:
    known = frozenset(published)
    references = (form for name in _REFERENCES for form in (f"{name}_Key", name, f"{name}_Type"))
    wanted = dict.fromkeys((*_HEAD, *references, *_PLAIN, *parts))
    return tuple(name for name in wanted if name in known)
