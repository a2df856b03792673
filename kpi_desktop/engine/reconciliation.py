"""«Контроль»: streams that give the same sales set against the one that counts, document by document (NUMBERS 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.engine.matching import Entry, Match, MatchState, matched
from kpi_desktop.facts.batch import SourceRef
from kpi_desktop.store.stream_choices import stream_rules

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kpi_desktop.core.period import Period
    from kpi_desktop.store.book import Book

#: What a pair compares by: single documents, the days of a stream without documents, or one total.
DOCUMENT, DAY, TOTAL = "document", "day", "total"

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One stream that does not count (`here`) beside the one that does (`there`), in one period.

    `kind` is `sale` for a stream of sales, else `deal` or `payment`: those are never sales, but should come to them.
    """

    kind: str
    here: str
    there: tuple[str, ...]
    level: str
    matches: tuple[Match, ...]

    def count(self, state: MatchState) -> int:
        """How many documents are in this state."""
        return sum(match.state is state for match in self.matches)

    def amount(self, state: MatchState) -> Decimal:
        """What they come to: on the side where they are; of differing ones what the difference is."""
        chosen = [match for match in self.matches if match.state is state]
        if state is MatchState.DIFFERENT:
            return sum((_of(match.here) - _of(match.there) for match in chosen), _ZERO)
        return sum((match.shown.amount for match in chosen), _ZERO)

    @property
    def here_total(self) -> Decimal:
        """All of the stream that does not count."""
        return sum((_of(match.here) for match in self.matches), _ZERO)

    @property
    def there_total(self) -> Decimal:
        """All of the stream that counts, where the other one could have the same."""
        return sum((_of(match.there) for match in self.matches), _ZERO)

    @property
    def difference(self) -> Decimal:
        """How much more the stream that does not count has."""
        return self.here_total - self.there_total


def _of(entry: Entry | None) -> Decimal:
    return entry.amount if entry is not None else _ZERO


def reconciled(book: Book, period: Period) -> tuple[Reconciled, ...]:
    """Every pair of streams that can be set against one another in the period."""
    found = list(_streams(book, period))
    sales = _entries(book, "sale", period, "1 = 1")
    if sales:
        names = tuple(_file_names(book, "sale", period))
        for kind, condition, day in (("deal", "f.status = 1", "closed_day"), ("payment", "f.direction = 0", "day")):
            here = _entries(book, kind, period, condition, day)
            if here:
                files = ", ".join(_file_names(book, kind, period))
                found.append(_set_against(kind, (files, names), here, sales))
    return tuple(found)


def _streams(book: Book, period: Period) -> Iterable[Reconciled]:
    """Streams of sales that were put aside, each with its authority."""
    rows = book.run(
        "SELECT b.source_id, a.authority, a.batch, a.first_day, a.end_day, a.organisation, a.channel FROM set_aside a "
        f"JOIN batch b ON b.id = a.batch WHERE a.first_day < DATE '{period.end}' AND a.end_day > DATE '{period.start}' "
        "ORDER BY 1, 2, 3, 4"
    )
    names = {source.source_id: source.name for source in book.streams()}
    for pair in sorted({(row[0], row[1]) for row in rows}):
        own = [row for row in rows if (row[0], row[1]) == pair]
        taken = (
            f"SELECT 1 FROM set_aside a WHERE a.batch = f.batch AND a.authority = {pair[1]} "
            "AND f.day >= a.first_day AND f.day < a.end_day"
        )
        batches = ", ".join(str(batch) for batch in sorted({row[2] for row in own}))
        weak = _entries(book, "aside_sale", period, f"f.batch IN ({batches}) AND EXISTS ({taken})")
        days = " OR ".join(f"(f.day >= DATE '{row[3]}' AND f.day < DATE '{row[4]}')" for row in own)
        strong = _entries(
            book,
            "sale",
            period,
            f"f.batch IN (SELECT id FROM batch WHERE source_id = {pair[1]}) AND ({days}){_cell(book, own)}",
        )
        yield _set_against("sale", (names.get(pair[0], ""), (names.get(pair[1], ""),)), weak, strong)


def _cell(book: Book, rows: list[tuple[int, int, int, date, date, int, str]]) -> str:
    """Where the weaker stream sells in named channels only, other channels of the stronger one are not its matter."""
    channels = {row[6] for row in rows}
    organisations = {row[5] for row in rows}
    found = ""
    if "" not in channels:
        found += f" AND ({_channel_test(book, channels)})"
    if 0 not in organisations:
        found += f" AND f.organisation IN (0, {', '.join(map(str, sorted(organisations)))})"
    return found


