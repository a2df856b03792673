"""Which metrics' change from month to month says something of the month itself.

A lifetime of a customer, an average of the last twelve months or active customers of half a year move a little every
month whatever it was like: eleven twelfths of both figures are the same rows. Such a change is arithmetic, not news.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.resolve import leaves_of
from kpi_desktop.expr.leaf import Move

if TYPE_CHECKING:
    from kpi_desktop.catalogue.model import Catalogue

#: Windows that reach back beyond the month: most of what they hold was there a month ago too.
_LONG = frozenset({Move.TRAILING, Move.TRAILING_DAYS, Move.DAYS_BEFORE, Move.YEAR_TO_DATE})


def is_news(catalogue: Catalogue, metric_id: str) -> bool:
    """Whether a change of the metric may be called the month's best or worst.

    It may where all that it reads is of the month alone, where it is no other form of a metric, and where its own file
    does not say `news = false`.
    """
    metric = catalogue.metrics[metric_id]
    if not metric.news or metric.form_of:
        return False
    return not any(step.move in _LONG for leaf in leaves_of(catalogue, [metric_id]) for step in leaf.steps)
