"""The look of the workbook: one accent, quiet borders, number formats by what a figure is."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.core.unit import MONEY
from kpi_desktop.i18n.formats import currency_sign
from kpi_desktop.present.numbers import points_places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

    from kpi_desktop.catalogue.model import Metric
    from kpi_desktop.core.unit import Unit

ACCENT = "#2563EB"
INK = "#0F172A"
MUTED = "#64748B"
LINE = "#E2E8F0"
BAND = "#F1F5F9"
PALE = "#EFF6FF"
PALE_INK = "#CBD5E1"
GOOD = "#15803D"
BAD = "#B91C1C"
VALUE_INK = "#7C5E10"
VALUE_BAND = "#FEFCE8"

#: A font that every office has; the report's own font is not on the reader's machine.
FONT = "Arial"

#: Numbers of a sheet to be filled in: as they are typed.
TYPED = "General"

Look = dict[str, str | int | bool | float]

#: The named looks of cells; number formats are added where a figure is written.
LOOKS: dict[str, Look] = {
    "plain": {},
    "title": {"bold": True, "font_size": 18, "font_color": INK},
    "subtitle": {"font_color": MUTED},
    "note": {"font_color": MUTED, "font_size": 9, "italic": True},
    "note_right": {"font_color": MUTED, "font_size": 9, "italic": True, "align": "right"},
    "head": {
        "bold": True,
        "font_color": MUTED,
        "font_size": 9,
        "bottom": 1,
        "bottom_color": ACCENT,
        "text_wrap": True,
        "valign": "bottom",
    },
    "head_right": {
        "bold": True,
        "font_color": MUTED,
        "font_size": 9,
        "bottom": 1,
        "bottom_color": ACCENT,
        "align": "right",
        "text_wrap": True,
        "valign": "bottom",
    },
    "head_text": {
        "bold": True,
        "font_color": MUTED,
        "font_size": 9,
        "bottom": 1,
        "bottom_color": ACCENT,
        "text_wrap": True,
        "valign": "bottom",
        "align": "left",
        "indent": 1,
    },
    "head_note": {
        "bold": True,
        "font_color": MUTED,
        "font_size": 9,
        "bottom": 1,
        "bottom_color": ACCENT,
        "valign": "bottom",
        "align": "left",
        "indent": 2,
    },
    "beside": {
        "bottom": 1,
        "bottom_color": LINE,
        "text_wrap": True,
        "font_color": MUTED,
        "font_size": 9,
        "indent": 2,
    },
    "key": {"font_color": "#94A3B8", "font_size": 8, "align": "right"},
    "group": {"bold": True, "font_color": ACCENT, "top": 1, "top_color": LINE},
    "label": {"bottom": 1, "bottom_color": LINE},
    "label_apart": {"bottom": 1, "bottom_color": LINE, "indent": 1},
    "form": {"bottom": 1, "bottom_color": LINE, "indent": 2},
    "link": {"bottom": 1, "bottom_color": LINE, "font_color": ACCENT},
    "link_top": {"bottom": 1, "bottom_color": LINE, "font_color": ACCENT, "valign": "top"},
    "muted": {"bottom": 1, "bottom_color": LINE, "font_color": MUTED, "font_size": 9},
    "link_muted": {"bottom": 1, "bottom_color": LINE, "font_color": ACCENT, "font_size": 9},
    "wrapped": {"bottom": 1, "bottom_color": LINE, "text_wrap": True, "valign": "top"},
    "wrapped_apart": {
        "bottom": 1,
        "bottom_color": LINE,
        "text_wrap": True,
        "align": "left",
        "valign": "top",
        "indent": 1,
    },
    "wrapped_muted": {
        "bottom": 1,
        "bottom_color": LINE,
        "text_wrap": True,
        "valign": "top",
        "font_color": MUTED,
        "font_size": 9,
    },
    "figure": {"bottom": 1, "bottom_color": LINE, "align": "right"},
    "headline": {"bottom": 1, "bottom_color": LINE, "align": "right", "bold": True},
    "value": {
        "bottom": 1,
        "bottom_color": LINE,
        "align": "right",
        "font_color": VALUE_INK,
        "bg_color": VALUE_BAND,
    },
    "value_left": {
        "bottom": 1,
        "bottom_color": LINE,
        "align": "left",
        "font_color": VALUE_INK,
        "bg_color": VALUE_BAND,
    },
    "value_apart": {
        "bottom": 1,
        "bottom_color": LINE,
        "align": "left",
        "indent": 1,
        "font_color": VALUE_INK,
        "bg_color": VALUE_BAND,
    },
    "input": {
        "bold": True,
        "font_color": ACCENT,
        "bg_color": PALE,
        "border": 1,
        "border_color": ACCENT,
        "align": "center",
        "font_size": 12,
    },
    "entry": {
        "font_color": ACCENT,
        "bg_color": PALE,
        "border": 1,
        "border_color": ACCENT,
        "align": "right",
        "locked": False,
    },
    "text": {"quote_prefix": True, "indent": 1},
    "data": {},
    "data_key": {"font_color": "#94A3B8", "font_size": 9},
    "state": {"bold": True, "align": "right", "bottom": 1, "bottom_color": LINE},
    "told": {"bold": True, "bottom": 1, "bottom_color": LINE},
    "told_long": {"font_color": MUTED, "font_size": 9},
    "link_plain": {"font_color": ACCENT, "font_size": 9},
    "change": {"bottom": 1, "bottom_color": LINE, "align": "right", "font_color": MUTED},
}


def plain_number(*, whole: bool) -> str:
    """The format of counts and quantities: whole ones without decimals, else at least two for all of them alike.

    Decimals that may be left out would leave a bare decimal mark behind whole numbers in Excel: «518,».
    """
    return "#,##0" if whole else "#,##0.00#"


def all_whole(values: Iterable[object]) -> bool:
    """Whether every known number is a whole one."""
    return all(value == int(value) for value in values if isinstance(value, Decimal | Fraction))


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, book: Workbook, currency: str, lang: str) -> None:
        """Keep the workbook that owns the formats, and the currency for money."""
        self._book = book
        self._made: dict[tuple[str, str], Format] = {}
        self.sign = currency_sign(currency)
        self.lang = lang

    def __call__(self, look: str, number: str = "") -> Format:
        """The format of a look with a number format."""
        key = (look, number)
        if key not in self._made:
            properties: dict[str, object] = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
            properties.update(LOOKS[look])
            if number:
                properties["num_format"] = number
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    def metric_number(self, metric: Metric) -> str:
        """The number format of a metric: thousands and kopecks for money, % for a share."""
        return self.display_number(metric.display, metric.decimals)

    def display_number(self, display: Display, decimals: int) -> str:
        """The number format of what a figure is shown as, with its decimals."""
        places = "." + "0" * decimals if decimals else ""
        match display:
            case Display.MONEY:
                return self._money(places)
            case Display.SHARE:
                return f"0{places}%"
            case Display.TIMES:
                return f'#,##0{places}"×"'
            case Display.POINTS:
                return f"0{places}"
            case Display.COUNT | Display.NUMBER | Display.DAYS | Display.HOURS | Display.YEARS:
                return f"#,##0{places}"

    def measure_number(self, unit: Unit, values: Iterable[object]) -> str:
        """The number format of a measure: money with kopecks, counts whole, quantities as the `values` are."""
        if (MONEY, 1) in unit.powers:
            return self._money(".00")
        return plain_number(whole=str(unit) not in ("unit", "1", "month", "hour") or all_whole(values))

    def change_number(self, metric: Metric) -> str:
        """The number format of a change: points for a share, % for the rest."""
        if metric.display in (Display.SHARE, Display.POINTS):
            word, number = "п.п." if self.lang == "ru" else "pp", "0." + "0" * points_places(metric)
            return f'+{number}" {word}";-{number}" {word}";{number}" {word}"'
        return "+0.0%;-0.0%;0.0%"

    def signed_number(self, metric: Metric) -> str:
        """The number format of a change that is an amount: as the metric's own, with its sign."""
        plain = self.metric_number(metric).split(";")[0]
        return f"+{plain};-{plain};{plain}"

    def _money(self, places: str) -> str:
        if not self.sign:
            return f"#,##0{places}"
        if self.lang == "ru" or len(self.sign) > 1:
            return f'#,##0{places}" {self.sign}"'
        return f'"{self.sign}"#,##0{places};-"{self.sign}"#,##0{places}'
