"""What is shown of streams of sales: which of them counts where, and what an import changed about that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.core.issue import Issue, Level
from kpi_desktop.core.period import Grain, Period
from kpi_desktop.facts.streams import ORDER
from kpi_desktop.i18n.formats import amount_message, day_message
from kpi_desktop.i18n.message import Message, msg, nmsg
from kpi_desktop.store.layout import ASIDE, OF_FILE
from kpi_desktop.store.stream_choices import UNPLACED, StreamChoice, Streams

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import duckdb


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """One source of sales: its rank, what of it counts and what does not, because of which sources."""

    source_id: int
    name: str
    rank: str
    rank_ru: str
    rank_en: str
    rows: int
    amount: Decimal
    aside_rows: int
    aside_amount: Decimal
    first: date | None
    last: date | None
    authorities: tuple[str, ...]
    choice: StreamChoice

    @property
    def chosen(self) -> bool:
        """Whether the owner gave the source its place among streams."""
        return self.choice.place != UNPLACED


@dataclass(frozen=True, slots=True)
class _Aside:
    """What of one import does not count because of one or more sources."""

    batch: int
    file: str
    fact: str
    rows: int
    amount: Decimal
    first: date
    last: date
    authorities: tuple[int, ...]


def stream_list(conn: duckdb.DuckDBPyConnection) -> list[StreamInfo]:
    """Every source with sales, the most trusted first."""
    streams, names = Streams.of(conn), _names(conn)
    counted, aside = _sums(conn, "sale"), _sums(conn, ASIDE)
    strong = _authorities(conn)
    found = []
    for source in {stream.source for stream in streams.imports.values()}:
        own = sorted((batch for batch, one in streams.imports.items() if one.source == source), key=streams.level)
        rank = streams.rank(own[0])[0]
        rows, amount = _added(counted, own)
        aside_rows, aside_amount = _added(aside, own)
        days = [day for batch in own for sums in (counted, aside) if batch in sums for day in sums[batch][2:]]
        because = tuple(dict.fromkeys(names[by] for batch in own for by in strong.get(batch, ())))
        choice = streams.choices.get(source, StreamChoice())
        first, last = (min(days), max(days)) if days else (None, None)
        info = StreamInfo(
            source, names[source], rank.id, rank.name_ru, rank.name_en, rows, amount, aside_rows, aside_amount,
            first, last, because, choice,
        )  # fmt: skip
        found.append((streams.level(own[0]), source, info))
    return [info for *_, info in sorted(found, key=lambda one: one[:2])]


def notes(conn: duckdb.DuckDBPyConnection, fresh: Collection[int]) -> Iterator[Issue]:
    """What the owner must know of the streams after an import: what does not count and why, orders that do."""
    yield from _placeholder_notes(conn, fresh)
    streams, names = Streams.of(conn), _names(conn)
    sources = {streams.imports[batch].source for batch in fresh if batch in streams.imports}
    for one in _asides(conn):
        by = ", ".join(f"«{names[source]}»" for source in one.authorities)
        if one.batch in fresh:
            yield _aside_note(one, by)
        elif sources & set(one.authorities) and _touches(conn, one, fresh):
            yield _taken_note(one, by)
    yield from _market_notes(conn, streams, fresh)
    for batch, file, rows, amount in conn.execute(
        "SELECT s.batch, MAX(b.file_name), COUNT(*), SUM(s.amount) FROM sale s JOIN batch b ON b.id = s.batch "
        f"WHERE b.fact = '{ORDER}' GROUP BY s.batch ORDER BY s.batch"
    ).fetchall():
        if batch in fresh:
            yield _orders_note(file, rows, Decimal(amount or 0))


_FIX = msg(
    "If these are other sales, say so: `kpi-desktop streams --beside SOURCE`; which source is believed is changed by "
    "`kpi-desktop streams --authority SOURCE`; `kpi-desktop reconcile` compares them"
)


def _market_notes(conn: duckdb.DuckDBPyConnection, streams: Streams, fresh: Collection[int]) -> Iterator[Issue]:
    """A marketplace's report is added to sales that name no marketplace: only the owner knows whether they hold it."""
    days = {batch: (first, last) for batch, (_, _, first, last) in _sums(conn, "sale").items()}
    files = dict(conn.execute("SELECT id, file_name FROM batch").fetchall())
    ranks = {batch: streams.rank(batch)[0].id for batch in streams.imports if batch in days}
    markets = [batch for batch, rank in ranks.items() if rank == "marketplace"]
    for market in markets:
        for other in (batch for batch, rank in ranks.items() if rank in _WHOLE):
            overlap = days[market][0] <= days[other][1] and days[other][0] <= days[market][1]
            if overlap and {market, other} & set(fresh) and not streams.apart(market, other):
                text = msg(
                    "The sales of “{market}” are added to those of “{other}”, which name no such marketplace",
                    market=files[market],
                    other=files[other],
                )
                yield Issue("streams_added", Level.INFO, text, _MARKET_FIX, file=files[max(market, other)])


#: Ranks that may hold the sales of a marketplace without saying so.
_WHOLE = ("1c",)

_MARKET_FIX = msg(
    "If they are in it already, name the channel of that source: `kpi-desktop streams --channel SOURCE=Wildberries`"
)


