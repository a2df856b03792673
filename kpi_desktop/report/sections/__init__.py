"""The parts of the report, in their order: one file and one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.report.sections import (
    change,
    charts,
    comparisons,
    definitions,
    figures,
    findings,
    gaps,
    leaders,
    lists,
    restated,
    sources,
    split,
    summary,
    weak_link,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kpi_desktop.catalogue.presets import Preset
    from kpi_desktop.report.view import Section, Setting

#: The cover stands before them and lists them.
SECTIONS: Mapping[str, Callable[[Setting], Section | None]] = {
    "summary": summary.section,
    "change": change.section,
    "weak_link": weak_link.section,
    "findings": findings.section,
    "figures": figures.section,
    "comparisons": comparisons.section,
    "charts": charts.section,
    "leaders": leaders.section,
    "split": split.section,
    "list_customers": lists.customers,
    "list_work": lists.work,
    "list_callback": lists.callback,
    "definitions": definitions.section,
    "sources": sources.section,
    "gaps": gaps.section,
    "restated": restated.section,
}


def chosen(preset: Preset | None) -> tuple[Callable[[Setting], Section | None], ...]:
    """The parts that a report has: the summary first, then those of its goal, what was restated last."""
    wanted = preset.sections if preset is not None and preset.sections else tuple(SECTIONS)
    return tuple(SECTIONS[name] for name in dict.fromkeys(("summary", *wanted, "restated")))
