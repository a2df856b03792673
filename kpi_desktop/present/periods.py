"""Names of report periods: a month, a quarter, a year, or plain dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.formats import date_text, month_year

if TYPE_CHECKING:
    from kpi_desktop.core.period import Period


def period_text(period: Period, lang: str) -> str:
    """«ноябрь 2011», «4-й квартал 2011 года», «2011 год», or the first and last day."""
    name = period.name
    if period.whole_months == 1:
        return month_year(period.start, lang)
    if name.isdigit():
        return f"{name} год" if lang == "ru" else name
    if "-Q" in name:
        year, quarter = name.split("-Q")
        return f"{quarter}-й квартал {year} года" if lang == "ru" else f"Q{quarter} {year}"
    return f"{date_text(period.start, lang)} – {date_text(period.last_day, lang)}"
