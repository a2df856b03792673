"""Two advertisements, a pilot, an investment: compared from the book or from typed numbers, and said in words."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from kpi_desktop.app.books import opened, opened_book
from kpi_desktop.app.closing import opened_month
from kpi_desktop.app.dimensions import checked_dimension, split_dimensions
from kpi_desktop.app.figures import month_of
from kpi_desktop.app.naming import listed
from kpi_desktop.app.whatif import number_of
from kpi_desktop.catalogue.model import Direction
from kpi_desktop.core.amount import EXACT
from kpi_desktop.core.errors import UsageError
from kpi_desktop.core.missing import Missing
from kpi_desktop.core.period import Period
from kpi_desktop.engine.experiment import Group, Keep, TwoMeans, TwoShares, Verdict, compare_means, compare_shares
from kpi_desktop.engine.investment import Return, half_width, returned
from kpi_desktop.engine.per_customer import members_called, per_customer
from kpi_desktop.engine.provisos import IDENTIFIED
from kpi_desktop.expr.errors import folded
from kpi_desktop.expr.leaf import Leaf
from kpi_desktop.i18n.message import msg, named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kpi_desktop.app.workspace import Workspace
    from kpi_desktop.engine.engine import Engine
    from kpi_desktop.engine.figure import Figure
    from kpi_desktop.store.book import Book

#: Conversions that two advertisements are compared by, the one nearest to money first.
CONVERSIONS = ("leads_converted_share", "qualified_leads_share", "email_ctr", "ad_ctr", "bounce_rate")

#: The better one where a lower share is better, as of bounces and rejections.
_LOWER_WINS = {Verdict.FIRST: Verdict.SECOND, Verdict.SECOND: Verdict.FIRST}

#: What stands beside the comparison: an advertisement that converts better may still be dearer.
BESIDE = ("cost_per_response", "cpl", "atc", "net_per_sale")

#: The book's setting of a pilot: `pilot:name`, its value JSON.
PILOT = "pilot:"

#: A difference worth finding where none is named: a fifth of the first conversion.
_WANTED = Decimal("0.2")

#: Whole months before an investment that its gains are measured against.
_BEFORE, _LEAST_BEFORE = 12, 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """The smallest difference worth finding: of the conversion itself (`relative`) or in its points."""

    size: Decimal = _WANTED
    relative: bool = True

    def of(self, share: float) -> float:
        """The difference as a fraction of cases."""
        return float(self.size) * share if self.relative else float(self.size)


def wanted_of(text: str) -> Wanted:
    """The wanted difference as it is written: `20%` of the conversion itself, `0.005` of its points."""
    size = number_of("wanted", text)
    if size <= 0:
        raise UsageError(msg("A wanted difference is above zero"))
    return Wanted(size, relative=text.strip().endswith("%"))


@dataclass(frozen=True, slots=True)
class Advertisements:
    """Two advertisements compared; `metric` is the conversion, '' for typed counts; `beside` are other figures."""

    names: tuple[str, str]
    result: TwoShares
    metric: str = ""
    month: Period | None = None
    beside: Mapping[str, tuple[Figure, Figure]] | None = None
    currency: str = ""


def compare_typed(texts: tuple[str, str], wanted: Wanted | None = None, looks: int = 1) -> Advertisements:
    """Two advertisements from counts such as `25/1000`; UsageError where they are none."""
    first, second = (_group(text) for text in texts)
    return Advertisements(texts, _compared(first, second, wanted, looks))


def _group(text: str) -> Group:
    hits, sign, cases = text.replace(" ", "").replace("\u00a0", "").partition("/")
    if not sign or not hits.isdecimal() or not cases.isdecimal() or not 0 <= int(hits) <= int(cases) or not int(cases):
        raise UsageError(
            msg("“{text}” is not of the form sales/people, the first a part of the second", text=text),
            fix=msg("For example: {example}", example="25/1000"),
        )
    return Group(int(hits), int(cases))


def _compared(first: Group, second: Group, wanted: Wanted | None, looks: int) -> TwoShares:
    size = (wanted or Wanted()).of(first.share or second.share)
    if size <= 0:
        raise UsageError(msg("Neither advertisement has brought anything yet"), fix=msg("Wait for the first result"))
    return compare_shares(first, second, min(size, 0.99), looks)


def compare_members(
    workspace: Workspace,
    path: Path,
    names: tuple[str, str],
    where: tuple[str | None, str, str],
    wanted: Wanted | None = None,
    looks: int = 1,
) -> Advertisements:
    """Two members of a dimension in a month; `where` is month, dimension, metric ('' takes the first that answers)."""
    month, dimension, metric_id = where
    with opened_month(workspace, path, month) as (then, book, engine):
        chosen = month_of(month, engine)
        by = checked_dimension(then, book, dimension) or dimension
        tried = (then.metric(metric_id).id,) if metric_id else CONVERSIONS
        for candidate in tried:
            pair = _pair(engine, candidate, chosen, by, names)
            if pair is not None:
                first, second = pair
                result = _compared(_counted(first), _counted(second), wanted, looks)
                if then.metric(candidate).better is Direction.DOWN:
                    result = replace(result, verdict=_LOWER_WINS.get(result.verdict, result.verdict))
                beside = {m: two for m in BESIDE if (two := _pair(engine, m, chosen, by, names, cases=False))}
                called = (first.member or names[0], second.member or names[1])
                return Advertisements(called, result, candidate, chosen, beside, book.currency)
    raise UsageError(
        msg("“{first}” and “{second}” have no conversion that can be compared", first=names[0], second=names[1]),
        fix=msg("Give counts such as 25/1000 50/700, or a conversion with --metric"),
    )


def _pair(
    engine: Engine, metric: str, month: Period, by: str, names: tuple[str, str], *, cases: bool = True
) -> tuple[Figure, Figure] | None:
    """The figures of both members; None where one has none (or no counted cases, where those are asked for)."""
    figures = {folded(f.member): f for f in engine.figures([metric], [month], by) if f.member}
    found = [figures.get(folded(name)) for name in names]
    first, second = found
    if first is None or second is None:
        return None
    if cases and not all(isinstance(f.value, Decimal) and f.cases for f in (first, second)):
        return None
    return first, second


def _counted(figure: Figure) -> Group:
    cases = figure.cases or Decimal(0)
    value = figure.value if isinstance(figure.value, Decimal) else Decimal(0)
    return Group(round(value * cases), int(cases))


@dataclass(frozen=True, slots=True)
class Pilot:
    """A pilot as it was agreed: whose customers, since when, and the gain in income per customer that keeps it.

    `keep` with `relative` is a part of the others' income per customer, else an amount; `stated` is the day on which it
    was agreed, '' where it was not kept in the book before it was judged.
    """

    name: str
    by: str
    member: str
    since: str
    keep: Decimal = Decimal(0)
    relative: bool = False
    stated: str = ""


@dataclass(frozen=True, slots=True)
class PilotResult:
    """A pilot judged: the income per customer of both sides exactly, their comparison, and how long yet.

    `months` are the further months that would tell where it is too early. `late` says that the criterion was not
    stated before the pilot began.
    """

    pilot: Pilot
    until: Period
    own: Decimal
    others: Decimal
    result: TwoMeans
    months: int | None
    late: bool
    currency: str


def pilot_of(name: str, whose: tuple[str, str, str], keep: str) -> Pilot:
    """A pilot as it is written: `whose` are dimension, member and first month, `keep` is `10%` or an amount."""
    return Pilot(name, *whose, number_of("keep-if", keep), relative=keep.strip().endswith("%"))


def state_pilot(workspace: Workspace, path: Path, pilot: Pilot) -> None:
    """Keep what was agreed about a pilot, with today's date; an agreement is replaced only by taking it out first."""
    _since(pilot)
    with opened_book(path, read_only=False) as book:
        if book.settings.get(PILOT + pilot.name):
            raise UsageError(msg("The pilot “{name}” is agreed already", name=pilot.name), fix=msg("Remove it first"))
        by = _dimension(workspace, book, pilot.by)
        text = {"by": by, "member": pilot.member, "since": pilot.since, "keep": format(pilot.keep, "f"),
                "relative": pilot.relative, "stated": datetime.now(UTC).date().isoformat()}  # fmt: skip
        book.set_setting(PILOT + pilot.name, json.dumps(text, ensure_ascii=False))


