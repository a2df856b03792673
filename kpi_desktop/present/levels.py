"""A level beside its usual one: the change in points of a share, else in per cent."""

from __future__ import annotations

from decimal import Decimal

from kpi_desktop.engine.comparing import in_per_cent
from kpi_desktop.engine.funnel.words import Told
from kpi_desktop.i18n.formats import number_text, percent, share_text
from kpi_desktop.present.numbers import CHANGE_PLACES, POINTS

#: Decimals that a statistic keeps when it becomes a number to print.
_PLACES = 9


def level_change(value: float, usual: float, told: Told, lang: str) -> str:
    """«−1,6 п. п.» of a share, «−7,1 %» of anything else; nothing where a per cent would say nothing."""
    now, was = (Decimal(f"{one:.{_PLACES}f}") for one in (value, usual))
    if told is Told.SHARE:
        return number_text(percent(now - was), CHANGE_PLACES, lang, signed=True) + POINTS[lang]
    return share_text(now / was - 1, CHANGE_PLACES, lang, signed=True) if in_per_cent(was, now) else ""
