"""Sale documents counted by their first lines, where that is the same as counting distinct documents.

Each document has one flagged line. Where no document spans two days, imports or kinds of customer, the flagged lines of
a window are its documents, and the query that adds everything up counts them too: no key is gathered.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from kpi_desktop.catalogue.model import Aggregation
from kpi_desktop.engine.condition import KNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.catalogue.model import Measure
    from kpi_desktop.engine.algorithms.scope import Rows

_DAY, _CUSTOMER, _KIND = "day", "customer", "kind"

#: The sales of each import by the numbers of their documents: those of different imports must not meet.
_RANGES = (
    'SELECT f.batch, MIN(f."document"), MAX(f."document") FROM "sale" f WHERE f."document" IS NOT NULL GROUP BY f.batch'
)


class FirstLines:
    """Tells which measures of documents may be counted by first lines in one book."""

    def __init__(self, rows: Rows, varied: Mapping[int, frozenset[str]], *, alone: bool = False) -> None:
        """`varied` are, for each import of sales, the columns that differ between sale lines of one document.

        Imports that are not in it (orders that stand for sales) say nothing of their documents. With `alone` there is
        no other import that sales could come from than the one in it.
        """
        self._rows = rows
        self._varied = varied
        self._apart: bool | None = True if alone else None

    def count(self, measure: Measure) -> bool:
        """Whether the measure's distinct documents are its first lines, whatever the window."""
        if measure.fact != "sale" or measure.aggregation is not Aggregation.DISTINCT or measure.key != "document":
            return False
        tests = dict(measure.where)
        if measure.day != _DAY or tests.pop(_KIND, ()) != ("sale",) or tests.pop(_CUSTOMER, (KNOWN,)) != (KNOWN,):
            return False
        same = {_DAY, *measure.where} - {_KIND}
        return not tests and all(same.isdisjoint(found) for found in self._varied.values()) and self._each_in_one()

    def tell_customers(self) -> bool:
        """Whether the first line of each document tells the day and the customer of all its lines."""
        return all({_DAY, _CUSTOMER}.isdisjoint(found) for found in self._varied.values()) and self._each_in_one()

    def _each_in_one(self) -> bool:
        """Whether every document lies in one import."""
        if self._apart is None:
            ranges = sorted((int(str(lo)), int(str(hi)), int(str(batch))) for batch, lo, hi in self._rows.run(_RANGES))
            known = all(batch in self._varied for _, _, batch in ranges)
            self._apart = known and all(one[1] < other[0] for one, other in itertools.pairwise(ranges))
        return self._apart
