"""Names of report periods: a month, a quarter, a year, or plain dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.formats import NBSP, MonthForm, date_text, month_axis, month_name, month_year

if TYPE_CHECKING:
    from kpi_desktop.core.period import Period


def period_text(period: Period, lang: str) -> str:
    """«ноябрь 2011», «4-й квартал 2011 года», «2011 год», or the first and last day."""
    if period.whole_months == 1:
        return month_year(period.start, lang)
    year, quarter = _named(period)
    if quarter:
        return f"{quarter}-й квартал {year} года" if lang == "ru" else f"Q{quarter} {year}"
    if year:
        return f"{year} год" if lang == "ru" else year
    return f"{date_text(period.start, lang)} – {date_text(period.last_day, lang)}"


def period_short(period: Period, lang: str) -> str:
    """The head of a column: «ноя 2011», «4 кв. 2011», «2011»."""
    if period.whole_months == 1:
        return month_year(period.start, lang, MonthForm.SHORT)
    year, quarter = _named(period)
    if quarter:
        return f"{quarter}{NBSP}кв. {year}" if lang == "ru" else f"Q{quarter} {year}"
    return year or period_text(period, lang)


def period_mark(period: Period, lang: str) -> str:
    """The mark under a chart: «ноя 11», «4 кв. 11», «2011»."""
    year, quarter = _named(period)
    if quarter:
        return f"{quarter}{NBSP}кв. {year[2:]}" if lang == "ru" else f"Q{quarter} {year[2:]}"
    return year or month_axis(period.start, lang)


def period_span(period: Period, lang: str) -> str:
    """The period after «за» / "for": «ноябрь 2011 года», «4-й квартал 2011 года»."""
    told = period_text(period, lang)
    return f"{told} года" if lang == "ru" and period.whole_months == 1 else told


def period_where(period: Period, other: Period, lang: str) -> str:
    """The period after «в» / "in": «октябре» (with the year if not that of `other`); «3-м квартале 2011 года»."""
    year, quarter = _named(period)
    if quarter:
        return f"{quarter}-м квартале {year} года" if lang == "ru" else f"Q{quarter} {year}"
    if year:
        return f"{year} году" if lang == "ru" else year
    if period.start.year == other.start.year:
        return month_name(period.start, lang, MonthForm.PREPOSITIONAL)
    where = month_year(period.start, lang, MonthForm.PREPOSITIONAL)
    return f"{where} года" if lang == "ru" else where


def period_against(period: Period, lang: str) -> str:
    """The period after «к» / "against": «октябрю 2025 года», «3-му кварталу 2011 года»; other days by their dates."""
    year, quarter = _named(period)
    if lang != "ru" or not (year or period.whole_months == 1):
        return period_text(period, lang)
    if quarter:
        return f"{quarter}-му кварталу {year} года"
    return f"{year} году" if year else f"{month_year(period.start, lang, MonthForm.DATIVE)} года"


def _named(period: Period) -> tuple[str, str]:
    """The year and the number of the quarter; two empty texts for a month and for plain days."""
    if period.whole_months not in (3, 12):
        return "", ""
    year, _, quarter = period.name.partition("-Q")
    return (year, quarter) if year.isdigit() else ("", "")