def _channel_test(book: Book, channels: set[str]) -> str:
    """Rows of these channels, of none where that may be one of them, and what was sold to these marketplaces."""
    rules = stream_rules()
    members = book.run("SELECT code, value FROM member WHERE dimension = 'channel'")
    codes = [code for code, value in members if (rules.marketplace(value) or value) in channels]
    if channels - rules.marketplaces.keys():
        codes.append(0)
    own = "CASE WHEN f.channel_by IS NULL THEN f.channel ELSE 0 END"  # as the file says it, not as it was found
    tests = [f"{own} IN ({', '.join(map(str, codes))})"] if codes else []
    buyers = [
        code for code, key in book.run("SELECT code, key FROM customer_key") if rules.marketplace(key) in channels
    ]
    if buyers:
        tests.append(f"f.customer_of_file IN ({', '.join(map(str, buyers))})")
    return " OR ".join(tests) or "1 = 0"


def _set_against(kind: str, names: tuple[str, tuple[str, ...]], here: list[Entry], there: list[Entry]) -> Reconciled:
    level = DOCUMENT
    if not all(any(one.number or one.customer for one in side) for side in (here, there) if side):
        level = DAY
        days = [{one.day for one in side} for side in (here, there)]
        if len(days[1]) == 1 < len(days[0]) or len(days[0]) == 1 < len(days[1]):
            level = TOTAL
        here, there = _summed(here, level), _summed(there, level)
        matches = tuple(_by_key(here, there))
    else:
        matches = tuple(matched(here, there, days_differ=kind != "sale"))
    return Reconciled(kind, *names, level, matches)


def _summed(side: list[Entry], level: str) -> list[Entry]:
    """A stream without documents as its days, or as one total."""
    sums: dict[date | None, Entry] = {}
    for one in side:
        key = one.day if level == DAY else None
        known = sums.get(key)
        amount = one.amount + (known.amount if known else _ZERO)
        sums[key] = Entry("", known.day if known else one.day, "", amount, known.source if known else one.source)
    return list(sums.values())


def _by_key(here: list[Entry], there: list[Entry]) -> Iterable[Match]:
    """Days (or the one total) of both sides beside one another."""
    if len(here) == len(there) == 1:
        yield Match(_state(here[0], there[0]), here[0], there[0])
        return
    left, right = {one.day: one for one in here}, {one.day: one for one in there}
    for day in sorted(left.keys() | right.keys()):
        one, two = left.get(day), right.get(day)
        yield Match(_state(one, two), one, two)


def _state(one: Entry | None, two: Entry | None) -> MatchState:
    if one is None:
        return MatchState.ONLY_THERE
    if two is None:
        return MatchState.ONLY_HERE
    return MatchState.MATCHED if one.amount == two.amount else MatchState.DIFFERENT


def _entries(book: Book, table: str, period: Period, condition: str, day: str = "day") -> list[Entry]:
    """Documents of a table in the period, each with its first row; rows without a number stand for themselves."""
    sold = table in {"sale", "aside_sale"}
    number = {"deal": "k.value", "payment": "d.number"}.get(table, "d.number")
    join = "LEFT JOIN document d ON d.code = f.document"
    key = "f.document"
    if table == "deal":
        join, key = "LEFT JOIN key_value k ON k.kind = 'deal' AND k.code = f.deal", "f.deal"
    alone = f"CASE WHEN {key} IS NULL THEN CAST(f.batch AS BIGINT) * 1000000000 + f.src_row ELSE 0 END"
    rows = book.run(
        f'SELECT MAX({number}), MIN(f."{day}"), MAX(c.key), SUM(f.amount), MIN(f.batch), MIN(f.src_sheet), '
        "MIN(f.src_row) "
        f'FROM "{table}" f {join} LEFT JOIN customer_key c ON c.code = f.customer_of_file '
        f"WHERE f.\"{day}\" >= DATE '{period.start}' AND f.\"{day}\" < DATE '{period.end}' AND {condition}"
        f"{' AND f.kind <> 2' if sold else ''} AND f.amount IS NOT NULL GROUP BY {key}, {alone} ORDER BY 2, 5, 6, 7",
        as_stated=True,
    )
    places = _places(book)
    return [
        Entry(found or "", on, customer or "", Decimal(amount), SourceRef(batch, *places[batch, sheet], row))
        for found, on, customer, amount, batch, sheet, row in rows
    ]


def _places(book: Book) -> dict[tuple[int, int], tuple[str, str]]:
    """File and sheet by import and sheet number."""
    rows = book.run(
        "SELECT b.id, COALESCE(s.idx, 0), b.file_name, COALESCE(s.name, '') FROM batch b "
        "LEFT JOIN batch_sheet s ON s.batch = b.id"
    )
    return {(batch, sheet): (file, name) for batch, sheet, file, name in rows}


def _file_names(book: Book, fact: str, period: Period) -> list[str]:
    end = period.end - timedelta(days=1)
    rows = book.run(
        "SELECT DISTINCT b.file_name FROM batch b WHERE b.state = 'live' AND b.id IN (SELECT f.batch FROM "
        f"\"{fact}\" f WHERE f.day >= DATE '{period.start}' AND f.day <= DATE '{end}') ORDER BY 1"
    )
    return [str(row[0]) for row in rows]
