"""What the owner and the program say about streams of sales: rank, channel, 'these are other sales'."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kpi_desktop.facts.streams import ORDER, TABLE, TILL, Rank, StreamRules, load_streams
from kpi_desktop.resources import folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from kpi_desktop.facts.batch import FactBatch

#: A stream that the owner named no place for comes after all that he did.
UNPLACED = 1000


@dataclass(frozen=True, slots=True)
class StreamChoice:
    """The owner's word on one source: its place among streams, that its sales are others, the channel it sells in."""

    place: int = UNPLACED
    beside: bool = False
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """One live import as streams see it; `name` is what the owner called its source when he imported it."""

    source: int
    recognised: str
    mapping: str
    fact: str
    filtered: bool
    stated: bool
    name: str


@dataclass(frozen=True, slots=True)
class Streams:
    """Ranks of the book's imports with the owner's choices."""

    rules: StreamRules
    choices: Mapping[int, StreamChoice]
    imports: Mapping[int, Stream]
    members: Mapping[int, str]
    pairs: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, conn: duckdb.DuckDBPyConnection) -> Streams:
        """As the book stands now."""
        choices = {
            source: StreamChoice(place, beside, channel)
            for source, place, beside, channel in conn.execute("SELECT * FROM stream_choice").fetchall()
        }
        rows = conn.execute(
            "SELECT b.id, b.source_id, b.recognised, b.mapping, b.fact, b.filtered, b.period_stated, s.name "
            "FROM batch b JOIN source s ON s.id = b.source_id WHERE b.state = 'live' AND b.fact IN ('sale', 'order')"
        ).fetchall()
        members = dict(conn.execute("SELECT code, value FROM member WHERE dimension = 'channel'").fetchall())
        pairs = frozenset(conn.execute("SELECT source_id, other_id FROM beside").fetchall())
        return cls(stream_rules(), choices, {row[0]: Stream(*row[1:]) for row in rows}, members, pairs)

    @property
    def markets(self) -> frozenset[str]:
        """The names of marketplaces as channels."""
        return frozenset(self.rules.marketplaces)

    def rank(self, batch: int) -> tuple[Rank, int]:
        """The rank of an import and its place inside the rank."""
        stream = self.imports[batch]
        return self.rules.level(stream.recognised, stream.mapping, stream.fact)

    def level(self, batch: int) -> tuple[int, ...]:
        """How far an import is trusted, the most trusted first; imports of one level add up.

        A filtered report is never the company: it comes after every whole one, but before orders. Two exports of
        orders do not add up: the same orders come through 1C and from the site.
        """
        stream = self.imports[batch]
        rank, place = self.rank(batch)
        chosen = self.choices.get(stream.source, StreamChoice())
        order = stream.fact == ORDER
        return chosen.place, int(order), int(stream.filtered), rank.place, place, stream.source if order else 0

    def apart(self, one: int, other: int) -> bool:
        """Whether the owner said that two imports hold different sales: by a choice, or by a name given to a table."""
        streams = (self.imports[one], self.imports[other])
        sources = sorted(stream.source for stream in streams)
        if any(self.choices[source].beside for source in sources if source in self.choices):
            return True
        named = any(_plain_table(*self.rank(batch)) for batch in (one, other)) and streams[0].name != streams[1].name
        alike = sources[0] == sources[1] and streams[0].fact == streams[1].fact  # its orders are not its shipments
        return alike or named or (sources[0], sources[1]) in self.pairs

    def channel(self, code: int, source: int) -> str:
        """The channel of rows, as streams compare it; '' where neither the rows nor the owner tell it."""
        chosen = self.choices.get(source, StreamChoice()).channel
        name = self.members.get(code, "") or chosen
        return self.rules.marketplace(name) or name

    def market_customers(self, conn: duckdb.DuckDBPyConnection) -> dict[str, list[int]]:
        """The customers of the book that are marketplaces, by the marketplace."""
        found: dict[str, list[int]] = defaultdict(list)
        for code, key in conn.execute("SELECT code, key FROM customer_key").fetchall():
            market = self.rules.marketplace(key)
            if market:
                found[market].append(code)
        return dict(found)


def choose(conn: duckdb.DuckDBPyConnection, source: int, choice: StreamChoice) -> None:
    """Keep the owner's word on a source in the place of an earlier one."""
    conn.execute("DELETE FROM stream_choice WHERE source_id = ?", [source])
    if choice != StreamChoice():
        conn.execute(
            "INSERT INTO stream_choice VALUES (?, ?, ?, ?)", [source, choice.place, choice.beside, choice.channel]
        )


def ranked_otherwise(conn: duckdb.DuckDBPyConnection, batch: FactBatch) -> frozenset[int]:
    """The imports of another known rank than a new one: which of them is believed needs no question.

    A table that says nothing of where it comes from is asked about as before; so is a list saved out of 1C beside
    another export of 1C, which may have less in it.
    """
    streams = Streams.of(conn)
    own = streams.rules.level(batch.recognised, batch.mapping, batch.fact)
    if own[0].id == TABLE:
        return frozenset()
    ranks = {number: streams.rank(number) for number in streams.imports}
    return frozenset(number for number, rank in ranks.items() if rank[0].id != TABLE and _told_apart(own, rank))


def _plain_table(rank: Rank, place: int) -> bool:
    """Whether an import is a table that may come from anywhere: what its owner named it tells what it holds."""
    return rank.id not in {TILL, ORDER} and place == len(rank.recognised)


def _told_apart(one: tuple[Rank, int], two: tuple[Rank, int]) -> bool:
    """Whether two ranks with their places say who is believed: those of one rank only where none is a plain table."""
    if one[0].id != two[0].id:
        return True
    return one != two and all(place < len(rank.recognised) for rank, place in (one, two))


@cache
def stream_rules() -> StreamRules:
    """The ranks that the program comes with."""
    return load_streams((folder("formulas") / "streams.toml").read_text("utf-8"))
