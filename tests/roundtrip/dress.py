"""The dirty styles: how one table's numbers, dates and headings are written, drawn by a seeded dice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from tests.roundtrip.truth import Value

MONTHS = tuple("январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split())
OF_MONTH = tuple("января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split())
SHORT = tuple("янв фев мар апр май июн июл авг сен окт ноя дек".split())
ENGLISH = tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
#: Cyrillic letters and the Latin ones that look the same.
TWINS = str.maketrans("АВЕКМНОРСТХасеорух", "ABEKMHOPCTXaceopyx")

#: Mark of thousands, mark of decimals.
LOCALES = ((" ", ","), ("\u00a0", ","), ("\u202f", ","), ("", ","), ("", "."), (",", "."), (".", ","), ("'", "."),
           ("\u2009", ","))  # fmt: skip
DAY_SHAPES = ("dd.mm.yyyy", "dd.mm.yyyy", "dd.mm.yy", "yyyy-mm-dd", "dd/mm/yyyy", "mm/dd/yyyy", "d month yyyy",
              "dd/mon/yy", "dd-mm-yyyy", "stamp", "month d, yyyy", "yyyymmdd", "d.m.yyyy")  # fmt: skip
MONTH_SHAPES = ("Month yyyy", "month yyyy г.", "mon.yy", "mm.yyyy", "first day", "Mon yyyy")
CROSS_MONTHS = (*MONTH_SHAPES, "Month", "month", "mon", "Mon-yy")


@dataclass(frozen=True, slots=True)
class Dress:
    """One style; `typed` says that the container keeps numbers and dates as such."""

    container: str
    thousands: str
    decimals: str
    minus: str
    money: str
    day_shape: str
    month_shape: str
    numbers_as_text: float
    dates_as_text: bool
    serials: bool
    encoding: str
    separator: str
    captions: int
    left: int
    ordinal: bool
    remark: bool
    twins: bool
    untidy_heads: bool
    totals: str
    notes: bool
    blanks: bool
    page_heads: bool
    aside: str
    sheets: bool
    two_rows: bool
    broken: int
    dashes: bool
    date1904: bool

    @property
    def typed(self) -> bool:
        """Whether cells have types."""
        return self.container in {"xlsx", "ods"}

    def number(self, value: Decimal, dice: Random) -> str:
        """The number as this table writes it."""
        whole, _, rest = f"{abs(value):f}".partition(".")
        if self.thousands:
            groups = []
            while len(whole) > 3:
                groups.append(whole[-3:])
                whole = whole[:-3]
            whole = self.thousands.join([whole, *reversed(groups)])
        text = whole + (self.decimals + rest if rest else "")
        if self.money and rest:
            text = f"{self.money}{text}" if self.money in {"€ ", "$"} else f"{text}{self.money}"
        if value < 0:
            marked = {"brackets": f"({text})", "trailing": f"{text}-", "math": f"\u2212{text}"}
            text = marked.get(self.minus, f"-{text}")
        return text if dice.random() > 0.03 else f" {text} "

    def day(self, value: date) -> str:
        """The day as this table writes it."""
        day, month, year = value.day, value.month, value.year
        return {
            "dd.mm.yyyy": f"{day:02}.{month:02}.{year}",
            "d.m.yyyy": f"{day}.{month}.{year}",
            "dd.mm.yy": f"{day:02}.{month:02}.{year % 100:02}",
            "yyyy-mm-dd": f"{year}-{month:02}-{day:02}",
            "dd/mm/yyyy": f"{day:02}/{month:02}/{year}",
            "mm/dd/yyyy": f"{month:02}/{day:02}/{year}",
            "d month yyyy": f"{day} {OF_MONTH[month - 1]} {year} г.",
            "dd/mon/yy": f"{day:02}/{SHORT[month - 1]}/{year % 100:02}",
            "dd-mm-yyyy": f"{day:02}-{month:02}-{year}",
            "stamp": f"{day:02}.{month:02}.{year} 0:00:00",
            "month d, yyyy": f"{ENGLISH[month - 1]} {day}, {year}",
            "yyyymmdd": f"{year}{month:02}{day:02}",
        }[self.day_shape]

    def month(self, value: date, shape: str = "") -> str:
        """The month as this table writes it; some shapes say no year."""
        month, year = value.month, value.year
        name = MONTHS[month - 1]
        return {
            "Month yyyy": f"{name.capitalize()} {year}",
            "month yyyy г.": f"{name} {year} г.",
            "mon.yy": f"{SHORT[month - 1]}.{year % 100:02}",
            "mm.yyyy": f"{month:02}.{year}",
            "first day": f"01.{month:02}.{year}",
            "Mon yyyy": f"{SHORT[month - 1].capitalize()} {year}",
            "Mon-yy": f"{ENGLISH[month - 1]}-{year % 100:02}",
            "Month": name.capitalize(),
            "month": name,
            "mon": SHORT[month - 1],
        }[shape or self.month_shape]

    def head(self, text: str, dice: Random) -> str:
        """A heading: look-alike letters, line breaks, spaces."""
        if self.twins and dice.random() < 0.5:
            places = [place for place, sign in enumerate(text) if sign.translate(TWINS) != sign]
            if places and len(text) > 3:
                place = dice.choice(places)
                text = text[:place] + text[place].translate(TWINS) + text[place + 1 :]
        if self.untidy_heads:
            lines, hard = text.replace(" ", "\n"), text.replace(" ", "\u00a0")
            text = dice.choice((text + " ", lines, hard, text.upper(), f" {text}", text + ":"))
        return text

    def cell(self, value: Value, dice: Random, *, monthly: bool = False) -> Value:
        """A value as it is put into the cell: as such, or as the text that this table writes."""
        if value is None:
            return "-" if self.dashes and dice.random() < 0.5 else None
        if isinstance(value, Decimal):
            return value if self.typed and dice.random() >= self.numbers_as_text else self.number(value, dice)
        if isinstance(value, date):
            if self.typed and not self.dates_as_text:
                return value
            return self.month(value) if monthly else self.day(value)
        return value if dice.random() > 0.05 else f" {value}  "


def draw_dress(dice: Random) -> Dress:
    """A random style: most tables have a few oddities, some have many."""
    some = dice.choice((0.1, 0.25, 0.5))

    def odd() -> bool:
        return dice.random() < some

    container = dice.choices(("xlsx", "csv", "html", "ods"), (45, 30, 10, 15))[0]
    thousands, decimals = dice.choice(LOCALES)
    encoding = dice.choice(("utf-8", "utf-8-sig", "cp1251", "utf-16"))
    if encoding == "cp1251" and thousands in {"\u202f", "\u2009"}:
        thousands = "\u00a0"
    return Dress(
        container=container,
        thousands=thousands,
        decimals=decimals,
        minus=dice.choice(("-", "-", "brackets", "trailing", *(("math",) if encoding != "cp1251" else ()))),
        money=dice.choice(("", "", "", " ₽", " руб.", " р.", "€ ", "$")),
        day_shape=dice.choice(DAY_SHAPES),
        month_shape=dice.choice(MONTH_SHAPES),
        numbers_as_text=dice.choice((0, 0, 0.2, 1)),
        dates_as_text=odd(),
        serials=odd() and odd(),
        encoding=encoding,
        separator=dice.choice((";", ";", ",", "\t", "|")),
        captions=dice.choice((0, 0, 1, 2, 4)),
        left=dice.choice((0, 0, 0, 1, 2)),
        ordinal=odd(),
        remark=odd(),
        twins=odd(),
        untidy_heads=odd(),
        totals=dice.choice(("", "", "grand", "grand", "groups", "silent", "above")),
        notes=odd(),
        blanks=odd(),
        page_heads=odd() and odd(),
        aside=dice.choice(("", "", "", "", "right", "below")) if odd() else "",
        sheets=odd() and container in {"xlsx", "ods"},
        two_rows=odd() and container != "csv",
        broken=dice.choice((0, 0, 1, 2)) if odd() else 0,
        dashes=odd(),
        date1904=odd() and odd(),
    )
