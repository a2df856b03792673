"""Which days each batch still answers for, once newer imports took some of them over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from kpi_desktop.core.period import Grain, Period
from kpi_desktop.facts.batch import SERIES, Documents, Returns, Vat
from kpi_desktop.store.asked import Asked
from kpi_desktop.store.records import Cover, State

if TYPE_CHECKING:
    import duckdb

#: By what the channel of a sale may be found, as `sale.channel_by` of the schema numbers them.
CHANNEL_ORIGINS = ("stream", "order", "deal", "lead", "call", "sale")

#: What payments of the bank tell of an expense.
BANK_COLUMNS = ("day", "amount", "class", "article")
#: What a payment tells of its VAT, where its import has that.
_BANK_VAT = ("vat_amount", "vat_rate")

#: What an import tells of its rows, as columns of `batch`.
_DETAILS = "id, period_stated, present, vat, returns, documents, currency, filtered, organisation, line_level, cost_vat"

#: Days without rows at the end and at the beginning of a month that do not make an export incomplete, where the
#: neighbouring month of the same source has rows: a closed weekend at the end, the January holidays at the beginning.
QUIET_END = 4
QUIET_START = 10


@dataclass(frozen=True, slots=True)
class Span:
    """One batch as the rules of replacement see it; batches of one `origin` are parts of one file, read alike."""

    id: int
    source_id: int
    first: date
    end: date
    grain: Grain
    state: State
    file_name: str
    origin: str


def spans(conn: duckdb.DuckDBPyConnection | Asked, fact: str) -> list[Span]:
    """The batches of a fact that have days and were not undone, oldest import first."""
    rows = Asked.of(conn).rows(
        "SELECT id, source_id, first_day, end_day, grain, state, file_name, "
        "sha256 || importer || mapping, fact FROM batch "
        "WHERE state <> 'undone' AND first_day IS NOT NULL ORDER BY id"
    )
    return [
        Span(batch, source_id, first, end, Grain(grain), State(state), file_name, origin)
        for batch, source_id, first, end, grain, state, file_name, origin, of in rows
        if of == fact
    ]


def window(old: Span, new: Span) -> Period:
    """The days of `old` that `new` takes over: a row of a report by months falls with its whole month.

    One figure for a whole period falls as a whole, if any of its days are taken over.
    """
    if old.grain is Grain.SPAN and new.first < old.end and old.first < new.end:
        return Period(old.first, old.end)
    if old.grain in {Grain.DAY, Grain.SPAN}:
        return Period(new.first, new.end)
    return Period(Period.of(new.first, old.grain).start, Period.of(new.end - timedelta(days=1), old.grain).end)


@dataclass(frozen=True, slots=True)
class History:
    """The batches of a fact, oldest first, and which of them took days of which sources over: read once for all."""

    spans: list[Span]
    _pairs: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, conn: duckdb.DuckDBPyConnection | Asked, fact: str) -> History:
        """As the book has it now."""
        asked = Asked.of(conn)
        found = spans(asked, fact)
        pairs = asked.rows("SELECT batch, source_id FROM replacement") if len(found) > 1 else []
        return cls(found, frozenset(pairs))

    def replacers(self, old: Span) -> list[Span]:
        """Later imports that took days of `old` over, if it has such days, oldest first; never parts of one file."""
        return [
            new
            for new in self.spans
            if new.id > old.id
            and new.origin != old.origin
            and (new.source_id == old.source_id or (new.id, old.source_id) in self._pairs)
        ]

    def remaining(self, old: Span) -> list[Period]:
        """The spans of days for which a batch still answers."""
        left = [Period(old.first, old.end)]
        for new in self.replacers(old):
            left = [part for piece in left for part in without(piece, window(old, new))]
        return left


def without(piece: Period, taken: Period) -> list[Period]:
    """The days of a span that another one leaves."""
    before = Period(piece.start, min(piece.end, taken.start))
    after = Period(max(piece.start, taken.end), piece.end)
    return [part for part in (before, after) if part.start < part.end]


def coverage(conn: duckdb.DuckDBPyConnection | Asked, fact: str) -> list[Cover]:
    """All spans of days that the fact's live batches answer for, by source and day."""
    asked = Asked.of(conn)
    covers = _all_covers(asked, fact)
    if fact == "sale":
        covers = _with_channels(asked, _answering(asked, covers))
    if fact == "expense":
        covers = _with_classes(asked, covers + _of_bank(asked, counts=True))
    covers = _with_foreign(asked, covers)
    return _widened(sorted(covers, key=lambda cover: (cover.source_id, cover.first, cover.batch)))


