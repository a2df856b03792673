"""The close of a month on a million sale lines beside one scan of the columns, naive queries and naive pandas.

All is run in one process on an open book, interleaved, so that only the ratios of one run are compared. Naive means one
hand-written query (or expression) for each metric and window, the obvious way; it does a named part of the metrics,
and so does our engine once more beside the whole close. What the three say must be equal.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.core.period import Period
from kpi_desktop.engine.engine import Engine
from kpi_desktop.resources import folder
from kpi_desktop.store.book import Book
from tests.bench.month_book import LINES, MONTH, month_book

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kpi_desktop.catalogue.model import Catalogue

#: What the naive ways compute: the metric, and the query of one window; `in` stands for the days.
_KNOWN = "customer IS NOT NULL AND kind = 0"
_FIRST = f"(SELECT customer AS c, MIN(day) AS first FROM sale WHERE {_KNOWN} GROUP BY customer)"
QUERIES = {
    "revenue": "SELECT SUM(amount) FROM sale WHERE kind IN (0, 1) AND {in}",
    "revenue_gross": "SELECT SUM(amount) FROM sale WHERE kind = 0 AND {in}",
    "revenue_returns": "SELECT SUM(amount) FROM sale WHERE kind = 1 AND {in}",
    "gross_profit": "SELECT SUM(amount) - SUM(cost) FROM sale WHERE kind IN (0, 1) AND cost IS NOT NULL AND {in}",
    "units": "SELECT SUM(quantity) FROM sale WHERE kind IN (0, 1) AND {in}",
    "sales_count": "SELECT COUNT(DISTINCT document) FROM sale WHERE kind = 0 AND {in}",
    "buyers": f"SELECT COUNT(DISTINCT customer) FROM sale WHERE {_KNOWN} AND {{in}}",
    "new_buyers": f"SELECT COUNT(DISTINCT customer) FROM sale JOIN {_FIRST} ON c = customer "
    f"WHERE {_KNOWN} AND {{in}} AND first >= {{lo}} AND first < {{hi}}",
    "returning_buyers": f"SELECT COUNT(DISTINCT customer) FROM sale JOIN {_FIRST} ON c = customer "
    f"WHERE {_KNOWN} AND {{in}} AND first < {{lo}}",
    "buyers_year": f"SELECT COUNT(DISTINCT customer) FROM sale WHERE {_KNOWN} AND {{year}}",
}


class Counting:
    """A book that counts the queries asked of it."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.queries = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.book, name)

    def run(self, sql: str, *, as_stated: bool = False) -> list[tuple[Any, ...]]:
        """The rows, and one more query."""
        self.queries += 1
        return self.book.run(sql, as_stated=as_stated)

    def columns(self, sql: str) -> Mapping[str, Any]:
        """The columns, and one more query."""
        self.queries += 1
        return self.book.columns(sql)


@dataclass
class Way:
    """One way of doing it: what it takes by the clock and of all cores, and what it says of the month."""

    name: str
    work: Callable[[], dict[str, Decimal]]
    walls: list[float] = field(default_factory=list)
    works: list[float] = field(default_factory=list)
    said: dict[str, Decimal] = field(default_factory=dict)

    def run(self) -> None:
        """Once more."""
        began, worked = time.perf_counter(), time.process_time()
        self.said = self.work()
        self.walls.append(time.perf_counter() - began)
        self.works.append(time.process_time() - worked)


def close_of_month(runs: int = 3) -> list[str]:
    """The lines to print: milliseconds, scans and queries of each way, medians of interleaved runs."""
    catalogue = load_catalogue(folder("formulas"))
    with Book.open(month_book(), read_only=True) as book:
        counting = Counting(book)
        scan = Way("one scan of the columns", lambda: _scan(book, catalogue))
        ways = [
            scan,
            Way(
                f"close, {len(catalogue.metrics)} metrics", lambda: _ours(counting, catalogue, list(catalogue.metrics))
            ),
            Way(f"close, {len(QUERIES)} metrics", lambda: _ours(counting, catalogue, list(QUERIES))),
            Way(f"naive DuckDB, {len(QUERIES)} metrics", lambda: _naive(counting)),
            *_pandas(book),
        ]
        queries = {}
        for run in range(runs + 1):
            for way in ways:
                counting.queries = 0
                way.run()
                queries[way.name] = counting.queries
            if run == 0:  # the first run only warms up
                for way in ways:
                    way.walls.clear()
                    way.works.clear()
        for way in ways[2:]:
            wrong = {
                name: (way.said[name], ways[1].said[name]) for name in QUERIES if way.said[name] != ways[1].said[name]
            }
            if wrong:
                raise SystemExit(f"{way.name}: {wrong}")
    lines = [
        f"close of {MONTH} on {LINES:,} sale lines, {runs} interleaved runs, medians; the part: {', '.join(QUERIES)}",
        "CPU is that of all cores together: a busy machine changes it less than the clock",
    ]
    for way in ways:
        scans = statistics.median(own / one for own, one in zip(way.walls, scan.walls, strict=True))
        works = statistics.median(own / one for own, one in zip(way.works, scan.works, strict=True))
        asked = f"{queries[way.name]:4} queries" if queries[way.name] else ""
        wall, work = statistics.median(way.walls) * 1e3, statistics.median(way.works) * 1e3
        lines.append(f"{way.name:26} {wall:8.1f} ms {scans:7.1f} scans; CPU {work:8.1f} ms {works:7.1f} scans {asked}")
    return lines


