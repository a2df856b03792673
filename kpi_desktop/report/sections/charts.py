"""The charts: up to two years of the figures that say most, each with its axis, unit and source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from kpi_desktop.i18n.message import msg
from kpi_desktop.present.charts.monthly import standard_charts
from kpi_desktop.present.charts.svg import svg_text
from kpi_desktop.report.view import Figures, Section

if TYPE_CHECKING:
    from kpi_desktop.report.view import Setting


def section(setting: Setting) -> Section | None:
    """The charts, or nothing where the data is too short for any."""
    charts = standard_charts(setting.bundle, setting.lang)
    if not charts:
        return None
    drawn = tuple(Figures(chart.title, chart.unit, chart.source, Markup(svg_text(chart))) for chart in charts)
    pale = any(chart.partial for chart in charts)
    note = setting.translate(msg("Pale bars and hollow points: the month is not covered wholly.")) if pale else ""
    return Section("charts", setting.translate(msg("Month by month")), (drawn, note))