def _with_channels(asked: Asked, covers: list[Cover]) -> list[Cover]:
    """Imports of sales whose channels were found elsewhere have channels, and tell by what they were found."""
    found: dict[int, list[str]] = {}
    for batch, origin in asked.rows(
        "SELECT DISTINCT batch, channel_by FROM sale WHERE channel_by IS NOT NULL ORDER BY batch, channel_by"
    ):
        found.setdefault(batch, []).append(CHANNEL_ORIGINS[origin])
    return [
        replace(cover, channel_by=tuple(found[cover.batch]), present=(*dict.fromkeys((*cover.present, "channel")),))
        if cover.batch in found
        else cover
        for cover in covers
    ]


def _with_foreign(asked: Asked, covers: list[Cover]) -> list[Cover]:
    """Imports of which rows were refused for their currency, with the days of those rows."""
    found: dict[int, list[tuple[date, int]]] = {}
    for batch, day, number in asked.rows(
        "SELECT batch, day, SUM(number)::INTEGER FROM foreign_row GROUP BY batch, day ORDER BY batch, day"
    ):
        found.setdefault(batch, []).append((day, number))
    return [
        replace(cover, foreign=tuple(one for one in found[cover.batch] if cover.first <= one[0] < cover.end))
        if cover.batch in found
        else cover
        for cover in covers
    ]


def _with_classes(asked: Asked, covers: list[Cover]) -> list[Cover]:
    """Imports of expenses with the classes that their articles gave, and the days on which an expense has none."""
    classed, unclassed = _classed_batches(asked), _unclassed_days(asked)
    return [
        replace(
            cover,
            classed=cover.batch in classed,
            unclassed=tuple(day for day in unclassed.get(cover.batch, ()) if cover.first <= day < cover.end),
            present=(*dict.fromkeys((*cover.present, *(("class",) if cover.batch in classed else ()))),),
        )
        for cover in covers
    ]


def _unclassed_days(asked: Asked) -> dict[int, tuple[date, ...]]:
    """For each import the days with an expense of no class; nothing for imports whose expenses all have one."""
    found: dict[int, list[date]] = {}
    for batch, day in asked.rows("SELECT DISTINCT batch, day FROM expense WHERE class IS NULL ORDER BY batch, day"):
        found.setdefault(batch, []).append(day)
    return {batch: tuple(days) for batch, days in found.items()}


def _classed_batches(asked: Asked) -> frozenset[int]:
    """The imports of which some expense got its class by its article."""
    return frozenset(batch for (batch,) in asked.rows("SELECT DISTINCT batch FROM expense_classed"))


def _all_covers(asked: Asked, fact: str) -> list[Cover]:
    """All spans of days of the fact's live batches, whether other streams give the same sales or not."""
    rows = asked.rows(f"SELECT {_DETAILS}, fact FROM batch WHERE state = 'live'")
    details = {row[0]: row[1:-1] for row in rows if row[-1] == fact}
    history = History.of(asked, fact)
    covers = [
        _cover(span, part, details[span.id])
        for span in history.spans
        if span.id in details
        for part in history.remaining(span)
    ]
    return _in_series(asked, covers) + (_from_orders(asked) if fact == "sale" else [])


def _from_orders(asked: Asked) -> list[Cover]:
    """The days of imports of orders whose shipped orders count as sales where nobody else gives them."""
    rows = asked.rows(f"SELECT {_DETAILS} FROM batch WHERE state = 'live' AND id IN (SELECT batch FROM order_sale)")
    details = {row[0]: row[1:] for row in rows}
    if not details:
        return []
    history = History.of(asked, "order")
    return [
        replace(
            _cover(span, part, details[span.id]),
            returns=Returns.UNKNOWN,
            documents=Documents.NUMBERED,
            from_orders=True,
            line_level=(),
        )
        for span in history.spans
        if span.id in details
        for part in history.remaining(span)
    ]


def relieved(conn: duckdb.DuckDBPyConnection | Asked, fact: str) -> list[Cover]:
    """The days that a stream covers, but of which a more trusted one gives the sales: it does not lack there."""
    asked = Asked.of(conn)
    if fact == "expense":
        return _of_bank(asked, counts=False)
    if fact != "sale":
        return []
    gone = _gone(asked)
    if not gone:
        return []
    whole = [cover for cover in _all_covers(asked, fact) if cover.batch in gone]
    return [
        replace(cover, first=max(cover.first, days.start), end=min(cover.end, days.end))
        for cover in whole
        for days in gone[cover.batch]
        if cover.first < days.end and days.start < cover.end
    ]


