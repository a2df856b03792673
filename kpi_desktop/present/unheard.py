"""What the rules could not look at: shortly, by the data that they wait for, and wholly, grouped by reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.core.missing import Reason
from kpi_desktop.i18n.message import Message, msg, named, nmsg
from kpi_desktop.i18n.translator import Translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.present.findings import NotLooked

#: More data than these would be a list, not a sentence; those that most rules wait for come first.
_MOST_DATA = 8


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why rules could not be looked at, or which exports they wait for, with their titles."""

    why: str
    titles: tuple[str, ...]


def waiting_rules(unheard: Sequence[NotLooked], lang: str) -> tuple[Waiting, ...]:
    """The rules by the exports that they wait for, else by why they could not be looked at; the largest group first."""
    translate = Translator(lang)
    found: dict[str, list[str]] = {}
    for one in unheard:
        names = "; ".join(export.name for export in one.exports)
        why = translate(msg("Needed: {exports}", exports=names)) if names else one.why
        titles = found.setdefault(why, [])
        if one.title not in titles:
            titles.append(one.title)
    ordered = sorted(found.items(), key=lambda entry: -len(entry[1]))
    return tuple(Waiting(why, tuple(titles)) for why, titles in ordered)


def ways_of(unheard: Sequence[NotLooked]) -> tuple[tuple[str, str], ...]:
    """Each export that rules wait for with the way to it, once; what most rules wait for comes first."""
    waits = Counter(export.export for one in unheard for export in one.exports)
    ways = {export.export: export for one in unheard for export in one.exports if export.way}
    return tuple((ways[name].title, ways[name].way) for name, _ in waits.most_common() if name in ways)


def unheard_text(unheard: Sequence[NotLooked], catalogue: Catalogue, lang: str) -> str:
    """How many rules could not be looked at and which data they lack; '' where all could be."""
    if not unheard:
        return ""
    translate = Translator(lang)
    said = [nmsg("{n} rule could not be looked at.", "{n} rules could not be looked at.", n=len(unheard))]
    data = lacking(unheard, catalogue)
    if data:
        names = ", ".join(translate(one) for one in data[:_MOST_DATA])
        more = msg("Data that is not there: {data} and others.", data=names)
        said.append(more if len(data) > _MOST_DATA else msg("Data that is not there: {data}.", data=names))
    short = sum(one.reason is Reason.HISTORY_SHORT for one in unheard)
    if short:
        said.append(nmsg("{n} of them waits for a longer history.", "{n} of them wait for a longer history.", n=short))
    return " ".join(translate(one) for one in said)


def lacking(unheard: Sequence[NotLooked], catalogue: Catalogue) -> tuple[Message, ...]:
    """The data that rules wait for, those of most rules first: a fact, or columns of a fact that is there."""
    waiting: dict[str, list[str]] = {}
    for one in unheard:
        for fact in dict.fromkeys(key.partition(".")[0] for key in one.unlock):
            waiting.setdefault(fact, []).extend(key for key in one.unlock if key.partition(".")[0] == fact)
    ordered = sorted(waiting.items(), key=lambda entry: -len(entry[1]))
    return tuple(_named(fact, keys, catalogue) for fact, keys in ordered if fact in catalogue.facts)


def _named(fact_id: str, keys: Sequence[str], catalogue: Catalogue) -> Message:
    """The fact where it is absent as a whole, else with its absent columns."""
    fact = catalogue.facts[fact_id]
    known = {column.id: column for column in fact.columns}
    columns = [known[name] for name in dict.fromkeys(key.partition(".")[2] for key in keys) if name in known]
    if fact_id in keys or not columns:
        return named(f"“{fact.name_en}”", f"«{fact.name_ru}»")
    english = ", ".join(f"“{column.name_en}”" for column in columns)
    russian = ", ".join(f"«{column.name_ru}»" for column in columns)
    return named(f"{english} in “{fact.name_en}”", f"{russian} в «{fact.name_ru}»")