def _scan(book: Book, catalogue: Catalogue) -> dict[str, Decimal]:
    read = {
        column
        for measure in catalogue.measures.values()
        if measure.fact == "sale"
        for column in (measure.column, measure.key, measure.day, *measure.where)
    }
    book.run(
        f"SELECT {', '.join(f'MAX({column})' for column in sorted(read - {''}))}, SUM(amount), SUM(cost) FROM sale"
    )
    return {}


def _ours(book: Counting, catalogue: Catalogue, metrics: list[str]) -> dict[str, Decimal]:
    """A new engine, so that nothing is known before: the month with its comparisons."""
    figures = Engine(book, catalogue).figures(metrics, [Period.month(MONTH)])  # type: ignore[arg-type]
    return {figure.metric: figure.value for figure in figures if isinstance(figure.value, Decimal)}


def _windows() -> list[tuple[Period, Period]]:
    """The month, the one before and the one a year before, each with its year."""
    month = Period.month(MONTH)
    return [(one, Period(one.years_back(1).end, one.end)) for one in (month.years_back(1), month.shifted(-1), month)]


def _naive(book: Counting) -> dict[str, Decimal]:
    said = {}
    for window, year in _windows():
        words = {"lo": f"DATE '{window.start}'", "hi": f"DATE '{window.end}'"}
        words["in"] = f"day >= {words['lo']} AND day < {words['hi']}"
        words["year"] = f"day >= DATE '{year.start}' AND day < DATE '{year.end}'"
        for name, sql in QUERIES.items():
            said[name] = Decimal(book.run(sql.format(**words))[0][0])
    return said


def _pandas(book: Book) -> list[Way]:
    """The same in memory, the table read beforehand; left out where pandas is not installed."""
    if find_spec("pandas") is None:
        return []
    sql = (
        "SELECT day, kind, document, customer, CAST(quantity AS BIGINT) AS quantity, CAST(amount AS BIGINT) AS amount, "
    )
    frame = book.arrow(sql + "CAST(cost AS BIGINT) AS cost FROM sale").read_pandas()
    frame["day"] = frame["day"].astype("datetime64[s]")
    return [Way(f"naive pandas, {len(QUERIES)} metrics", lambda: _in_pandas(frame))]


def _in_pandas(frame: Any) -> dict[str, Decimal]:  # noqa: ANN401 - pandas brings no types
    said: dict[str, Any] = {}
    for window, year in _windows():
        inside = frame[(frame.day >= str(window.start)) & (frame.day < str(window.end))]
        sales, both = inside[inside.kind == 0], inside[inside.kind.isin([0, 1])]
        costed = both[both.cost.notna()]
        first = frame[(frame.kind == 0) & frame.customer.notna()].groupby("customer").day.min()
        begun = sales.customer.dropna().drop_duplicates().map(first)
        in_year = frame[(frame.kind == 0) & (frame.day >= str(year.start)) & (frame.day < str(year.end))]
        said = {
            "revenue": both.amount.sum(),
            "revenue_gross": sales.amount.sum(),
            "revenue_returns": inside[inside.kind == 1].amount.sum(),
            "gross_profit": costed.amount.sum() - costed.cost.sum(),
            "units": both.quantity.sum(),
            "sales_count": sales.document.nunique(),
            "buyers": sales.customer.nunique(),
            "new_buyers": (begun >= str(window.start)).sum(),
            "returning_buyers": (begun < str(window.start)).sum(),
            "buyers_year": in_year.customer.nunique(),
        }
    return {name: Decimal(int(value)) for name, value in said.items()}
