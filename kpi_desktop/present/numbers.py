"""The text of a figure: what the table of the report, the cell of the window and the shell print, letter for letter."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.missing import Missing
from kpi_desktop.core.unit import MONEY
from kpi_desktop.engine.figure import ChangeKind
from kpi_desktop.i18n.formats import (
    NBSP,
    half_up,
    money_text,
    number_text,
    percent,
    plural,
    share_text,
    short_number_text,
)

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.missing import Value
    from kpi_desktop.core.unit import Unit
    from kpi_desktop.engine.figure import Comparison, Figure

#: Percentages of change are told to one decimal, points of a share as well where the share itself is no finer.
CHANGE_PLACES = 1

_NO_DATA = {"ru": "нет данных", "en": "no data"}
_NO_CHANGE = {"ru": "н/д", "en": "n/a"}
_NO_MEMBER = {"ru": "(не указано)", "en": "(not specified)"}
#: Points of a share.
POINTS = {"ru": NBSP + "п." + NBSP + "п.", "en": NBSP + "pp"}

#: One, two, five in Russian; the fraction takes the form of two. English: one, many.
_WORDS = {
    Display.TIMES: {"ru": ("раз", "раза", "раз"), "en": ("×", "×", "×")},
    Display.DAYS: {"ru": ("день", "дня", "дней"), "en": ("day", "days", "days")},
    Display.HOURS: {"ru": ("час", "часа", "часов"), "en": ("hour", "hours", "hours")},
    Display.YEARS: {"ru": ("год", "года", "лет"), "en": ("year", "years", "years")},
}


def capital(text: str) -> str:
    """A text that begins a line: its first letter is raised, names inside it stay as they are."""
    return text[:1].upper() + text[1:]


def no_data(lang: str) -> str:
    """What stands where a value is missing: never a zero and never an empty cell."""
    return _NO_DATA[lang]


def no_change(lang: str) -> str:
    """What stands where nothing can be compared."""
    return _NO_CHANGE[lang]


def member_text(member: str | None, lang: str) -> str:
    """The name of a dimension's member; rows without one are «(не указано)» and stay in totals."""
    if member is None or not member.strip() or member in _NO_MEMBER.values():
        return _NO_MEMBER[lang]
    return member


def _word(value: Decimal, places: int, display: Display, lang: str) -> str:
    forms = _WORDS[display][lang]
    shown = half_up(value, places)
    if lang == "en":
        return forms[0] if abs(shown) == 1 and places == 0 else forms[1]
    return plural(int(shown), forms) if places == 0 else forms[1]


def decimal_text(value: Decimal, display: Display, decimals: int, currency: str, lang: str) -> str:
    """A value that is there, with its unit."""
    match display:
        case Display.MONEY:
            return money_text(value, currency, lang, decimals)
        case Display.SHARE:
            return share_text(value, decimals, lang)
        case Display.TIMES | Display.DAYS | Display.HOURS | Display.YEARS:
            space = "" if display is Display.TIMES and lang == "en" else NBSP
            return number_text(value, decimals, lang) + space + _word(value, decimals, display, lang)
        case Display.COUNT | Display.NUMBER | Display.POINTS:
            return number_text(value, decimals, lang)


def value_text(value: Value, display: Display, decimals: int, currency: str, lang: str) -> str:
    """A value as every output prints it: «12 480 350,00 ₽», «32,9 %», «12 дней», «нет данных»."""
    if isinstance(value, Missing):
        return _NO_DATA[lang]
    return decimal_text(value, display, decimals, currency, lang)


def figure_text(figure: Figure, metric: Metric, currency: str, lang: str) -> str:
    """The `text` of a figure in the contract: exactly what the report's table prints."""
    return value_text(figure.value, metric.display, metric.decimals, currency, lang)


def comparison_text(comparison: Comparison | None, metric: Metric, currency: str, lang: str) -> str:
    """The value of the base month, printed as the figure itself is; «н/д» where nothing can be compared."""
    if comparison is None or isinstance(comparison.value, Missing):
        return _NO_CHANGE[lang]
    return value_text(comparison.value, metric.display, metric.decimals, currency, lang)


def now_text(comparison: Comparison | None, metric: Metric, currency: str, lang: str) -> str:
    """The figure on the compared days where it is printed otherwise than `printed` says; '' where it is the same."""
    if comparison is None or comparison.now is None or isinstance(comparison.change, Missing):
        return ""
    return value_text(comparison.now, metric.display, metric.decimals, currency, lang)


def _signed(value: Decimal, metric: Metric, currency: str, lang: str) -> str:
    text = decimal_text(value, metric.display, metric.decimals, currency, lang)
    return "+" + text if half_up(value, metric.decimals) > 0 else text


def points_places(metric: Metric) -> int:
    """Decimals of points: 6,05 % after 6,20 % is «−0,15 п. п.», as fine as the shares themselves."""
    return max(CHANGE_PLACES, metric.decimals) if metric.display is Display.SHARE else CHANGE_PLACES


def change_text(comparison: Comparison | None, metric: Metric, lang: str, currency: str = "") -> str:
    """A change: «+8,4 %», «−0,3 п. п.», from a base of zero or less «+1 200,00 ₽»; «н/д» where there is none."""
    if comparison is None or isinstance(comparison.change, Missing):
        return _NO_CHANGE[lang]
    change = comparison.change
    match comparison.kind:
        case ChangeKind.PERCENT:
            return share_text(change, CHANGE_PLACES, lang, signed=True)
        case ChangeKind.POINTS:
            points = percent(change) if metric.display is Display.SHARE else change
            return number_text(points, points_places(metric), lang, signed=True) + POINTS[lang]
        case ChangeKind.AMOUNT:
            return _signed(change, metric, currency, lang)


def interval_text(figure: Figure, metric: Metric, lang: str) -> str:
    """The 95 % interval of a conversion: «23,4–44,1 %»; nothing where the figure has none."""
    if figure.interval is None:
        return ""
    low, high = (number_text(percent(edge), metric.decimals, lang) for edge in figure.interval)
    return f"{low}–{high}" + (NBSP + "%" if lang == "ru" else "%")


def unit_text(value: Value, unit: Unit, currency: str, lang: str) -> str:
    """A measure or an input of a formula: money with kopecks, the rest with as many decimals as it has."""
    if isinstance(value, Missing):
        return _NO_DATA[lang]
    if (MONEY, 1) in unit.powers:
        return money_text(value, currency, lang)
    return short_number_text(value, 3 if not unit.plain else 4, lang)


def value_of(value: Value) -> Decimal | None:
    """The decimal of a figure, None where it is missing: for charts and JSON, which know gaps."""
    return value if isinstance(value, Decimal) else None
