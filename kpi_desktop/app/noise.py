"""How far months at the same levels lie from one another by chance alone, by what the month itself tells."""

from __future__ import annotations

from decimal import Decimal
from math import exp, sqrt
from typing import TYPE_CHECKING

from kpi_desktop.app.best import by_days
from kpi_desktop.catalogue.model import Display
from kpi_desktop.catalogue.resolve import resolved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kpi_desktop.core.period import Period
    from kpi_desktop.engine.engine import Engine

#: 95 of 100.
_WIDE = 1.96


def doubt_of(engine: Engine, driver: str, month: Period, cases: Decimal) -> float | None:
    """The squared relative error of a driver: by its days, else by the number of its cases (see `engine.real`).

    A count without days, as visitors that are known by months, has at least the chance of counting; a share that of the
    `cases` that came to it. Money of which no days are known has none that could be told.
    """
    tree = resolved(engine.catalogue, driver)
    days = None if tree is None else by_days(engine, tree, month)
    if days is not None and days.ratio and days.variance is not None:
        return days.variance / days.ratio**2
    (figure,) = engine.figures([driver], [month])
    if not isinstance(figure.value, Decimal) or figure.value <= 0:
        return None
    value, metric = float(figure.value), engine.catalogue.metrics[driver]
    if metric.display is Display.COUNT:
        return 1 / value
    if metric.display is Display.SHARE and value <= 1 and cases > 0:
        return (1 - value) / (value * float(cases))
    return None


def factor_of(doubts: Iterable[float | None]) -> Decimal | None:
    """By how much a product of drivers may lie above or below itself; None where the chance of one is not known."""
    known = list(doubts)
    if not known or any(one is None for one in known):
        return None
    return Decimal(str(exp(_WIDE * sqrt(sum(one for one in known if one is not None)))))
