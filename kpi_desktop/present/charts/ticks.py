"""Round numbers for a value axis: 0, 500, 1 000, 1 500; always with the zero line."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Display
from kpi_desktop.i18n.formats import number_text, share_text
from kpi_desktop.present.charts.description import Tick

if TYPE_CHECKING:
    from collections.abc import Iterable

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def step_of(span: Decimal, intervals: int) -> Decimal:
    """The smallest round step that covers `span` in at most `intervals` intervals."""
    raw = span / intervals
    power = Decimal(1).scaleb(raw.adjusted())
    return next(step * power for step in _STEPS if step * power >= raw)


def _places(step: Decimal) -> int:
    exponent = step.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def tick_text(value: Decimal, step: Decimal, display: Display, lang: str) -> str:
    """The mark beside a line of the axis: a share in %, anything else as a plain number (the unit stands above)."""
    if display is Display.SHARE:
        return share_text(value, max(0, _places(step) - 2), lang)
    return number_text(value, _places(step), lang)


def ticks_for(values: Iterable[Decimal | None], display: Display, lang: str, intervals: int = 5) -> tuple[Tick, ...]:
    """Round lines from below the least value (or zero) to above the greatest."""
    known = [value for value in values if value is not None]
    low, high = min([*known, Decimal(0)]), max([*known, Decimal(0)])
    if low == high:
        high = Decimal(1)
    step = step_of(high - low, intervals)
    if display in (Display.COUNT, Display.DAYS):
        step = max(step, Decimal(1))
    first = int((low / step).to_integral_value(ROUND_FLOOR))
    last = int((high / step).to_integral_value(ROUND_CEILING))
    return tuple(Tick(step * n, tick_text(step * n, step, display, lang)) for n in range(first, last + 1))