def _of_bank(asked: Asked, *, counts: bool) -> list[Cover]:
    """The days on which payments of the bank count as expenses; or, of any stream, on which others tell all of them."""
    rows = asked.rows(f"SELECT {_DETAILS} FROM batch WHERE id IN (SELECT batch FROM bank_expense)")
    details = {row[0]: row[1:] for row in rows}
    if not details:
        return []
    known = {span.id: span for fact in ("payment", "expense") for span in spans(asked, fact)}
    days = asked.rows(f"SELECT batch, first_day, end_day FROM bank_expense WHERE counts = {counts} ORDER BY 1, 2")
    found = [_cover(known[batch], Period(first, end), details[batch]) for batch, first, end in days if batch in known]
    # What was paid includes whatever VAT there was.
    if not counts:
        return found
    return [
        replace(
            cover,
            present=(*BANK_COLUMNS, *(name for name in _BANK_VAT if name in cover.present)),
            vat=Vat.WITH,
            from_bank=True,
        )
        for cover in found
    ]


def _gone(asked: Asked) -> dict[int, list[Period]]:
    gone: dict[int, list[Period]] = {}
    for batch, first, end in asked.rows("SELECT batch, first_day, end_day FROM not_answering"):
        gone.setdefault(batch, []).append(Period(first, end))
    return gone


def _answering(asked: Asked, covers: list[Cover]) -> list[Cover]:
    """The covers without days of which a more trusted stream gives the sales."""
    gone, found = _gone(asked), list[Cover]()
    for cover in covers:
        left = [Period(cover.first, cover.end)]
        for taken in gone.get(cover.batch, ()):
            left = [part for piece in left for part in without(piece, taken)]
        found += [replace(cover, first=part.start, end=part.end) for part in left]
    return found


def _in_series(asked: Asked, covers: list[Cover]) -> list[Cover]:
    """Reports of one series as one stream, each on the days that it answers for: its late rows cover nothing."""
    rows = asked.rows(
        "SELECT id, layout, MIN(id) OVER (PARTITION BY importer, organisation, filters, name) FROM source "
        f"WHERE STARTS_WITH(layout, '{SERIES}')"
    )
    parts = {number: (stream, layout.removeprefix(SERIES).split()) for number, layout, stream in rows}
    found = []
    for cover in covers:
        if cover.source_id not in parts:
            found.append(cover)
            continue
        stream, (first, last, *_) = parts[cover.source_id]
        begin, end = date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)
        begin, end = max(begin, cover.first), min(end, cover.end)
        if begin < end:
            found.append(replace(cover, source_id=stream, first=begin, end=end))
    return found


def _cover(span: Span, part: Period, details: tuple[object, ...]) -> Cover:
    stated, present, vat, returns, documents, currency, filtered, organisation, line_level, cost_vat = details
    return Cover(
        batch=span.id,
        source_id=span.source_id,
        first=part.start,
        end=part.end,
        stated=bool(stated),
        grain=span.grain,
        present=_listed(present),
        vat=Vat(str(vat)),
        returns=Returns(str(returns)),
        documents=Documents(str(documents)),
        currency=str(currency),
        filtered=bool(filtered),
        organisation=str(organisation),
        line_level=_listed(line_level),
        cost_vat=Vat(str(cost_vat)) if cost_vat else None,
    )


def _listed(text: object) -> tuple[str, ...]:
    return tuple(str(text).split(",")) if text else ()


def _widened(covers: list[Cover]) -> list[Cover]:
    """Unstated periods reach to the month's edge if the neighbouring month of the source has rows (DESIGN 6)."""
    found = list(covers)
    for index, (left, right) in enumerate(pairwise(covers)):
        edge = right.first.replace(day=1)
        joined = left.source_id == right.source_id and left.end <= edge and left.grain is right.grain is Grain.DAY
        if not joined or Period.of(left.end - timedelta(days=1), Grain.MONTH).end != edge:
            continue
        if not left.stated and (edge - left.end).days <= QUIET_END:
            found[index] = replace(found[index], end=edge)
        if not right.stated and (right.first - edge).days <= QUIET_START:
            found[index + 1] = replace(found[index + 1], first=edge)
    return found
