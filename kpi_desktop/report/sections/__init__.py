"""The parts of the report, in their order: one file and one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.report.sections import charts, definitions, figures, gaps, leaders, sources, split, summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpi_desktop.report.view import Section, Setting

#: The cover stands before them and lists them.
SECTIONS: tuple[Callable[[Setting], Section | None], ...] = (
    summary.section,
    figures.section,
    charts.section,
    leaders.section,
    split.section,
    definitions.section,
    sources.section,
    gaps.section,
)
