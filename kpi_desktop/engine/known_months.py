"""Which months a book has figures for, and which of them is shown where the owner chose none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.catalogue.resolve import facts_needed
from kpi_desktop.core.period import Grain, Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.engine.coverage import Coverage
    from kpi_desktop.engine.kept import Kept

#: Facts whose days say nothing about which months the company has figures for.
_NOT_DATED = frozenset({"target", "customer", "contract"})

_MAIN = "sale"


class KnownMonths:
    """The months of one book: of its exports, and of the figures that the owner keeps by hand."""

    def __init__(self, catalogue: Catalogue, coverage: Mapping[str, Coverage], kept: Kept) -> None:
        """Look at nothing yet: `coverage` are the covered days of every fact of the book."""
        self._catalogue = catalogue
        self._coverage = coverage
        self._kept = kept

    def all(self) -> list[Period]:
        """Every month with data, oldest first."""
        found = self._kept.months()
        for fact, coverage in self._coverage.items():
            if fact not in _NOT_DATED:
                found |= coverage.months()
        return sorted(found)

    def default(self) -> Period | None:
        """The last month that is wholly covered (by sales where there are any), else the last one with data."""
        main = self._coverage.get(_MAIN)
        months = sorted(main.months()) if main else self.all()
        judges = [main] if main else self._judges()
        for month in reversed(months):
            if any(judge.reach(month).covered.complete for judge in judges):
                return month
        return months[-1] if months else None

    def _judges(self) -> list[Coverage]:
        """What a month without sales is told by: facts that some metric is made of alone.

        Deals that only say which leads were won have days long after the last lead, and no figure of their own there.
        """
        keys = (facts_needed(self._catalogue, metric) for metric in self._catalogue.metrics)
        told = [{key.partition(".")[0] for key in needed} for needed in keys]
        alone = set().union(*(facts for facts in told if len(facts) == 1)) - _NOT_DATED
        dated = {fact: coverage for fact, coverage in self._coverage.items() if fact not in _NOT_DATED}
        return [coverage for fact, coverage in dated.items() if fact in alone] or list(dated.values())

    def default_period(self) -> Period | None:
        """The default month; where no day of it can be told apart, the shortest quarter or year that can be counted.

        Files that give one figure for 27.01–23.02 say nothing about February: the first quarter holds them whole.
        """
        month = self.default()
        dated = [coverage for fact, coverage in self._coverage.items() if fact not in _NOT_DATED]
        if month is None or any(not coverage.reach(month).nothing for coverage in dated):
            return month
        for grain in (Grain.QUARTER, Grain.YEAR):
            found = [Period.of(cover.first, grain) for coverage in dated for cover in coverage.cut(month)]
            whole = [period for period in found if any(not coverage.reach(period).nothing for coverage in dated)]
            if whole:
                return max(whole)
        return month