def _placeholder_notes(conn: duckdb.DuckDBPyConnection, fresh: Collection[int]) -> Iterator[Issue]:
    """Names that were taken for nobody in particular, with what was sold to them."""
    listed = ", ".join(map(str, sorted(fresh)))
    rows = conn.execute(
        f"SELECT k.key, SUM(f.amount) FROM sale f JOIN customer_as a ON a.code = f.{OF_FILE} AND a.target IS NULL "
        f"JOIN customer_key k ON k.code = a.code WHERE f.batch IN ({listed}) GROUP BY k.key ORDER BY 2 DESC, 1"
    ).fetchall()
    if rows:
        text = msg(
            "No figure per customer counts {names}: that is nobody in particular ({amount})",
            names=", ".join(f"«{name}»" for name, _ in rows[:_NAMED]) + ("…" if len(rows) > _NAMED else ""),
            amount=amount_message(sum((Decimal(amount or 0) for _, amount in rows), Decimal(0))),
        )
        fix = msg("If that is a customer: `kpi-desktop customers --person NAME`")
        yield Issue("placeholder_customers", Level.INFO, text, fix)


#: So many names of customers are told.
_NAMED = 5


def _aside_note(one: _Aside, by: str) -> Issue:
    text = nmsg(
        "{n} row for {amount} is kept for reconciliation and does not count in totals: the sales of {days} are "
        "given by {by}",
        "{n} rows for {amount} are kept for reconciliation and do not count in totals: the sales of {days} are "
        "given by {by}",
        n=one.rows,
        amount=amount_message(one.amount),
        days=_days(one),
        by=by,
    )
    return Issue("not_authority", Level.INFO, text, _FIX, file=one.file)


def _taken_note(one: _Aside, by: str) -> Issue:
    text = nmsg(
        "The sales of {days} are given by {by} now: {n} row of “{file}” for {amount} does not count in totals any more",
        "The sales of {days} are given by {by} now: {n} rows of “{file}” for {amount} do not count in totals any more",
        n=one.rows,
        amount=amount_message(one.amount),
        days=_days(one),
        by=by,
        file=one.file,
    )
    return Issue("authority", Level.INFO, text, _FIX, file=one.file)


def _orders_note(file: str, rows: int, amount: Decimal) -> Issue:
    text = nmsg(
        "No other source gives these sales: {n} order that was shipped or paid counts as a sale, {amount}",
        "No other source gives these sales: {n} orders that were shipped or paid count as sales, {amount}",
        n=rows,
        amount=amount_message(amount),
    )
    fix = msg("When an order is a sale: `kpi-desktop settings order_sale=shipped|paid|never`")
    return Issue("orders_as_sales", Level.INFO, text, fix, file=file)


def _days(one: _Aside) -> Message:
    if one.first == one.last:
        return day_message(one.first)
    first, last = day_message(one.first), day_message(one.last)
    return msg("{first} to {last}", first=first, last=last)


def _asides(conn: duckdb.DuckDBPyConnection) -> Iterator[_Aside]:
    strong = _authorities(conn)
    for row in conn.execute(
        "SELECT a.batch, MAX(b.file_name), MAX(b.fact), COUNT(*), SUM(a.amount), MIN(a.day), MAX(a.day), "
        "MAX(b.grain), MAX(b.end_day) "
        f"FROM {ASIDE} a JOIN batch b ON b.id = a.batch GROUP BY a.batch ORDER BY a.batch"
    ).fetchall():
        batch, file, fact, rows, amount, first, last, grain, end = row
        days = (first, _last(last, grain, end))
        yield _Aside(batch, file, fact, rows, Decimal(amount or 0), *days, strong.get(batch, ()))


def _touches(conn: duckdb.DuckDBPyConnection, one: _Aside, fresh: Collection[int]) -> bool:
    listed = ", ".join(map(str, sorted(fresh)))
    end = one.last + timedelta(days=1)
    return bool(
        conn.execute(
            f"SELECT 1 FROM batch WHERE id IN ({listed}) AND first_day < ? AND end_day > ? LIMIT 1", [end, one.first]
        ).fetchall()
    )


def _authorities(conn: duckdb.DuckDBPyConnection) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for batch, by in conn.execute("SELECT DISTINCT batch, authority FROM set_aside ORDER BY 1, 2").fetchall():
        found[batch] = (*found.get(batch, ()), by)
    return found


def _sums(conn: duckdb.DuckDBPyConnection, table: str) -> dict[int, tuple[int, Decimal, date, date]]:
    rows = conn.execute(
        "SELECT f.batch, COUNT(*), SUM(f.amount), MIN(f.day), MAX(f.day), MAX(b.grain), MAX(b.end_day) "
        f"FROM {table} f JOIN batch b ON b.id = f.batch GROUP BY f.batch"
    ).fetchall()
    return {
        batch: (count, Decimal(amount or 0), first, _last(last, grain, end))
        for batch, count, amount, first, last, grain, end in rows
    }


def _last(row: date, grain: str, end: date) -> date:
    """The last day that the rows stand for: those of a report by months stand on the first of their month."""
    one, whole = Grain(grain), end - timedelta(days=1)
    if one is Grain.DAY:
        return row
    return whole if one is Grain.SPAN else max(row, min(Period.of(row, one).last_day, whole))


def _added(sums: dict[int, tuple[int, Decimal, date, date]], own: list[int]) -> tuple[int, Decimal]:
    known = [sums[batch] for batch in own if batch in sums]
    return sum(one[0] for one in known), sum((one[1] for one in known), Decimal(0))


def _names(conn: duckdb.DuckDBPyConnection) -> dict[int, str]:
    """What the owner calls each source: its name, else the file that it last came from."""
    rows = conn.execute(
        "SELECT s.id, s.name, (SELECT b.file_name FROM batch b WHERE b.source_id = s.id ORDER BY b.id DESC LIMIT 1) "
        "FROM source s"
    ).fetchall()
    return {source: name or file or str(source) for source, name, file in rows}
