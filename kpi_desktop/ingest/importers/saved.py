"""Which mapping counts for a file: the one given for it, else the one saved for its layout or for one like it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_desktop.ingest.importers import foreign
from kpi_desktop.ingest.importers.layouts import find_layouts
from kpi_desktop.ingest.mapping_text import read_mapping
from kpi_desktop.ingest.normalise import key

if TYPE_CHECKING:
    from kpi_desktop.ingest.headings import Layout
    from kpi_desktop.ingest.job import Job
    from kpi_desktop.ingest.mapping import Mapping

#: A layout that shares so much of its headings with a saved one is that layout after a change.
_COMMON = 0.6


@dataclass(frozen=True, slots=True)
class Known:
    """A mapping that speaks of a file: `given` for it, or saved; `changed` where its layout is not quite the same."""

    mapping: Mapping
    given: bool = False
    changed: bool = False


def known_mapping(job: Job) -> Known | None:
    """The mapping that counts for this file, without what was stated for another file only."""
    if job.options.mapping is not None:
        return Known(_for_this_file(job, read_mapping(job.options.mapping, job.facts), given=True), given=True)
    saved = _saved(job)
    if not saved:
        return None
    words = {foreign.recognise(table) for table in job.source.tables} - {""}
    for mapping in saved:
        if mapping.reader and mapping.reader in words:
            return Known(_for_this_file(job, mapping))
    tables = [mapping for mapping in saved if not mapping.reader]
    layouts = find_layouts(job) if tables and not words else []
    for mapping in tables:
        if any(layout.hash == mapping.layout for layout in layouts):
            return Known(_for_this_file(job, mapping))
    near = max(((_likeness(mapping, layouts), place) for place, mapping in enumerate(tables)), default=(0.0, -1))
    return Known(_for_this_file(job, tables[near[1]]), changed=True) if near[0] >= _COMMON else None


def known_mappings(job: Job) -> list[Mapping]:
    """The saved mappings of tables as far as they speak of this file, the latest first."""
    return [_for_this_file(job, mapping) for mapping in _saved(job) if not mapping.reader]


def _saved(job: Job) -> list[Mapping]:
    texts = [text for text in reversed(job.options.saved) if "[columns]" in text or "\nreader" in text]
    return [read_mapping(text, job.facts) for text in texts]


def _for_this_file(job: Job, mapping: Mapping, *, given: bool = False) -> Mapping:
    """A period that was stated belongs to one file: the next one of this layout covers other days."""
    if mapping.period is None:
        return mapping
    this = job.sha256[:16]
    if given or mapping.period_file == this:
        return replace(mapping, period_file=this)
    return replace(mapping, period=None, period_file="")


def _likeness(mapping: Mapping, layouts: list[Layout]) -> float:
    """The share of headings that the mapping and the nearest layout have in common."""
    before = {key(heading) for heading in mapping.targets}
    return max((_share(before, layout) for layout in layouts), default=0.0)


def _share(before: set[str], layout: Layout) -> float:
    now = {key(head.text) for head in layout.headings if head.text}
    return len(now & before) / max(len(now), len(before), 1)
