"""One sale is counted once: of streams that give the same sales only the most trusted one counts (NUMBERS 2).

The fact `sale` holds the rows that count, so that every query over it is right by itself. Rows of other streams wait
in `aside_sale`; orders that count as sales stand in `sale` under the number of their import. Both are made anew after
every import, undo and choice of the owner: `gathered` brings all rows back, `settled` parts them again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Period
from kpi_desktop.facts.streams import ORDER
from kpi_desktop.store.coverage import History, Span, window, without
from kpi_desktop.store.layout import ASIDE, quoted
from kpi_desktop.store.orders_as_sales import SALE, enter_orders, take_orders_out
from kpi_desktop.store.records import State
from kpi_desktop.store.replacing import note_documents, remake_first_lines
from kpi_desktop.store.sale_channels import forget_channels
from kpi_desktop.store.stream_choices import Streams

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import duckdb

    from kpi_desktop.facts.schema import FactTable

#: Facts whose imports change which sales count.
FACTS = frozenset({SALE, ORDER})


@dataclass(frozen=True, slots=True)
class Cell:
    """Sales of one import in one organisation and channel; code 0 of an organisation and '' of a channel are unknown.

    `test` are the rows (`f`) of it; `first` and `end` are the days that they stand on.
    """

    batch: int
    organisation: int
    channel: str
    market: bool
    test: str
    first: date
    end: date

    def meets(self, other: Cell) -> bool:
        """Whether both may hold the same sales: what one of them does not tell may be the same.

        A marketplace is a channel of its own: sales of an unknown channel are not taken for it.
        """
        organisation = self.organisation == other.organisation or not (self.organisation and other.organisation)
        unknown = not (self.channel and other.channel) and not (self.market or other.market)
        return organisation and (self.channel == other.channel or unknown)


@dataclass(slots=True)
class Part:
    """One import as it competes: its days, its cells, and the days of each cell that more trusted streams took."""

    span: Span
    level: tuple[int, ...]
    days: list[Period]
    cells: list[Cell]
    order: bool = False
    taken: dict[int, list[tuple[Period, int]]] = field(default_factory=dict)


def gathered(conn: duckdb.DuckDBPyConnection, fact: FactTable) -> None:
    """Bring every sale back into the fact, before an import or an undo looks at it."""
    take_orders_out(conn)
    forget_channels(conn)
    if not conn.execute(f"SELECT 1 FROM {ASIDE} LIMIT 1").fetchall():
        return
    note_documents(conn, fact, ASIDE, "1 = 1")
    conn.execute(f"INSERT INTO {quoted(fact.id)} BY NAME SELECT * FROM {ASIDE} ORDER BY day, batch, src_sheet, src_row")
    conn.execute(f"DELETE FROM {ASIDE}")
    remake_first_lines(conn, fact)


def settled(conn: duckdb.DuckDBPyConnection, fact: FactTable) -> None:
    """Put aside what a more trusted stream gives already, and let shipped orders count where nobody else answers."""
    conn.execute("DELETE FROM set_aside")
    conn.execute("DELETE FROM not_answering")
    streams = Streams.of(conn)
    enter_orders(conn, streams)
    parts = _parts(conn, streams)
    if len({part.level for part in parts}) < 2:
        return
    _compete(parts, streams)
    for part in parts:
        for index, cell in enumerate(part.cells):
            for days, by in part.taken.get(index, ()):
                _move(conn, fact, cell, days)
                conn.execute(
                    "INSERT INTO set_aside VALUES (?, ?, ?, ?, ?, ?)",
                    [part.span.id, days.start, days.end, cell.organisation, cell.channel, by],
                )
        for days in _silent(part):
            conn.execute("INSERT INTO not_answering VALUES (?, ?, ?)", [part.span.id, days.start, days.end])
    if conn.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'touched'").fetchall():
        remake_first_lines(conn, fact)


def _parts(conn: duckdb.DuckDBPyConnection, streams: Streams) -> list[Part]:
    """Every import with sales, the most trusted first."""
    known = {fact: History.of(conn, fact) for fact in (SALE, ORDER)}
    found = [(fact, span) for fact, history in known.items() for span in history.spans]
    live = [(fact, span) for fact, span in found if span.state is State.LIVE]
    levels = {span.id: streams.level(span.id) for _, span in live}
    if len(set(levels.values())) < 2:
        return []
    cells = _cells(conn, streams, {span.id: span.source_id for _, span in live})
    parts = []
    for fact, span in live:
        own = cells.get(span.id, [])
        days = known[fact].remaining(span)
        if fact == ORDER:
            own = own or [_nothing_shipped(span)]
            days += _later(own, days)
        if own:
            parts.append(Part(span, levels[span.id], days, own, order=fact == ORDER))
    return sorted(parts, key=lambda part: (part.level, part.span.id))


def _cells(conn: duckdb.DuckDBPyConnection, streams: Streams, sources: Mapping[int, int]) -> dict[int, list[Cell]]:
    """The organisations and channels of each import's rows; a marketplace as a customer of 1C is its channel."""
    markets = streams.market_customers(conn)
    cases = " ".join(f"WHEN f.customer_of_file IN ({_listed(codes)}) THEN '{name}'" for name, codes in markets.items())
    market = f"CASE {cases} ELSE '' END" if cases else "''"
    rows = conn.execute(
        f"SELECT f.batch, f.organisation, f.channel, {market} AS market, MIN(f.day), MAX(f.day) FROM sale f "
        "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
    ).fetchall()
    found: dict[int, list[Cell]] = {}
    for batch, organisation, channel, bought_by, first, last in rows:
        if batch not in sources:
            continue
        name = streams.channel(channel, sources[batch]) or bought_by
        known = bought_by if not streams.channel(channel, sources[batch]) else ""
        test = f"f.batch = {batch} AND f.organisation = {organisation} AND f.channel = {channel}"
        if markets:
            test += f" AND {market} = '{bought_by}'"
        cell = Cell(batch, organisation, name, bool(known) or name in streams.markets, test, first, _after(last))
        found.setdefault(batch, []).append(cell)
    return found


