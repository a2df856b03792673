"""How numbers, money, shares, months and dates are written in Russian and in English: exact on Decimal."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum
from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import named

if TYPE_CHECKING:
    from datetime import date

    from kpi_desktop.i18n.message import Message

#: Between groups of digits and before a unit in Russian: a line is never broken inside a figure.
NBSP = "\u00a0"
#: The minus of typography; a hyphen is not a minus.
MINUS = "\u2212"

_RUSSIAN = str.maketrans({",": NBSP, ".": ","})
#: Wide enough for any figure: a second rounding before print would be a wrong digit.
_LONG = 60
_WIDE = Context(prec=_LONG, rounding=ROUND_HALF_UP)

_SIGNS = {
    "RUB": "₽",
    "KZT": "₸",
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "UAH": "₴",
    "TRY": "₺",
    "INR": "₹",
    "ILS": "₪",
    "GEL": "₾",
    "AZN": "₼",
}


class MonthForm(Enum):
    """The case in which a month's name stands: «ноябрь», «ноября», «в ноябре», «ноя», «к ноябрю»."""

    NOMINATIVE = 0
    GENITIVE = 1
    PREPOSITIONAL = 2
    SHORT = 3
    DATIVE = 4


_MONTHS_RU = (
    ("январь", "января", "январе", "янв", "январю"),
    ("февраль", "февраля", "феврале", "фев", "февралю"),
    ("март", "марта", "марте", "мар", "марту"),
    ("апрель", "апреля", "апреле", "апр", "апрелю"),
    ("май", "мая", "мае", "май", "маю"),
    ("июнь", "июня", "июне", "июн", "июню"),
    ("июль", "июля", "июле", "июл", "июлю"),
    ("август", "августа", "августе", "авг", "августу"),
    ("сентябрь", "сентября", "сентябре", "сен", "сентябрю"),
    ("октябрь", "октября", "октябре", "окт", "октябрю"),
    ("ноябрь", "ноября", "ноябре", "ноя", "ноябрю"),
    ("декабрь", "декабря", "декабре", "дек", "декабрю"),
)
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def half_up(value: Decimal, places: int) -> Decimal:
    """`value` rounded for print: half away from zero, as a person and Excel do; never minus zero."""
    context = Context(prec=max(_LONG, value.adjusted() + places + 3), rounding=ROUND_HALF_UP)
    shown = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, context)
    return shown if shown else shown.copy_abs()


def _digits(value: Decimal, places: int, lang: str) -> str:
    """The rounded absolute value with grouped digits."""
    text = f"{half_up(value, places).copy_abs():,f}"
    return text.translate(_RUSSIAN) if lang == "ru" else text


def _sign(value: Decimal, places: int, *, signed: bool) -> str:
    shown = half_up(value, places)
    if shown < 0:
        return MINUS
    return "+" if signed and shown > 0 else ""


def number_text(value: Decimal, places: int, lang: str, *, signed: bool = False) -> str:
    """A number: «12 480 350,00» or "12,480,350.00"; `signed` writes a plus before a gain."""
    return _sign(value, places, signed=signed) + _digits(value, places, lang)


def short_number_text(value: Decimal, most: int, lang: str) -> str:
    """A number with no more decimals than it has, at most `most`: quantities «3», «3,5», never «3,500000»."""
    shown = half_up(value, most).normalize(_WIDE)
    exponent = shown.as_tuple().exponent
    return number_text(shown, max(0, -exponent) if isinstance(exponent, int) else 0, lang)


def currency_sign(currency: str) -> str:
    """The sign of a currency, its code where it has no sign of its own, nothing where none is known."""
    return _SIGNS.get(currency, currency)


def money_text(value: Decimal, currency: str, lang: str, places: int = 2, *, signed: bool = False) -> str:
    """A sum of money: «12 480 350,00 ₽», "₽12,480,350.00", "12,480,350.00 CHF"."""
    sign, digits, unit = _sign(value, places, signed=signed), _digits(value, places, lang), currency_sign(currency)
    if not unit:
        return sign + digits
    if lang != "ru" and unit != currency:
        return sign + unit + digits
    return sign + digits + NBSP + unit


def percent(value: Decimal) -> Decimal:
    """A fraction in percent or points, every digit kept."""
    return value.scaleb(2, _WIDE)


def share_text(value: Decimal, places: int, lang: str, *, signed: bool = False) -> str:
    """A fraction as a percentage: 0.329 is «32,9 %» or "32.9%"."""
    sign = "%" if lang != "ru" else NBSP + "%"
    return number_text(percent(value), places, lang, signed=signed) + sign


def plural(count: int, forms: tuple[str, str, str]) -> str:
    """The Russian form for a count: «1 заказ, 2 заказа, 5 заказов»; English gives the same form twice."""
    count = abs(count)
    if count % 10 == 1 and count % 100 != 11:
        return forms[0]
    if 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14:
        return forms[1]
    return forms[2]


def month_name(day: date, lang: str, form: MonthForm = MonthForm.NOMINATIVE) -> str:
    """The name of the day's month alone: «ноябрь», «ноября», «ноябре», «ноя»; "November", "Nov"."""
    if lang == "ru":
        return _MONTHS_RU[day.month - 1][form.value]
    name = _MONTHS_EN[day.month - 1]
    return name[:3] if form is MonthForm.SHORT else name


def month_year(day: date, lang: str, form: MonthForm = MonthForm.NOMINATIVE) -> str:
    """The month with its year: «ноябрь 2011», «ноября 2011», «ноя 2011»; "November 2011"."""
    return f"{month_name(day, lang, form)} {day.year}"


def month_axis(day: date, lang: str) -> str:
    """The month as a short mark under a chart: «ноя 11», "Nov 11"."""
    return f"{month_name(day, lang, MonthForm.SHORT)} {day.year % 100:02d}"


def date_text(day: date, lang: str) -> str:
    """A business day: «30.11.2011», "30 Nov 2011" (no guess which is the month)."""
    if lang == "ru":
        return f"{day:%d.%m.%Y}"
    return f"{day.day} {month_name(day, lang, MonthForm.SHORT)} {day.year}"


def day_message(day: date) -> Message:
    """A business day inside a sentence: each language prints it in its own way."""
    return named(date_text(day, "en"), date_text(day, "ru"))


def month_message(day: date, form: MonthForm = MonthForm.NOMINATIVE) -> Message:
    """A month inside a sentence: «(с) ноября 2024», "November 2024"."""
    return named(month_year(day, "en"), month_year(day, "ru", form))


def amount_message(value: Decimal) -> Message:
    """An amount inside a sentence, with kopecks: each language prints it in its own way."""
    return named(number_text(value, 2, "en"), number_text(value, 2, "ru"))