def pilots(path: Path) -> tuple[Pilot, ...]:
    """The pilots that were agreed."""
    with opened_book(path) as book:
        settings = book.settings
    return tuple(_pilot(key, text) for key, text in sorted(settings.items()) if key.startswith(PILOT) and text)


def _pilot(key: str, text: str) -> Pilot:
    kept = json.loads(text)
    return Pilot(key.removeprefix(PILOT), kept["by"], kept["member"], kept["since"], Decimal(kept["keep"]),
                 bool(kept["relative"]), kept["stated"])  # fmt: skip


def remove_pilot(path: Path, name: str) -> None:
    """Take an agreement out of the book."""
    with opened_book(path, read_only=False) as book:
        if not book.settings.get(PILOT + name):
            raise UsageError(msg("There is no pilot “{name}”", name=name))
        book.set_setting(PILOT + name, "")


def judge_pilot(workspace: Workspace, path: Path, pilot: Pilot, month: str | None = None) -> PilotResult:
    """Income per identified customer of the pilot beside all others, from its first month to the chosen one."""
    since = _since(pilot)
    with opened(workspace, path) as (book, engine):
        pilot = replace(pilot, by=_dimension(workspace, book, pilot.by))
        until = month_of(month, engine)
        if until < since:
            raise UsageError(msg("The pilot begins after that month"))
        window = Period(since.start, until.end)
        (covered,) = engine.leaf_values([Leaf(IDENTIFIED)], [window]).values()
        if isinstance(covered, Missing):
            raise UsageError(msg("The months of the pilot cannot be counted: {why}", why=covered.message))
        code = members_called(book, pilot.by, pilot.member)
        if code is None:
            raise UsageError(msg("“{member}” is in no row of “{by}”", member=pilot.member, by=pilot.by))
        own, others = per_customer(engine, window, pilot.by, code)
        currency = book.currency
    if min(len(own), len(others)) < 2:
        raise UsageError(msg("The pilot or the others have fewer than two identified customers: too early to judge"))
    mine, theirs = (EXACT.divide(sum(values, Decimal(0)), Decimal(len(values))) for values in (own, others))
    threshold = EXACT.multiply(theirs, pilot.keep) if pilot.relative else pilot.keep
    result = compare_means([float(v) for v in own], [float(v) for v in others], float(threshold))
    assert result is not None
    lasted = max(1, len(window.months()))
    more = None if result.more is None else max(1, -(-result.more * lasted // len(own)))
    late = not pilot.stated or pilot.stated >= str(since.start)
    return PilotResult(pilot, until, mine, theirs, result, more if result.verdict is Keep.TOO_EARLY else None, late,
                       currency)  # fmt: skip


def _dimension(workspace: Workspace, book: Book, name: str) -> str:
    """The dimension of sale lines that marks the pilot's customers."""
    found = checked_dimension(workspace.of(book.settings), book, name) or name
    known = {column.id for column in book.dimensions("sale")}
    if found not in known:
        carried = [one for one in split_dimensions(workspace, book) if one.id in known]
        raise UsageError(
            msg("Sale lines have no dimension “{name}”", name=name),
            fix=msg("Choose one of: {names}", names=listed(carried)) if carried else msg("Import lines with columns"),
        )
    return found


def _since(pilot: Pilot) -> Period:
    try:
        return Period.month(pilot.since)
    except ValueError:
        raise UsageError(
            msg("“{text}” is not a month", text=pilot.since), fix=msg("Write it as year and month: 2011-11")
        ) from None


@dataclass(frozen=True, slots=True)
class Investment:
    """An investment with its return; from a book: the metric, its usual month before, and the months that count."""

    result: Return
    gains: tuple[Decimal, ...]
    metric: str = ""
    usual: Decimal | None = None
    before: int = 0
    currency: str = ""


def investment_typed(
    cost: Decimal, gains: Sequence[Decimal], months: int = 0, doubt: Decimal = Decimal(0)
) -> Investment:
    """The return of monthly gains; UsageError where there is no cost or no gain."""
    try:
        return Investment(returned(cost, gains, months, doubt), tuple(gains))
    except ValueError:
        raise UsageError(
            msg("An investment needs a cost above zero and at least one monthly gain"),
            fix=msg("For example: {example}", example="--cost 300000 --gains 40000 55000 61000"),
        ) from None


def investment_of(
    workspace: Workspace, path: Path, cost: Decimal, where: tuple[str, str, str | None], months: int = 0
) -> Investment:
    """The return of what a metric of money gave above its usual month before; `where`: metric, first month, last."""
    metric_id, first, last = where
    with opened(workspace, path) as (book, engine):
        metric = workspace.of(book.settings).metric(metric_id)
        since, until = month_of(first, engine), month_of(last, engine)
        count = len(Period(since.start, until.end).months()) if since <= until else 0
        spans = [since.shifted(step) for step in range(count)]
        earlier = [since.shifted(-step) for step in range(_BEFORE, 0, -1)]
        figures = {f.period: f for f in engine.figures([metric.id], [*earlier, *spans])}
        currency = book.currency
    if str(metric.unit) != "money":
        raise UsageError(msg("“{name}” is no amount of money", name=named(metric.name_en, metric.name_ru)))
    past = [f.value for span in earlier if isinstance((f := figures[span]).value, Decimal) and f.covered.complete]
    known = [figures[span].value for span in spans]
    absent = next((value for value in known if isinstance(value, Missing)), None)
    if absent is not None or len(past) < _LEAST_BEFORE:
        raise UsageError(
            msg("The gains need every month of the metric since the investment and three whole months before it"),
            fix=absent.message if absent is not None else None,
        )
    values = [value for value in past if isinstance(value, Decimal)]
    usual = EXACT.divide(sum(values, Decimal(0)), Decimal(len(values)))
    gains = [value - usual for value in known if isinstance(value, Decimal)]
    found = investment_typed(cost, gains, months, half_width(values) or Decimal(0))
    return Investment(found.result, found.gains, metric.id, usual, len(values), currency)