def _nothing_shipped(span: Span) -> Cell:
    """Stands for a file of orders of which none is a sale: it must not answer for days that others answer for."""
    return Cell(span.id, 0, "", market=False, test="FALSE", first=span.first, end=span.end)


def _later(cells: Sequence[Cell], days: Sequence[Period]) -> list[Period]:
    """Days outside those of the file on which its orders became sales: shipped later."""
    reach = Period(min(cell.first for cell in cells), max(cell.end for cell in cells))
    return _without(reach, days)


def _compete(parts: Sequence[Part], streams: Streams) -> None:
    """Each import loses the days of a cell on which a cell of a more trusted one counts."""
    for place, part in enumerate(parts):
        for index, cell in enumerate(part.cells):
            taken: list[tuple[Period, int]] = []
            for stronger in parts[:place]:
                if stronger.level == part.level or streams.apart(stronger.span.id, part.span.id):
                    continue
                wide = part.order and not stronger.order and not streams.imports[stronger.span.id].stated
                for days in _counting(stronger, cell, wide=wide):
                    taken += [(left, stronger.span.source_id) for left in _lost(part, days, taken)]
            if taken:
                part.taken[index] = taken


def _counting(stronger: Part, cell: Cell, *, wide: bool) -> Iterable[Period]:
    """The days on which some cell of the stronger import that may hold the same sales counts itself.

    `wide`: its file states no period, and an order is made and shipped some days before or after its document: the
    months that it has rows of are its own as wholes.
    """
    for index, other in enumerate(stronger.cells):
        if other.meets(cell):
            for own in stronger.days:
                days = _whole_months(own) if wide else own
                yield from _without(days, [gone for gone, _ in stronger.taken.get(index, ())])


def _whole_months(days: Period) -> Period:
    months = days.months()
    return Period(months[0].start, months[-1].end)


def _lost(part: Part, days: Period, already: Sequence[tuple[Period, int]]) -> list[Period]:
    """The days of the import that fall to the stronger one and have not fallen yet; a month's row falls as a whole."""
    lost = []
    for own in part.days:
        if not (own.start < days.end and days.start < own.end):
            continue
        cut = Period(max(own.start, days.start), min(own.end, days.end))
        wide = window(part.span, _as_span(part.span, cut))
        lost += _without(Period(wide.start, wide.end), [gone for gone, _ in already])
    return lost


def _as_span(span: Span, days: Period) -> Span:
    return Span(span.id, span.source_id, days.start, days.end, span.grain, span.state, span.file_name, span.origin)


def _without(days: Period, gone: Iterable[Period]) -> list[Period]:
    """The days less those that are gone."""
    left = [days]
    for cut in gone:
        left = [part for piece in left for part in without(piece, cut)]
    return left


def _silent(part: Part) -> list[Period]:
    """The days on which no cell of the import counts: it gives no total of them."""
    gone = [[days for days, _ in part.taken.get(index, ())] for index in range(len(part.cells))]
    found = gone[0]
    for other in gone[1:]:
        found = [
            Period(max(one.start, two.start), min(one.end, two.end))
            for one in found
            for two in other
            if one.start < two.end and two.start < one.end
        ]
    return found


def _move(conn: duckdb.DuckDBPyConnection, fact: FactTable, cell: Cell, days: Period) -> None:
    """Put the rows of a cell on these days aside."""
    rows = f"{cell.test} AND f.day >= DATE '{days.start}' AND f.day < DATE '{days.end}'"
    rows = rows.replace("f.", "")
    note_documents(conn, fact, fact.id, rows)
    conn.execute(f"INSERT INTO {ASIDE} BY NAME SELECT * FROM {quoted(fact.id)} WHERE {rows}")
    conn.execute(f"DELETE FROM {quoted(fact.id)} WHERE {rows}")


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _listed(codes: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(codes)))
