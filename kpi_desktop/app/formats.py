"""The formats that the program knows, for window and shell: each with the metrics that follow from its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.unlocking import helped, unlocked

if TYPE_CHECKING:
    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.catalogue.formats import Format


@dataclass(frozen=True, slots=True)
class KnownFormat:
    """One format; `alone` are the metrics that it gives to an empty book, `together` those that need more beside it."""

    format: Format
    alone: tuple[str, ...]
    together: tuple[str, ...]


def known_formats(workspace: Workspace) -> tuple[KnownFormat, ...]:
    """Every format in the order of the catalogue."""
    catalogue = workspace.catalogue
    return tuple(
        KnownFormat(one, unlocked(catalogue, (one.keys,)), helped(catalogue, one.keys))
        for one in catalogue.formats.values()
    )


def matches(known: KnownFormat, search: str, workspace: Workspace) -> bool:
    """Whether every word searched for stands in the format's texts, its programs, its facts or its metrics' names."""
    one, catalogue = known.format, workspace.catalogue
    texts = [one.id, one.word, one.name_ru, one.name_en, one.signs_ru, one.signs_en, *one.files]
    for way in one.how:
        texts += [way.program_ru, way.program_en, *way.steps_ru, *way.steps_en]
    for fact in one.gives:
        texts += [catalogue.facts[fact].name_ru, catalogue.facts[fact].name_en]
    for metric in (*known.alone, *known.together):
        texts += [catalogue.metrics[metric].name_ru, catalogue.metrics[metric].name_en]
    found = " ".join(texts).casefold().replace("ё", "е")
    return all(word in found for word in search.casefold().replace("ё", "е").split())
